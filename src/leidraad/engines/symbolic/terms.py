"""What a value is to the solver: when it is known, and which value it is. Reads no model and no content.

Decimals are whole numbers of the eighth place and dates are year, month and day, so that the solver reckons as
exactly as CQL does. A list is known by its elements.
"""

from collections.abc import Iterable
from functools import reduce

import msgspec
import z3

UNIT = 10**8
YES, NO = z3.BoolVal(True), z3.BoolVal(False)


def both(*parts: z3.BoolRef) -> z3.BoolRef:
    """Return when all of these hold."""
    if any(part is NO for part in parts):
        return NO
    kept = [part for part in parts if part is not YES]
    return z3.And(kept) if len(kept) > 1 else kept[0] if kept else YES


def either(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """Return when any of these holds."""
    kept = [part for part in parts if part is not NO]
    if any(part is YES for part in kept):
        return YES
    return z3.Or(kept) if len(kept) > 1 else kept[0] if kept else NO


def no(part: z3.BoolRef) -> z3.BoolRef:
    """Return when this does not hold."""
    return NO if part is YES else YES if part is NO else z3.Not(part)


class Truth(msgspec.Struct, frozen=True):
    """A Kleene value: when it is true, and when it is false; never both."""

    true: z3.BoolRef
    false: z3.BoolRef

    @property
    def known(self) -> z3.BoolRef:
        """Return when it is not null."""
        return either([self.true, self.false])


class Text(msgspec.Struct, frozen=True):
    """One of several texts, each with when it is that one: a plain text, or a string that the solver finds."""

    known: z3.BoolRef
    options: tuple[tuple[z3.BoolRef, str | z3.SeqRef], ...]

    def of(self, text: str) -> z3.BoolRef:
        """Return when it is this text."""
        return either(both(guard, alike(option, text)) for guard, option in self.options)


class Number(msgspec.Struct, frozen=True):
    """A whole number, or a decimal counted in units of its eighth place."""

    known: z3.BoolRef
    value: z3.ArithRef
    decimal: bool

    def scaled(self) -> z3.ArithRef:
        """Return it in units of the eighth place."""
        return self.value if self.decimal else self.value * UNIT


class Day(msgspec.Struct, frozen=True):
    """A date of the calendar."""

    known: z3.BoolRef
    year: z3.ArithRef
    month: z3.ArithRef
    day: z3.ArithRef

    def rank(self) -> z3.ArithRef:
        """Return a number that is larger for a later date."""
        return (self.year * 12 + self.month) * 31 + self.day


class Members(msgspec.Struct, frozen=True):
    """A set: when it was recorded, and when each value is in it."""

    known: z3.BoolRef
    holds: dict[str, z3.BoolRef]


class Several(msgspec.Struct, frozen=True):
    """One of several lists, each with when it is that one."""

    known: z3.BoolRef
    options: tuple[tuple[z3.BoolRef, tuple["Term", ...]], ...]


class Nothing(msgspec.Struct, frozen=True):
    """Null, whatever kind is asked for."""

    @property
    def known(self) -> z3.BoolRef:
        """Return when it is not null: never."""
        return NO


Term = Truth | Text | Number | Day | Members | Several | Nothing
Choices = list[tuple[z3.BoolRef, Term]]


def alike(left: str | z3.SeqRef, right: str | z3.SeqRef) -> z3.BoolRef:
    """Return when two texts are the same."""
    if isinstance(left, str) and isinstance(right, str):
        return YES if left == right else NO
    return _string(left) == _string(right)


def earlier(left: str | z3.SeqRef, right: str | z3.SeqRef) -> z3.BoolRef:
    """Return when a text comes before another."""
    if isinstance(left, str) and isinstance(right, str):
        return YES if left < right else NO
    return _string(left) < _string(right)


def _string(text: str | z3.SeqRef) -> z3.SeqRef:
    return z3.StringVal(text) if isinstance(text, str) else text


def one_of(choices: Choices) -> Term:
    """Return the term whose guard holds, null when none does. No two guards may hold together."""
    real = [(guard, term) for guard, term in choices if guard is not NO and not isinstance(term, Nothing)]
    return MERGED[type(real[0][1])](real) if real else Nothing()


def first_of(choices: Choices) -> Term:
    """Return the term of the first guard that holds, null when none does."""
    apart, before = [], YES
    for guard, term in choices:
        apart.append((both(before, guard), term))
        before = both(before, no(guard))
    return one_of(apart)


def _truth(choices: Choices) -> Truth:
    return Truth(either(both(g, t.true) for g, t in choices), either(both(g, t.false) for g, t in choices))


def _text(choices: Choices) -> Text:
    found: dict[str | int, tuple[list[z3.BoolRef], str | z3.SeqRef]] = {}
    for guard, term in choices:
        for holds, text in term.options:
            key = text if isinstance(text, str) else text.get_id()
            found.setdefault(key, ([], text))[0].append(both(guard, holds))
    return Text(_known(choices), tuple((either(guards), text) for guards, text in found.values()))


def _known(choices: Choices) -> z3.BoolRef:
    return either(both(guard, term.known) for guard, term in choices)


def _picked(choices: list[tuple[z3.BoolRef, z3.ArithRef]]) -> z3.ArithRef:
    *firsts, (_, last) = choices
    return reduce(lambda rest, choice: z3.If(choice[0], choice[1], rest), reversed(firsts), last)


def _number(choices: Choices) -> Number:
    decimal = any(term.decimal for _, term in choices)
    values = [(guard, term.scaled() if decimal else term.value) for guard, term in choices]
    return Number(_known(choices), _picked(values), decimal)


def _day(choices: Choices) -> Day:
    parts = (_picked([(g, getattr(term, part)) for g, term in choices]) for part in ("year", "month", "day"))
    return Day(_known(choices), *parts)


def _members(choices: Choices) -> Members:
    names = dict.fromkeys(name for _, term in choices for name in term.holds)
    holds = {name: either(both(g, term.holds.get(name, NO)) for g, term in choices) for name in names}
    return Members(_known(choices), holds)


def _several(choices: Choices) -> Several:
    options = tuple((both(g, holds), items) for g, term in choices for holds, items in term.options)
    return Several(_known(choices), options)


MERGED = {Truth: _truth, Text: _text, Number: _number, Day: _day, Members: _members, Several: _several}
