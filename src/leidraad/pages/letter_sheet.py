"""What fits on the one A4 of a letter. It may count facts and considerations, never recommendations or safety words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One line of a block: its text, a small note behind it, room to write after it, and a lead that stands out."""

    text: str
    note: str = ""
    blank: bool = False
    lead: str = ""


class Block(msgspec.Struct, frozen=True):
    """One part of a letter. `form` is lines, run, columns, fields, table or box; `tag` holds for all its lines."""

    key: str
    title: str
    lines: tuple[Line, ...]
    form: str = "lines"
    tag: str = ""


class Cut(msgspec.Struct, frozen=True):
    """What is left out: the end of long texts; and, with their number, all that the advice has too.

    These are considerations, the unknown items on which only those hang, details (grounds, what disagrees and why,
    what is not held), and facts beyond a number.
    """

    texts: bool = False
    considerations: bool = False
    missing: bool = False
    details: bool = False
    facts: int | None = None


class Step(msgspec.Struct, frozen=True):
    """A size of type, measured on the printed page with room to spare: millimetres, and characters across a block."""

    name: str
    line: float
    gap: float
    write: float
    across: int


class Sheet(msgspec.Struct, frozen=True):
    """The letter as it is printed: the size of its type and its blocks."""

    step: Step
    blocks: tuple[Block, ...]


ROOM_TO_WRITE = 25  # characters
BESIDE = 3  # lines of a box that share its last row
ROOM = 281.0  # millimetres of an A4 within its margins
ROOMY = Step("roomy", line=3.9, gap=1.9, write=6.2, across=91)
TIGHT = Step("tight", line=3.25, gap=1.1, write=5.2, across=104)
LEAST = 0.74  # no letter took a smaller part of the height reckoned with
WHOLE = Cut()
PRINTED = Cut(texts=True)
SHORT = Cut(texts=True, considerations=True)
SHORTER = Cut(texts=True, considerations=True, missing=True)
NEEDED = Cut(texts=True, considerations=True, missing=True, details=True)
FACTS = (150, 120, 95, 75, 60, 48, 36, 24, 12, 6, 0)
LEVELS = (
    (ROOMY, PRINTED),
    (ROOMY, SHORT),
    (TIGHT, PRINTED),
    (TIGHT, SHORT),
    (TIGHT, SHORTER),
    (TIGHT, NEEDED),
    *((TIGHT, msgspec.structs.replace(NEEDED, facts=number)) for number in FACTS),
)


def sheets(blocks: Callable[[Cut], tuple[Block, ...]]) -> Iterator[Sheet]:
    """Yield every way to lay a letter out, the one that shows most first."""
    for step, cut in LEVELS:
        yield Sheet(step, blocks(cut))


def fitting(found: Iterable[Sheet], head: Sequence[str]) -> Sheet:
    """Return the first sheet that surely fits; `head` holds the texts above and below its blocks."""
    for sheet in found:
        if height(sheet, head) <= ROOM:
            break
    return sheet


def hopeful(found: Iterable[Sheet], head: Sequence[str]) -> Iterator[Sheet]:
    """Yield the sheets that may fit, for who can measure them; the last one whatever its height."""
    *others, last = found
    yield from (sheet for sheet in others if height(sheet, head) * LEAST <= ROOM)
    yield last


def height(sheet: Sheet, head: Sequence[str]) -> float:
    """Return the millimetres that a letter takes at most, in a type as wide as Arial."""
    step = sheet.step
    around = sum(_lines(text, step.across) for text in head)
    return 10 + around * step.line + sum(_height(block, step) + step.gap for block in sheet.blocks)


def _height(block: Block, step: Step) -> float:
    match block.form:
        case "fields":
            return ceil(len(block.lines) / 2) * step.write
        case "box":
            return (len(block.lines) - BESIDE + 1) * step.write + 2 * step.line + 4
        case "columns":
            across = step.across // 2 - 4
            return (ceil(sum(_text(line, across) for line in block.lines) / 2) + 1) * step.line
        case "table":
            return sum(_text(line, step.across - 6) * step.line + 1 for line in block.lines)
    titles = _lines(f"{block.title} {block.tag}", 18) * step.line
    lines = (_joined(block.lines),) if block.form == "run" else block.lines
    return max(titles, sum(_one(line, step) for line in lines))


def _joined(lines: Iterable[Line]) -> Line:
    """Return lines that stand behind one another as one, with the room to write among them."""
    text = "; ".join(f"{line.text}{' ' * ROOM_TO_WRITE * line.blank}" for line in lines)
    return Line(text, blank=any(line.blank for line in lines))


def _one(line: Line, step: Step) -> float:
    return max(step.write * line.blank, _text(line, step.across) * step.line)


def _text(line: Line, across: int) -> int:
    return _lines(f"{line.lead} {line.text} {line.note}", across - 3)


def _lines(text: str, across: int) -> int:
    return ceil(len(text) / across)
