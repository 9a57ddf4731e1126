"""The patient leaflet: which paragraphs speak to this patient, and by which rules. Words and lays out nothing.

What is not known to hold is not told: a paragraph speaks while a rule stands and its condition is true.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from leidraad.diagnostics import Diagnostic, UserInputError, nearest
from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation, Outcome, timing_of
from leidraad.explaining.advice import plain
from leidraad.explaining.readability import Readability, readability
from leidraad.explaining.safety import PLAIN_SAFETY, SAFETY
from leidraad.model.content import PHASES, Content, Field, Guideline, Leaflet, Paragraph, Section, Term, Wording

STANDING = ("applies", "not_yet", "done")
SCHEMA = "1"


class Because(msgspec.Struct, frozen=True):
    """A rule by which a paragraph speaks."""

    id: str
    status: str


class LineShown(msgspec.Struct, frozen=True):
    """A line to fill in: what was given, else the value of its item, else nothing: then by hand."""

    name: str
    label: Wording
    text: str | None
    item: str | None
    value: Any


class ParagraphShown(msgspec.Struct, frozen=True):
    """One text with what it rests on. A text of the frame rests on no rule."""

    id: str
    text: Wording
    because: tuple[Because, ...]
    background: tuple[str, ...]
    document: str | None
    locator: str | None
    lines: tuple[LineShown, ...]


class SectionShown(msgspec.Struct, frozen=True):
    id: str
    title: Wording
    bullets: bool
    staff: bool
    paragraphs: tuple[ParagraphShown, ...]
    lines: tuple[LineShown, ...]


class SourceShown(msgspec.Struct, frozen=True):
    """A guideline that speaks in this leaflet."""

    id: str
    edition: str
    title: Wording
    status: str
    sha256: str


class TermShown(msgspec.Struct, frozen=True):
    """A medical word that stands in this leaflet, by language, and what it means."""

    word: Wording
    meaning: Wording
    languages: tuple[str, ...]


class LeafletShown(msgspec.Struct, frozen=True):
    """The whole leaflet. `readability` is that of the Dutch text to the patient."""

    evaluated_on: datetime.date
    sections: tuple[SectionShown, ...]
    terms: tuple[TermShown, ...]
    guidelines: tuple[SourceShown, ...]
    readability: Readability
    reading: Wording
    plain_safety: Wording
    safety: Wording
    schema: str = SCHEMA


def leaflet(content: Content, patient: Patient, given: Mapping[str, str]) -> LeafletShown:
    """Return the leaflet for this patient; raise UserInputError for a line that the leaflet does not have."""
    _refuse(content.leaflet.fields, given)
    chosen = _Choice(content, patient)
    sections = tuple(_Page(content, patient, given, chosen).sections())
    text = patient_text(sections, "nl")
    found = readability(text)
    return LeafletShown(
        evaluated_on=patient.today, sections=sections, terms=tuple(_terms(content.leaflet.terms, sections)),
        guidelines=tuple(map(_source, chosen.guidelines())), readability=found, reading=Wording(*found.reading),
        plain_safety=PLAIN_SAFETY, safety=SAFETY,
    )  # fmt: skip


def patient_text(sections: Iterable[SectionShown], language: str) -> str:
    """Return what the patient reads as running text: without headings, lines to fill in and the part for staff."""
    shown = (p for s in sections if not s.staff for p in s.paragraphs)
    return " ".join(getattr(p.text, language) for p in shown)


def _refuse(fields: Iterable[Field], given: Mapping[str, str]) -> None:
    known = [field.name for field in fields]
    problems = [
        Diagnostic("unknown-line", f"the leaflet has no line `{name}`", None,
                   nearest(name, known) or f"the lines are {', '.join(known)}")
        for name in given if name not in known
    ]  # fmt: skip
    if problems:
        raise UserInputError(problems)


class _Choice:
    """Which paragraphs speak, and by which rules."""

    def __init__(self, content: Content, patient: Patient) -> None:
        self._content = content
        self._patient = patient
        self._evaluation = Evaluation(content, patient)
        self._rules = {rule.id: rule for g in content.guidelines for rule in g.rules}
        ready = {p.id: p for p in content.leaflet.paragraphs if self._is_ready(p)}
        speaking = {name for name, p in ready.items() if not any(other in ready for other in p.unless)}
        heard = any(ready[name].locator and not self._for_staff(ready[name]) for name in speaking)
        self.speaking = {name for name in speaking if not (ready[name].alone and heard)}

    def _for_staff(self, paragraph: Paragraph) -> bool:
        return any(s.staff for s in self._content.leaflet.sections if s.id == paragraph.section)

    def _is_ready(self, paragraph: Paragraph) -> bool:
        if paragraph.rules and not self.because(paragraph):
            return False
        if paragraph.excluded and not self._excludes(paragraph.excluded):
            return False
        return paragraph.condition is None or evaluate(paragraph.condition, self._patient) is True

    def _excludes(self, name: str) -> bool:
        loaded = any(g.id == name for g in self._content.guidelines)
        return loaded and self._evaluation.exclude(name) is not None

    def because(self, paragraph: Paragraph) -> tuple[Because, ...]:
        """Return the rules of a paragraph that stand for this patient, now or later."""
        found = (self._evaluation.outcome(self._rules[name]) for name in paragraph.rules if name in self._rules)
        return tuple(Because(o.rule.id, o.status) for o in found if self._stands(o, paragraph))

    def _stands(self, outcome: Outcome, paragraph: Paragraph) -> bool:
        over = paragraph.still_open and outcome.status == "done"
        return outcome.status in STANDING and not over and self._is_due(outcome)

    def _is_due(self, outcome: Outcome) -> bool:
        """Return whether an act is due now or ahead. A recurrence may never come, so it is not told of beforehand."""
        ahead = tuple(phase for phase in outcome.rule.phases if phase != PHASES[-1])
        return outcome.timing == "now" or timing_of(ahead, self._patient.value("care_phase")) == "later"

    def guidelines(self) -> list[Guideline]:
        """Return the guidelines by which the leaflet speaks."""
        spoken = (p for p in self._content.leaflet.paragraphs if p.id in self.speaking)
        names = {name for p in spoken for name in (p.excluded, *(self._rules[b.id].guideline for b in self.because(p)))}
        return [g for g in self._content.guidelines if g.id in names]


class _Page:
    """Lays the chosen paragraphs and the lines to fill in under their headings."""

    def __init__(self, content: Content, patient: Patient, given: Mapping[str, str], choice: _Choice) -> None:
        self._leaflet: Leaflet = content.leaflet
        self._documents = {rule.id: rule.source.document for g in content.guidelines for rule in g.rules}
        self._patient = patient
        self._given = given
        self._choice = choice

    def sections(self) -> Iterable[SectionShown]:
        for section in self._leaflet.sections:
            own = [p for p in self._leaflet.paragraphs if p.section == section.id and p.id in self._choice.speaking]
            loose = tuple(self._line(f) for f in self._leaflet.fields if self._stands_loose(f, section, bool(own)))
            if own or loose:
                shown = tuple(map(self._paragraph, own))
                yield SectionShown(section.id, section.title, section.bullets, section.staff, shown, loose)

    def _stands_loose(self, field: Field, section: Section, has_text: bool) -> bool:
        """Return whether a line stands at the foot of its section: by rights, or because what was given must show."""
        if field.section != section.id:
            return False
        if field.beside is None:
            return has_text or field.name in self._given
        return field.name in self._given and field.beside not in self._choice.speaking

    def _paragraph(self, paragraph: Paragraph) -> ParagraphShown:
        because = self._choice.because(paragraph)
        return ParagraphShown(
            paragraph.id, paragraph.text, because, paragraph.background,
            self._documents[because[0].id] if because else None, paragraph.locator,
            tuple(self._line(f) for f in self._leaflet.fields if f.beside == paragraph.id),
        )  # fmt: skip

    def _line(self, field: Field) -> LineShown:
        value = self._patient.value(field.item) if field.item else None
        return LineShown(field.name, field.label, self._given.get(field.name), field.item, plain(value))


def _terms(terms: Iterable[Term], sections: tuple[SectionShown, ...]) -> Iterable[TermShown]:
    texts = {language: patient_text(sections, language) for language in ("nl", "en")}
    for term in terms:
        used = tuple(n for n, text in texts.items() if any(stands_in(form, text) for form in term.forms[n]))
        if used:
            yield TermShown(Wording(*(term.forms[n][0] for n in texts)), term.meaning, used)


def stands_in(word: str, text: str) -> bool:
    """Return whether a word stands in a text as a word of its own, whatever its capitals."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-]|\.\w)", text, re.IGNORECASE) is not None


def _source(guideline: Guideline) -> SourceShown:
    return SourceShown(guideline.id, guideline.edition, guideline.title, guideline.status, guideline.sha256)


def to_json(found: LeafletShown) -> str:
    """Return the leaflet as indented JSON, the schema version first."""
    data = msgspec.to_builtins(found)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
