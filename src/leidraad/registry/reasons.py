"""Why a panel, norm or funnel is empty: nobody belongs to it, or the table does not hold what it takes."""

from collections.abc import Iterable, Mapping

import ibis.expr.types as ir

from leidraad.model.content import Item, Wording
from leidraad.registry.people import People, raw_items
from leidraad.registry.words import NOBODY, named, wanting

MOST_NAMED = 3


class Reasons:
    """`known` says of how many of those in the report each item is known; `absent` are the raw items of nobody."""

    def __init__(self, people: People, known: Mapping[str, int], absent: frozenset[str]) -> None:
        self._items: Mapping[str, Item] = people.items
        self._people = people
        self._known = known
        self._absent = absent

    def nobody(self, condition: str, among: ir.BooleanValue, names: Iterable[str]) -> Wording:
        """Say why a condition (a column) is known to hold of nobody; `names` are the items that it names."""
        people = self._people.table
        open_ones: int = people.filter(among & people[condition].isnull()).count().to_pyarrow().as_py()
        return (self.unknown(names) if open_ones else None) or NOBODY

    def unknown(self, names: Iterable[str]) -> Wording | None:
        """Say which of these items are unknown of everybody, each with the raw items that it rests on."""
        found = [name for name in dict.fromkeys(names) if not self._known.get(name, 1)]
        return wanting([self._named(name) for name in found]) if found else None

    def _named(self, name: str) -> Wording:
        item = self._items[name]
        if item.derivation is None:
            return item.label
        parts = [self._items[part].label for part in raw_items([name], self._items) if part in self._absent]
        return named(item.label, parts) if 0 < len(parts) <= MOST_NAMED else item.label
