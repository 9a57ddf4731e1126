"""`anchors.yaml` beside a guideline: for each rule a few words of its place in the source. Searches nothing."""

from pathlib import Path

import msgspec

from leidraad.diagnostics import Span, wrong
from leidraad.reading.content_folder import read_file
from leidraad.reading.sources import Strict

MOST_WORDS = 6  # more words of a source than these would be a quotation


class AnchorSource(Strict, frozen=True):
    """Words to look for, and the lines where they stood in the copy that was read when the rule was written."""

    anchor: str
    lines: tuple[int, ...] = ()


class Anchor(msgspec.Struct, frozen=True):
    """The anchor of one rule, norm or note of a guideline."""

    guideline: str
    id: str
    words: str
    lines: tuple[int, ...]
    span: Span


def read_anchors(root: Path) -> tuple[Anchor, ...]:
    """Read the anchors of every guideline below a folder; raise UserInputError when one is wrong."""
    return tuple(anchor for file in sorted(root.glob("*/*/anchors.yaml")) for anchor in _read(root, file))


def _read(root: Path, file: Path) -> list[Anchor]:
    document, found = read_file(root, file), []
    if not isinstance(document.data, dict):
        message = "anchors are a list of ids, each with its words"
        raise wrong("wrong-value", message, document.spans[()], "write `wdt-1-01: { anchor: words of the source }`")
    for name in document.data:
        source, span = document.convert(AnchorSource, (name,)), document.spans[(name,)]
        count = len(source.anchor.split())
        if not 0 < count <= MOST_WORDS:
            message = f"the anchor of `{name}` has {count} words"
            raise wrong("anchor-length", message, span, f"take one to {MOST_WORDS} words of the source")
        found.append(Anchor(file.parents[1].name, name, source.anchor, source.lines, span))
    return found
