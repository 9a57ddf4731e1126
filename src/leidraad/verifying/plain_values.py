"""Values of an item that a reader takes in at a glance, the plainest first. Asks no solver."""

import datetime
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from leidraad.engines.reference import Fact
from leidraad.model.content import Item

STEPS = tuple(map(Decimal, ("10", "5", "1", "0.5", "0.1", "0.01")))


def candidates(item: Item, near: Fact) -> Iterator[Fact]:
    """Yield values to try for an item, and last the one that is known to do; nothing while it is unknown."""
    if near is None:
        return
    match item.type:
        case "choice":
            yield from item.values
        case "set":
            yield frozenset()
            yield from (frozenset([value]) for value in item.values)
        case "integer" | "decimal":
            yield from _numbers(item.type, Decimal(near))
        case "date":
            yield from _firsts(near)
        case "text":
            yield "text"
    yield near


def _firsts(near: datetime.date) -> Iterator[datetime.date]:
    """Yield the first days of a year and of a month about a date."""
    yield from (near.replace(month=1, day=1), near.replace(day=1))
    if near.year < datetime.MAXYEAR:
        yield (near.replace(day=1) + datetime.timedelta(32)).replace(day=1)


def _numbers(kind: str, near: Decimal) -> Iterator[int | Decimal]:
    for step in STEPS:
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            value = (near / step).to_integral_value(rounding) * step
            if kind == "decimal" or value == int(value):
                yield int(value) if kind == "integer" else value
