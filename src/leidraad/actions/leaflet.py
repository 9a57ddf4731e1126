"""The leaflet for one patient: from a case file to its paragraphs."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from leidraad.actions.advise import refuse_contradictions
from leidraad.engines.reference import Patient
from leidraad.explaining.leaflet import LeafletShown
from leidraad.explaining.leaflet import leaflet as from_patient
from leidraad.model.content import Content
from leidraad.records.read import read_facts


def leaflet(
    content: Content,
    case: Path,
    today: datetime.date,
    given: Mapping[str, str],
    mapping: str | None = None,
    row: str | None = None,
) -> LeafletShown:
    """Return the leaflet for the patient in a file; raise UserInputError when the input is wrong."""
    patient = Patient(content.items, read_facts(case, content.items, today, mapping, row), today)
    refuse_contradictions(patient)
    return from_patient(content, patient, given)
