"""The rows of a table as data items, and those that cannot be used set apart: how every action on a table begins."""

import csv
import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import msgspec
from ibis.backends.duckdb import Backend

from leidraad.actions.advise import refuse_contradictions
from leidraad.diagnostics import Diagnostic, UserInputError, wrong
from leidraad.engines.columns import contradictions
from leidraad.engines.reference import Patient
from leidraad.model.content import Item
from leidraad.records.apart import Fault, faults, rows_apart
from leidraad.records.columns import ROW, WRONG, typed
from leidraad.records.database import row_count
from leidraad.records.mapping import Mapping as Read
from leidraad.records.table_file import TableFile

SHOWN = 10  # mistakes, when every row has one
APART_COLUMNS = ("row", "id", "column", "value", "what is wrong", "what to do")

# Told as it goes on: the stage, how many rows are done, and of how many (0 is not known).
Tell = Callable[[str, int, int], None]


class TypedPeople:
    """The rows of a file as data items; `people` are those that are not set apart."""

    def __init__(
        self, connection: Backend, items: Mapping[str, Item], today: datetime.date, file: TableFile,
        mapping: Read | None,
    ) -> None:  # fmt: skip
        self.file = file
        self._connection = connection
        self._items = items
        self._today = today
        self._mapping = mapping
        read = typed(file.table, file.cells, file.key, mapping, items)
        self.people: ir.Table = connection.create_table("people", read, temp=True)
        self.rows = row_count(self.people)

    def set_apart(self, aside: Callable[[], Path], tell: Tell) -> int:
        """Write what is wrong with the rows that cannot be used, leave them out, and return how many they are."""
        apart = rows_apart(self._connection, self.people, self._denied())
        count = row_count(apart)
        if count == 0:
            return 0
        found = faults(self._connection, self.file, apart, self._mapping, self._items, self._refuse)
        if count == self.rows:
            raise _all_wrong(found, count)
        write_faults(found, aside(), count, tell)
        self.people = self._connection.create_table("fit", self.people.anti_join(apart, ROW).order_by(ROW), temp=True)
        return count

    def _denied(self) -> ir.Table | None:
        """Return which rows contradict themselves; None when no derived item is stated."""
        items = self._items
        if not any(name in items and items[name].derivation is not None for name in self.people.columns):
            return None
        return contradictions(self.people.drop(WRONG), items, self._today)

    def _refuse(self, facts: dict[str, Any]) -> None:
        refuse_contradictions(Patient(self._items, facts, self._today))


def _all_wrong(found: Iterator[list[Fault]], count: int) -> UserInputError:
    first = [fault for one in itertools.islice(found, SHOWN) for fault in one][:SHOWN]
    said = wrong("all-wrong", f"every one of the {count} rows has a mistake; these are the first", None,
                 "is it the right mapping?")  # fmt: skip
    return UserInputError([*said.diagnostics, *map(_of_row, first)])


def _of_row(fault: Fault) -> Diagnostic:
    return msgspec.structs.replace(fault.what, message=f"row {fault.row}: {fault.what.message}", span=None)


def write_faults(found: Iterable[list[Fault]], part: Path, count: int, tell: Tell) -> None:
    """Write what is wrong with each row of a file, beneath what the file holds already."""
    with part.open("a", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        if not stream.tell():
            writer.writerow(APART_COLUMNS)
        for number, one in enumerate(found, 1):
            writer.writerows(map(_line, one))
            tell("apart", number, count)


def _line(fault: Fault) -> tuple:
    what: Diagnostic = fault.what
    return fault.row, fault.id, fault.column, fault.value, what.message, what.hint or ""
