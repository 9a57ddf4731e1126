"""What expressions read, through the derived items, and which values of an item they can tell apart."""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from leidraad.engines.reference import Fact
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Item

MOST_SUBSETS = 4
SMALL_RANGE = 12


class Inputs:
    """What expressions over a dictionary read. Does not depend on a patient; remembers what it worked out."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._keys: dict[int, tuple[model.Expression, str]] = {}
        self._reads: dict[str, tuple[str, ...]] = {}
        self._given: dict[str, tuple[str, ...]] = {}
        self._telling: dict[tuple[str, str], tuple[Fact, ...]] = {}
        self._implying = {n: {x for v in item.values.values() for x in v.implies} for n, item in items.items()}

    def key(self, node: model.Expression) -> str:
        """Return a text that is the same for conditions that read the same, wherever they stand."""
        known = self._keys.get(id(node))
        if known is None or known[0] is not node:
            known = self._keys[id(node)] = (node, to_cql(node))
        return known[1]

    def read_by(self, node: model.Expression) -> tuple[str, ...]:
        """Return every item that an expression reads, itself or by a derivation below it, in reading order.

        A derived item stands behind its own inputs, since a user can state it too.
        """
        key = self.key(node)
        if key not in self._reads:
            found: dict[str, None] = {}
            for name in model.items_of(node):
                self._add(name, found)
            self._reads[key] = tuple(found)
        return self._reads[key]

    def _add(self, name: str, found: dict[str, None]) -> None:
        if name in found:
            return
        derivation = self._items[name].derivation
        for part in model.items_of(derivation) if derivation is not None else ():
            self._add(part, found)
        found[name] = None

    def given_for(self, node: model.Expression) -> tuple[str, ...]:
        """Return the items a user can give that matter to an expression: what it reads, and what implies that."""
        key = self.key(node)
        if key not in self._given:
            reads = self.read_by(node)
            implying = (name for name, implied in self._implying.items() if implied & set(reads))
            self._given[key] = tuple(dict.fromkeys((*implying, *reads)))
        return self._given[key]

    def telling(self, name: str, node: model.Expression) -> tuple[Fact, ...]:
        """Return values of an item, one of each kind that an expression and its derivations can tell apart."""
        key = (name, self.key(node))
        if key not in self._telling:
            below = (self._items[n].derivation for n in self.read_by(node))
            self._telling[key] = telling_values(name, [node, *(d for d in below if d is not None)], self._items)
        return self._telling[key]


def telling_values(name: str, expressions: Iterable[model.Expression], items: Mapping[str, Item]) -> tuple[Fact, ...]:
    """Return values of an item, one from each class that the expressions cannot tell apart."""
    item = items[name]
    tests = list(_tests(name, list(expressions), items))
    met = {constant for test in tests for constant in test}
    match item.type:
        case "boolean":
            return (True, False)
        case "choice":
            return _one_of_each_class(item.values, tests)
        case "set":
            return _subsets(sorted(met))
        case "integer" | "decimal":
            return _around(met, item)
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
    if not members:
        return (frozenset(), frozenset(["\0any"]))
    if len(members) > MOST_SUBSETS:
        return (frozenset(), *(frozenset([m]) for m in members), frozenset(members))
    sizes = range(len(members) + 1)
    return tuple(frozenset(c) for size in sizes for c in itertools.combinations(members, size))


def _around(met: set, item: Item) -> tuple[Fact, ...]:
    low, high = item.low, item.high
    if not met and item.type == "integer" and low is not None and high is not None and high - low <= SMALL_RANGE:
        return tuple(range(int(low), int(high) + 1))
    step = 1 if item.type == "integer" else Decimal("0.1")
    near = {n + k * step for n in met or {low or 0} for k in (-1, 0, 1)}
    return tuple(sorted(n for n in near if (low is None or n >= low) and (high is None or n <= high)))


def _tests(name: str, expressions: list[model.Expression], items: Mapping[str, Item]) -> Iterator[frozenset]:
    """Yield, for each test of the item or of a derived item that passes its value on, the constants tested for."""
    names = _passing_on(name, items)
    for expression in expressions:
        for node in model.walk(expression):
            for constants in _constants(node, names):
                yield constants


def _passing_on(name: str, items: Mapping[str, Item]) -> set[str]:
    found = {name}
    for other, item in items.items():
        if item.derivation is not None and name in _outcomes(item.derivation) and other not in found:
            found |= _passing_on(other, items)
    return found


def _outcomes(node: model.Expression) -> set[str]:
    match node:
        case model.ItemValue(item=name):
            return {name}
        case model.Case(branches=branches, otherwise=otherwise):
            return set().union(*(_outcomes(b.result) for b in branches), _outcomes(otherwise))
        case model.Coalesce(operands=parts):
            return set().union(*map(_outcomes, parts))
    return set()


def _constants(node: model.Expression, names: set[str]) -> Iterator[frozenset]:
    match node:
        case model.Compare(left=model.ItemValue(item=item), right=other) if item in names:
            yield _values([other])
        case model.Compare(left=other, right=model.ItemValue(item=item)) if item in names:
            yield _values([other])
        case model.In(element=model.ItemValue(item=item), options=options) if item in names:
            yield _values(options)
        case model.Contains(element=element, item=model.ItemValue(item=item)) if item in names:
            yield _values([element])


def _values(nodes: Iterable[model.Expression]) -> frozenset:
    return frozenset(node.value for node in nodes if hasattr(node, "value"))
