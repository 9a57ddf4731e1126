"""The advice as the page shows it: every text in one language, in the order of `explaining/page.py`. Knows no HTML."""

from collections.abc import Iterable, Mapping

import msgspec

from leidraad.explaining.advice import Advice, ConflictShown, Ground, GuidelineAdvice, RuleAdvice
from leidraad.explaining.follow_up import Choice, Dated, FollowUp, follow_up
from leidraad.explaining.page import Entry, Folded, Page, basis, instead_of, on_page, speaks, to_page
from leidraad.explaining.phrases import Phrases
from leidraad.model.content import Schedule
from leidraad.pages.advice_html import Standing
from leidraad.pages.follow_up import FollowUpPage
from leidraad.web.library import address


class FactLine(msgspec.Struct, frozen=True):
    """A fact in words."""

    item: str
    label: str
    value: str


class Link(msgspec.Struct, frozen=True):
    """Another rule; `here` says that it stands on this page."""

    id: str
    title: str
    here: bool


class UnlessLine(msgspec.Struct, frozen=True):
    """An exception that may still hold, and what would tell."""

    rule: Link
    missing: str


class FindingLine(msgspec.Struct, frozen=True):
    """What the source leaves unclear about a rule, and how it was read."""

    id: str
    unclear: str
    reading: str
    locator: str
    changes_advice: bool


class ConflictLine(msgspec.Struct, frozen=True):
    """Two rules that disagree: both sides, why, and which goes first."""

    text: str
    sides: tuple[Link, ...]


class WarningLine(msgspec.Struct, frozen=True):
    """What to know beside a fact as given: why, and what would have to be known to say more."""

    text: str
    because: tuple[FactLine, ...]
    missing: str


class RuleShown(msgspec.Struct, frozen=True):
    """One rule with everything that it opens to. `tag` is set unless its guideline is authorised."""

    id: str
    mark: str
    title: str
    text: str
    tag: str
    strength_word: str
    strength: str
    certainty: str
    because: tuple[FactLine, ...]
    also_met: tuple[FactLine, ...]
    waits_for: str
    unless: tuple[UnlessLine, ...]
    options: tuple[Link, ...]
    instead_of: tuple[Link, ...]
    conflicts: tuple[ConflictLine, ...]
    checklist: tuple[str, ...]
    background: tuple[str, ...]
    actor: str
    source: str
    address: str
    module: str
    module_id: str
    findings: tuple[FindingLine, ...]
    below: tuple["RuleShown", ...] = ()


class QuestionLine(msgspec.Struct, frozen=True):
    item: str
    text: str


class PhaseGroup(msgspec.Struct, frozen=True):
    phase: str
    rules: tuple[RuleShown, ...]


class ExcludedLine(msgspec.Struct, frozen=True):
    goes_to: str
    title: str
    because: str


class EditionLine(msgspec.Struct, frozen=True):
    id: str
    title: str
    edition: str
    status: str


class BasisShown(msgspec.Struct, frozen=True):
    """What the strength of a module's rules rests on."""

    id: str
    module: str
    standing: str
    certainty: str
    rationale: str
    judgements: tuple[tuple[str, str, str], ...]


class LegendLine(msgspec.Struct, frozen=True):
    guideline: str
    strength: str
    patient: str
    clinician: str
    policy: str


class VisitLine(msgspec.Struct, frozen=True):
    text: str
    past: bool


class ScheduleShown(msgspec.Struct, frozen=True):
    """A follow-up schedule that holds, visit by visit."""

    title: str
    standing: str
    head: tuple[str, ...]
    visits: tuple[VisitLine, ...]
    tail: tuple[str, ...]


class AdviceShown(msgspec.Struct, frozen=True):
    """The whole advice in one language."""

    who: str
    phase: str
    evaluated_on: str
    speaks: bool
    excluded: tuple[ExcludedLine, ...]
    implied: tuple[FactLine, ...]
    warnings: tuple[WarningLine, ...]
    now: tuple[RuleShown, ...]
    considerations: tuple[RuleShown, ...]
    talk: tuple[RuleShown, ...]
    not_yet: tuple[RuleShown, ...]
    conflicts: tuple[ConflictLine, ...]
    questions: tuple[QuestionLine, ...]
    more_questions: str
    schedules: tuple[ScheduleShown, ...]
    done: tuple[RuleShown, ...]
    later: tuple[PhaseGroup, ...]
    earlier: tuple[PhaseGroup, ...]
    leaflet: tuple[RuleShown, ...]
    team: tuple[RuleShown, ...]
    basis: tuple[BasisShown, ...]
    legend: tuple[LegendLine, ...]
    norms: tuple[str, ...]
    not_held: tuple[str, ...]
    editions: tuple[EditionLine, ...]
    safety: str


def advice_shown(advice: Advice, schedules: Iterable[Schedule], say: Phrases) -> AdviceShown:
    """Return the context of the advice, with the schedules of follow-up that hold."""
    return _Shown(advice, to_page(advice), say).all(follow_up(schedules, advice, Choice()))


def phase_line(phase: str | None, say: Phrases) -> str:
    """Return the phase of care as a line of its own."""
    return f"{say['phase']}: {say.phase(phase)}" if phase else say["no_phase"].capitalize()


class _Shown:
    def __init__(self, advice: Advice, page: Page, say: Phrases) -> None:
        self._advice = advice
        self._page = page
        self._say = say
        self._standing = Standing(advice)
        self._rules = {rule.id: rule for rule in advice.advice}
        self._here = {rule.id for rule in on_page(page)}
        self._instead_of = instead_of(advice)
        self._basis = basis(advice, page)
        self._conflicts: dict[str, list[ConflictShown]] = {}
        for conflict in advice.conflicts:
            for rule in conflict.rules:
                self._conflicts.setdefault(rule, []).append(conflict)

    def all(self, visits: FollowUp) -> AdviceShown:
        advice, page, say = self._advice, self._page, self._say
        acts = [e for e in page.now if e.rule.part == "recommendation"]
        return AdviceShown(
            who=say.who(page.who),
            phase=phase_line(page.phase, say),
            evaluated_on=advice.evaluated_on.isoformat(),
            speaks=speaks(advice),
            excluded=tuple(map(self._excluded, (g for g in advice.guidelines if g.excluded))),
            implied=self._facts(Ground(item, value) for item, value in advice.implied.items()),
            warnings=tuple(
                WarningLine(say.warning(w, advice.case), self._facts(w.because), say.labels(w.missing))
                for w in advice.warnings
            ),
            now=self._entries(acts),
            considerations=self._entries(e for e in page.now if e not in acts),
            talk=self._list(page.talk),
            not_yet=self._entries(page.not_yet),
            conflicts=tuple(map(self._conflict, page.conflicts)),
            questions=tuple(QuestionLine(q.item, say.question(q)) for q in page.questions),
            more_questions=say.more(page.more_questions) if page.more_questions else "",
            schedules=tuple(self._schedule(FollowUpPage(visits, say), dated) for dated in visits.schedules),
            done=self._list(page.done),
            later=self._groups(page.later),
            earlier=self._groups(page.earlier),
            leaflet=self._list(page.leaflet),
            team=self._list(page.team),
            basis=tuple(self._module_basis()),
            legend=tuple(self._legend()),
            norms=tuple(f"{say.of(n.text)} ({n.id}, {n.year}, {say.actor(n.actor)})" for n in advice.norms),
            not_held=tuple(say.of(n.text) for n in advice.not_held),
            editions=tuple(
                EditionLine(g.id, say.of(g.title), g.edition, say[g.status]) for g in advice.guidelines
            ),
            safety=say.of(advice.safety),
        )  # fmt: skip

    def _entries(self, entries: Iterable[Entry]) -> tuple[RuleShown, ...]:
        return tuple(self._rule(e.rule, e.below) for e in entries)

    def _list(self, rules: Iterable[RuleAdvice]) -> tuple[RuleShown, ...]:
        return tuple(self._rule(rule) for rule in rules)

    def _groups(self, groups: Iterable[Folded]) -> tuple[PhaseGroup, ...]:
        return tuple(PhaseGroup(self._say.phase(g.phase), self._list(g.rules)) for g in groups)

    def _rule(self, rule: RuleAdvice, below: Iterable[RuleAdvice] = ()) -> RuleShown:
        say, title, tag = self._say, self._say.title(rule), self._standing.of(rule)
        module = self._basis.get((rule.guideline, rule.source.module))
        return RuleShown(
            id=rule.id,
            mark=say.mark(rule),
            title=title,
            text=say.of(rule.text) if say.of(rule.text) != title else "",
            tag=say[tag] if tag else "",
            strength_word="" if rule.strength == "ungraded" else say[rule.strength],
            strength=say.strength(rule),
            certainty=say.certainty(rule),
            because=self._facts(rule.because),
            also_met=self._facts(rule.also_met),
            waits_for=say.labels(rule.waits_for),
            unless=tuple(UnlessLine(self._link(u.id), say.labels(u.missing)) for u in rule.unless),
            options=tuple(map(self._link, rule.options)),
            instead_of=tuple(map(self._link, self._instead_of.get(rule.id, ()))),
            conflicts=tuple(map(self._conflict, self._conflicts.get(rule.id, ()))),
            checklist=tuple(map(say.of, rule.checklist)),
            background=tuple(f"{say.of(b.text)} [{b.id}]" for b in rule.background),
            actor=say.actor(rule.actor),
            source=rule.source.locator,
            address=address(rule.guideline, rule.source.module, rule.id),
            module=say.module(module) if module else "",
            module_id=f"{rule.guideline}-{rule.source.module}" if module else "",
            findings=tuple(
                FindingLine(f.id, say.of(f.unclear), say.of(f.reading), f.locator, f.severity == "changes_advice")
                for f in rule.findings
            ),
            below=tuple(map(self._rule, below)),
        )

    def _facts(self, grounds: Iterable[Ground]) -> tuple[FactLine, ...]:
        say = self._say
        return tuple(FactLine(g.item, say.label(g.item), say.value(g.item, g.value)) for g in grounds)

    def _link(self, name: str) -> Link:
        rule = self._rules.get(name)
        return Link(name, self._say.title(rule) if rule else name, name in self._here)

    def _conflict(self, conflict: ConflictShown) -> ConflictLine:
        return ConflictLine(self._say.conflict(conflict), tuple(map(self._link, conflict.rules)))

    def _excluded(self, guideline: GuidelineAdvice) -> ExcludedLine:
        say = self._say
        return ExcludedLine(say.of(guideline.goes_to), say.of(guideline.title), say.grounds(guideline.because))

    def _schedule(self, page: FollowUpPage, dated: Dated) -> ScheduleShown:
        today = self._advice.evaluated_on
        return ScheduleShown(
            title=self._say.of(dated.title),
            standing=page.standing(dated),
            head=tuple(page.head(dated)),
            visits=tuple(VisitLine(page.visit(v), bool(v.date and v.date < today)) for v in dated.visits),
            tail=tuple(page.tail(dated)),
        )

    def _module_basis(self) -> Iterable[BasisShown]:
        say = self._say
        editions: Mapping[str, str] = {g.id: g.edition for g in self._advice.guidelines}
        for (guideline, module), shown in self._basis.items():
            yield BasisShown(
                f"{guideline}-{module}", say.module(shown), say.standing(shown, editions[guideline]),
                say.certainty(shown), say.of(shown.rationale), tuple(say.judgements(shown)),
            )  # fmt: skip

    def _legend(self) -> Iterable[LegendLine]:
        say = self._say
        for guideline in self._advice.guidelines:
            for strength, meaning in guideline.legend.items():
                yield LegendLine(
                    say.of(guideline.title), say[strength],
                    say.of(meaning.patient), say.of(meaning.clinician), say.of(meaning.policy),
                )  # fmt: skip
