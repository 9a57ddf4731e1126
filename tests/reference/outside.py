"""Numbers from outside and the data they were made from, as columns. Compares nothing."""

import csv
import gzip
import io
import json
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "statistics"
ROOT = FOLDER.parents[2]
NUMERICS = ROOT / "src/leidraad/numerics"


@cache
def values(name: str) -> dict:
    return json.loads((FOLDER / "values" / f"{name}.json").read_text("utf-8"))


@cache
def table(name: str) -> dict[str, np.ndarray]:
    """Return the columns of a data file: numbers where every cell is one, else text."""
    packed = FOLDER / "data" / f"{name}.csv.gz"
    plain = packed.with_suffix("")
    text = gzip.decompress(packed.read_bytes()).decode() if packed.exists() else plain.read_text("utf-8")
    return columns(text)


def columns(text: str) -> dict[str, np.ndarray]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {name: _column([row[name] for row in rows]) for name in rows[0]}


def _column(cells: list[str]) -> np.ndarray:
    try:
        return np.array([float(cell) for cell in cells])
    except ValueError:
        return np.array(cells)


def near(found: object, wanted: list, tolerance: float) -> bool:
    """Whether all numbers lie within an absolute tolerance; what R leaves empty must be nan here."""
    wanted = np.array(wanted, dtype=float)
    return np.shape(found) == wanted.shape and np.allclose(found, wanted, rtol=0, atol=tolerance, equal_nan=True)


def leaves(tree: object, path: tuple = ()) -> dict[tuple, float | None]:
    """Return every number in a tree of values, by its path."""
    if isinstance(tree, dict | list):
        below = tree.items() if isinstance(tree, dict) else enumerate(tree)
        return {place: number for key, part in below for place, number in leaves(part, (*path, key)).items()}
    return {} if isinstance(tree, str) else {path: tree}
