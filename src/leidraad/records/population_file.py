"""The user's files about a population: its mortality (a life table) and its inhabitants. Computes no statistic.

Both are CSV or Parquet with the columns `sex`, `age` and `year`. An age or a year is a whole number, a group such as
`5-9`, or, for the last one, `85+`. Every mistake is named with its line.
"""

import math
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.numerics.population_table import PopulationTable, population_table
from leidraad.reading.text_file import readable
from leidraad.records.table import check_width, lines
from leidraad.records.table_file import PARQUET

KEYS = ("sex", "age", "year")
RATE, PROBABILITY, INHABITANTS = "rate", "probability", "inhabitants"
SEXES = ("female", "male")
FIVE, OLDEST = 5, 85  # the standard populations have groups of five years, the last 85 and over
SHOWN = 5  # mistakes
# Outside these a table is in another unit: before age 90 nowhere everyone dies within a year (deaths per 1,000 would
# say so), and from then on nowhere fewer than one in a hundred does (deaths a day would).
OLD, MOST_RATE, MOST_OLD_RATE, LEAST_OLD_RATE = 90, 1.0, 20.0, 0.01
MOST_PEOPLE = 1e10
_RANGE = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4})|(\+))?")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?")


class Group(NamedTuple):
    """Ages or years from the first to the last one; without a last one it goes on."""

    first: int
    last: int | None

    def __str__(self) -> str:
        if self.last is None:
            return f"{self.first}+"
        return f"{self.first}" if self.last == self.first else f"{self.first}-{self.last}"


class Inhabitants(msgspec.Struct, frozen=True):
    """Person-years by sex, calendar year and age group of five years, the last of 85 and over."""

    person_years: dict[tuple[str, int, int], float]

    @property
    def years(self) -> range:
        """Return the calendar years, which follow each other."""
        found = {year for _, year, _ in self.person_years}
        return range(min(found), max(found) + 1)


class _Row(NamedTuple):
    span: Span
    sex: str
    age: Group
    year: Group
    number: float


def read_life_table(path: Path) -> PopulationTable:
    """Read mortality by sex, age and calendar year; raise UserInputError with every mistake of the file.

    The column `rate` has deaths per person-year, or `probability` the chance to die within a year, by single years of
    age. The last age holds for everyone older; the last year for later ones only when it is written `2020+`.
    """
    measure, rows = _read(path, (RATE, PROBABILITY), _mortality)
    _check_grid(rows, Span(str(path)))
    _check_unit(rows)
    columns = zip(*(cell for row in rows for cell in _cells(row, measure)), strict=True)
    keeps = any(row.year.last is None for row in rows)
    return population_table(*columns, per="year", keeps_last_year=keeps)


def read_inhabitants(path: Path) -> Inhabitants:
    """Read the mean number of inhabitants by sex, age and single calendar year; raise UserInputError as above."""
    _, rows = _read(path, (INHABITANTS,), _counted)
    _check_grid(rows, Span(str(path)))
    _check_ages(rows)
    found: dict[tuple[str, int, int], float] = {}
    for row in rows:
        key = (row.sex, row.year.first, min(row.age.first, OLDEST) // FIVE)
        found[key] = found.get(key, 0) + row.number
    _check_peopled(found, Span(str(path)))
    return Inhabitants(found)


def _cells(row: _Row, measure: str) -> Iterator[tuple[str, int, int, float]]:
    """Return a row for each single age and year of a group."""
    hazard = row.number if measure == RATE else -math.log1p(-row.number)
    for year in range(row.year.first, (row.year.last or row.year.first) + 1):
        for age in range(row.age.first, (row.age.last or row.age.first) + 1):
            yield row.sex, age, year, hazard


def _read(path: Path, measures: tuple[str, ...], check: Callable[["_Row", str], None]) -> tuple[str, list[_Row]]:
    """Return which measure the file has, and its rows."""
    found = _parquet(path) if path.suffix.lower() in PARQUET else _csv(path)
    header = next(found, None)
    if header is None:
        raise wrong("empty-table", "the file is empty", Span(str(path)), f"its columns are {_columns(measures)}")
    measure = _measure(header[1], measures, header[0])
    rows, problems = [], []
    for span, cells in found:
        try:
            row = _row(dict(zip(header[1], cells, strict=True)), measure, span)
            check(row, measure)
            rows.append(row)
        except UserInputError as error:
            problems += error.diagnostics
    if problems:
        raise _few(problems, Span(str(path)))
    if not rows:
        hint = "the first line names the columns; then a line for each sex, age and year"
        raise wrong("empty-table", "the file has no rows", Span(str(path)), hint)
    return measure, rows


def _csv(path: Path) -> Iterator[tuple[Span, list[str]]]:
    header: list[str] | None = None
    for line, cells in lines(path):
        span = Span(str(path), line)
        if header is None:
            header = cells
            if len(header) == 1 and ";" in header[0]:
                raise wrong("malformed-table", "the columns are separated by `;`", span, "save the file with commas")
        check_width(cells, header, span)
        yield span, cells


def _parquet(path: Path) -> Iterator[tuple[Span, list[str]]]:
    with readable(path):
        path.open("rb").close()
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        raise wrong("malformed-table", f"`{path}` is no Parquet file", None, "save the file anew") from None
    yield Span(str(path)), table.column_names
    columns = [column.to_pylist() for column in table.columns]
    for number, cells in enumerate(zip(*columns, strict=True), 1):
        yield Span(str(path), number), [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _columns(measures: tuple[str, ...]) -> str:
    return f"`sex`, `age`, `year` and {' or '.join(f'`{name}`' for name in measures)}"


def _measure(header: list[str], measures: tuple[str, ...], span: Span) -> str:
    """Return the column of the measure; raise UserInputError unless the columns are those of the form."""
    known = (*KEYS, *measures)
    problems = [
        Diagnostic("duplicate-column", f"the column `{name}` stands in the file twice", span, "keep one of them")
        for name in dict.fromkeys(header) if header.count(name) > 1
    ]  # fmt: skip
    problems += [
        Diagnostic("unknown-column", f"the column `{name}` says nothing here", span,
                   nearest(name, known) or f"the columns are {_columns(measures)}; leave out the others")
        for name in header if name not in known
    ]  # fmt: skip
    problems += [
        Diagnostic("missing-column", f"the column `{name}` is missing", span, f"the columns are {_columns(measures)}")
        for name in KEYS if name not in header
    ]  # fmt: skip
    found = [name for name in measures if name in header]
    if len(found) > 1:
        problems.append(
            Diagnostic("two-measures", "a rate and a probability stand in one file", span, "keep one of them")
        )
    if not found:
        text = f"the column {' or '.join(f'`{name}`' for name in measures)} is missing"
        problems.append(Diagnostic("missing-column", text, span, f"the columns are {_columns(measures)}"))
    if problems:
        raise UserInputError(problems)
    return found[0]


def _row(cells: dict[str, str], measure: str, span: Span) -> _Row:
    problems: list[Diagnostic] = []

    def tried(read: Callable, name: str):
        try:
            return read(cells[name], name, span)
        except UserInputError as error:
            problems.extend(error.diagnostics)

    found = (tried(_sex, "sex"), tried(_group, "age"), tried(_group, "year"), tried(_number, measure))
    if problems:
        raise UserInputError(problems)
    return _Row(span, *found)


def _sex(text: str, name: str, span: Span) -> str:
    if text not in SEXES:
        hint = nearest(text, SEXES) or "write `female` or `male`"
        raise wrong("unknown-value", f"`{name}` has no value `{text}`", span, hint)
    return text


def _group(text: str, name: str, span: Span) -> Group:
    match = _RANGE.fullmatch(text)
    first, last, on = match.groups() if match else (None, None, None)
    if first is None or (last is not None and int(last) < int(first)):
        hint = "write a whole number, a group such as `5-9`, or `85+` for the last"
        raise wrong("wrong-type", f"`{name}`: `{text}` is no {name}", span, hint)
    low, high = (0, 130) if name == "age" else (1800, 2200)
    if not low <= int(first) <= high or (last is not None and int(last) > high):
        raise wrong("out-of-range", f"`{name}`: `{text}` is outside {low} to {high}", span, f"check the {name}")
    return Group(int(first), None if on else int(last or first))


def _number(text: str, name: str, span: Span) -> float:
    if not text:
        raise wrong("wrong-type", f"the cell `{name}` is empty", span, "every line has its number")
    if not _NUMBER.fullmatch(text):
        code, hint = "wrong-type", "write a number, such as 0.0123"
        if re.fullmatch(r"[0-9]+,[0-9]+", text):
            hint = "write a point for the comma"
        if re.fullmatch(rf"-{_NUMBER.pattern}", text):
            code, hint = "negative", "a number of people or of deaths is at least 0"
        raise wrong(code, f"`{name}`: `{text}` is {'negative' if code == 'negative' else 'no number'}", span, hint)
    return float(text)


def _mortality(row: _Row, measure: str) -> None:
    """Refuse what no population has, and a probability of more than a year."""
    if measure == RATE and row.number > (MOST_RATE if row.age.first < OLD else MOST_OLD_RATE):
        hint = "give deaths per person-year; divide what is given per 1,000 or 100,000"
        raise wrong("out-of-range", f"`rate`: {row.number:g} deaths per person-year cannot be", row.span, hint)
    if measure == PROBABILITY and row.number >= 1:
        hint = "leave that age out: the age before it then holds for everyone older"
        text = f"`probability`: {row.number:g} at age {row.age} says nothing of how long people live"
        raise wrong("out-of-range", text, row.span, hint)
    if measure == PROBABILITY and row.age.last not in (None, row.age.first):
        hint = "give single years of age, or the column `rate`: deaths per person-year"
        raise wrong("wrong-type", f"`age`: a probability of the group {row.age} is not one of a year", row.span, hint)


def _counted(row: _Row, _: str) -> None:
    if row.year.last != row.year.first:
        hint = "give a line for each year; numbers of more years cannot be told apart"
        raise wrong("wrong-type", f"`year`: `{row.year}` is not a single year", row.span, hint)
    if row.number > MOST_PEOPLE:
        hint = "give the number of inhabitants of one sex and age"
        raise wrong("out-of-range", f"`inhabitants`: {row.number:g} are more than there are", row.span, hint)


def _check_grid(rows: list[_Row], whole: Span) -> None:
    """Raise UserInputError unless each sex, age and year stands there once, with no gap between."""
    first: dict[tuple, _Row] = {}
    problems = []
    for row in rows:
        key = (row.sex, row.age, row.year)
        if key in first:
            text = f"{row.sex}, age {row.age}, year {row.year} also stands in line {first[key].span.line}"
            problems.append(Diagnostic("given-twice", text, row.span, "keep one of them"))
        first.setdefault(key, row)
    ages, years = (sorted({getattr(row, name) for row in rows}, key=_order) for name in ("age", "year"))
    problems += [*_breaks("age", ages, whole), *_breaks("year", years, whole)]
    lacking = [(sex, age, year) for sex in SEXES for year in years for age in ages if (sex, age, year) not in first]
    if lacking and not problems:
        sex, age, year = lacking[0]
        more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        text = f"there is no line for {sex}, age {age}, year {year}{more}"
        problems.append(Diagnostic("incomplete", text, whole, "both sexes need every age in every year"))
    if problems:
        raise _few(problems, whole)


def _order(group: Group) -> tuple[int, float]:
    return group.first, math.inf if group.last is None else group.last


def _breaks(name: str, groups: list[Group], whole: Span) -> Iterator[Diagnostic]:
    for before, after in pairwise(groups):
        if before.last is None or after.first <= before.last:
            text = f"the {name}s {before} and {after} overlap"
            yield Diagnostic("overlap", text, whole, "let every group begin where the one before it ends")
        elif after.first > before.last + 1:
            between = Group(before.last + 1, after.first - 1)
            text = f"the {name}s {before} and {after} have nothing between them"
            yield Diagnostic(
                "gap", text, whole, f"add {between}, or write groups, such as `5-9`, if each holds for more"
            )


def _check_unit(rows: list[_Row]) -> None:
    """Refuse rates that can only be a day: among the oldest at least one in a hundred dies each year."""
    oldest = max(rows, key=lambda row: row.age.first)
    if oldest.age.first >= OLD and oldest.number < LEAST_OLD_RATE:
        hint = "give deaths per person-year; multiply what is given a day by 365.241"
        text = f"`rate`: {oldest.number:g} at age {oldest.age} is far too low for a year"
        raise wrong("out-of-range", text, oldest.span, hint)


def _check_ages(rows: list[_Row]) -> None:
    """Raise UserInputError unless ages can be put together to groups of five years, from 0 to 85 and over."""
    youngest, oldest = min(row.age.first for row in rows), max(rows, key=lambda row: row.age.first)
    whole = Span(oldest.span.file)
    if youngest > 0:
        raise wrong("gap", f"the ages begin at {youngest}", whole, "add the younger ages: the standards begin at 0")
    if oldest.age.last is not None or oldest.age.first < OLDEST:
        hint = f"let the last age be open: `{OLDEST}+`, or an older one with a plus"
        raise wrong("gap", f"the last age is {oldest.age}", whole, hint)
    for row in rows:
        last = row.age.first if row.age.last is None else row.age.last
        if min(row.age.first, OLDEST) // FIVE != min(last, OLDEST) // FIVE:
            hint = "give single years, or groups such as `0-4`, `5-9` and at last `85+`"
            raise wrong("wrong-type", f"`age`: {row.age} lies in two groups of five years", row.span, hint)


def _check_peopled(found: dict[tuple[str, int, int], float], whole: Span) -> None:
    for (sex, year, group), number in found.items():
        if not number > 0:
            first = group * FIVE
            ages = f"{first}+" if first == OLDEST else f"{first}-{first + FIVE - 1}"
            text = f"nobody lives there: {sex}, age {ages}, year {year}"
            raise wrong("no-inhabitants", text, whole, "a rate needs inhabitants in every age group")


def _few(problems: list[Diagnostic], whole: Span) -> UserInputError:
    """Return the error with the first mistakes; a file in another form has one in every line."""
    more = len(problems) - SHOWN
    if more > 0:
        said = Diagnostic("more-mistakes", f"there are {more} more mistakes", whole, "mend these first, and try again")
        problems = [*problems[:SHOWN], said]
    return UserInputError(problems)
