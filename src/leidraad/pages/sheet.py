"""What fits on the first printed sheet (A4). It may shorten considerations to a count, never a recommendation."""

from collections.abc import Callable, Iterable
from math import ceil

import msgspec

from leidraad.explaining.advice import Advice, RuleAdvice, WarningShown
from leidraad.explaining.page import Page
from leidraad.explaining.phrases import Phrases

# Measured on the printed page of the template, with room to spare: lines on a sheet, characters across it and across
# one of its two columns.
LINES = 59
ACROSS = 108
COLUMN = 48
HEADING = 3  # a heading, and the line that two columns lose because no act is split over them


class Sheet(msgspec.Struct, frozen=True):
    """The acts on the first sheet; what is left out is counted here and stands in full on the next."""

    acts: tuple[RuleAdvice, ...]
    considerations: tuple[RuleAdvice, ...]
    more_considerations: int
    talk: tuple[RuleAdvice, ...]
    more_talk: int


def to_sheet(advice: Advice, page: Page, say: Phrases) -> Sheet:
    """Return the first sheet of a page."""
    acts = tuple(r for e in page.now for r in (e.rule, *e.below) if r.part == "recommendation")
    beside = tuple(r for e in page.now if e.rule.part != "recommendation" for r in (e.rule, *e.below))

    def height(rule: RuleAdvice) -> int:
        return _lines(f"{say.mark(rule)}: {say.title(rule)} {rule.id} {say[rule.strength]}", COLUMN)

    # Two columns, so twice the lines; each list has a heading above it.
    room = 2 * (LINES - _fixed(advice, page, say) - 3 * HEADING) - sum(map(height, acts))
    talk = _fitting(page.talk, room // 2, height)
    considerations = _fitting(beside, room - sum(map(height, talk)), height)
    talk = _fitting(page.talk, room - sum(map(height, considerations)), height)
    return Sheet(acts, considerations, len(beside) - len(considerations), talk, len(page.talk) - len(talk))


def _fixed(advice: Advice, page: Page, say: Phrases) -> int:
    """Return the lines that are always there: head, not yet beside questions, not held, editions, safety."""
    waits = (f"{say.mark(e.rule)} {say.title(e.rule)} {say.labels(e.rule.waits_for)}" for e in page.not_yet)
    left = sum(_lines(text, COLUMN) + 1 for text in waits)
    right = sum(_lines(say.question(q), COLUMN) for q in page.questions) + 1
    implied = "; ".join(f"{say.label(item)} {say.value(item, value)}" for item, value in advice.implied.items())
    whole = [
        implied,
        *(_warned(w, advice, say) for w in advice.warnings),
        *(say.of(n.text) for n in advice.not_held),
        *(say.of(g.title) for g in advice.guidelines),
    ]
    excluded = sum(3 for g in advice.guidelines if g.excluded)
    conflicts = len(page.conflicts)
    head = 2 * _lines(say.who(page.who), ACROSS // 2) + 2
    return head + excluded + conflicts + max(left, right) + sum(_lines(t, ACROSS) for t in whole) + 3 * HEADING


def _warned(warning: WarningShown, advice: Advice, say: Phrases) -> str:
    return f"{say.warning(warning, advice.case)} {say.grounds(warning.because)} {say.labels(warning.missing)}"


def _lines(text: str, width: int) -> int:
    return ceil(len(text) / width)


def _fitting(rules: Iterable[RuleAdvice], room: int, height: Callable[[RuleAdvice], int]) -> tuple[RuleAdvice, ...]:
    """Return the first rules that fit; one more line is kept for the count of the others."""
    kept: list[RuleAdvice] = []
    for rule in rules:
        room -= height(rule)
        if room < 1:
            break
        kept.append(rule)
    return tuple(kept)
