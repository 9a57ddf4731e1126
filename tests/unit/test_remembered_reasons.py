"""What is remembered of one patient never shows in the advice on another."""

import datetime
from pathlib import Path

import pytest

from leidraad.actions.load_content import load_content
from leidraad.engines.reference import Patient
from leidraad.explaining import rule_reasons
from leidraad.explaining.from_evaluation import Explainer
from leidraad.records.read import read_facts

TODAY = datetime.date(2026, 11, 20)
CASES = Path(__file__).parents[2] / "examples" / "cases"
ENDED = TODAY - datetime.timedelta(30)
PATIENTS = ("thigh-sarcoma", "thigh-swelling")
OTHERWISE = {"age_years": 81, "site": "hand", "tumour_origin": "bone", "histology": "osteosarcoma_nos"}


@pytest.fixture(scope="module")
def content():
    return load_content(only=("wdt", "iknl"))


@pytest.fixture(scope="module")
def alike(content):
    """Patients that differ in one fact, or in the day alone: what a rule does not read is the same in all of them."""
    found = []
    for name in PATIENTS:
        facts = read_facts(CASES / f"{name}.json", content.items, TODAY)
        changed = [{**facts, item: None} for item in facts]
        changed += [{**facts, item: value} for item, value in OTHERWISE.items()]
        found += [Patient(content.items, each, TODAY) for each in (facts, *changed)]
        ended = {**facts, "resection_done": True, "treatment_end_date": ENDED}
        found += [Patient(content.items, ended, day) for day in (TODAY, TODAY.replace(year=2046))]
    return found


@pytest.fixture(scope="module")
def alone(content, alike):
    """The advice on each, by an explainer that has seen nobody else."""
    return [Explainer(content).advice(patient) for patient in alike]


@pytest.mark.parametrize("most", [100_000, 40])
def test_the_advice_is_that_of_an_explainer_that_saw_nobody_else(content, alike, alone, monkeypatch, most):
    monkeypatch.setattr(rule_reasons, "MOST_REMEMBERED", most)
    explainer = Explainer(content)
    for _ in range(2):
        assert [explainer.advice(patient) for patient in alike] == alone
    assert [explainer.advice(patient) for patient in reversed(alike)] == alone[::-1]
    assert len({str(advice.advice) for advice in alone}) > len(alike) / 2
