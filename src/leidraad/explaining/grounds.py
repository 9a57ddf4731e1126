"""Which given facts decide a status: a set that suffices and of which none can be dropped."""

from collections.abc import Callable, Iterable, Mapping

from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation, Outcome, exceptions_by_target
from leidraad.explaining.inputs import inputs_of
from leidraad.model import expressions as model
from leidraad.model.content import Content, Exclude, Item, Rule


class Grounds:
    """Finds grounds by blanking facts and asking the reference engine again."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._exceptions = exceptions_by_target(content)
        self._given_inputs: dict[str, tuple[str, ...]] = {}

    def because(self, outcome: Outcome, patient: Patient) -> tuple[str, ...]:
        """Return the items that decide the status; empty for an undetermined rule."""
        if outcome.status == "undetermined":
            return ()
        if outcome.excluded_by:
            return self.exclude_because(outcome.excluded_by, patient)
        return tuple(self._shrink(self._relevant(outcome, patient), outcome, patient))

    def also_met(self, outcome: Outcome, because: tuple[str, ...], patient: Patient) -> tuple[str, ...]:
        """Return given items that are no part of `because` but would decide the same together with others."""
        if outcome.status in ("undetermined", "not_applicable"):
            return ()
        relevant = self._relevant(outcome, patient)
        others = [item for item in relevant if item not in because]
        return tuple(x for x in others if x in self._shrink([x, *(i for i in relevant if i != x)], outcome, patient))

    def exclude_because(self, exclude: Exclude, patient: Patient) -> tuple[str, ...]:
        """Return the items that decide that a guideline does not speak for this patient."""
        reads = [i for i in given_inputs([exclude.condition], patient.items) if i in patient.given]
        return tuple(shrink(reads, lambda kept: evaluate(exclude.condition, _only(kept, patient)) is True))

    def _shrink(self, items: list[str], outcome: Outcome, patient: Patient) -> list[str]:
        return shrink(items, lambda kept: self._status(outcome.rule, _only(kept, patient)) == outcome.status)

    def _status(self, rule: Rule, patient: Patient) -> str:
        return Evaluation(self._content, patient).outcome(rule).status

    def _relevant(self, outcome: Outcome, patient: Patient) -> list[str]:
        return [item for item in self._reads(outcome.rule, patient.items) if item in patient.given]

    def _reads(self, rule: Rule, items: Mapping[str, Item]) -> tuple[str, ...]:
        if rule.id not in self._given_inputs:
            self._given_inputs[rule.id] = given_inputs(self._expressions(rule), items)
        return self._given_inputs[rule.id]

    def _expressions(self, rule: Rule) -> list[model.Expression]:
        own = [rule.truth, *(e for e in (rule.gate, rule.done) if e is not None)]
        return own + [e for x in self._exceptions.get(rule.id, ()) for e in self._expressions(x)]


def shrink(items: list[str], holds: Callable[[list[str]], bool]) -> list[str]:
    """Drop items from the back for as long as `holds` is true of what is left."""
    kept, dropped = list(items), True
    while dropped:
        dropped = False
        for item in reversed(kept.copy()):
            fewer = [i for i in kept if i != item]
            if holds(fewer):
                kept, dropped = fewer, True
    return kept


def _only(items: list[str], patient: Patient) -> Patient:
    return Patient(patient.items, {i: patient.given[i] for i in items}, patient.today)


def given_inputs(expressions: Iterable[model.Expression], items: Mapping[str, Item]) -> tuple[str, ...]:
    """Return the items a user can give that matter to the expressions: what they read, and what implies that."""
    read = tuple(dict.fromkeys(name for e in expressions for name in inputs_of(e, items)))
    implying = (n for n, item in items.items() if any(set(v.implies) & set(read) for v in item.values.values()))
    return tuple(dict.fromkeys((*implying, *read)))
