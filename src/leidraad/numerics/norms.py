"""How a number of a hospital stands beside a norm, given chance. Knows no norm and no hospital."""

import msgspec
import numpy as np

from leidraad.numerics.arrays import counted, fixed, numbers
from leidraad.numerics.proportions import share_interval
from leidraad.numerics.rates import rate_interval

VERDICTS = ("met", "not_met", "undecided")


class Judged(msgspec.Struct, frozen=True, eq=False):
    """Value, interval and verdict of each row: met when the interval lies at or above the norm, not_met below it.

    An interval that spans the norm is undecided: chance alone could have brought it to the other side.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray


def judge_counts(counts: object, years: object, least: float, level: float = 0.95) -> Judged:
    """Judge the yearly mean of `counts` patients over so many `years` beside the norm of `least` a year.

    One year and the mean of three are judged alike, with the exact Poisson interval of the whole count (Garwood
    1936). Raises UserInputError, by row, for what is no count and for no years.
    """
    counts = counted("count", counts)
    years = numbers("years", years, counts)
    low, high = rate_interval(counts, years, level)
    return Judged(*map(fixed, (counts / years, low, high, _verdicts(low, high, least))))


def judge_shares(counts: object, sizes: object, least: float, level: float = 0.95) -> Judged:
    """Judge the share of `counts` in `sizes` beside the norm of at least `least` (0 to 1), with Wilson's interval.

    A norm of 1 asks for every patient, so there is no chance in it: it is met when all count, else not met. Of
    nobody the verdict is undecided. Raises UserInputError, by row, for what is no count.
    """
    counts = counted("count", counts)
    sizes = counted("size", sizes, counts)
    low, high = share_interval(counts, sizes, "wilson", level)
    share = np.divide(counts, sizes, out=np.full(counts.shape, np.nan), where=sizes > 0)
    ends = (share, share) if least >= 1 else (low, high)
    return Judged(*map(fixed, (share, low, high, _verdicts(*ends, least))))


def _verdicts(low: np.ndarray, high: np.ndarray, least: float) -> np.ndarray:
    return np.select([low >= least, high < least], VERDICTS[:2], VERDICTS[2])
