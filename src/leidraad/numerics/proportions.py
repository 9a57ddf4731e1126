"""Shares of a number, with intervals. Judges nothing."""

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from leidraad.numerics.arrays import counted, fixed, one_of, refuse

# Our name for an interval, and that of statsmodels.
METHODS = {
    "wilson": "wilson",
    "clopper_pearson": "beta",
    "agresti_coull": "agresti_coull",
    "jeffreys": "jeffreys",
    "wald": "normal",
}


def share_interval(
    counts: object, sizes: object, method: str = "wilson", level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the interval of `counts` / `sizes` by statsmodels, cut off at 0 and 1; nan of nobody.

    Jeffreys' interval begins at 0 where nobody counts and ends at 1 where all do. Sources: Wilson 1927; Clopper &
    Pearson 1934; Brown, Cai & DasGupta, Stat Sci 2001;16:101. Raises UserInputError, by row, for what is no count,
    and for a count above its size.
    """
    one_of("method", method, tuple(METHODS))
    counts = counted("count", counts)
    sizes = counted("size", sizes, counts)
    refuse("count", counts > sizes, "more_than_all", "is above its size", "count both over the same patients")
    low, high = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    known = sizes > 0
    if known.any():
        low[known], high[known] = proportion_confint(counts[known], sizes[known], 1 - level, METHODS[method])
    if method != "agresti_coull":
        low[known & (counts == 0)], high[known & (counts == sizes)] = 0.0, 1.0
    return fixed(low), fixed(high)
