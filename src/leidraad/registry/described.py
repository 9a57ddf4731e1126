"""A panel with its words around the numbers that its kind made. Counts nothing."""

from collections.abc import Mapping
from typing import Any

from leidraad.model.content import Item, Wording
from leidraad.model.report import Panel
from leidraad.registry.groups import items_named
from leidraad.registry.results import PanelResult


def described(
    panel: Panel, items: Mapping[str, Item], population: int | None, empty: Wording | None, **made: Any
) -> PanelResult:
    """Return the result of a panel: what it is about, of how many, and the lists that its kind fills in."""
    return PanelResult(
        id=panel.id, figure=panel.figure, kind=panel.kind, chapter=panel.chapter, title=panel.title,
        definition=panel.definition, population=population,
        by=tuple(item.label for item in items_named(panel.by, items)), of=items[panel.of].label if panel.of else None,
        rules=panel.rules, norms=panel.norms, source=panel.source, note=panel.note, empty=empty, **made,
    )  # fmt: skip
