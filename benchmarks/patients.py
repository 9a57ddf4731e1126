"""The patients that the benchmark uses: the example cases and a few rows of the example table."""

import datetime
from pathlib import Path

import msgspec

from leidraad.engines.reference import Patient
from leidraad.model.content import Content
from leidraad.records.read import read_facts

EXAMPLES = Path(__file__).parent.parent / "examples"
CASES = ("thigh-sarcoma", "thigh-swelling")
ROWS = ("TCGA-3B-A9HI", "TCGA-3B-A9HJ", "TCGA-3B-A9HQ", "TCGA-IF-A4AJ", "TCGA-DX-A3LT")


class BenchPatient(msgspec.Struct):
    id: str
    facts: Patient


def read_patients(content: Content, today: datetime.date) -> list[BenchPatient]:
    """Return the patients, the one that is timed first."""
    found = {name: read_facts(case_file(name), content.items, today) for name in CASES}
    table = EXAMPLES / "tcga-sarc" / "patients.csv"
    found |= {row: read_facts(table, content.items, today, "tcga-sarc", row) for row in ROWS}
    return [BenchPatient(name, Patient(content.items, facts, today)) for name, facts in found.items()]


def case_file(name: str) -> Path:
    """Return the file of an example case."""
    return EXAMPLES / "cases" / f"{name}.json"
