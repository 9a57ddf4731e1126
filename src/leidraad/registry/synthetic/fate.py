"""What became of the patients of the synthetic registry: survival by group, class and period, up to the closing day."""

import numpy as np

from leidraad.registry.synthetic.draws import Ints, between, places
from leidraad.registry.synthetic.margins import CLASSES, PERIODS, Survival
from leidraad.registry.synthetic.tumours import YES, People

# Years after diagnosis between which the share alive lies on a line.
YEARS = (0.0, 1.0, 3.0, 5.0, 12.0, 40.0)
FIRST_YEAR = 0.5  # of the deaths of the first three years: assumed
LATER = 0.75  # of those alive at five years, alive at twelve: assumed
# What makes somebody die early, where chance counts for 1: age, by its fourth power, and metastases. All assumed.
OLD = 80  # years, at which age counts for 1
METASTASES = 0.6
DAYS = 365.25


def diagnosed_on(people: People) -> Ints:
    """Return the day of diagnosis."""
    start = np.array([np.datetime64(f"{year}-01-01") for year in range(1900, 2101)])
    return start[people.year - 1900] + people.day.astype("timedelta64[D]")


def followed(people: People) -> tuple[Ints, Ints]:
    """Return for how many days each patient was followed, and whether that ended in death."""
    dead = np.array([_dead_by(_curve(group.survival, name), at) for group in people.types.groups
                     for name in CLASSES for at in range(PERIODS)])  # fmt: skip
    parts = ((people.period, PERIODS), (people.of_class, len(CLASSES)), (people.group, len(people.types.groups)))
    cell = people.cells(*parts)
    # The older, and those with metastases, die earlier than others of their group.
    old = np.square(np.square(people.age / OLD))
    place = 1 - places(people.rng, cell, old + METASTASES * (people.metastasis == YES))
    table = cell % len(dead)
    years = between(place, table, np.tile(YEARS, (len(dead), 1)), dead)
    days = np.maximum(np.floor(years * DAYS).astype(int), 1)
    until = (np.datetime64(people.margins.closed_on) - diagnosed_on(people)).astype(int)
    return np.minimum(days, until), (days <= until).astype(int)


def _curve(found: dict[str, Survival], name: str) -> Survival:
    return found["low"] if name == "not_applicable" else found[name]


def _dead_by(curve: Survival, period: int) -> list[float]:
    """Return the shares that have died by each of YEARS."""
    three, five = 1 - curve.years3.at[period] / 100, 1 - curve.years5.at[period] / 100
    return [0.0, FIRST_YEAR * three, three, five, 1 - (1 - five) * LATER, 1.0]
