"""Conditions as bytes of three-valued logic, one small function a kind of node. Statuses are no task of it.

A test of what has branches or alternatives (a derived choice) is asked of each outcome instead, so that texts are
compared as they were recorded and derived texts are never made. `of` is the compiler that asks.
"""

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import ibis

from leidraad.engines.columns.logic import (
    FALSE,
    TRUE,
    UNKNOWN,
    both,
    certain,
    chosen,
    constant,
    either,
    is_unknown,
    missing,
    opposite,
    spread,
)  # fmt: skip
from leidraad.engines.columns.sharing import Step
from leidraad.engines.columns.values import Recorded, place_among
from leidraad.engines.reference import compare
from leidraad.model import expressions as model

Test = Callable[[model.Expression], model.Expression]


def _never_null(test: Callable[..., ibis.Value]) -> Callable[..., ibis.Value]:
    """Return the test that is false where this one is null."""
    return lambda *values: test(*values).fill_null(False)


def _is(left: ibis.Value, right: ibis.Value) -> ibis.Value:
    # Quicker than an equality whose null is taken away; only right where one side is never null.
    return left.identical_to(right)


SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
COMPARISONS = {sign: _never_null(test) for sign, test in SIGNS.items()}


def _constant(node: model.Truth, of) -> Step:
    return constant(of.pool, TRUE if node.value else FALSE)


def _null(node: model.Null, of) -> Step:
    return constant(of.pool, UNKNOWN)


def _item(node: model.ItemValue, of) -> Step:
    return of.truth(of.meaning(node.item))


def _recorded(node: Recorded, of) -> Step:
    value = of.value(node)
    return certain(of.pool.step(_is_true, value)) | missing(value)


def _is_true(value: ibis.Value) -> ibis.Value:
    return value.identical_to(True)


def _not(node: model.Not, of) -> Step:
    return opposite(of.truth(node.operand))


def _and(node: model.And, of) -> Step:
    return both(of.pool, map(of.truth, node.operands))


def _or(node: model.Or, of) -> Step:
    return either(of.pool, map(of.truth, node.operands))


def _xor(node: model.Xor, of) -> Step:
    left, right = of.truth(node.left), of.truth(node.right)
    return both(of.pool, [left, opposite(right)]) | both(of.pool, [opposite(left), right])


def _implies(node: model.Implies, of) -> Step:
    return either(of.pool, [opposite(of.truth(node.left)), of.truth(node.right)])


def _compare(node: model.Compare, of) -> Step:
    sign, left, right = node.operator, of.resolved(node.left), of.resolved(node.right)
    if of.is_truth(left) or of.is_truth(right):
        differs = of.truth(model.Xor(node.span, left, right))
        return differs if sign == "!=" else opposite(differs)
    if isinstance(left, BRANCHING):
        return of.truth(ask_outcomes(left, lambda part: model.Compare(node.span, sign, part, right)))
    if isinstance(right, BRANCHING):
        return of.truth(ask_outcomes(right, lambda part: model.Compare(node.span, sign, left, part)))
    if isinstance(left, model.Null) or isinstance(right, model.Null):
        return constant(of.pool, UNKNOWN)
    if isinstance(left, model.ListOf):
        equal = of.truth(_same_elements(left, right))
        return equal if sign == "=" else opposite(equal)
    if isinstance(left, model.CONSTANTS) and isinstance(right, model.CONSTANTS):
        return constant(of.pool, TRUE if compare(sign, left.value, right.value) else FALSE)
    if _may_be(left, right, of):
        picked = _picked(left, [right.value], of)
        return picked if sign == "=" else opposite(picked)
    if sign == "=" and isinstance(right, model.CONSTANTS):
        return _tested(_is, [left, right], of)
    return _tested(COMPARISONS[sign], [left, right], of)


def _may_be(node: model.Expression, option: model.Expression, of) -> bool:
    """Return whether it is a recorded choice, and the option one of its allowed values."""
    return isinstance(node, Recorded) and isinstance(option, model.Text) and option.value in of.items[node.item].values


def _picked(node: Recorded, values: Iterable[str], of) -> Step:
    """Return the byte of a choice that has one of these values, by its place among the allowed ones."""
    allowed = tuple(of.items[node.item].values)
    recorded = of.value(node)
    place = of.pool.step(place_among, recorded, allowed)
    found = of.pool.step(_one_of, place, tuple(sorted(set(map(allowed.index, values)))))
    return certain(found) | missing(recorded)


def _one_of(place: ibis.Value, places: tuple[int, ...]) -> ibis.Value:
    return place == places[0] if len(places) == 1 else place.isin(places)


def _tested(test: Callable[..., ibis.Value], nodes: list[model.Expression], of) -> Step:
    """Return the byte of a test of values; UNKNOWN where one of them is null."""
    values = [of.value(node) for node in nodes]
    lacking = [missing(v) for v, node in zip(values, nodes, strict=True) if not isinstance(node, model.CONSTANTS)]
    return reduce(Step.__or__, lacking, certain(of.pool.step(test, *values)))


def _same_elements(left: model.ListOf, right: model.ListOf) -> model.Expression:
    span = left.span
    if len(left.elements) != len(right.elements):
        return model.Truth(span, False)
    pairs = zip(left.elements, right.elements, strict=True)
    return model.And(span, tuple(_agree(a, b) for a, b in pairs))


def _agree(a: model.Expression, b: model.Expression) -> model.Expression:
    both_null = model.And(a.span, (model.IsNull(a.span, a), model.IsNull(b.span, b)))
    return model.Or(a.span, (both_null, model.Compare(a.span, "=", a, b)))


def ask_outcomes(node: model.Case | model.Coalesce, test: Test) -> model.Expression:
    """Return the test of a value with branches or alternatives, asked of each outcome."""
    if isinstance(node, model.Case):
        branches = tuple(model.Branch(b.condition, test(b.result)) for b in node.branches)
        return model.Case(node.span, branches, test(node.otherwise))
    if len(node.operands) < 2:
        return test(node.operands[0] if node.operands else model.Null(node.span))
    first, *rest = node.operands
    known = model.Not(node.span, model.IsNull(node.span, first))
    return model.Case(node.span, (model.Branch(known, test(first)),), test(model.Coalesce(node.span, tuple(rest))))


def _in(node: model.In, of) -> Step:
    element = of.resolved(node.element)
    if isinstance(element, BRANCHING):
        return of.truth(ask_outcomes(element, lambda part: model.In(node.span, part, node.options)))
    if node.options and all(_may_be(element, option, of) for option in node.options):
        return _picked(element, [option.value for option in node.options], of)
    return either(of.pool, [of.truth(model.Compare(node.span, "=", node.element, o)) for o in node.options])


def _contains(node: model.Contains, of) -> Step:
    element, collection = of.resolved(node.element), of.resolved(node.item)
    if isinstance(element, BRANCHING):
        return of.truth(ask_outcomes(element, lambda part: model.Contains(node.span, part, collection)))
    if isinstance(collection, BRANCHING):
        return of.truth(ask_outcomes(collection, lambda part: model.Contains(node.span, element, part)))
    if isinstance(element, model.Null) or isinstance(collection, model.Null):
        return constant(of.pool, UNKNOWN)
    return _tested(_holds_element, [collection, element], of)


@_never_null
def _holds_element(collection: ibis.Value, element: ibis.Value) -> ibis.Value:
    return collection.contains(element)


def _non_empty(node: model.NonEmpty, of) -> Step:
    collection = of.resolved(node.item)
    if isinstance(collection, BRANCHING):
        return of.truth(ask_outcomes(collection, lambda part: model.NonEmpty(node.span, part)))
    if isinstance(collection, model.Null):
        return constant(of.pool, UNKNOWN)
    return _tested(_has_elements, [collection], of)


@_never_null
def _has_elements(collection: ibis.Value) -> ibis.Value:
    return collection.length() > 0


def _exists(node: model.Exists, of) -> Step:
    operand = of.resolved(node.operand)
    if isinstance(operand, BRANCHING):
        return of.truth(ask_outcomes(operand, lambda part: model.Exists(node.span, part)))
    elements = operand.elements if isinstance(operand, model.ListOf) else ()
    return either(of.pool, [opposite(of.truth(model.IsNull(node.span, element))) for element in elements])


def _is_null(node: model.IsNull, of) -> Step:
    operand = of.resolved(node.operand)
    if of.is_truth(operand):
        return is_unknown(of.truth(operand))
    match operand:
        case model.Null():
            return constant(of.pool, TRUE)
        case model.Whole() | model.Exact() | model.Text() | model.Day() | model.Today() | model.ListOf():
            return constant(of.pool, FALSE)
        case model.Case():
            return of.truth(ask_outcomes(operand, lambda part: model.IsNull(node.span, part)))
        case model.Coalesce():
            return both(of.pool, [of.truth(model.IsNull(node.span, part)) for part in operand.operands])
    return spread(missing(of.value(operand)))


def _case(node: model.Case, of) -> Step:
    branches = [(of.truth(branch.condition), of.truth(branch.result)) for branch in node.branches]
    return chosen(of.pool, branches, of.truth(node.otherwise))


def _coalesce(node: model.Coalesce, of) -> Step:
    parts = [of.truth(part) for part in node.operands]
    return chosen(of.pool, [(opposite(is_unknown(part)), part) for part in parts], constant(of.pool, UNKNOWN))


BRANCHING = (model.Case, model.Coalesce)
TRUTHS: dict[type, Callable[[Any, Any], Step]] = {
    model.Truth: _constant, model.Null: _null, model.ItemValue: _item, Recorded: _recorded, model.Not: _not,
    model.And: _and, model.Or: _or, model.Xor: _xor, model.Implies: _implies, model.Compare: _compare, model.In: _in,
    model.Contains: _contains, model.NonEmpty: _non_empty, model.Exists: _exists, model.IsNull: _is_null,
    model.Case: _case, model.Coalesce: _coalesce,
}  # fmt: skip
