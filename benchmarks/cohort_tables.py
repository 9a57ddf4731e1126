"""Tables of made-up patients over a dictionary, of any length, as Parquet. The same numbers give the same table."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leidraad.model.content import Content, Item
from leidraad.model.expressions import items_of

CHUNK = 100_000  # rows
SEED = 20261120
FIRST_DAY, DAYS = np.datetime64("2015-01-01"), 4300
MOST_MEMBERS = 3  # of a set


def most_read(content: Content, count: int) -> list[Item]:
    """Return the raw items that most rules read, themselves or through a derived item: what a registry would hold."""
    times: dict[str, int] = {}
    for rule in (rule for guideline in content.guidelines for rule in guideline.rules):
        for name in _raw(items_of(rule.truth), content):
            times[name] = times.get(name, 0) + 1
    return [content.items[name] for name in sorted(times, key=lambda name: (-times[name], name))[:count]]


def _raw(names: Iterable[str], content: Content) -> set[str]:
    found: set[str] = set()
    for name in names:
        derivation = content.items[name].derivation
        found |= {name} if derivation is None else _raw(items_of(derivation), content)
    return found


def write_table(path: Path, items: Iterable[Item], rows: int, unknown: float) -> Path:
    """Write a table with an `id` and a column for each item; each cell is unknown with this probability."""
    chance, columns = np.random.default_rng(SEED), list(items)
    schema = pa.schema([("id", pa.string()), *((item.name, _type(item)) for item in columns)])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, CHUNK):
            count = min(CHUNK, rows - start)
            ids = pa.array(np.char.add("p", np.arange(start, start + count).astype(str)))
            cells = [_cells(item, count, chance.random(count) < unknown, chance) for item in columns]
            writer.write_table(pa.Table.from_arrays([ids, *cells], schema=schema))
    return path


def _type(item: Item) -> pa.DataType:
    return {
        "boolean": pa.bool_(), "integer": pa.int16(), "decimal": pa.float64(), "date": pa.date32(),
        "set": pa.list_(pa.string()),
    }.get(item.type, pa.string())  # fmt: skip


def _cells(item: Item, count: int, null: np.ndarray, chance: np.random.Generator) -> pa.Array:
    low, high = int(item.low or 0), int(item.high or 100)
    match item.type:
        case "boolean":
            return pa.array(chance.random(count) < 0.5, mask=null)
        case "integer":
            return pa.array(chance.integers(low, high + 1, count).astype(np.int16), mask=null)
        case "decimal":
            return pa.array(chance.integers(low * 10, min(high, 30) * 10 + 1, count) / 10, mask=null)
        case "date":
            return pa.array(FIRST_DAY + chance.integers(0, DAYS, count), pa.date32(), mask=null)
        case "set":
            sizes = np.where(null, 0, chance.integers(0, MOST_MEMBERS + 1, count))
            ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
            return pa.ListArray.from_arrays(pa.array(ends), _words(item, ends[-1], chance), mask=pa.array(null))
    words = _words(item, count, chance)
    return pa.array(words.to_numpy(zero_copy_only=False), pa.string(), mask=null)


def _words(item: Item, count: int, chance: np.random.Generator) -> pa.Array:
    words = list(item.values) or ["a note"]
    return pa.array(np.array(words, dtype=object)[chance.integers(0, len(words), count)], pa.string())
