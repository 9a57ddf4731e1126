"""Asks of each rule that it can apply, wait, be carried out, and be no constant; of each exception, that it matters."""

from collections.abc import Iterator

from leidraad.engines.reference import evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import both, either
from leidraad.model import expressions as model
from leidraad.model.content import PRESCRIBING, Guideline, Rule
from leidraad.verifying.asked import Asked

STANDING = ("applies", "not_yet")


def asked_of_rules(symbols: Symbols) -> Iterator[Asked]:
    """Yield what is asked of each guideline and each of its rules, in the order of the files."""
    rules = {rule.id: rule for g in symbols.content.guidelines for rule in g.rules}
    for guideline in symbols.content.guidelines:
        yield from _of_guideline(symbols, guideline)
        for rule in guideline.rules:
            yield from _of_rule(symbols, rule)
            yield from (_exception(symbols, rule, rules[target]) for target in rule.overrides)


def _of_guideline(symbols: Symbols, guideline: Guideline) -> Iterator[Asked]:
    """Each exclude, and each entry of what is not held, speaks of somebody."""
    entries = [(f"{guideline.id} exclude {n}", e.condition) for n, e in enumerate(guideline.excludes, start=1)]
    entries += [(entry.id, entry.condition) for entry in guideline.not_held]
    for name, condition in entries:
        yield Asked("holds", (name,), (guideline.id,), condition.span, symbols.truth(condition).true, True,
                    _is(condition, True))  # fmt: skip


def _of_rule(symbols: Symbols, rule: Rule) -> Iterator[Asked]:
    statuses = ["applies", *(["not_yet"] if rule.gate else []), *(["done"] if rule.done else [])]
    for status in statuses:
        kind = "gate" if status == "not_yet" else status
        yield _asked(rule, kind, symbols.status(rule)[status], _has(rule, (status,)))
    if model.items_of(rule.truth):
        yield _asked(rule, "spares", symbols.condition(rule).false, _is(rule.truth, False))
    if rule.breach:
        breached = both(symbols.status(rule)["applies"], symbols.truth(rule.breach).true)
        applies, was_done = _has(rule, ("applies",)), _is(rule.breach, True)
        yield _asked(rule, "breach", breached, lambda patient: applies(patient) and was_done(patient))


def _exception(symbols: Symbols, rule: Rule, target: Rule) -> Asked:
    """A prescribing exception can replace its target, an option can stand beside it."""
    prescribes = rule.verb in PRESCRIBING
    statuses = ("overridden",) if prescribes else STANDING
    goal = both(symbols.replaces(rule), either(symbols.status(target)[status] for status in statuses))

    def shows(patient: Evaluation) -> bool:
        outcome = patient.outcome(target)
        return rule.id in (outcome.overridden_by if prescribes else outcome.options) and outcome.status in statuses

    about = (rule.id, target.id)
    return Asked("exception", about, _guidelines(rule, target), rule.span, goal, True, shows)


def _asked(rule: Rule, kind: str, goal, shows) -> Asked:
    return Asked(kind, (rule.id,), (rule.guideline,), rule.span, goal, True, shows)


def _guidelines(*rules: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.guideline for rule in rules))


def _has(rule: Rule, statuses: tuple[str, ...]):
    return lambda patient: patient.outcome(rule).status in statuses


def _is(condition: model.Expression, value: bool):
    return lambda patient: evaluate(condition, patient.patient) is value
