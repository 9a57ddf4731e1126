"""`because` against brute force, on random small contents: it suffices, and none of it can be dropped."""

import collections

import pytest
from generative.contents import RAW, TODAY, contents, described, patients, small_content, small_rule, with_derived
from generative.settled import settled
from hypothesis import given, note
from hypothesis import strategies as st

from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation, Outcome, exceptions_by_target
from leidraad.explaining.grounds import Grounds
from leidraad.explaining.inputs import Inputs
from leidraad.model.content import STATUSES, Content


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


@settled(250)
@given(cases())
def test_because(case):
    """Blanking every other given item keeps the status; dropping one named item more changes it."""
    note(described(*case))
    check(*case)


def check(content: Content, patient: Patient) -> None:
    """Demand that the grounds of every rule suffice, and that none of them can be dropped."""
    for outcome in Evaluation(content, patient).outcomes():
        because = grounds(content, patient).because(outcome)
        if outcome.status == "undetermined" or outcome.excluded_by:
            assert outcome.excluded_by or because == ()
            continue
        assert status(content, outcome, only(patient, because)) == outcome.status
        for name in because:
            fewer = [kept for kept in because if kept != name]
            assert status(content, outcome, only(patient, fewer)) != outcome.status


@settled(100)
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


@settled(100)
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


HARD = {
    "a fact keeps the patient within the guideline": ("kind is null", "a = true", "known = true"),
    "a fact keeps an exception away": ("count is null", "a = true", "b = true and known = true"),
    "what is not known makes a rule false": ("a is not null", "known = true", "b = true"),
    "a later branch decides": ("case when a then null when b then true else false end", "known = true", "a = true"),
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("a", [True, False, None])
def test_hard_ones(name, a):
    """Shapes that chance seldom makes: a derivation, a rule, and an exclude that is an exception's condition too."""
    derivation, when, exclude = HARD[name]
    items = with_derived(RAW, "known", "boolean", derivation)
    rules = (small_rule("r0", when, items), small_rule("r1", exclude, items, overrides=("r0",)))
    for content in (small_content(items, rules), small_content(items, rules[:1], exclude)):
        check(content, Patient(items, {"a": a, "b": True, "kind": "x", "count": 3}, TODAY))
