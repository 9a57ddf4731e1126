"""Checks of the data: how many rows each finds, and which. What is found suspicious is counted, never left out."""

from functools import reduce

import ibis
import ibis.expr.types as ir

from leidraad.model.content import Wording
from leidraad.model.report import Check, ReportDefinition
from leidraad.records.columns import ID, ROW
from leidraad.registry.multiple_tumours import MANY, READS, SAME, multiple
from leidraad.registry.people import check_column
from leidraad.registry.results import Checked
from leidraad.registry.suppression import is_small
from leidraad.registry.words import SAME_PERSON, SAME_TUMOUR

SHOWN = 5
OF_PERSONS = {MANY: ("multiple_person", SAME_PERSON), SAME: ("multiple_same_tumour", SAME_TUMOUR)}


def impossible(table: ir.Table, definition: ReportDefinition) -> ir.BooleanValue:
    """Tell which rows cannot be so, by any check."""
    columns = [check_column(n) for n, check in enumerate(definition.checks) if check.kind == "impossible"]
    return reduce(lambda a, b: a | b, (table[name].fill_null(False) for name in columns), ibis.literal(False))


def checks(table: ir.Table, definition: ReportDefinition) -> tuple[Checked, ...]:
    """Return what each check finds in a table of `computed`, and which persons have more than one row."""
    columns = {check_column(n): (c.id, c.kind, c.text) for n, c in enumerate(definition.checks)}
    found = _checked(table, columns, definition.least_count)
    if all(name in table.columns for name in READS):
        persons = {name: (key, "suspicious", text) for name, (key, text) in OF_PERSONS.items()}
        found += _checked(multiple(table), persons, definition.least_count)
    return tuple(found)


def _checked(table: ir.Table, columns: dict[str, tuple[str, str, Wording]], least: int) -> list[Checked]:
    if not columns:
        return []
    sums = {name: table[name].fill_null(False).cast("int64").sum() for name in columns}
    (counts,) = table.agg(**sums).to_pyarrow().to_pylist()
    return [_one(table, name, *about, int(counts[name] or 0), least) for name, about in columns.items()]


def _one(table: ir.Table, column: str, key: str, kind: str, text: Wording, count: int, least: int) -> Checked:
    first = table.filter(table[column].fill_null(False)).order_by(ROW).limit(SHOWN) if count else None
    rows = tuple(row + 1 for row in first[ROW].to_pyarrow().to_pylist()) if first is not None else ()
    return Checked(key, kind, text, None if is_small(count, least) else count, rows if count >= least else ())


def rows_found(table: ir.Table, definition: ReportDefinition, kind: str) -> ir.Table:
    """Return ROW, ID and the id of the check (`check`) for each row that a check of this kind finds, in order."""
    columns = {check_column(n): check.id for n, check in enumerate(definition.checks) if check.kind == kind}
    parts = [_found(table, name, key) for name, key in columns.items()]
    if kind == "suspicious" and all(name in table.columns for name in READS):
        persons = table.select(ROW, ID).join(multiple(table), ROW)
        parts += [_found(persons, name, key) for name, (key, _) in OF_PERSONS.items()]
    nothing = table.filter(ibis.literal(False)).select(ROW, ID, check=ibis.literal(""))
    return ibis.union(nothing, *parts).order_by(ROW, "check")


def _found(table: ir.Table, column: str, key: str) -> ir.Table:
    return table.filter(table[column].fill_null(False)).select(ROW, ID, check=ibis.literal(key))


def check_texts(definition: ReportDefinition) -> dict[str, tuple[Check | None, Wording]]:
    """Return the check and the words for each id that `rows_found` gives."""
    found: dict[str, tuple[Check | None, Wording]] = {check.id: (check, check.text) for check in definition.checks}
    return found | {key: (None, text) for key, text in OF_PERSONS.values()}
