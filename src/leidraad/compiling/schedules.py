"""From schedule files to typed schedules. Checks names and months; puts no dates."""

from collections.abc import Iterable, Iterator

from leidraad.diagnostics import Diagnostic, Span, nearest
from leidraad.model.content import Beside, Content, Period, Rule, Schedule
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import BesideSource, ScheduleSource


def from_schedules(documents: Iterable[Document], content: Content) -> tuple[tuple[Schedule, ...], list[Diagnostic]]:
    """Return all schedules and what is wrong with them."""
    rules = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}
    findings = {finding.id for guideline in content.guidelines for finding in guideline.findings}
    found: dict[str, Schedule] = {}
    problems: list[Diagnostic] = []
    for document in documents:
        for i, source in enumerate(document.convert(list[ScheduleSource])):
            span = document.spans[(str(i),)]
            wrongs = list(_mistakes(source, span, rules, findings, content))
            if source.id in found:
                wrongs.append(Diagnostic("duplicate-id", f"the schedule `{source.id}` stands twice", span))
            problems += wrongs
            if not wrongs:
                found[source.id] = _schedule(source, span, rules)
    return tuple(found.values()), problems


def _schedule(source: ScheduleSource, span: Span, rules: dict[str, Rule]) -> Schedule:
    return Schedule(
        id=source.id, rule=source.rule, guideline=rules[source.rule].guideline, locator=source.source,
        title=source.title, start=tuple(source.start),
        periods=tuple(Period(p.every, tuple(p.until)) for p in source.periods),
        each_visit=tuple(map(_beside, source.each_visit)),
        baseline=_beside(source.baseline) if source.baseline else None,
        stop=source.stop, findings=tuple(source.findings), span=span,
    )  # fmt: skip


def _beside(source: BesideSource) -> Beside:
    return Beside(source.rule, source.text)


def _mistakes(
    source: ScheduleSource, span: Span, rules: dict[str, Rule], findings: set[str], content: Content
) -> Iterator[Diagnostic]:
    beside = [*source.each_visit, *([source.baseline] if source.baseline else [])]
    for name in (source.rule, *(b.rule for b in beside)):
        if name not in rules:
            yield Diagnostic("unknown-rule", f"no rule `{name}`", span, nearest(name, rules))
    for name in source.findings:
        if name not in findings:
            yield Diagnostic("unknown-finding", f"no finding `{name}`", span, nearest(name, findings))
    for name in source.start:
        item = content.items.get(name)
        if item is None or item.type != "date":
            dates = [n for n, i in content.items.items() if i.type == "date"]
            yield Diagnostic("unknown-item", f"no date `{name}`", span, nearest(name, dates))
    if not source.start or not source.periods:
        yield Diagnostic("missing-field", "a schedule has a start and periods", span, "add `start` and `periods`")
    yield from _wrong_months(source, span)


def _wrong_months(source: ScheduleSource, span: Span) -> Iterator[Diagnostic]:
    """Refuse periods that overlap, and visits that do not come out at the end of their period."""
    begins = {0}
    for period in source.periods:
        if period.every < 1 or not period.until or any(u <= b for u in period.until for b in begins):
            yield Diagnostic("months", "a period ends after it begins, and has visits every 1 month or more", span)
            return
        if any((until - begin) % period.every for until in period.until for begin in begins):
            message = f"visits every {period.every} months do not come out at month {period.until[0]}"
            yield Diagnostic("months", message, span, "end the period at a visit")
        begins = set(period.until)
