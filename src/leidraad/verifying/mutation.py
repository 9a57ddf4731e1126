"""Mutants of the content: one small change each. A change that no worked case and no claim notices is a survivor."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Content, Guideline, Rule
from leidraad.verifying.cases import WorkedCase, meets
from leidraad.verifying.claims import comes_out_otherwise, concerning
from leidraad.verifying.questions import Question, questions

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
EDGE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
CONDITIONS = ("truth", "gate", "done")


class Mutant(msgspec.Struct, frozen=True):
    """A changed rule and what was changed in it."""

    original: Rule
    changed: Rule
    change: str


class Score(msgspec.Struct, frozen=True):
    """How many mutants there were, how many only a claim noticed, and which nothing noticed."""

    mutants: int
    survivors: tuple[Mutant, ...]
    by_claims: int = 0

    @property
    def caught(self) -> float:
        """The share of mutants that were caught, between 0 and 1."""
        return 1 - len(self.survivors) / self.mutants if self.mutants else 1.0


def score(content: Content, cases: list[WorkedCase], module: str | None = None) -> Score:
    """Try the mutants of all rules, or of those of one module, on the worked cases, and those missed on the claims."""
    watching: dict[str, list[WorkedCase]] = {}
    for case in cases:
        for rule in case.expect:
            watching.setdefault(rule, []).append(case)
    tried = [
        (g, mutant) for g in content.guidelines for r in g.rules if module in (None, r.module) for mutant in mutants(r)
    ]
    missed = [(g, mutant) for g, mutant in tried if not caught(mutant, content, g, watching)]
    asked = list(questions(content.claims))
    survivors = tuple(mutant for g, mutant in missed if not refuted(mutant, content, g, asked))
    return Score(len(tried), survivors, len(missed) - len(survivors))


def caught(mutant: Mutant, content: Content, guideline: Guideline, watching: dict[str, list[WorkedCase]]) -> bool:
    """Return whether some case comes out otherwise than demanded once the rule is changed."""
    mutated = _with_rule(content, guideline, mutant)
    looked_at = (mutant.original.id, *mutant.original.overrides)
    rules = {r.id: r for g in mutated.guidelines for r in g.rules if r.id in looked_at}
    return any(_notices(case, rules[name], mutated) for name in looked_at for case in watching.get(name, ()))


def refuted(mutant: Mutant, content: Content, guideline: Guideline, asked: list[Question]) -> bool:
    """Return whether some claim that speaks of the rule comes out otherwise once the rule is changed."""
    concerned = concerning(mutant.original, asked)
    return bool(concerned) and comes_out_otherwise(_with_rule(content, guideline, mutant), concerned)


def _notices(case: WorkedCase, rule: Rule, content: Content) -> bool:
    outcome = Evaluation(content, Patient(content.items, case.facts, case.on)).outcome(rule)
    return not meets(case.expect[rule.id], outcome)


def _with_rule(content: Content, guideline: Guideline, mutant: Mutant) -> Content:
    rules = tuple(mutant.changed if r.id == mutant.original.id else r for r in guideline.rules)
    changed = msgspec.structs.replace(guideline, rules=rules)
    guidelines = tuple(changed if g.id == guideline.id else g for g in content.guidelines)
    return msgspec.structs.replace(content, guidelines=guidelines)


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Yield the rule with each threshold moved a step, each comparison turned, each part or exception dropped."""
    for name in CONDITIONS:
        condition = getattr(rule, name)
        if condition is None:
            continue
        for change, variant in variants(condition):
            yield Mutant(rule, msgspec.structs.replace(rule, **{name: variant}), f"{name}: {change}")
        if name != "truth":
            yield Mutant(rule, msgspec.structs.replace(rule, **{name: None}), f"{name} dropped")
    for target in rule.overrides:
        fewer = tuple(t for t in rule.overrides if t != target)
        yield Mutant(rule, msgspec.structs.replace(rule, overrides=fewer), f"no exception to {target}")


def variants(node: model.Expression) -> Iterator[tuple[str, model.Expression]]:
    """Yield every expression that differs from this one by a single step."""
    match node:
        case model.And(operands=parts) | model.Or(operands=parts):
            yield from _fewer(node, parts)
            for i, part in enumerate(parts):
                for change, variant in variants(part):
                    yield change, type(node)(node.span, (*parts[:i], variant, *parts[i + 1 :]))
        case model.Not(operand=part):
            yield f"`not` dropped before {to_cql(part)}", part
            for change, variant in variants(part):
                yield change, model.Not(node.span, variant)
        case model.Compare():
            yield from _comparisons(node)
        case model.In(element=element, options=options):
            yield f"not {to_cql(node)}", model.Not(node.span, node)
            for i, option in enumerate(options):
                if len(options) > 1:
                    fewer = model.In(node.span, element, (*options[:i], *options[i + 1 :]))
                    yield f"{to_cql(option)} dropped from {to_cql(node)}", fewer
        case model.Contains() | model.NonEmpty():
            yield f"not {to_cql(node)}", model.Not(node.span, node)


def _fewer(node: model.And | model.Or, parts: tuple) -> Iterator[tuple[str, model.Expression]]:
    for i, part in enumerate(parts):
        rest = (*parts[:i], *parts[i + 1 :])
        yield f"dropped {to_cql(part)}", rest[0] if len(rest) == 1 else type(node)(node.span, rest)


def _comparisons(node: model.Compare) -> Iterator[tuple[str, model.Expression]]:
    for operator in dict.fromkeys((OPPOSITE[node.operator], EDGE.get(node.operator, OPPOSITE[node.operator]))):
        variant = model.Compare(node.span, operator, node.left, node.right)
        yield f"{to_cql(node)} -> {to_cql(variant)}", variant
    for step in _steps(node.right):
        variant = model.Compare(node.span, node.operator, node.left, step)
        yield f"{to_cql(node)} -> {to_cql(variant)}", variant


def _steps(constant: model.Expression) -> Iterable[model.Expression]:
    match constant:
        case model.Whole(span=span, value=value):
            return (model.Whole(span, value - 1), model.Whole(span, value + 1))
        case model.Exact(span=span, value=value):
            return (model.Exact(span, value - Decimal("0.1")), model.Exact(span, value + Decimal("0.1")))
    return ()
