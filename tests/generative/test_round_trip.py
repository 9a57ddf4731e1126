"""Printing a syntax tree and parsing the text gives the same tree, for every kind of node."""

import collections
from typing import Any

import msgspec
from generative.settled import settled
from generative.trees import BINARY, UNARY, UNITS, definitions, trees
from hypothesis import given

from leidraad.diagnostics import Span
from leidraad.language import syntax
from leidraad.language.from_text import parse, parse_library
from leidraad.language.to_text import quote, to_text


def without_spans(node: Any) -> Any:
    """Return the tree as tuples of types and values: strict, so that true is not 1 and 1 is not 1.0."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(map(without_spans, node))
    if isinstance(node, msgspec.Struct):
        return (type(node), *(without_spans(getattr(node, field)) for field in node.__struct_fields__))
    return (type(node), node)


@settled(1000)
@given(trees)
def test_expression(tree):
    """parse(to_text(tree)) is the tree."""
    assert without_spans(parse(to_text(tree))) == without_spans(tree)


@settled(100)
@given(definitions)
def test_definition(definition):
    """A definition is read back, whatever its name."""
    text = f"define {quote(definition.name, chr(34))}: {to_text(definition.expression)}"
    assert without_spans(parse_library(text)) == without_spans((definition,))


@settled(100)
@given(trees)
def test_printing_is_settled(tree):
    """Printing what was printed and read changes nothing."""
    assert to_text(parse(to_text(tree))) == to_text(tree)


def kinds_of(node: Any) -> collections.Counter:
    """Return which kinds of node, operator and value stand in a tree."""
    found: collections.Counter = collections.Counter()
    if isinstance(node, tuple):
        for part in node:
            found += kinds_of(part)
    if isinstance(node, msgspec.Struct) and not isinstance(node, Span):
        found[_kind(node)] += 1
        for field in node.__struct_fields__:
            found += kinds_of(getattr(node, field))
    return found


def _kind(node: msgspec.Struct) -> tuple:
    match node:
        case syntax.Literal(value=value):
            return (type(node), type(value).__name__)
        case syntax.Unary() | syntax.Binary():
            return (type(node), node.operator)
        case syntax.NullTest():
            return (type(node), node.tested, node.negated)
        case syntax.Name():
            return (type(node), node.quoted)
        case syntax.CaseOf():
            return (type(node), node.comparand is not None)
        case syntax.DurationBetween():
            return (type(node), node.unit)
        case syntax.ListLiteral():
            return (type(node), bool(node.elements))
    return (type(node),)


EXPECTED = [
    *((syntax.Literal, name) for name in ("NoneType", "bool", "int", "Decimal", "str", "date")),
    *((syntax.Unary, operator) for operator in UNARY),
    *((syntax.Binary, operator) for operator in BINARY),
    *((syntax.NullTest, tested, negated) for tested in ("null", "true", "false") for negated in (False, True)),
    *((syntax.Name, quoted) for quoted in (False, True)),
    *((syntax.CaseOf, compared) for compared in (False, True)),
    *((syntax.DurationBetween, unit) for unit in UNITS),
    *((syntax.ListLiteral, filled) for filled in (False, True)),
    (syntax.IfThen,),
    (syntax.When,),
    (syntax.Call,),
]


def test_the_generator_makes_every_kind():
    """Each kind of node turns up, so that the tests above say something about it."""
    seen: collections.Counter = collections.Counter()

    @settled(1000)
    @given(trees)
    def look(tree):
        seen.update(kinds_of(tree))

    look()
    assert not [kind for kind in EXPECTED if not seen[kind]]


def test_every_class_is_expected():
    """A new class of syntax must be added to the generator, and to the list above."""
    classes = {c for c in vars(syntax).values() if isinstance(c, type) and issubclass(c, msgspec.Struct)}
    assert classes - {syntax.Syntax, Span, syntax.Definition} == {kind[0] for kind in EXPECTED}
