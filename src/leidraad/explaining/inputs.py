"""What expressions read, through the derived items. Does not depend on a patient."""

from collections.abc import Mapping

from leidraad.model import expressions as model
from leidraad.model.content import Item


class Inputs:
    """What expressions over a dictionary read; remembers what it worked out for the conditions of the content."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._given: dict[int, tuple[model.Expression, tuple[str, ...]]] = {}
        self._derived: dict[str, tuple[str, ...]] = {}
        self._implies = {n: {x for v in item.values.values() for x in v.implies} for n, item in items.items()}
        self.implying = {name: items[name] for name, implied in self._implies.items() if implied}

    def read_by(self, node: model.Expression) -> tuple[str, ...]:
        """Return every item that an expression reads, itself or by a derivation below it, in reading order.

        A derived item stands behind its own inputs, since a user can state it too.
        """
        found: dict[str, None] = {}
        for name in model.items_of(node):
            self._add(name, found)
        return tuple(found)

    def _add(self, name: str, found: dict[str, None]) -> None:
        if name in found:
            return
        derivation = self._items[name].derivation
        for part in model.items_of(derivation) if derivation is not None else ():
            self._add(part, found)
        found[name] = None

    def given_for(self, node: model.Expression) -> tuple[str, ...]:
        """Return the items a user can give that matter to an expression: what it reads, and what implies that."""
        # The node is kept beside the answer, so that its identity stays its own.
        if id(node) not in self._given:
            reads = self.read_by(node)
            implying = (name for name in self.implying if not self._implies[name].isdisjoint(reads))
            self._given[id(node)] = (node, tuple(dict.fromkeys((*implying, *reads))))
        return self._given[id(node)][1]

    def given_for_item(self, name: str) -> tuple[str, ...]:
        """Return the items a user can give that matter to a derived item."""
        if name not in self._derived:
            self._derived[name] = self.given_for(self._items[name].derivation)
        return self._derived[name]
