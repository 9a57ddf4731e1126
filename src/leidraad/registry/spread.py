"""Panels of a spread: quartiles, median and mean of a number in each group, worked out from counts of its values."""

import numpy as np

from leidraad.registry.counted import Counted, Made
from leidraad.registry.groups import group, ordered_keys
from leidraad.registry.people import Key, summed
from leidraad.registry.results import Group, Spread
from leidraad.registry.suppression import cover, is_small


def spread(counted: Counted) -> Made:
    """Return the spread of the number `of` in each group, among those of whom it is known."""
    tally = summed(counted.tally, [counted.keys.index(item.name) for item in (*counted.by, counted.of)])
    sizes = summed(tally, range(len(counted.by)))
    keys = ordered_keys(counted.by, sizes)
    hidden = cover([sizes[key] for key in keys], counted.least)
    values: dict[tuple[Key, ...], dict[float, int]] = {key: {} for key in keys}
    for key, count in tally.items():
        if key[-1] is not None:
            values[key[:-1]][float(key[-1])] = count
    found = tuple(
        _spread(group(counted.by, key, None if n in hidden.hidden else sizes[key]), values[key], sizes[key],
                n in hidden.hidden, counted.least)
        for n, key in enumerate(keys)
    )  # fmt: skip
    return {"spreads": found} if hidden.safe else {"spreads": found, "population": None}


def _spread(about: Group, values: dict[float, int], size: int, hidden: bool, least: int) -> Spread:
    known = sum(values.values())
    if hidden or is_small(known, least) or is_small(size - known, least):
        return Spread(about, None, None, None, None, None, hidden=True)
    if not known:
        return Spread(about, 0, None, None, None, None)
    mean = sum(value * count for value, count in values.items()) / known
    return Spread(about, known, *quartiles(values), mean)


def quartiles(values: dict[float, int]) -> tuple[float, float, float]:
    """Return the quartiles of counted values, between two neighbours in proportion (type 7 of Hyndman and Fan)."""
    found = np.array(sorted(values))
    until = np.cumsum([values[value] for value in found])
    places = (until[-1] - 1) * np.array([0.25, 0.5, 0.75])
    low, high = (found[np.searchsorted(until, ends, side="right")] for ends in (np.floor(places), np.ceil(places)))
    first, middle, last = low + (high - low) * (places - np.floor(places))
    return float(first), float(middle), float(last)
