"""Compare truth values of other engines with those of the reference engine. Must not time anything."""

from collections.abc import Iterator

import msgspec
from patients import BenchPatient
from peers import Answer
from rules import all_rules

from leidraad.engines.reference import evaluate
from leidraad.explaining.inputs import Inputs
from leidraad.model import expressions as model
from leidraad.model.content import Content

Truth = bool | None


class Difference(msgspec.Struct):
    rule: str
    patient: str
    ours: Truth
    theirs: Truth
    reason: str


class Agreement(msgspec.Struct):
    """How many pairs of a rule and a patient there were, how many could be compared, and where they differ."""

    pairs: int
    compared: int
    differences: list[Difference]


def agreement(content: Content, patients: list[BenchPatient], answer: Answer, *, only_known: bool) -> Agreement:
    """Compare every rule for every patient; `only_known` leaves out rules that read an unknown item themselves."""
    rules, inputs = all_rules(content), Inputs(content.items)
    result = Agreement(pairs=len(rules) * len(patients), compared=0, differences=[])
    for patient in patients:
        for rule in rules:
            if rule.id in answer.left_out or (only_known and any(_unknown(model.items_of(rule.truth), patient))):
                continue
            result.compared += 1
            ours, theirs = evaluate(rule.truth, patient.facts), answer.values[patient.id][rule.id]
            if ours is not theirs:
                reason = _reason(inputs.read_by(rule.truth), patient)
                result.differences.append(Difference(rule.id, patient.id, ours, theirs, reason))
    return result


def _unknown(names: tuple[str, ...], patient: BenchPatient) -> Iterator[str]:
    return (name for name in names if patient.facts.value(name) is None)


def _reason(names: tuple[str, ...], patient: BenchPatient) -> str:
    unknown = ", ".join(_unknown(names, patient))
    return f"reads what is unknown: {unknown}" if unknown else "all that it reads is known: look into this one"
