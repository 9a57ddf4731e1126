"""Rates of events over time, with exact Poisson intervals. Standardises and judges nothing."""

import numpy as np
from statsmodels.stats.rates import confint_poisson

from leidraad.numerics.arrays import counted, fixed, not_negative, refuse


def rate_interval(counts: object, exposure: object = 1, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the exact interval of `counts` / `exposure` (years, or person-years), by statsmodels.

    Source: Garwood 1936. Raises UserInputError, by row, for a negative or broken count and for no exposure.
    """
    counts = counted("count", counts)
    exposure = not_negative("exposure", exposure, counts)
    refuse("exposure", exposure == 0, "no_person_years", "is 0", "leave out who was not followed")
    low, high = confint_poisson(counts, exposure, method="exact-c", alpha=1 - level)
    return fixed(np.where(counts == 0, 0.0, low)), fixed(high)
