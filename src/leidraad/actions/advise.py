"""Advice for one patient: from a case file, a row of a table or a FHIR bundle, to the advice object."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from leidraad.diagnostics import Diagnostic, UserInputError
from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.advice import Advice
from leidraad.explaining.from_evaluation import Explainer
from leidraad.model.content import Content
from leidraad.records.facts import shown
from leidraad.records.read import read_facts


def advise(
    content: Content, case: Path, today: datetime.date, mapping: str | None = None, row: str | None = None
) -> Advice:
    """Return the advice for the patient in a file; raise UserInputError when the input is wrong."""
    facts = read_facts(case, content.items, today, mapping, row)
    return advise_on(content, facts, today)


def advise_on(content: Content, facts: Mapping[str, Fact], today: datetime.date) -> Advice:
    """Return the advice for typed facts."""
    patient = Patient(content.items, facts, today)
    refuse_contradictions(patient)
    return Explainer(content).advice(patient)


def refuse_contradictions(patient: Patient) -> None:
    """Raise UserInputError when a derived item was given and its parts say otherwise."""
    found = []
    for name, stated in patient.given.items():
        item = patient.items[name]
        if item.derivation is None or item.settable:
            continue
        derived = patient.derived(name)
        if derived is not None and derived != stated:
            message = f"`{name}` is given as {shown(stated)}, but the other facts make it {shown(derived)}"
            found.append(Diagnostic("contradiction", message, None, f"leave `{name}` out, or correct the facts"))
    if found:
        raise UserInputError(found)
