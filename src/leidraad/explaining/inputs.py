"""Which raw items an expression reads, through the derived ones, and which values of them tell it apart."""

import datetime
import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal

from leidraad.engines.reference import Fact
from leidraad.model import expressions as model
from leidraad.model.content import Item

MOST_SUBSETS = 4


def inputs_of(expression: model.Expression, items: Mapping[str, Item]) -> tuple[str, ...]:
    """Return every item that an expression reads: named in it or by a derivation below it, in reading order.

    A derived item stands behind its own inputs, since a user can state it too.
    """
    found: dict[str, None] = {}
    for name in model.items_of(expression):
        _add(name, items, found)
    return tuple(found)


def _add(name: str, items: Mapping[str, Item], found: dict[str, None]) -> None:
    if name in found:
        return
    derivation = items[name].derivation
    for part in model.items_of(derivation) if derivation else ():
        _add(part, items, found)
    found[name] = None


def telling_values(name: str, expressions: Iterable[model.Expression], items: Mapping[str, Item]) -> tuple[Fact, ...]:
    """Return values of an item, one from each class that the expressions cannot tell apart.

    Every constant that the item meets is there, and one value beyond them; for a number the steps around each.
    """
    item, met = items[name], _constants(name, expressions)
    match item.type:
        case "boolean":
            return (True, False)
        case "choice":
            return _with_one_other(met, item.values)
        case "set":
            return _subsets(sorted(met))
        case "integer" | "decimal":
            return _around(met, item)
        case "date":
            days = {day + datetime.timedelta(step) for day in met for step in (-1, 0, 1)}
            return tuple(sorted(days)) or (datetime.date(2000, 1, 1),)
    return ("",)


def _with_one_other(met: set, values: Mapping) -> tuple[str, ...]:
    others = [v for v in values if v not in met]
    return (*(v for v in values if v in met), *others[:1])


def _subsets(members: list[str]) -> tuple[frozenset, ...]:
    if len(members) > MOST_SUBSETS:
        return (frozenset(), *(frozenset([m]) for m in members), frozenset(members))
    sizes = range(len(members) + 1)
    return tuple(frozenset(c) for size in sizes for c in itertools.combinations(members, size)) + (
        (frozenset(["\0other"]),) if not members else ()
    )


def _around(met: set, item: Item) -> tuple[Fact, ...]:
    numbers = {n for n in met if isinstance(n, int | Decimal) and not isinstance(n, bool)} or {item.low or 0}
    step = 1 if item.type == "integer" else Decimal("0.1")
    near = {n + k * step for n in numbers for k in (-1, 0, 1)}
    allowed = [n for n in near if (item.low is None or n >= item.low) and (item.high is None or n <= item.high)]
    return tuple(sorted(allowed))


def _constants(name: str, expressions: Iterable[model.Expression]) -> set:
    found = set()
    for expression in expressions:
        for node in model.walk(expression):
            found |= {part.value for part in _counterparts(node, name) if hasattr(part, "value")}
    return found


def _counterparts(node: model.Expression, name: str) -> tuple[model.Expression, ...]:
    match node:
        case model.Compare(left=model.ItemValue(item=item), right=other) if item == name:
            return (other,)
        case model.Compare(left=other, right=model.ItemValue(item=item)) if item == name:
            return (other,)
        case model.In(element=model.ItemValue(item=item), options=options) if item == name:
            return options
        case model.Contains(element=element, item=model.ItemValue(item=item)) if item == name:
            return (element,)
    return ()
