"""The patient leaflet as text, HTML and PDF: one column, large type. Chooses nothing; the safety words are its own."""

import jinja2

from leidraad.explaining.leaflet import LeafletShown, LineShown, ParagraphShown, SectionShown, SourceShown, to_json
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import PLAIN_SAFETY, SAFETY
from leidraad.pages.lines import wrapped
from leidraad.pages.pdf import to_pdf

BY_HAND = "_" * 30

_WORDS = {
    "title": ("Informatie voor u", "Information for you"),
    "heed": ("Let op", "Please note"),
    "terms": ("Moeilijke woorden", "Difficult words"),
    "sources": ("Waar komt deze uitleg vandaan?", "Where does this explanation come from?"),
    "no_source": (
        "Deze folder steunt op geen richtlijn. Hij geeft alleen algemene uitleg.",
        "This leaflet rests on no guideline. It gives general information only.",
    ),
    "concept": (
        "Dit is nog een concept. De tekst kan nog veranderen.",
        "This is still a draft. The text may still change.",
    ),
    "authorisation phase": (
        "Deze richtlijn is nog niet goedgekeurd. De tekst kan nog veranderen.",
        "This guideline has not been approved yet. The text may still change.",
    ),
    "local protocol": (
        "Dit zijn afspraken van één ziekenhuis.",
        "This is what one hospital has agreed on.",
    ),
    "readability": ("Leesbaarheid: Flesch-Douma {} (‘{}’)", "Readability of the Dutch text: Flesch-Douma {} (‘{}’)"),
    "made_on": ("Gemaakt op", "Made on"),
}  # fmt: skip

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("leidraad.pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class _Words:
    """The words of one leaflet in one language; text and HTML lay them out."""

    def __init__(self, found: LeafletShown, say: Phrases) -> None:
        self.found = found
        self.say = say

    def word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self.say.language)]

    def filled(self, line: LineShown) -> str:
        """Return what stands on a line, or an empty text: then it is filled in by hand."""
        if line.text is not None:
            return line.text
        return self.say.value(line.item, line.value) if line.value is not None else ""

    def terms(self) -> list[tuple[str, str]]:
        """Return the medical words of the leaflet with their meaning."""
        say = self.say
        return [(say.of(t.word), say.of(t.meaning)) for t in self.found.terms if say.language in t.languages]

    def source(self, source: SourceShown) -> str:
        """Return a guideline with its edition, and in plain words what it lacks of an authorised one."""
        named = f"{self.say.of(source.title)}, {self.say['edition']} {source.edition}: {self.say[source.status]}."
        return named if source.status == "authorised" else f"{named} {self.word(source.status)}"

    def sources(self) -> list[str]:
        return [self.source(s) for s in self.found.guidelines] or [self.word("no_source")]

    def made_on(self) -> str:
        day = self.found.evaluated_on
        return f"{self.word('made_on')} {f'{day.day}-{day.month}-{day.year}' if self.say.language == 'nl' else day}."

    def readability(self) -> str:
        score = self.say.number(self.found.readability.score)
        return self.word("readability").format(score, self.say.of(self.found.reading))


def rendered(found: LeafletShown, form: str, say: Phrases) -> bytes:
    """Return the leaflet in one of its forms; raise UserInputError where a PDF cannot be made."""
    if form == "pdf":
        return to_pdf(leaflet_to_html(found, say))
    return {"text": leaflet_to_text, "html": leaflet_to_html, "json": _to_json}[form](found, say).encode()


def _to_json(found: LeafletShown, say: Phrases) -> str:
    return to_json(found) + "\n"


def leaflet_to_text(found: LeafletShown, say: Phrases) -> str:
    """Return the leaflet for a terminal; its last lines are for staff."""
    words = _Words(found, say)
    parts = [_headed(words.word("title"), wrapped(say.of(PLAIN_SAFETY)))]
    parts += [_section(words, section) for section in found.sections if not section.staff]
    if terms := words.terms():
        parts.append(_headed(words.word("terms"), [x for t, m in terms for x in wrapped(f"{t}: {m}", "", "- ")]))
    origin = [*words.sources(), words.made_on()]
    parts.append(_headed(words.word("sources"), [line for text in origin for line in wrapped(text)]))
    parts.append(_headed(words.word("heed"), wrapped(say.of(SAFETY))))
    parts += [_section(words, section) for section in found.sections if section.staff]
    return "\n\n".join([*parts, words.readability()]) + "\n"


def _headed(title: str, lines: list[str]) -> str:
    return "\n".join([title.upper(), *lines])


def _section(words: _Words, section: SectionShown) -> str:
    bullet = "- " if section.bullets else ""
    lines = [line for p in section.paragraphs for line in _paragraph(words, p, bullet)]
    return _headed(words.say.of(section.title), lines + [_line(words, line) for line in section.lines])


def _paragraph(words: _Words, paragraph: ParagraphShown, bullet: str) -> list[str]:
    text = wrapped(words.say.of(paragraph.text), "", bullet)
    return text + [_line(words, line) for line in paragraph.lines]


def _line(words: _Words, line: LineShown) -> str:
    return f"{words.say.of(line.label)}: {words.filled(line) or BY_HAND}"


def leaflet_to_html(found: LeafletShown, say: Phrases) -> str:
    """Return the whole page. The safety words come from the program, so that no content can take them away."""
    return _TEMPLATES.get_template("leaflet.html").render(
        found=found, say=say, words=_Words(found, say), safety=SAFETY, plain_safety=PLAIN_SAFETY
    )
