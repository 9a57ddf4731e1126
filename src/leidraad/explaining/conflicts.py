"""Rules that both hold and disagree, with what goes first and why. Drops neither side."""

import itertools
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from leidraad.engines.statuses import Outcome
from leidraad.explaining.advice import ONLY_ONE, ConflictShown
from leidraad.model.content import Conflict, Content, Guideline, Rule, Wording

STATUS_ORDER = ("authorised", "authorisation phase", "concept")
STANDING = ("applies", "not_yet")
ONE_ACT = Wording(
    nl="De ene regel raadt deze handeling aan, de andere raadt haar af.",
    en="One rule asks for this act, the other advises against it.",
)


def conflicts(content: Content, outcomes: list[Outcome]) -> tuple[ConflictShown, ...]:
    """Return the declared pairs that hold for this patient, and every do against do_not on one act."""
    rules = {o.rule.id: o.rule for o in outcomes}
    standing = {o.rule.id for o in outcomes if o.status in STANDING}
    holding = {frozenset(c.rules): c.why for c in _declared(content) if _holds(c, standing, rules.keys())}
    for pair in _opposed([rules[name] for name in rules if name in standing]):
        holding.setdefault(frozenset(pair), ONE_ACT)
    guidelines = {g.id: g for g in content.guidelines}
    ordered = sorted((sorted(pair), why) for pair, why in holding.items())
    return tuple(_shown((rules[a], rules[b]), why, standing, guidelines) for (a, b), why in ordered)


def _declared(content: Content) -> Iterator[Conflict]:
    yield from content.conflicts
    for guideline in content.guidelines:
        yield from guideline.conflicts


def _holds(conflict: Conflict, standing: AbstractSet[str], loaded: AbstractSet[str]) -> bool:
    """Return whether both sides hold; of two that stand apart one is enough, as they never hold together."""
    pair = set(conflict.rules)
    return pair <= loaded and (bool(pair & standing) if conflict.apart else pair <= standing)


def _opposed(rules: list[Rule]):
    for a, b in itertools.combinations(rules, 2):
        if a.act == b.act and {a.verb, b.verb} == {"do", "do_not"}:
            yield a.id, b.id


def _shown(
    pair: tuple[Rule, Rule], why: Wording, standing: AbstractSet[str], guidelines: dict[str, Guideline]
) -> ConflictShown:
    holding = [rule.id for rule in pair if rule.id in standing]
    first, reason = precedence(*pair, guidelines) if len(holding) == len(pair) else (holding[0], ONLY_ONE)
    return ConflictShown((pair[0].id, pair[1].id), why, first, reason)


def precedence(a: Rule, b: Rule, guidelines: dict[str, Guideline]) -> tuple[str | None, str]:
    """Return the rule that goes first and the reason; lexicographic: status, national, newer, specific."""
    one, two = guidelines[a.guideline], guidelines[b.guideline]
    ranks = [STATUS_ORDER.index(g.status) if g.status in STATUS_ORDER else len(STATUS_ORDER) for g in (one, two)]
    if ranks[0] != ranks[1]:
        return (a.id if ranks[0] < ranks[1] else b.id), "status"
    if bool(one.network) != bool(two.network):
        return (b.id if one.network else a.id), "national"
    if one.valid_from != two.valid_from:
        return (a.id if one.valid_from > two.valid_from else b.id), "newer"
    for specific, general in ((a, b), (b, a)):
        if general.id in specific.overrides:
            return specific.id, "specific"
    return None, "undecided"
