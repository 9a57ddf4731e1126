"""Proportional hazards: what goes with a higher or lower risk of dying, by lifelines. Chooses no covariates."""

import warnings
from collections.abc import Mapping

import msgspec
import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError, ConvergenceWarning
from scipy import stats

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import counted, not_negative, numbers, refuse, words
from leidraad.numerics.intervals import quantile

_TIME, _DIED, _STRATUM = "time", "died", "stratum"


class Ratio(msgspec.Struct, frozen=True):
    """One covariate: coefficient, its standard error, hazard ratio with interval, p."""

    name: str
    coefficient: float
    error: float
    ratio: float
    low: float
    high: float
    p: float


class ChiSquared(msgspec.Struct, frozen=True):
    """A chi-squared test of all covariates together."""

    statistic: float
    degrees: int
    p: float


class Cox(msgspec.Struct, frozen=True):
    """A fitted model: covariates in the order given, log-likelihood without and with them, tests, concordance."""

    patients: int
    deaths: int
    ratios: tuple[Ratio, ...]
    log_likelihood: tuple[float, float]
    likelihood_ratio: ChiSquared
    wald: ChiSquared
    concordance: float


def cox(
    times: object, died: object, covariates: Mapping[str, object], strata: object = None, level: float = 0.95
) -> Cox | None:
    """Fit a proportional hazards model with Efron's ties; None when nobody died.

    One row a patient: time of follow-up (at least 0), `died` (1 or 0), a number for each covariate (0 or 1 for a
    group); each of the `strata` has a baseline of its own. Sources: Cox 1972; Efron 1977. Raises UserInputError, by
    row, for what is missing or negative, by name for a covariate that does not vary, and when the fit does not settle
    because a covariate separates those who died from those who did not.
    """
    times = not_negative("time of follow-up", times)
    died = counted("died", died, times)
    refuse("died", died > 1, "not_a_truth", "is neither 0 nor 1", "give 1 for a death and 0 for alive")
    columns = {name: numbers(name, column, times) for name, column in covariates.items()}
    if not died.any():
        return None
    for name, column in columns.items():
        if np.ptp(column) == 0:
            raise wrong("does_not_vary", f"{name} has one value in all rows", hint="leave it out")
    # Numbered, so that no name of a covariate can be that of another column.
    rows = pd.DataFrame({_TIME: times, _DIED: died, **{f"x{n}": c for n, c in enumerate(columns.values())}})
    if strata is not None:
        rows[_STRATUM] = np.unique(words("strata", strata, times), return_inverse=True)[1]
    fit = _fitted(rows, None if strata is None else [_STRATUM])
    return _read(fit, tuple(columns), times.size, int(died.sum()), level)


def _fitted(rows: pd.DataFrame, strata: list[str] | None) -> CoxPHFitter:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            return CoxPHFitter().fit(rows, _TIME, _DIED, strata=strata, fit_options={"precision": 1e-12})
    except (ConvergenceError, ConvergenceWarning):
        hint = "leave out a covariate that separates the dead from the living, or that follows from others"
        raise wrong("does_not_settle", "the proportional hazards model does not settle", hint=hint) from None


def _read(fit: CoxPHFitter, names: tuple[str, ...], patients: int, deaths: int, level: float) -> Cox:
    found, errors = fit.params_.to_numpy(), fit.standard_errors_.to_numpy()
    reach, p = quantile(level) * errors, 2 * stats.norm.sf(np.abs(found / errors))
    columns = (found, errors, np.exp(found), np.exp(found - reach), np.exp(found + reach), p)
    ratios = tuple(Ratio(name, *map(float, row)) for name, *row in zip(names, *columns, strict=True))
    ratio = float(fit.log_likelihood_ratio_test().test_statistic)
    wald = float(found @ np.linalg.solve(fit.variance_matrix_.to_numpy(), found))
    likelihoods = (fit.log_likelihood_ - ratio / 2, fit.log_likelihood_)
    tests = (_test(statistic, len(names)) for statistic in (ratio, wald))
    return Cox(patients, deaths, ratios, tuple(map(float, likelihoods)), *tests, float(fit.concordance_index_))


def _test(statistic: float, degrees: int) -> ChiSquared:
    return ChiSquared(statistic, degrees, float(stats.chi2.sf(statistic, degrees)))
