"""Rules that both hold and disagree, with what goes first and why. Drops neither side."""

import itertools

from leidraad.engines.statuses import Outcome
from leidraad.explaining.advice import ConflictShown
from leidraad.model.content import Content, Guideline, Rule, Wording

STATUS_ORDER = ("authorised", "authorisation phase", "concept")
STANDING = ("applies", "not_yet")
ONE_ACT = Wording(
    nl="De ene regel raadt deze handeling aan, de andere raadt haar af.",
    en="One rule asks for this act, the other advises against it.",
)


def conflicts(content: Content, outcomes: list[Outcome]) -> tuple[ConflictShown, ...]:
    """Return the declared pairs that both hold, and every do against do_not on one act."""
    standing = {o.rule.id: o.rule for o in outcomes if o.status in STANDING}
    declared = [*content.conflicts, *(c for g in content.guidelines for c in g.conflicts)]
    pairs = {frozenset(c.rules): c.why for c in declared}
    for pair in _opposed(list(standing.values())):
        pairs.setdefault(frozenset(pair), ONE_ACT)
    holding = sorted((sorted(pair), why) for pair, why in pairs.items() if pair <= standing.keys())
    guidelines = {g.id: g for g in content.guidelines}
    return tuple(_shown(standing[a], standing[b], why, guidelines) for (a, b), why in holding)


def _opposed(rules: list[Rule]):
    for a, b in itertools.combinations(rules, 2):
        if a.act == b.act and {a.verb, b.verb} == {"do", "do_not"}:
            yield a.id, b.id


def _shown(a: Rule, b: Rule, why: Wording, guidelines: dict[str, Guideline]) -> ConflictShown:
    first, reason = precedence(a, b, guidelines)
    return ConflictShown((a.id, b.id), why, first, reason)


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
