"""Intervals around a survival curve, from the standard error of its logarithm. Estimates no curve."""

from collections.abc import Callable

import numpy as np
from scipy import stats

from leidraad.numerics.arrays import one_of

INTERVALS = ("plain", "log", "log-log", "logit", "arcsine")


def quantile(level: float = 0.95) -> float:
    """Return the standard normal quantile of a two-sided interval of `level` (0 to 1)."""
    return float(stats.norm.ppf(0.5 + level / 2))


def around(survival: np.ndarray, error: np.ndarray, kind: str, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return low and high ends around `survival`, where `error` is the standard error of log(survival).

    Ends are not cut off at 0 or 1 (net survival may pass 1). They are nan where the curve is 0, and also where it is
    1 for the three kinds that are not defined there. Source: Kalbfleisch & Prentice 2002; Borgan &
    Liestøl 1990. Raises UserInputError for an unknown kind.
    """
    one_of("interval", kind, INTERVALS)
    survival, error = np.asarray(survival, dtype=float), np.asarray(error, dtype=float)
    low, high = np.full(survival.shape, np.nan), np.full(survival.shape, np.nan)
    defined = survival > 0
    if kind in ("log-log", "logit", "arcsine"):
        defined &= survival < 1
    low[defined], high[defined] = _KINDS[kind](survival[defined], quantile(level) * error[defined])
    return low, high


def _plain(survival: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return survival - survival * reach, survival + survival * reach


def _log(survival: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return survival * np.exp(-reach), survival * np.exp(reach)


def _log_log(survival: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    centre, reach = np.log(-np.log(survival)), reach / np.log(survival)
    return np.exp(-np.exp(centre - reach)), np.exp(-np.exp(centre + reach))


def _logit(survival: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    centre, reach = np.log(survival / (1 - survival)), reach / (1 - survival)
    return 1 / (1 + np.exp(reach - centre)), 1 / (1 + np.exp(-reach - centre))


def _arcsine(survival: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    centre, reach = np.arcsin(np.sqrt(survival)), reach * np.sqrt(survival / (1 - survival)) / 2
    return np.sin(np.maximum(0, centre - reach)) ** 2, np.sin(np.minimum(np.pi / 2, centre + reach)) ** 2


_KINDS: dict[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]] = {
    "plain": _plain,
    "log": _log,
    "log-log": _log_log,
    "logit": _logit,
    "arcsine": _arcsine,
}
