"""What is missing: for each item that the report reads, how many of those in it lack a value."""

import ibis.expr.types as ir

from leidraad.model.report import ReportDefinition
from leidraad.registry.hospitals import VOLUME
from leidraad.registry.people import columns_read, raw_items
from leidraad.registry.results import Missing
from leidraad.registry.suppression import is_small


def raw_read(definition: ReportDefinition) -> tuple[str, ...]:
    """Return the raw items that a report rests on."""
    return raw_items(_named(definition), definition.items)


def derived_read(definition: ReportDefinition) -> tuple[str, ...]:
    """Return the derived items that panels and norms name."""
    return tuple(name for name in _named(definition) if definition.items[name].derivation is not None)


def _named(definition: ReportDefinition) -> list[str]:
    # The volume class is no item of the table: the report works it out.
    return [name for name in columns_read(definition) if name != VOLUME]


def known_counts(people: ir.Table, names: tuple[str, ...]) -> dict[str, int]:
    """Return how many rows have a value of each of these items; an item without a column has none."""
    held = [name for name in names if name in people.columns]
    if not held:
        return dict.fromkeys(names, 0)
    (found,) = people.agg(**{name: people[name].count() for name in held}).to_pyarrow().to_pylist()
    return {name: int(found.get(name, 0)) for name in names}


def missing(definition: ReportDefinition, known: dict[str, int], of: int) -> tuple[Missing, ...]:
    """Return the items with how many of `of` patients lack them; small counts of who lacks or has them are left out."""
    return tuple(
        Missing(name, definition.items[name].label, _shown(of - count, of, definition.least_count), of)
        for name, count in known.items()
    )


def _shown(count: int, of: int, least: int) -> int | None:
    return None if is_small(count, least) or is_small(of - count, least) else count
