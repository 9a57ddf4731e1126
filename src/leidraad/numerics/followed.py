"""Patients followed step by step beside a population table, equal ones together. Estimates nothing.

Patients of one sex, age and day of diagnosis have one expected hazard, so they are one cell with a number; a
million of them by whole years of age and of diagnosis are a few thousand cells.
"""

from collections.abc import Iterator

import msgspec
import numpy as np

from leidraad.numerics.arrays import counted, fixed, not_negative, numbers, refuse, words
from leidraad.numerics.population_table import PopulationTable, check_covers, sex_places


class Exits(msgspec.Struct, frozen=True, eq=False):
    """Who leaves in one step: cell, days spent in that step, how many leave, how many of them by death."""

    cell: np.ndarray
    spent: np.ndarray
    leaving: np.ndarray
    deaths: np.ndarray


class Followed:
    """The cells that still have patients, at the beginning of a step. Changes as the steps go by."""

    def __init__(self, cells: tuple[np.ndarray, ...], patients: np.ndarray, table: PopulationTable) -> None:
        self._sex, self._age, self._first = cells
        self._table = table
        self._ages, self._years = (np.append(starts, np.inf) for starts in (table.age_starts, table.year_starts))
        self.alive = patients
        self.weight, self.hazard = np.ones(patients.size), np.empty(patients.size)
        self._until = np.zeros(patients.size)
        self.move_to(0.0)

    def move_to(self, day: float) -> None:
        """Look up the hazards of `day` after diagnosis; days may only go up."""
        moved = np.flatnonzero(self._until <= day)
        age, first = self._age[moved], self._first[moved]
        older, later = _place(self._ages, age + day), _place(self._years, first + day)
        self.hazard[moved] = self._table.hazard[self._sex[moved], later, older]
        self._until[moved] = np.minimum(self._ages[older + 1] - age, self._years[later + 1] - first)

    def keep(self, which: np.ndarray) -> None:
        """Forget the cells that are not `which`."""
        for name in ("alive", "weight", "hazard", "_age", "_first", "_sex", "_until"):
            setattr(self, name, getattr(self, name)[which])


def _place(starts: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (np.searchsorted(starts, values, side="right") - 1).clip(0, starts.size - 2)


class Patients(msgspec.Struct, frozen=True, eq=False):
    """Rows of equal patients: days followed (at least 1), how many, how many of them died, and who they are."""

    days: np.ndarray
    number: np.ndarray
    deaths: np.ndarray
    age_days: np.ndarray
    sex: np.ndarray
    diagnosed: np.ndarray


def patients_of(
    days: object, died: object, age_days: object, sex: object, diagnosed: object, number: object = 1
) -> Patients:
    """Check one row a patient, or `number` equal patients a row.

    `days` of follow-up (less than 1 counts as 1), `died` (1 or 0), age at diagnosis in days of life, sex as the
    population table names it, and the day of diagnosis (dates, or days since 1970-01-01). Raises UserInputError, by
    row, for what is missing, negative, or not of that kind.
    """
    days = np.maximum(not_negative("days of follow-up", days), 1)
    died, number = counted("died", died, days), counted("number", number, days)
    refuse("died", died > 1, "not_a_truth", "is neither 0 nor 1", "give 1 for a death and 0 for alive")
    age_days = not_negative("age", age_days, days)
    diagnosed = numbers("day of diagnosis", _day_numbers(diagnosed), days)
    sex = words("sex", sex, days)
    return Patients(*map(fixed, (days, number, number * died, age_days, sex, diagnosed)))


def _day_numbers(dates: object) -> object:
    dates = np.asarray(dates)
    if dates.dtype.kind != "M":
        return dates
    refuse("day of diagnosis", np.atleast_1d(np.isnat(dates)), "not_a_number", "is missing", "leave such rows out")
    return dates.astype("datetime64[D]").astype(float)


class People(msgspec.Struct, frozen=True, eq=False):
    """All patients as rows in the order in which they leave, and the distinct cells that they are in."""

    days: np.ndarray
    deaths: np.ndarray
    number: np.ndarray
    cell: np.ndarray
    cells: tuple[np.ndarray, ...]


def people(patients: Patients, table: PopulationTable, until: float) -> People:
    """Put equal patients together. Raises UserInputError where the table does not cover them until that day."""
    days, first, age_days = patients.days, patients.diagnosed, patients.age_days
    places = sex_places(table, patients.sex)
    check_covers(table, age_days, first, first + np.minimum(days, until))
    order = np.lexsort((days, first, age_days, places))
    columns = [column[order] for column in (places, age_days, first)]
    new = np.append(True, np.any([column[1:] != column[:-1] for column in columns], axis=0))[: days.size]
    cell = np.cumsum(new) - 1
    by_day = np.argsort(days[order], kind="stable")
    rows = (column[order][by_day] for column in (days, patients.deaths, patients.number))
    return People(*rows, cell=cell[by_day], cells=tuple(column[new] for column in columns))


def steps(everyone: People, table: PopulationTable, ends: np.ndarray, at: float) -> Iterator[tuple[Followed, Exits]]:
    """Go from one end to the next while anyone is left, with the hazards at the share `at` of each step (0 to 1)."""
    left = np.bincount(everyone.cell, weights=everyone.number, minlength=everyone.cells[0].size)
    followed, cell = Followed(everyone.cells, left, table), everyone.cell.copy()
    bounds = np.searchsorted(everyone.days, ends, side="right")
    begin, since = 0.0, 0
    for end, until in zip(ends, bounds, strict=True):
        if since == everyone.days.size:
            return
        followed.move_to(begin + at * (end - begin))
        out = slice(since, until)
        yield followed, Exits(cell[out], everyone.days[out] - begin, everyone.number[out], everyone.deaths[out])
        np.subtract.at(followed.alive, cell[out], everyone.number[out])
        begin, since = end, until
        held = followed.alive > 0
        if held.sum() < 0.7 * held.size:
            followed.keep(held)
            cell[until:] = (np.cumsum(held) - 1)[cell[until:]]
