"""Panels of survival: Kaplan-Meier from diagnosis in each group, from counts of days of follow-up. Draws nothing."""

from math import isnan

import numpy as np

from leidraad.numerics import survival as numerics
from leidraad.registry.counted import Counted, Made
from leidraad.registry.groups import group, ordered_keys
from leidraad.registry.people import Key, Tally, summed
from leidraad.registry.results import Curve, Group, Point
from leidraad.registry.suppression import cover, is_small
from leidraad.registry.trends import trends_of_survival

DAYS, STATE = "follow_up_days", "vital_status"
FOLLOW_UP = (DAYS, STATE)
DEAD = "dead"
YEAR = 365.25
YEARS = 10
STEPS = 12  # a year: a curve is drawn by the month, so that no step shows the day of one death


def survival(counted: Counted) -> Made:
    """Return the curve of each group, of those whose days of follow-up and state at its end are known.

    They alone are the population: how many have no follow-up says nothing of a patient, and hides no curve.
    """
    by = [counted.keys.index(item.name) for item in counted.by]
    tally = summed(counted.tally, [*by, *(counted.keys.index(name) for name in FOLLOW_UP)])
    followed = {key: count for key, count in tally.items() if key[-2] is not None and key[-1] is not None}
    sizes = summed(followed, range(len(by)))
    keys = ordered_keys(counted.by, sizes)
    hidden = cover([sizes[key] for key in keys], counted.least)
    counts = {key: _counts(followed, key) for key in keys}
    curves = tuple(
        _curve(group(counted.by, key, None if n in hidden.hidden else sizes[key]), counts[key], n in hidden.hidden,
               counted.least)
        for n, key in enumerate(keys)
    )  # fmt: skip
    compared = [n for n, key in enumerate(keys) if not curves[n].hidden and None not in key]
    trends = trends_of_survival(counted.by, [counts[keys[n]] for n in compared])
    return {"curves": curves, "trends": trends, "population": sum(sizes.values()) if hidden.safe else None}


def _counts(followed: Tally, wanted: tuple[Key, ...]) -> numerics.Counts:
    found = [(key[-2], key[-1] == DEAD, count) for key, count in followed.items() if key[:-2] == wanted]
    days, died, counts = (np.array(column, float) for column in zip(*found, strict=True))
    return numerics.summed(days, died * counts, (1 - died) * counts)


def _curve(about: Group, counts: numerics.Counts, hidden: bool, least: int) -> Curve:
    """Return a curve as far as enough are at risk. From a curve with few deaths their number can be read."""
    deaths, size = int(counts.deaths.sum()), int(counts.deaths.sum() + counts.censored.sum())
    if hidden or is_small(deaths, least):
        return Curve(about, None, (), (), None, hidden=True)
    curve = numerics.kaplan_meier(counts)
    steps = _points(curve, np.arange(YEARS * STEPS + 1) / STEPS, least)
    points = _points(curve, np.arange(YEARS + 1), least)
    median = numerics.quantile_time(curve).estimate
    reached = median is not None and steps and median <= steps[-1].years * YEAR
    return Curve(
        about, None if is_small(size - deaths, least) else deaths,
        tuple(Point(p.years, None, p.survival, p.low, p.high) for p in steps), tuple(points),
        median / YEAR if reached else None,
    )  # fmt: skip


def _points(curve: numerics.Curve, years: np.ndarray, least: int) -> list[Point]:
    found = numerics.at_times(curve, years * YEAR)
    columns = (years, found.at_risk, found.survival, found.low, found.high)
    rows = [tuple(map(float, row)) for row in zip(*columns, strict=True)]
    return [Point(year, int(at_risk), *map(_known, ends)) for year, at_risk, *ends in rows if at_risk >= least]


def _known(number: float) -> float | None:
    return None if isnan(number) else number
