"""Rates and survival brought to a standard age structure. Holds the public standards, and counts no patients."""

import msgspec
import numpy as np
from scipy import stats

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import counted, fixed, not_negative, one_of, refuse
from leidraad.numerics.intervals import quantile
from leidraad.numerics.rates import rate_interval

RATE_INTERVALS = ("fay_feuer", "normal", "lognormal", "dobson")

# Weights of the International Cancer Survival Standards for ages 15-44, 45-54, 55-64, 65-74 and 75 and over:
# 1 for most cancers, 2 for those that vary little with age, 3 for those of young adults.
# Corazziari, Quinn & Capocaccia, Eur J Cancer 2004;40:2307.
ICSS_AGES = (15, 45, 55, 65, 75)
ICSS = {1: (7, 12, 23, 29, 29), 2: (28, 17, 21, 20, 14), 3: (60, 10, 10, 10, 10)}

# Standard populations in 18 groups of five years, the last 85 and over.
# World: Segi 1960, as changed by Doll 1966. Europe 1976: Waterhouse et al., IARC 1976.
# Europe 2013: Eurostat, Revision of the European Standard Population, 2013, with its groups under 5 and over 85 joined.
STANDARDS = {
    "world_1960": (12, 10, 9, 9, 8, 8, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1, 0.5, 0.5),
    "europe_1976": (8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 1),
    "europe_2013": (5, 5.5, 5.5, 5.5, 6, 6, 6.5, 7, 7, 7, 7, 6.5, 6, 5.5, 5, 4, 2.5, 2.5),
}


class Rate(msgspec.Struct, frozen=True):
    """A standardised rate beside the crude one, each `per` person-years; nan where an end is not defined."""

    rate: float
    error: float
    low: float
    high: float
    crude: float
    crude_low: float
    crude_high: float
    count: float
    person_years: float
    interval: str
    per: float


class Standardised(msgspec.Struct, frozen=True, eq=False):
    """Survival brought to a standard age structure, with its standard error and interval at each time."""

    survival: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def standardised_rate(
    counts: object,
    person_years: object,
    weights: object,
    interval: str = "fay_feuer",
    per: float = 100_000,
    level: float = 0.95,
) -> Rate:
    """Return the directly standardised rate of `counts` over `person_years`, one of each for each age group.

    Intervals: gamma (Fay & Feuer, Stat Med 1997;16:791), normal, lognormal, and Dobson et al. (Stat Med 1991;10:457).
    The crude rate has the exact Poisson interval. Raises UserInputError, by row, for a negative number, and for an
    age group that has weight but no person-years, whose rate is not known.
    """
    one_of("interval", interval, RATE_INTERVALS)
    counts = counted("cases", counts)
    years, weights = not_negative("person-years", person_years, counts), not_negative("weight", weights, counts)
    unknown = (years == 0) & ((weights > 0) | (counts > 0))
    refuse("person-years", unknown, "no_person_years", "are 0", "join age groups, or leave out who has no population")
    if not weights.sum() > 0:
        raise wrong("no_rows", "no age group has weight")
    share = np.divide(weights / weights.sum(), years, out=np.zeros(years.size), where=years > 0)
    rate, variance = float(share @ counts), float(share**2 @ counts)
    low, high = _ENDS[interval](rate, variance, counts.sum(), share.max(), level)
    crude = (counts.sum() / years.sum(), *rate_interval(counts.sum(), years.sum(), level))
    numbers = (rate, variance**0.5, low, high, *crude)
    return Rate(*(float(np.squeeze(n)) * per for n in numbers), counts.sum(), years.sum(), interval, per)


def _fay_feuer(rate: float, variance: float, _: float, most: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low = stats.gamma.ppf(tail, rate**2 / variance, scale=variance / rate) if rate > 0 else 0.0
    above, spread = rate + most, variance + most**2
    return low, stats.gamma.isf(tail, above**2 / spread, scale=spread / above)


def _normal(rate: float, variance: float, _: float, __: float, level: float) -> tuple[float, float]:
    reach = quantile(level) * variance**0.5
    return rate - reach, rate + reach


def _lognormal(rate: float, variance: float, _: float, __: float, level: float) -> tuple[float, float]:
    if rate == 0:
        return np.nan, np.nan
    factor = np.exp(quantile(level) * variance**0.5 / rate)
    return rate / factor, rate * factor


def _dobson(rate: float, variance: float, count: float, _: float, level: float) -> tuple[float, float]:
    if count == 0:
        return np.nan, np.nan
    low, high = (float(np.squeeze(end)) - count for end in rate_interval(count, 1, level))
    return rate + (variance / count) ** 0.5 * low, rate + (variance / count) ** 0.5 * high


_ENDS = {"fay_feuer": _fay_feuer, "normal": _normal, "lognormal": _lognormal, "dobson": _dobson}


def weighted_survival(survival: object, errors: object, weights: object, level: float = 0.95) -> Standardised:
    """Return survival of all ages together: one row of `survival` and of its `errors` for each age group.

    The weights (ICSS, or another standard) need not add up to 1. Where one age group has no estimate (nan) there is
    none for all: leaving it out would change the standard. The interval is that of the logarithm. Source: Corazziari
    et al. 2004. Raises UserInputError when the numbers of groups differ.
    """
    survival, errors = np.atleast_2d(np.asarray(survival, float)), np.atleast_2d(np.asarray(errors, float))
    weights = not_negative("weight", weights)
    if survival.shape != errors.shape or weights.size != survival.shape[0] or not weights.sum() > 0:
        text = f"{weights.size} weights, {len(survival)} curves and {len(errors)} rows of errors do not fit together"
        raise wrong("unequal_columns", text, hint="give one curve and one weight above 0 for each age group")
    share = weights / weights.sum()
    total, error = share @ survival, np.sqrt(share**2 @ errors**2)
    factor = np.exp(quantile(level) * np.divide(error, total, out=np.full(total.shape, np.nan), where=total > 0))
    return Standardised(*map(fixed, (total, error, total / factor, total * factor)))
