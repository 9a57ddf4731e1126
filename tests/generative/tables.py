"""Patients as a table for the columns engine: one row each, one column for each item. Compares nothing."""

from collections.abc import Mapping, Sequence

import ibis
import pyarrow as pa

from leidraad.engines.columns import TYPES
from leidraad.engines.reference import Fact
from leidraad.model.content import Item

PATIENT = "patient"


def table_of(patients: Sequence[Mapping[str, Fact]], items: Mapping[str, Item]) -> ibis.Table:
    """Return the patients in their order, numbered in the column `patient`; an item that nobody has gets no column."""
    columns: dict[str, pa.Array] = {PATIENT: pa.array(range(len(patients)))}
    for name, item in items.items():
        facts = [patient.get(name) for patient in patients]
        if any(fact is not None for fact in facts):
            plain = [sorted(fact) if isinstance(fact, frozenset) else fact for fact in facts]
            columns[name] = pa.array(plain, TYPES[item.type].to_pyarrow())
    return ibis.memtable(pa.table(columns))
