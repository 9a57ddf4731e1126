"""Those whom net survival is about, as columns: who each is, how long followed, in which panels. Estimates nothing.

Read once for all panels. A million patients differ in their days of follow-up, so they are rows here and no counts.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir
import msgspec
import numpy as np
import pyarrow as pa

from leidraad.diagnostics import wrong
from leidraad.model.content import Item
from leidraad.model.report import Panel
from leidraad.numerics.followed import Patients, patients_of
from leidraad.numerics.population_table import YEAR, PopulationTable
from leidraad.records.columns import ROW
from leidraad.registry.people import Key, People
from leidraad.registry.survival import DAYS, DEAD, STATE, YEARS
from leidraad.registry.survival import YEAR as YEAR_OF_FOLLOW_UP

SEX, AGE, BIRTH, DATE, DATE_YEAR = "sex", "age_years", "birth_date", "incidence_date", "incidence_year"
# What each must be known of, of those who are compared with a population.
READ = (SEX, AGE, DATE_YEAR, DAYS, STATE)
# With more different ages and dates than this, ages are taken in whole years and dates in whole months.
MOST_DIFFERENT = 50_000
UNTIL = YEARS * YEAR_OF_FOLLOW_UP  # days
_MIDSUMMER = 182  # days after the first of January


class FollowedPeople(msgspec.Struct, frozen=True, eq=False):
    """One row a patient: `age` in days at diagnosis, `first` the day of diagnosis (from 1970), followed so many days.

    `codes` has for each item of `values` the place of its value, or -1; `within` who belongs to each panel. `lacking`
    names, for each panel, the items that are unknown of all in it.
    """

    sex: np.ndarray
    age: np.ndarray
    years: np.ndarray
    first: np.ndarray
    days: np.ndarray
    died: np.ndarray
    values: Mapping[str, Sequence[Key]]
    codes: Mapping[str, np.ndarray]
    within: Mapping[str, np.ndarray]
    sizes: Mapping[str, int]
    lacking: Mapping[str, tuple[str, ...]]

    def rows(self, panel: Panel) -> np.ndarray:
        """Return the rows of a panel."""
        return np.flatnonzero(self.within[panel.id])

    def keys(self, panel: Panel, rows: np.ndarray) -> dict[tuple[Key, ...], np.ndarray]:
        """Return the rows of each group of a panel."""
        if not panel.by:
            return {(): rows} if rows.size else {}
        codes = np.stack([self.codes[name][rows] for name in panel.by], axis=1)
        found, place = np.unique(codes, axis=0, return_inverse=True)
        return {
            tuple(self.values[name][code] if code >= 0 else None for name, code in zip(panel.by, key, strict=True)):
            rows[place.ravel() == at]
            for at, key in enumerate(found)
        }  # fmt: skip

    def patients(self, rows: np.ndarray) -> Patients:
        """Return some of them for an estimate."""
        age, first = self.age[rows], self.first[rows]
        if _different(age, first) > MOST_DIFFERENT:
            age = (np.floor(age / YEAR) + 0.5) * YEAR
            first = _month_of(first)
        return patients_of(self.days[rows], self.died[rows], age, self.sex[rows], first)


def _different(age: np.ndarray, first: np.ndarray) -> int:
    return np.unique(age * 100_000 + first).size if age.size > MOST_DIFFERENT else 0


def _month_of(days: np.ndarray) -> np.ndarray:
    """Return the middle of the month of each day."""
    months = days.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(float) + 14


def followed_people(
    people: People, panels: Mapping[int, Panel], births: ir.Table | None, table: PopulationTable
) -> FollowedPeople:
    """Read who is in any of these panels (by their number in the report) and known well enough to be compared.

    `births` has the dates of birth by row, where they were recorded. Raise UserInputError, with the ages or years
    that it lacks, when the life table does not cover them.
    """
    read = _read(people, panels, births)
    column = {name: _worded(people.items.get(name), read.column(name).combine_chunks()) for name in read.column_names}
    known = _known(column)
    ids = {number: f"_in{number}" for number in panels}
    lacking = {panel.id: _lacking(column, column[ids[number]]) for number, panel in panels.items()}
    within = {panel.id: _truths(column[ids[number]])[known] for number, panel in panels.items()}
    split = {name: column[name].filter(pa.array(known)).dictionary_encode() for panel in panels.values()
             for name in panel.by}  # fmt: skip
    first, age = _first_day(column)[known], _age_days(column)[known]
    found = FollowedPeople(
        sex=np.asarray(column[SEX].filter(pa.array(known)).to_pylist(), dtype="U6"),
        age=age, years=_numbers(column[AGE])[known], first=first, days=_numbers(column[DAYS])[known],
        died=(np.asarray(column[STATE].filter(pa.array(known)).to_pylist(), dtype="U5") == DEAD).astype(float),
        values={name: values.dictionary.to_pylist() for name, values in split.items()},
        codes={name: values.indices.fill_null(-1).to_numpy(zero_copy_only=False) for name, values in split.items()},
        within=within, sizes={panel.id: int(_truths(column[ids[number]]).sum()) for number, panel in panels.items()},
        lacking=lacking,
    )  # fmt: skip
    _check_covered(table, found)
    return found


def _read(people: People, panels: Mapping[int, Panel], births: ir.Table | None) -> pa.Table:
    table = people.table
    within = {number: people.within(number, panel) for number, panel in panels.items()}
    split = {name: _value(table[name]) for panel in panels.values() for name in panel.by}
    anywhere = reduce(lambda a, b: a | b, within.values())
    asked = table.filter(anywhere).select(
        ROW, DATE, *READ, **{f"_in{number}": truth for number, truth in within.items()},
        **{name: value for name, value in split.items() if name not in READ},
    )  # fmt: skip
    if births is None:
        return asked.mutate(**{BIRTH: ibis.null("date")}).to_pyarrow()
    other = births.rename(_born=ROW)
    return asked.left_join(other, asked[ROW] == other["_born"]).to_pyarrow()


def _worded(item: Item | None, column: pa.Array) -> pa.Array:
    """Return the values of a choice in the place of their places."""
    return pa.array(list(item.values)).take(column) if item is not None and item.type == "choice" else column


def _value(column: ir.Value) -> ir.Value:
    return column.cast("string").lower() if column.type().is_boolean() else column


def _numbers(column: pa.Array) -> np.ndarray:
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _truths(column: pa.Array) -> np.ndarray:
    return column.fill_null(False).to_numpy(zero_copy_only=False)


def _days(column: pa.Array) -> np.ndarray:
    """Return dates as days from 1970; nan where there is none."""
    return column.cast(pa.date32()).cast(pa.int32()).cast(pa.float64()).to_numpy(zero_copy_only=False)


def _known(column: Mapping[str, pa.Array]) -> np.ndarray:
    known = [~np.isnan(_first_day(column)), ~np.isnan(_age_days(column)), ~np.isnan(_numbers(column[AGE]))]
    return np.logical_and.reduce([*known, *(column[name].is_valid().to_numpy(False) for name in (SEX, DAYS, STATE))])


def _lacking(column: Mapping[str, pa.Array], within: pa.Array) -> tuple[str, ...]:
    inside = within.fill_null(False)
    return tuple(name for name in READ if column[name].filter(inside).null_count == len(column[name].filter(inside)))


def _first_day(column: Mapping[str, pa.Array]) -> np.ndarray:
    """Return the day of diagnosis, or the middle of its year where only that is known."""
    day, year = _days(column[DATE]), _numbers(column[DATE_YEAR])
    known = ~np.isnan(year)
    middle = np.full(year.size, np.nan)
    begins = (year[known].astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    middle[known] = begins.astype(float) + _MIDSUMMER
    return np.where(np.isnan(day), middle, day)


def _age_days(column: Mapping[str, pa.Array]) -> np.ndarray:
    """Return the age at diagnosis: from the dates, or half a year past the last birthday where one is not known."""
    exact = _days(column[DATE]) - _days(column[BIRTH])
    return np.where(exact >= 0, exact, (_numbers(column[AGE]) + 0.5) * YEAR)


def _check_covered(table: PopulationTable, found: FollowedPeople) -> None:
    """Raise UserInputError when the life table does not cover all ages and years."""
    if not found.age.size:
        return
    youngest, earliest = found.age.min() / YEAR, _year(found.first.min())
    latest = _year(np.ceil((found.first + np.minimum(found.days, UNTIL)).max()) - 1)
    if youngest < table.ages[0]:
        text = f"the life table has no ages below {table.ages[0]:g}, and the youngest patient is {int(youngest)}"
        raise wrong("not-in-life-table", text, None, "add the ages, or leave such patients out of the table")
    if earliest < table.years[0]:
        text = f"the life table begins in {table.years[0]:g}, and the first patient was diagnosed in {earliest}"
        raise wrong("not-in-life-table", text, None, "add the years before, or leave such patients out of the table")
    if latest > table.years[-1] and not table.keeps_last_year:
        text = f"the life table ends in {table.years[-1]:g}, and patients were followed into {latest}"
        hint = f"add the years, or write `{table.years[-1]:g}+`, so that this year holds for all later ones"
        raise wrong("not-in-life-table", text, None, hint)


def _year(day: float) -> int:
    return int(str(np.datetime64(int(day), "D").astype("datetime64[Y]")))
