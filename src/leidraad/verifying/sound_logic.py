"""Logic that would mislead: null where every value agrees, null with everything known, constant conditions.

Works by trying the values that conditions can tell apart, each time that content is compiled, so without a solver.
Leaves vary freely here. What derived items have in common, and conditions too large to try, are left to weaker.py; a
derivation too large to try is named, not passed.
"""

import datetime
import itertools
import math
from collections.abc import Iterator, Mapping

import msgspec

from leidraad.diagnostics import Diagnostic, Span
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Content, Item
from leidraad.model.telling import telling_values

MOST_TRIES = 200_000
ANY_DAY = datetime.date(2000, 1, 1)


def doubtful_logic(content: Content) -> list[Diagnostic]:
    """Return errors and warnings over every condition and derivation of the content."""
    found: list[Diagnostic] = []
    for item in content.items.values():
        if item.derivation is not None:
            found += doubtful_derivation(item, content.items)
    leaves = {name: msgspec.structs.replace(item, derivation=None) for name, item in content.items.items()}
    for span, name, condition in _conditions(content):
        found += _condition(span, name, condition, leaves)
    return found


def _conditions(content: Content) -> Iterator[tuple[Span, str, model.Expression]]:
    for guideline in content.guidelines:
        for i, exclude in enumerate(guideline.excludes, start=1):
            yield exclude.condition.span, f"exclude {i} of {guideline.id}", exclude.condition
        for entry in guideline.not_held:
            yield entry.condition.span, entry.id, entry.condition
        for rule in guideline.rules:
            yield rule.span, rule.id, rule.truth
            for part in ("gate", "done", "breach"):
                if (condition := getattr(rule, part)) is not None:
                    yield condition.span, f"{part} of {rule.id}", condition


def doubtful_derivation(item: Item, items: Mapping[str, Item]) -> list[Diagnostic]:
    """Return what is wrong with the derivation of an item: null although everything that it reads is known."""
    known = _assignments((item.derivation,), items, with_null=False)
    if known is None:
        return [_too_large(item.span, item.name)]
    for facts in known:
        if _value(item.derivation, facts, items) is None:
            case = ", ".join(f"{n} = {_shown(v)}" for n, v in facts.items())
            message = f"`{item.name}` is null although all its inputs are known: {case}"
            return [Diagnostic("null-when-known", message, item.span, "give every combination of inputs a value")]
    return []


def _condition(span: Span, name: str, condition: model.Expression, leaves: Mapping[str, Item]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    values = _possible(condition, name, leaves, found)
    if not found and model.items_of(condition) and not {True, False} <= values:
        found.append(_constant(f"the condition of `{name}`", values))
    return [msgspec.structs.replace(d, span=d.span or span) for d in found]


def _possible(node: model.Expression, name: str, leaves: Mapping[str, Item], found: list[Diagnostic]) -> set:
    """Return the values that a node can take with all leaves known; add what is doubtful to `found`."""
    match node:
        case model.And(operands=parts) | model.Or(operands=parts):
            groups = model.entangled(parts)
            whole = [_group(node, g, name, leaves, found) for g in groups]
            decisive = isinstance(node, model.Or)
            neutral = all((not decisive) in values for values in whole)
            return ({decisive} if any(decisive in v for v in whole) else set()) | ({not decisive} if neutral else set())
        case model.Not(operand=part):
            return {not value for value in _possible(part, name, leaves, found)}
    return _tried(node, name, leaves, found)


def _group(node, parts: tuple, name: str, leaves: Mapping[str, Item], found: list[Diagnostic]) -> set:
    if len(parts) == 1:
        return _possible(parts[0], name, leaves, found)
    return _tried(type(node)(node.span, parts), name, leaves, found)


def _tried(whole: model.Expression, name: str, leaves: Mapping[str, Item], found: list[Diagnostic]) -> set:
    assignments = _assignments((whole,), leaves, with_null=True)
    if assignments is None:
        return {True, False}
    table = {tuple(facts.values()): _value(whole, facts, leaves) for facts in assignments}
    names = model.items_of(whole)
    choices = _choices((whole,), leaves, names)
    asks_for_null = any(isinstance(part, model.IsNull) for part in model.walk(whole))
    values = {value for key, value in table.items() if (asks_for_null or None not in key) and value is not None}
    if names and len(values) == 1:
        found.append(_constant(f"`{to_cql(whole)}`, in the condition of `{name}`,", values))
        return values
    agreed: dict[tuple, set] = {}
    for key, value in table.items():
        if value is None and len(fillings(key, choices, table, agreed)) == 1:
            found.append(_weaker(name, whole, dict(zip(names, key, strict=True)), agreed[key], leaves))
            break
    return values


def _constant(what: str, values: set) -> Diagnostic:
    word = "true" if True in values else "false"
    hint = "does a value or a comparison read as meant?"
    return Diagnostic("constant", f"{what} is always {word}", None, hint, "warning")


def fillings(key: tuple, choices: list[tuple], table: Mapping, agreed: dict[tuple, set]) -> set:
    """Return the values that the condition takes when every null leaf of `key` gets a value."""
    if key not in agreed:
        if None not in key:
            agreed[key] = {table[key]}
        else:
            at = key.index(None)
            filled = ((*key[:at], value, *key[at + 1 :]) for value in choices[at])
            agreed[key] = set().union(*(fillings(f, choices, table, agreed) for f in filled))
    return agreed[key]


def _weaker(name: str, whole: model.Expression, facts: dict[str, Fact], values: set, leaves) -> Diagnostic:
    known = {n: v for n, v in facts.items() if v is not None}
    unknown = ", ".join(n for n in facts if n not in known)
    atoms = [a for a in _atoms(whole) if set(model.items_of(a)) <= known.keys()]
    case = ", ".join(f"{n} = {_shown(v)}" for n, v in known.items())
    # An `or` takes the term that holds here; an `and` takes the one that fails here.
    joined, outcome, wanted = (" and ", "true", True) if values == {True} else (" or ", "false", False)
    literals = [a if _value(a, known, leaves) is wanted else model.Not(a.span, a) for a in atoms]
    term = joined.join(dict.fromkeys(map(to_cql, literals)))
    message = f"with {case} `{name}` is null while {unknown} is unknown, although every value would make it {outcome}"
    return Diagnostic("weaker-than-values", message, None, f"add `{'or' if values == {True} else 'and'} ({term})`")


def _shown(value: Fact) -> str:
    if isinstance(value, frozenset):
        return "{ " + ", ".join(sorted(value)) + " }"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _atoms(node: model.Expression) -> Iterator[model.Expression]:
    if isinstance(node, model.And | model.Or | model.Not | model.Implies | model.Xor):
        for part in model.children(node):
            yield from _atoms(part)
    else:
        yield node


def _choices(expressions: tuple, items: Mapping[str, Item], names: tuple[str, ...]) -> list[tuple]:
    telling = telling_values(names, expressions, items)
    return [telling[name] for name in names]


def _assignments(expressions: tuple, items: Mapping[str, Item], with_null: bool) -> list[dict[str, Fact]] | None:
    names = model.items_of(expressions[0])
    choices = [(*c, None) if with_null else c for c in _choices(expressions, items, names)]
    if math.prod(map(len, choices)) > MOST_TRIES:
        return None
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*choices)]


def _value(node: model.Expression, facts: Mapping[str, Fact], items: Mapping[str, Item]) -> Fact:
    return evaluate(node, Patient(items, facts, ANY_DAY))


def _too_large(span: Span | None, name: str) -> Diagnostic:
    message = f"`{name}` has too many combinations to try: its logic is not checked"
    return Diagnostic("not-checked", message, span, "split it into derived items", "warning")
