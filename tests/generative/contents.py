"""Random small contents: a few raw items, one or two derived ones, rules over them, and patients.

Domains are narrow, so that thresholds are met and everything can be tried.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec
from hypothesis import strategies as st

from leidraad.compiling.from_syntax import Names, compile_condition, compile_expression
from leidraad.diagnostics import Span
from leidraad.engines.reference import Fact, Patient
from leidraad.language.from_model import to_cql
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model.content import PHASES, Content, Exclude, Guideline, Item, Rule, Source, Value, Wording

HERE = Span("<generated>")
TODAY = datetime.date(2026, 1, 1)
WORDS = Wording("-", "-")
KINDS = ("x", "y", "z")
MEMBERS = ("p", "q")


def _item(name: str, kind: str, values: Mapping[str, dict] | None = None, **more) -> Item:
    labelled = {value: Value(WORDS, implies) for value, implies in (values or {}).items()}
    return Item(name, kind, "small", "raw", WORDS, "", HERE, values=labelled, **more)


RAW = {
    item.name: item
    for item in (
        _item("a", "boolean"),
        _item("b", "boolean"),
        _item("kind", "choice", {value: {} for value in KINDS}),
        _item("count", "integer", low=Decimal(0), high=Decimal(10)),
        _item("found", "set", {value: {} for value in MEMBERS}),
        _item("care_phase", "choice", {value: {} for value in PHASES}),
    )
}
# An entry question whose values imply facts; no rule reads it.
ROUTE = _item("route", "choice", {"plain": {}, "known": {"a": True, "kind": "y"}})
DOMAINS: dict[str, tuple[Fact, ...]] = {
    "a": (True, False),
    "b": (True, False),
    "kind": KINDS,
    "count": tuple(range(11)),
    "found": tuple(frozenset(c) for size in range(3) for c in itertools.combinations(MEMBERS, size)),
    "route": ("plain", "known"),
    "known": (True, False),
    "level": ("low", "high"),
}

TRUTHS = (
    "a",
    "b",
    "a = true",
    "b = false",
    "a != true",
    "kind = 'x'",
    "kind != 'y'",
    "kind in { 'x', 'y' }",
    "'p' in found",
    "'q' in found",
    "exists found",
    *(f"count {operator} {bound}" for operator in ("=", "<", "<=", ">", ">=") for bound in (2, 5)),
    "count in { 3, 4 }",
    "a = b",
)
UNSURE = ("a is null", "kind is not null", "b is true", "a is not false", "found is null", "count is null")
# Derived items by the type of their value: what is known of one is asked of the other.
DERIVED_TRUTHS = ("known = true", "known = false", "known")
DERIVED_LEVELS = ("level = 'high'", "level in { 'low' }", "level != 'low'")


def conditions(atoms: Iterable[str], most: int = 5) -> st.SearchStrategy[str]:
    """Return CQL texts of conditions that are built of these parts."""

    def larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(smaller, st.sampled_from(["and", "or", "and", "or", "xor", "implies"]), smaller)
        return st.one_of(pair.map("({0[0]} {0[1]} {0[2]})".format), smaller.map("not ({})".format))

    return st.recursive(st.sampled_from(sorted(atoms)), larger, max_leaves=most)


def _derivations(atoms: Iterable[str]) -> st.SearchStrategy[str]:
    one = conditions(atoms, 3)
    return st.one_of(
        one,
        st.sampled_from(UNSURE),
        st.tuples(one, one).map("Coalesce({0[0]}, {0[1]})".format),
        st.tuples(one, one, one).map("case when {0[0]} then {0[1]} else {0[2]} end".format),
        st.tuples(one, one).map("case when {0[0]} then true when {0[1]} then false else null end".format),
        st.tuples(one, one).map("if {0[0]} then {0[1]} else null".format),
        st.sampled_from(["count + 2 > 7", "count * 2 = 6", "10 - count < count"]),
    )


def _levels(atoms: Iterable[str]) -> st.SearchStrategy[str]:
    one = conditions(atoms, 2)
    return st.one_of(
        st.tuples(one, one).map("case when {0[0]} then 'low' when {0[1]} then 'high' else null end".format),
        one.map("Coalesce(case when {} then 'low' else null end, 'high')".format),
        st.just("case kind when 'x' then 'low' when 'y' then 'high' else null end"),
        st.just("case when count is null then null when count > 4 then 'high' else 'low' end"),
    )


@st.composite
def dictionaries(draw, implying: bool = False) -> dict[str, Item]:
    """Draw a dictionary: the raw items, `known` (a boolean) and `level` (a choice of two) derived from them."""
    items = RAW | ({"route": ROUTE} if implying else {})
    known = draw(_derivations([*TRUTHS, *UNSURE]))
    items = with_derived(items, "known", "boolean", known)
    level = draw(_levels([*TRUTHS, *UNSURE, *DERIVED_TRUTHS, "known is null"]))
    return with_derived(items, "level", "choice", level)


def with_derived(items: Mapping[str, Item], name: str, kind: str, text: str) -> dict[str, Item]:
    """Return the dictionary with one more item, derived by a CQL text."""
    values = {"low": {}, "high": {}} if kind == "choice" else {}
    node = compile_expression(parse(text), Names(items)).node
    return items | {name: msgspec.structs.replace(_item(name, kind, values), derivation=node)}


LEAVES = (*TRUTHS, *DERIVED_TRUTHS, *DERIVED_LEVELS)


def _compiled(text: str, items: Mapping[str, Item]) -> model.Expression:
    return compile_condition(parse(text), Names(items))


@st.composite
def contents(draw, implying: bool = False) -> Content:
    """Draw a content of one guideline: two or three rules, some with gate, done, exceptions, and an exclude."""
    items = draw(dictionaries(implying))
    condition = conditions(LEAVES).map(lambda text: _compiled(text, items))
    done = condition | st.sampled_from(["count is not null", "level is not null"]).map(lambda t: _compiled(t, items))
    number = draw(st.integers(1, 3))
    rules = []
    for i in range(number):
        overrides = tuple(f"r{j}" for j in range(i) if draw(st.booleans()))
        rules.append(
            _rule(
                f"r{i}", draw(condition), draw(st.sampled_from(["do", "do", "do_not", "consider"])), overrides,
                gate=draw(st.none() | condition), done=draw(st.none() | done),
                boundary=draw(st.sampled_from([False, False, True])),
            )
        )  # fmt: skip
    excludes = [Exclude(c, WORDS) for c in draw(st.lists(condition, max_size=1))]
    return _content(items, rules, excludes)


def small_content(items: Mapping[str, Item], rules: Iterable[Rule], *excludes: str) -> Content:
    """Return a content of one guideline with these rules and excludes."""
    return _content(items, rules, [Exclude(_compiled(text, items), WORDS) for text in excludes])


def _content(items: Mapping[str, Item], rules: Iterable[Rule], excludes: Iterable[Exclude]) -> Content:
    shut, held = tuple(excludes), tuple(rules)
    only = Guideline("g", "1", WORDS, "concept", "g", "", TODAY, shut, (), (), {}, (), held, (), (), ())
    return Content(dict(items), {"act": WORDS}, (only,))


def small_rule(name: str, when: str, items: Mapping[str, Item], overrides: tuple[str, ...] = ()) -> Rule:
    """Return a rule of verb do with this condition."""
    return _rule(name, _compiled(when, items), "do", overrides)


def _rule(name: str, truth: model.Expression, verb: str, overrides: tuple[str, ...], **more) -> Rule:
    return Rule(
        id=name, guideline="g", module="1", title=name, act="act", verb=verb, part="recommendation", audience="act",
        strength="strong", strength_basis="stated", certainty="low", actor="surgeon", action=WORDS, phases=PHASES,
        truth=truth, source=Source("g", "1", "-"), span=HERE, overrides=overrides, **more,
    )  # fmt: skip


@st.composite
def patients(draw, items: Mapping[str, Item], stated: bool = False) -> Patient:
    """Draw a patient of whom some raw items are known. `stated` may also state a derived item that they leave open."""
    facts = {
        n: draw(st.none() | st.sampled_from(DOMAINS[n])) for n in DOMAINS if n in RAW or (n == "route" and n in items)
    }
    patient = Patient(items, facts, TODAY)
    if stated:
        for name in ("known", "level"):
            if draw(st.booleans()) and patient.derived(name) is None:
                facts = facts | {name: draw(st.sampled_from(DOMAINS[name]))}
                patient = Patient(items, facts, TODAY)
    return patient


def fillings(names: Iterable[str]) -> Iterator[dict[str, Fact]]:
    """Yield every way to fill these items with a value of their domain, or to leave them unknown."""
    names = list(names)
    for values in itertools.product(*((*DOMAINS[name], None) for name in names)):
        yield dict(zip(names, values, strict=True))


def facts_of(patient: Patient) -> str:
    """Return the facts and the derivations in words, for a failure that must be read."""
    derived = {n: to_cql(i.derivation) for n, i in patient.items.items() if i.derivation is not None}
    return f"given {patient.given}; " + "; ".join(f"{name} is {text}" for name, text in derived.items())


def described(content: Content, patient: Patient) -> str:
    """Return content and patient in words, for a failure that must be read."""
    lines = [facts_of(patient), *(f"exclude {to_cql(e.condition)}" for e in content.guidelines[0].excludes)]
    for rule in content.guidelines[0].rules:
        parts = {"when": rule.truth, "gate": rule.gate, "done": rule.done}
        texts = [f"{word} {to_cql(node)}" for word, node in parts.items() if node is not None]
        lines.append(
            f"{rule.id} ({rule.verb}, overrides {rule.overrides}, boundary {rule.boundary}): {'; '.join(texts)}"
        )
    return "\n".join(lines)
