"""Parse CQL text into a syntax tree. Must not resolve names or read files."""

import datetime
import functools
import re
from decimal import Decimal

import lark

from leidraad.diagnostics import LeidraadError, Span, wrong
from leidraad.language import syntax

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
# What to write instead of what authors write who think of another language.
INSTEAD = {
    "==": "write `=`", "<>": "write `!=`", "&&": "write `and`", "||": "write `or`",
    "[": "write a list as { 'a', 'b' }", "@": "write a date as @YYYY-MM-DD",
    ",": "write a list as { 'a', 'b' }, and a decimal with a point, as in 7.5",
}  # fmt: skip
OPERATORS = {"AND", "OR"}
KEYWORDS = ("and", "or", "not", "xor", "implies", "in", "is", "exists", "null", "true", "false", "between",
            "if", "then", "else", "case", "when", "end")  # fmt: skip


@functools.cache
def _parser() -> lark.Lark:
    # The basic lexer keeps words whole: the contextual one reads `included` as `in` and `cluded`.
    return lark.Lark.open(
        "grammar.lark", rel_to=__file__, parser="lalr", lexer="basic", start=["start", "library"],
        propagate_positions=True, maybe_placeholders=False,
    )  # fmt: skip


def unescape(text: str) -> str:
    """Return what a quoted CQL text stands for, without its quotes."""
    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|(.))", _unescaped, text[1:-1])


def _unescaped(escape: re.Match) -> str:
    return chr(int(escape[1], 16)) if escape[1] else ESCAPES.get(escape[2], escape[2])


def parse(text: str, origin: Span | None = None) -> syntax.Syntax:
    """Parse one expression. `origin` is where the text starts in its file; raises LeidraadError."""
    return _parse(text, origin or Span("<text>"), "start")


def parse_library(text: str, origin: Span | None = None) -> tuple[syntax.Definition, ...]:
    """Parse a run of `define "name": expression`."""
    return _parse(text, origin or Span("<text>"), "library")


def _parse(text: str, origin: Span, start: str):
    try:
        tree = _parser().parse(text, start=start)
    except lark.UnexpectedInput as error:
        raise _syntax_error(error, origin, text) from None
    try:
        return _ToSyntax(origin).transform(tree)
    except lark.exceptions.VisitError as error:
        if isinstance(error.orig_exc, LeidraadError):
            raise error.orig_exc from None
        raise


def _shift(origin: Span, line: int, column: int, end_line: int, end_column: int) -> Span:
    def across(at_line: int, at_column: int) -> int:
        return at_column + origin.column - 1 if at_line == 1 else at_column

    return Span(
        origin.file, origin.line + line - 1, across(line, column),
        origin.line + end_line - 1, across(end_line, end_column), origin.heading,
    )  # fmt: skip


def _syntax_error(error: lark.UnexpectedInput, origin: Span, text: str) -> LeidraadError:
    if isinstance(error, lark.UnexpectedToken) and error.token.type == "$END":
        lines = text.rstrip().split("\n")
        end = len(lines[-1]) + 1
        place = _shift(origin, len(lines), end, len(lines), end)
        return wrong("syntax", "the condition ends too soon", place, _expected(error))
    place = _shift(origin, error.line, error.column, error.line, error.column + 1)
    rest = text[error.pos_in_stream :]
    if rest[0] in "'\"" and isinstance(error, lark.UnexpectedCharacters):
        return wrong("syntax", "the text that starts here has no end", place, f"close it with {rest[0]}")
    found = getattr(error, "token", None) or re.match(r"@?[\w.]+(-\d+)*|\S", rest)[0]
    near = text[error.pos_in_stream - 1 : error.pos_in_stream + 1], rest
    return wrong("syntax", f"`{found}` cannot stand here", place, _instead(near, str(found)) or _expected(error))


def _instead(near: tuple[str, ...], found: str) -> str | None:
    """Return what to write, where the mistake is a known one."""
    if found.lower() in KEYWORDS and found not in KEYWORDS:
        return f"write `{found.lower()}`: the words of CQL are in lower case"
    return next((hint for sign, hint in INSTEAD.items() if any(n.startswith(sign) for n in near)), None)


def _expected(error: lark.UnexpectedInput) -> str:
    accepted = getattr(error, "accepts", None) or getattr(error, "expected", None) or set()
    if "IDENTIFIER" in accepted or isinstance(error, lark.UnexpectedCharacters):
        return "a data item or a value is expected here"
    if accepted >= {"NULL", "TRUE"}:
        return "`is` is followed by null, not null, true or false"
    if "RPAR" in accepted:
        return "a bracket is open: close it with )"
    if "RBRACE" in accepted:
        return "a list is open: close it with }"
    if accepted >= OPERATORS:
        return "join two conditions with `and` or `or`"
    return "the condition is complete before this"


@lark.v_args(meta=True)
class _ToSyntax(lark.Transformer):
    def __init__(self, origin: Span) -> None:
        super().__init__()
        self._origin = origin

    def _span(self, meta) -> Span:
        return _shift(self._origin, meta.line, meta.column, meta.end_line, meta.end_column)

    def start(self, meta, parts):
        return parts[0]

    def library(self, meta, parts):
        return tuple(parts)

    def definition(self, meta, parts):
        name = unescape(parts[0]) if parts[0].startswith('"') else str(parts[0])
        return syntax.Definition(name, parts[1], self._span(meta))

    def literal(self, meta, parts):
        return syntax.Literal(self._span(meta), self._value(parts[0], self._span(meta)))

    def _value(self, token: lark.Token, span: Span):
        match token.type:
            case "STRING":
                return unescape(token)
            case "DECIMAL":
                return Decimal(token)
            case "INTEGER":
                return int(token)
            case "DATE":
                return _date(token, span)
        return {"TRUE": True, "FALSE": False, "NULL": None}[token.type]

    def name(self, meta, parts):
        quoted = parts[0].startswith('"')
        return syntax.Name(self._span(meta), unescape(parts[0]) if quoted else str(parts[0]), quoted)

    def unary(self, meta, parts):
        return syntax.Unary(self._span(meta), str(parts[0]), parts[1])

    def binary(self, meta, parts):
        return syntax.Binary(self._span(meta), str(parts[1]), parts[0], parts[2])

    def null_test(self, meta, parts):
        negated = len(parts) == 3
        return syntax.NullTest(self._span(meta), parts[0], str(parts[-1]), negated)

    def duration_between(self, meta, parts):
        return syntax.DurationBetween(self._span(meta), str(parts[0]), parts[1], parts[3])

    def if_then(self, meta, parts):
        return syntax.IfThen(self._span(meta), *parts)

    def when(self, meta, parts):
        return syntax.When(*parts)

    def case_when(self, meta, parts):
        return syntax.CaseOf(self._span(meta), None, tuple(parts[:-1]), parts[-1])

    def case_of(self, meta, parts):
        return syntax.CaseOf(self._span(meta), parts[0], tuple(parts[1:-1]), parts[-1])

    def call(self, meta, parts):
        return syntax.Call(self._span(meta), str(parts[0]), tuple(parts[1:]))

    def list(self, meta, parts):
        elements = parts[1:] if parts and isinstance(parts[0], lark.Token) else parts
        return syntax.ListLiteral(self._span(meta), tuple(elements))


def _date(token: str, span: Span) -> datetime.date:
    try:
        return datetime.date.fromisoformat(token[1:])
    except ValueError:
        raise wrong("impossible-date", f"`{token}` is no date", span, "write @YYYY-MM-DD") from None
