"""Rules as CQL libraries that read parameters only, for any engine of CQL. Must not change a meaning.

A library stands alone: a parameter for each item that its rules read, by the name of the item; a define `value of X`
for each item that is derived or implied; and for each rule defines of its conditions and of its status. Forms that
mean something else in CQL when a value is unknown are written out: see `exchange/plain_cql.py`.
"""

from collections.abc import Iterable, Iterator

import msgspec

from leidraad.diagnostics import Span
from leidraad.exchange.plain_cql import plain_text
from leidraad.language.from_model import to_cql
from leidraad.language.to_text import quote
from leidraad.model import expressions as model
from leidraad.model.content import PRESCRIBING, Content, Guideline, Rule

TYPES = {
    "boolean": "Boolean", "choice": "String", "set": "List<String>", "integer": "Integer", "decimal": "Decimal",
    "date": "Date", "text": "String",
}  # fmt: skip
CONDITIONS = ("truth", "gate", "done", "breach")
NOWHERE = Span("<exchange>")


class Implied(msgspec.Struct, frozen=True):
    """A choice that settles another item: `facts` are the values of that item by the value of the choice."""

    choice: str
    facts: dict[str, str | bool | int]


def to_library(content: Content, name: str, guidelines: Iterable[Guideline], header: Iterable[str] = ()) -> str:
    """Return one library with the rules of these guidelines, and with every rule that is an exception to them.

    `header` are lines of comment for its reader.
    """
    return _Library(content).text(name, tuple(guidelines), header)


def library_name(guideline: Guideline) -> str:
    """Return the name that the library of a guideline bears."""
    return "Leidraad_" + "".join(c if c.isalnum() else "_" for c in guideline.id)


def items_read(content: Content, expressions: Iterable[model.Expression]) -> list[str]:
    """Return every item that these expressions depend on; what is read stands before its reader."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in found:
            derivation = content.items[name].derivation
            for part in model.items_of(derivation) if derivation is not None else ():
                add(part)
            found[name] = None

    for expression in expressions:
        for name in model.items_of(expression):
            add(name)
    return list(found)


def implied_by_choice(content: Content) -> dict[str, list[Implied]]:
    """Return, for each item that choices may settle, those choices in the order of the dictionary."""
    found: dict[str, list[Implied]] = {}
    for item in content.items.values():
        facts: dict[str, dict] = {}
        for value, meaning in item.values.items() if item.type == "choice" else ():
            for target, fact in meaning.implies.items():
                facts.setdefault(target, {})[value] = fact
        for target, by_value in facts.items():
            found.setdefault(target, []).append(Implied(item.name, by_value))
    return found


def _quoted(name: str) -> str:
    return quote(name, '"')


def _define(name: str, text: str) -> str:
    return f"define {_quoted(name)}: {text}"


class _Library:
    def __init__(self, content: Content) -> None:
        self._content = content
        self._implied = implied_by_choice(content)
        self._exceptions: dict[str, list[Rule]] = {}
        for guideline in content.guidelines:
            for rule in guideline.rules:
                for target in rule.overrides:
                    self._exceptions.setdefault(target, []).append(rule)

    def text(self, name: str, guidelines: tuple[Guideline, ...], header: Iterable[str]) -> str:
        rules = self._with_exceptions([rule for g in guidelines for rule in g.rules])
        spoken = [g for g in self._content.guidelines if g in guidelines or any(r in g.rules for r in rules)]
        version = f" version {quote(guidelines[0].edition, chr(39))}" if len(guidelines) == 1 else ""
        read = items_read(self._content, self._conditions(rules, spoken))
        choices = (source.choice for item in read for source in self._implied.get(item, ()))
        parameters = dict.fromkeys((*read, *choices))
        return "\n".join(
            [
                *(f"// {line}".rstrip() for line in header),
                f"library {_quoted(name)}{version}",
                "",
                *map(self._parameter, parameters),
                "",
                *(_define(f"value of {item}", self._value(item)) for item in read if self._is_worked_out(item)),
                "",
                *(line for guideline in spoken for line in self._excludes(guideline)),
                *(line for rule in rules for line in self._rule(rule)),
                "",
            ]
        )

    def _parameter(self, item: str) -> str:
        # The default says what CQL says anyway: cql-execution 3.3.2 takes a parameter that was left out for an object.
        return f"parameter {_quoted(item)} {TYPES[self._content.items[item].type]} default null"

    def _with_exceptions(self, rules: list[Rule]) -> list[Rule]:
        """Return the rules and, after them, exceptions to them that stand in other guidelines."""
        found = {rule.id: rule for rule in rules}
        waiting = list(rules)
        while waiting:
            for exception in self._exceptions.get(waiting.pop(0).id, ()):
                if exception.id not in found:
                    found[exception.id] = exception
                    waiting.append(exception)
        return list(found.values())

    def _conditions(self, rules: list[Rule], guidelines: list[Guideline]) -> Iterator[model.Expression]:
        yield from (exclude.condition for guideline in guidelines for exclude in guideline.excludes)
        for rule in rules:
            yield from (node for name in CONDITIONS if (node := getattr(rule, name)) is not None)

    def _is_worked_out(self, item: str) -> bool:
        return self._content.items[item].derivation is not None or item in self._implied

    def _name(self, item: str) -> str:
        """Return how an expression names an item: its parameter, or what is worked out of it."""
        return _quoted(f"value of {item}" if self._is_worked_out(item) else item)

    def _value(self, item: str) -> str:
        """Return what an item is: as given, else as a choice implies, else as derived."""
        # Of two choices that settle one item the later goes first, as in the reference engine.
        implied = [self._implication(source) for source in reversed(self._implied.get(item, ()))]
        derivation = self._content.items[item].derivation
        derived = [] if derivation is None else [plain_text(derivation, self._name)]
        return f"Coalesce({', '.join([_quoted(item), *implied, *derived])})"

    def _implication(self, source: Implied) -> str:
        whens = (f"when {quote(value, chr(39))} then {_literal(fact)}" for value, fact in source.facts.items())
        return f"case {_quoted(source.choice)} {' '.join(whens)} else null end"

    def _excludes(self, guideline: Guideline) -> Iterator[str]:
        names = [f"{guideline.id} exclude {n}" for n in range(1, len(guideline.excludes) + 1)]
        for name, exclude in zip(names, guideline.excludes, strict=True):
            yield _define(name, plain_text(exclude.condition, self._name))
        yield _define(f"{guideline.id} excluded", " or ".join(f"{_quoted(name)} is true" for name in names) or "false")

    def _rule(self, rule: Rule) -> Iterator[str]:
        yield ""
        yield f"// {rule.id} ({rule.source.locator}), {rule.verb}: {rule.action.en}"
        for name in CONDITIONS:
            node = getattr(rule, name)
            if node is not None:
                yield _define(f"{rule.id} {name}", plain_text(node, self._name))
        yield _define(f"{rule.id} excluded", "false" if rule.boundary else _quoted(f"{rule.guideline} excluded"))
        yield _define(f"{rule.id} overridden", self._overridden(rule))
        yield _define(f"{rule.id} status", _status(rule))

    def _overridden(self, rule: Rule) -> str:
        """Return whether a prescribing exception holds that is itself neither excluded nor overridden."""
        exceptions = [e.id for e in self._exceptions.get(rule.id, ()) if e.verb in PRESCRIBING]
        return " or ".join(
            f"({_quoted(f'{e} truth')} is true and not {_quoted(f'{e} excluded')} and not {_quoted(f'{e} overridden')})"
            for e in exceptions
        ) or "false"  # fmt: skip


def _literal(fact: str | bool | int) -> str:
    form = {bool: model.Truth, int: model.Whole, str: model.Text}[type(fact)]
    return to_cql(form(NOWHERE, fact))


def _status(rule: Rule) -> str:
    """Return the first status that holds, in the order of the manual of guideline files."""
    named = {part: _quoted(f"{rule.id} {part}") for part in ("truth", "excluded", "overridden", "done", "gate")}
    whens = [
        f"when {named['excluded']} or {named['truth']} is false then 'not_applicable'",
        f"when {named['truth']} is null then 'undetermined'",
        f"when {named['overridden']} then 'overridden'",
        *([f"when {named['done']} is true then 'done'"] if rule.done is not None else []),
        *([f"when {named['gate']} is not true then 'not_yet'"] if rule.gate is not None else []),
    ]
    return f"case {' '.join(whens)} else 'applies' end"
