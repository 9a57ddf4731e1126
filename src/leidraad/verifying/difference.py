"""What a new edition changes: rules added, removed, renamed, or of another meaning. Proved, never read off the text.

A rule means the same when every patient whom both editions can hear of gets the same status. Otherwise an example
patient shows it for each direction: one for whom it now applies and did not, one for whom it did and no longer does.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import z3

from leidraad.engines.reference import Fact
from leidraad.engines.statuses import Evaluation
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import STATUSES, Content, Exclude, Guideline, Module, Rule, Schedule, Wording
from leidraad.verifying.editions import Editions, EditionsProver, of_another_type
from leidraad.verifying.witness import Found, Proved, Refuted, Undecided

# Beside the conditions, what a reader would call a change of the rule; its other texts are wording.
PASSPORT = ("verb", "act", "part", "audience", "strength", "strength_basis", "certainty", "actor", "phases", "source",
            "refines", "boundary")  # fmt: skip
WORDED = ("title", "action", "checklist", "note")


class Example(msgspec.Struct, frozen=True):
    """A patient who shows a change, with the status of the rule in both editions."""

    facts: dict[str, Fact]
    old: str
    new: str
    fewest: bool


class Changed(msgspec.Struct, frozen=True):
    """A rule whose meaning changed. `undecided` says why that could not be told; then there is no example."""

    id: str
    examples: tuple[Example, ...] = ()
    undecided: str | None = None


class Told(msgspec.Struct, frozen=True):
    """A field that changed beside the meaning: of a rule, a module or the guideline."""

    about: str
    field: str
    old: str
    new: str


class Renamed(msgspec.Struct, frozen=True):
    """A rule that has another id and the same meaning, act and verb."""

    old: str
    new: str


class Difference(msgspec.Struct, frozen=True):
    """What a new edition of one guideline changes. `overdue` names modules whose review date has passed."""

    guideline: str
    title: Wording
    old_edition: str
    new_edition: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    changed: tuple[Changed, ...] = ()
    told: tuple[Told, ...] = ()
    reworded: tuple[str, ...] = ()
    overdue: tuple[Told, ...] = ()

    @property
    def nothing(self) -> bool:
        """Return whether no rule, field or text differs."""
        return not (self.added or self.removed or self.renamed or self.changed or self.told or self.reworded)


def differences(old: Content, new: Content, today: datetime.date) -> list[Difference]:
    """Return what changed, for each guideline that stands in both."""
    comparison = _Comparison(old, new, today)
    before = {guideline.id: guideline for guideline in old.guidelines}
    return [comparison.of(before[g.id], g) for g in new.guidelines if g.id in before]


class _Comparison:
    def __init__(self, old: Content, new: Content, today: datetime.date) -> None:
        self._editions = Editions(old, new, today)
        self._prover = EditionsProver(self._editions)
        self._today = today
        self._retyped = of_another_type(old.items, new.items)
        self._texts = (_Texts(old), _Texts(new))

    def of(self, old: Guideline, new: Guideline) -> Difference:
        """Return what changed in one guideline."""
        before, after = ({rule.id: rule for rule in g.rules} for g in (old, new))
        pairs = [(before[name], rule) for name, rule in after.items() if name in before]
        gone = [rule for rule in old.rules if rule.id not in after]
        come = [rule for rule in new.rules if rule.id not in before]
        renamed = tuple(self._renamed(gone, come))
        changed = tuple(found for pair in pairs if (found := self._changed(*pair)) is not None)
        told = (*_of_edition(old, new), *self._schedules(new.id), *(t for pair in pairs for t in _of_rule(*pair)))
        elsewhere = {c.id for c in changed} | {t.about for t in told}
        return Difference(
            new.id, new.title, old.edition, new.edition,
            added=_ids(come, {r.new for r in renamed}),
            removed=_ids(gone, {r.old for r in renamed}),
            renamed=renamed, changed=changed, told=told,
            reworded=tuple(rule.id for was, rule in pairs if rule.id not in elsewhere and _reworded(was, rule)),
            overdue=tuple(_overdue(new.modules, self._today)),
        )  # fmt: skip

    def _schedules(self, guideline: str) -> Iterator[Told]:
        before, after = (
            {s.id: s for s in symbols.content.schedules if s.guideline == guideline}
            for symbols in (self._editions.old, self._editions.new)
        )
        for name in dict.fromkeys((*before, *after)):
            old, new = before.get(name), after.get(name)
            if (was := _visits(old)) != (now := _visits(new)):
                yield Told((new or old).rule, "schedule", was, now)

    def _changed(self, old: Rule, new: Rule) -> Changed | None:
        """Return how the meaning of a rule changed; None when it is proved the same."""
        if self._texts[0].of(old) == self._texts[1].of(new):
            return None
        if reads := self._retyped & (self._texts[0].items(old) | self._texts[1].items(new)):
            return Changed(new.id, undecided=f"{', '.join(sorted(reads))}: of another type")
        before, after = self._editions.old.status(old), self._editions.new.status(new)
        found = [self._ask(goal, old, new) for goal in _directions(before, after)]
        if all(isinstance(answer, Proved) for answer in found):
            found = [self._ask(_otherwise(before, after), old, new)]
        if given_up := [answer.why for answer in found if isinstance(answer, Undecided)]:
            return Changed(new.id, undecided=given_up[0])
        examples = tuple(self._example(answer, old, new) for answer in found if isinstance(answer, Refuted))
        return Changed(new.id, examples) if examples else None

    def _ask(self, goal: z3.BoolRef, old: Rule, new: Rule) -> Found:
        return self._prover.find(goal, lambda was, now: _status(was, old) != _status(now, new))

    def _example(self, found: Refuted, old: Rule, new: Rule) -> Example:
        statuses = (_status(self._prover.under(edition.content, found.witness), rule)
                    for edition, rule in ((self._editions.old, old), (self._editions.new, new)))  # fmt: skip
        return Example(found.witness, *statuses, found.fewest)

    def _renamed(self, gone: list[Rule], come: list[Rule]) -> Iterator[Renamed]:
        left = list(come)
        for old in gone:
            same = (
                new for new in left if (new.act, new.verb) == (old.act, old.verb) and self._changed(old, new) is None
            )
            if found := next(same, None):
                left.remove(found)
                yield Renamed(old.id, found.id)


def _directions(old: Mapping[str, z3.BoolRef], new: Mapping[str, z3.BoolRef]) -> tuple[z3.BoolRef, z3.BoolRef]:
    """Return when a rule applies in the new edition alone, and when in the old one alone."""
    return z3.And(new["applies"], z3.Not(old["applies"])), z3.And(old["applies"], z3.Not(new["applies"]))


def _otherwise(old: Mapping[str, z3.BoolRef], new: Mapping[str, z3.BoolRef]) -> z3.BoolRef:
    """Return when any status differs."""
    return z3.Or([z3.And(new[status], z3.Not(old[status])) for status in STATUSES])


def _ids(rules: Iterable[Rule], renamed: set[str]) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.id not in renamed)


def _visits(schedule: Schedule | None) -> str:
    """Return the visits of a schedule as text: months between them, until which month."""
    if schedule is None:
        return ""
    periods = (f"{p.every} months until {' or '.join(map(str, p.until))}" for p in schedule.periods)
    return f"{'; '.join(periods)}; from {' or '.join(schedule.start)}"


def _status(patient: Evaluation, rule: Rule) -> str:
    return patient.outcome(rule).status


class _Texts:
    """All that decides on a rule, as text: where that is the same in both editions, so is the meaning."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._rules = {rule.id: rule for g in content.guidelines for rule in g.rules}
        self._excludes = {g.id: g.excludes for g in content.guidelines}
        self._targets: dict[str, list[Rule]] = {}
        for rule in self._rules.values():
            for target in rule.overrides:
                self._targets.setdefault(target, []).append(rule)

    def of(self, rule: Rule) -> tuple[str, ...]:
        """Return the conditions of a rule, its exceptions and its guideline, and the derivations below them."""
        own = tuple(f"{r.id} {r.verb} {r.boundary}" for r in self._with_exceptions(rule) if r is not rule)
        shapes = (
            f"{i.type} {sorted(i.values)} {i.low} {i.high} {i.settable}"
            for i in map(self._content.items.get, sorted(self.items(rule)))
        )
        return (*own, *(to_cql(e) for e in self._expressions(rule)), *shapes)

    def items(self, rule: Rule) -> frozenset[str]:
        """Return every item that decides on a rule."""
        return frozenset(name for e in self._expressions(rule) for name in model.items_of(e))

    def _with_exceptions(self, rule: Rule) -> list[Rule]:
        return [rule, *(r for e in self._targets.get(rule.id, ()) for r in self._with_exceptions(e))]

    def _expressions(self, rule: Rule) -> list[model.Expression]:
        rules = self._with_exceptions(rule)
        found = [part for r in rules for part in (r.truth, r.gate, r.done) if part is not None]
        found += [e.condition for r in rules if not r.boundary for e in self._excluding(r)]
        seen: dict[str, model.Expression] = {}
        self._derive(found, seen)
        return [*found, *(seen[name] for name in sorted(seen))]

    def _excluding(self, rule: Rule) -> tuple[Exclude, ...]:
        return self._excludes[rule.guideline]

    def _derive(self, expressions: Iterable[model.Expression], seen: dict[str, model.Expression]) -> None:
        for name in (n for e in expressions for n in model.items_of(e)):
            derivation = self._content.items[name].derivation
            if derivation is not None and name not in seen:
                seen[name] = derivation
                self._derive([derivation], seen)


def _reworded(old: Rule, new: Rule) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in WORDED) or _written(old) != _written(new)


def _written(rule: Rule) -> list[str]:
    return [to_cql(part) for part in (rule.truth, rule.gate, rule.done, rule.breach) if part is not None]


def _of_rule(old: Rule, new: Rule) -> Iterator[Told]:
    yield from _fields(old, new, PASSPORT, new.id)


def _fields(old: object, new: object, names: Iterable[str], about: str) -> Iterator[Told]:
    for name in names:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Told(about, name, _said(was), _said(now))


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(map(_said, value))
        case Wording():
            return value.nl
    return getattr(value, "locator", None) or str(value)


def _of_edition(old: Guideline, new: Guideline) -> Iterator[Told]:
    yield from _fields(old, new, ("status", "valid_from"), new.id)
    before = {module.id: module for module in old.modules}
    for module in new.modules:
        if module.id in before:
            yield from _fields(
                before[module.id], module, ("status", "authorised_on", "review_by", "certainty"), module.id
            )


def _overdue(modules: Iterable[Module], today: datetime.date) -> Iterator[Told]:
    for module in modules:
        if module.review_by is not None and module.review_by < today:
            yield Told(module.id, "review_by", "", module.review_by.isoformat())
