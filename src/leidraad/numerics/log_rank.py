"""Whether survival differs between groups, or runs with their order: log-rank tests from counts. Draws no curve."""

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import stats

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import fixed, numbers
from leidraad.numerics.survival import Counts


class LogRank(msgspec.Struct, frozen=True, eq=False):
    """The test of no difference: chi-squared, degrees of freedom, p, and deaths seen and expected in each group."""

    statistic: float
    degrees: int
    p: float
    observed: np.ndarray
    expected: np.ndarray


class Trend(msgspec.Struct, frozen=True):
    """A test of trend: the standard normal statistic (positive: more deaths with a higher score) and two-sided p."""

    statistic: float
    p: float


def log_rank(groups: Sequence[Counts]) -> LogRank | None:
    """Compare the survival of two or more groups; None when fewer than two have patients, or nobody died.

    lifelines gives the same statistic without the expected deaths and their covariance, which the trend needs too.
    Source: Mantel 1966; Peto & Peto 1972.
    """
    observed, expected, covariance = _moments(groups)
    if np.linalg.matrix_rank(covariance) == 0:
        return None
    compared = np.flatnonzero(np.diag(covariance) > 0)[1:]
    difference = (observed - expected)[compared]
    statistic = float(difference @ np.linalg.solve(covariance[np.ix_(compared, compared)], difference))
    p = float(stats.chi2.sf(statistic, compared.size))
    return LogRank(statistic, int(compared.size), p, fixed(observed), fixed(expected))


def log_rank_trend(groups: Sequence[Counts], scores: object = None) -> Trend | None:
    """Test for a trend in survival over ordered groups; None when nobody died or only one group has patients.

    `scores` gives each group its place (0, 1, 2 ... by default). Source: Tarone 1975. Raises UserInputError when
    there is not one score for each group.
    """
    observed, expected, covariance = _moments(groups)
    scores = numbers("scores", np.arange(len(groups)) if scores is None else scores)
    if scores.size != len(groups):
        raise wrong("unequal_columns", f"scores: {scores.size} values for {len(groups)} groups")
    scores = scores - scores.mean() if scores.size else scores
    variance = float(scores @ covariance @ scores)
    if variance <= 0:
        return None
    statistic = float(scores @ (observed - expected)) / variance**0.5
    return Trend(statistic, float(2 * stats.norm.sf(abs(statistic))))


def _moments(groups: Sequence[Counts]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return deaths seen, deaths expected and their covariance, under the hypothesis of equal hazards."""
    times = np.unique(np.concatenate([group.times[group.deaths > 0] for group in groups] or [np.empty(0)]))
    deaths = np.array([_deaths(group, times) for group in groups]).reshape(len(groups), times.size)
    at_risk = np.array([_at_risk(group, times) for group in groups]).reshape(len(groups), times.size)
    died, alive = deaths.sum(axis=0), at_risk.sum(axis=0)
    share = np.divide(at_risk, alive, out=np.zeros_like(at_risk), where=alive > 0)
    spread = died * np.divide(alive - died, alive - 1, out=np.zeros_like(alive), where=alive > 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return deaths.sum(axis=1), (share * died).sum(axis=1), covariance


def _deaths(group: Counts, times: np.ndarray) -> np.ndarray:
    held = group.deaths > 0
    deaths = np.zeros(times.size)
    deaths[np.searchsorted(times, group.times[held])] = group.deaths[held]
    return deaths


def _at_risk(group: Counts, times: np.ndarray) -> np.ndarray:
    leaving = np.append((group.deaths + group.censored)[::-1].cumsum()[::-1], 0.0)
    return leaving[np.searchsorted(group.times, times, side="left")]
