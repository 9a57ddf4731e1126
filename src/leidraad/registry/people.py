"""The people of a registry: one table of all that a report reads of each, computed once, and how they are counted.

Opens nothing. Everything that a report says is made from the counts that `People.tally` gives.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from leidraad.engines.columns import values
from leidraad.engines.columns.compiler import NOWHERE, spanless
from leidraad.engines.columns.values import Place
from leidraad.model.content import Item
from leidraad.model.expressions import And, Coalesce, Expression, ItemValue, Not, Truth, items_of
from leidraad.model.report import Panel, ReportDefinition, VolumeNorm
from leidraad.records.cells import TYPES
from leidraad.records.columns import ID, ROW

# Items that the report reads for itself, where the dictionary has them.
OWN = (
    "hospital", "person", "incidence_date", "incidence_year", "registry_period", "follow_up_days", "vital_status",
    "hospital_type", "risk_group", "topography_code", "morphology_code", "age_years", "sex", "synthetic",
)  # fmt: skip
COUNT, INSIDE = "_count", "_inside"
Key = Any  # a text, a number or None; a truth is the text true or false
Tally = dict[tuple[Key, ...], int]


def step_column(number: int) -> str:
    """Return the column that tells whom a step of the selection leaves out."""
    return f"_step{number}"


def chosen_column(but: str | None) -> str:
    """Return the column that tells who is in the report; the step `but` is passed over."""
    return "_chosen" if but is None else f"_chosen_but_{but}"


def check_column(number: int) -> str:
    """Return the column that tells whom a check finds."""
    return f"_check{number}"


def panel_columns(definition: ReportDefinition) -> tuple[str, ...]:
    """Return for each panel the column that tells who is in its population; many panels speak of the same people."""
    populations = [spanless(panel.population) for panel in definition.panels]
    return tuple(f"_panel{populations.index(population)}" for population in populations)


def norm_columns(number: int) -> tuple[str, str]:
    """Return the columns that tell who is in the population of a norm, and of whom it holds."""
    return f"_norm{number}", f"_norm{number}_of"


def computed(table: ir.Table, definition: ReportDefinition, today: datetime.date) -> ir.Table:
    """Return one row a patient with a column for each item, step, check, panel and norm that the report reads.

    A choice is its place among its values; `worded` gives it back.
    """
    found = values(table, _expressions(definition), definition.items, today)
    # What nobody in the table has would else have no type.
    kinds = {name: dt.int16 if item.type == "choice" else TYPES[item.type] for name, item in definition.items.items()}
    return found.cast({name: kinds.get(name, TYPES["boolean"]) for name in found.columns if name not in (ROW, ID)})


def columns_read(definition: ReportDefinition) -> tuple[str, ...]:
    """Return the items that come out as columns, in the order of the dictionary: all that panels and norms name."""
    named = {*OWN, *(name for panel in definition.panels for name in named_by(panel))}
    named |= {name for norm in definition.norms for name in named_by(norm)}
    return tuple(name for name in definition.items if name in named)


def named_by(one: Panel | VolumeNorm) -> tuple[str, ...]:
    """Return the items that a panel or norm names, in its conditions or as what it splits by and counts."""
    split = (*one.by, *((one.of,) if one.of else ())) if isinstance(one, Panel) else ()
    condition = one.of if isinstance(one, VolumeNorm) else None
    return (*items_of(one.population), *split, *(items_of(condition) if condition is not None else ()))


def _expressions(definition: ReportDefinition) -> dict[str, Expression]:
    found: dict[str, Expression] = {name: _column(definition.items[name]) for name in columns_read(definition)}
    found |= {step_column(n): step.leave_out for n, step in enumerate(definition.steps)}
    passed_over = {None, *(panel.without_step for panel in definition.panels)}
    found |= {chosen_column(but): _stays(definition, but) for but in sorted(passed_over, key=str)}
    found |= {check_column(n): check.when for n, check in enumerate(definition.checks)}
    populations = (panel.population for panel in definition.panels)
    found |= dict(zip(panel_columns(definition), populations, strict=True))
    for n, norm in enumerate(definition.norms):
        within, of = norm_columns(n)
        found[within] = norm.population
        if norm.of is not None:
            found[of] = norm.of
    return found


def _stays(definition: ReportDefinition, but: str | None) -> Expression:
    """Return whether no step, `but` aside, is known to leave a patient out."""
    steps = (step.leave_out for step in definition.steps if step.id != but)
    return And(NOWHERE, tuple(Coalesce(NOWHERE, (Not(NOWHERE, gone), Truth(NOWHERE, True))) for gone in steps))


def _column(item: Item) -> Expression:
    value = ItemValue(NOWHERE, item.name)
    return Place(NOWHERE, value, tuple(item.values)) if item.type == "choice" else value


def worded(item: Item, found: Iterable[Any]) -> list[Key]:
    """Return the values of a column of `computed` as the item has them, a truth as a text."""
    if item.type == "choice":
        values = tuple(item.values)
        return [None if place is None else values[place] for place in found]
    return _truths(found) if item.type == "boolean" else list(found)


def _truths(found: Iterable[bool | None]) -> list[Key]:
    return [None if truth is None else str(truth).lower() for truth in found]


def raw_items(names: Iterable[str], items: Mapping[str, Item]) -> tuple[str, ...]:
    """Return these items with, for each derived one, what it is derived from; raw items only."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if items[name].derivation is None:
            found[name] = None
        else:
            waiting += items_of(items[name].derivation)
    return tuple(name for name in items if name in found)


class People:
    """Those rows of a table of `computed` that can be used. `select` applies the selection of the report.

    `codes` says under which name each hospital shows.
    """

    def __init__(
        self, table: ir.Table, definition: ReportDefinition, codes: Mapping[str, str], select: bool = True
    ) -> None:
        self.table = table
        self.definition = definition
        self.items = definition.items
        self.codes = codes
        self.select = select
        self.panel_columns = panel_columns(definition)

    def chosen(self, but: str | None = None) -> ir.BooleanValue:
        """Tell who is in the report: whom no step is known to leave out; the step `but` is passed over."""
        return self.table[chosen_column(but)] if self.select else ibis.literal(True)

    def holds(self, column: str) -> ir.BooleanValue:
        """Tell of whom a condition is known to hold."""
        return self.table[column].fill_null(False)

    def within(self, number: int, panel: Panel) -> ir.BooleanValue:
        """Tell who is known to be in the population of a panel."""
        return self.chosen(panel.without_step) & self.holds(self.panel_columns[number])

    def tally(self, keys: Sequence[str], where: ir.BooleanValue) -> Tally:
        """Return how many there are of each combination of values of these items."""
        if not keys:
            return {(): int(self.table.filter(where).count().to_pyarrow().as_py())}
        names = list(dict.fromkeys(keys))
        # The wide table, filtered whole, would take ibis longer to write than a databank to count.
        people = self.table.select(*names, **{INSIDE: where}).filter(ibis._[INSIDE])
        found = people.group_by(names).agg(**{COUNT: ibis._.count()}).to_pyarrow()
        columns = [self._keys(key, found[key].to_pylist()) for key in keys]
        counts = found[COUNT].to_pylist()
        rows = zip(*columns, strict=True)
        return dict(zip(rows, counts, strict=True))

    def _keys(self, item: str, found: list) -> list[Key]:
        if item == "hospital":
            return [None if name is None else self.codes[name] for name in found]
        return worded(self.items[item], found) if item in self.items else _truths(found)


def summed(tally: Tally, places: Sequence[int]) -> Tally:
    """Return the counts by these places of the keys only."""
    found: Tally = {}
    for key, count in tally.items():
        part = tuple(key[place] for place in places)
        found[part] = found.get(part, 0) + count
    return found
