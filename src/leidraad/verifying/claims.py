"""What comes of every claim: proved, refuted with an example patient, or declared with a finding. Writes no words."""

from collections.abc import Iterable, Iterator

import z3

from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import both, no
from leidraad.model.content import Content, Declared, Rule
from leidraad.verifying.cases import CASE_DAY
from leidraad.verifying.questions import Asker, Question, questions
from leidraad.verifying.results import Result
from leidraad.verifying.shown import Shown
from leidraad.verifying.witness import Prover, Refuted, Undecided


def claims_of(prover: Prover) -> Iterator[Result]:
    """Yield what comes of every decision point, exclusive set and claim of the content, in the order of the files."""
    court = Court(prover)
    for question in questions(prover.symbols.content.claims):
        yield from court.results(question)


class Court:
    """The questions of one content, put to one prover."""

    def __init__(self, prover: Prover) -> None:
        self._prover = prover
        self._asker = Asker(prover.symbols)
        self._shown = Shown(prover.symbols.content)
        self._guidelines = _guidelines(prover.symbols.content)

    def results(self, question: Question) -> Iterator[Result]:
        """Yield what comes of a question: for all but whom it is declared, and then for each declaration."""
        refuting = self._asker.refuting(question)
        undeclared = both(refuting, *(no(self._asker.declared(d)) for d in question.declared))
        found = self._prover.find(undeclared, lambda patient: self._shown.refutes(question, patient))
        yield self._result(question, found, refuting)
        for declared in question.declared:
            yield self._declared(question, declared, refuting)

    def _declared(self, question: Question, declared: Declared, refuting: z3.BoolRef) -> Result:
        condition = self._asker.declared(declared)
        found = self._prover.find(both(refuting, condition), lambda patient: self._shows(question, declared, patient))
        result = self._result(question, found, refuting, declared)
        if result.shows not in (None, declared.kind):
            return self._outdated(question, declared, f"declared as a {declared.kind}, but it is a {result.shows}")
        return result

    def _shows(self, question: Question, declared: Declared, patient) -> bool:
        return self._shown.refutes(question, patient) and self._shown.declared(declared, patient)

    def _result(self, question: Question, found, refuting: z3.BoolRef, declared: Declared | None = None) -> Result:
        match found:
            case Refuted():
                verdict = "declared" if declared else "refuted"
                shows = self._gap_or_silence(question, found, refuting)
                return self._made(question, verdict, declared, found, shows)
            case Undecided():
                return self._made(question, "undecided", declared, hint=found.why)
        if declared:
            return self._outdated(question, declared, "no patient shows it any more: take the declaration away")
        return self._made(question, "proved")

    def _outdated(self, question: Question, declared: Declared, why: str) -> Result:
        return self._made(question, "outdated", declared, hint=why)

    def _gap_or_silence(self, question: Question, found: Refuted, refuting: z3.BoolRef) -> str | None:
        """Return gap when it stays unanswered once all is known that the answers name, else silence."""
        if question.asks != "answered":
            return None
        inputs = self._prover.symbols.inputs
        given = (inputs[name].equals(fact) for name, fact in found.witness.items())
        known = self._asker.leaves_known(question.of)
        return "gap" if self._prover.possible(both(refuting, known, *given)) else "silence"

    def _made(
        self,
        question: Question,
        verdict: str,
        declared: Declared | None = None,
        found: Refuted | None = None,
        shows: str | None = None,
        hint: str | None = None,
    ) -> Result:
        of = (question.guideline,) if question.guideline else ()
        return Result(
            kind=question.asks, about=(question.name,), guidelines=of or self._of_rules(question.rules),
            verdict=verdict, span=declared.span if declared else question.of.span, title=question.title,
            witness=found.witness if found else None, fewest=found.fewest if found else True,
            findings=(declared.finding,) if declared else (), hint=hint, shows=shows,
            rules=question.rules,
        )  # fmt: skip

    def _of_rules(self, rules: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._guidelines[rule] for rule in rules))


def concerning(rule: Rule, asked: Iterable[Question]) -> list[Question]:
    """Return the questions that a change of this rule could change: they name it, or what it is an exception to."""
    touched = {rule.id, *rule.overrides}
    return [question for question in asked if touched & set(question.rules)]


def comes_out_otherwise(content: Content, asked: Iterable[Question]) -> bool:
    """Return whether, of a content, a question is refuted outside its declarations, or not within one of them."""
    prover = Prover(Symbols(content, CASE_DAY))
    asker = Asker(prover.symbols)
    return any(_otherwise(prover, asker, question) for question in asked)


def _otherwise(prover: Prover, asker: Asker, question: Question) -> bool:
    refuting = asker.refuting(question)
    declared = [asker.declared(d) for d in question.declared]
    if prover.possible(both(refuting, *(no(condition) for condition in declared))):
        return True
    return any(prover.possible(both(refuting, condition)) is False for condition in declared)


def _guidelines(content: Content) -> dict[str, str]:
    return {rule.id: guideline.id for guideline in content.guidelines for rule in guideline.rules}
