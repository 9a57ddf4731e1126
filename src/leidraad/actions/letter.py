"""A letter about one patient: from a case file to what belongs on it."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from leidraad.actions.advise import advise_on
from leidraad.engines.reference import Fact
from leidraad.explaining.completeness import completeness
from leidraad.explaining.letter import REQUESTED, Letter
from leidraad.explaining.letter import letter as from_advice
from leidraad.model.content import Content
from leidraad.records.read import read_facts

SCANS = ("mri", "whole_body_mri")


def letter(
    content: Content,
    case: Path,
    today: datetime.date,
    kind: str,
    mapping: str | None = None,
    row: str | None = None,
) -> Letter:
    """Return the letter of this kind for the patient in a file; raise UserInputError when the input is wrong."""
    facts = read_facts(case, content.items, today, mapping, row)
    advice = advise_on(content, with_request(facts, content) if kind == "mri" else facts, today)
    return from_advice(kind, advice, completeness(advice, content.items), content.items)


def with_request(facts: Mapping[str, Fact], content: Content) -> dict[str, Fact]:
    """Return the facts with the MRI as the test now asked for: that is what whoever wants this letter says."""
    if REQUESTED not in content.items or facts.get(REQUESTED) in SCANS:
        return dict(facts)
    return {**facts, REQUESTED: SCANS[0]}
