"""Random patients over a dictionary, near the values that its rules can tell apart. Seeded; every fact is valid.

A patient may begin as another one (a worked case) of whom a few facts are changed, so that every status comes about.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from random import Random

import msgspec

from leidraad.engines.reference import Fact, Patient
from leidraad.exchange.cql import items_read
from leidraad.model.content import Content, Item
from leidraad.model.expressions import Expression
from leidraad.model.telling import telling_values

CONDITIONS = ("truth", "gate", "done", "breach")
# How much is known of a patient who is not made from another.
DENSITIES = (0.03, 0.2, 0.5, 0.8, 0.97)
TEXTS = ("", "x", "y", "it's", 'a "b"\\', "é\n")
LONG_AGO = 4000  # days


class Start(msgspec.Struct, frozen=True):
    """A patient to begin with, and the items that matter to the rules asked about."""

    facts: Mapping[str, Fact]
    items: tuple[str, ...]


def conditions_of(content: Content) -> list[Expression]:
    """Return every condition of every rule and guideline, and every derivation."""
    rules = [rule for guideline in content.guidelines for rule in guideline.rules]
    found = [e.condition for g in content.guidelines for e in g.excludes]
    found += [node for rule in rules for name in CONDITIONS if (node := getattr(rule, name)) is not None]
    return found + [item.derivation for item in content.items.values() if item.derivation is not None]


def starts(content: Content, known: Iterable[tuple[Mapping[str, Fact], Iterable[str]]]) -> list[Start]:
    """Return patients to begin with, from facts and the ids of the rules that they are about."""
    rules = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}
    read: dict[str, tuple[str, ...]] = {}
    for name, rule in rules.items():
        parts = [node for part in CONDITIONS if (node := getattr(rule, part)) is not None]
        read[name] = tuple(items_read(content, parts))
    return [Start(facts, tuple(dict.fromkeys(item for name in names for item in read[name]))) for facts, names in known]


class People:
    """An endless supply of patients for one content, drawn with a generator of one's own.

    `begin_with` holds groups of patients to begin with; each group has its turn as often as the others.
    """

    def __init__(self, content: Content, today: datetime.date, begin_with: Sequence[Sequence[Start]] = ()) -> None:
        self._items = content.items
        self._today = today
        self._starts = begin_with
        telling = telling_values(content.items, conditions_of(content), content.items)
        self._telling = {name: [v for v in telling[name] if _is_valid(v, item)] for name, item in content.items.items()}

    def facts(self, rng: Random) -> dict[str, Fact]:
        """Return the facts of one more patient; a derived item may be stated where its parts leave it open."""
        return self._without_contradictions(self.unchecked(rng))

    def unchecked(self, rng: Random) -> dict[str, Fact]:
        """Return facts of which some may deny what is stated of a derived item."""
        found = self._changed(rng) if self._starts and rng.random() < 0.7 else self._fresh(rng)
        # In any order: it must not matter.
        return {name: found[name] for name in rng.sample(sorted(found), len(found))}

    def _changed(self, rng: Random) -> dict[str, Fact]:
        start = rng.choice(rng.choice(self._starts))
        found = dict(start.facts)
        for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
            name = rng.choice(start.items or tuple(self._items))
            if rng.random() < 0.35:
                found.pop(name, None)
            else:
                found[name] = self.value(name, rng)
        return found

    def _fresh(self, rng: Random) -> dict[str, Fact]:
        density = rng.choice(DENSITIES)
        likely = {name: density * (0.3 if item.derivation is not None else 1) for name, item in self._items.items()}
        return {name: self.value(name, rng) for name in self._items if rng.random() < likely[name]}

    def value(self, name: str, rng: Random) -> Fact:
        """Return some valid value of an item: mostly one that a rule can tell from others."""
        item, telling = self._items[name], self._telling[name]
        if rng.random() < 0.75 and telling and item.type != "date":
            return rng.choice(telling)
        return _any_value(item, self._today, rng)

    def _without_contradictions(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """Drop what was stated of a derived item and what its parts deny, until nothing is denied."""
        denied = contradicted(Patient(self._items, facts, self._today))
        while denied:
            facts = {name: value for name, value in facts.items() if name not in denied}
            denied = contradicted(Patient(self._items, facts, self._today))
        return facts


def contradicted(patient: Patient) -> list[str]:
    """Return the stated derived items that their parts deny, as the dictionary has them; none that can be set."""
    return [
        name
        for name, item in patient.items.items()
        if name in patient.given
        and item.derivation is not None
        and not item.settable
        and patient.derived(name) not in (None, patient.given[name])
    ]


def _is_valid(value: Fact, item: Item) -> bool:
    """Return whether an item can have a value that some test tells apart: half a count and a nameless member cannot."""
    match item.type:
        case "integer":
            return value == int(value)
        case "set":
            return value <= item.values.keys()
    return True


def _any_value(item: Item, today: datetime.date, rng: Random) -> Fact:
    match item.type:
        case "boolean":
            return rng.random() < 0.5
        case "choice":
            return rng.choice(list(item.values))
        case "set":
            return frozenset(rng.sample(list(item.values), rng.randint(0, min(3, len(item.values)))))
        case "integer":
            return int(_within(item, rng))
        case "decimal":
            return round(Decimal(_within(item, rng)), rng.choice((0, 1, 8)))
        case "date":
            return today - datetime.timedelta(rng.choice((0, 1, 365, 366, rng.randint(0, LONG_AGO))))
    return rng.choice(TEXTS)


def _within(item: Item, rng: Random) -> float:
    low = -1000 if item.low is None else float(item.low)
    return rng.uniform(low, low + 2000 if item.high is None else float(item.high))
