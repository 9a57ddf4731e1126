"""Panels of net survival: what survival would be without other causes of death. Draws nothing; reads no file.

Pohar Perme is the estimate, Ederer II stands beside it. What is told is told by the year: a point stands there only
if nobody, or as many as may be shown, died since the point before it. For each death weighs by the age and sex of who
died, and one alone would tell them. For the same reason numbers are rounded to a hundredth of a per cent.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from leidraad.model.content import Item
from leidraad.model.report import Panel
from leidraad.numerics import survival as numerics
from leidraad.numerics.net_survival import NetCurve, net_survival
from leidraad.numerics.population_table import PopulationTable
from leidraad.numerics.standardised import ICSS, ICSS_AGES, weighted_survival
from leidraad.registry.counted import Made
from leidraad.registry.groups import group, ordered_keys
from leidraad.registry.population.people import FollowedPeople
from leidraad.registry.results import Curve, Group, Point, StandardisedSurvival
from leidraad.registry.suppression import Cover, cover, is_small
from leidraad.registry.survival import YEAR, YEARS
from leidraad.registry.words import NO_AGES, NOT_FOLLOWED, with_words

METHODS = ("pohar_perme", "ederer_2")
STEP = YEAR / 12  # days; it differs from day by day by at most 0.0003
AFTER = 5  # years
DIGITS = 4


class Asked(msgspec.Struct, frozen=True, eq=False):
    """A panel, its people, and what is counted on: the table of the population and the least that may be shown."""

    panel: Panel
    by: Sequence[Item]
    people: FollowedPeople
    table: PopulationTable
    least: int
    step: float | None = STEP

    def curve(self, rows: np.ndarray, method: str, years: float = YEARS) -> NetCurve:
        """Return the estimate for some of the people."""
        return net_survival(self.people.patients(rows), self.table, method=method, step=self.step, until=years * YEAR)


def net_curves(asked: Asked) -> Made:
    """Return net survival of each group, of those whose sex, age, date of diagnosis and follow-up are known."""
    rows, keys, hidden = _groups(asked, asked.people.rows(asked.panel))
    curves = tuple(_curve(asked, _about(asked, rows, key, n, hidden), rows[key]) for n, key in enumerate(keys))
    return {"curves": curves, "population": _told(rows, hidden)}


def standardised_survival(asked: Asked) -> Made:
    """Return net survival after five years of each group, as it is and standardised for age; from 15 years on."""
    old_enough = asked.people.rows(asked.panel)
    old_enough = old_enough[asked.people.years[old_enough] >= ICSS_AGES[0]]
    rows, keys, hidden = _groups(asked, old_enough)
    found = tuple(_standardised(asked, _about(asked, rows, key, n, hidden), rows[key]) for n, key in enumerate(keys))
    return {"standardised_survival": found, "population": _told(rows, hidden)}


def _groups(asked: Asked, among: np.ndarray) -> tuple[Mapping[tuple, np.ndarray], list[tuple], Cover]:
    rows = asked.people.keys(asked.panel, among)
    keys = ordered_keys(asked.by, rows)
    return rows, keys, cover([rows[key].size for key in keys], asked.least)


def _told(rows: Mapping[tuple, np.ndarray], hidden: Cover) -> int | None:
    return sum(found.size for found in rows.values()) if hidden.safe else None


def _about(asked: Asked, rows: Mapping[tuple, np.ndarray], key: tuple, at: int, hidden: Cover) -> Group:
    """Return a group; one without a size is hidden."""
    return group(asked.by, key, None if at in hidden.hidden else rows[key].size)


def _curve(asked: Asked, about: Group, rows: np.ndarray) -> Curve:
    deaths = int(asked.people.died[rows].sum())
    if about.size is None or is_small(deaths, asked.least):
        return Curve(about, None, (), (), None, hidden=True)
    kept = _shown_years(asked, rows)
    points, beside = (_points(asked.curve(rows, method), kept, rows.size) for method in METHODS)
    told = None if is_small(rows.size - deaths, asked.least) else deaths
    return Curve(about, told, points, points, None, beside=beside)


def _shown_years(asked: Asked, rows: np.ndarray) -> list[int]:
    """Return the years after diagnosis of which a point may be told."""
    days, died = asked.people.days[rows], asked.people.died[rows] > 0
    kept, since = [0], 0
    for year in range(1, YEARS + 1):
        until = int(np.sum(died & (np.maximum(days, 1) <= year * YEAR)))
        if np.sum(days >= year * YEAR) >= asked.least and not is_small(until - since, asked.least):
            kept.append(year)
            since = until
    return kept


def _points(curve: NetCurve, years: Sequence[int], size: int) -> tuple[Point, ...]:
    found = numerics.at_times(curve, np.array(years) * YEAR)
    columns = zip(years, found.at_risk, found.survival, found.error, found.low, found.high, strict=True)
    return tuple(
        Point(float(year), int(at_risk) if year else size, _rounded(survival), *_interval(error, low, high))
        for year, at_risk, survival, error, low, high in columns
    )


def _interval(error: float, low: float, high: float) -> tuple[float | None, float | None]:
    """Return the ends of an interval; none as long as nobody died, since it would have no width."""
    return (_rounded(low), _rounded(high)) if error > 0 else (None, None)


def _rounded(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), DIGITS)


def _standardised(asked: Asked, about: Group, rows: np.ndarray) -> StandardisedSurvival:
    if about.size is None or is_small(int(asked.people.died[rows].sum()), asked.least):
        return StandardisedSurvival(about, AFTER, None, None, None, None, None, None, hidden=True)
    if np.sum(asked.people.days[rows] >= AFTER * YEAR) < asked.least:
        why = with_words(NOT_FOLLOWED, str(AFTER))
        return StandardisedSurvival(about, AFTER, None, None, None, None, None, None, why_not=why)
    crude = (None, None, None)
    if AFTER in _shown_years(asked, rows):
        (point,) = _points(asked.curve(rows, METHODS[0]), [AFTER], rows.size)
        crude = (point.survival, point.low, point.high)
    bands = _bands(asked, rows)
    if few := [name for name, found in bands.items() if not _enough(asked, found)]:
        return StandardisedSurvival(about, AFTER, *crude, None, None, None, why_not=with_words(NO_AGES, ", ".join(few)))
    return StandardisedSurvival(about, AFTER, *crude, *_weighted(asked, list(bands.values())))


def _bands(asked: Asked, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Return the rows of each age group of the standard, by its name."""
    band = np.searchsorted(ICSS_AGES, asked.people.years[rows], side="right") - 1
    ends = [*(str(age - 1) for age in ICSS_AGES[1:]), ""]
    return {
        f"{first}-{last}" if last else f"{first}+": rows[band == at]
        for at, (first, last) in enumerate(zip(ICSS_AGES, ends, strict=True))
    }


def _enough(asked: Asked, rows: np.ndarray) -> bool:
    """Tell whether enough died within the five years, and enough were followed for longer."""
    days, died = np.maximum(asked.people.days[rows], 1), asked.people.died[rows] > 0
    until = days <= AFTER * YEAR
    return min(int(np.sum(died & until)), int(np.sum(asked.people.days[rows] >= AFTER * YEAR))) >= asked.least


def _weighted(asked: Asked, bands: Sequence[np.ndarray]) -> tuple[float | None, float | None, float | None]:
    points = [
        numerics.at_times(asked.curve(rows, METHODS[0], AFTER), [AFTER * YEAR]) for rows in bands
    ]  # fmt: skip
    weights = ICSS[int(asked.panel.standard.removeprefix("icss_"))]
    found = weighted_survival([p.survival for p in points], [p.error for p in points], weights)
    return _rounded(found.survival[0]), _rounded(found.low[0]), _rounded(found.high[0])
