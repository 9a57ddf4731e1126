"""The panels of a report, each by its kind, from counts. Draws nothing; small counts are left out here."""

from collections.abc import Callable, Iterator, Sequence

from leidraad.model.content import Wording
from leidraad.model.report import Panel
from leidraad.registry.counted import Counted, Made
from leidraad.registry.described import described
from leidraad.registry.groups import items_named
from leidraad.registry.hospitals import HOSPITAL, PERIOD, VOLUME, volume_classes
from leidraad.registry.people import People, Tally, named_by, summed
from leidraad.registry.population.given import NEEDED, Population
from leidraad.registry.population.panels import BesidePopulation
from leidraad.registry.rates import per_hospital, per_year
from leidraad.registry.reasons import Reasons
from leidraad.registry.results import PanelResult
from leidraad.registry.shares import hospital_shares, shares
from leidraad.registry.spread import spread
from leidraad.registry.suppression import is_small
from leidraad.registry.survival import FOLLOW_UP, survival
from leidraad.registry.words import NO_RESULT, TOO_FEW, unknown_of_all

KINDS: dict[str, Callable[[Counted], Made]] = {
    "shares": shares, "per_year": per_year, "spread": spread, "survival": survival,
    "hospital_shares": hospital_shares, "per_hospital": per_hospital,
}  # fmt: skip
# What a kind reads besides `of` and `by`.
ALSO = {"survival": FOLLOW_UP, "per_hospital": (HOSPITAL, PERIOD), "hospital_shares": (HOSPITAL, PERIOD)}
LISTS = ("shares", "rates", "spreads", "curves")


def panels(
    people: People, reasons: Reasons, tell: Callable[[int, int], None], beside: BesidePopulation | None = None
) -> Iterator[PanelResult]:
    """Yield every panel; `tell` hears how far it is. `beside` makes those that compare with the population."""
    every = people.definition.panels
    beside = beside or BesidePopulation(people, reasons, Population())
    for number, panel in enumerate(every):
        tell(number, len(every))
        if panel.kind in NEEDED:
            yield beside.result(number, panel)
        else:
            yield _Maker(people, number, panel, reasons).result()


class _Maker:
    def __init__(self, people: People, number: int, panel: Panel, reasons: Reasons) -> None:
        self._people = people
        self._number = number
        self._panel = panel
        self._reasons = reasons
        self._where = people.within(number, panel)
        self._least = people.definition.least_count

    def result(self) -> PanelResult:
        """Return the panel, or why it is empty."""
        panel, items = self._panel, self._people.items
        keys = self._keys()
        tally = self._tally(keys)
        population = sum(tally.values())
        by, of = items_named(panel.by, items), items[panel.of] if panel.of else None
        empty = self._empty(keys, tally, population)
        made = {} if empty else KINDS[panel.kind](Counted(keys, tally, by, of, items, self._least))
        if not empty and not any(made.get(name) for name in LISTS):
            empty = NO_RESULT
        told = made.pop("population", population)
        return described(panel, items, None if is_small(population, self._least) else told, empty, **made)

    def _keys(self) -> list[str]:
        """Return by what a panel is counted, each once: its groups first, then what it says of each."""
        panel = self._panel
        return list(dict.fromkeys([*panel.by, *([panel.of] if panel.of else []), *ALSO.get(panel.kind, ())]))

    def _tally(self, keys: Sequence[str]) -> Tally:
        """Return the counts by these items; a volume class is that of the hospital within this population."""
        if VOLUME not in keys:
            return self._people.tally(keys, self._where)
        wanted = list(dict.fromkeys([*(key for key in keys if key != VOLUME), HOSPITAL, PERIOD]))
        found = self._people.tally(wanted, self._where)
        at = (wanted.index(HOSPITAL), wanted.index(PERIOD))
        classes = volume_classes(summed(found, at), self._people.items)
        tally: Tally = {}
        for key, count in found.items():
            values = dict(zip(wanted, key, strict=True)) | {VOLUME: classes.get((key[at[0]], key[at[1]]))}
            place = tuple(values[name] for name in keys)
            tally[place] = tally.get(place, 0) + count
        return tally

    def _empty(self, keys: Sequence[str], tally: Tally, population: int) -> Wording | None:
        """Return why nothing can be said: nobody is in it, too few are, or an item is unknown of all of them."""
        if population == 0:
            among = self._people.chosen(self._panel.without_step)
            return self._reasons.nobody(self._people.panel_columns[self._number], among, named_by(self._panel))
        for place, name in enumerate(keys):
            if all(key[place] is None for key in tally):
                parts = (HOSPITAL, PERIOD) if name == VOLUME else (name,)
                return self._reasons.unknown(parts) or unknown_of_all(self._people.items[name].label)
        return TOO_FEW if is_small(population, self._least) else None
