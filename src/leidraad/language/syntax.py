"""The syntax tree of a CQL expression, as written: names are not resolved, nothing is typed."""

import datetime
from decimal import Decimal

import msgspec

from leidraad.diagnostics import Span


class Syntax(msgspec.Struct, frozen=True):
    """Every piece of syntax knows where it stands."""

    span: Span


class Literal(Syntax, frozen=True):
    """A boolean, whole number, decimal, string, date, or null (None)."""

    value: bool | int | Decimal | str | datetime.date | None


class Name(Syntax, frozen=True):
    """A data item, or (quoted) a named definition."""

    text: str
    quoted: bool = False


class Unary(Syntax, frozen=True):
    """`operator` is one of not, exists, -, +."""

    operator: str
    operand: "Syntax"


class Binary(Syntax, frozen=True):
    """`operator` is one of implies or xor and in = != < <= > >= + - * /."""

    operator: str
    left: Syntax
    right: Syntax


class NullTest(Syntax, frozen=True):
    """`x is [not] null`, or true or false in the place of null: `tested` is that word."""

    operand: Syntax
    tested: str
    negated: bool


class When(msgspec.Struct, frozen=True):
    condition: Syntax
    result: Syntax


class CaseOf(Syntax, frozen=True):
    comparand: Syntax | None
    branches: tuple[When, ...]
    otherwise: Syntax


class IfThen(Syntax, frozen=True):
    condition: Syntax
    result: Syntax
    otherwise: Syntax


class Call(Syntax, frozen=True):
    function: str
    arguments: tuple[Syntax, ...]


class ListLiteral(Syntax, frozen=True):
    elements: tuple[Syntax, ...]


class DurationBetween(Syntax, frozen=True):
    """`years between a and b`; unit is years, months or days."""

    unit: str
    left: Syntax
    right: Syntax


class Definition(msgspec.Struct, frozen=True):
    """`define "name": expression`."""

    name: str
    expression: Syntax
    span: Span
