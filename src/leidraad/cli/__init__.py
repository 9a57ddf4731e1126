"""The command line: parses, calls actions, renders. Must not know how anything is worked out."""
