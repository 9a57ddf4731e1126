"""Chapter 2: = != < <= > >=. A comparison with null is null."""

import datetime
from decimal import Decimal

import pytest

DAY = datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("size", "values"),
    [
        ("4.9", {"=": False, "!=": True, "<": True, "<=": True, ">": False, ">=": False}),
        ("5", {"=": True, "!=": False, "<": False, "<=": True, ">": False, ">=": True}),
        ("5.1", {"=": False, "!=": True, "<": False, "<=": False, ">": True, ">=": True}),
    ],
)
def test_numbers(engine, size, values):
    """Just under, at and just over a threshold."""
    for operator, value in values.items():
        assert engine.value({"size": Decimal(size)}, f"size {operator} 5") is value


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_null(engine, operator):
    """A comparison with an unknown item is null, on either side."""
    assert engine.value({}, f"size {operator} 5") is None
    assert engine.value({}, f"5 {operator} size") is None
    assert engine.value({}, f"size {operator} size") is None


def test_whole_numbers_and_decimals(engine):
    """A whole number equals the decimal of the same value, however many places it is written with."""
    assert engine.value({"count": 2}, "count = 2.0") is True
    assert engine.value({"size": Decimal("2.50")}, "size = 2.5") is True
    assert engine.value({"count": 2, "size": Decimal("2.1")}, "count < size") is True


def test_booleans(engine):
    """A boolean is compared with true or false, or with another boolean."""
    assert engine.value({"a": False}, "a = false") is True
    assert engine.value({"a": False}, "a != true") is True
    assert engine.value({"a": False, "b": False}, "a = b") is True
    assert engine.value({}, "a != true") is None


def test_choices(engine):
    """The values of a choice are texts, also when they look like numbers."""
    assert engine.value({"grade": "2"}, "grade = '2'") is True
    assert engine.value({"grade": "2"}, "grade != '2'") is False
    assert engine.value({"grade": "2"}, "'3' = grade") is False


def test_texts(engine):
    """Texts are equal letter by letter; case counts; they are ordered by their characters."""
    assert engine.value({"remark": "Jack"}, "remark = 'Jack'") is True
    assert engine.value({"remark": "Jack"}, "remark = 'jack'") is False
    assert engine.value({"remark": "Jack"}, "remark < 'Jill'") is True
    assert engine.value({"remark": ""}, "remark = ''") is True


def test_escapes(engine):
    """A quote, a backslash, a line end and a letter by its number, as CQL writes them."""
    assert engine.value({"remark": "it's"}, r"remark = 'it\'s'") is True
    assert engine.value({"remark": "a\\n"}, r"remark = 'a\\n'") is True
    assert engine.value({"remark": "a\nb\tc"}, r"remark = 'a\nb\tc'") is True
    assert engine.value({"remark": "Hé"}, r"remark = '\u0048\u00e9'") is True
    assert engine.value({"remark": r"\u0048"}, r"remark = '\\u0048'") is True


def test_dates(engine):
    """Dates are ordered by the calendar."""
    assert engine.value({"seen": DAY}, "seen = @2026-01-01") is True
    assert engine.value({"seen": DAY}, "seen > @2025-12-31") is True
    assert engine.value({"seen": DAY}, "seen < @2025-12-31") is False
    assert engine.value({}, "seen < @2025-12-31") is None


def test_today(engine):
    """Today is the day of the evaluation, not the day of the clock."""
    assert engine.value({}, "Today() = @2026-01-01") is True
    assert engine.value({"seen": datetime.date(2025, 12, 31)}, "seen < Today()") is True


def test_lists(engine):
    """Lists are equal element by element; two nulls at one place agree, one null leaves it open."""
    assert engine.value({}, "{ 1, 2 } = { 1, 2 }") is True
    assert engine.value({}, "{ 1, 2 } = { 2, 1 }") is False
    assert engine.value({}, "{ 1, 2 } = { 1 }") is False
    assert engine.value({}, "{ } = { }") is True
    assert engine.value({}, "{ 1, null } = { 1, null }") is True
    assert engine.value({}, "{ 1, null } = { 1, 2 }") is None
    assert engine.value({}, "{ 1, null } = { 2, 2 }") is False
    assert engine.value({}, "{ 1, null } != { 2, 2 }") is True


def test_comparisons_can_be_compared(engine):
    """A comparison is a boolean: it can be compared in turn, and stays null while it is open."""
    assert engine.value({"size": Decimal(6)}, "(size > 5) = true") is True
    assert engine.value({"size": Decimal(6)}, "size > 5 = (size < 4)") is False
    assert engine.value({}, "(size > 5) = (size > 5)") is None
