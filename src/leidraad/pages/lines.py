"""Lines of text for a terminal. Knows nothing of what they say."""

import textwrap

WIDTH = 96


def wrapped(text: str, indent: str = "", bullet: str = "") -> list[str]:
    """Return a text as lines that fit a terminal, indented, the first behind a bullet."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent + bullet,
        subsequent_indent=indent + " " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
