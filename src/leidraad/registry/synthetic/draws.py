"""Draws whose margins come out as asked, from one seeded generator. Knows nothing of tumours.

A draw ranks the rows of a cell and cuts the ranks, so that shares fit to a row whatever the seed. Only ranks, sums and
comparisons are used, and nothing from a mathematical library: the same seed gives the same rows on every machine.
"""

from collections.abc import Sequence

import numpy as np

Ints = np.ndarray
Floats = np.ndarray
KNOTS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def places(rng: np.random.Generator, cell: Ints, key: Floats | None = None) -> Floats:
    """Return a number between 0 and 1 for each row, spread evenly over the rows of its cell.

    With `key`, rows with a high key tend to have a high number; without it, all orders are as likely.
    """
    noise = rng.random(cell.size)
    order = np.lexsort((noise if key is None else key + noise, cell))
    sizes = np.bincount(cell)
    first = np.cumsum(sizes) - sizes
    sorted_cell = cell[order]
    found = np.empty(cell.size)
    found[order] = (np.arange(cell.size) - first[sorted_cell] + rng.random(cell.size)) / sizes[sorted_cell]
    return found


def draw(
    rng: np.random.Generator, cell: Ints, shares: Sequence[Sequence[float]] | Floats, key: Floats | None = None
) -> Ints:
    """Return a choice for each row: that of the place of the row within its cell. `shares` has a line a cell."""
    table = np.asarray(shares, float)
    ends = np.cumsum(table, axis=1)
    ends /= ends[:, -1:]
    place = places(rng, cell, key)
    found = np.zeros(cell.size, np.int16)
    for end in ends[:, :-1].T:
        found += place >= end[cell]
    return found


def chance(rng: np.random.Generator, cell: Ints, share: Sequence[float] | Floats, key: Floats | None = None) -> Ints:
    """Return whether each row is one of the share of its cell; a high key makes that likely."""
    return places(rng, cell, key) >= 1 - np.asarray(share, float)[cell]


def whole(size: int) -> Ints:
    """Return one cell for all rows."""
    return np.zeros(size, np.int16)


def between(place: Floats, cell: Ints, heights: Floats, knots: Floats) -> Floats:
    """Return the height at each place, on straight lines between the knots of its cell."""
    at = np.zeros(cell.size, np.int16)
    for knot in knots[:, 1:-1].T:
        at += place >= knot[cell]
    low, high = knots[cell, at], knots[cell, at + 1]
    part = (place - low) / (high - low)
    return heights[cell, at] + part * (heights[cell, at + 1] - heights[cell, at])


def rest(total: Floats | float, part: Floats | float, size: Floats | float) -> Floats:
    """Return the share of the others, when a part of this size has this share and all have that of `total`."""
    others = 1 - np.asarray(size, float)
    nobody = others <= 0
    return np.where(nobody, total, (total - part * np.asarray(size)) / np.where(nobody, 1.0, others))


def share_of(chosen: Ints, among: Ints) -> float:
    """Return how many of the rows `among` are chosen too, as a share."""
    size = int(np.count_nonzero(among))
    return int(np.count_nonzero(chosen & among)) / size if size else 0.0
