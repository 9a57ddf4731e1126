"""What the reference engine says of a question for one patient: it judges every example that a solver finds."""

from itertools import combinations

from leidraad.engines.reference import evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.model.content import Claim, Content, Decision, Declared, Exclusive, Selection
from leidraad.model.expressions import Expression
from leidraad.verifying.questions import DUE, STANDING, Question

QUANTIFIERS = {"some": any, "every": all, "none": lambda held: not any(held)}


class Shown:
    """Whether a patient refutes a question."""

    def __init__(self, content: Content) -> None:
        self._rules = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}

    def refutes(self, question: Question, patient: Evaluation) -> bool:
        """Return whether a patient, one of the guideline's own if it belongs to one, refutes what is asked."""
        if question.guideline and patient.exclude(question.guideline):
            return False
        match question.of:
            case Decision() as decision:
                refuted = self._unanswered if question.asks == "answered" else self._answered_twice
                return evaluate(decision.scope, patient.patient) is True and refuted(decision, patient)
            case Exclusive() as exclusive:
                return self._together(list(exclusive.members.values()), DUE, patient)
            case Claim() as claim:
                given = all(self.holds(part, patient) for part in claim.whenever)
                return given and not all(self.holds(part, patient) for part in claim.then)

    def holds(self, clause: Expression | Selection, patient: Evaluation) -> bool:
        """Return whether a clause of a claim is known to hold."""
        if not isinstance(clause, Selection):
            return evaluate(clause, patient.patient) is True
        return QUANTIFIERS[clause.quantifier](self._has(rule, clause.statuses, patient) for rule in clause.rules)

    def declared(self, declared: Declared, patient: Evaluation) -> bool:
        """Return whether something is declared not to hold for this patient."""
        return declared.condition is None or evaluate(declared.condition, patient.patient) is True

    def _has(self, rule: str, statuses: tuple[str, ...], patient: Evaluation) -> bool:
        return patient.outcome(self._rules[rule]).status in statuses

    def _unanswered(self, decision: Decision, patient: Evaluation) -> bool:
        return all(self._has(rule, ("not_applicable",), patient) for rule in decision.rules)

    def _answered_twice(self, decision: Decision, patient: Evaluation) -> bool:
        return self._together([(rule,) for rule in decision.rules], STANDING, patient)

    def _together(self, members: list[tuple[str, ...]], statuses: tuple[str, ...], patient: Evaluation) -> bool:
        held = [any(self._has(rule, statuses, patient) for rule in member) for member in members]
        return any(one and other for one, other in combinations(held, 2))
