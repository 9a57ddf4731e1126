"""What is left of a condition once the known facts are filled in. Changes no value, whatever the rest becomes."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

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
        match node:
            case model.ItemValue(item=name):
                return self._item(node, name)
            case model.Contains(element=element, item=item):
                known = item.item in self._fixed
                return self._constant(node) if known else model.Contains(NOWHERE, self.of(element), _bare(item))
            case model.NonEmpty(item=item):
                return self._constant(node) if item.item in self._fixed else model.NonEmpty(NOWHERE, _bare(item))
            case model.And(operands=parts) | model.Or(operands=parts):
                return self._joined(node, [self.of(part) for part in parts])
            case model.Case():
                return self._case(node)
            case model.Coalesce(operands=parts):
                return _first_known([self.of(part) for part in parts])
            case model.In(element=element, options=options):
                left = model.In(NOWHERE, self.of(element), tuple(map(self.of, options)))
                return left if not isinstance(left.element, model.CONSTANTS) else self._settled(left)
            case model.ListOf(elements=elements):
                return self._settled(model.ListOf(NOWHERE, tuple(map(self.of, elements))))
            case model.Not() | model.IsNull() | model.Negate() | model.Exists():
                return self._settled(type(node)(NOWHERE, self.of(node.operand)))
            case model.Xor() | model.Implies():
                return self._settled(type(node)(NOWHERE, self.of(node.left), self.of(node.right)))
            case model.Compare():
                return self._settled(self._compared(node))
            case model.Arithmetic(operator=operator):
                return self._settled(model.Arithmetic(NOWHERE, operator, self.of(node.left), self.of(node.right)))
            case model.Between(unit=unit):
                return self._settled(model.Between(NOWHERE, unit, self.of(node.left), self.of(node.right)))
        return self._constant(node)

    def _item(self, node: model.ItemValue, name: str) -> model.Expression:
        if name in self._fixed:
            return self._constant(node)
        derivation = self._items[name].derivation
        if derivation is None:
            return _bare(node)
        if name not in self._derived:
            self._derived[name] = self.of(derivation)
        return self._derived[name]

    def _constant(self, node: model.Expression) -> model.Expression:
        return constant(evaluate(node, self._patient))

    def _settled(self, node: model.Expression) -> model.Expression:
        """Return the value of a node whose parts are all known."""
        return self._constant(node) if all(isinstance(p, model.CONSTANTS) for p in model.children(node)) else node

    def _joined(self, node: model.And | model.Or, parts: list[model.Expression]) -> model.Expression:
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
            return left if same else model.Not(NOWHERE, left)
        return model.Compare(NOWHERE, node.operator, left, right)

    def _case(self, node: model.Case) -> model.Expression:
        branches: list[model.Branch] = []
        for branch in node.branches:
            condition = self.of(branch.condition)
            if isinstance(condition, model.Truth) and condition.value:
                return _cased(branches, self.of(branch.result))
            if not isinstance(condition, model.CONSTANTS):
                branches.append(model.Branch(condition, self.of(branch.result)))
        return _cased(branches, self.of(node.otherwise))


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
