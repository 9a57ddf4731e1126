"""The dated follow-up as text, HTML and calendar (ICS). The calendar holds no fact of the patient."""

import datetime
import html
import uuid
from collections.abc import Iterator

from leidraad.diagnostics import wrong
from leidraad.explaining.follow_up import Dated, FollowUp, Visit
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.pages.lines import wrapped

OCTETS = 75  # of a line in a calendar, RFC 5545

_WORDS = {
    "title": ("Nacontrole", "Follow-up"),
    "none": ("Geen schema geldt met wat nu bekend is.", "No schedule holds with what is known."),
    "start": ("Geteld vanaf", "Counted from"),
    "by_you": ("uw keuze", "your choice"),
    "reading": (
        "de gekozen lezing; de bron laat dit open, de arts kiest",
        "the reading chosen; the source leaves this open, the clinician chooses",
    ),
    "no_date": ("datum onbekend: alleen maanden", "date not known: months only"),
    "first": ("Eerste periode: {} jaar", "First period: {} years"),
    "baseline": ("Uitgangsbeeld", "Baseline"),
    "base_applies": (
        "nog te maken; de bron noemt geen moment", "still to make; the source names no moment",
    ),
    "base_done": ("gemaakt", "made"),
    "base_undetermined": ("als de patiënt is geopereerd", "if the patient was operated on"),
    "each": ("Bij elk bezoek", "At each visit"),
    "visits": ("Bezoeken", "Visits"),
    "visit": ("Controle", "Visit"),
    "month": ("maand", "month"),
    "past": ("voorbij", "past"),
    "stop": ("Daarna", "After that"),
    "holds_if": ("Geldt als dit het uitwijst", "Holds if this bears it out"),
    "adapt": ("Aanpassen kan", "May be adapted"),
    "target": (
        "Streefdatum; plan een werkdag in de buurt.", "Target date; plan a working day near it.",
    ),
}  # fmt: skip


class FollowUpPage:
    """The words of a follow-up, line by line; text and HTML lay them out."""

    def __init__(self, found: FollowUp, say: Phrases) -> None:
        self.found = found
        self.say = say

    def word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self.say.language)]

    def standing(self, dated: Dated) -> str:
        g, say = dated.guideline, self.say
        return f"{say.of(g.title)}, {say['edition']} {g.edition}: {say[g.status]}"

    def head(self, dated: Dated) -> Iterator[str]:
        say = self.say
        chosen = self.word("by_you" if dated.start_chosen else "reading")
        day = dated.start_date.isoformat() if dated.start_date else self.word("no_date")
        yield f"{self.word('start')}: {say.label(dated.start)}, {day} ({chosen})"
        if dated.first_months:
            chosen = self.word("by_you" if dated.first_chosen else "reading")
            yield f"{self.word('first').format(dated.first_months // 12)} ({chosen})"
        if dated.waits_for:
            yield f"{self.word('holds_if')}: {say.labels(dated.waits_for)}"
        if dated.baseline:
            yield f"{self.word('baseline')}: {say.of(dated.baseline)} ({self.word(f'base_{dated.baseline_status}')})"
        if dated.each_visit:
            yield f"{self.word('each')}: {'; '.join(map(say.of, dated.each_visit))}"

    def words_alone(self, dated: Dated) -> Iterator[str]:
        """Yield what the schedule says, without any date, status or option that tells of the patient."""
        say = self.say
        yield f"{self.word('each')}: {'; '.join(map(say.of, dated.each_visit))}"
        yield f"{self.word('start')}: {say.label(dated.start)}"
        if dated.first_months:
            yield self.word("first").format(dated.first_months // 12)
        yield f"{self.word('stop')}: {say.of(dated.stop)}"
        yield self.word("target")
        unclear = ", ".join(finding.id for finding in dated.findings)
        yield f"{say['source']}: {dated.rule}, {dated.locator}; {say['finding']}: {unclear}"

    def visit(self, visit: Visit) -> str:
        text = f"{self.word('month')} {visit.month}"
        if visit.date is None:
            return text
        past = f" ({self.word('past')})" if visit.date < self.found.evaluated_on else ""
        return f"{visit.date.isoformat()} · {text}{past}"

    def tail(self, dated: Dated) -> Iterator[str]:
        say = self.say
        yield f"{self.word('stop')}: {say.of(dated.stop)}"
        if dated.visits and dated.visits[0].date:
            yield self.word("target")
        for option in dated.options:
            yield f"{self.word('adapt')}: {say.title(option)} [{option.id}]"
        for finding in dated.findings:
            reading = f"{say['reading']}: {say.of(finding.reading)}"
            yield f"{say['finding']}: {say.of(finding.unclear)} {reading} [{finding.id}]"
        yield f"{say['source']}: {dated.rule}, {dated.locator}"

    def others(self) -> Iterator[str]:
        say = self.say
        if not self.found.schedules:
            yield self.word("none")
        if self.found.missing:
            yield f"{say['missing']}: {say.labels(self.found.missing)}"
        for guideline in self.found.guidelines:
            if guideline.excluded:
                yield f"{say['excluded']}: {say.of(guideline.title)}. {say['goes_to']}: {say.of(guideline.goes_to)}"
            elif not self.found.schedules:
                yield f"{say.of(guideline.title)}, {say['edition']} {guideline.edition}: {say[guideline.status]}"
        yield from map(say.conflict, self.found.conflicts)

    def foot(self) -> str:
        return f"{self.say['evaluated_on']} {self.found.evaluated_on}. {self.say.of(self.found.safety)}"


def follow_up_to_text(found: FollowUp, say: Phrases) -> str:
    """Return the schedules for a terminal."""
    page = FollowUpPage(found, say)
    lines: list[str] = []
    for dated in found.schedules:
        lines += [*wrapped(f"{say.of(dated.title)}"), *wrapped(page.standing(dated)), ""]
        lines += [line for text in page.head(dated) for line in wrapped(text, "  ")]
        lines += ["", f"  {page.word('visits')}", *(f"    {page.visit(v)}" for v in dated.visits), ""]
        lines += [line for text in page.tail(dated) for line in wrapped(text, "  ")] + [""]
    others = [line for text in page.others() for line in wrapped(text)]
    return "\n".join([*lines, *others, *([""] if others else []), *wrapped(page.foot())]) + "\n"


def follow_up_to_html(found: FollowUp, say: Phrases) -> str:
    """Return the schedules as one HTML page that loads nothing from outside; every text is escaped."""
    page = FollowUpPage(found, say)
    body = [f"<h1>{_e(page.word('title'))}</h1>", f"<p><strong>{_e(say.of(found.safety))}</strong></p>"]
    for dated in found.schedules:
        body += [f"<h2>{_e(say.of(dated.title))}</h2>", f"<p>{_e(page.standing(dated))}</p>"]
        body += [f"<p>{_e(text)}</p>" for text in page.head(dated)]
        visits = "".join(f"<li>{_e(page.visit(v))}</li>" for v in dated.visits)
        body += [f"<h3>{_e(page.word('visits'))}</h3><ul>{visits}</ul>"]
        body += [f"<p>{_e(text)}</p>" for text in page.tail(dated)]
    body += [f"<p>{_e(text)}</p>" for text in page.others()] + [f"<footer>{_e(page.foot())}</footer>"]
    head = f'<meta charset="utf-8"><title>{_e(page.word("title"))}</title>'
    style = "<style>body{font:11pt/1.4 sans-serif;max-width:45em;margin:2em auto}ul{columns:2}</style>"
    return f'<!doctype html>\n<html lang="{say.language}"><head>{head}{style}</head>\n<body>\n' + "\n".join(
        [*body, "</body></html>"]
    )


def follow_up_to_ics(found: FollowUp, say: Phrases) -> str:
    """Return the visits still to come as a calendar; raise UserInputError unless one schedule has dates.

    Each event gets a random id: one made from the date alone would let a second patient's visit replace the first's.
    """
    if len(found.schedules) != 1:
        problem = "more than one schedule holds" if found.schedules else "no schedule holds"
        raise wrong(
            "no-calendar", f"{problem}, so there is no calendar", None, "see the text; choose with `--guideline`"
        )
    dated, page = found.schedules[0], FollowUpPage(found, say)
    if dated.start_date is None:
        hint = f"add `{dated.start}` to the case, or choose another start with `--from`"
        raise wrong("no-calendar", f"`{dated.start}` is not known, so there are no dates", None, hint)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Leidraad//follow-up//NL"]
    for visit in dated.visits:
        if visit.date and visit.date >= found.evaluated_on:
            lines += _event(visit, dated, page)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(visit: Visit, dated: Dated, page: FollowUpPage) -> list[str]:
    said = [*page.words_alone(dated), page.standing(dated), page.say.of(page.found.safety)]
    day, next_day = visit.date, visit.date + datetime.timedelta(1)
    return [
        "BEGIN:VEVENT", f"UID:{uuid.uuid4()}", f"DTSTAMP:{page.found.evaluated_on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{next_day:%Y%m%d}",
        f"SUMMARY:{_escaped(_summary(visit, dated, page))}",
        f"DESCRIPTION:{_escaped(chr(10).join(said))}", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]  # fmt: skip


def _summary(visit: Visit, dated: Dated, page: FollowUpPage) -> str:
    return f"{page.word('visit')}, {page.word('month')} {visit.month} ({dated.rule})"


def _escaped(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line as calendars want it: at most 75 octets, the next part behind a space."""
    parts, size, part = [], 0, ""
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + width
    return "\r\n".join([*parts, part])


def _e(text: str) -> str:
    return html.escape(text)
