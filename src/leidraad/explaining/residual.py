"""What is left of a condition once the known facts are filled in. Changes no value, whatever the rest becomes."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from leidraad.diagnostics import Span
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.model import expressions as model
from leidraad.model.content import Item

# What is left stands in no file; without places, expressions that read the same are equal and can be looked up.
NOWHERE = Span("")
LOGIC = (model.And, model.Or, model.Not, model.Xor, model.Implies, model.Compare, model.In, model.IsNull, model.Case)


class Residual:
    """Fills facts in. `fixed` holds what is filled in, null for what is to stay unknown.

    Derived items that are not fixed are replaced by what they derive from.
    """

    def __init__(self, items: Mapping[str, Item], fixed: Mapping[str, Fact], today: datetime.date) -> None:
        self._items = items
        self._fixed = fixed
        self._patient = Patient(items, fixed, today)
        self._derived: dict[str, model.Expression] = {}

    def of(self, node: model.Expression) -> model.Expression:
        """Return an expression over raw items that are not fixed, equal to this one in every way to fill them in."""
        if isinstance(node, model.CONSTANTS):
            return node if node.span is NOWHERE else self._constant(node)
        if node.span is NOWHERE and self._fixed.keys().isdisjoint(model.items_of(node)):
            return node  # What was left before, with nothing more to fill in.
        return LEFT[type(node)](self, node)

    def _constant(self, node: model.Expression) -> model.Expression:
        return constant(evaluate(node, self._patient))

    def _item(self, node: model.ItemValue) -> model.Expression:
        name = node.item
        if name in self._fixed:
            return self._constant(node)
        derivation = self._items[name].derivation
        if derivation is None:
            return _bare(node)
        if name not in self._derived:
            self._derived[name] = self.of(derivation)
        return self._derived[name]

    def _contains(self, node: model.Contains) -> model.Expression:
        if node.item.item in self._fixed:
            return self._constant(node)
        return model.Contains(NOWHERE, self.of(node.element), _bare(node.item))

    def _non_empty(self, node: model.NonEmpty) -> model.Expression:
        return self._constant(node) if node.item.item in self._fixed else model.NonEmpty(NOWHERE, _bare(node.item))

    def _in(self, node: model.In) -> model.Expression:
        element = self.of(node.element)
        options = node.options if _are_texts(node.options) else tuple(map(self.of, node.options))
        if not isinstance(element, model.CONSTANTS):
            return model.In(NOWHERE, element, options)
        if isinstance(element, model.Text) and _are_texts(options):
            return model.Truth(NOWHERE, any(option.value == element.value for option in options))
        return self._settled(model.In(NOWHERE, element, options))

    def _list(self, node: model.ListOf) -> model.Expression:
        return self._settled(model.ListOf(NOWHERE, tuple(map(self.of, node.elements))))

    def _of_one(self, node: model.Not | model.IsNull | model.Negate | model.Exists) -> model.Expression:
        return self._settled(type(node)(NOWHERE, self.of(node.operand)))

    def _of_two(self, node: model.Xor | model.Implies) -> model.Expression:
        return self._settled(type(node)(NOWHERE, self.of(node.left), self.of(node.right)))

    def _arithmetic(self, node: model.Arithmetic) -> model.Expression:
        return self._settled(model.Arithmetic(NOWHERE, node.operator, self.of(node.left), self.of(node.right)))

    def _between(self, node: model.Between) -> model.Expression:
        return self._settled(model.Between(NOWHERE, node.unit, self.of(node.left), self.of(node.right)))

    def _coalesce(self, node: model.Coalesce) -> model.Expression:
        return _first_known([self.of(part) for part in node.operands])

    def _settled(self, node: model.Expression) -> model.Expression:
        """Return the value of a node whose parts are all known."""
        return self._constant(node) if all(isinstance(p, model.CONSTANTS) for p in model.children(node)) else node

    def _joined(self, node: model.And | model.Or) -> model.Expression:
        parts = [self.of(part) for part in node.operands]
        decisive = isinstance(node, model.Or)
        if any(isinstance(p, model.Truth) and p.value is decisive for p in parts):
            return model.Truth(NOWHERE, decisive)
        left = [p for p in parts if not isinstance(p, model.Truth)]
        left = [q for p in left for q in (p.operands if isinstance(p, type(node)) else (p,))]
        if not left:
            return model.Truth(NOWHERE, not decisive)
        return left[0] if len(left) == 1 else self._settled(type(node)(NOWHERE, tuple(left)))

    def _compared(self, node: model.Compare) -> model.Expression:
        left, right = self.of(node.left), self.of(node.right)
        if isinstance(right, model.Truth) and isinstance(left, LOGIC) and _is_logical(left):
            same = right.value is (node.operator == "=")
            return self._settled(left if same else model.Not(NOWHERE, left))
        return self._settled(model.Compare(NOWHERE, node.operator, left, right))

    def _case(self, node: model.Case) -> model.Expression:
        branches: list[model.Branch] = []
        for branch in node.branches:
            condition = self.of(branch.condition)
            if isinstance(condition, model.Truth) and condition.value:
                return _cased(branches, self.of(branch.result))
            if not isinstance(condition, model.CONSTANTS):
                branches.append(model.Branch(condition, self.of(branch.result)))
        return _cased(branches, self.of(node.otherwise))


LEFT: dict[type, Callable[[Residual, Any], model.Expression]] = {
    model.ItemValue: Residual._item,
    model.Today: Residual._constant,
    model.Contains: Residual._contains,
    model.NonEmpty: Residual._non_empty,
    model.And: Residual._joined,
    model.Or: Residual._joined,
    model.Compare: Residual._compared,
    model.In: Residual._in,
    model.Case: Residual._case,
    model.Coalesce: Residual._coalesce,
    model.ListOf: Residual._list,
    **dict.fromkeys((model.Not, model.IsNull, model.Negate, model.Exists), Residual._of_one),
    **dict.fromkeys((model.Xor, model.Implies), Residual._of_two),
    model.Arithmetic: Residual._arithmetic,
    model.Between: Residual._between,
}


def _are_texts(options: tuple[model.Expression, ...]) -> bool:
    """Tell whether these are known texts, as they are left: a choice may have a hundred."""
    return all(type(option) is model.Text and option.span is NOWHERE for option in options)


def _bare(node: model.ItemValue) -> model.ItemValue:
    return model.ItemValue(NOWHERE, node.item)


def _is_logical(node: model.Expression) -> bool:
    """Return whether an expression is certain to be true, false or null."""
    if isinstance(node, model.Case):
        return all(_is_logical(part) for part in (*(b.result for b in node.branches), node.otherwise))
    return isinstance(node, (*LOGIC, model.Truth, model.Null, model.Contains, model.NonEmpty))


def _cased(branches: list[model.Branch], otherwise: model.Expression) -> model.Expression:
    return model.Case(NOWHERE, tuple(branches), otherwise) if branches else otherwise


def _first_known(parts: list[model.Expression]) -> model.Expression:
    left: list[model.Expression] = []
    for part in parts:
        if isinstance(part, model.Null):
            continue
        left.append(part)
        if isinstance(part, model.CONSTANTS):
            break
    if not left:
        return model.Null(NOWHERE)
    return left[0] if len(left) == 1 else model.Coalesce(NOWHERE, tuple(left))


def constant(value: Fact) -> model.Expression:
    """Return the node of a known value, or of null."""
    match value:
        case None:
            return model.Null(NOWHERE)
        case bool():
            return model.Truth(NOWHERE, value)
        case int():
            return model.Whole(NOWHERE, value)
        case Decimal():
            return model.Exact(NOWHERE, value)
        case datetime.date():
            return model.Day(NOWHERE, value)
    return model.Text(NOWHERE, value)
