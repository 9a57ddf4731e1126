"""A table of source columns as a table of data items, through the same mappings as one row. Opens nothing.

The meaning is `facts_of_row` in records/table.py: where that gives a fact, the column has it; where it refuses the
row, the row is marked. Nothing is left out and nothing is guessed.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ByName
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from leidraad.diagnostics import Span
from leidraad.model.content import Item
from leidraad.records.cells import TYPES, Cell, Read, number_of
from leidraad.records.mapping import Case, Mapping, Reading
from leidraad.records.table import fact_of_text
from leidraad.records.units import convert

Cells = ByName[str, Cell]
# No data item begins so.
ROW, ID, WRONG = "_row", "_id", "_wrong"


def typed(
    table: ir.Table, cells: Cells, key: str | None, mapping: Mapping | None, items: ByName[str, Item]
) -> ir.Table:
    """Return a column for each data item that the source supplies, ROW, the patient (ID), and whether it is WRONG.

    `cells` are the columns of `table` by the name that they have in the source; ROW numbers its rows from 0. Without
    `key` the number of the row, from 1, names the patient.
    """
    read = {name: _Column(items[name], mapping, cells).read() for name in _names(cells, mapping, items)}
    wrong = _any(found.wrong for found in read.values())
    columns = {name: found.value.cast(TYPES[items[name].type]) for name, found in read.items()}
    identity = cells[key].text if key else (table[ROW] + 1).cast("string")
    return table.select(ROW, **{ID: identity}, **columns, **{WRONG: wrong | (identity == "")})


def _names(cells: Cells, mapping: Mapping | None, items: ByName[str, Item]) -> Iterable[str]:
    return mapping.items if mapping else [name for name in cells if name in items]


def _any(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(lambda a, b: a | b, conditions, ibis.literal(False))


def _all(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(lambda a, b: a & b, conditions, ibis.literal(True))


class _Column:
    def __init__(self, item: Item, mapping: Mapping | None, cells: Cells) -> None:
        self._item = item
        self._mapping = mapping
        self._cells = cells
        self._nothing = ibis.null(TYPES[item.type])

    def read(self) -> Read:
        """Return the item: the first reading that gives a value holds."""
        if self._mapping is None:
            return self._cells[self._item.name].read(self._item)
        return reduce(_first_known, map(self._reading, self._mapping.items[self._item.name]))

    def _reading(self, reading: Reading) -> Read:
        if reading.constant is not None:
            return Read(self._literal(reading.constant), ibis.literal(False))
        if reading.cases:
            return self._combined(reading)
        cell = self._cells[reading.column]
        known = cell if not reading.unknown else _Known(cell, reading.unknown)
        if reading.number:
            return number_of(known, self._item, convert(Decimal(1), reading.unit, self._item.unit))
        return self._words(known, reading.values) if reading.values else known.read(self._item)

    def _words(self, cell: Cell, values: ByName[str, str]) -> Read:
        value = self._choose([(cell.text == word, meant) for word, meant in values.items()])
        return Read(value, ~cell.empty & ~cell.text.isin(list(values)))

    def _combined(self, reading: Reading) -> Read:
        pairs = [(self._fits(case), case.value) for case in reading.cases]
        silent = _all(self._cells[column].empty for column in reading.columns())
        return Read(self._choose(pairs), ~silent & ~_any(fits for fits, _ in pairs))

    def _fits(self, case: Case) -> ir.BooleanValue:
        return _all(
            self._cells[column].text.isin(wanted) if isinstance(wanted, list) else self._cells[column].text == wanted
            for column, wanted in case.when.items()
        )

    def _choose(self, pairs: Sequence[tuple[ir.BooleanValue, str | None]]) -> ir.Value:
        return ibis.cases(*((fits, self._literal(value)) for fits, value in pairs), else_=self._nothing)

    def _literal(self, text: str | None) -> ir.Value:
        fact = fact_of_text(text or "", self._item, Span(""))
        return self._nothing if fact is None else ibis.literal(_plain(fact), TYPES[self._item.type])


class _Known(Cell):
    """Cells in which some words honestly say that nothing is known."""

    def __init__(self, cell: Cell, unknown: Sequence[str]) -> None:
        silent = cell.empty | cell.text.isin(list(unknown))
        super().__init__(silent.ifelse("", cell.text))


def _first_known(first: Read, second: Read) -> Read:
    value = ibis.coalesce(first.value, second.value)
    return Read(value, first.wrong | (first.value.isnull() & second.wrong))


def _plain(fact: Any) -> Any:
    return sorted(fact) if isinstance(fact, frozenset) else fact


def facts_of_typed(row: ByName[str, Any]) -> dict[str, Any]:
    """Return the facts of one row of a table of `typed`, as read from the database."""
    known = {name: value for name, value in row.items() if name not in (ROW, ID, WRONG) and value is not None}
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in known.items()}
