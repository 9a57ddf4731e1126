"""The panels that compare the patients of a registry with the population at large. Reads no file."""
