"""What a chapter of the manual asks of an engine: the value of an expression, the status of a rule. Holds no cases.

An engine joins the manual by standing in ENGINES: every test of `tests/spec` then runs on it.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from spec.columns import Columns
from spec.symbolic import Symbolic

from leidraad.compiling.from_syntax import Names, compile_condition, compile_expression
from leidraad.diagnostics import Span
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.engines.statuses import Evaluation, Outcome
from leidraad.language.from_text import parse
from leidraad.model.content import PHASES, Content, Exclude, Guideline, Item, Rule, Source, Value, Wording
from leidraad.model.expressions import Expression

HERE = Span("<spec>")
TODAY = datetime.date(2026, 1, 1)
WORDS = Wording("-", "-")


def item(name: str, kind: str, values: tuple[str, ...] = (), **more: Any) -> Item:
    """Return a small data item."""
    labelled = {value: Value(WORDS) for value in values}
    return Item(name, kind, "spec", "raw", WORDS, "", HERE, values=labelled, **more)


RAW = (
    item("a", "boolean"),
    item("b", "boolean"),
    item("c", "boolean"),
    item("grade", "choice", ("1", "2", "3")),
    item("site", "choice", ("thigh", "knee", "chest_wall")),
    item("imaging", "set", ("mri", "ct", "xray")),
    item("count", "integer", low=Decimal(0), high=Decimal(10)),
    item("size", "decimal", low=Decimal(0), high=Decimal(100)),
    item("remark", "text"),
    item("seen", "date"),
    item("operated", "date"),
    item("care_phase", "choice", PHASES),
)
ITEMS: dict[str, Item] = {i.name: i for i in RAW}


def expression(
    text: str, items: Mapping[str, Item] = ITEMS, definitions: Mapping[str, str] | None = None
) -> Expression:
    """Compile a CQL text against the small dictionary, with named definitions if given."""
    named = {name: parse(body) for name, body in (definitions or {}).items()}
    return compile_expression(parse(text), Names(items, named)).node


def rule(name: str, when: str = "a = true", *, verb: str = "do", **more: Any) -> Rule:
    """Return a small rule. `gate` and `done` are CQL texts; `phases` and `overrides` are names."""
    for part in more.keys() & {"gate", "done", "breach"}:
        more[part] = compile_condition(parse(more[part]), Names(ITEMS))
    return Rule(
        id=name, guideline="g", module="1", title=name, act="act", verb=verb, part="recommendation", audience="act",
        strength="strong", strength_basis="stated", certainty="low", actor="surgeon", action=WORDS,
        truth=compile_condition(parse(when), Names(ITEMS)), source=Source("g", "1", "-"), span=HERE,
        **{"phases": PHASES} | more,
    )  # fmt: skip


def guideline(*rules: Rule, excludes: tuple[str, ...] = ()) -> Content:
    """Return a content of one small guideline."""
    shut = tuple(Exclude(compile_condition(parse(text), Names(ITEMS)), WORDS) for text in excludes)
    only = Guideline("g", "1", WORDS, "concept", "g", "", TODAY, shut, (), (), {}, (), rules, (), (), ())
    return Content(ITEMS, {"act": WORDS}, (only,))


class Engine(Protocol):
    """What an engine must be able to do to run the manual."""

    def value(self, node: Expression, items: Mapping[str, Item], facts: Mapping[str, Fact]) -> Fact:
        """Return the value of an expression for one patient on 1 January 2026."""

    def outcomes(self, content: Content, facts: Mapping[str, Fact]) -> dict[str, Outcome]:
        """Return what becomes of each rule, by its id."""


class Reference:
    """The engine that is the meaning of the language."""

    def value(self, node: Expression, items: Mapping[str, Item], facts: Mapping[str, Fact]) -> Fact:
        """Return the value of an expression for one patient on 1 January 2026."""
        return evaluate(node, Patient(items, facts, TODAY))

    def outcomes(self, content: Content, facts: Mapping[str, Fact]) -> dict[str, Outcome]:
        """Return what becomes of each rule, by its id."""
        return {o.rule.id: o for o in Evaluation(content, Patient(content.items, facts, TODAY)).outcomes()}


ENGINES: dict[str, Engine] = {"reference": Reference(), "columns": Columns(TODAY), "symbolic": Symbolic(TODAY)}


class Manual:
    """One engine, asked in the words of the manual: facts, then text."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def value(self, facts: Mapping[str, Fact], text: str, **definitions: str) -> Fact:
        """Return the value of a CQL text; `definitions` are the named definitions that it may use."""
        return self._engine.value(expression(text, ITEMS, definitions), ITEMS, facts)

    def derived(self, facts: Mapping[str, Fact], derivations: Mapping[str, str], text: str) -> Fact:
        """Return the value of a text that reads derived items, each given by the text of its derivation."""
        items = dict(ITEMS)
        for name, body in derivations.items():
            typed = compile_expression(parse(body), Names(items))
            kind = "text" if typed.kind == "null" else typed.kind
            items[name] = item(name, kind, derivation=typed.node)
        return self._engine.value(expression(text, items), items, facts)

    def status(self, content: Content, facts: Mapping[str, Fact], name: str = "r") -> str:
        """Return the status of a rule."""
        return self._engine.outcomes(content, facts)[name].status

    def outcome(self, content: Content, facts: Mapping[str, Fact], name: str = "r") -> Outcome:
        """Return what becomes of a rule."""
        return self._engine.outcomes(content, facts)[name]
