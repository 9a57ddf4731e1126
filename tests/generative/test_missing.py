"""`missing` against brute force: it names exactly the unknown raw items that can still change a rule.

An unknown raw item is named when some filling of the unknown raw items (with values, or left unknown) gives the
condition another value once that item alone is blanked again. An item that the condition names and that has a value
is settled (DESIGN.md), also where it is derived: brute force states it.
"""

import pytest
from generative.contents import LEAVES, RAW, TODAY, conditions, dictionaries, facts_of, fillings, patients, with_derived
from generative.settled import settled
from hypothesis import given, note
from hypothesis import strategies as st

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.engines.reference import Patient, evaluate
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.open_facts import OpenFacts
from leidraad.language.from_model import to_cql
from leidraad.language.from_text import parse
from leidraad.model.expressions import items_of


@st.composite
def questions(draw):
    """Draw a condition over a small dictionary, and a patient for whom it is null."""
    items = draw(dictionaries())
    condition = compile_condition(parse(draw(conditions(LEAVES))), Names(items))
    return condition, draw(patients(items, stated=True).filter(lambda p: evaluate(condition, p) is None))


def by_brute_force(condition, patient: Patient) -> set[str]:
    """Return the items that can change the condition, found by trying every filling."""
    items = patient.items
    reads = Inputs(items).read_by(condition)
    unknown = [n for n in reads if items[n].derivation is None and patient.value(n) is None]
    settled_leaves = {name: patient.value(name) for name in items_of(condition)}
    known = patient.given | {name: value for name, value in settled_leaves.items() if value is not None}
    values = {
        tuple(facts.values()): evaluate(condition, Patient(items, known | facts, TODAY)) for facts in fillings(unknown)
    }

    def changes(at: int) -> bool:
        return any(values[(*key[:at], None, *key[at + 1 :])] is not value for key, value in values.items())

    return {name for at, name in enumerate(unknown) if changes(at)}


@settled(200)
@given(questions())
def test_missing(question):
    """No item is named that cannot change the condition, and none is left out that can."""
    condition, patient = question
    note(f"{to_cql(condition)}; {facts_of(patient)}")
    assert set(OpenFacts(patient).missing(condition)) == by_brute_force(condition, patient)


HARD = {
    "only a set with another member decides": ("if exists found and not ('p' in found) then a else null", "known"),
    "only a set with both members decides": ("if 'p' in found and 'q' in found then a else null", "known"),
    "only a number between the bounds decides": ("if count > 2 and count < 7 and count != 3 then a else null", "known"),
    "only a number that is reckoned with decides": ("if count * 2 = 6 then a else null", "known or count > 8"),
    "two items are compared": ("if a = b then kind = 'x' else null", "known"),
    "only what is not known decides": ("if a is null then b else null", "known"),
    "a value that no comparison names decides": ("if kind != 'x' and kind != 'y' then a else null", "known"),
    "a value passed on decides": ("if a then b else null", "known = false and count > 3"),
    "a part that cannot become true hides another": ("a", "(kind = 'x' and kind = 'y') and known"),
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("facts", [{}, {"b": True}, {"found": frozenset("q")}])
def test_hard_ones(name, facts):
    """Shapes of derivation that chance seldom makes."""
    derivation, text = HARD[name]
    items = with_derived(RAW, "known", "boolean", derivation)
    patient = Patient(items, facts, TODAY)
    condition = compile_condition(parse(text), Names(items))
    assert set(OpenFacts(patient).missing(condition)) == by_brute_force(condition, patient)
