"""What expressions read, through the derived items. Does not depend on a patient."""

from collections.abc import Mapping

from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Item


class Inputs:
    """What expressions over a dictionary read. Does not depend on a patient; remembers what it worked out."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._keys: dict[int, tuple[model.Expression, str]] = {}
        self._reads: dict[str, tuple[str, ...]] = {}
        self._given: dict[str, tuple[str, ...]] = {}
        self._implying = {n: {x for v in item.values.values() for x in v.implies} for n, item in items.items()}

    def key(self, node: model.Expression) -> str:
        """Return a text that is the same for conditions that read the same, wherever they stand."""
        known = self._keys.get(id(node))
        if known is None or known[0] is not node:
            known = self._keys[id(node)] = (node, to_cql(node))
        return known[1]

    def read_by(self, node: model.Expression) -> tuple[str, ...]:
        """Return every item that an expression reads, itself or by a derivation below it, in reading order.

        A derived item stands behind its own inputs, since a user can state it too.
        """
        key = self.key(node)
        if key not in self._reads:
            found: dict[str, None] = {}
            for name in model.items_of(node):
                self._add(name, found)
            self._reads[key] = tuple(found)
        return self._reads[key]

    def _add(self, name: str, found: dict[str, None]) -> None:
        if name in found:
            return
        derivation = self._items[name].derivation
        for part in model.items_of(derivation) if derivation is not None else ():
            self._add(part, found)
        found[name] = None

    def given_for(self, node: model.Expression) -> tuple[str, ...]:
        """Return the items a user can give that matter to an expression: what it reads, and what implies that."""
        key = self.key(node)
        if key not in self._given:
            reads = self.read_by(node)
            implying = (name for name, implied in self._implying.items() if implied & set(reads))
            self._given[key] = tuple(dict.fromkeys((*implying, *reads)))
        return self._given[key]
