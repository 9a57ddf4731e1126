"""The panels that compare patients with the population at large: which can be made, and from what. Draws nothing."""

from collections.abc import Callable, Iterable
from functools import cached_property

import ibis.expr.types as ir
import msgspec

from leidraad.model.content import Wording
from leidraad.model.report import Panel
from leidraad.registry.counted import Counted, Made
from leidraad.registry.described import described
from leidraad.registry.groups import items_named
from leidraad.registry.hospitals import PERIOD
from leidraad.registry.people import People, named_by
from leidraad.registry.population.given import LIFE_TABLE, NEEDED, Population, wanted
from leidraad.registry.population.incidence import AGE, standardised_incidence
from leidraad.registry.population.net_survival import STEP, Asked, net_curves, standardised_survival
from leidraad.registry.population.people import FollowedPeople, followed_people
from leidraad.registry.reasons import Reasons
from leidraad.registry.results import PanelResult
from leidraad.registry.suppression import is_small
from leidraad.registry.words import NO_RESULT, TOO_FEW, unknown_of_all

KINDS: dict[str, Callable[[Asked], Made]] = {
    "net_survival": net_curves, "standardised_survival": standardised_survival,
}  # fmt: skip


class BesidePopulation:
    """Makes these panels. `births` has the dates of birth by row; `step` is that of net survival, None for a day."""

    def __init__(
        self, people: People, reasons: Reasons, population: Population, births: ir.Table | None = None,
        step: float | None = STEP,
    ) -> None:  # fmt: skip
        self._people = people
        self._reasons = reasons
        self._population = population
        self._births = births
        self._step = step
        self._least = people.definition.least_count

    def result(self, number: int, panel: Panel) -> PanelResult:
        """Return a panel, or why it is empty."""
        items = self._people.items
        option = self._population.lacks(panel.kind)
        if option is not None:
            return described(panel, items, None, wanted(option), needs=option)
        size, lacking, made = self._incidence(number, panel) if panel.kind not in KINDS else self._survival(panel)
        empty = self._empty(number, panel, size, lacking)
        if empty is not None:
            return described(panel, items, None if is_small(size, self._least) else size, empty)
        found = made()
        told = found.pop("population")
        if not any(found.values()):
            return described(panel, items, told, NO_RESULT)
        return described(panel, items, None if told is None or is_small(told, self._least) else told, None, **found)

    def _empty(self, number: int, panel: Panel, size: int, lacking: Iterable[str]) -> Wording | None:
        """Return why nothing can be said: nobody is in it, too few are, or an item is unknown of all of them."""
        if size == 0:
            among = self._people.chosen(panel.without_step)
            return self._reasons.nobody(self._people.panel_columns[number], among, named_by(panel))
        for name in lacking:
            return self._reasons.unknown((name,)) or unknown_of_all(self._people.items[name].label)
        return TOO_FEW if is_small(size, self._least) else None

    def _survival(self, panel: Panel) -> tuple[int, Iterable[str], Callable[[], Made]]:
        people, by = self._followed, items_named(panel.by, self._people.items)
        # Whether the table covers everybody was looked at when they were read.
        table = msgspec.structs.replace(self._population.life_table, keeps_last_year=True)
        asked = Asked(panel, by, people, table, self._least, self._step)
        return people.sizes[panel.id], people.lacking[panel.id], lambda: KINDS[panel.kind](asked)

    @cached_property
    def _followed(self) -> FollowedPeople:
        every = dict(enumerate(self._people.definition.panels))
        panels = {number: panel for number, panel in every.items() if NEEDED.get(panel.kind) == LIFE_TABLE}
        return followed_people(self._people, panels, self._births, self._population.life_table)

    def _incidence(self, number: int, panel: Panel) -> tuple[int, Iterable[str], Callable[[], Made]]:
        people, keys = self._people, [*panel.by, AGE]
        tally = people.tally(keys, people.within(number, panel))
        size = sum(tally.values())
        lacking = [name for place, name in enumerate(keys)
                   if name in (AGE, PERIOD) and all(key[place] is None for key in tally)]  # fmt: skip
        counted = Counted(keys, tally, items_named(panel.by, people.items), None, people.items, self._least)
        return size, lacking, lambda: standardised_incidence(counted, self._population.inhabitants)
