"""Whether shares or rates run with time: Cochran-Armitage, Poisson regression, log-linear regression. Draws nothing."""

import warnings

import msgspec
import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import Table
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from leidraad.numerics.arrays import counted, not_negative, numbers, refuse, words
from leidraad.numerics.log_rank import Trend


class Change(msgspec.Struct, frozen=True):
    """A change a year: `slope` of the logarithm with its error, and in percent (`per_year`) with its interval."""

    slope: float
    error: float
    per_year: float
    low: float
    high: float
    p: float


def cochran_armitage(counts: object, sizes: object, scores: object = None) -> Trend | None:
    """Test whether the share of `counts` in `sizes` runs with the ordered groups (or their `scores`), by statsmodels.

    None with fewer than two groups of patients, or when all count or none. The variance is conditional on the
    totals (divided by n - 1), so that chi-squared is (n - 1) / n of that of R's prop.trend.test. Sources: Cochran
    1954; Armitage 1955. Raises UserInputError, by row, for what is no count and for a count above its size.
    """
    counts = counted("count", counts)
    sizes = counted("size", sizes, counts)
    scores = numbers("scores", np.arange(counts.size) if scores is None else scores, counts)
    refuse("count", counts > sizes, "more_than_all", "is above its size", "count both over the same patients")
    held = sizes > 0
    if np.unique(scores[held]).size < 2 or not 0 < counts.sum() < sizes.sum():
        return None
    cells = np.column_stack([sizes - counts, counts])[held]
    found = Table(cells, shift_zeros=False).test_ordinal_association(row_scores=scores[held])
    return Trend(float(found.zscore), float(found.pvalue))


def poisson_trend(
    counts: object, years: object, exposure: object = 1, strata: object = None, level: float = 0.95
) -> Change | None:
    """Return the estimated annual percent change of `counts` over `exposure`, by Poisson regression of statsmodels.

    Each row may belong to one of the `strata` (age groups), which have levels of their own and the change in common.
    None when no events were counted, or all in one year's group. Raises UserInputError, by row, for what is no count
    and for no exposure.
    """
    counts = counted("count", counts)
    years, exposure = numbers("year", years, counts), not_negative("exposure", exposure, counts)
    refuse("exposure", exposure == 0, "no_person_years", "is 0", "leave out who was not followed")
    strata = np.unique(words("strata", "all" if strata is None else strata, counts), return_inverse=True)[1]
    # A stratum without events tells nothing of the change, and its level would run to minus infinity.
    held = np.bincount(strata, weights=counts)[strata] > 0
    if not held.any() or np.unique(years[held & (counts > 0)]).size < 2:
        return None
    levels = (strata[held, None] == np.unique(strata[held])).astype(float)
    design = np.column_stack([years[held] - years[held].mean(), levels])
    model = sm.GLM(counts[held], design, sm.families.Poisson(), offset=np.log(exposure[held]))
    # A perfect fit (two years) divides by 0 on the way to a scale that Poisson regression does not use, and is told
    # as separation; but events in two years or more identify the change.
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = model.fit(tol=1e-12)
    return _change(fit.params[0], fit.bse[0], stats.norm, level)


def log_linear_trend(rates: object, years: object, errors: object = None, level: float = 0.95) -> Change | None:
    """Return the estimated annual percent change of `rates`, by linear regression of their logarithm (statsmodels).

    With `errors` (standard errors of the rates) each is weighted by the inverse variance of its logarithm. The
    interval is Student's. None with fewer than three years. Raises UserInputError, by row, for a rate or error that
    is not above 0.
    """
    rates = not_negative("rate", rates)
    years = numbers("year", years, rates)
    refuse("rate", rates == 0, "negative", "is 0", "use Poisson regression, which takes years without events")
    errors = np.ones(rates.size) * rates if errors is None else not_negative("error", errors, rates)
    refuse("error", errors == 0, "negative", "is 0", "leave the errors out, or give those of the rates")
    if np.unique(years).size < 3:
        return None
    design = np.column_stack([years - years.mean(), np.ones(years.size)])
    fit = sm.WLS(np.log(rates), design, weights=(rates / errors) ** 2).fit()
    return _change(fit.params[0], fit.bse[0], stats.t(fit.df_resid), level)


def _change(slope: float, error: float, chance: object, level: float) -> Change:
    reach = chance.ppf(0.5 + level / 2) * error
    per_year, low, high = (float(100 * np.expm1(end)) for end in (slope, slope - reach, slope + reach))
    p = 2 * chance.sf(abs(slope) / error) if error > 0 else float("nan")
    return Change(float(slope), float(error), per_year, low, high, float(p))
