"""Whole registries: selection, checks, panels, hospitals, adherence. Reads no file and draws nothing."""
