"""The patients that the benchmark uses: the example cases and a few rows of the example table."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from leidraad.engines.reference import Patient
from leidraad.model.content import Content, Item
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


def another(patient: BenchPatient, number: int, items: Mapping[str, Item]) -> Patient:
    """Return this patient with another age and another size for each number up to 2,989: no two are the same."""
    changed = {"age_years": 20 + number % 61, "size_cm": Decimal(number % 49 + 2) / 2}
    return Patient(items, {**patient.facts.given, **changed}, patient.facts.today)


def case_file(name: str) -> Path:
    """Return the file of an example case."""
    return EXAMPLES / "cases" / f"{name}.json"
