"""What the defines of an exported library must come out as, by the reference engine."""

from decimal import Decimal

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.model.content import Content


class Expected:
    """The value of any define for one patient."""

    def __init__(self, content: Content, patient: Patient) -> None:
        self._patient = patient
        self._evaluation = Evaluation(content, patient)
        self._rules = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}
        self._guidelines = {guideline.id: guideline for guideline in content.guidelines}

    def value(self, define: str) -> Fact:
        """Return the value of a define, by its name: `value of X`, `G exclude 1`, `G excluded` or of a rule."""
        if define.startswith("value of "):
            return self._patient.value(define.removeprefix("value of "))
        name, _, part = define.partition(" ")
        return self._of_a_guideline(name, part) if name in self._guidelines else self._of_a_rule(name, part)

    def _of_a_guideline(self, name: str, part: str) -> Fact:
        if part == "excluded":
            return self._evaluation.exclude(name) is not None
        number = int(part.removeprefix("exclude "))
        return evaluate(self._guidelines[name].excludes[number - 1].condition, self._patient)

    def _of_a_rule(self, name: str, part: str) -> Fact:
        rule = self._rules[name]
        outcome = self._evaluation.outcome(rule)
        match part:
            case "status":
                return outcome.status
            case "excluded":
                return outcome.excluded_by is not None
            case "overridden":
                return bool(outcome.overridden_by)
        return evaluate(getattr(rule, part), self._patient)


def agrees(ours: Fact, theirs: object) -> bool:
    """Return whether a value from outside, as JSON has it, is the same; 7 and 7.0 are, true and 1 are not."""
    match ours:
        case None:
            return theirs is None
        case frozenset():
            return isinstance(theirs, list) and sorted(ours) == sorted(set(theirs))
        case bool() | str():
            return type(theirs) is type(ours) and theirs == ours
        case int() | Decimal():
            return type(theirs) in (int, float) and float(ours) == theirs
    return theirs == ours.isoformat()
