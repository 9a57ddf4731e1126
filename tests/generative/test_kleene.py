"""Three-valued logic: what becomes known never turns a settled condition round, and the laws of De Morgan hold."""

from generative.contents import RAW, TODAY, TRUTHS, conditions, patients
from generative.settled import settled
from hypothesis import given

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.engines.reference import Patient, evaluate
from leidraad.language.from_text import parse

texts = conditions(TRUTHS, 8)


def value(text: str, patient: Patient) -> bool | None:
    """Return the value of a condition for a patient."""
    return evaluate(compile_condition(parse(text), Names(RAW)), patient)


def merged(less: Patient, more: Patient) -> Patient:
    """Return the first patient, with what is unknown of them filled from the second."""
    return Patient(RAW, more.given | less.given, TODAY)


@settled(300)
@given(texts, patients(RAW), patients(RAW))
def test_filling_in_never_turns_a_condition_round(text, patient, other):
    """A condition without `is null` that is true stays true, and one that is false stays false."""
    before = value(text, patient)
    assert before is None or value(text, merged(patient, other)) is before


@settled(300)
@given(texts, texts, patients(RAW))
def test_de_morgan(one, two, patient):
    """Not of and is or of nots; not of or is and of nots."""
    assert value(f"not ({one} and {two})", patient) is value(f"not ({one}) or not ({two})", patient)
    assert value(f"not ({one} or {two})", patient) is value(f"not ({one}) and not ({two})", patient)


@settled(150)
@given(texts, texts, texts, patients(RAW))
def test_laws(one, two, three, patient):
    """Double negation, implies as or, xor as differing, and the order of parts."""
    assert value(f"not (not ({one}))", patient) is value(one, patient)
    assert value(f"({one}) implies ({two})", patient) is value(f"not ({one}) or ({two})", patient)
    assert value(f"({one}) xor ({two})", patient) is value(f"({one}) != ({two})", patient)
    assert value(f"{one} and {two}", patient) is value(f"{two} and {one}", patient)
    assert value(f"{one} or {two}", patient) is value(f"{two} or {one}", patient)
    assert value(f"({one} and {two}) and {three}", patient) is value(f"{one} and ({two} and {three})", patient)
    assert value(f"({one} or {two}) or {three}", patient) is value(f"{one} or ({two} or {three})", patient)
    assert value(f"{one} and ({two} or {three})", patient) is value(f"{one} and {two} or {one} and {three}", patient)


def test_the_generator_reaches_every_value():
    """True, false and null all turn up."""
    seen = set()

    @settled(100)
    @given(texts, patients(RAW))
    def look(text, patient):
        seen.add(value(text, patient))

    look()
    assert seen == {True, False, None}
