"""The data items as a form has them: by report, those that most rules read first. Knows no patient and no HTML."""

from collections import Counter
from collections.abc import Iterable

from leidraad.explaining.completeness import OTHER
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.questions import SOURCES
from leidraad.model.content import Content, Item
from leidraad.web.plain_text import plain_text

PROVENANCE = "provenance"  # the group of the items that date a report
MOST_FOUND = 12


class Catalogue:
    """What a form needs to know of the dictionary; worked out once for a content."""

    def __init__(self, content: Content) -> None:
        self._items = content.items
        inputs = Inputs(content.items)
        self._read_by = Counter(
            name for g in content.guidelines for r in g.rules for name in set(inputs.given_for(r.truth))
        )
        dates = (item for item in content.items.values() if item.group == PROVENANCE and item.report)
        self.date_of = {item.report: item.name for item in dates}
        self._words = {name: plain_text(_text(item)) for name, item in content.items.items() if self.can_ask(item)}

    def can_ask(self, item: Item) -> bool:
        """Return whether a person answers this item: not one that is worked out, nor the date of a report."""
        return (item.derivation is None or item.settable) and item.group != PROVENANCE

    def report(self, name: str) -> str:
        """Return the report that supplies an item."""
        return self._items[name].report or OTHER

    def by_report(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return the items that can be asked, by report: the cheapest source first, and the most read items first."""
        found: dict[str, list[str]] = {}
        for name in sorted(set(names), key=lambda n: (-self._read_by[n], n)):
            if self.can_ask(self._items[name]):
                found.setdefault(self.report(name), []).append(name)
        return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))

    def find(self, text: str) -> list[str]:
        """Return the items with these words, the most read first; accents do not count."""
        words = plain_text(text).split()
        found = [name for name, said in self._words.items() if words and all(word in said for word in words)]
        return sorted(found, key=lambda n: (-self._read_by[n], n))


def _place(report: str) -> int:
    """Return the order of a report: first what needs none, such as the phase of care."""
    return SOURCES.index(report) if report in SOURCES else -1


def _text(item: Item) -> str:
    values = " ".join(f"{value.label.nl} {value.label.en}" for value in item.values.values())
    return f"{item.name} {item.label.nl} {item.label.en} {values}"
