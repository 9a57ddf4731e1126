"""Two editions as one question to the solver: the same patient under both. Proves nothing by itself.

Items that both editions know share their variables; what one edition alone knows is unknown to the other. A patient
must be one whom both dictionaries accept.
"""

import datetime
from collections.abc import Callable, Collection, Mapping

import msgspec
import z3

from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.inputs import Input
from leidraad.engines.symbolic.terms import both
from leidraad.model.content import Content, Item
from leidraad.verifying.witness import Prover

ShowsBoth = Callable[[Evaluation, Evaluation], bool]


class Editions:
    """Both editions over one patient: what a prover needs of `Symbols`."""

    def __init__(self, old: Content, new: Content, today: datetime.date) -> None:
        shared = agreeing(old.items, new.items)
        self.old = Symbols(msgspec.structs.replace(old, items=old.items | shared), today)
        self.new = Symbols(msgspec.structs.replace(new, items=new.items | shared), today)
        self.content = self.new.content
        self.today = today
        self.inputs: dict[str, Input] = self.old.inputs | self.new.inputs

    def valid(self, names: Collection[str] | None = None) -> z3.BoolRef:
        """Return what both dictionaries demand of a patient."""
        return both(self.old.valid(names), self.new.valid(names))

    def facts(self, model: z3.ModelRef) -> dict[str, Fact]:
        """Return the patient of a model of the solver."""
        return self.old.facts(model) | self.new.facts(model)


def agreeing(old: Mapping[str, Item], new: Mapping[str, Item]) -> dict[str, Item]:
    """Return the items that both know, with the values and the range that both allow; derivations stay apart."""
    return {name: _agreeing(old[name], new[name]) for name in old.keys() & new.keys() if _same_input(old, new, name)}


def of_another_type(old: Mapping[str, Item], new: Mapping[str, Item]) -> frozenset[str]:
    """Return the items that changed their type: no patient can be put to both editions."""
    return frozenset(name for name in old.keys() & new.keys() if old[name].type != new[name].type)


def _same_input(old: Mapping[str, Item], new: Mapping[str, Item], name: str) -> bool:
    return old[name].type == new[name].type and old[name].derivation is None and new[name].derivation is None


def _agreeing(old: Item, new: Item) -> Item:
    values = {name: value for name, value in new.values.items() if name in old.values}
    low = max((bound for bound in (old.low, new.low) if bound is not None), default=None)
    high = min((bound for bound in (old.high, new.high) if bound is not None), default=None)
    return msgspec.structs.replace(new, values=values, low=low, high=high)


class EditionsProver(Prover):
    """A prover whose example patients are replayed by the reference engine under both editions."""

    def __init__(self, editions: Editions) -> None:
        super().__init__(editions)
        self._editions = editions

    def replay(self, facts: Mapping[str, Fact], shows: ShowsBoth) -> None:
        """Raise an error, which is our own fault, when the editions do not differ as was claimed."""
        editions = (self._editions.old, self._editions.new)
        if not shows(*(self.under(edition.content, facts) for edition in editions)):
            raise AssertionError("the reference engine does not show what the solver found")

    def under(self, content: Content, facts: Mapping[str, Fact]) -> Evaluation:
        """Return what the reference engine says of a patient under one edition."""
        known = {name: fact for name, fact in facts.items() if name in content.items}
        return Evaluation(content, Patient(content.items, known, self._editions.today))
