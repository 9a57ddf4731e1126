"""Checks of the data: how many rows each finds, and which. What is found suspicious is counted, never left out."""

import operator
from collections import Counter, defaultdict
from collections.abc import Mapping
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
    about = {check.id: (check.kind, check.text) for check in definition.checks}
    about |= {key: ("suspicious", text) for key, text in OF_PERSONS.values() if _has_persons(table)}
    keys = {check_column(n): check.id for n, check in enumerate(definition.checks)}
    counts, first = _counted(_found(table, keys, _has_persons(table)))
    least = definition.least_count
    return tuple(
        Checked(key, kind, text, None if is_small(counts[key], least) else counts[key],
                tuple(first[key]) if counts[key] >= least else ())
        for key, (kind, text) in about.items()
    )  # fmt: skip


def _counted(found: ir.Table) -> tuple[Counter[str], dict[str, list[int]]]:
    """Return how many rows each check found, and the numbers of the first."""
    in_order = found.mutate(
        _place=ibis.row_number().over(group_by="check", order_by=ROW), _count=ibis._.count().over(group_by="check")
    )
    counts: Counter[str] = Counter()
    first: dict[str, list[int]] = defaultdict(list)
    for row in in_order.filter(in_order["_place"] < SHOWN).order_by("check", ROW).to_pyarrow().to_pylist():
        counts[row["check"]] = row["_count"]
        first[row["check"]].append(row[ROW] + 1)
    return counts, first


def rows_found(table: ir.Table, definition: ReportDefinition, kind: str) -> ir.Table:
    """Return ROW, ID and the id of the check (`check`) for each row that a check of this kind finds, in order."""
    keys = {check_column(n): check.id for n, check in enumerate(definition.checks) if check.kind == kind}
    return _found(table, keys, kind == "suspicious" and _has_persons(table)).order_by(ROW, "check")


def _found(table: ir.Table, keys: Mapping[str, str], of_persons: bool) -> ir.Table:
    """Return ROW, ID and `check` for all that these columns find, and for persons with more than one row."""
    found = _named(table, keys)
    if not of_persons:
        return found
    persons = table.select(ROW, ID).join(multiple(table), ROW)
    return found.union(_named(persons, {name: key for name, (key, _) in OF_PERSONS.items()}))


def _named(table: ir.Table, keys: Mapping[str, str]) -> ir.Table:
    """Return ROW, ID and a key (`check`) for each of these columns that is true."""
    holds = {key: table[column].fill_null(False) for column, key in keys.items()}
    any_holds = reduce(operator.or_, holds.values(), ibis.literal(False))
    names = [truth.ifelse(key, None) for key, truth in holds.items()] or [ibis.null("string")]
    found = table.filter(any_holds).select(ROW, ID, check=ibis.array(names).unnest())
    return found.filter(found["check"].notnull())


def _has_persons(table: ir.Table) -> bool:
    return all(name in table.columns for name in READS)


def check_texts(definition: ReportDefinition) -> dict[str, tuple[Check | None, Wording]]:
    """Return the check and the words for each id that `rows_found` gives."""
    found: dict[str, tuple[Check | None, Wording]] = {check.id: (check, check.text) for check in definition.checks}
    return found | {key: (None, text) for key, text in OF_PERSONS.values()}
