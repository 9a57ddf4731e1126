"""Asks of each pair of rules that pull in different directions: whether they ever do so for one patient."""

import itertools
from collections.abc import Iterator

from leidraad.diagnostics import Span
from leidraad.engines.statuses import Evaluation
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import both, either
from leidraad.model.content import Conflict, Content, Rule
from leidraad.verifying.about.rules import STANDING
from leidraad.verifying.asked import Asked


def asked_of_pairs(symbols: Symbols) -> Iterator[Asked]:
    """Yield each declared conflict, which must be possible, and each act asked for and advised against, which must not.

    Of two rules that are declared to stand apart it must not be possible that both stand.
    A pair is settled when it is declared as a conflict, or when one rule is an exception to the other.
    """
    rules = {rule.id: rule for g in symbols.content.guidelines for rule in g.rules}
    conflicts = _conflicts(symbols.content)
    for conflict in conflicts:
        one, other = (rules[name] for name in conflict.rules)
        kind = "apart" if conflict.apart else "conflict"
        yield _pair(symbols, kind, one, other, conflict.span, wanted=not conflict.apart)
    declared = {frozenset(conflict.rules) for conflict in conflicts}
    for one, other in _opposed(list(rules.values())):
        settled = one.id in other.overrides or other.id in one.overrides
        if not settled and frozenset((one.id, other.id)) not in declared:
            yield _pair(symbols, "contradiction", one, other, one.span, wanted=False)


def _conflicts(content: Content) -> list[Conflict]:
    return [*content.conflicts, *(c for g in content.guidelines for c in g.conflicts)]


def _opposed(rules: list[Rule]) -> Iterator[tuple[Rule, Rule]]:
    by_act: dict[str, list[Rule]] = {}
    for rule in rules:
        by_act.setdefault(rule.act, []).append(rule)
    for same in by_act.values():
        for one, other in itertools.combinations(same, 2):
            if (one.verb == "do_not") != (other.verb == "do_not"):
                yield one, other


def _pair(symbols: Symbols, kind: str, one: Rule, other: Rule, span: Span, wanted: bool) -> Asked:
    stands = (either(symbols.status(rule)[status] for status in STANDING) for rule in (one, other))

    def shows(patient: Evaluation) -> bool:
        return all(patient.outcome(rule).status in STANDING for rule in (one, other))

    guidelines = tuple(dict.fromkeys((one.guideline, other.guideline)))
    return Asked(kind, (one.id, other.id), guidelines, span, both(*stands), wanted, shows)
