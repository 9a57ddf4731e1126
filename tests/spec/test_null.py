"""Chapter 4: what is not known. `is null` asks for it; it never yields null itself, and stands in derivations only."""

import datetime
from decimal import Decimal

import pytest

EVERY = {
    "a": True, "grade": "1", "imaging": frozenset(), "count": 0, "size": Decimal(0), "remark": "",
    "seen": datetime.date(2026, 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_is_null(engine, name):
    """True of an unknown item, false of a known one: nought, false, an empty text and an empty set are known."""
    known = {name: EVERY[name]}
    assert engine.value({}, f"{name} is null") is True
    assert engine.value({}, f"{name} is not null") is False
    assert engine.value(known, f"{name} is null") is False
    assert engine.value(known, f"{name} is not null") is True
    assert engine.value({}, f"IsNull({name})") is True


def test_an_item_that_is_false_is_known(engine):
    """False is not null."""
    assert engine.value({"a": False}, "a is null") is False


@pytest.mark.parametrize(
    ("a", "is_true", "is_false"), [(True, True, False), (False, False, True), (None, False, False)]
)
def test_is_true_and_is_false(engine, a, is_true, is_false):
    """`is true` and `is false` take an unknown item for neither, and are never null."""
    facts = {"a": a}
    assert engine.value(facts, "a is true") is is_true
    assert engine.value(facts, "a is false") is is_false
    assert engine.value(facts, "a is not true") is not is_true
    assert engine.value(facts, "a is not false") is not is_false
    assert engine.value(facts, "IsTrue(a)") is is_true
    assert engine.value(facts, "IsFalse(a)") is is_false


def test_is_null_of_an_expression(engine):
    """Any expression can be asked; a comparison needs brackets, since `is` binds tighter."""
    assert engine.value({}, "(size > 5) is null") is True
    assert engine.value({"size": Decimal(6)}, "(size > 5) is null") is False
    assert engine.value({}, "a is null is true") is True


def test_not_of_is_null(engine):
    """`not a is null` is `not (a is null)`."""
    assert engine.value({}, "not a is null") is False
    assert engine.value({"a": True}, "not a is null") is True


def test_null_written_out(engine):
    """The word null is the value that is not known."""
    assert engine.value({}, "null") is None
    assert engine.value({"a": True}, "a = null") is None
    assert engine.value({"a": True}, "a and null") is None
    assert engine.value({"a": False}, "a and null") is False
    assert engine.value({}, "null is null") is True
