"""A population's mortality by sex, age and calendar year, checked for gaps. Reads no file and estimates nothing."""

import msgspec
import numpy as np

from leidraad.diagnostics import wrong
from leidraad.numerics.arrays import fixed, not_negative, numbers, one_of, refuse, rows, words

YEAR = 365.241  # days in a year of age, as in R package relsurv, so that both look up the same cell


class PopulationTable(msgspec.Struct, frozen=True, eq=False):
    """Hazard a day by sex, calendar year and age. The last age holds for everyone older.

    `age_starts` are in days of life, `year_starts` in days since 1970-01-01. A year after the last is an error,
    unless `keeps_last_year`.
    """

    sexes: tuple[str, ...]
    ages: np.ndarray
    years: np.ndarray
    age_starts: np.ndarray
    year_starts: np.ndarray
    hazard: np.ndarray
    keeps_last_year: bool


def population_table(
    sex: object,
    age: object,
    year: object,
    hazard: object,
    per: str = "day",
    keeps_last_year: bool = False,
    abridged: bool = False,
) -> PopulationTable:
    """Make the table from rows: `sex` as text, `age` and calendar `year` in whole years, `hazard` per day or year.

    An `abridged` table has groups of ages or years, each row named by its first one. Raises UserInputError for a
    negative hazard, a row given twice, a missing combination, and for a gap in ages or years unless abridged.
    """
    one_of("per", per, ("day", "year"))
    age = not_negative("age", age)
    year = numbers("year", year, age)
    hazard = not_negative("hazard", hazard, age) / (1 if per == "day" else YEAR)
    sexes, sex_place = np.unique(words("sex", sex, age), return_inverse=True)
    ages, age_place = np.unique(age, return_inverse=True)
    years, year_place = np.unique(year, return_inverse=True)
    if not age.size:
        raise wrong("no_rows", "the population table has no rows")
    if not abridged:
        _no_gap("age", ages)
        _no_gap("year", years)
    places = (sex_place, year_place, age_place)
    _once(places, (sexes, years, ages))
    cells = np.full((sexes.size, years.size, ages.size), np.nan)
    cells[places] = hazard
    _complete(cells, sexes, years, ages)
    arrays = (ages, years, ages * YEAR, _first_days(years), cells)
    return PopulationTable(tuple(map(str, sexes)), *map(fixed, arrays), keeps_last_year)


def _first_days(years: np.ndarray) -> np.ndarray:
    return (years.astype(int) - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(float)


def _no_gap(name: str, values: np.ndarray) -> None:
    refuse_at = np.flatnonzero(np.diff(values) != 1)
    if refuse_at.size:
        before, after = values[refuse_at[0]], values[refuse_at[0] + 1]
        hint = "say that the table is abridged if each row holds for a group"
        raise wrong("gap", f"the population table has {name} {before:g} and then {after:g}, nothing between", hint=hint)


def _once(places: tuple[np.ndarray, ...], names: tuple[np.ndarray, ...]) -> None:
    flat = np.ravel_multi_index(places, tuple(values.size for values in names))
    _, first = np.unique(flat, return_index=True)
    again = np.ones(flat.size, dtype=bool)
    again[first] = False
    refuse("the population table", again, "given_twice", "gives a sex, year and age again", "keep one of them")


def _complete(cells: np.ndarray, sexes: np.ndarray, years: np.ndarray, ages: np.ndarray) -> None:
    lacking = np.argwhere(np.isnan(cells))
    if lacking.size:
        sex, year, age = lacking[0]
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        text = f"the population table lacks sex {sexes[sex]}, year {years[year]:g}, age {ages[age]:g}{more}"
        raise wrong("incomplete", text, hint="every sex needs every age in every year")


def sex_places(table: PopulationTable, sex: np.ndarray) -> np.ndarray:
    """Return the place of each person's sex in the table; raises UserInputError that names a sex it lacks."""
    places = np.searchsorted(table.sexes, sex).clip(max=len(table.sexes) - 1)
    lacking = np.asarray(table.sexes)[places] != sex
    if lacking.any():
        name = sex[np.flatnonzero(lacking)[0]]
        text = f"the population table has no sex `{name}` ({rows(lacking)}); it has {', '.join(table.sexes)}"
        raise wrong("not_in_population_table", text, hint="name the sexes as the table does")
    return places


def check_covers(table: PopulationTable, age_days: np.ndarray, first_day: np.ndarray, last_day: np.ndarray) -> None:
    """Raise UserInputError, with the ages or years it lacks, if the table does not cover everyone's follow-up.

    `age_days` is the age on `first_day`; days count from 1970-01-01.
    """
    end = _first_days(table.years[-1:] + 1)[0]
    late = (last_day > end) & (not table.keeps_last_year)
    young, early = age_days < table.age_starts[0], first_day < table.year_starts[0]
    if young.any():
        _lacks(f"ages below {table.ages[0]:g}", young, f"{age_days.min() / YEAR:.1f} years at diagnosis")
    if early.any():
        _lacks(f"years before {table.years[0]:g}", early, f"diagnosed in {_year(first_day.min())}")
    if late.any():
        _lacks(f"years after {table.years[-1]:g}", late, f"followed into {_year(last_day.max())}")


def _lacks(what: str, bad: np.ndarray, who: str) -> None:
    text = f"the population table has no {what}, needed for {rows(bad)} ({who})"
    raise wrong("not_in_population_table", text, hint="give a table that goes on, or let its last year hold for later")


def _year(day: float) -> str:
    return str((np.datetime64(0, "D") + int(day)).astype("datetime64[Y]"))
