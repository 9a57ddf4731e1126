"""The people of a registry: one table of all that a report reads of each, computed once, and how they are counted.

Opens nothing. Everything that a report says is made from the counts that `People.tally` gives.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from leidraad.engines.columns import values
from leidraad.engines.columns.compiler import NOWHERE
from leidraad.model.content import Item
from leidraad.model.expressions import Expression, ItemValue, items_of
from leidraad.model.report import Panel, ReportDefinition, VolumeNorm
from leidraad.records.cells import TYPES
from leidraad.records.columns import ID, ROW

# Items that the report reads for itself, where the dictionary has them.
OWN = (
    "hospital", "person", "incidence_date", "incidence_year", "registry_period", "follow_up_days", "vital_status",
    "hospital_type", "risk_group", "topography_code", "morphology_code", "age_years", "sex", "synthetic",
)  # fmt: skip
COUNT = "_count"
Key = Any  # a text, a number or None; a truth is the text true or false
Tally = dict[tuple[Key, ...], int]


def step_column(number: int) -> str:
    """Return the column that tells whom a step of the selection leaves out."""
    return f"_step{number}"


def check_column(number: int) -> str:
    """Return the column that tells whom a check finds."""
    return f"_check{number}"


def panel_column(number: int) -> str:
    """Return the column that tells who is in the population of a panel."""
    return f"_panel{number}"


def norm_columns(number: int) -> tuple[str, str]:
    """Return the columns that tell who is in the population of a norm, and of whom it holds."""
    return f"_norm{number}", f"_norm{number}_of"


def computed(table: ir.Table, definition: ReportDefinition, today: datetime.date) -> ir.Table:
    """Return one row a patient with a column for each item, step, check, panel and norm that the report reads."""
    found = values(table, _expressions(definition), definition.items, today)
    # What nobody in the table has would else have no type.
    kinds = {name: TYPES[definition.items[name].type] for name in columns_read(definition)}
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
    found: dict[str, Expression] = {name: ItemValue(NOWHERE, name) for name in columns_read(definition)}
    found |= {step_column(n): step.leave_out for n, step in enumerate(definition.steps)}
    found |= {check_column(n): check.when for n, check in enumerate(definition.checks)}
    found |= {panel_column(n): panel.population for n, panel in enumerate(definition.panels)}
    for n, norm in enumerate(definition.norms):
        within, of = norm_columns(n)
        found[within] = norm.population
        if norm.of is not None:
            found[of] = norm.of
    return found


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

    def chosen(self, but: str | None = None) -> ir.BooleanValue:
        """Tell who is in the report: whom no step is known to leave out; the step `but` is passed over."""
        steps = [n for n, step in enumerate(self.definition.steps) if self.select and step.id != but]
        return reduce(lambda a, b: a & b, (~self.holds(step_column(n)) for n in steps), ibis.literal(True))

    def holds(self, column: str) -> ir.BooleanValue:
        """Tell of whom a condition is known to hold."""
        return self.table[column].fill_null(False)

    def within(self, number: int, panel: Panel) -> ir.BooleanValue:
        """Tell who is known to be in the population of a panel."""
        return self.chosen(panel.without_step) & self.holds(panel_column(number))

    def tally(self, keys: Sequence[str], where: ir.BooleanValue) -> Tally:
        """Return how many there are of each combination of values of these items."""
        people = self.table.filter(where)
        if not keys:
            return {(): int(people.count().to_pyarrow().as_py())}
        found = people.group_by(list(dict.fromkeys(keys))).agg(**{COUNT: ibis._.count()}).to_pyarrow()
        columns = [self._keys(key, found[key].to_pylist()) for key in keys]
        counts = found[COUNT].to_pylist()
        rows = zip(*columns, strict=True)
        return dict(zip(rows, counts, strict=True))

    def _keys(self, item: str, found: list) -> list[Key]:
        if item == "hospital":
            return [None if name is None else self.codes[name] for name in found]
        if item not in self.items or self.items[item].type == "boolean":
            return [None if truth is None else str(truth).lower() for truth in found]
        return found


def summed(tally: Tally, places: Sequence[int]) -> Tally:
    """Return the counts by these places of the keys only."""
    found: Tally = {}
    for key, count in tally.items():
        part = tuple(key[place] for place in places)
        found[part] = found.get(part, 0) + count
    return found
