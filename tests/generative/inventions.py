"""Random contents with every node kind of the model: items of all types, derived from each other; two guidelines.

The conditions are written as CQL and compiled, so that every content is one that an author could have written.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from random import Random

import msgspec

from leidraad.compiling.from_syntax import Names, compile_condition, compile_expression
from leidraad.diagnostics import Span
from leidraad.language.from_text import parse
from leidraad.model.content import (
    ITEM_TYPES,
    OPTIONS,
    PHASES,
    PRESCRIBING,
    Content,
    Exclude,
    Guideline,
    Item,
    Rule,
    Source,
    Value,
    Wording,
)  # fmt: skip
from leidraad.model.expressions import Expression

HERE = Span("<invented>")
WORDS = Wording("-", "-")
GUIDELINES = ("g", "h")
DEEPEST = 3


def _item(name: str, kind: str, values: Mapping[str, dict] | None = None, **more) -> Item:
    labelled = {value: Value(WORDS, implies) for value, implies in (values or {}).items()}
    return Item(name, kind, "invented", "raw", WORDS, "", HERE, values=labelled, **more)


def _plain(*values: str) -> dict[str, dict]:
    return {value: {} for value in values}


# Two choices imply `c`, each with another value; `far` implies a choice.
RAW = (
    _item("a", "boolean"),
    _item("b", "boolean"),
    _item("c", "boolean"),
    _item("kind", "choice", _plain("x", "y", "z")),
    _item("route", "choice", {"plain": {}, "known": {"a": True, "c": False}, "bare": {"b": False}}),
    _item("way", "choice", {"near": {"c": True}, "far": {"kind": "y"}}),
    _item("found", "set", _plain("p", "q", "r")),
    _item("marks", "set", _plain("p", "s")),
    _item("count", "integer", low=Decimal(0), high=Decimal(10)),
    _item("many", "integer"),
    _item("size", "decimal", low=Decimal(0), high=Decimal(100)),
    _item("share", "decimal"),
    _item("seen", "date"),
    _item("born", "date"),
    _item("remark", "text"),
)
# What is derived, in this order: each may read those before it. `care_phase` can be set by the user.
DERIVED = (
    ("known", "boolean"), ("sure", "boolean"), ("level", "choice"), ("total", "integer"), ("mean", "decimal"),
    ("start", "date"), ("name", "text"), ("both", "set"), ("care_phase", "choice"), ("last", "boolean"),
)  # fmt: skip
CHOICES = {"level": ("low", "high"), "care_phase": PHASES}


# Forms that can be left out, where some engine is known to go wrong on them.
LIST_EQUALITY, DECIMAL_ARITHMETIC, PRODUCTS = "list equality", "decimal arithmetic", "products"


class Author:
    """Writes expressions of each type in CQL, over the items known so far; `without` names forms to leave out."""

    def __init__(self, items: Mapping[str, Item], rng: Random, without: Collection[str] = ()) -> None:
        self._items = items
        self._rng = rng
        self._without = without

    def text(self, kind: str, depth: int = DEEPEST) -> str:
        """Return an expression of this type of item."""
        return getattr(self, f"_{kind}")(depth)

    def _named(self, *types: str) -> str:
        return self._rng.choice([name for name, item in self._items.items() if item.type in types])

    def _one_of(self, *ways: Callable[[], str], **more: Callable[[], str]) -> str:
        """Write in one of these ways; those with a name only where that form is not left out."""
        named = [way for form, way in more.items() if form.replace("_", " ") not in self._without]
        return self._rng.choice([*ways, *named])()

    def _branching(self, kind: Callable[[int], str], depth: int) -> str:
        """Return a case, an if or a Coalesce of two or six, of one type."""
        condition, one, other = self._boolean(depth - 1), kind(depth - 1), kind(depth - 1)
        return self._one_of(
            lambda: f"(case when {condition} then {one} when {self._boolean(0)} then {other} else null end)",
            lambda: f"(if {condition} then {one} else {other})",
            lambda: f"Coalesce({one}, {other})",
            lambda: f"Coalesce({', '.join([one, *(kind(0) for _ in range(5))])})",
        )

    def _boolean(self, depth: int) -> str:
        if depth <= 0:
            return self._test()
        part = lambda: self._boolean(depth - 1)  # noqa: E731 - a part of any depth below this one
        return self._one_of(
            self._test,
            self._test,
            lambda: f"({part()} and {part()})",
            lambda: f"({part()} or {part()} or {part()})",
            lambda: f"({part()} xor {part()})",
            lambda: f"({part()} implies {part()})",
            lambda: f"(not ({part()}))",
            lambda: f"(({part()}) is {self._rng.choice(('null', 'not null', 'true', 'not false'))})",
            lambda: self._branching(self._boolean, depth),
            lambda: self._comparison(depth),
            lambda: self._comparison(depth),
            lambda: self._lists(depth),
        )

    def _test(self) -> str:
        test = self._one_of(
            lambda: self._named("boolean"),
            lambda: f"{self._named('boolean')} = {self._rng.choice(('true', 'false'))}",
            self._of_a_choice,
            self._of_a_choice,
            self._of_a_set,
            self._of_a_set,
            lambda: f"{self._named(*ITEM_TYPES)} is {self._rng.choice(('null', 'not null'))}",
            lambda: self._comparison(0),
            lambda: self._rng.choice(("true", "false", "null")),
        )
        return f"({test})"

    def _of_a_choice(self) -> str:
        name = self._named("choice")
        values = list(self._items[name].values)
        some = ", ".join(f"'{value}'" for value in self._rng.sample(values, self._rng.randint(1, 2)))
        return self._one_of(
            lambda: f"{name} = '{self._rng.choice(values)}'",
            lambda: f"{name} != '{self._rng.choice(values)}'",
            lambda: f"{name} in {{ {some} }}",
            lambda: f"{name} = {self._named('choice', 'text')}",
        )

    def _of_a_set(self) -> str:
        name = self._named("set")
        member = self._rng.choice([*self._items[name].values, *(["p"] if not self._items[name].values else [])])
        return self._one_of(
            lambda: f"'{member}' in {name}",
            lambda: f"'{member}' in {name}",
            lambda: f"exists {name}",
            lambda: f"(if {self._named('boolean')} then '{member}' else null) in {name}",
        )

    def _comparison(self, depth: int) -> str:
        kind = self._rng.choice((self._number, self._number, self._date, self._text, self._boolean))
        signs = ("=", "!=") if kind == self._boolean else ("=", "!=", "<", "<=", ">", ">=")
        left, right = kind(depth), kind(depth)
        if self._rng.random() < 0.2:
            return f"({left} in {{ {right}, {kind(0)}, {kind(0)} }})"
        return f"({left} {self._rng.choice(signs)} {right})"

    def _lists(self, depth: int) -> str:
        kind = self._rng.choice((self._integer, self._text, self._date))
        one, other = kind(depth), kind(0)
        return self._one_of(
            lambda: f"(exists {{ {one}, {other} }})",
            list_equality=lambda: f"({{ {one}, {other} }} {self._rng.choice(('=', '!='))} {{ {kind(0)}, {other} }})",
        )

    def _number(self, depth: int) -> str:
        return self._one_of(lambda: self._integer(depth), lambda: self._decimal(depth))

    def _integer(self, depth: int) -> str:
        if depth <= 0:
            return self._one_of(
                lambda: self._named("integer"), lambda: self._rng.choice(("0", "2", "5", "70000", "-3"))
            )
        part = lambda: self._integer(depth - 1)  # noqa: E731
        unit = self._rng.choice(("years", "months", "days"))
        return self._one_of(
            lambda: self._named("integer"),
            lambda: f"({part()} {self._rng.choice('+-')} {part()})",
            lambda: f"(-({part()}))",
            lambda: f"({unit} between {self._date(depth - 1)} and {self._date(0)})",
            lambda: self._branching(self._integer, depth),
            products=lambda: f"({part()} * {part()})",
        )

    def _decimal(self, depth: int) -> str:
        if depth <= 0:
            literals = ("0.0", "0.5", "2.5", "33.33333333", "-7.25", "12345678.9")
            return self._one_of(lambda: self._named("decimal"), lambda: self._rng.choice(literals))
        part = lambda: self._decimal(depth - 1)  # noqa: E731
        return self._one_of(
            lambda: self._named("decimal"),
            lambda: f"(-({part()}))",
            lambda: self._branching(self._decimal, depth),
            decimal_arithmetic=lambda: f"({part()} {self._rng.choice('+-*/')} {self._number(depth - 1)})",
        )

    def _date(self, depth: int) -> str:
        if depth <= 0:
            days = ("@2024-02-29", "@2025-12-31", "@2026-01-01", "@1999-03-31", "Today()")
            return self._one_of(
                lambda: self._named("date"), lambda: self._named("date"), lambda: self._rng.choice(days)
            )
        return self._one_of(lambda: self._date(0), lambda: self._branching(self._date, depth))

    def _text(self, depth: int) -> str:
        if depth <= 0:
            return self._one_of(lambda: self._named("text"), lambda: self._rng.choice(("''", "'x'", r"'it\'s'")))
        return self._one_of(lambda: self._text(0), lambda: self._branching(self._text, depth))

    def _set(self, depth: int) -> str:
        return self._branching(lambda _: self._named("set"), depth) if depth > 0 else self._named("set")

    def choice(self, values: tuple[str, ...]) -> str:
        """Return an expression that comes out as one of these values."""
        conditions = " ".join(f"when {self._boolean(1)} then '{self._rng.choice(values)}'" for _ in range(3))
        last = self._rng.choice(("null", f"'{values[0]}'"))
        return self._one_of(
            lambda: f"case {conditions} else {last} end",
            lambda: f"Coalesce(case {conditions} else null end, {last})",
        )


def invent(rng: Random, rules: int, without: Collection[str] = ()) -> Content:
    """Return a content of two guidelines with this many rules between them; exceptions go within and across."""
    items = {item.name: item for item in RAW}
    for name, kind in DERIVED:
        items[name] = _derived(name, kind, Author(items, rng, without), items, rng)
    author = Author(items, rng, without)
    made: list[Rule] = []
    for number in range(rules):
        made.append(_rule(f"r{number}", author, items, [r.id for r in made], rng))
    return Content(items, {"act": WORDS}, tuple(_guideline(name, made, author, items, rng) for name in GUIDELINES))


def _derived(name: str, kind: str, author: Author, items: Mapping[str, Item], rng: Random) -> Item:
    values = CHOICES.get(name, ())
    text = author.choice(values) if values else author.text(kind)
    allowed = _plain(*values) if kind != "set" else _plain("p", "q", "r", "s")
    bare = _item(name, kind, allowed, settable=name == "care_phase")
    return msgspec.structs.replace(bare, derivation=compile_expression(parse(text), Names(items)).node)


def _condition(author: Author, items: Mapping[str, Item]) -> Expression:
    return compile_condition(parse(author.text("boolean")), Names(items))


def _rule(name: str, author: Author, items: Mapping[str, Item], before: list[str], rng: Random) -> Rule:
    """Return a rule; most have a gate or `done`, and many are an exception to one or two rules before it."""
    verb = rng.choice((*PRESCRIBING, *OPTIONS, *OPTIONS))
    parts = {part: _condition(author, items) for part in ("gate", "done", "breach") if rng.random() < 0.5}
    targets = tuple(rng.sample(before[-4:], rng.randint(1, 2))) if len(before) > 2 and rng.random() < 0.6 else ()
    guideline = rng.choice(GUIDELINES)
    return Rule(
        id=name, guideline=guideline, module="1", title=name, act="act", verb=verb, part="recommendation",
        audience="act", strength="strong", strength_basis="stated", certainty="low", actor="surgeon", action=WORDS,
        phases=tuple(rng.sample(PHASES, 2)), truth=_condition(author, items), source=Source(guideline, "1", "-"),
        span=HERE, overrides=targets, boundary=rng.random() < 0.1, **parts,
    )  # fmt: skip


def _guideline(name: str, rules: list[Rule], author: Author, items: Mapping[str, Item], rng: Random) -> Guideline:
    # Each exclude takes a rare combination, or it would leave no patient over.
    excludes = tuple(
        Exclude(compile_condition(parse(f"({author.text('boolean')}) and kind = 'z' and a"), Names(items)), WORDS)
        for _ in range(rng.randint(1, 2))
    )
    own = tuple(rule for rule in rules if rule.guideline == name)
    day = datetime.date(2026, 1, 1)
    return Guideline(name, "1", WORDS, "concept", name, "", day, excludes, (), (), {}, (), own, (), (), ())
