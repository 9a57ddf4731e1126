"""Which given facts decide a status: a set that suffices and of which none can be dropped."""

from collections.abc import Callable, Iterable
from functools import cached_property

from leidraad.engines.reference import Fact, Patient, evaluate, implied_facts
from leidraad.engines.statuses import Evaluation, Exceptions, Outcome
from leidraad.explaining.inputs import Inputs
from leidraad.model import expressions as model
from leidraad.model.content import Content, Exclude, Rule

Holds = Callable[[list[str]], bool]


class Grounds:
    """Finds grounds for one patient by blanking facts and asking the reference engine again."""

    def __init__(self, content: Content, patient: Patient, inputs: Inputs, exceptions: Exceptions) -> None:
        self._content = content
        self._patient = patient
        self._inputs = inputs
        self._exceptions = exceptions
        self._memory: dict[tuple, Fact] = {}
        self._evaluations: dict[frozenset[str], Evaluation] = {}

    def because(self, outcome: Outcome) -> tuple[str, ...]:
        """Return the items that decide the status; empty for an undetermined rule."""
        if outcome.status == "undetermined":
            return ()
        if outcome.excluded_by:
            return self.exclude_because(outcome.excluded_by)
        holds = self._same_status(outcome)
        deciding = self._given(self._deciding(outcome))
        return tuple(shrink(deciding if holds(deciding) else self._sufficient(outcome.rule, holds), holds))

    def also_met(self, outcome: Outcome, because: tuple[str, ...]) -> tuple[str, ...]:
        """Return given items that are no part of `because` but would decide the same together with others."""
        if outcome.status in ("undetermined", "not_applicable"):
            return ()
        holds = self._same_status(outcome)
        given = self._sufficient(outcome.rule, holds)
        if not any(holds([i for i in given if i != item]) for item in because):
            return ()  # Every ground is needed, so there is no second way to the same status.
        others = [item for item in given if item not in because]
        return tuple(x for x in others if x in shrink([x, *(i for i in given if i != x)], holds))

    def exclude_because(self, exclude: Exclude) -> tuple[str, ...]:
        """Return the items that decide that a guideline does not speak for this patient."""
        given = self._given([exclude.condition])
        return tuple(shrink(given, lambda kept: evaluate(exclude.condition, self._only(kept).patient) is True))

    def _same_status(self, outcome: Outcome) -> Holds:
        def holds(kept: list[str]) -> bool:
            return self._only(kept).outcome(outcome.rule).status == outcome.status

        return holds

    def _only(self, items: list[str]) -> Evaluation:
        """Return the evaluation of the patient with these facts alone; many rules ask for the same few."""
        key = frozenset(items)
        if key not in self._evaluations:
            facts = {item: self._patient.given[item] for item in items}
            blanked = _Blanked(self._patient, facts, self._inputs, self._memory)
            self._evaluations[key] = Evaluation(self._content, blanked, self._exceptions)
        return self._evaluations[key]

    def _given(self, expressions: Iterable[model.Expression]) -> list[str]:
        reads = dict.fromkeys(name for e in expressions for name in self._inputs.given_for(e))
        return [item for item in reads if item in self._patient.given]

    def _sufficient(self, rule: Rule, holds: Holds) -> list[str]:
        """Return the given items that the conditions read; those of the excludes too where they keep the rule in.

        They do where an exclude asks, by way of a derived item, whether something is known.
        """
        rules = with_exceptions(rule, self._exceptions)
        parts = (part for r in rules for part in (r.truth, r.gate, r.done) if part is not None)
        given = self._given(conditions := list(parts))
        if holds(given):
            return given
        speaking = {r.guideline for r in rules if not r.boundary}
        guidelines = [g for g in self._content.guidelines if g.id in speaking]
        return self._given([*conditions, *(e.condition for g in guidelines for e in g.excludes)])

    def _deciding(self, outcome: Outcome) -> list[model.Expression]:
        """Return the parts of the rule's conditions that a reader would point at."""
        rule = outcome.rule
        conditions = [rule.truth]
        if outcome.status == "overridden":
            conditions += [x.truth for x in self._exceptions[rule.id] if x.id in outcome.overridden_by]
        elif outcome.status == "done":
            conditions.append(rule.done)
        elif outcome.status == "applies" and rule.gate is not None:
            conditions.append(rule.gate)
        return [part for condition in conditions for part in deciding_parts(condition, self._patient)]


def with_exceptions(rule: Rule, exceptions: Exceptions) -> list[Rule]:
    """Return a rule, its exceptions, theirs, and so on."""
    return [rule, *(r for x in exceptions.get(rule.id, ()) for r in with_exceptions(x, exceptions))]


def deciding_parts(node: model.Expression, patient: Patient) -> list[model.Expression]:
    """Return parts that make a condition what it is: all of an `and` that holds, one of an `or` that holds."""
    value = evaluate(node, patient)
    match node:
        case model.And(operands=parts) | model.Or(operands=parts):
            decisive = isinstance(node, model.Or)
            if value is decisive:
                parts = [next(part for part in parts if evaluate(part, patient) is decisive)]
            return [deciding for part in parts for deciding in deciding_parts(part, patient)]
        case model.Not(operand=part):
            return deciding_parts(part, patient)
    return [node]


def shrink(items: list[str], holds: Holds) -> list[str]:
    """Drop items from the back for as long as `holds` is true of what is left."""
    kept, dropped = list(items), True
    while dropped:
        dropped = False
        for item in reversed(kept.copy()):
            fewer = [i for i in kept if i != item]
            if holds(fewer):
                kept, dropped = fewer, True
    return kept


class _Blanked(Patient):
    """The patient with fewer facts. Remembers derived values between patients that agree on what they read."""

    def __init__(self, patient: Patient, facts: dict[str, Fact], inputs: Inputs, memory: dict[tuple, Fact]) -> None:
        super().__init__(patient.items, facts, patient.today)
        self._inputs = inputs
        self._memory = memory

    @cached_property
    def implied(self) -> dict[str, Fact]:
        """Return the same as for any patient, but look only at items that can imply something."""
        return implied_facts(self._inputs.implying, self.given)

    def derived(self, name: str) -> Fact:
        key = (name, *map(self.given.get, self._inputs.given_for_item(name)))
        if key not in self._memory:
            self._memory[key] = super().derived(name)
        return self._memory[key]
