"""The way of one patient: phases from left to right, acts as boxes. Advises nothing; what has no room is counted.

An arrow runs from what must hold first to the act that waits for it. Every box carries the standing of its module.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec

from leidraad.explaining.advice import Advice, RuleAdvice
from leidraad.explaining.page import Page, to_page
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import PHASES
from leidraad.pages.pictures.drawing import (
    ACCENT,
    INK,
    LINE,
    PAPER,
    SOFT,
    WASH,
    Element,
    Word,
    add,
    picture,
    shortened,
    text_lines,
    to_svg,
    words,
    wrapped,
)

# Twelve boxes at most: six for the phase of now, two for the next, one for each of the others.
HERE, WAITING, DONE_HERE, NEXT, OTHER, UNPHASED = 6, 3, 1, 2, 1, 2
WIDTH, BETWEEN, HEAD, PAD, GAP = 172, 18, 46, 9, 10
TIP = 12
SIZE, STEP, SMALL = 13, 17, 11
MOST_LINES = 5
MOST_BESIDE_TWO = 4  # phases beside which the acts of now have room for two lanes
MARKS = ("*", "†", "‡")

_WORDS = {
    "title": ("Zorgpad van deze patiënt", "Care pathway of this patient"),
    "first": ("Eerst: {}", "First: {}"),
    "more": ("en nog {}", "and {} more"),
    "unrecorded": ("{} niet als gedaan vastgelegd", "{} not recorded as done"),
    "done": ("gedaan", "done"),
    "not_yet": ("nog niet", "not yet"),
    "now": ("nu", "now"),
}


Block = Callable[[Element, float, float], float]  # draws itself at a place; returns where the next one begins


class Column(msgspec.Struct, frozen=True):
    """One phase: the acts with a box, and how many have none. `unrecorded`: due earlier, not recorded as done."""

    phase: str | None
    here: bool
    boxes: tuple[RuleAdvice, ...]
    more: int
    unrecorded: int = 0


def pathway_svg(advice: Advice, say: Phrases) -> str:
    """Return the picture as SVG text."""
    return _Pathway(advice, say).svg()


def columns(advice: Advice) -> tuple[Column, ...]:
    """Return the phases that have acts for this patient, in their order."""
    page = to_page(advice)
    if page.phase is None:
        return tuple(_unphased(page, advice)) or (Column(None, True, (), 0),)
    return tuple(_phased(page, advice))


def _phased(page: Page, advice: Advice) -> Iterator[Column]:
    here = PHASES.index(page.phase)
    later = {group.phase: group.rules for group in page.later}
    missed = {group.phase: len(group.rules) for group in page.earlier}
    past = _done_before(advice, here)
    for at, phase in enumerate(PHASES):
        if at == here:
            yield _column(phase, _here(page), _acts_here(page), here=True)
        else:
            acts = later.get(phase, ()) if at > here else past.get(phase, ())
            found = _column(phase, acts[: NEXT if at == here + 1 else OTHER], acts, missed.get(phase, 0))
            if found.boxes or found.unrecorded:
                yield found


def _column(
    phase: str, boxes: Iterable[RuleAdvice], acts: Iterable[RuleAdvice], unrecorded: int = 0, here: bool = False
) -> Column:
    shown = tuple(boxes)
    return Column(phase, here, shown, len(tuple(acts)) - len(shown), unrecorded)


def _here(page: Page) -> tuple[RuleAdvice, ...]:
    """Return the acts of now with a box: what was done, what is due, what waits."""
    done, waiting = page.done[:DONE_HERE], tuple(e.rule for e in page.not_yet[:WAITING])
    due = tuple(e.rule for e in page.now)[: HERE - len(done) - len(waiting)]
    return (*done, *due, *waiting)


def _acts_here(page: Page) -> tuple[RuleAdvice, ...]:
    return (*page.done, *page.talk, *(r for e in (*page.now, *page.not_yet) for r in (e.rule, *e.below)))


def _done_before(advice: Advice, here: int) -> dict[str, tuple[RuleAdvice, ...]]:
    """Return what was done and is no longer due, by the last phase that asked for it."""
    found: dict[str, tuple[RuleAdvice, ...]] = {}
    for rule in advice.advice:
        if (rule.audience, rule.status, rule.timing) == ("act", "done", "past"):
            phase = PHASES[max(p for p in map(PHASES.index, rule.phases) if p < here)]
            found[phase] = (*found.get(phase, ()), rule)
    return found


def _unphased(page: Page, advice: Advice) -> Iterator[Column]:
    """Without a known phase every act stands in the first phase that asks for it."""
    acts = _acts_here(page)
    for phase in PHASES:
        first = [r for r in acts if min(map(PHASES.index, r.phases)) == PHASES.index(phase)]
        if first:
            yield _column(phase, first[:UNPHASED], first)


class _Pathway:
    def __init__(self, advice: Advice, say: Phrases) -> None:
        self._say = say
        self._columns = columns(advice)
        self._status = {(m.guideline, m.id): m.status for m in advice.modules}
        shown = dict.fromkeys(self._standing(r) for c in self._columns for r in c.boxes)
        self._marks = dict(zip((s for s in shown if s != "authorised"), MARKS, strict=False))

    def _standing(self, rule: RuleAdvice) -> str:
        return self._status[rule.guideline, rule.source.module]

    def _word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self._say.language)]

    def svg(self) -> str:
        """Draw every column and, beneath, what the marks mean."""
        notes = [f"{mark} {self._say[status]}" for status, mark in self._marks.items()]
        nothing = Element("svg")
        tall = max(self._column(nothing, c, 0) for c in self._columns)
        width = sum(self._width(c) + BETWEEN for c in self._columns) - BETWEEN + TIP + 2
        svg = picture("pathway", width, tall + STEP * len(notes) + 2, self._word("title"), self._description())
        x = 1.0
        for column in self._columns:
            self._column(svg, column, x)
            x += self._width(column) + BETWEEN
        for number, note in enumerate(notes, start=1):
            add(svg, "text", x=1, y=tall + number * STEP - 4, font_size=SMALL + 1, fill=SOFT).text = note
        return to_svg(svg)

    def _lanes(self, column: Column) -> int:
        """Return over how many lanes the acts of a phase are spread: those of now over two, where there is room."""
        return 2 if column.here and len(self._columns) <= MOST_BESIDE_TWO and len(column.boxes) > 1 else 1

    def _width(self, column: Column) -> float:
        return self._lanes(column) * (WIDTH + BETWEEN) - BETWEEN

    def _column(self, parent: Element, column: Column, x: float) -> float:
        """Draw a phase; return how far down it comes."""
        self._head(parent, column, x)
        ends = [HEAD + GAP]
        for number, lane in enumerate(_spread(list(self._blocks(column)), self._lanes(column))):
            y = float(HEAD + GAP)
            for block in lane:
                y = block(parent, x + number * (WIDTH + BETWEEN), y)
            ends.append(y)
        return max(ends)

    def _blocks(self, column: Column) -> Iterator[Block]:
        for rule in column.boxes:
            yield partial(self._act, rule)
        if not column.boxes and column.here:
            yield partial(self._lines, self._say["nothing_now"])
        if column.more:
            yield partial(self._lines, self._word("more").format(column.more))
        if column.unrecorded:
            yield partial(self._lines, self._word("unrecorded").format(column.unrecorded))

    def _head(self, parent: Element, column: Column, x: float) -> None:
        end = x + self._width(column)
        tip = f"M{x} 1H{end}L{end + TIP} {HEAD / 2}L{end} {HEAD - 1}H{x}L{x + TIP} {HEAD / 2}Z"
        fill = {"fill": ACCENT} if column.here else {"fill": WASH, "stroke": LINE}
        add(parent, "path", d=tip, **fill)
        now = f" ({self._word('now')})" if column.here and column.phase else ""
        lines = wrapped(words(f"{self._say.phase(column.phase)}{now}", bold=True), SIZE, end - x - 2 * TIP)
        y = HEAD / 2 + 5 - (len(lines) - 1) * STEP / 2
        text_lines(parent, x + 2 * TIP - 4, y, lines, SIZE, STEP, PAPER if column.here else INK)

    def _act(self, rule: RuleAdvice, parent: Element, x: float, y: float) -> float:
        if rule.status == "not_yet":
            y = self._first(parent, rule, x, y)
        lines = shortened(wrapped(self._title(rule), SIZE, WIDTH - 2 * PAD), MOST_LINES)
        height = len(lines) * STEP + SMALL + 2 * PAD
        group = add(parent, "g", data_rule=rule.id, data_status=rule.status)
        add(group, "title").text = self._told(rule)
        add(group, "rect", x=x, y=y, width=WIDTH, height=height, rx=5, **_outline(rule))
        text_lines(group, x + PAD, y + PAD + SIZE - 2, lines, SIZE, STEP)
        foot = add(group, "text", x=x + PAD, y=y + height - PAD + 1, font_size=SMALL, fill=SOFT)
        foot.text = self._foot(rule)
        return y + height + GAP

    def _title(self, rule: RuleAdvice) -> list[Word]:
        mark = self._say.mark(rule)
        bold = rule.status == "applies" and rule.timing == "now"
        return [*words(f"{mark}:" if mark else ""), *words(self._say.title(rule), bold)]

    def _foot(self, rule: RuleAdvice) -> str:
        standing = self._marks.get(self._standing(rule), "")
        state = f" · {self._word(rule.status)}" if rule.status in ("done", "not_yet") else ""
        return f"{rule.id}{standing}{state}"

    def _first(self, parent: Element, rule: RuleAdvice, x: float, y: float) -> float:
        """Draw what must hold first, with an arrow to the act beneath; return where that act begins."""
        told = self._word("first").format(self._say.labels(rule.waits_for))
        lines = shortened(wrapped(words(told), SIZE, WIDTH - 2 * PAD), MOST_LINES)
        height, middle = len(lines) * STEP + 2 * PAD - 4, x + WIDTH / 2
        group = add(parent, "g", data_first=" ".join(rule.waits_for))
        add(group, "rect", x=x, y=y, width=WIDTH, height=height, rx=height / 2 if len(lines) == 1 else 14, fill=WASH)
        text_lines(group, x + PAD, y + PAD + SIZE - 4, lines, SIZE, STEP)
        foot = y + height
        add(group, "path", d=f"M{middle} {foot}V{foot + 10}", stroke=ACCENT, stroke_width=2, fill="none")
        add(group, "path", d=f"M{middle - 5} {foot + 9}H{middle + 5}L{middle} {foot + 16}Z", fill=ACCENT)
        return foot + 17

    def _lines(self, text: str, parent: Element, x: float, y: float) -> float:
        lines = wrapped(words(text), SIZE, WIDTH - PAD)
        text_lines(parent, x + 2, y + SIZE, lines, SIZE, STEP)
        return y + len(lines) * STEP + GAP

    def _told(self, rule: RuleAdvice) -> str:
        first = f" ({self._word('first').format(self._say.labels(rule.waits_for))})" if rule.waits_for else ""
        return f"{self._foot(rule)}: {self._say.act(rule)}{first}"

    def _description(self) -> str:
        return " ".join(
            f"{self._say.phase(c.phase)}: {' '.join(map(self._told, c.boxes))}"
            f"{' ' + self._word('more').format(c.more) + '.' if c.more else ''}"
            for c in self._columns
        )


def _spread(blocks: list[Block], lanes: int) -> list[list[Block]]:
    """Return the blocks in lanes of about the same height, in their order."""
    tall = [block(Element("svg"), 0, 0) for block in blocks]
    found: list[list[Block]] = [[] for _ in range(lanes)]
    above = 0.0
    for block, height in zip(blocks, tall, strict=True):
        found[min(lanes - 1, int((above + height / 2) * lanes / sum(tall)))].append(block)
        above += height
    return found


def _outline(rule: RuleAdvice) -> dict[str, str | float]:
    """Return how a box looks: heavy for now, dashed for not yet, shaded for done, thin for later."""
    if rule.status == "not_yet":
        return {"fill": PAPER, "stroke": ACCENT, "stroke_width": 1.5, "stroke_dasharray": "5 3"}
    if rule.status == "done":
        return {"fill": WASH, "stroke": LINE}
    return (
        {"fill": PAPER, "stroke": ACCENT, "stroke_width": 2}
        if rule.timing == "now"
        else {"fill": PAPER, "stroke": LINE}
    )
