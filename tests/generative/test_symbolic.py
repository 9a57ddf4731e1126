"""The symbolic engine and what is asked of it, against the reference engine and brute force."""

import itertools

import pytest
from generative.contents import (
    DOMAINS,
    LEAVES,
    RAW,
    TODAY,
    conditions,
    contents,
    described,
    dictionaries,
    facts_of,
    fillings,
    patients,
    small_content,
    with_derived,
)
from generative.settled import settled
from hypothesis import given, note
from hypothesis import strategies as st
from spec.symbolic import Concrete

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.engines.symbolic import Symbols
from leidraad.language.from_model import to_cql
from leidraad.language.from_text import parse
from leidraad.model.content import STATUSES
from leidraad.model.expressions import And, Implies, Or, Xor, items_of
from leidraad.verifying.reach import Reach
from leidraad.verifying.weaker import Weaker, WeakerLogic
from leidraad.verifying.witness import Proved, Prover, Refuted

# What may be weaker than its values; a single test may only be so by the derivation of its item.
JOINED = (And, Or, Xor, Implies)


@st.composite
def whole_questions(draw):
    """Draw a content, and several patients who may come with derived and implied facts."""
    content = draw(contents(implying=True))
    return content, draw(st.lists(patients(content.items, stated=True), min_size=4, max_size=4))


@settled(60)
@given(whole_questions())
def test_one_patient(question):
    """For a concrete patient a rule has one status, that of the reference engine, and every item its value."""
    content, people = question
    symbols = Symbols(content, TODAY, stated=content.items)
    for patient in people:
        note(described(content, patient))
        one = Concrete(symbols, patient.given)
        assert {name: one.fact(symbols.item(name)) for name in content.items} == {
            name: patient.value(name) for name in content.items
        }
        for outcome in Evaluation(content, patient).outcomes():
            held = [status for status, term in symbols.status(outcome.rule).items() if one.holds(term)]
            assert held == [outcome.status]
            assert one.fact(symbols.condition(outcome.rule)) is outcome.truth


def everybody(content):
    """Return every patient of a small content; nothing else can be told apart."""
    names = [name for name in DOMAINS if name in RAW]
    return [Patient(content.items, facts, TODAY) for facts in fillings(names)]


@settled(12)
@given(contents())
def test_what_is_possible(content):
    """A status is possible when somebody has it; the example has as few facts as the one with the fewest."""
    people = [(len(patient.given), Evaluation(content, patient)) for patient in everybody(content)]
    prover = Prover(Symbols(content, TODAY))
    for rule, status in itertools.product(content.guidelines[0].rules, STATUSES):
        fewest = min((count for count, person in people if person.outcome(rule).status == status), default=None)
        goal = prover.symbols.status(rule)[status]
        found = prover.find(goal, lambda person, r=rule, s=status: person.outcome(r).status == s)
        if fewest is None:
            assert found == Proved()
        else:
            assert isinstance(found, Refuted)
            assert (len(found.witness), found.fewest) == (fewest, True)


@st.composite
def conditions_over_derived_items(draw):
    """Draw a condition over a small dictionary."""
    items = draw(dictionaries())
    return items, compile_condition(parse(draw(conditions(LEAVES, most=4))), Names(items))


def weaker_by_brute_force(part, items) -> set[bool]:
    """Return what the part can only become, of somebody for whom it is null. Tries everybody, and everybody's futures.

    What it can become: for more facts of the same patient, and for anybody whose named items have the same values.
    """
    names = [name for name in Reach(items).of(part) if name in RAW]
    people = [Patient(items, facts, TODAY) for facts in fillings(names)]
    told = [(p, {n: p.value(n) for n in items_of(part)}, evaluate(part, p)) for p in people]
    found = set()
    for patient, leaves, value in told:
        if value is None:
            futures = {v for p, _, v in told if _extends(p.given, patient.given)} - {None}
            likely = {v for _, other, v in told if _extends(other, leaves)} - {None}
            if len(futures) == 1 and futures == likely:
                found |= futures
    return found


def _extends(more, less) -> bool:
    return all(value is None or more.get(name) == value for name, value in less.items())


def compare_with_brute_force(items, condition):
    """Ask of every part that shares no item with another."""
    logic = WeakerLogic(Symbols(small_content(items, ()), TODAY))
    for part, _ in Reach(items).groups(condition):
        answer = logic.find(part)
        values = weaker_by_brute_force(part, items)
        if isinstance(answer, Weaker):
            assert answer.value in values, to_cql(part)
            assert evaluate(part, Patient(items, answer.facts, TODAY)) is None
        elif isinstance(part, JOINED):
            assert (answer, values) == (Proved(), set()), to_cql(part)


@settled(40)
@given(conditions_over_derived_items())
def test_weaker(question):
    """A part is weaker than its values when brute force finds somebody for whom it is."""
    items, condition = question
    note(facts_of(Patient(items, {}, TODAY)))
    compare_with_brute_force(items, condition)


HARD = {
    "what one item says follows from the other": ("kind = 'x'", "known = true and kind in { 'y', 'z' }", {False}),
    "the same, where both can hold": ("kind = 'x'", "known = true and kind in { 'x', 'y' }", set()),
    "together they are everything": ("kind = 'x'", "known = true or kind in { 'y', 'z' }", {True}),
    "an item with itself": ("a", "count > 3 or count <= 3", {True}),
    "two items that share a third": ("if b then a else null", "known = true and b = false", {False}),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_ones(name):
    """Shapes that chance seldom makes, with what is expected of them written out."""
    derivation, text, values = HARD[name]
    items = with_derived(RAW, "known", "boolean", derivation)
    condition = compile_condition(parse(text), Names(items))
    assert weaker_by_brute_force(condition, items) == values
    compare_with_brute_force(items, condition)
