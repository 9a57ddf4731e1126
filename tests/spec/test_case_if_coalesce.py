"""Chapter 5: case, if and Coalesce: one value out of several."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(("size", "value"), [("2", "small"), ("5", "middle"), ("7", "large"), (None, "large")])
def test_case_with_conditions(engine, size, value):
    """The first condition that is true gives the value; null is not true, so an unknown item falls through to else."""
    text = "case when size < 5 then 'small' when size < 7 then 'middle' else 'large' end"
    assert engine.value({"size": None if size is None else Decimal(size)}, text) == value


def test_the_first_branch_wins(engine):
    """Of two conditions that are true the first decides."""
    assert engine.value({"a": True, "b": True}, "case when a then 1 when b then 2 else 3 end") == 1


def test_a_condition_that_is_null_is_passed_by(engine):
    """A condition that is null does not stop a later one."""
    assert engine.value({"b": True}, "case when a then 1 when b then 2 else 3 end") == 2


@pytest.mark.parametrize(("grade", "value"), [("1", "low"), ("2", "high"), ("3", "high"), (None, None)])
def test_case_of_a_value(engine, grade, value):
    """A value is compared with one after another."""
    text = "case grade when '1' then 'low' when '2' then 'high' when '3' then 'high' else null end"
    assert engine.value({"grade": grade}, text) == value


def test_case_of_an_unknown_value(engine):
    """An unknown value equals nothing, not even null: else decides."""
    assert engine.value({}, "case grade when null then 1 else 2 end") == 2


@pytest.mark.parametrize(("a", "value"), [(True, 1), (False, 2), (None, 2)])
def test_if(engine, a, value):
    """If takes the second value where the condition is false, and where it is null."""
    assert engine.value({"a": a}, "if a then 1 else 2") == value


def test_if_in_if(engine):
    """Else reaches as far as it can."""
    facts = {"a": False, "b": True}
    assert engine.value(facts, "if a then 1 else if b then 2 else 3") == 2
    assert engine.value(facts, "if a then 1 else 2 + 1") == 3
    assert engine.value(facts, "(if a then 1 else 2) + 1") == 3


@pytest.mark.parametrize(
    ("a", "b", "value"), [(True, False, True), (False, True, False), (None, True, True), (None, None, None)]
)
def test_coalesce(engine, a, b, value):
    """The first value that is known; false is known."""
    assert engine.value({"a": a, "b": b}, "Coalesce(a, b)") is value


def test_coalesce_with_a_default(engine):
    """A literal at the end makes an unknown item into that value: write it only where the source says so."""
    assert engine.value({}, "Coalesce(grade, '1')") == "1"
    assert engine.value({"grade": "3"}, "Coalesce(grade, '1')") == "3"
    assert engine.value({}, "Coalesce(a, b, false)") is False


def test_coalesce_of_a_list(engine):
    """The values may stand in one list; the empty list gives null."""
    assert engine.value({"b": True}, "Coalesce({ a, b })") is True
    assert engine.value({}, "Coalesce({ })") is None


def test_whole_numbers_among_decimals(engine):
    """Where one outcome is a decimal, all are."""
    assert engine.value({"a": True}, "if a then 1 else 2.5") == Decimal("1.0")
    assert isinstance(engine.value({"a": True}, "if a then 1 else 2.5"), Decimal)
    assert isinstance(engine.value({"a": True}, "Coalesce(count, 2, 2.5)"), Decimal)
