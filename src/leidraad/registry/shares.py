"""Panels of shares: of the patients of each group, or of its hospitals."""

from collections.abc import Iterator, Sequence

from leidraad.model.content import Item
from leidraad.numerics.proportions import share_interval
from leidraad.registry.counted import Counted, Made
from leidraad.registry.groups import group, label, ordered, ordered_keys
from leidraad.registry.hospitals import HOSPITAL, PERIOD
from leidraad.registry.people import Key, Tally, summed
from leidraad.registry.results import Group, Share
from leidraad.registry.suppression import grid
from leidraad.registry.trends import trends_of_shares


def shares(counted: Counted) -> Made:
    """Return the values of `of` as shares of the patients of each group; an unknown one is a value."""
    at = [counted.keys.index(item.name) for item in (*counted.by, counted.of)]
    return _made(counted, summed(counted.tally, at), counted.least)


def hospital_shares(counted: Counted) -> Made:
    """Return the values of `of` as shares of the hospitals: each counts once in each group in which it has patients.

    Hospitals are no patients, so none of these counts is hidden; one that operated in two periods counts twice.
    What is not known of a hospital is left out.
    """
    hospital, period = counted.keys.index(HOSPITAL), counted.keys.index(PERIOD)
    at = [counted.keys.index(item.name) for item in (*counted.by, counted.of)]
    once = {(key[hospital], key[period], *(key[place] for place in at))
            for key in counted.tally if key[hospital] is not None and key[period] is not None}  # fmt: skip
    tally = summed(dict.fromkeys(once, 1), range(2, 2 + len(at)))
    hospitals = len({key[:2] for key in once})
    return _made(counted, tally, least=1) | {"trends": (), "population": hospitals}


def _made(counted: Counted, tally: Tally, least: int) -> Made:
    groups = ordered_keys(counted.by, (key[:-1] for key in tally))
    values = ordered(counted.of, (key[-1] for key in tally))
    counts = [[tally.get((*key, value), 0) for value in values] for key in groups]
    hidden = grid(counts, least)
    found = tuple(
        share for n, key in enumerate(groups)
        for share in _shares(group(counted.by, key, None if n in hidden.groups else sum(counts[n])), counted.of,
                             values, counts[n], hidden.cells[n])
    )  # fmt: skip
    told = not any(hidden.cells)
    made = {"shares": found, "trends": trends_of_shares(counted.by, counted.of, groups, values, counts) if told else ()}
    return made if hidden.safe else made | {"population": None}


def _shares(
    about: Group, of: Item, values: Sequence[Key], counts: Sequence[int], hidden: frozenset[int]
) -> Iterator[Share]:
    size = sum(counts)
    lows, highs = share_interval(counts, size)
    for at, (value, count) in enumerate(zip(values, counts, strict=True)):
        word = None if value is None else str(value)
        told = (None,) * 4 if at in hidden else (count, count / size, float(lows[at]), float(highs[at]))
        yield Share(about, word, label(of, value), *told, hidden=at in hidden)
