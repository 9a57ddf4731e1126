"""How the rules of the guidelines were followed, counted by period, type of hospital and grade. Judges no patient.

What is judged of each patient is `followed` in engines/columns; what was wanting where a rule could not be judged
comes in from outside.
"""

from collections.abc import Iterator, Mapping, Sequence

import ibis.expr.types as ir
import msgspec

from leidraad.engines.columns import FOLLOWED, tells
from leidraad.model.content import PRESCRIBING, Content, Guideline, Item, Rule
from leidraad.numerics.proportions import share_interval
from leidraad.registry.groups import label, ordered
from leidraad.registry.people import Key, worded
from leidraad.registry.results import Adhered, Adherence, Group, Unanswered, Want
from leidraad.registry.suppression import cover, is_small
from leidraad.registry.words import ALL

DIMENSIONS = ("registry_period", "hospital_type", "risk_group")
ANSWERS = ("followed", "not_followed", "unknown")
# How many patients of a group followed a rule, did not, and could not be judged.
Counts = tuple[int, int, int]
Wants = Mapping[str, Sequence[Want]]
_EVERYBODY = Group((), (ALL,), None)


class Followed(msgspec.Struct, frozen=True):
    """The counts of each rule by the values of DIMENSIONS, as a table of `computed` has them."""

    keys: tuple[tuple[Key, ...], ...]
    rules: dict[str, tuple[Counts, ...]]


def group_column(number: int) -> str:
    """Return the column of `judged` that holds a value of DIMENSIONS."""
    return f"_group{number}"


def asked(content: Content) -> Iterator[tuple[Guideline, Rule]]:
    """Yield the rules that prescribe an act for the patient, each with its guideline."""
    for guideline in content.guidelines:
        for rule in guideline.rules:
            if rule.verb in PRESCRIBING and rule.audience == "act":
                yield guideline, rule


def judgeable(content: Content) -> list[Rule]:
    """Return the rules of `asked` of which something on record can tell that they were followed."""
    return [rule for _, rule in asked(content) if tells(rule)]


def count(judged: ir.Table, content: Content) -> Followed:
    """Count a table of `followed` that has a column for each of DIMENSIONS as well, in one pass."""
    by = [group_column(n) for n in range(len(DIMENSIONS))]
    rules = [rule.id for rule in judgeable(content)]
    sums = {f"{rule}|{answer}": (judged[rule] == FOLLOWED[answer]).sum() for rule in rules for answer in ANSWERS}
    found = judged.group_by(by).agg(**sums).to_pyarrow().to_pylist() if sums else []
    counts = {rule: tuple(tuple(int(row[f"{rule}|{answer}"]) for answer in ANSWERS) for row in found) for rule in rules}
    return Followed(tuple(tuple(row[name] for name in by) for row in found), counts)


class Rules:
    """What is to be told of each rule, from the counts of all."""

    def __init__(self, content: Content, items: Mapping[str, Item], found: Followed, wants: Wants, least: int) -> None:
        self._content = content
        self._items = items
        self._found = found
        self._wants = wants
        self._least = least

    def answered(self) -> Iterator[Adherence]:
        """Yield the rules that could be judged of somebody whom they concern."""
        for guideline, rule in asked(self._content):
            followed, not_followed, _ = self._total(rule)
            if followed + not_followed:
                yield Adherence(
                    rule=rule.id, guideline=guideline.id, guideline_title=guideline.title,
                    status=_status(guideline, rule), title=rule.title, verb=rule.verb, text=rule.action,
                    wants=tuple(self._wants.get(rule.id, ())),
                    overall=self._adhered(_EVERYBODY, self._total(rule), self._tells_both(rule)),
                    by=tuple(self._by(rule)),
                )  # fmt: skip

    def unanswered(self) -> Iterator[Unanswered]:
        """Yield the rules that could be judged of nobody, or of which nothing tells whether they were followed."""
        for guideline, rule in asked(self._content):
            followed, not_followed, unknown = self._total(rule)
            if not followed + not_followed and (unknown or not tells(rule)):
                yield Unanswered(
                    rule=rule.id, guideline=guideline.id, status=_status(guideline, rule), title=rule.title,
                    text=rule.action, wants=tuple(self._wants.get(rule.id, ())),
                )  # fmt: skip

    def concern_nobody(self) -> tuple[str, ...]:
        """Return the rules that are known to concern no patient."""
        return tuple(rule.id for rule in judgeable(self._content) if not any(self._total(rule)))

    def _tells_both(self, rule: Rule) -> bool:
        """Tell whether a share says something: not if only one of the answers is ever found, and others stay open.

        A table that records whom a patient was referred to, and of nobody that there was no referral, would have all
        patients referred.
        """
        followed, not_followed, unknown = self._total(rule)
        return bool(followed and not_followed) or not unknown

    def _total(self, rule: Rule) -> Counts:
        return _sum(self._found.rules.get(rule.id, ()))

    def _by(self, rule: Rule) -> Iterator[Adhered]:
        for place, name in enumerate(DIMENSIONS):
            item = self._items[name]
            groups: dict[Key, list[Counts]] = {}
            keys = worded(item, (key[place] for key in self._found.keys))
            for key, counts in zip(keys, self._found.rules[rule.id], strict=True):
                groups.setdefault(key, []).append(counts)
            values = ordered(item, groups)
            if values != [None]:
                counts = [_sum(groups[value]) for value in values]
                yield from self._groups(item, values, counts, self._tells_both(rule))

    def _groups(
        self, item: Item, values: Sequence[Key], counts: Sequence[Counts], tells_both: bool
    ) -> Iterator[Adhered]:
        """Yield the groups of one item. What stands beside the total of all may give nothing away."""
        hidden = [cover(column, self._least).hidden for column in zip(*counts, strict=True)]
        for n, value in enumerate(values):
            about = Group((item.name, value), (item.label, label(item, value)), None)
            yield self._adhered(about, counts[n], tells_both, n in hidden[0] | hidden[1], n in hidden[2])

    def _adhered(
        self, about: Group, counts: Counts, tells_both: bool, hidden: bool = False, unknown_hidden: bool = False
    ) -> Adhered:
        followed, not_followed, unknown = counts
        told = None if unknown_hidden or is_small(unknown, self._least) else unknown
        if hidden or is_small(followed, self._least) or is_small(not_followed, self._least):
            return Adhered(about, None, None, told, None, None, None, hidden=True)
        should = followed + not_followed
        if not should or not tells_both:
            return Adhered(about, should, followed, told, None, None, None)
        (low,), (high,) = share_interval([followed], [should])
        return Adhered(about, should, followed, told, followed / should, float(low), float(high))


def _sum(counts: Sequence[Counts]) -> Counts:
    return tuple(map(sum, zip(*counts, strict=True))) if counts else (0, 0, 0)


def _status(guideline: Guideline, rule: Rule) -> str:
    return next((module.status for module in guideline.modules if module.id == rule.module), guideline.status)
