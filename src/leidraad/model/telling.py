"""Which values of an item can expressions tell apart? Reads the model only; evaluates nothing."""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from leidraad.model import expressions as model
from leidraad.model.content import Item

MOST_SUBSETS = 4
SMALL_RANGE = 12
COMPUTING = (model.Arithmetic, model.Negate, model.Between)
TESTS = (model.Compare, model.In, model.Contains, model.NonEmpty, *COMPUTING)
Telling = bool | int | Decimal | str | datetime.date | frozenset


def telling_values(
    names: Iterable[str], expressions: Iterable[model.Expression], items: Mapping[str, Item]
) -> dict[str, tuple[Telling, ...]]:
    """Return, for each item, values of it: one from each class that the expressions cannot tell apart."""
    nodes = [node for expression in expressions for node in model.walk(expression)]
    tests = [(frozenset(model.items_of(node)), node) for node in nodes if isinstance(node, TESTS)]
    read = {node.item for node in nodes if isinstance(node, model.ItemValue)}
    derived = {name: items[name].derivation for name in read if items[name].derivation is not None}
    found = {}
    for name in names:
        passing_on = _passing_on(name, derived)
        found[name] = _telling(items[name], passing_on, [node for reads, node in tests if reads & passing_on])
    return found


def thinned(node: model.Expression, telling: Mapping[str, tuple[Telling, ...]]) -> model.Expression:
    """Return an expression that is equal for these values, without the options that none of them is."""
    match node:
        case model.In(span=span, element=model.ItemValue(item=name) as element, options=options) if name in telling:
            told = frozenset(telling[name])
            kept = tuple(o for o in options if not isinstance(o, model.Text) or o.value in told)
            return model.In(span, element, kept)
        case model.And(operands=parts) | model.Or(operands=parts) | model.Coalesce(operands=parts):
            return type(node)(node.span, tuple(thinned(part, telling) for part in parts))
        case model.Not(operand=part) | model.IsNull(operand=part):
            return type(node)(node.span, thinned(part, telling))
        case model.Compare(span=span, operator=operator, left=left, right=right):
            return model.Compare(span, operator, thinned(left, telling), thinned(right, telling))
        case model.In(span=span, element=element, options=options):
            return model.In(span, thinned(element, telling), options)
        case model.Case(span=span, branches=branches, otherwise=otherwise):
            pairs = tuple(model.Branch(thinned(b.condition, telling), thinned(b.result, telling)) for b in branches)
            return model.Case(span, pairs, thinned(otherwise, telling))
    return node


def _telling(item: Item, names: set[str], nodes: list[model.Expression]) -> tuple[Telling, ...]:
    tests = [constants for node in nodes for constants in _constants(node, names)]
    met = {constant for test in tests for constant in test}
    loose = any(_is_loose(node, names) for node in nodes)
    match item.type:
        case "boolean":
            return (True, False)
        case "choice":
            return tuple(item.values) if loose else _one_of_each_class(item.values, tests)
        case "set":
            return _subsets([*sorted(met), *_one_other(met, item, nodes)])
        case "integer" | "decimal":
            return _around(met, item, loose)
        case "date":
            days = {day + datetime.timedelta(step) for day in met for step in (-1, 0, 1)}
            return tuple(sorted(days)) or (datetime.date(2000, 1, 1),)
    return ("",)


def _one_of_each_class(values: Mapping, tests: list[frozenset]) -> tuple[str, ...]:
    classes: dict[tuple, str] = {}
    for value in values:
        classes.setdefault(tuple(value in test for test in tests), value)
    return tuple(classes.values())


def _subsets(members: list[str]) -> tuple[frozenset, ...]:
    if len(members) > MOST_SUBSETS:
        return (frozenset(), *(frozenset([m]) for m in members), frozenset(members))
    sizes = range(len(members) + 1)
    return tuple(frozenset(c) for size in sizes for c in itertools.combinations(members, size))


def _one_other(met: set, item: Item, nodes: list[model.Expression]) -> list[str]:
    """Return a member that no test names, where one matters: `exists` tells it from an empty set."""
    asked = any(isinstance(node, model.NonEmpty) and node.item.item == item.name for node in nodes)
    return [value for value in (*item.values, "\0any") if value not in met][:1] if asked or not met else []


def _around(met: set, item: Item, loose: bool) -> tuple[Telling, ...]:
    low, high = item.low, item.high
    bounds = {bound for bound in (low, high) if bound is not None}
    if (loose or not met) and item.type == "integer" and len(bounds) == 2 and high - low <= SMALL_RANGE:
        return tuple(range(int(low), int(high) + 1))
    step = 1 if item.type == "integer" else Decimal("0.1")
    near = {n + k * step for n in met or {low or 0} for k in (-1, 0, 1)} | (bounds if loose else set())
    return tuple(sorted(n for n in near if (low is None or n >= low) and (high is None or n <= high)))


def _passing_on(name: str, derived: Mapping[str, model.Expression]) -> set[str]:
    """Return the item and the derived items that may pass its value on."""
    found = {name}
    for other, derivation in derived.items():
        if name in _outcomes(derivation) and other not in found:
            found |= _passing_on(other, derived)
    return found


def _outcomes(node: model.Expression) -> set[str]:
    return {part.item for part in model.outcomes(node) if isinstance(part, model.ItemValue)}


def _is_loose(node: model.Expression, names: set[str]) -> bool:
    """Return whether a node computes with one of the items or compares it with another: constants tell too little."""
    match node:
        case _ if isinstance(node, COMPUTING):
            return any(_is_one(part, names) for part in model.children(node))
        case model.Compare() | model.In():
            parts = model.children(node)
            others = [part for part in parts if not _is_one(part, names)]
            return len(others) < len(parts) and any(map(model.items_of, others))
    return False


def _is_one(node: model.Expression, names: set[str]) -> bool:
    return isinstance(node, model.ItemValue) and node.item in names


def _constants(node: model.Expression, names: set[str]) -> Iterator[frozenset]:
    match node:
        case model.Compare(left=left, right=right):
            for tested, other in ((left, right), (right, left)):
                if _outcomes(tested) & names:
                    yield _values([other])
        case model.In(element=element, options=options) if _outcomes(element) & names:
            yield _values(options)
        case model.Contains(element=element, item=model.ItemValue(item=item)) if item in names:
            yield _values([element])


def _values(nodes: Iterable[model.Expression]) -> frozenset:
    return frozenset(node.value for node in nodes if hasattr(node, "value"))
