"""The columns engine, asked about one patient: a table of one row, in a databank of its own."""

import datetime
import functools
from collections.abc import Mapping
from typing import Any

import ibis
import pyarrow as pa

from leidraad.engines.columns import CODES, TYPES, statuses, timings, values
from leidraad.engines.reference import Fact
from leidraad.engines.statuses import Outcome, exceptions_by_target
from leidraad.model.content import PRESCRIBING, Content, Item, Rule
from leidraad.model.expressions import Expression

HOLDING = ("applies", "not_yet", "done")
WORDS = {code: word for word, code in CODES.items()}


class Columns:
    """A whole cohort, of one patient."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today

    def value(self, node: Expression, items: Mapping[str, Item], facts: Mapping[str, Fact]) -> Fact:
        """Return the value of an expression for one patient."""
        found = _only_row(values(_table(items, facts), {"value": node}, items, self._today))["value"]
        return tuple(found) if isinstance(found, list) else found

    def outcomes(self, content: Content, facts: Mapping[str, Fact]) -> dict[str, Outcome]:
        """Return what becomes of each rule, by its id."""
        rules = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}
        table = _table(content.items, facts)
        codes = _only_row(statuses(table, content, self._today))
        truths = {name: rule.truth for name, rule in rules.items()}
        known = _only_row(values(table, truths, content.items, self._today))
        due = _only_row(timings(table, content, self._today))
        exceptions = _Exceptions(content, {name: WORDS[codes[name]] for name in rules})
        return {name: exceptions.outcome(rule, due[name], known[name]) for name, rule in rules.items()}


class _Exceptions:
    """What stands beside a rule, told from the statuses: an exception that holds, and is not overridden, counts."""

    def __init__(self, content: Content, found: Mapping[str, str]) -> None:
        self._found = found
        self._exceptions = exceptions_by_target(content)

    def outcome(self, rule: Rule, timing: str, truth: bool | None) -> Outcome:
        beside = self._exceptions.get(rule.id, ())
        options = [e for e in beside if e.verb not in PRESCRIBING]
        return Outcome(
            rule, self._found[rule.id], timing, truth,
            overridden_by=self._replacing(rule),
            unless=tuple(e.id for e in beside if e not in options and self._open(e)),
            options=tuple(e.id for e in options if self._found[e.id] in HOLDING),
        )  # fmt: skip

    def _replacing(self, rule: Rule) -> tuple[str, ...]:
        beside = self._exceptions.get(rule.id, ())
        return tuple(e.id for e in beside if e.verb in PRESCRIBING and self._found[e.id] in HOLDING)

    def _open(self, rule: Rule) -> bool:
        return self._found[rule.id] == "undetermined" and not self._replacing(rule)


def _table(items: Mapping[str, Item], facts: Mapping[str, Fact]) -> ibis.Table:
    known = {name: sorted(fact) if isinstance(fact, frozenset) else fact for name, fact in facts.items()}
    typed = {name: pa.array([fact], TYPES[items[name].type].to_pyarrow()) for name, fact in known.items()}
    return ibis.memtable(pa.table({"patient": [1]} | typed))


def _only_row(table: ibis.Table) -> dict[str, Any]:
    return _databank().to_pyarrow(table).to_pylist()[0]


@functools.cache
def _databank() -> ibis.BaseBackend:
    return ibis.duckdb.connect()
