"""Columns = reference = symbolic, row by row, on patients that nobody chose. What is drawn: see test_generators."""

import itertools
from random import Random

import pytest
from generative.drawn import DAYS, Batch, invented_batches, shipped_batch
from generative.inventions import invent
from generative.people import People, contradicted
from generative.ties import contradictions_that_differ, pairs, statuses_that_differ, values_that_differ

from leidraad.actions.load_content import load_all

AT_LEAST = 100_000


def first(differences, most=5):
    return list(itertools.islice(differences, most))


def test_shipped_rules(own_cache):
    """The statuses of every shipped rule, for at least 100,000 pairs of a rule and a patient."""
    batch = shipped_batch(load_all())
    assert pairs(batch) >= AT_LEAST
    assert first(statuses_that_differ(batch)) == []


def test_invented_rules():
    """The statuses of invented rules: every node kind, every form of exception."""
    for batch in invented_batches():
        assert first(statuses_that_differ(batch)) == []


def test_invented_expressions():
    """The value of every condition and of every derived item of one invented content."""
    (batch,) = invented_batches(seed=13, contents=1, rules=20, patients=60)
    assert first(values_that_differ(batch)) == []


def test_contradictions():
    """The columns name what the parts deny of a stated item, the first of them in the order of the dictionary."""
    rng = Random(14)
    content = invent(rng, 1)
    people = People(content, DAYS[0])
    patients = [people.unchecked(rng) for _ in range(200)]
    batch = Batch("contradicting", content, DAYS[0], tuple(patients))
    denied = [contradicted(batch.as_patient(facts)) for facts in patients]
    assert sum(len(names) > 1 for names in denied) > 20 and sum(not names for names in denied) > 20
    assert first(contradictions_that_differ(batch, denied)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", (101, 102))
def test_shipped_rules_at_length(seed, own_cache):
    """Some 2,600,000 pairs each for columns, a tenth of them for the symbolic engine."""
    batch = shipped_batch(load_all(), seed, 5_000)
    assert first(statuses_that_differ(batch, symbolic=500)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(201, 207))
def test_invented_rules_at_length(seed):
    """Contents with every node kind, in statuses and in values."""
    for batch in invented_batches(seed, contents=8, rules=30, patients=300):
        assert first(statuses_that_differ(batch)) == []
    for batch in invented_batches(seed + 1000, contents=3, rules=15, patients=100):
        assert first(values_that_differ(batch)) == []
