"""Chapter 8: derived items and named definitions. Both are computed from what is known now."""

from decimal import Decimal

import pytest

GROUP = {"site_group": "case when site in { 'thigh', 'knee' } then 'limb' when site is null then null else 'trunk' end"}


@pytest.mark.parametrize(("site", "value"), [("thigh", "limb"), ("chest_wall", "trunk"), (None, None)])
def test_derived_item(engine, site, value):
    """A derived item has the value of its derivation."""
    assert engine.derived({"site": site}, GROUP, "site_group") == value


def test_condition_on_a_derived_item(engine):
    """A condition on a derived item is null while its parts leave it null."""
    assert engine.derived({"site": "knee"}, GROUP, "site_group = 'limb'") is True
    assert engine.derived({}, GROUP, "site_group = 'limb'") is None


def test_given_value_of_a_derived_item(engine):
    """A user may state a derived item of which the parts are unknown."""
    assert engine.derived({"site_group": "limb"}, GROUP, "site_group = 'limb'") is True


def test_derived_from_derived(engine):
    """A derivation may read other derived items."""
    chain = {"double": "size * 2", "is_large": "if double >= 10 then true else false"}
    assert engine.derived({"size": Decimal(5)}, chain, "is_large") is True
    assert engine.derived({"size": Decimal("4.9")}, chain, "is_large") is False


def test_definition(engine):
    """A quoted name stands for its definition, as if that stood there between brackets."""
    facts = {"a": False, "b": True, "c": False}
    assert engine.value(facts, '"either" and c', either="a or b") is False
    assert engine.value(facts, "a or b and c", either="a or b") is False
    assert engine.value({"b": True}, '"either"', either="a or b") is True


def test_definition_of_a_definition(engine):
    """A definition may use another one."""
    assert engine.value({"a": True}, '"outer"', inner="a or b", outer='not "inner"') is False
    assert engine.value({"a": True}, "outer = false", inner="a or b", outer="not inner") is True


def test_definition_that_is_null(engine):
    """A definition is null as its expression is."""
    assert engine.value({}, '"either"', either="a or b") is None
