"""Chapter 7: whole years, months and days between two dates."""

import datetime

import pytest


@pytest.mark.parametrize(
    ("unit", "left", "right", "value"),
    [
        ("years", "2000-06-15", "2026-06-14", 25),
        ("years", "2000-06-15", "2026-06-15", 26),
        ("years", "2000-06-15", "2026-06-16", 26),
        ("months", "2026-01-15", "2026-02-14", 0),
        ("months", "2026-01-15", "2026-02-15", 1),
        ("months", "2024-01-15", "2026-02-15", 25),
        ("days", "2026-01-01", "2026-01-01", 0),
        ("days", "2026-01-01", "2026-03-01", 59),
        ("days", "2025-12-31", "2026-01-01", 1),
    ],
)
def test_whole_units(engine, unit, left, right, value):
    """Only whole units count: the day before an anniversary is a year less."""
    assert engine.value({}, f"{unit} between @{left} and @{right}") == value


@pytest.mark.parametrize(
    ("unit", "left", "right", "value"),
    [
        ("years", "2024-02-29", "2025-02-28", 0),
        ("years", "2024-02-29", "2025-03-01", 1),
        ("years", "2024-02-29", "2028-02-28", 3),
        ("years", "2024-02-29", "2028-02-29", 4),
        ("years", "2023-02-28", "2024-02-28", 1),
        ("months", "2024-02-29", "2024-03-28", 0),
        ("months", "2024-02-29", "2024-03-29", 1),
        ("months", "2026-01-31", "2026-02-28", 0),
        ("months", "2026-01-31", "2026-03-01", 1),
        ("days", "2024-02-28", "2024-03-01", 2),
        ("days", "2023-02-28", "2023-03-01", 1),
        ("days", "2000-01-01", "2001-01-01", 366),
        ("days", "1900-01-01", "1901-01-01", 365),
    ],
)
def test_leap_days_and_month_ends(engine, unit, left, right, value):
    """Who is born on 29 February is a year older on 1 March of a common year; a short month does not round up."""
    assert engine.value({}, f"{unit} between @{left} and @{right}") == value


@pytest.mark.parametrize(
    ("unit", "left", "right", "value"),
    [
        ("years", "2026-06-15", "2000-06-15", -26),
        ("years", "2026-06-15", "2000-06-16", -25),
        ("months", "2026-03-01", "2026-01-31", -1),
        ("months", "2026-02-15", "2026-01-16", 0),
        ("days", "2026-01-02", "2026-01-01", -1),
    ],
)
def test_negative_spans(engine, unit, left, right, value):
    """A span back in time is negative; it too counts whole units only."""
    assert engine.value({}, f"{unit} between @{left} and @{right}") == value


def test_unknown_dates(engine):
    """A span from or to an unknown date is null."""
    assert engine.value({}, "years between seen and Today()") is None
    assert engine.value({}, "days between @2026-01-01 and seen") is None
    assert engine.value({}, "(months between seen and operated) > 3") is None


def test_today(engine):
    """Spans are counted to the day of the evaluation."""
    seen = {"seen": datetime.date(2024, 1, 1)}
    assert engine.value(seen, "years between seen and Today()") == 2
    assert engine.value(seen, "months between seen and Today()") == 24
    assert engine.value(seen, "days between seen and Today()") == 731


def test_a_span_is_a_number(engine):
    """A span can be compared and reckoned with."""
    facts = {"seen": datetime.date(2025, 1, 1), "operated": datetime.date(2025, 7, 1)}
    assert engine.value(facts, "months between seen and operated >= 6") is True
    assert engine.value(facts, "(days between seen and operated) / 7 > 25") is True


def test_units_are_still_names(engine):
    """Years, months and days are words of the language only before `between`."""
    assert engine.derived({"count": 2}, {"years": "count + 1"}, "years = 3") is True
