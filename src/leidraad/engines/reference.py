"""One patient, plain: this engine is the meaning of the model. It is never tuned."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from leidraad.engines.arithmetic import calculate, whole_units_between
from leidraad.model import expressions as model
from leidraad.model.content import Item
from leidraad.model.kleene import conjunction, disjunction, exclusion, implication, negation

# bool, int, Decimal, str, a date, a frozenset for a set item, a tuple for a list; None is not known.
Fact = bool | int | Decimal | str | datetime.date | frozenset | tuple | None


class Patient:
    """The facts of one patient on one day. Derived items are computed from them when they are asked for."""

    def __init__(self, items: Mapping[str, Item], facts: Mapping[str, Fact], today: datetime.date) -> None:
        self.items = items
        self.today = today
        self.given = {name: value for name, value in facts.items() if value is not None}
        self._derived: dict[str, Fact] = {}

    @cached_property
    def implied(self) -> dict[str, Fact]:
        """Return the facts that given choices imply and that the user did not state."""
        return implied_facts(self.items, self.given)

    def value(self, name: str) -> Fact:
        """Return the value of an item: as given, as implied, as derived; None when unknown."""
        if name in self.given:
            return self.given[name]
        if name in self.implied:
            return self.implied[name]
        return self.derived(name) if self.items[name].derivation else None

    def derived(self, name: str) -> Fact:
        """Return what the derivation of an item gives, whatever the user said of that item."""
        if name not in self._derived:
            self._derived[name] = evaluate(self.items[name].derivation, self)
        return self._derived[name]


def implied_facts(items: Mapping[str, Item], given: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the facts that given choices imply and that the user did not state.

    Of two choices that imply the same item the later one in the dictionary counts, in whatever order they were given.
    """
    implied: dict[str, Fact] = {}
    for name, item in items.items():
        if item.type == "choice" and name in given:
            implied |= item.values[given[name]].implies
    return {name: value for name, value in implied.items() if name not in given}


def evaluate(node: model.Expression, patient: Patient) -> Fact:
    """Return the value of an expression for this patient; None when it is not known."""
    return MEANINGS[type(node)](node, patient)


def _constant(node, patient: Patient) -> Fact:
    return node.value


def _null(node: model.Null, patient: Patient) -> None:
    return None


def _today(node: model.Today, patient: Patient) -> datetime.date:
    return patient.today


def _item(node: model.ItemValue, patient: Patient) -> Fact:
    return patient.value(node.item)


def _not(node: model.Not, patient: Patient) -> Fact:
    return negation(evaluate(node.operand, patient))


def _and(node: model.And, patient: Patient) -> Fact:
    return conjunction(evaluate(part, patient) for part in node.operands)


def _or(node: model.Or, patient: Patient) -> Fact:
    return disjunction(evaluate(part, patient) for part in node.operands)


def _xor(node: model.Xor, patient: Patient) -> Fact:
    return exclusion(evaluate(node.left, patient), evaluate(node.right, patient))


def _implies(node: model.Implies, patient: Patient) -> Fact:
    return implication(evaluate(node.left, patient), evaluate(node.right, patient))


def _compare(node: model.Compare, patient: Patient) -> Fact:
    return compare(node.operator, evaluate(node.left, patient), evaluate(node.right, patient))


def compare(operator: str, left: Fact, right: Fact) -> bool | None:
    """Compare two values as CQL does; None when either is unknown."""
    if left is None or right is None:
        return None
    match operator:
        case "=":
            return equal(left, right)
        case "!=":
            return negation(equal(left, right))
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def equal(left: Fact, right: Fact) -> bool | None:
    """Return whether two known values are equal. Lists are equal element by element; two nulls in them agree."""
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return left == right
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    return conjunction(True if a is None and b is None else compare("=", a, b) for a, b in pairs)


def _in(node: model.In, patient: Patient) -> Fact:
    element = evaluate(node.element, patient)
    return disjunction(compare("=", element, evaluate(option, patient)) for option in node.options)


def _contains(node: model.Contains, patient: Patient) -> Fact:
    element, collection = evaluate(node.element, patient), evaluate(node.item, patient)
    return None if element is None or collection is None else element in collection


def _non_empty(node: model.NonEmpty, patient: Patient) -> Fact:
    collection = evaluate(node.item, patient)
    return None if collection is None else len(collection) > 0


def _exists(node: model.Exists, patient: Patient) -> Fact:
    return any(element is not None for element in evaluate(node.operand, patient) or ())


def _is_null(node: model.IsNull, patient: Patient) -> Fact:
    return evaluate(node.operand, patient) is None


def _list(node: model.ListOf, patient: Patient) -> Fact:
    return tuple(evaluate(element, patient) for element in node.elements)


def _case(node: model.Case, patient: Patient) -> Fact:
    for branch in node.branches:
        if evaluate(branch.condition, patient) is True:
            return evaluate(branch.result, patient)
    return evaluate(node.otherwise, patient)


def _coalesce(node: model.Coalesce, patient: Patient) -> Fact:
    for operand in node.operands:
        value = evaluate(operand, patient)
        if value is not None:
            return value
    return None


def _negate(node: model.Negate, patient: Patient) -> Fact:
    value = evaluate(node.operand, patient)
    return None if value is None else calculate("-", 0, value)


def _arithmetic(node: model.Arithmetic, patient: Patient) -> Fact:
    left, right = evaluate(node.left, patient), evaluate(node.right, patient)
    return None if left is None or right is None else calculate(node.operator, left, right)


def _between(node: model.Between, patient: Patient) -> Fact:
    left, right = evaluate(node.left, patient), evaluate(node.right, patient)
    return None if left is None or right is None else whole_units_between(node.unit, left, right)


MEANINGS: dict[type, Callable[[Any, Patient], Fact]] = {
    model.Truth: _constant, model.Whole: _constant, model.Exact: _constant, model.Text: _constant,
    model.Day: _constant, model.Null: _null, model.Today: _today, model.ItemValue: _item, model.Not: _not,
    model.And: _and, model.Or: _or, model.Xor: _xor, model.Implies: _implies, model.Compare: _compare,
    model.In: _in, model.Contains: _contains, model.NonEmpty: _non_empty, model.Exists: _exists,
    model.IsNull: _is_null, model.ListOf: _list, model.Case: _case, model.Coalesce: _coalesce,
    model.Negate: _negate, model.Arithmetic: _arithmetic, model.Between: _between,
}  # fmt: skip
