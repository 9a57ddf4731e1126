"""Text as a search compares it: without accents and capitals."""

import unicodedata


def plain_text(text: str) -> str:
    """Return a text without accents and capitals."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
