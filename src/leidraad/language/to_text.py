"""Print a syntax tree as CQL text that parses to the same tree. Must not change meaning or order."""

import datetime
import functools
from decimal import Decimal

from leidraad.language import syntax

# How tightly each form binds, loosest first, as in the grammar.
LEVELS = {
    "implies": 1, "or": 2, "xor": 2, "and": 3, "in": 4, "=": 5, "!=": 5,
    "<": 6, "<=": 6, ">": 6, ">=": 6, "+": 10, "-": 10, "*": 11, "/": 11,
}  # fmt: skip
DURATION, PREFIX, TESTED, ADDITIVE, SIGN, TERM = 7, 8, 9, 10, 12, 13


def to_text(node: syntax.Syntax) -> str:
    """Return the expression as one line of CQL, with no more brackets than needed."""
    return _text(node)


def _inside(node: syntax.Syntax, level: int) -> str:
    text = to_text(node)
    return text if _level(node) >= level else f"({text})"


@functools.singledispatch
def _text(node) -> str:
    raise TypeError(f"no text for {node!r}")


def _level(node: syntax.Syntax) -> int:
    match node:
        case syntax.Binary(operator=operator):
            return LEVELS[operator]
        case syntax.DurationBetween():
            return DURATION
        case syntax.Unary(operator="not" | "exists"):
            return PREFIX
        case syntax.NullTest():
            return TESTED
        case syntax.Unary():
            return SIGN
        case syntax.IfThen():
            return 0
    return TERM


@_text.register
def _(node: syntax.Literal) -> str:
    match node.value:
        case None:
            return "null"
        case bool():
            return "true" if node.value else "false"
        case str():
            return quote(node.value, "'")
        case datetime.date():
            return f"@{node.value.isoformat()}"
        case Decimal():
            text = format(node.value, "f")
            return text if "." in text else f"{text}.0"
    return str(node.value)


def quote(text: str, mark: str) -> str:
    """Return the text between quotation marks, escaped."""
    escaped = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    for letter, character in (("n", "\n"), ("r", "\r"), ("t", "\t"), ("f", "\f")):
        escaped = escaped.replace(character, "\\" + letter)
    return f"{mark}{escaped}{mark}"


@_text.register
def _(node: syntax.Name) -> str:
    return quote(node.text, '"') if node.quoted else node.text


@_text.register
def _(node: syntax.Unary) -> str:
    if node.operator in ("not", "exists"):
        return f"{node.operator} {_inside(node.operand, PREFIX)}"
    return f"{node.operator}{_inside(node.operand, SIGN)}"


@_text.register
def _(node: syntax.Binary) -> str:
    level = LEVELS[node.operator]
    return f"{_inside(node.left, level)} {node.operator} {_inside(node.right, level + 1)}"


@_text.register
def _(node: syntax.NullTest) -> str:
    return f"{_inside(node.operand, TESTED)} is {'not ' if node.negated else ''}{node.tested}"


@_text.register
def _(node: syntax.CaseOf) -> str:
    head = f" {to_text(node.comparand)}" if node.comparand else ""
    whens = "".join(f" when {to_text(w.condition)} then {to_text(w.result)}" for w in node.branches)
    return f"case{head}{whens} else {to_text(node.otherwise)} end"


@_text.register
def _(node: syntax.IfThen) -> str:
    return f"if {to_text(node.condition)} then {to_text(node.result)} else {to_text(node.otherwise)}"


@_text.register
def _(node: syntax.Call) -> str:
    return f"{node.function}({', '.join(map(to_text, node.arguments))})"


@_text.register
def _(node: syntax.ListLiteral) -> str:
    return f"{{ {', '.join(map(to_text, node.elements))} }}" if node.elements else "{ }"


@_text.register
def _(node: syntax.DurationBetween) -> str:
    return f"{node.unit} between {_inside(node.left, ADDITIVE)} and {_inside(node.right, ADDITIVE)}"
