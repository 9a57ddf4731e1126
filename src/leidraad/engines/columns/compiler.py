"""From expressions of the model to shared steps over the columns of one table. Statuses are no task of it."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from leidraad.diagnostics import Span
from leidraad.engines.columns.sharing import Pool, Step
from leidraad.engines.columns.truths import TRUTHS
from leidraad.engines.columns.values import VALUES, Recorded
from leidraad.model import expressions as model
from leidraad.model.content import Item

NOWHERE = Span("")


class Compiler:
    """Gives truths (bytes) and values of expressions; `recorded` names the items that have a column."""

    def __init__(self, items: Mapping[str, Item], recorded: Collection[str], today: datetime.date) -> None:
        self.pool = Pool()
        self.today = today
        self.items = items
        self._recorded = [name for name in items if name in recorded]
        self._meanings: dict[str, model.Expression] = {}
        self._truths: dict[model.Expression, Step] = {}

    def truth(self, node: model.Expression) -> Step:
        """Return the byte of a condition without spans."""
        if node not in self._truths:
            self._truths[node] = TRUTHS[type(node)](node, self)
        return self._truths[node]

    def value(self, node: model.Expression) -> Step:
        """Return the value of an expression without spans, null where it is not known."""
        return VALUES[type(node)](node, self)

    def is_truth(self, node: model.Expression) -> bool:
        """Return whether an expression is true, false or null."""
        match node:
            case model.ItemValue() | Recorded():
                return self.items[node.item].type == "boolean"
            case model.Case() | model.Coalesce():
                return any(self.is_truth(part) for part in model.outcomes(node))
        return type(node) in TRUTHS and not isinstance(node, model.Null)

    def resolved(self, node: model.Expression) -> model.Expression:
        """Return what an item stands for; any other expression as it is."""
        return self.resolved(self.meaning(node.item)) if isinstance(node, model.ItemValue) else node

    def meaning(self, name: str) -> model.Expression:
        """Return the expression of an item: as recorded, else as implied, else as derived; null when it has none."""
        if name not in self._meanings:
            self._meanings[name] = self._meaning(name)
        return self._meanings[name]

    def _meaning(self, name: str) -> model.Expression:
        found = [Recorded(NOWHERE, name)] if name in self._recorded else []
        found += self._implied(name)
        if self.items[name].derivation is not None:
            found.append(spanless(self.items[name].derivation))
        if not found:
            return model.Null(NOWHERE)
        return found[0] if len(found) == 1 else model.Coalesce(NOWHERE, tuple(found))

    def _implied(self, name: str) -> list[model.Expression]:
        """Return the case of what recorded choices imply of an item, if any; the later in the dictionary goes first."""
        branches = tuple(
            model.Branch(model.Compare(NOWHERE, "=", Recorded(NOWHERE, other), model.Text(NOWHERE, picked)),
                         _fact(value.implies[name]))
            for other in reversed(self._recorded) if self.items[other].type == "choice"
            for picked, value in self.items[other].values.items() if name in value.implies
        )  # fmt: skip
        return [model.Case(NOWHERE, branches, model.Null(NOWHERE))] if branches else []


def _fact(value: str | bool | int) -> model.Expression:
    form = {bool: model.Truth, int: model.Whole, str: model.Text}[type(value)]
    return form(NOWHERE, value)


def spanless(part: Any) -> Any:
    """Return an expression without its places, so that what means the same is equal."""
    match part:
        case tuple():
            return tuple(map(spanless, part))
        case Span():
            return NOWHERE
        case msgspec.Struct():
            return type(part)(*(spanless(getattr(part, field)) for field in part.__struct_fields__))
    return part
