"""Rows of a table that cannot be used: which, and what is wrong with each, in the words of the reader of one row."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ByName
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import msgspec
from ibis.backends.duckdb import Backend

from leidraad.diagnostics import Diagnostic, Span, UserInputError
from leidraad.model.content import Item
from leidraad.records.cells import EXACT
from leidraad.records.columns import ID, ROW, WRONG
from leidraad.records.database import batches
from leidraad.records.mapping import Mapping
from leidraad.records.table import Row, columns_read, fact_of_row, items_of_row, no_id
from leidraad.records.table_file import TableFile

BATCH = 10_000  # rows
TIMES, DENIED = "_times", "contradicts"
Check = Callable[[dict[str, Any]], None]
LARGEST = Decimal(10) ** (EXACT.precision - EXACT.scale)


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong in one row; rows count from 1, the line with the names left out."""

    row: int
    id: str
    column: str
    value: str
    what: Diagnostic


def rows_apart(connection: Backend, people: ir.Table, denied: ir.Table | None) -> ir.Table:
    """Return the ROW of each row that cannot be used, with the number of rows (TIMES) that its patient has.

    `people` is a table of `typed`; `denied` has ROW and the item that contradicts its parts, or null (DENIED).
    """
    times = people.group_by(ID).agg(**{TIMES: ibis._.count()})
    twice = times.filter(times[TIMES] > 1)
    wrong = people.join(twice, ID, how="left").select(ROW, TIMES, WRONG)
    wrong = wrong.filter(wrong[WRONG] | wrong[TIMES].notnull()).select(ROW, TIMES)
    if denied is not None:
        also = denied.filter(denied[DENIED].notnull()).select(ROW).anti_join(wrong, ROW)
        wrong = wrong.union(also.mutate(**{TIMES: ibis.null(wrong[TIMES].type())}))
    return connection.create_table("apart", wrong)


def faults(
    connection: Backend,
    file: TableFile,
    apart: ir.Table,
    mapping: Mapping | None,
    items: ByName[str, Item],
    check: Check,
) -> Iterator[list[Fault]]:
    """Yield what is wrong with each row that was set apart. `check` refuses facts that contradict each other."""
    texts = {f"c{n}": cell.text for n, cell in enumerate(file.cells.values())}
    rows = file.table.select(ROW, **texts).join(apart, ROW).order_by(ROW)
    reader = _Reader(file, mapping, items, check)
    for batch in batches(connection, rows, BATCH):
        for found in batch.to_pylist():
            yield reader.faults(found)


class _Reader:
    def __init__(self, file: TableFile, mapping: Mapping | None, items: ByName[str, Item], check: Check) -> None:
        self._file = file
        self._mapping = mapping
        self._items = items
        self._check = check

    def faults(self, found: dict[str, Any]) -> list[Fault]:
        """Return what is wrong with one row, as read from the database."""
        number, key = found[ROW] + 1, self._file.key
        cells = {name: found[f"c{n}"] for n, name in enumerate(self._file.cells)}
        row = Row(cells[key] if key else str(number), cells, Span(str(self._file.path)))
        said = [*self._of_patient(row, found[TIMES]), *self._of_items(row)]
        # A row is only here because something is wrong with it: silence would mean that two readers disagree.
        assert said, "a row was set apart, and nothing is wrong with it"
        return [Fault(number, row.id, ", ".join(columns), _shown(columns, cells), what) for columns, what in said]

    def _of_patient(self, row: Row, times: int | None) -> Iterator[tuple[list[str], Diagnostic]]:
        key = self._file.key
        if key and not row.id:
            yield [key], no_id(key, row.span).diagnostics[0]
        elif times:
            message = f"the patient `{row.id}` stands in {times} rows; none of them is used"
            yield [key], Diagnostic("duplicate-id", message, row.span, "one row a patient")

    def _of_items(self, row: Row) -> Iterator[tuple[list[str], Diagnostic]]:
        facts: dict[str, Any] = {}
        for name in items_of_row(row, self._mapping, self._items):
            columns = columns_read(name, self._mapping)
            try:
                facts[name] = fact_of_row(row, name, self._mapping, self._items)
            except UserInputError as error:
                yield from ((columns, what) for what in error.diagnostics)
                continue
            if not _fits(facts[name]):
                message = f"`{name}` has more digits than can be worked with"
                yield columns, Diagnostic("too-fine", message, row.span, "write at most 8 decimals")
        try:
            self._check({name: fact for name, fact in facts.items() if fact is not None})
        except UserInputError as error:
            yield from (([], what) for what in error.diagnostics)


def _fits(fact: Any) -> bool:
    """Return whether a column can hold a number without loss."""
    if isinstance(fact, bool) or not isinstance(fact, int | Decimal):
        return True
    exact = Decimal(fact)
    return abs(exact) < LARGEST and exact == round(exact, EXACT.scale)


def _shown(columns: list[str], cells: dict[str, str]) -> str:
    return ", ".join(cells[column] for column in columns)
