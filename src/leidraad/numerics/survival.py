"""Kaplan-Meier curves from counts, with intervals, numbers at risk, quantiles and mean. Draws and rounds nothing."""

import msgspec
import numpy as np
from lifelines import KaplanMeierFitter

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import counted, fixed, not_negative, refuse
from leidraad.numerics.intervals import around

_TIE = 1e-9


class Counts(msgspec.Struct, frozen=True, eq=False):
    """How many died and how many were last seen alive at each distinct time, in ascending order."""

    times: np.ndarray
    deaths: np.ndarray
    censored: np.ndarray


class Curve(msgspec.Struct, frozen=True, eq=False):
    """A survival curve at the end of each time. `error` is the standard error of log(survival) (Greenwood).

    `at_risk` counts who was followed until that time or longer; `low` and `high` are nan where not defined.
    """

    times: np.ndarray
    at_risk: np.ndarray
    deaths: np.ndarray
    censored: np.ndarray
    survival: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    interval: str


class Points(msgspec.Struct, frozen=True, eq=False):
    """A curve at chosen times. `error` is the standard error of survival itself.

    Where `at_risk` is 0 nobody was followed that long, and the number beside it is only the last one known.
    """

    times: np.ndarray
    at_risk: np.ndarray
    survival: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Quantile(msgspec.Struct, frozen=True):
    """A time with its interval; None where the curve does not come so low."""

    estimate: float | None
    low: float | None
    high: float | None


class Mean(msgspec.Struct, frozen=True):
    """The mean time alive up to `until`, with its standard error."""

    estimate: float
    error: float
    until: float


def counts_of(times: object, died: object) -> Counts:
    """Count rows: `times` of follow-up (any unit, at least 0), and `died` (1 or true: died, 0 or false: alive then).

    Raises UserInputError, by row, for a negative, missing or infinite time, and for another value of `died`.
    """
    times = not_negative("time of follow-up", times)
    died = counted("died", died, times)
    refuse("died", died > 1, "not_a_truth", "is neither 0 nor 1", "give 1 for a death and 0 for alive")
    return summed(times, died, 1 - died)


def summed(times: object, deaths: object, censored: object) -> Counts:
    """Add up counts at equal times. Raises UserInputError, by row, for what is negative or no whole number."""
    times = not_negative("time of follow-up", times)
    deaths, censored = counted("deaths", deaths, times), counted("censored", censored, times)
    distinct, place = np.unique(times, return_inverse=True)
    died = np.bincount(place, weights=deaths, minlength=distinct.size)
    left = np.bincount(place, weights=censored, minlength=distinct.size)
    anyone = died + left > 0
    return Counts(fixed(distinct[anyone]), fixed(died[anyone]), fixed(left[anyone]))


def kaplan_meier(counts: Counts, interval: str = "log-log", level: float = 0.95) -> Curve:
    """Return the product-limit estimate by lifelines, with the interval asked for (intervals.INTERVALS).

    Without patients the curve has no times. Source: Kaplan & Meier 1958; Greenwood 1926.
    """
    if not counts.times.size:
        nothing = fixed(np.empty(0))
        return Curve(*[nothing] * 8, interval=interval)
    at_risk, survival = _by_lifelines(counts)
    error = np.sqrt(np.cumsum(_greenwood(counts.deaths, at_risk)))
    low, high = around(survival, error, interval, level)
    columns = (counts.times, at_risk, counts.deaths, counts.censored, survival, error, low.clip(0), high.clip(None, 1))
    return Curve(*map(fixed, columns), interval=interval)


def _by_lifelines(counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    died = np.repeat([1, 0], counts.times.size)
    weights = np.concatenate([counts.deaths, counts.censored])
    held = weights > 0
    fitter = KaplanMeierFitter().fit(np.tile(counts.times, 2)[held], died[held], weights=weights[held])
    at_risk = fitter.event_table["at_risk"].loc[counts.times]
    return at_risk.to_numpy(float), fitter.survival_function_["KM_estimate"].loc[counts.times].to_numpy()


def _greenwood(deaths: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    """Return each time's part of the variance of log(survival); infinite where the last one dies."""
    alive = at_risk - deaths
    return np.divide(deaths, at_risk * alive, out=np.where(deaths > 0, np.inf, 0.0), where=alive > 0)


def at_times(curve: Curve, times: object) -> Points:
    """Return the curve at `times` (unit of the curve, at least 0), deaths at that time included.

    Works for any result with times, at_risk, survival, error, low and high, thus for net survival too. Before the
    first time survival is 1; of nobody it is nan.
    """
    times = not_negative("time", times)
    if not curve.times.size:
        nan = fixed(np.full(times.size, np.nan))
        return Points(fixed(times), fixed(np.zeros(times.size)), nan, nan, nan, nan)
    last = np.searchsorted(curve.times, times, side="right") - 1
    survival, error = np.append(curve.survival, 1.0)[last], np.append(curve.error, 0.0)[last]
    error = np.multiply(survival, error, out=np.full(times.size, np.nan), where=survival > 0)
    low, high = (np.append(end, np.nan)[last] for end in (curve.low, curve.high))
    return Points(*map(fixed, (times, _at_risk(curve, times), survival, error, low, high)))


def _at_risk(curve: Curve, times: np.ndarray) -> np.ndarray:
    next_one = np.searchsorted(curve.times, times, side="left")
    return np.append(curve.at_risk, 0.0)[next_one]


def quantile_time(curve: Curve, share: float = 0.5) -> Quantile:
    """Return the time by which `share` (0 to 1) of the patients died; the median by default.

    Where the curve is level at exactly that height, the middle of that stretch is taken. The interval holds the
    times whose own interval spans that height. Source: Brookmeyer & Crowley 1982.
    """
    if not 0 < share < 1:
        raise wrong("not_a_share", f"share: {share} does not lie between 0 and 1")
    curves = (curve.survival, curve.low, curve.high)
    return Quantile(*(_crossing(curve.times, heights, 1 - share) for heights in curves))


def _crossing(times: np.ndarray, heights: np.ndarray, height: float) -> float | None:
    defined = ~np.isnan(heights)
    times, heights = times[defined], heights[defined]
    reached, passed = np.flatnonzero(heights <= height + _TIE), np.flatnonzero(heights < height - _TIE)
    if not reached.size:
        return None
    first, last = reached[0], passed[0] if passed.size else times.size - 1
    return float((times[first] + times[last]) / 2)


def restricted_mean(curve: Curve, until: float) -> Mean | None:
    """Return the mean time alive up to `until` (unit of the curve, at least 0): the area under the curve.

    None of nobody, and where nobody was followed so long while some were alive: the area is not known there. Source:
    Irwin 1949; variance as in Klein & Moeschberger 2003, section 4.5.
    """
    (until,) = not_negative("until", until)
    if not curve.times.size or (until > curve.times[-1] and curve.survival[-1] > 0):
        return None
    within = curve.times < until
    edges = np.concatenate([[0.0], curve.times[within], [until]])
    areas = np.diff(edges) * np.concatenate([[1.0], curve.survival[within]])
    after = areas[::-1].cumsum()[::-1][1:]
    parts = _greenwood(curve.deaths, curve.at_risk)[within]
    variance = np.sum(np.square(after) * np.where(np.isfinite(parts), parts, 0.0))
    return Mean(float(areas.sum()), float(np.sqrt(variance)), float(until))
