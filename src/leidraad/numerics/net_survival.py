"""Net survival by Pohar Perme and relative survival by Ederer II. Reads no population table from a file.

Own code, since no kept Python library has them. Both compare the deaths seen with those expected in a population.
Sources: Pohar Perme, Stare & Esteve, Biometrics 2012;68:113; Ederer & Heise 1959; Pohar Perme & Pavlic, J Stat Softw
2018;87(8).
"""

from collections.abc import Callable

import msgspec
import numpy as np

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import counted, fixed, one_of
from leidraad.numerics.followed import Exits, Followed, Patients, people, steps
from leidraad.numerics.intervals import around
from leidraad.numerics.population_table import PopulationTable

METHODS = ("pohar_perme", "ederer_2")


class NetCurve(msgspec.Struct, frozen=True, eq=False):
    """A curve at the end of each step, for survival.at_times. `error` is that of the cumulative hazard.

    `at_risk` counts who was followed until the end of the step or longer, `deaths` who died in it. `observed` and
    `expected` are the parts of the (weighted) hazard in each step. Net survival may pass 1 where fewer die than in
    the population; it stops where nobody is at risk any more.
    """

    times: np.ndarray
    at_risk: np.ndarray
    deaths: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    survival: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    interval: str
    method: str


class _Part(msgspec.Struct, frozen=True):
    """What one step adds."""

    at_risk: float
    deaths: float
    observed: float
    expected: float
    variance: float
    factor: float


def net_survival(
    patients: Patients,
    table: PopulationTable,
    *,
    method: str = "pohar_perme",
    step: float | None = None,
    until: float = 3653,
    interval: str = "log",
    level: float = 0.95,
) -> NetCurve:
    """Return the curve until day `until`: day by day as R package relsurv computes it, or at the end of each `step`.

    Day by day takes about two seconds for 6,000 different patients. Steps (in days: a month, a year) serve a million
    whose ages are known to the day; beside day by day, steps of a month were seen to differ by at most 0.0003 and
    those of a year by 0.005, over five years of colorectal cancer. Raises UserInputError that names the sex, ages or
    years which the table lacks, for an unknown method or interval, and for broken days without a step.
    """
    one_of("method", method, METHODS)
    if step is not None and not step > 0:
        raise wrong("negative", f"step: {step} is not above 0")
    if step is None:
        counted("days of follow-up", patients.days)
    width = step or 1.0
    number_of_steps = np.ceil(min(until, patients.days.max(initial=0)) / width - 1e-9)
    ends = np.arange(1, number_of_steps + 1) * width
    parts = _parts(patients, table, ends, _by_day if step is None else _by_step, method == "pohar_perme")
    return _curve(ends[: parts["factor"].size], parts, method, interval, level)


def _parts(patients: Patients, table: PopulationTable, ends: np.ndarray, part: Callable, weighed: bool) -> dict:
    everyone = people(patients, table, ends[-1] if ends.size else 0)
    widths = np.diff(ends, prepend=0.0)
    middle = 0.0 if part is _by_day else 0.5
    walked = zip(widths, steps(everyone, table, ends, middle), strict=False)
    found = [part(followed, exits, width, weighed) for width, (followed, exits) in walked]
    return {name: np.array([getattr(one, name) for one in found], dtype=float) for name in _Part.__struct_fields__}


def _curve(times: np.ndarray, parts: dict, method: str, interval: str, level: float) -> NetCurve:
    survival, error = np.cumprod(parts["factor"]), np.sqrt(np.cumsum(parts["variance"]))
    low, high = around(survival, error, interval, level)
    columns = (times, parts["at_risk"], parts["deaths"], parts["observed"], parts["expected"], survival, error)
    return NetCurve(*map(fixed, (*columns, low, high)), interval=interval, method=method)


def _grown(hazard: np.ndarray, weight: np.ndarray, days: object, weighed: bool) -> np.ndarray:
    return weight * np.exp(hazard * days) if weighed else weight


def _together(parts: np.ndarray, by: np.ndarray) -> float:
    """Return the sum of products. `@` hands it to threads, which takes longer than the sum where a machine is busy."""
    return float(np.einsum("i,i", parts, by))


def _by_day(followed: Followed, exits: Exits, width: float, weighed: bool) -> _Part:
    """Everyone is at risk until the end of the day; the expected part is the mean of both ends of the day."""
    before, hazard, alive = followed.weight, followed.hazard, followed.alive
    after = _grown(hazard, before, width, weighed)
    first, last = alive * before, alive * after
    at_risk = last.sum()
    expected = width / 2 * (_together(first, hazard) / first.sum() + _together(last, hazard) / at_risk)
    own = after[exits.cell]
    observed, variance = _together(exits.deaths, own) / at_risk, _together(exits.deaths, own**2) / at_risk**2
    followed.weight = after
    return _Part(alive.sum(), exits.deaths.sum(), observed, expected, variance, 1 - observed + expected)


def _by_step(followed: Followed, exits: Exits, width: float, weighed: bool) -> _Part:
    """As by day, at every time of death in the step, with all weights taken to grow alike and evenly within it."""
    before, hazard, alive = followed.weight, followed.hazard, followed.alive
    after = _grown(hazard, before, width, weighed)
    first, last, rate = alive * before, alive * after, hazard[exits.cell]
    begin = _together(first, hazard) / first.sum()
    left = exits.leaving * after[exits.cell]
    all_left = exits.leaving.sum() == alive.sum()
    end = begin if all_left else (_together(last, hazard) - _together(left, rate)) / (last.sum() - left.sum())
    expected = width * (begin + end) / 2
    own = before[exits.cell]
    moments, place = np.unique(exits.spent, return_inverse=True)
    gone = np.cumsum(np.bincount(place, weights=exits.leaving * own))
    growth = (last.sum() / first.sum()) ** (moments / width)
    at_risk = ((first.sum() - np.append(0.0, gone)[: moments.size]) * growth)[place]
    own = _grown(rate, own, exits.spent, weighed)
    observed, variance = exits.deaths * own / at_risk, exits.deaths * own**2 / at_risk**2
    factor = np.prod(np.maximum(0, 1 - np.bincount(place, weights=observed))) * np.exp(expected)
    followed.weight = after
    there = alive.sum() - exits.leaving[exits.spent < width].sum()
    return _Part(there, exits.deaths.sum(), observed.sum(), expected, variance.sum(), factor)
