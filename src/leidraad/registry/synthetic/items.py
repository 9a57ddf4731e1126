"""The synthetic registry as data items, read by its mapping; each combination of cells is read once. Opens nothing."""

import datetime
from collections.abc import Mapping as ByName
from typing import Any

import numpy as np
import pyarrow as pa

from leidraad.diagnostics import Span
from leidraad.model.content import Item
from leidraad.records.mapping import Mapping
from leidraad.records.table import Row, columns_read, fact_of_row

TYPES = {
    "boolean": pa.bool_(), "choice": pa.string(), "text": pa.string(), "integer": pa.int64(),
    "decimal": pa.decimal128(7, 1), "date": pa.date32(),
}  # fmt: skip


def as_items(table: pa.Table, mapping: Mapping, items: ByName[str, Item]) -> pa.Table:
    """Return a column for each data item that the mapping reads, and the column that names the tumour."""
    cells = {name: _Cells(table[name]) for name in table.column_names if name in mapping.columns()}
    found = {"id": table[mapping.id]}
    for name in mapping.items:
        columns = columns_read(name, mapping)
        # A text stands as it is; persons are as many as rows.
        plain = items[name].type == "text" and len(columns) == 1 and not mapping.items[name][0].values
        found[name] = _text(table[columns[0]]) if plain else _read(name, columns, cells, mapping, items)
    return pa.table({**found, "synthetic": table["synthetic"]})


class _Cells:
    """The different cells of a column as texts, and which of them stands in each row."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        self.words = [_word(value) for value in coded.dictionary.to_pylist()]
        self.at = coded.indices.to_numpy().astype(np.int64)


def _word(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _text(column: pa.ChunkedArray) -> pa.Array:
    values = column.combine_chunks()
    return pa.compute.if_else(pa.compute.equal(values, ""), pa.scalar(None, pa.string()), values)


def _read(
    name: str, columns: list[str], cells: dict[str, _Cells], mapping: Mapping, items: ByName[str, Item]
) -> pa.Array:
    key, size = np.int64(0), 1
    for column in columns:
        key, size = key + cells[column].at * size, size * len(cells[column].words)
    _, first, at = np.unique(key, return_index=True, return_inverse=True)
    rows = ({column: cells[column].words[cells[column].at[row]] for column in columns} for row in first)
    facts = [fact_of_row(Row("", row, Span("")), name, mapping, items) for row in rows]
    return pa.array(facts, TYPES[items[name].type]).take(pa.array(at))
