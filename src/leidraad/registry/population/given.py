"""What a panel needs to know of the population at large, and what is said where it was not given. Reads no file."""

import msgspec

from leidraad.diagnostics import wrong
from leidraad.model.content import Wording
from leidraad.numerics.population_table import PopulationTable
from leidraad.records.population_file import Inhabitants
from leidraad.registry.words import needs

LIFE_TABLE, INHABITANTS = "--life-table", "--inhabitants"
# The option of the report that gives what a kind of panel needs.
NEEDED = {
    "net_survival": LIFE_TABLE, "standardised_survival": LIFE_TABLE, "standardised_incidence": INHABITANTS,
}  # fmt: skip


class Population(msgspec.Struct, frozen=True):
    """Mortality and number of inhabitants, as far as the user gave them."""

    life_table: PopulationTable | None = None
    inhabitants: Inhabitants | None = None

    def lacks(self, kind: str) -> str | None:
        """Return the option that a kind of panel needs and that was not given."""
        given = {LIFE_TABLE: self.life_table, INHABITANTS: self.inhabitants}
        option = NEEDED.get(kind)
        return option if option is not None and given[option] is None else None


def wanted(option: str) -> Wording:
    """Say that a panel needs a file."""
    return needs(option, option == LIFE_TABLE)


def check_years(population: Inhabitants, years: range) -> None:
    """Raise UserInputError when patients were counted in a year of which the inhabitants are not known."""
    lacking = [year for year in years if year not in population.years]
    if lacking:
        first, last = population.years[0], population.years[-1]
        text = f"the inhabitants are those of {first} to {last}, and the report counts patients of {lacking[0]}"
        raise wrong("not-in-population", text, None, "add the year, or leave out `--inhabitants`")
