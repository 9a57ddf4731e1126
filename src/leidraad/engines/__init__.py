"""Meanings of the compiled model. Engines see no text and no files."""
