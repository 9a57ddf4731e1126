"""Which unknown raw items can still change a condition that is null. Exact: none is named that cannot.

A leaf that has a value is settled: an item that could only revise such a leaf is not missing.
"""

from collections.abc import Mapping

import msgspec

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.explaining.residual import Residual
from leidraad.model import expressions as model
from leidraad.model.telling import telling_values, thinned

Telling = Mapping[str, tuple[Fact, ...]]


class _Tried(msgspec.Struct, frozen=True):
    """What was found of some parts: the items that matter to them, and which of true and false they can be."""

    essential: tuple[str, ...]
    can_be: dict[bool, bool]


# What was found of conditions without known facts in them: (item, condition) or (value, condition) -> bool, and
# (type, *parts) -> _Tried.
Known = dict[tuple, bool | _Tried]


class OpenFacts:
    """Finds open items for one patient.

    What matters to a condition without known facts in it is the same for every patient: `known` remembers it, and
    may be shared between patients of one content.
    """

    def __init__(self, patient: Patient, known: Known | None = None) -> None:
        self._patient = patient
        self._known: Known = {} if known is None else known
        self._residuals: dict[frozenset[str], Residual] = {}

    def missing(self, condition: model.Expression) -> tuple[str, ...]:
        """Return the unknown raw items that can change the value of this condition, in reading order."""
        left = self._filled_in(condition)
        found = set(self._essential(left))
        return tuple(name for name in model.items_of(left) if name in found)

    def _filled_in(self, condition: model.Expression) -> model.Expression:
        """Return what is left of a condition: its leaves that have a value are settled."""
        patient = self._patient
        derived = {n: patient.value(n) for n in model.items_of(condition) if patient.items[n].derivation is not None}
        settled = {name: value for name, value in derived.items() if value is not None}
        key = frozenset(settled)
        if key not in self._residuals:
            fixed = {**patient.implied, **patient.given, **settled}
            self._residuals[key] = Residual(patient.items, fixed, patient.today)
        return self._residuals[key].of(condition)

    def _essential(self, node: model.Expression) -> tuple[str, ...]:
        """Take a condition apart where its parts vary freely beside each other; try values where they do not."""
        match node:
            case model.Not(operand=part):
                return self._essential(part)
            case model.And(operands=parts) | model.Or(operands=parts):
                neutral = isinstance(node, model.And)
                groups = model.entangled(parts)
                if len(groups) > 1 and all(self._tried(node, group).can_be[neutral] for group in groups):
                    return tuple(name for group in groups for name in self._tried(node, group).essential)
        return self._tried(node, (node,)).essential

    def _tried(self, node: model.Expression, group: tuple[model.Expression, ...]) -> "_Tried":
        """Try values in parts of a node, once for the same parts."""
        key = (type(node), *group)
        if key not in self._known and len(group) == 1 and (item := _tested(group[0])):
            self._known[key] = _Tried((item,), {True: True, False: True})
        elif key not in self._known:
            whole = _joined(node, group)
            telling = telling_values(model.items_of(whole), [whole], self._patient.items)
            thin = thinned(whole, telling)
            essential = tuple(name for name in telling if self._matters(name, thin, telling))
            can_be = {value: self._can_be(value, thin, telling) for value in (True, False)}
            self._known[key] = _Tried(essential, can_be)
        return self._known[key]

    def _matters(self, name: str, node: model.Expression, telling: Telling) -> bool:
        """Return whether a value of the item can change the node, whatever the other open items are."""
        names = model.items_of(node)
        if name not in names:
            return False
        if (part := self._apart(name, node, telling)) is not None:
            return self._matters(name, part, telling)
        # Many ways to fill in the others leave the same: it is looked at once.
        key = (name, node)
        if key not in self._known:
            self._known[key] = self._changes(name, node, [n for n in names if n != name], telling)
        return self._known[key]

    def _apart(self, name: str, node: model.Expression, telling: Telling) -> model.Expression | None:
        """Return the part of the node that alone decides whether the item matters, if there is one.

        Parts that share no open item vary beside each other. The others can be left out when each of them can be
        what leaves the rest to decide: true in an `and`, false in an `or`.
        """
        if isinstance(node, model.Not):
            return node.operand
        if not isinstance(node, model.And | model.Or):
            return None
        neutral = isinstance(node, model.And)
        groups = [_joined(node, group) for group in model.entangled(node.operands)]
        own = next(group for group in groups if name in model.items_of(group))
        free = len(groups) > 1 and all(self._can_be(neutral, g, telling) for g in groups if g is not own)
        return own if free else None

    def _can_be(self, wanted: bool, node: model.Expression, telling: Telling) -> bool:
        """Return whether some way to fill in the open items gives a condition this value."""
        if isinstance(node, model.Not):
            return self._can_be(not wanted, node.operand, telling)
        if _tested(node):
            return True
        key = (wanted, node)
        if key not in self._known:
            names = model.items_of(node)
            if not names:
                self._known[key] = self._value(node, {}) is wanted
            else:
                fillings = (self._fixed(node, names[0], value) for value in (*telling[names[0]], None))
                self._known[key] = any(self._can_be(wanted, filled, telling) for filled in fillings)
        return self._known[key]

    def _changes(self, name: str, node: model.Expression, others: list[str], telling: Telling) -> bool:
        if others:
            fillings = (self._fixed(node, others[0], value) for value in (*telling[others[0]], None))
            return any(self._matters(name, filled, telling) for filled in fillings)
        unknown = self._value(node, {})
        return any(self._value(node, {name: value}) != unknown for value in telling[name])

    def _fixed(self, node: model.Expression, name: str, value: Fact) -> model.Expression:
        return Residual(self._patient.items, {name: value}, self._patient.today).of(node)

    def _value(self, node: model.Expression, facts: dict[str, Fact]) -> Fact:
        return evaluate(node, Patient(self._patient.items, facts, self._patient.today))


def _tested(node: model.Expression) -> str | None:
    """Return the item of a plain test, which can be true and can be false: of a raw item against constants."""
    match node:
        case model.Compare(left=model.ItemValue(item=name), right=model.Text() | model.Truth()):
            return name
        case model.In(element=model.ItemValue(item=name), options=(_, *_)):
            return name
        case model.Contains(item=model.ItemValue(item=name)):
            return name
    return None


def _joined(node: model.And | model.Or, parts: tuple[model.Expression, ...]) -> model.Expression:
    return parts[0] if len(parts) == 1 else type(node)(node.span, parts)
