"""Typed, frozen trees of compiled guideline logic. Knows no text, no files and no engine."""
