"""Chapter 6: + - * /. Whole numbers of 32 bits and exact decimals; null for what cannot be computed."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2", 3),
        ("1 - 2", -1),
        ("2 * 3", 6),
        ("-2 + 1", -1),
        ("+2", 2),
        ("-(-2)", 2),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 3 - 2", 5),
        ("10 - (3 - 2)", 9),
    ],
)
def test_whole_numbers(engine, text, value):
    """Whole numbers stay whole; * and / bind tighter than + and -; chains are read from the left."""
    assert engine.value({}, text) == value
    assert isinstance(engine.value({}, text), int)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 + 0.5", "1.5"),
        ("1.5 * 2", "3.0"),
        ("6 / 3", "2"),
        ("7 / 2", "3.5"),
        ("12 / 2 / 3", "2"),
        ("1 / 3", "0.33333333"),
        ("2 / 3", "0.66666667"),
        ("0.00000001 / 2", "0.00000001"),
        ("-0.00000001 / 2", "-0.00000001"),
        ("1.23456789 * 0.1", "0.12345679"),
    ],
)
def test_decimals(engine, text, value):
    """Decimals are exact to eight places, and halves are rounded away from nought. Division gives a decimal."""
    assert engine.value({}, text) == Decimal(value)
    assert isinstance(engine.value({}, text), Decimal)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/"])
def test_null(engine, operator):
    """Arithmetic with an unknown number is null, also where the other number would decide."""
    assert engine.value({}, f"size {operator} 2") is None
    assert engine.value({}, f"0 {operator} size") is None
    assert engine.value({}, "-size") is None


@pytest.mark.parametrize("text", ["1 / 0", "0 / 0", "1.0 / 0.0", "size / 0"])
def test_division_by_nought(engine, text):
    """Division by nought is null."""
    assert engine.value({"size": Decimal(1)}, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2147483646 + 1", 2147483647),
        ("2147483647 + 1", None),
        ("-2147483647 - 1", -2147483648),
        ("-2147483648", -2147483648),
        ("-2147483648 - 1", None),
        ("-(-2147483648)", None),
        ("65536 * 65536", None),
    ],
)
def test_overflow_of_whole_numbers(engine, text, value):
    """What does not fit into 32 bits is null."""
    assert engine.value({}, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("99999999999999999999.99999998 + 0.00000001", Decimal("99999999999999999999.99999999")),
        ("99999999999999999999.99999999 + 0.00000001", None),
        ("-99999999999999999999.99999999 - 0.00000001", None),
        ("99999999999999999999.0 * 2", None),
        ("99999999999999999999.99999999 * 1.0", Decimal("99999999999999999999.99999999")),
        ("12345678901234567890.0 * 8.0", Decimal("98765431209876543120")),
    ],
)
def test_overflow_of_decimals(engine, text, value):
    """What has more than twenty digits before the point is null; up to there nothing is lost."""
    assert engine.value({}, text) == value


def test_items(engine):
    """A whole number of one item and a decimal of another give a decimal."""
    assert engine.value({"count": 3, "size": Decimal("2.5")}, "count * size") == Decimal("7.5")
    assert engine.value({"count": 3, "size": Decimal("2.5")}, "count - size < 1") is True
