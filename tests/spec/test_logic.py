"""Chapter 1: and, or, not, implies, xor. Null stands for "not known": it is never false."""

import pytest

T, F, N = True, False, None


@pytest.mark.parametrize(
    ("a", "b", "conjunction", "disjunction", "implication", "exclusion"),
    [
        (T, T, T, T, T, F),
        (T, F, F, T, F, T),
        (T, N, N, T, N, N),
        (F, T, F, T, T, T),
        (F, F, F, F, T, F),
        (F, N, F, N, T, N),
        (N, T, N, T, T, N),
        (N, F, F, N, N, N),
        (N, N, N, N, N, N),
    ],
)
def test_truth_tables(engine, a, b, conjunction, disjunction, implication, exclusion):
    """The value of each connective for every pair of values."""
    facts = {"a": a, "b": b}
    assert engine.value(facts, "a and b") is conjunction
    assert engine.value(facts, "a or b") is disjunction
    assert engine.value(facts, "a implies b") is implication
    assert engine.value(facts, "a xor b") is exclusion


@pytest.mark.parametrize(("a", "negation"), [(T, F), (F, T), (N, N)])
def test_negation(engine, a, negation):
    """Not turns true and false round and leaves null."""
    assert engine.value({"a": a}, "not a") is negation


def test_one_false_decides_a_conjunction(engine):
    """One part that is false makes `and` false, however many are unknown."""
    assert engine.value({"c": F}, "a and b and c") is F


def test_one_true_decides_a_disjunction(engine):
    """One part that is true makes `or` true, however many are unknown."""
    assert engine.value({"c": T}, "a or b or c") is T


def test_precedence(engine):
    """Not binds tighter than and, and tighter than or and xor, these tighter than implies."""
    facts = {"a": F, "b": T, "c": T}
    assert engine.value(facts, "not a and b") is T
    assert engine.value(facts, "not (a and b)") is T
    assert engine.value({"a": T, "b": T, "c": F}, "a or b and c") is T
    assert engine.value({"a": T, "b": T, "c": F}, "(a or b) and c") is F
    assert engine.value({"a": F, "b": F, "c": T}, "a and b or c") is T
    assert engine.value({"a": F, "b": F, "c": F}, "a implies b or c") is T
    assert engine.value({"a": F, "b": T, "c": F}, "a or b implies c") is F


def test_not_binds_tighter_than_a_comparison(engine):
    """`not a = b` is `(not a) = b`: put brackets around what not is meant to turn round."""
    facts = {"a": F, "b": F}
    assert engine.value(facts, "not a = b") is F
    assert engine.value(facts, "not a in { b }") is F
    assert engine.value(facts, "not (a != b)") is T


def test_implies_reads_from_the_left(engine):
    """A chain of implies is read from the left."""
    facts = {"a": F, "b": T, "c": F}
    assert engine.value(facts, "a implies b implies c") is F
    assert engine.value(facts, "a implies (b implies c)") is T


def test_or_and_xor_read_from_the_left(engine):
    """Or and xor bind equally tight."""
    facts = {"a": T, "b": T, "c": T}
    assert engine.value(facts, "a or b xor c") is F
    assert engine.value(facts, "a or (b xor c)") is T


def test_comments_and_lines_mean_nothing(engine):
    """Comments and line ends may stand between any two words."""
    assert engine.value({"a": T, "b": T}, "a // the first\n  and /* the\nsecond */ b") is T
