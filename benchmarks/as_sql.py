"""Rules as plain DuckDB SQL, one expression a rule, nothing shared between rules.

So somebody would write it who turns each recommendation into a column of a query. Derived items are columns of a query
beneath it, level by level; written out in each rule, as nothing forbids, one query of all rules takes minutes to plan.
It gives the codes of the column engine, which are cheaper to make than words. Must not be clever.
"""

import datetime

from leidraad.engines.columns import CODES
from leidraad.engines.statuses import exceptions_by_target
from leidraad.model import expressions as model
from leidraad.model.content import PRESCRIBING, Content, Rule

TYPES = {"boolean": "boolean", "choice": "varchar", "text": "varchar", "set": "varchar[]", "integer": "bigint",
         "decimal": "double", "date": "date"}  # fmt: skip


def to_sql(content: Content, table: str, recorded: set[str], today: datetime.date) -> tuple[str, dict[str, str]]:
    """Return what to select from, and the status of every rule as an expression over that."""
    writer = _Writer(content, recorded, today)
    rules = [rule for guideline in content.guidelines for rule in guideline.rules]
    return writer.with_derived(table), {rule.id: writer.status(rule) for rule in rules}


class _Writer:
    def __init__(self, content: Content, recorded: set[str], today: datetime.date) -> None:
        self._items = content.items
        self._recorded = recorded
        self._today = today
        self._exceptions = exceptions_by_target(content)
        self._excludes = {g.id: g.excludes for g in content.guidelines}

    def status(self, rule: Rule) -> str:
        """Return the CASE that gives the code of a rule."""
        truth = self.text(rule.truth)
        branches = [
            (f"{self._excluded(rule)} or not {truth}", "not_applicable"),
            (f"{truth} is null", "undetermined"),
            (self._overridden(rule), "overridden"),
        ]
        if rule.done is not None:
            branches.append((self.text(rule.done), "done"))
        if rule.gate is not None:
            branches.append((f"not coalesce({self.text(rule.gate)}, false)", "not_yet"))
        cases = " ".join(f"when {condition} then {CODES[status]}" for condition, status in branches)
        return f"(case {cases} else {CODES['applies']} end)::tinyint"

    def _excluded(self, rule: Rule) -> str:
        excludes = () if rule.boundary else self._excludes[rule.guideline]
        return f"coalesce({' or '.join(self.text(e.condition) for e in excludes)}, false)" if excludes else "false"

    def _overridden(self, rule: Rule) -> str:
        exceptions = [e for e in self._exceptions.get(rule.id, ()) if e.verb in PRESCRIBING]
        replacing = [
            f"({self.text(e.truth)} and not {self._excluded(e)} and not {self._overridden(e)})" for e in exceptions
        ]
        return f"coalesce({' or '.join(replacing)}, false)" if replacing else "false"

    def text(self, node: model.Expression) -> str:
        """Return an expression in SQL."""
        match node:
            case model.Truth(value=value):
                return "true" if value else "false"
            case model.Whole(value=value) | model.Exact(value=value):
                return str(value)
            case model.Text(value=value):
                return _quoted(value)
            case model.Day(value=value):
                return f"date '{value}'"
            case model.Null():
                return "null"
            case model.Today():
                return f"date '{self._today}'"
            case model.ItemValue(item=name):
                return _column(name)
            case model.Not(operand=part):
                return f"(not {self.text(part)})"
            case model.And(operands=parts):
                return f"({' and '.join(map(self.text, parts))})"
            case model.Or(operands=parts):
                return f"({' or '.join(map(self.text, parts))})"
            case model.Xor(left=left, right=right):
                return f"({self.text(left)} <> {self.text(right)})"
            case model.Implies(left=left, right=right):
                return f"(not {self.text(left)} or {self.text(right)})"
            case model.Compare(operator=operator, left=left, right=right):
                return f"({self.text(left)} {operator} {self.text(right)})"
            case model.In(element=element, options=options):
                return f"({self.text(element)} in ({', '.join(map(self.text, options))}))"
        return self._rare(node)

    def _rare(self, node: model.Expression) -> str:
        match node:
            case model.Contains(element=element, item=item):
                return f"list_contains({self.text(item)}, {self.text(element)})"
            case model.NonEmpty(item=item):
                return f"(len({self.text(item)}) > 0)"
            case model.Exists(operand=model.ListOf(elements=parts)):
                return f"({' or '.join(f'{self.text(part)} is not null' for part in parts)})"
            case model.IsNull(operand=part):
                return f"({self.text(part)} is null)"
            case model.Case(branches=branches, otherwise=otherwise):
                cases = " ".join(f"when {self.text(b.condition)} then {self.text(b.result)}" for b in branches)
                return f"(case {cases} else {self.text(otherwise)} end)"
            case model.Coalesce(operands=parts):
                return f"coalesce({', '.join(map(self.text, parts))})"
            case model.Negate(operand=part):
                return f"(- {self.text(part)})"
            case model.Arithmetic(operator=operator, left=left, right=right):
                return f"({self.text(left)} {operator} {self.text(right)})"
            case model.Between(unit=unit, left=left, right=right):
                return f"date_sub('{unit.removesuffix('s')}', {self.text(left)}, {self.text(right)})"
        raise ValueError(f"no SQL for {type(node).__name__}")

    def with_derived(self, table: str) -> str:
        """Return a query with every item as a column, the derived ones above what they derive from."""
        items = self._items.values()
        raw = [f"{self._given(item.name)} as {_column(item.name)}" for item in items if item.derivation is None]
        query = f"select *, {', '.join(raw)} from {table}"
        done = {item.name for item in items if item.derivation is None}
        while left := [item for item in items if item.name not in done]:
            ready = [item for item in left if done.issuperset(model.items_of(item.derivation))]
            columns = [
                f"coalesce({self._given(i.name)}, {self.text(i.derivation)}) as {_column(i.name)}" for i in ready
            ]
            query = f"select *, {', '.join(columns)} from ({query})"
            done |= {item.name for item in ready}
        return f"({query})"

    def _given(self, name: str) -> str:
        """Return an item as recorded or as implied, with the type of null that it needs."""
        found = [f'"{name}"'] if name in self._recorded else []
        found += filter(None, [self._implied(name)])
        return f"coalesce({', '.join(found)}, null)" if found else f"null::{TYPES[self._items[name].type]}"

    def _implied(self, name: str) -> str | None:
        arms = [
            f'when "{choice}" = {_quoted(value)} then {_literal(meant.implies[name])}'
            for choice in sorted(self._recorded) if choice in self._items
            for value, meant in self._items[choice].values.items() if name in meant.implies
        ]  # fmt: skip
        return f"case {' '.join(arms)} end" if arms else None


def _column(name: str) -> str:
    return f'"item {name}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literal(value: str | bool | int) -> str:
    return _quoted(value) if isinstance(value, str) else str(value).lower()
