"""Follow-up with dates: from the schedules of rules that hold and the clinician's choices to visits. Words no page."""

import calendar
import datetime
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from leidraad.diagnostics import UserInputError, wrong
from leidraad.explaining.advice import Advice, ConflictShown, FindingShown, GuidelineAdvice, RuleAdvice
from leidraad.model.content import Beside, Schedule, Wording

ENDED = "treatment_end_date"


class Choice(msgspec.Struct, frozen=True):
    """What the source leaves to the clinician: the item that is time zero, and the years of the first period."""

    start: str | None = None
    first_years: int | None = None


class Visit(msgspec.Struct, frozen=True):
    """One visit: months after time zero, and its day when time zero is known."""

    month: int
    date: datetime.date | None


class Dated(msgspec.Struct, frozen=True):
    """One schedule of one guideline. `baseline_status` is that of its rule; `waits_for` names items it still needs."""

    id: str
    rule: str
    guideline: GuidelineAdvice
    title: Wording
    locator: str
    start: str
    start_date: datetime.date | None
    start_chosen: bool
    first_months: int | None
    first_chosen: bool
    baseline: Wording | None
    baseline_status: str | None
    each_visit: tuple[Wording, ...]
    visits: tuple[Visit, ...]
    stop: Wording
    waits_for: tuple[str, ...]
    options: tuple[RuleAdvice, ...]
    findings: tuple[FindingShown, ...]


class FollowUp(msgspec.Struct, frozen=True):
    """The schedules that hold for a patient; `missing` names what would tell when none does."""

    evaluated_on: datetime.date
    schedules: tuple[Dated, ...]
    missing: tuple[str, ...]
    conflicts: tuple[ConflictShown, ...]
    guidelines: tuple[GuidelineAdvice, ...]
    safety: Wording


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def follow_up(schedules: Iterable[Schedule], advice: Advice, choice: Choice) -> FollowUp:
    """Return the schedules whose rule holds; raise UserInputError for a choice that none of them leaves open."""
    rules = {rule.id: rule for rule in advice.advice}
    loaded = [s for s in schedules if s.rule in rules]
    held = [s for s in loaded if _holds(rules[s.rule])]
    _refuse(choice, held)
    shown = {s.rule for s in held}
    undetermined = () if held else [rules[s.rule] for s in loaded if rules[s.rule].status == "undetermined"]
    return FollowUp(
        evaluated_on=advice.evaluated_on,
        schedules=tuple(_dated(schedule, advice, rules, choice) for schedule in held),
        missing=tuple(dict.fromkeys(item for rule in undetermined for item in rule.missing)),
        conflicts=tuple(c for c in advice.conflicts if set(c.rules) <= shown),
        guidelines=advice.guidelines,
        safety=advice.safety,
    )


def _holds(rule: RuleAdvice) -> bool:
    """Return whether the rule applies, or would if only the end of treatment were known: then months are shown."""
    return rule.status == "applies" or (rule.status == "undetermined" and rule.missing == (ENDED,))


def _refuse(choice: Choice, held: list[Schedule]) -> None:
    problems: list[UserInputError] = []
    if choice.first_years and held and not any(12 * choice.first_years in _open_months(s) for s in held):
        hint = "leave `--first-period` out"
        problems.append(wrong("no-choice", "no schedule of this patient leaves the first period open", None, hint))
    if choice.start and held and not any(choice.start in s.start for s in held):
        problems.append(wrong("no-choice", f"no schedule of this patient counts from `{choice.start}`", None))
    if problems:
        raise UserInputError(d for p in problems for d in p.diagnostics)


def _open_months(schedule: Schedule) -> tuple[int, ...]:
    first = schedule.periods[0].until
    return first if len(first) > 1 else ()


def _dated(schedule: Schedule, advice: Advice, rules: Mapping[str, RuleAdvice], choice: Choice) -> Dated:
    rule = rules[schedule.rule]
    start = choice.start if choice.start in schedule.start else schedule.start[0]
    day = _day(advice, start)
    open_months = _open_months(schedule)
    wanted = 12 * (choice.first_years or 0)
    first = wanted if wanted in open_months else schedule.periods[0].until[0]
    baseline = rules[schedule.baseline.rule] if schedule.baseline else None
    shows_baseline = baseline is not None and baseline.status in ("applies", "done", "undetermined")
    return Dated(
        id=schedule.id, rule=schedule.rule, title=schedule.title, locator=schedule.locator, stop=schedule.stop,
        guideline=next(g for g in advice.guidelines if g.id == schedule.guideline),
        start=start, start_date=day, start_chosen=choice.start == start,
        first_months=first if open_months else None, first_chosen=bool(open_months) and wanted == first,
        baseline=schedule.baseline.text if shows_baseline else None,
        baseline_status=baseline.status if shows_baseline else None,
        each_visit=tuple(b.text for b in schedule.each_visit if _stands(b, rules)),
        visits=tuple(Visit(m, months_later(day, m) if day else None) for m in visit_months(schedule, first)),
        waits_for=rule.missing, options=tuple(rules[o] for o in rule.options if o in rules),
        findings=_findings(schedule, rules),
    )  # fmt: skip


def _day(advice: Advice, item: str) -> datetime.date | None:
    given = advice.case.get(item)
    return datetime.date.fromisoformat(given) if given else None


def _stands(beside: Beside, rules: Mapping[str, RuleAdvice]) -> bool:
    return beside.rule in rules and rules[beside.rule].status == "applies"


def _findings(schedule: Schedule, rules: Mapping[str, RuleAdvice]) -> tuple[FindingShown, ...]:
    beside = (*schedule.each_visit, *([schedule.baseline] if schedule.baseline else []))
    known = {f.id: f for name in (schedule.rule, *(b.rule for b in beside)) for f in rules[name].findings}
    return tuple(known[name] for name in schedule.findings if name in known)


def visit_months(schedule: Schedule, first_months: int) -> Iterator[int]:
    """Yield the months of the visits; the first period ends at `first_months`."""
    month = 0
    for number, period in enumerate(schedule.periods):
        until = period.until[0] if number else first_months
        yield from range(month + period.every, until + 1, period.every)
        month = until
