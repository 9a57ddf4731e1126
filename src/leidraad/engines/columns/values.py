"""Numbers, texts, dates, sets and lists as ibis values that are null where not known. Truths are no task of it.

`of` is the compiler that asks: it gives the value and the truth of a part, and the meaning of an item.
"""

import operator
from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from leidraad.engines.arithmetic import calculate
from leidraad.engines.columns.logic import to_boolean
from leidraad.engines.columns.sharing import Step
from leidraad.model import expressions as model
from leidraad.model.numbers import BOUND, LARGEST, SMALLEST


class Recorded(model.Node, frozen=True):
    """What stands in the column of an item, whatever may be implied or derived."""

    item: str


class Place(model.Node, frozen=True):
    """The place of a choice among its allowed values, from 0: a small number, where a text is long to keep."""

    choice: model.Expression
    allowed: tuple[str, ...]


NO_PLACE = -1
DECIMAL, WIDE = dt.Decimal(28, 8), dt.Decimal(38, 8)
LITERALS = {model.Whole: "int64", model.Exact: "decimal(28, 8)", model.Text: "string", model.Day: "date"}
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@ibis.udf.scalar.python(name="leidraad_exact", signature=((dt.string, DECIMAL, DECIMAL), WIDE))
def exact(sign, left, right):
    """Return the product or quotient, or BOUND, which is out of range, where there is none."""
    found = calculate(sign, left, right)
    return BOUND if found is None else found


def _literal(node, of) -> Step:
    return of.pool.literal(node.value, LITERALS[type(node)])


def _null(node: model.Null, of) -> Step:
    return of.pool.step(ibis.null)


def _today(node: model.Today, of) -> Step:
    return of.pool.literal(of.today, "date")


def _item(node: model.ItemValue, of) -> Step:
    return of.value(of.meaning(node.item))


def _recorded(node: Recorded, of) -> Step:
    return of.pool.column(node.item)


def _truth(node: model.Expression, of) -> Step:
    return to_boolean(of.truth(node))


def _case(node: model.Case, of) -> Step:
    parts = [part for b in node.branches for part in (of.truth(b.condition), of.value(b.result))]
    otherwise = of.value(node.otherwise)
    return of.pool.step(_cases, *parts, otherwise) if parts else otherwise


def _cases(*parts: ibis.Value) -> ibis.Value:
    *branches, otherwise = parts
    pairs = [(truth < 0, result) for truth, result in zip(branches[::2], branches[1::2], strict=True)]
    return ibis.cases(*pairs, else_=otherwise)


def _place(node: Place, of) -> Step:
    choice = of.resolved(node.choice)
    match choice:
        case model.Text() if choice.value in node.allowed:
            return of.pool.literal(node.allowed.index(choice.value), "int16")
        case model.Case():
            branches = tuple(
                model.Branch(b.condition, Place(node.span, b.result, node.allowed)) for b in choice.branches
            )
            return of.value(model.Case(node.span, branches, Place(node.span, choice.otherwise, node.allowed)))
        case model.Coalesce():
            parts = tuple(Place(node.span, part, node.allowed) for part in choice.operands)
            return of.value(model.Coalesce(node.span, parts))
        case Recorded():
            return of.pool.step(_known_place, of.pool.step(place_among, of.value(choice), node.allowed))
    # Null, or what only another choice can be.
    return of.pool.step(ibis.null, "int16")


def place_among(value: ibis.Value, allowed: tuple[str, ...]) -> ibis.Value:
    """Return the place of a text among the allowed ones, NO_PLACE where it is null."""
    return ibis.array(list(allowed)).index(value).fill_null(NO_PLACE).cast("int16")


def _known_place(place: ibis.Value) -> ibis.Value:
    return place.nullif(ibis.literal(NO_PLACE, "int16"))


def _coalesce(node: model.Coalesce, of) -> Step:
    parts = [of.value(part) for part in node.operands]
    return of.pool.step(ibis.coalesce, *parts) if parts else of.pool.step(ibis.null)


def _list(node: model.ListOf, of) -> Step:
    return of.pool.step(_array, *(of.value(element) for element in node.elements))


def _array(*elements: ibis.Value) -> ibis.Value:
    return ibis.array(list(elements))


def _negate(node: model.Negate, of) -> Step:
    return of.pool.step(_calculated, "-", of.pool.literal(0, "int64"), of.value(node.operand))


def _arithmetic(node: model.Arithmetic, of) -> Step:
    return of.pool.step(_calculated, node.operator, of.value(node.left), of.value(node.right))


def _calculated(sign: str, left: ibis.Value, right: ibis.Value) -> ibis.Value:
    if left.type().is_null() or right.type().is_null():
        return ibis.null(DECIMAL)
    if sign != "/" and left.type().is_integer() and right.type().is_integer():
        # A double is exact for every whole number of CQL, and a result that is out of range is null, not an overflow.
        found = OPERATORS[sign](left.cast("float64"), right.cast("float64"))
        return found.between(SMALLEST, LARGEST).ifelse(found, ibis.null("float64")).cast("int64")
    left, right = left.cast(DECIMAL), right.cast(DECIMAL)
    if sign in "+-":
        found = OPERATORS[sign](left, right)
        return (found.abs() < ibis.literal(BOUND, WIDE)).ifelse(found, ibis.null(found.type())).cast(DECIMAL)
    # No databank has the digits for a product or a quotient of two such decimals: Python reckons, row by row.
    return exact(sign, left, right).nullif(ibis.literal(BOUND, WIDE)).cast(DECIMAL)


def _between(node: model.Between, of) -> Step:
    return of.pool.step(_whole_units, node.unit, of.value(node.left), of.value(node.right))


def _whole_units(unit: str, left: ibis.Value, right: ibis.Value) -> ibis.Value:
    left, right = left.cast("date"), right.cast("date")
    if unit == "days":
        return right.delta(left, unit="day")
    back, forth = _forward(unit, right, left), _forward(unit, left, right)
    return (right < left).ifelse(-back, forth)


def _forward(unit: str, left: ibis.Value, right: ibis.Value) -> ibis.Value:
    """Return the whole units from left to a right that is not earlier."""
    months = (right.year().cast("int64") - left.year()) * 12 + right.month() - left.month()
    months = months - (right.day() < left.day()).cast("int64")
    return months // 12 if unit == "years" else months


TRUTHS = (model.Truth, model.Not, model.And, model.Or, model.Xor, model.Implies, model.Compare, model.In,
          model.Contains, model.NonEmpty, model.Exists, model.IsNull)  # fmt: skip
VALUES: dict[type, Callable[[Any, Any], Step]] = {
    **dict.fromkeys(LITERALS, _literal), **dict.fromkeys(TRUTHS, _truth),
    model.Null: _null, model.Today: _today, model.ItemValue: _item, Recorded: _recorded, model.Case: _case,
    model.Coalesce: _coalesce, model.ListOf: _list, model.Negate: _negate, model.Arithmetic: _arithmetic,
    model.Between: _between, Place: _place,
}  # fmt: skip
