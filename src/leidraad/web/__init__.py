"""The web application and its API: parses, calls actions, renders. Keeps no patient data; knows FastAPI."""
