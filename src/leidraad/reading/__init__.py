"""Guideline files on disk, read as sources with positions. Must not resolve names or judge content."""
