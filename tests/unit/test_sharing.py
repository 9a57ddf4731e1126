"""Steps over columns: equal steps are one, and what several outputs need is computed once."""

import operator

import ibis
import pytest

from leidraad.engines.columns.logic import FALSE, TRUE, UNKNOWN, both, chosen, constant, either, is_unknown, opposite
from leidraad.engines.columns.sharing import Pool, project
from leidraad.model.kleene import conjunction, disjunction, negation

BYTES = {FALSE: False, UNKNOWN: None, TRUE: True}


@pytest.fixture
def unfused(monkeypatch):
    monkeypatch.setattr(ibis.options.sql, "fuse_selects", False)


def louder(text: ibis.Value) -> ibis.Value:
    return text.upper()


def asked(table, outputs):
    return ibis.duckdb.connect().to_pyarrow(project(table, outputs, ["id"]).order_by("id")).to_pydict()


def test_equal_steps_are_one():
    pool = Pool()
    one, other = (pool.step(operator.and_, pool.column("a"), pool.column("b")) for _ in range(2))
    assert one is other and one is not pool.step(operator.and_, pool.column("b"), pool.column("a"))


def test_constants_of_different_types_are_not_equal():
    """One and true are equal in Python, and nowhere else."""
    pool = Pool()
    assert pool.literal(1, "int8") is not pool.literal(True, "boolean")


def test_a_shared_step_is_computed_once(unfused):
    pool = Pool()
    loud = pool.step(louder, pool.column("name"))
    outputs = {f"o{n}": pool.step(operator.add, loud, pool.literal(str(n), "string")) for n in range(3)}
    table = ibis.memtable({"id": [1, 2], "name": ["a", None]})
    assert ibis.to_sql(project(table, outputs, ["id"]), dialect="duckdb").count("UPPER") == 1
    assert asked(table, outputs) == {"id": [1, 2], "o0": ["A0", None], "o1": ["A1", None], "o2": ["A2", None]}


def test_what_is_read_later_is_carried_along(unfused):
    """A column that the first stage does not need, a shared step that is itself an output, an output twice."""
    pool = Pool()
    loud = pool.step(louder, pool.column("name"))
    twice = pool.step(operator.add, loud, loud)
    outputs = {"loud": loud, "twice": twice, "late": pool.step(operator.add, twice, pool.column("end")), "same": loud}
    found = asked(ibis.memtable({"id": [1], "name": ["a"], "end": ["z"]}), outputs)
    assert found == {"id": [1], "loud": ["A"], "twice": ["AA"], "late": ["AAz"], "same": ["A"]}


def test_no_outputs():
    assert asked(ibis.memtable({"id": [1]}), {}) == {"id": [1]}


@pytest.mark.parametrize("known", [True, False], ids=["constants", "columns"])
def test_bytes_are_kleene(known):
    """Every pair of bytes, written as constants and read from columns."""
    pool = Pool()
    pairs = [(a, b) for a in BYTES for b in BYTES]
    table = ibis.memtable({"id": list(range(9)), "a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    table = table.cast({"a": "int8", "b": "int8"})
    for n, (a, b) in enumerate(pairs):
        left, right = (constant(pool, a), constant(pool, b)) if known else (pool.column("a"), pool.column("b"))
        outputs = {
            "and": both(pool, [left, right]), "or": either(pool, [left, right]), "not": opposite(left),
            "unknown": is_unknown(left), "case": chosen(pool, [(left, right)], constant(pool, UNKNOWN)),
        }  # fmt: skip
        x, y = BYTES[a], BYTES[b]
        wanted = {"and": conjunction([x, y]), "or": disjunction([x, y]), "not": negation(x), "unknown": x is None,
                  "case": y if x is True else None}  # fmt: skip
        found = asked(table, outputs)
        assert {name: BYTES[found[name][n]] for name in wanted} == wanted


def test_nothing_to_join():
    pool = Pool()
    assert both(pool, []) is constant(pool, TRUE) and either(pool, []) is constant(pool, FALSE)
