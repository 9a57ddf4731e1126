"""From the syntax tree of one expression to a typed model node. Settles names, types and domains, once."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from leidraad.diagnostics import Span, nearest, wrong
from leidraad.language import syntax
from leidraad.model import expressions as model
from leidraad.model.content import Item
from leidraad.model.numbers import SMALLEST, within

ITEM_KINDS = {"choice": "text", "set": "set"}
NUMBERS = {"integer", "decimal"}
PLAIN = {
    "integer": "whole number",
    "decimal": "number",
    "boolean": "true or false",
    "text": "text",
    "date": "date",
}
NULL_TESTS = {"IsNull": "null", "IsTrue": "true", "IsFalse": "false"}
UNKNOWN_NAME = """add it to the dictionary; a definition is named in both kinds of quotes: '"its name"'"""
UNORDERED = {"boolean": "true and false", "list": "lists"}
FUNCTIONS = ("Coalesce", "Today", "Exists", *NULL_TESTS)


class Names(msgspec.Struct, frozen=True):
    """What a name may refer to: data items, and the named definitions of the module."""

    items: Mapping[str, Item] = {}
    definitions: Mapping[str, syntax.Syntax] = {}


class Typed(msgspec.Struct, frozen=True):
    """A model node, the kind of its value, the item whose values it can take, if one, and the elements of a list."""

    node: model.Expression
    kind: str
    item: Item | None = None
    elements: tuple["Typed", ...] = ()


def compile_expression(tree: syntax.Syntax, names: Names) -> Typed:
    """Return the typed node; raise UserInputError at the first mistake, with its place."""
    return _Compiler(names).compile(tree)


def compile_condition(tree: syntax.Syntax, names: Names) -> model.Expression:
    """Return the node of an expression that must be true, false or null."""
    typed = compile_expression(tree, names)
    if typed.kind not in ("boolean", "null"):
        raise wrong("not-a-condition", f"a condition is true or false, not a {_plain(typed.kind)}", tree.span,
                    "compare it with a value")  # fmt: skip
    return typed.node


def _plain(kind: str) -> str:
    return PLAIN.get(kind, kind)


class _Compiler:
    def __init__(self, names: Names, unfolding: tuple[str, ...] = ()) -> None:
        self._names = names
        self._unfolding = unfolding

    def compile(self, tree: syntax.Syntax) -> Typed:
        return getattr(self, f"_{type(tree).__name__.lower()}")(tree)

    def _boolean(self, tree: syntax.Syntax, hint: str | None = None) -> model.Expression:
        typed = self.compile(tree)
        if typed.kind not in ("boolean", "null"):
            hint = hint or (f"write `{typed.item.name} = ...`" if typed.item else "compare it with a value")
            raise wrong("type", f"a {_plain(typed.kind)} stands where true or false is needed", tree.span, hint)
        return typed.node

    def _literal(self, tree: syntax.Literal) -> Typed:
        span, value = tree.span, tree.value
        match value:
            case None:
                return Typed(model.Null(span), "null")
            case bool():
                return Typed(model.Truth(span, value), "boolean")
            case int():
                return Typed(model.Whole(span, _in_range(value, span)), "integer")
            case Decimal():
                return Typed(model.Exact(span, _in_range(value, span)), "decimal")
            case datetime.date():
                return Typed(model.Day(span, value), "date")
        return Typed(model.Text(span, value), "text")

    def _name(self, tree: syntax.Name) -> Typed:
        if tree.text in self._names.definitions:
            return self._definition(tree)
        item = self._names.items.get(tree.text)
        if item is None:
            known = [*self._names.items, *self._names.definitions]
            message = f"no definition or data item `{tree.text}`" if tree.quoted else f"no data item `{tree.text}`"
            hint = nearest(tree.text, known) or UNKNOWN_NAME
            raise wrong("unknown-item", message, tree.span, hint)
        return Typed(model.ItemValue(tree.span, item.name), ITEM_KINDS.get(item.type, item.type), item)

    def _definition(self, tree: syntax.Name) -> Typed:
        if tree.text in self._unfolding:
            raise wrong("cyclic-definition", f"`{tree.text}` is defined by itself", tree.span, "break the circle")
        deeper = _Compiler(self._names, (*self._unfolding, tree.text))
        return deeper.compile(self._names.definitions[tree.text])

    def _unary(self, tree: syntax.Unary) -> Typed:
        if tree.operator == "not":
            hint = "`not` binds tighter than a comparison: put brackets behind it, as in `not (item = 'value')`"
            return Typed(model.Not(tree.span, self._boolean(tree.operand, hint)), "boolean")
        if tree.operator == "exists":
            return self._exists(tree.span, tree.operand)
        if tree.operator == "-" and tree.operand == syntax.Literal(tree.operand.span, -SMALLEST):
            # The smallest whole number has no positive twin, so its sign belongs to the literal.
            return Typed(model.Whole(tree.span, SMALLEST), "integer")
        typed = self._number(tree.operand)
        return Typed(model.Negate(tree.span, typed.node), typed.kind) if tree.operator == "-" else typed

    def _exists(self, span: Span, operand: syntax.Syntax) -> Typed:
        typed = self.compile(operand)
        if typed.kind == "set":
            return Typed(model.NonEmpty(span, typed.node), "boolean")
        if typed.kind not in ("list", "null"):
            hint = "compare the item with a value; in `done`, `item is not null` asks whether it is on record"
            raise wrong("type", "exists needs a set or a list", operand.span, hint)
        return Typed(model.Exists(span, typed.node), "boolean")

    def _number(self, tree: syntax.Syntax) -> Typed:
        typed = self.compile(tree)
        if typed.kind not in NUMBERS | {"null"}:
            raise wrong("type", f"a {_plain(typed.kind)} stands where a number is needed", tree.span)
        return typed

    def _binary(self, tree: syntax.Binary) -> Typed:
        match tree.operator:
            case "and" | "or":
                form = model.And if tree.operator == "and" else model.Or
                parts = tuple(self._boolean(part) for part in _flat(tree, tree.operator))
                return Typed(form(tree.span, parts), "boolean")
            case "xor" | "implies":
                form = model.Xor if tree.operator == "xor" else model.Implies
                return Typed(form(tree.span, self._boolean(tree.left), self._boolean(tree.right)), "boolean")
            case "in":
                return self._membership(tree)
            case "+" | "-" | "*" | "/":
                return self._arithmetic(tree)
        return self._comparison(tree)

    def _arithmetic(self, tree: syntax.Binary) -> Typed:
        left, right = self._number(tree.left), self._number(tree.right)
        exact = tree.operator == "/" or "decimal" in (left.kind, right.kind)
        kind = "decimal" if exact else "integer"
        return Typed(model.Arithmetic(tree.span, tree.operator, left.node, right.node), kind)

    def _comparison(self, tree: syntax.Binary) -> Typed:
        left, right = self.compile(tree.left), self.compile(tree.right)
        self._comparable(left, right, tree.span)
        for typed, other in ((left, right), (right, left)):
            self._in_domain(typed.item, other.node)
            if tree.operator not in ("=", "!="):
                self._ordered(typed, tree)
        return Typed(model.Compare(tree.span, tree.operator, left.node, right.node), "boolean")

    def _ordered(self, typed: Typed, tree: syntax.Binary) -> None:
        if typed.kind in UNORDERED:
            message = f"{UNORDERED[typed.kind]} have no order: `{tree.operator}` cannot compare them"
            raise wrong("type", message, tree.span, "use = or !=")
        if typed.item and typed.item.type == "choice":
            raise wrong("type", f"the values of `{typed.item.name}` have no order", tree.span, "use = or in")

    def _comparable(self, left: Typed, right: Typed, span: Span) -> None:
        kinds = {left.kind, right.kind}
        if "set" in kinds:
            item = (left.item or right.item).name
            raise wrong("type", f"`{item}` is a set", span, f"write `'value' in {item}`")
        if len(kinds - {"null"}) > 1 and not kinds <= NUMBERS:
            message = f"a {_plain(left.kind)} cannot be compared with a {_plain(right.kind)}"
            raise wrong("type", message, span, _quote_hint(left, right))
        for a, b in zip(left.elements, right.elements, strict=False):
            self._comparable(a, b, span)

    def _in_domain(self, item: Item | None, node: model.Expression) -> None:
        if item is None or not item.values or not isinstance(node, model.Text) or node.value in item.values:
            return
        known = ", ".join(f"'{v}'" for v in list(item.values)[:8])
        hint = nearest(node.value, item.values) or f"the values are {known}"
        raise wrong("unknown-value", f"`{item.name}` has no value '{node.value}'", node.span, hint)

    def _membership(self, tree: syntax.Binary) -> Typed:
        element, collection = self.compile(tree.left), self.compile(tree.right)
        if collection.kind == "set":
            self._comparable(element, Typed(element.node, "text"), tree.left.span)
            self._in_domain(collection.item, element.node)
            return Typed(model.Contains(tree.span, element.node, collection.node), "boolean")
        if not isinstance(collection.node, model.ListOf):
            raise wrong("type", "the right side of `in` is a set or a list", tree.right.span, "write { 'a', 'b' }")
        for option in collection.elements:
            self._in_domain(element.item, option.node)
            self._comparable(element, option, option.node.span)
        return Typed(model.In(tree.span, element.node, collection.node.elements), "boolean")

    def _nulltest(self, tree: syntax.NullTest) -> Typed:
        if tree.tested == "null":
            test = model.IsNull(tree.span, self.compile(tree.operand).node)
        else:
            operand = self._boolean(tree.operand)
            known = model.Not(tree.span, model.IsNull(tree.span, operand))
            tested = model.Truth(tree.span, tree.tested == "true")
            test = model.And(tree.span, (known, model.Compare(tree.span, "=", operand, tested)))
        return Typed(model.Not(tree.span, test) if tree.negated else test, "boolean")

    def _caseof(self, tree: syntax.CaseOf) -> Typed:
        branches = [(self._case_condition(tree, w.condition), w.result) for w in tree.branches]
        return self._case(tree.span, branches, tree.otherwise)

    def _case_condition(self, tree: syntax.CaseOf, condition: syntax.Syntax) -> model.Expression:
        if tree.comparand is None:
            return self._boolean(condition)
        return self._comparison(syntax.Binary(condition.span, "=", tree.comparand, condition)).node

    def _ifthen(self, tree: syntax.IfThen) -> Typed:
        return self._case(tree.span, [(self._boolean(tree.condition), tree.result)], tree.otherwise)

    def _case(self, span: Span, branches: list, otherwise: syntax.Syntax) -> Typed:
        results = [self.compile(result) for _, result in branches]
        last = self.compile(otherwise)
        kind = self._common_kind([*results, last], span)
        pairs = tuple(model.Branch(c, _of_kind(kind, r)) for (c, _), r in zip(branches, results, strict=True))
        return Typed(model.Case(span, pairs, _of_kind(kind, last)), kind, _common_item([*results, last]))

    def _common_kind(self, typed: Sequence[Typed], span: Span) -> str:
        kinds = {t.kind for t in typed} - {"null"}
        if kinds and kinds <= NUMBERS:
            return "decimal" if "decimal" in kinds else "integer"
        if len(kinds) > 1:
            names = ", ".join(sorted(_plain(kind) for kind in kinds))
            raise wrong("type", f"the outcomes are of several types: {names}", span, "give all outcomes one type")
        return kinds.pop() if kinds else "null"

    def _call(self, tree: syntax.Call) -> Typed:
        match tree.function:
            case "Coalesce":
                parts = [self.compile(argument) for argument in _spread(tree.arguments)]
                kind = self._common_kind(parts, tree.span)
                nodes = tuple(_of_kind(kind, part) for part in parts)
                return Typed(model.Coalesce(tree.span, nodes), kind, _common_item(parts))
            case "Today" if not tree.arguments:
                return Typed(model.Today(tree.span), "date")
            case "Exists" if len(tree.arguments) == 1:
                return self._exists(tree.span, tree.arguments[0])
            case "IsNull" | "IsTrue" | "IsFalse" if len(tree.arguments) == 1:
                tested = NULL_TESTS[tree.function]
                return self._nulltest(syntax.NullTest(tree.span, tree.arguments[0], tested, False))
        hint = nearest(tree.function, FUNCTIONS) or f"the functions are {', '.join(FUNCTIONS)}"
        raise wrong("unknown-function", f"no function `{tree.function}` with these arguments", tree.span, hint)

    def _listliteral(self, tree: syntax.ListLiteral) -> Typed:
        elements = tuple(self.compile(element) for element in tree.elements)
        self._common_kind(elements, tree.span)
        return Typed(model.ListOf(tree.span, tuple(e.node for e in elements)), "list", None, elements)

    def _durationbetween(self, tree: syntax.DurationBetween) -> Typed:
        sides = []
        for side in (tree.left, tree.right):
            typed = self.compile(side)
            if typed.kind not in ("date", "null"):
                raise wrong("type", f"a {_plain(typed.kind)} stands where a date is needed", side.span)
            sides.append(typed.node)
        return Typed(model.Between(tree.span, tree.unit, *sides), "integer")


def _spread(arguments: tuple[syntax.Syntax, ...]) -> tuple[syntax.Syntax, ...]:
    """Return the elements where the only argument is a list, as CQL's Coalesce takes them."""
    match arguments:
        case (syntax.ListLiteral(elements=elements),):
            return elements
    return arguments


def _in_range(value: int | Decimal, span: Span) -> int | Decimal:
    if within(value) == value:
        return value
    if isinstance(value, int):
        hint = "whole numbers end at 2147483647; write a decimal, such as 3000000000.0"
        raise wrong("out-of-range", f"the whole number {value} is too large", span, hint)
    hint = "a decimal has at most 20 digits before the point and 8 behind it"
    raise wrong("out-of-range", f"the decimal {value:f} has too many digits", span, hint)


def _of_kind(kind: str, typed: Typed) -> model.Expression:
    """Return the node, made a decimal where the other outcomes are decimals."""
    if kind != "decimal" or typed.kind != "integer":
        return typed.node
    if isinstance(typed.node, model.Whole):
        return model.Exact(typed.node.span, Decimal(typed.node.value))
    # CQL converts in silence; adding nought says the same in every engine without a node of its own.
    return model.Arithmetic(typed.node.span, "+", typed.node, model.Exact(typed.node.span, Decimal(0)))


def _flat(tree: syntax.Syntax, operator: str) -> list[syntax.Syntax]:
    if isinstance(tree, syntax.Binary) and tree.operator == operator:
        return [*_flat(tree.left, operator), *_flat(tree.right, operator)]
    return [tree]


def _common_item(typed: list[Typed]) -> Item | None:
    items = {t.item.name: t.item for t in typed if t.item}
    return next(iter(items.values())) if len(items) == 1 else None


def _quote_hint(left: Typed, right: Typed) -> str | None:
    for typed, other in ((left, right), (right, left)):
        if typed.kind == "text" and typed.item and other.kind in NUMBERS | {"boolean"}:
            return f"the values of `{typed.item.name}` are texts: put the value in single quotes"
        if typed.kind == "date":
            return "write a date as @YYYY-MM-DD"
        if typed.item and other.item is None:
            return f"compare `{typed.item.name}` with a {_plain(typed.kind)}"
    return None
