"""Panels of incidence in standard populations, from counts by age and the inhabitants of each year. Reads no file."""

from collections.abc import Mapping, Sequence

from leidraad.model.content import Item, Wording
from leidraad.numerics.rates import rate_interval
from leidraad.numerics.standardised import STANDARDS, standardised_rate
from leidraad.records.population_file import FIVE, OLDEST, SEXES, Inhabitants
from leidraad.registry.counted import Counted, Made
from leidraad.registry.groups import group, ordered_keys
from leidraad.registry.hospitals import PERIOD, range_of
from leidraad.registry.people import Key
from leidraad.registry.population.given import check_years
from leidraad.registry.results import Ends, StandardisedRate
from leidraad.registry.suppression import cover
from leidraad.registry.words import FEW_CASES, with_words

AGE, SEX = "age_years", "sex"
PER = 100_000
# From so many cases on: with fewer a rate is uncertain by more than a quarter, and could tell who is how old.
LEAST_CASES = 16
DIGITS = 2  # finer ones would tell ages too
_GROUPS = OLDEST // FIVE + 1


def standardised_incidence(counted: Counted, inhabitants: Inhabitants) -> Made:
    """Return the rates of each group and period, of those whose age and period are known.

    Where a group is a sex, its inhabitants are those of that sex. Raise UserInputError for a year without inhabitants.
    """
    cases = _by_age(counted)
    keys = ordered_keys(counted.by, cases)
    sizes = [sum(cases[key]) for key in keys]
    hidden = cover(sizes, counted.least)
    rates = tuple(
        _rate(counted.by, key, cases[key], inhabitants, n in hidden.hidden) for n, key in enumerate(keys)
    )  # fmt: skip
    return {"standardised_rates": rates, "population": sum(sizes) if hidden.safe else None}


def _by_age(counted: Counted) -> dict[tuple[Key, ...], list[int]]:
    """Return the number of patients in each age group, of each group and period that can be said."""
    places = [counted.keys.index(item.name) for item in counted.by]
    age, period = counted.keys.index(AGE), counted.keys.index(PERIOD)
    sex = counted.keys.index(SEX) if SEX in [item.name for item in counted.by] else None
    found: dict[tuple[Key, ...], list[int]] = {}
    for key, count in counted.tally.items():
        if key[age] is None or range_of(key[period]) is None or (sex is not None and key[sex] not in SEXES):
            continue
        row = found.setdefault(tuple(key[place] for place in places), [0] * _GROUPS)
        row[min(int(key[age]), OLDEST) // FIVE] += count
    return found


def _rate(
    by: Sequence[Item], key: tuple[Key, ...], cases: Sequence[int], inhabitants: Inhabitants, hidden: bool
) -> StandardisedRate:
    if hidden:
        return StandardisedRate(group(by, key, None), None, None, None, {}, hidden=True)
    named = {item.name: value for item, value in zip(by, key, strict=True)}
    person_years = _person_years(inhabitants, named)
    size, total = sum(cases), sum(person_years)
    (low,), (high,) = rate_interval([size], [total])
    crude = _ends(size / total * PER, low * PER, high * PER)
    few = size < LEAST_CASES
    why_not: Wording | None = with_words(FEW_CASES, str(LEAST_CASES)) if few else None
    standardised = {} if few else {name: _standardised(cases, person_years, weights)
                                   for name, weights in STANDARDS.items()}  # fmt: skip
    return StandardisedRate(group(by, key, size), size, round(total), crude, standardised, why_not)


def _person_years(inhabitants: Inhabitants, named: Mapping[str, Key]) -> list[float]:
    """Return the person-years of each age group over a period, of one sex where the group is one."""
    years, sexes = range_of(named[PERIOD]), [named[SEX]] if SEX in named else SEXES
    check_years(inhabitants, years)
    known = inhabitants.person_years
    return [sum(known[sex, year, age] for sex in sexes for year in years) for age in range(_GROUPS)]


def _standardised(cases: Sequence[int], person_years: Sequence[float], weights: Sequence[float]) -> Ends:
    found = standardised_rate(cases, person_years, weights, per=PER)
    return _ends(found.rate, found.low, found.high)


def _ends(rate: float, low: float, high: float) -> Ends:
    return Ends(*(round(float(number), DIGITS) for number in (rate, low, high)))
