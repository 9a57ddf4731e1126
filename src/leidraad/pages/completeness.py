"""Completeness before the tumour board as text for a terminal."""

from collections.abc import Iterator

import click
import msgspec

from leidraad.explaining.advice import GuidelineAdvice
from leidraad.explaining.completeness import OTHER, Completeness, Dependent, Needed, ReportNeeds
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.pages.lines import wrapped

_WORDS = {
    "title": ("Compleet voor het MDO", "Completeness before the tumour board"),
    "decided": (
        "Nu te beslissen: {decided} van de {total} aanbevelingen van deze fase ({share}). Hiervan gelden {hold} "
        "(of zijn afgehandeld); {not_applicable} gaan niet over deze patiënt. Open: {open}.",
        "Can be decided now: {decided} of the {total} recommendations of this phase ({share}). Of these {hold} hold "
        "(or are settled); {not_applicable} do not concern this patient. Open: {open}.",
    ),
    "all_phases": (
        "De fase is niet bekend; daarom tellen de aanbevelingen van alle fasen mee.",
        "The phase is not known; so the recommendations of all phases count.",
    ),
    "silent": ("Geen geladen richtlijn geeft hier aanbevelingen.", "No loaded guideline gives recommendations here."),
    "nothing": ("Er ontbreekt niets voor deze fase.", "Nothing is missing for this phase."),
    "consideration": ("overweging", "consideration"),
    "considerations": ("Overwegingen", "Considerations"),
    "unless": ("geldt, tenzij {}", "holds, unless {}"),
    "from_phase": ("pas vanaf: {}", "not before: {}"),
    OTHER: ("overig", "other"),
}


def completeness_to_text(found: Completeness, say: Phrases, in_full: bool = False) -> str:
    """Return the whole page; with `in_full` considerations have their titles too."""
    return "\n".join(CompletenessPage(found, say, in_full).lines()) + "\n"


class CompletenessPage:
    """The words of completeness in one language; the text and the web page lay them out."""

    def __init__(self, found: Completeness, say: Phrases, in_full: bool) -> None:
        self._found = found
        self._say = say
        self._in_full = in_full

    def word(self, key: str) -> str:
        """Return a fixed text of the page."""
        return _WORDS[key][LANGUAGES.index(self._say.language)]

    def lines(self) -> Iterator[str]:
        found, say = self._found, self._say
        yield click.style(f"{self.word('title')} · {say['phase']}: {say.phase(found.care_phase)}", bold=True)
        for guideline in found.guidelines:
            yield from self._guideline(guideline)
        yield ""
        yield from wrapped(self.decided(), "")
        if not found.care_phase:
            yield from wrapped(self.word("all_phases"), "")
        yield ""
        for report in found.reports:
            yield from self._report(report)
        yield from wrapped(f"{say['evaluated_on']} {found.evaluated_on}. {say.of(found.safety)}", "")

    def _guideline(self, guideline: GuidelineAdvice) -> Iterator[str]:
        say = self._say
        title = say.of(guideline.title)
        if guideline.excluded:
            yield from wrapped(f"{say['excluded']}: {title} ({say.grounds(guideline.because)}).", "")
            yield from wrapped(f"{say['goes_to']}: {say.of(guideline.goes_to)}", "  ")
            return
        yield from wrapped(f"{title}, {say['edition']} {guideline.edition}: {say[guideline.status]}", "")

    def decided(self) -> str:
        """Return how much of this phase's advice can be decided now."""
        found = self._found
        if found.share is None:
            return self.word("silent")
        # Rounded down, so that 100% is said only when nothing is open.
        share = f"{100 * found.decided // found.total}%"
        counts = msgspec.to_builtins(found.recommendations)
        said = self.word("decided").format(decided=found.decided, total=found.total, share=share, **counts)
        return said if found.reports else f"{said} {self.word('nothing')}"

    def title(self, report: ReportNeeds) -> str:
        """Return the name of a report, and from which phase it can be there."""
        name = self.word(OTHER) if report.report == OTHER else self._say[f"report_{report.report}"]
        later = f" ({self.word('from_phase').format(self._say.phase(report.from_phase))})" if report.from_phase else ""
        return f"{name[:1].upper()}{name[1:]}{later}"

    def _report(self, report: ReportNeeds) -> Iterator[str]:
        yield click.style(self.title(report), bold=True)
        for needed in report.items:
            yield from self._needed(needed)
        yield ""

    def _needed(self, needed: Needed) -> Iterator[str]:
        yield from wrapped(f"{self._say.of(needed.label)} ({needed.item})", "  ", "• ")
        beside = [] if self._in_full else [d.id for d in needed.advice if d.part != "recommendation"]
        for dependent in needed.advice:
            if dependent.id not in beside:
                yield from wrapped(self.dependent(dependent), "      ", "- ")
        if beside:
            yield from wrapped(f"{self.word('considerations')}: {', '.join(beside)}", "      ")

    def dependent(self, dependent: Dependent) -> str:
        """Return a rule that an item can change, with what kind of rule it is."""
        marks = [dependent.id]
        if dependent.part != "recommendation":
            marks.append(self.word("consideration"))
        if dependent.unless:
            marks.append(self.word("unless").format(dependent.unless))
        return f"{self._say.of(dependent.title)} [{', '.join(marks)}]"
