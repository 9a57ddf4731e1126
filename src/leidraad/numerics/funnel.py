"""Control limits of funnel plots and overdispersion between hospitals. Calls no hospital good or bad.

Source: Spiegelhalter, Stat Med 2005;24:1185 (limits: appendix A.1; overdispersion: section 5).
"""

import msgspec
import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import counted, fixed, not_negative, numbers, one_of, refuse

METHODS = ("exact", "normal", "wilson")
TAILS = (0.001, 0.025, 0.975, 0.999)


class Limits(msgspec.Struct, frozen=True, eq=False):
    """The limits at each size `of`, within which 95 % and 99.8 % would lie by chance."""

    of: np.ndarray
    low95: np.ndarray
    high95: np.ndarray
    low998: np.ndarray
    high998: np.ndarray


class Overdispersion(msgspec.Struct, frozen=True, eq=False):
    """How much more hospitals differ than by chance: `phi` 1 is by chance, from winsorised z; `phi_raw` from all z.

    `tau2` is the variance between hospitals in the additive model, 0 if they do not differ more than by chance.
    """

    target: float
    z: np.ndarray
    winsorised: np.ndarray
    phi: float
    phi_raw: float
    tau2: float


def limits(target: float, sizes: object, phi: float | None = None, tau2: float = 0.0, method: str = "exact") -> Limits:
    """Return the limits around the share `target` (0 to 1), for hospitals of `sizes` patients, cut off at 0 and 1.

    Without `phi` and `tau2` by the `method` asked for: exact (binomial, interpolated), normal, or wilson (score).
    With `phi` the standard error is multiplied by its root; with `tau2` that is added to the variance; both are
    normal limits. Raises UserInputError for a target outside 0 to 1 and for a size below 1.
    """
    one_of("method", method, METHODS)
    sizes = numbers("size", sizes)
    refuse("size", sizes < 1, "negative", "is below 1", "leave out hospitals without patients")
    if not 0 <= target <= 1:
        raise wrong("not_a_share", f"target: {target} does not lie between 0 and 1")
    if phi is not None or tau2:
        ends = _normal(target, sizes, phi or 1.0, tau2)
    else:
        ends = {"exact": _exact, "normal": _normal, "wilson": _wilson}[method](target, sizes)
    low998, low95, high95, high998 = (end.clip(0, 1) for end in ends)
    return Limits(*map(fixed, (sizes, low95, high95, low998, high998)))


def _exact(target: float, sizes: np.ndarray) -> list[np.ndarray]:
    if target in (0, 1):
        return [np.full(sizes.size, float(target)) for _ in TAILS]
    return [_interpolated(stats.binom(sizes, target), tail) / sizes for tail in TAILS]


def _interpolated(chance: stats.rv_discrete, tail: float) -> np.ndarray:
    """Return the count at which the chance passes `tail`, between two whole counts; below 0 under the first."""
    count = np.maximum(chance.ppf(tail), 0)
    return count - (chance.cdf(count) - tail) / chance.pmf(count)


def _normal(target: float, sizes: np.ndarray, phi: float = 1.0, tau2: float = 0.0) -> list[np.ndarray]:
    error = np.sqrt(phi * target * (1 - target) / sizes + tau2)
    return [target + stats.norm.ppf(tail) * error for tail in TAILS]


def _wilson(target: float, sizes: np.ndarray) -> list[np.ndarray]:
    (low95, high95), (low998, high998) = (
        proportion_confint(target * sizes, sizes, 2 * tail, "wilson") for tail in (TAILS[1], TAILS[0])
    )
    return [low998, low95, high95, high998]


def ratio_limits(expected: object) -> Limits:
    """Return exact Poisson limits around a ratio of 1 of deaths seen to `expected`, cut off at 0.

    Raises UserInputError, by row, where none are expected.
    """
    expected = not_negative("expected", expected)
    refuse("expected", expected == 0, "negative", "is 0", "leave out hospitals without expected deaths")
    ends = [_interpolated(stats.poisson(expected), tail) / expected for tail in TAILS]
    low998, low95, high95, high998 = (end.clip(0) for end in ends)
    return Limits(*map(fixed, (expected, low95, high95, low998, high998)))


def overdispersion(
    counts: object, sizes: object, target: float | None = None, winsorised: float = 0.1
) -> Overdispersion | None:
    """Return how much more hospitals differ than by chance around `target` (the share of all by default).

    The share `winsorised` of the lowest z, and of the highest, is set to the quantile (Hyndman & Fan type 7) there.
    None with fewer than two hospitals, and when the target is 0 or 1: then nothing is to be compared. Raises
    UserInputError, by row, for what is no count, a size of 0, and a count above its size.
    """
    counts = counted("count", counts)
    sizes = counted("size", sizes, counts)
    refuse("size", sizes == 0, "negative", "is 0", "leave out hospitals without patients")
    refuse("count", counts > sizes, "more_than_all", "is above its size", "count both over the same patients")
    if counts.size < 2:
        return None
    target = counts.sum() / sizes.sum() if target is None else target
    if not 0 < target < 1:
        return None
    variances = target * (1 - target) / sizes
    z = (counts / sizes - target) / np.sqrt(variances)
    pulled_in = z.clip(*np.quantile(z, [winsorised, 1 - winsorised]))
    phi, weights = float(np.mean(pulled_in**2)), 1 / variances
    excess = z.size * phi - (z.size - 1)
    tau2 = max(0.0, float(excess / (weights.sum() - np.sum(weights**2) / weights.sum())))
    return Overdispersion(float(target), fixed(z), fixed(pulled_in), phi, float(np.mean(z**2)), tau2)


def outside(counts: object, sizes: object, at: Limits) -> tuple[str | None, ...]:
    """Return for each hospital which limit it lies outside: above_998, above_95, below_998, below_95, or None.

    `at` holds the limits at the sizes of these hospitals. Raises UserInputError when the sizes are others.
    """
    counts = counted("count", counts)
    sizes = counted("size", sizes, counts)
    if not np.array_equal(sizes, at.of):
        raise wrong("unequal_columns", "the limits are those of other sizes", hint="work them out for these hospitals")
    share = counts / sizes
    tests = [share > at.high998, share < at.low998, share > at.high95, share < at.low95]
    names = np.select(tests, ["above_998", "below_998", "above_95", "below_95"], "")
    return tuple(str(name) or None for name in names)
