"""`because` against brute force, on random small contents: it suffices, and none of it can be dropped."""

import collections

from generative.contents import TODAY, contents, described, patients
from generative.settled import settled
from hypothesis import given, note
from hypothesis import strategies as st

from leidraad.engines.reference import Patient
from leidraad.engines.statuses import STATUSES, Evaluation, Outcome, exceptions_by_target
from leidraad.explaining.grounds import Grounds
from leidraad.explaining.inputs import Inputs
from leidraad.model.content import Content


@st.composite
def cases(draw):
    """Draw a content and a patient."""
    content = draw(contents(implying=True))
    return content, draw(patients(content.items, stated=True))


def grounds(content: Content, patient: Patient) -> Grounds:
    """Return what finds the grounds of this patient."""
    return Grounds(content, patient, Inputs(content.items), exceptions_by_target(content))


def only(patient: Patient, names) -> Patient:
    """Return the patient with every other given item blanked."""
    return Patient(patient.items, {name: patient.given[name] for name in names}, TODAY)


def status(content: Content, outcome: Outcome, patient: Patient) -> str:
    """Return the status of the same rule for another patient."""
    return Evaluation(content, patient).outcome(outcome.rule).status


@settled(400)
@given(cases())
def test_because(case):
    """Blanking every other given item keeps the status; dropping one named item more changes it."""
    content, patient = case
    note(described(content, patient))
    for outcome in Evaluation(content, patient).outcomes():
        because = grounds(content, patient).because(outcome)
        if outcome.status == "undetermined" or outcome.excluded_by:
            assert outcome.excluded_by or because == ()
            continue
        assert status(content, outcome, only(patient, because)) == outcome.status
        for name in because:
            fewer = [kept for kept in because if kept != name]
            assert status(content, outcome, only(patient, fewer)) != outcome.status


@settled(200)
@given(cases())
def test_because_of_an_exclude(case):
    """For an excluded patient the grounds keep the guideline excluded, and none of them can be dropped."""
    content, patient = case
    note(described(content, patient))
    exclude = Evaluation(content, patient).exclude("g")
    if exclude is None:
        return
    because = grounds(content, patient).exclude_because(exclude)
    assert Evaluation(content, only(patient, because)).exclude("g") is not None
    for name in because:
        fewer = [kept for kept in because if kept != name]
        assert Evaluation(content, only(patient, fewer)).exclude("g") is None


@settled(200)
@given(cases())
def test_also_met(case):
    """What is also met is given, and is no part of `because`."""
    content, patient = case
    note(described(content, patient))
    for outcome in Evaluation(content, patient).outcomes():
        because = grounds(content, patient).because(outcome)
        also = grounds(content, patient).also_met(outcome, because)
        assert set(also) <= patient.given.keys() - set(because)


def test_the_generator_reaches_every_status():
    """All six statuses turn up, and excluded patients."""
    seen: collections.Counter = collections.Counter()

    @settled(300)
    @given(cases())
    def look(case):
        for outcome in Evaluation(*case).outcomes():
            seen[outcome.status] += 1
            seen["excluded"] += outcome.excluded_by is not None

    look()
    assert not [name for name in (*STATUSES, "excluded") if not seen[name]]
