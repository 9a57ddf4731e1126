"""Chapter 3: `in` and `exists`. `x in { a, b }` is the chain `x = a or x = b`, and nothing else."""

import pytest

LISTS = ["{ 'thigh' }", "{ 'thigh', 'knee' }", "{ 'thigh', null }", "{ null }"]


@pytest.mark.parametrize(("site", "value"), [("thigh", True), ("knee", True), ("chest_wall", False), (None, None)])
def test_list(engine, site, value):
    """True for a value of the list, false for another, null while the item is unknown."""
    assert engine.value({"site": site}, "site in { 'thigh', 'knee' }") is value


@pytest.mark.parametrize("options", LISTS)
@pytest.mark.parametrize("site", ["thigh", "knee", None])
def test_chain(engine, site, options):
    """Membership has the value of the chain of comparisons, also with a null in the list."""
    chain = " or ".join(f"site = {option.strip()}" for option in options.strip("{}").split(","))
    assert engine.value({"site": site}, f"site in {options}") is engine.value({"site": site}, chain)


def test_null_is_in_no_list(engine):
    """An unknown item is not known to be in a list, not even in one that holds null (CQL's own `in` says true)."""
    assert engine.value({}, "site in { 'thigh', null }") is None


def test_empty_list(engine):
    """Nothing is in an empty list, whatever it is."""
    assert engine.value({}, "site in { }") is False
    assert engine.value({"site": "thigh"}, "site in { }") is False


def test_numbers_in_a_list(engine):
    """A list may hold numbers; a whole number meets the decimal of the same value."""
    assert engine.value({"count": 2}, "count in { 1, 2 }") is True
    assert engine.value({"count": 2}, "count in { 1.0, 2.0 }") is True


def test_items_in_a_list(engine):
    """A list may name items; one that is unknown leaves the answer open, unless another agrees."""
    assert engine.value({"a": True, "b": True}, "a in { b, c }") is True
    assert engine.value({"a": True, "b": False}, "a in { b, c }") is None
    assert engine.value({"a": True, "b": False, "c": False}, "a in { b, c }") is False


def test_value_in_a_set(engine):
    """A recorded set without a value means that the value is absent; no set recorded means unknown."""
    assert engine.value({"imaging": frozenset({"mri", "ct"})}, "'mri' in imaging") is True
    assert engine.value({"imaging": frozenset({"ct"})}, "'mri' in imaging") is False
    assert engine.value({"imaging": frozenset()}, "'mri' in imaging") is False
    assert engine.value({}, "'mri' in imaging") is None
    assert engine.value({"imaging": frozenset({"ct"})}, "null in imaging") is None


def test_exists_of_a_set(engine):
    """Exists asks whether the set holds anything; it is null while no set is recorded."""
    assert engine.value({"imaging": frozenset({"ct"})}, "exists imaging") is True
    assert engine.value({"imaging": frozenset()}, "exists imaging") is False
    assert engine.value({}, "exists imaging") is None


def test_exists_of_a_list(engine):
    """Exists of a list asks whether an element is known; this is never null."""
    assert engine.value({"a": False}, "exists { a, b }") is True
    assert engine.value({}, "exists { a, b }") is False
    assert engine.value({}, "exists { }") is False
    assert engine.value({}, "Exists({ 1 })") is True


def test_not_in(engine):
    """Not in is written with not and brackets around the whole; it is null while the item is."""
    assert engine.value({"site": "knee"}, "not (site in { 'thigh' })") is True
    assert engine.value({}, "not (site in { 'thigh' })") is None
