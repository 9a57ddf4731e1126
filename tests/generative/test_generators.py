"""A test of the tests: what `make test` draws has every node kind, status, type, null and form of exception in it."""

import itertools
from collections import Counter

import pytest
from generative.drawn import invented_batches, shipped_batch
from generative.people import conditions_of

from leidraad.actions.load_content import load_all
from leidraad.model import expressions as model
from leidraad.model.content import ITEM_TYPES, OPTIONS, STATUSES

# How often at least: once could be luck.
OFTEN = 20
OPERATORS = {
    model.Compare: ("=", "!=", "<", "<=", ">", ">="),
    model.Arithmetic: ("+", "-", "*", "/"),
    model.Between: ("years", "months", "days"),
}


@pytest.fixture(scope="module")
def invented():
    return list(invented_batches())


@pytest.fixture(scope="module")
def shipped(own_cache):
    return shipped_batch(load_all())


@pytest.fixture(scope="module")
def outcomes(invented):
    return [(batch, outcome) for batch in invented for found in batch.outcomes() for outcome in found]


def nodes(batches):
    for batch in batches:
        for condition in conditions_of(batch.content):
            yield from model.walk(condition)


def seldom(found, wanted, often=OFTEN):
    """Return what was found less often than it should be, with how often."""
    return {name: found[name] for name in wanted if found[name] < often}


def test_every_kind_of_node(invented):
    assert seldom(Counter(map(type, nodes(invented))), model.PARTS) == {}


def test_every_operator_and_unit(invented):
    found = Counter((type(n), getattr(n, "operator", None) or getattr(n, "unit", None)) for n in nodes(invented))
    assert seldom(found, [(kind, sign) for kind, signs in OPERATORS.items() for sign in signs], 5) == {}


def test_values_and_nulls_of_every_type(invented):
    raw, derived = Counter(), Counter()
    for batch in invented:
        for facts in batch.patients:
            patient = batch.as_patient(facts)
            for item in batch.content.items.values():
                if item.derivation is None:
                    raw[item.type, item.name in facts] += 1
                else:
                    derived[item.type, patient.derived(item.name) is not None] += 1
    wanted = list(itertools.product(ITEM_TYPES, (True, False)))
    assert (seldom(raw, wanted), seldom(derived, wanted)) == ({}, {})


def test_stated_derived_items_and_implied_facts(invented):
    found = Counter()
    for batch in invented:
        for facts in batch.patients:
            patient = batch.as_patient(facts)
            found["implied"] += bool(patient.implied)
            found["implied otherwise by two choices"] += {"route", "way"} <= facts.keys() and facts["route"] == "known"
            for item in (batch.content.items[name] for name in facts):
                if item.derivation is not None:
                    found["set against its parts" if item.settable else "stated"] += 1
            for name in ("found", "marks"):
                found["empty set"] += facts.get(name) == frozenset()
    wanted = ("implied", "implied otherwise by two choices", "stated", "set against its parts", "empty set")
    assert seldom(found, wanted) == {}


def test_every_status_of_invented_rules(outcomes):
    assert seldom(Counter(o.status for _, o in outcomes), STATUSES, 200) == {}
    assert seldom(Counter(o.truth for _, o in outcomes), (True, False, None), 1000) == {}


def test_every_form_of_exception(outcomes):
    found = Counter()
    for batch, outcome in outcomes:
        rules = {rule.id: rule for rule in batch.rules}
        found["unless"] += bool(outcome.unless)
        found["options"] += bool(outcome.options)
        found["excluded"] += outcome.excluded_by is not None
        found["boundary"] += outcome.rule.boundary
        found["overridden by an exception elsewhere"] += any(
            rules[name].guideline != outcome.rule.guideline for name in outcome.overridden_by
        )
        found["an exception that is overridden itself"] += bool(outcome.overridden_by and outcome.rule.overrides)
        found["two exceptions at once"] += len(outcome.overridden_by) > 1
        found["an option that holds and is overridden"] += bool(
            outcome.rule.verb in OPTIONS and outcome.overridden_by and outcome.truth
        )
    assert len(found) == 8 and seldom(found, found) == {}


def test_every_status_of_shipped_rules(shipped):
    """All six occur often enough to be looked at, and most rules are true, false and null for someone."""
    outcomes = [outcome for found in shipped.outcomes() for outcome in found]
    assert seldom(Counter(outcome.status for outcome in outcomes), STATUSES, 50) == {}
    truths = {}
    for outcome in outcomes:
        truths.setdefault(outcome.rule.id, set()).add(outcome.truth)
    assert sum(len(found) == 3 for found in truths.values()) > len(truths) / 2
