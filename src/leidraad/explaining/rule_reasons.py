"""Why a rule has its status and what could change that, remembered for patients who agree on all that the rule reads.

What is remembered are names of items, kept under the values of those few items: no patient as a whole.
"""

import msgspec

from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Exceptions, Outcome
from leidraad.explaining.advice import Unless
from leidraad.explaining.grounds import Grounds, with_exceptions
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.open_facts import OpenFacts
from leidraad.model import expressions as model
from leidraad.model.content import Content, Rule

MOST_REMEMBERED = 100_000  # rules of patients


class Reasons(msgspec.Struct, frozen=True):
    """What explains the status of one rule, as names of items."""

    because: tuple[str, ...]
    also_met: tuple[str, ...]
    missing: tuple[str, ...]
    waits_for: tuple[str, ...]
    unless: tuple[Unless, ...]


class RuleReasons:
    """Gives the reasons of rules under one content."""

    def __init__(self, content: Content, inputs: Inputs, exceptions: Exceptions) -> None:
        self._excludes = {g.id: [e.condition for e in g.excludes] for g in content.guidelines}
        self._rules = {r.id: r for g in content.guidelines for r in g.rules}
        self._inputs = inputs
        self._exceptions = exceptions
        self._reads: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple, Reasons] = {}

    def of(self, outcome: Outcome, patient: Patient, grounds: Grounds, open_facts: OpenFacts) -> Reasons:
        """Return the reasons of one outcome; `grounds` and `open_facts` are about the same patient."""
        values = map(patient.given.get, self._read_by(outcome.rule))
        key = (outcome.rule.id, patient.today, *values)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known = {}
            found = self._known[key] = self._worked_out(outcome, patient, grounds, open_facts)
        return found

    def _read_by(self, rule: Rule) -> tuple[str, ...]:
        """Return every item a user can give that has a say in the status of a rule, or in that of its exceptions."""
        if rule.id not in self._reads:
            rules = with_exceptions(rule, self._exceptions)
            parts = [part for r in rules for part in (r.truth, r.gate, r.done) if part is not None]
            parts += [condition for name in {r.guideline for r in rules} for condition in self._excludes[name]]
            self._reads[rule.id] = tuple({item: None for part in parts for item in self._inputs.given_for(part)})
        return self._reads[rule.id]

    def _worked_out(self, outcome: Outcome, patient: Patient, grounds: Grounds, open_facts: OpenFacts) -> Reasons:
        because = grounds.because(outcome)
        return Reasons(
            because=because,
            also_met=grounds.also_met(outcome, because),
            missing=open_facts.missing(outcome.rule.truth) if outcome.status == "undetermined" else (),
            waits_for=_waits_for(outcome, patient),
            unless=self._unless(outcome, open_facts),
        )

    def _unless(self, outcome: Outcome, open_facts: OpenFacts) -> tuple[Unless, ...]:
        if outcome.status not in ("applies", "not_yet", "done"):
            return ()
        return tuple(Unless(x, open_facts.missing(self._rules[x].truth)) for x in outcome.unless)


def _waits_for(outcome: Outcome, patient: Patient) -> tuple[str, ...]:
    """Return the items of the gate's conditions that are not known to hold."""
    if outcome.status != "not_yet":
        return ()
    gate = outcome.rule.gate
    parts = gate.operands if isinstance(gate, model.And) else (gate,)
    unmet = (part for part in parts if evaluate(part, patient) is not True)
    return tuple(dict.fromkeys(name for part in unmet for name in model.items_of(part)))
