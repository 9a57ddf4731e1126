"""Where anchors stand in a text: compared without line numbers, line breaks, hyphenation and case. Reads no files."""

import re
import unicodedata
from collections.abc import Iterator

LINE_NUMBER = re.compile(r"^\s*\d+\s*$|^\s*\d{1,4}(?:\t|\s{3,})(?=\S)|(?<=\S)(?:\t|\s{3,})\d{1,4}\s*$")
FOOTNOTE = re.compile("[¹²³⁰⁴-⁹]+")  # also the square of a unit, on both sides alike
TELLING = frozenset("<>=≤≥≠%+")  # signs that change what a sentence asks


def _characters(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what is compared of a text, with whether a word begins there."""
    begins = True
    for sign in unicodedata.normalize("NFKC", FOOTNOTE.sub(" ", text)):
        if sign.isalnum() or sign in TELLING:
            for folded in sign.casefold():
                yield folded, begins or sign in TELLING
                begins = sign in TELLING
        elif sign != "\u00ad":
            begins = True


class Text:
    """A source document as it is searched."""

    def __init__(self, text: str) -> None:
        signs: list[str] = []
        self._lines: list[int] = []
        self._begins: list[bool] = []
        for number, line in enumerate(text.split("\n"), start=1):
            for sign, begins in _characters(LINE_NUMBER.sub(" ", line)):
                signs.append(sign)
                self._lines.append(number)
                self._begins.append(begins)
        self._signs = "".join(signs)
        self._begins.append(True)

    def lines(self, words: str) -> tuple[int, ...]:
        """Return the number of each line, from 1, where these words begin; whole words only."""
        wanted, found, start = "".join(sign for sign, _ in _characters(words)), [], 0
        while wanted and (start := self._signs.find(wanted, start)) >= 0:
            if self._begins[start] and self._begins[start + len(wanted)]:
                found.append(self._lines[start])
            start += 1
        return tuple(found)


def state(lines: tuple[int, ...], before: tuple[int, ...]) -> str:
    """Return what became of a place: `found`, `moved`, `repeated` (more often than before, or once) or `vanished`."""
    if not lines:
        return "vanished"
    if lines == before or (len(lines) == 1 and not before):
        return "found"
    return "repeated" if len(lines) > max(len(before), 1) else "moved"
