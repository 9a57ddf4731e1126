"""The same properties on many more examples, and every real patient: `make test-long`."""

import datetime
from pathlib import Path

import pytest
from generative.settled import settled
from generative.test_because import cases, check
from generative.test_missing import by_brute_force, questions
from hypothesis import given

from leidraad.actions.load_content import load_content
from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.open_facts import OpenFacts
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows

pytestmark = pytest.mark.long
PATIENTS = Path(__file__).parents[2] / "examples/tcga-sarc/patients.csv"
TODAY = datetime.date(2026, 1, 1)


@settled(4000)
@given(questions())
def test_missing_at_length(question):
    """No item is named that cannot change the condition, and none is left out that can."""
    condition, patient = question
    assert set(OpenFacts(patient).missing(condition)) == by_brute_force(condition, patient)


@settled(3000)
@given(cases())
def test_because_at_length(case):
    """Grounds suffice, and none of them can be dropped."""
    check(*case)


def test_every_real_patient_gets_an_advice_whose_grounds_suffice():
    """All patients of TCGA-SARC: blanking every item that is not a ground keeps the status."""
    content = load_content()
    explainer = Explainer(content)
    rules = {rule.id: rule for g in content.guidelines for rule in g.rules}
    for facts in facts_of_all_rows(PATIENTS, read_mapping("tcga-sarc"), content.items).values():
        patient = Patient(content.items, facts, TODAY)
        for shown in explainer.advice(patient).advice:
            if shown.status != "undetermined":
                kept = {ground.item: patient.given[ground.item] for ground in shown.because}
                blanked = Evaluation(content, Patient(content.items, kept, TODAY))
                assert blanked.outcome(rules[shown.id]).status == shown.status
