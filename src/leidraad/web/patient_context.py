"""What the page of one patient shows: the question or the form, what is known, notices, the advice. Knows no HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from leidraad.explaining.advice import Advice
from leidraad.explaining.completeness import OTHER, completeness
from leidraad.explaining.page import MOST_QUESTIONS, WHO
from leidraad.explaining.phrases import Phrases
from leidraad.model.content import Item
from leidraad.web.advice_context import AdviceShown, FactLine, advice_shown
from leidraad.web.answers import NONE, Refused
from leidraad.web.case_state import CaseState, Staleness, staleness
from leidraad.web.catalogue import MOST_FOUND
from leidraad.web.knowledge import Knowledge
from leidraad.web.words import Words

BUTTONS = 12  # choices that fit as large buttons; more become a list
RULES_NAMED = 3  # rules named under "why this question"


class Option(msgspec.Struct, frozen=True):
    """One answer that can be picked."""

    value: str
    label: str
    chosen: bool


class Field(msgspec.Struct, frozen=True):
    """One item to fill in. `kind` is pick (one of a few), list (one of many), some (a set), number, date or text.

    `typed` is what stands in it: the fact, or what was refused, with `error` saying why.
    """

    item: str
    kind: str
    label: str
    unit: str
    definition: str
    unclear: str
    options: tuple[Option, ...]
    typed: str
    unknown: bool
    error: str


class Question(msgspec.Struct, frozen=True):
    """The one question asked now. `changing` says that there is an answer already."""

    field: Field
    report: str
    report_date: Field | None
    bears_on: tuple[str, ...]
    changing: bool


class FieldGroup(msgspec.Struct, frozen=True):
    """The fields of one report, and its date when the dictionary has an item for that."""

    report: str
    title: str
    date: Field | None
    fields: tuple[Field, ...]
    open: bool


class KnownGroup(msgspec.Struct, frozen=True):
    """What one report says, and its date."""

    title: str
    date: str
    facts: tuple[FactLine, ...]


class Banner(msgspec.Struct, frozen=True):
    """What differs between an opened file and now, in sentences."""

    title: str
    lines: tuple[str, ...]
    button: str


class Row(msgspec.Struct, frozen=True):
    """A table of several patients that was opened, from which one is to be chosen."""

    name: str
    text: str
    mapping: str
    rows: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True):
    """What happened to a file: a sentence, and the mistakes in it in the words of the reader of files."""

    text: str
    mistakes: tuple[str, ...] = ()


class PatientPage(msgspec.Struct, frozen=True):
    """The whole page. One of `question` and `groups` is shown; `state` is what the page carries."""

    state: CaseState
    question: Question | None
    groups: tuple[FieldGroup, ...]
    find: str
    found: tuple[Field, ...]
    found_more: bool
    form: bool
    known: tuple[KnownGroup, ...]
    implied: tuple[FactLine, ...]
    skipped: int
    banner: Banner | None
    notice: Notice | None
    rows: Row | None
    advice: AdviceShown


class View(msgspec.Struct, frozen=True):
    """What the user asked to see besides the case itself."""

    asking: str | None = None
    find: str = ""
    refused: tuple[Refused, ...] = ()
    notice: Notice | None = None
    rows: Row | None = None


def patient_page(state: CaseState, advice: Advice, view: View, knowledge: Knowledge, lang: str) -> PatientPage:
    """Return the context of the page."""
    return _Builder(state, advice, view, knowledge, lang).page()


class _Builder:
    def __init__(self, state: CaseState, advice: Advice, view: View, knowledge: Knowledge, lang: str) -> None:
        self._state = state
        self._advice = advice
        self._view = view
        self._knowledge = knowledge
        self._items: Mapping[str, Item] = knowledge.content.items
        self._catalogue = knowledge.catalogue
        self._say: Phrases = knowledge.words[lang]
        self._words = Words(lang)
        self._refused = {refused.item: refused for refused in view.refused}

    def page(self) -> PatientPage:
        shown = advice_shown(self._advice, self._knowledge.content.schedules, self._say)
        as_form = self._state.form and self._view.asking is None
        found = self._found() if as_form else []
        return PatientPage(
            state=self._state,
            question=None if as_form else self._question(),
            groups=tuple(self._groups()) if as_form else (),
            find=self._view.find,
            found=tuple(map(self._field, found[:MOST_FOUND])),
            found_more=len(found) > MOST_FOUND,
            form=as_form,
            known=tuple(self._known()),
            implied=shown.implied,
            skipped=len(self._state.skipped),
            banner=self._banner(),
            notice=self._view.notice,
            rows=self._view.rows,
            advice=shown,
        )

    def _question(self) -> Question | None:
        name = self._view.asking or self._next()
        if name is None:
            return None
        report = self._catalogue.report(name)
        date = self._catalogue.date_of.get(report)
        undated = date if date not in self._state.case or date in self._refused else None
        return Question(
            field=self._field(name),
            report=self._report(report),
            report_date=self._date(undated) if undated else None,
            bears_on=tuple(self._bears_on(name)),
            changing=name in self._state.case,
        )

    def _next(self) -> str | None:
        asked = (q.item for q in self._advice.ask_next)
        return next((name for name in asked if name not in self._state.skipped and self._askable(name)), None)

    def _askable(self, name: str) -> bool:
        return self._catalogue.can_ask(self._items[name])

    def _bears_on(self, name: str) -> Iterable[str]:
        decides = next((q.decides for q in self._advice.ask_next if q.item == name), ())
        titles = {rule.id: self._say.title(rule) for rule in self._advice.advice}
        yield from (titles[rule] for rule in decides[:RULES_NAMED])
        if len(decides) > RULES_NAMED:
            yield f"+ {len(decides) - RULES_NAMED}"

    def _groups(self) -> Iterable[FieldGroup]:
        needs = completeness(self._advice, self._items)
        later = {report.report for report in needs.reports if report.from_phase}
        needed = (needed.item for report in needs.reports for needed in report.items)
        asked = [q.item for q in self._advice.ask_next]
        # Who the patient is stands in every letter, also where no rule asks for it any more.
        names = (*self._state.case, *WHO, *asked, *needed)
        first = asked[:MOST_QUESTIONS]
        for report, fields in self._catalogue.by_report(names).items():
            filled = any(name in self._state.case for name in fields)
            yield FieldGroup(
                report=report,
                title=self._report(report),
                date=self._date(self._catalogue.date_of[report]) if report in self._catalogue.date_of else None,
                fields=tuple(map(self._field, fields)),
                open=filled or (report not in later and any(name in first for name in fields)),
            )

    def _found(self) -> list[str]:
        return self._catalogue.find(self._view.find)

    def _report(self, report: str) -> str:
        name = self._words["without_report"] if report == OTHER else self._say[f"report_{report}"]
        return f"{name[:1].upper()}{name[1:]}"

    def _field(self, name: str) -> Field:
        item, say, refused = self._items[name], self._say, self._refused.get(name)
        fact = self._state.case.get(name)
        typed = refused.typed if refused else _typed(fact, say)
        error = ""
        if refused:
            kept = f" {self._words['kept'].format(say.value(name, fact))}" if fact is not None else ""
            error = refused.message + kept
        return Field(
            item=name,
            kind=_kind(item),
            label=say.of(item.label),
            unit=say.unit(name),
            definition=item.definition,
            unclear=item.unclear or "",
            options=tuple(self._options(item, typed)),
            typed=typed[0] if typed else "",
            unknown=not typed,
            error=error,
        )

    def _date(self, name: str) -> Field:
        """Return the date of a report; its label says what it is."""
        return msgspec.structs.replace(self._field(name), definition="")

    def _options(self, item: Item, typed: tuple[str, ...]) -> Iterable[Option]:
        say = self._say
        if item.type == "boolean":
            yield from (Option(v, say[w].capitalize(), v in typed) for v, w in (("true", "yes"), ("false", "no")))
        for value, known in item.values.items():
            yield Option(value, say.of(known.label), value in typed)
        if item.type == "set":
            yield Option(NONE, self._words["none_of_set"], NONE in typed)

    def _known(self) -> Iterable[KnownGroup]:
        case, say = self._state.case, self._say
        groups: dict[str, list[FactLine]] = {}
        for name, value in case.items():
            facts = groups.setdefault(self._catalogue.report(name), [])
            if name not in self._catalogue.date_of.values():
                facts.append(FactLine(name, say.label(name), say.value(name, value)))
        for report, facts in groups.items():
            yield KnownGroup(self._report(report), case.get(self._catalogue.date_of.get(report), ""), tuple(facts))

    def _banner(self) -> Banner | None:
        today = self._knowledge.today()
        stale = staleness(self._state.opened, self._knowledge.content, today)
        if stale is None:
            return None
        words, opened = self._words, stale.opened
        age = f" {words['stale_age'].format(stale.days)}" if stale.days else ""
        lines = [words["stale_saved"].format(opened.saved_on, opened.evaluated_on) + age, *self._changes(stale)]
        lines.append(words["stale_shown"].format(self._advice.evaluated_on))
        return Banner(words["stale_title"], tuple(lines), words["recompute"].format(today))

    def _changes(self, stale: Staleness) -> Iterable[str]:
        words = self._words
        titles = {g.id: self._say.of(g.title) for g in self._knowledge.content.guidelines}
        for change in stale.changes:
            name, then, now = titles.get(change.guideline, change.guideline), change.then, change.now
            if then and now and then.edition == now.edition:
                yield words["stale_content"].format(name, now.edition)
            elif then and now:
                yield words["stale_edition"].format(name, then.edition, now.edition)
            elif now:
                yield words["stale_new"].format(name, now.edition)
            elif then:
                yield words["stale_gone"].format(name, then.edition)


def _kind(item: Item) -> str:
    if item.type == "choice":
        return "pick" if len(item.values) <= BUTTONS else "list"
    return {"boolean": "pick", "set": "some", "integer": "number", "decimal": "number"}.get(item.type, item.type)


def _typed(fact: Any, say: Phrases) -> tuple[str, ...]:
    """Return a fact as it stands in a field."""
    match fact:
        case None:
            return ()
        case bool():
            return ("true" if fact else "false",)
        case list():
            return tuple(fact) or (NONE,)
        case int() | float():
            return (say.number(fact),)
    return (str(fact),)
