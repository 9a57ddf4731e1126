"""The meaning of every node of the model, as terms of the solver. The reference engine is what it must agree with."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import z3

from leidraad.engines.symbolic.dates import whole_units_between
from leidraad.engines.symbolic.numbers import calculate
from leidraad.engines.symbolic.terms import (
    NO,
    UNIT,
    YES,
    Day,
    Members,
    Nothing,
    Number,
    Several,
    Term,
    Text,
    Truth,
    alike,
    both,
    earlier,
    either,
    first_of,
    no,
)  # fmt: skip
from leidraad.model import expressions as model

# The term of a data item, by its name, and the evaluation date.
Look = Callable[[str], Term]


class Patient:
    """Any patient: what stands for each item, on the day of the evaluation."""

    def __init__(self, item: Look, today: datetime.date) -> None:
        self.item = item
        self.today = today


def term(node: model.Expression, patient: Patient) -> Term:
    """Return what an expression is for any patient."""
    return MEANINGS[type(node)](node, patient)


def truth(node: model.Expression, patient: Patient) -> Truth:
    """Return what a condition is for any patient."""
    return as_truth(term(node, patient))


def as_truth(found: Term) -> Truth:
    """Return a condition, null where it is null of no kind."""
    return Truth(NO, NO) if isinstance(found, Nothing) else found


def constant(value: Any) -> Term:
    """Return a plain value as a term."""
    match value:
        case bool():
            return Truth(YES, NO) if value else Truth(NO, YES)
        case int():
            return Number(YES, z3.IntVal(value), False)
        case Decimal():
            return Number(YES, z3.IntVal(int(value * UNIT)), True)
        case datetime.date():
            return Day(YES, *map(z3.IntVal, (value.year, value.month, value.day)))
        case frozenset():
            return Members(YES, dict.fromkeys(sorted(value), YES))
    return Text(YES, ((YES, value),))


def negation(a: Truth) -> Truth:
    """Return not."""
    return Truth(a.false, a.true)


def conjunction(parts: list[Truth]) -> Truth:
    """Return and."""
    return Truth(both(*(part.true for part in parts)), either(part.false for part in parts))


def disjunction(parts: list[Truth]) -> Truth:
    """Return or."""
    return Truth(either(part.true for part in parts), both(*(part.false for part in parts)))


def _constant(node, patient: Patient) -> Term:
    return constant(node.value)


def _null(node: model.Null, patient: Patient) -> Term:
    return Nothing()


def _today(node: model.Today, patient: Patient) -> Term:
    return constant(patient.today)


def _item(node: model.ItemValue, patient: Patient) -> Term:
    return patient.item(node.item)


def _not(node: model.Not, patient: Patient) -> Term:
    return negation(truth(node.operand, patient))


def _and(node: model.And, patient: Patient) -> Term:
    return conjunction([truth(part, patient) for part in node.operands])


def _or(node: model.Or, patient: Patient) -> Term:
    return disjunction([truth(part, patient) for part in node.operands])


def _xor(node: model.Xor, patient: Patient) -> Term:
    return negation(_same_truth(truth(node.left, patient), truth(node.right, patient)))


def _implies(node: model.Implies, patient: Patient) -> Term:
    return disjunction([negation(truth(node.left, patient)), truth(node.right, patient)])


def _compare(node: model.Compare, patient: Patient) -> Term:
    return compare(node.operator, term(node.left, patient), term(node.right, patient))


def compare(operator: str, left: Term, right: Term) -> Truth:
    """Compare two terms as CQL does; null when either is."""
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return Truth(NO, NO)
    match operator:
        case "=":
            return equal(left, right)
        case "!=":
            return negation(equal(left, right))
        case "<":
            return _before(left, right)
        case "<=":
            return negation(_before(right, left))
        case ">":
            return _before(right, left)
    return negation(_before(left, right))


def equal(left: Term, right: Term) -> Truth:
    """Return when two terms of one kind are equal."""
    match left, right:
        case Truth(), Truth():
            return _same_truth(left, right)
        case Text(), Text():
            return _when_known(left, right, _pairs(left, right, alike))
        case Number(), Number():
            return _when_known(left, right, _sides(left, right, lambda a, b: a == b))
        case Day(), Day():
            return _when_known(left, right, left.rank() == right.rank())
        case Members(), Members():
            names = {**left.holds, **right.holds}
            same = (_alike_in(left.holds.get(n, NO), right.holds.get(n, NO)) for n in names)
            return _when_known(left, right, both(*same))
    pairs = [(both(g, h), _lists(a, b)) for g, a in left.options for h, b in right.options]
    return as_truth(first_of(pairs))


def _alike_in(a: z3.BoolRef, b: z3.BoolRef) -> z3.BoolRef:
    return either([both(a, b), both(no(a), no(b))])


def _same_truth(a: Truth, b: Truth) -> Truth:
    same, differ = ((a.true, b.true), (a.false, b.false)), ((a.true, b.false), (a.false, b.true))
    return Truth(*(either(both(*pair) for pair in pairs) for pairs in (same, differ)))


def _lists(left: tuple[Term, ...], right: tuple[Term, ...]) -> Truth:
    """Lists are equal element by element; two nulls in them agree."""
    if len(left) != len(right):
        return constant(False)
    return conjunction([_elements(a, b) for a, b in zip(left, right, strict=True)])


def _elements(a: Term, b: Term) -> Truth:
    found = compare("=", a, b)
    return Truth(either([found.true, both(no(a.known), no(b.known))]), found.false)


def _before(left: Term, right: Term) -> Truth:
    match left, right:
        case Text(), Text():
            return _when_known(left, right, _pairs(left, right, earlier))
        case Number(), Number():
            return _when_known(left, right, _sides(left, right, lambda a, b: a < b))
    return _when_known(left, right, left.rank() < right.rank())


def _when_known(left: Term, right: Term, holds: z3.BoolRef) -> Truth:
    known = both(left.known, right.known)
    return Truth(both(known, holds), both(known, no(holds)))


def _pairs(left: Text, right: Text, test: Callable) -> z3.BoolRef:
    return either(both(g, h, test(a, b)) for g, a in left.options for h, b in right.options)


def _sides(left: Number, right: Number, test: Callable) -> z3.BoolRef:
    if left.decimal == right.decimal:
        return test(left.value, right.value)
    return test(left.scaled(), right.scaled())


def _in(node: model.In, patient: Patient) -> Term:
    element = term(node.element, patient)
    return disjunction([compare("=", element, term(option, patient)) for option in node.options])


def _contains(node: model.Contains, patient: Patient) -> Term:
    element, collection = term(node.element, patient), term(node.item, patient)
    if isinstance(element, Nothing) or isinstance(collection, Nothing):
        return Truth(NO, NO)
    return _when_known(element, collection, either(both(element.of(m), held) for m, held in collection.holds.items()))


def _non_empty(node: model.NonEmpty, patient: Patient) -> Term:
    collection = term(node.item, patient)
    if isinstance(collection, Nothing):
        return Truth(NO, NO)
    holds = either(collection.holds.values())
    return Truth(both(collection.known, holds), both(collection.known, no(holds)))


def _exists(node: model.Exists, patient: Patient) -> Term:
    operand = term(node.operand, patient)
    options = operand.options if isinstance(operand, Several) else ()
    held = either(both(guard, either(e.known for e in elements)) for guard, elements in options)
    return Truth(held, no(held))


def _is_null(node: model.IsNull, patient: Patient) -> Term:
    known = term(node.operand, patient).known
    return Truth(no(known), known)


def _list(node: model.ListOf, patient: Patient) -> Term:
    return Several(YES, ((YES, tuple(term(element, patient) for element in node.elements)),))


def _case(node: model.Case, patient: Patient) -> Term:
    branches = [(truth(b.condition, patient).true, term(b.result, patient)) for b in node.branches]
    return first_of([*branches, (YES, term(node.otherwise, patient))])


def _coalesce(node: model.Coalesce, patient: Patient) -> Term:
    return first_of([(found.known, found) for found in (term(part, patient) for part in node.operands)])


def _negate(node: model.Negate, patient: Patient) -> Term:
    return calculate("-", constant(0), term(node.operand, patient))


def _arithmetic(node: model.Arithmetic, patient: Patient) -> Term:
    return calculate(node.operator, term(node.left, patient), term(node.right, patient))


def _between(node: model.Between, patient: Patient) -> Term:
    return whole_units_between(node.unit, term(node.left, patient), term(node.right, patient))


MEANINGS: dict[type, Callable[[Any, Patient], Term]] = {
    model.Truth: _constant, model.Whole: _constant, model.Exact: _constant, model.Text: _constant,
    model.Day: _constant, model.Null: _null, model.Today: _today, model.ItemValue: _item, model.Not: _not,
    model.And: _and, model.Or: _or, model.Xor: _xor, model.Implies: _implies, model.Compare: _compare,
    model.In: _in, model.Contains: _contains, model.NonEmpty: _non_empty, model.Exists: _exists,
    model.IsNull: _is_null, model.ListOf: _list, model.Case: _case, model.Coalesce: _coalesce,
    model.Negate: _negate, model.Arithmetic: _arithmetic, model.Between: _between,
}  # fmt: skip
