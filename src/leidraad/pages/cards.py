"""The advice as CDS Hooks cards: what to do now, and what would change it. At most two; knows nothing of requests."""

import re
import textwrap
import uuid
from collections.abc import Iterable, Iterator

import msgspec

from leidraad.explaining.advice import Advice, ConflictShown, GuidelineAdvice, RuleAdvice
from leidraad.explaining.page import Page, to_page
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Item, Wording

LONGEST_SUMMARY = 139  # the specification asks for fewer than 140 characters
MOST_ACTS = 8
ACTS = ("do", "do_not", "refer", "consult")
TOPICS = "urn:leidraad:guideline"
REASONS = "urn:leidraad:override-reason"
# What Markdown, or the HTML in it, would read as more than a character.
MARKUP = re.compile(r"([\\`*_\[\]<>&~|#])")

_WORDS = {
    "first": ("Nu: {}", "Now: {}"),
    "first_of": ("Nu {} adviezen: {}", "Now {} recommendations: {}"),
    "others": ("en nog {}", "and {} more"),
    "other_acts": (
        "En nog {} adviezen van nu; alle adviezen en overwegingen staan in Leidraad.",
        "And {} more recommendations of now; all of them, and the considerations, stand in Leidraad.",
    ),
    "all": ("Overwegingen staan in Leidraad.", "Considerations stand in Leidraad."),
    "open": ("Dit kan het advies veranderen: {}", "This would change the advice: {}"),
    "elsewhere": ("Leidraad geldt hier niet; waarheen: {}", "Leidraad does not apply here; where to: {}"),
}
_REASONS = {
    "facts-wrong": ("De gegevens kloppen niet", "The facts are not right"),
    "already-done": ("Al gedaan, nog niet vastgelegd", "Already done, not yet recorded"),
    "not-for-this-patient": ("Past niet bij deze patiënt", "Does not suit this patient"),
    "patient-chose": ("De patiënt kiest anders", "The patient chooses otherwise"),
    "board-decided": ("Het MDO besloot anders", "The tumour board decided otherwise"),
    "not-now": ("Niet op dit moment", "Not at this moment"),
}


class Coding(msgspec.Struct, frozen=True):
    """A code of a system of codes, with its words."""

    code: str
    system: str
    display: str


class Source(msgspec.Struct, frozen=True):
    """Where a card comes from: guideline, edition and status."""

    label: str
    topic: Coding


class Card(msgspec.Struct, frozen=True, rename="camel"):
    """One card. `detail` is Markdown; `indicator` is info or warning."""

    uuid: uuid.UUID
    summary: str
    detail: str
    indicator: str
    source: Source
    override_reasons: tuple[Coding, ...]


class Cards(msgspec.Struct, frozen=True):
    """The answer to one hook."""

    cards: tuple[Card, ...]


def to_cards(advice: Advice, items: dict[str, Item], language: str, instance: uuid.UUID) -> Cards:
    """Return the cards; none for a patient of whom no tumour is known. `instance` is the call that they answer."""
    if all(items[name].group == "patient" for name in advice.case):
        return Cards(())
    return Cards(tuple(_Writer(advice, Phrases(language, items), instance).cards()))


class _Writer:
    def __init__(self, advice: Advice, say: Phrases, instance: uuid.UUID) -> None:
        self._advice = advice
        self._say = say
        self._instance = instance
        self._page: Page = to_page(advice)
        self._excluded = tuple(g for g in advice.guidelines if g.excluded)
        self._status = {(m.guideline, m.id): m.status for m in advice.modules}

    def cards(self) -> Iterator[Card]:
        acts = self._acts()
        names = {rule.guideline for rule in acts} - {g.id for g in self._excluded}
        if self._excluded and not names:
            yield self._elsewhere()
            return
        if acts:
            yield self._now(acts)
        if self._page.questions:
            yield self._open()

    def _acts(self) -> tuple[RuleAdvice, ...]:
        entries = (rule for entry in self._page.now for rule in (entry.rule, *entry.below))
        return tuple(rule for rule in entries if rule.part == "recommendation" and rule.verb in ACTS)

    def _now(self, acts: tuple[RuleAdvice, ...]) -> Card:
        lines = [self._head(), "", *map(self._act, acts[:MOST_ACTS]), ""]
        left = len(acts) - MOST_ACTS
        lines += [self._word("other_acts").format(left) if left > 0 else self._word("all"), ""]
        clashes = tuple(c for c in self._page.conflicts if {rule.id for rule in acts} & set(c.rules))
        lines += self._beside(clashes)
        warns = bool(clashes) or any(rule.verb == "do_not" for rule in acts)
        speaking = dict.fromkeys(rule.guideline for rule in acts)
        return self._card("now", self._first(acts), lines, speaking, "warning" if warns else "info")

    def _first(self, acts: tuple[RuleAdvice, ...]) -> str:
        """Return a summary with as many whole titles as fit."""
        titles = list(map(self._say.title, acts))
        frame = self._word("first") if len(titles) == 1 else self._word("first_of").format(len(titles), "{}")
        return _fitting(frame, titles, self._word("others"))

    def _act(self, rule: RuleAdvice) -> str:
        say = self._say
        because = as_markdown(say.grounds(rule.because) or say["always"])
        where = as_markdown(f"{self._where(rule)}; {say.strength(rule)}; {say.certainty(rule)}")
        return f"- **{say[rule.verb]}:** {self._of(rule.text)} *{say['because']}:* {because} ({where})"

    def _where(self, rule: RuleAdvice) -> str:
        return f"{rule.id}; {self._say[self._status[rule.guideline, rule.source.module]]}"

    def _of(self, wording: Wording) -> str:
        return as_markdown(self._say.of(wording))

    def _open(self) -> Card:
        say, page = self._say, self._page
        labels = [say.label(question.item).rstrip("?") for question in page.questions]
        lines = [self._head(), "", *(f"- {as_markdown(say.question(q))}" for q in page.questions)]
        if page.more_questions:
            lines.append(f"- {say.more(page.more_questions)}")
        if page.not_yet:
            lines += ["", f"**{say['not_yet']}**", "", *(self._waiting(entry.rule) for entry in page.not_yet)]
        asking = {rule for question in page.questions for rule in question.decides}
        speaking = dict.fromkeys(r.guideline for r in self._advice.advice if r.id in asking)
        summary = _fitting(self._word("open"), labels, self._word("others"), page.more_questions)
        return self._card("open", summary, [*lines, ""], speaking or dict.fromkeys(self._editions()), "info")

    def _waiting(self, rule: RuleAdvice) -> str:
        say = self._say
        act, waits = as_markdown(say.act(rule)), as_markdown(say.labels(rule.waits_for))
        return f"- {act} *{say['waits_for']}:* {waits} ({as_markdown(self._where(rule))})"

    def _elsewhere(self) -> Card:
        first = self._say.of(self._excluded[0].goes_to)
        lines = [self._head(), "", *self._boundaries(), ""]
        speaking = dict.fromkeys(g.id for g in self._excluded)
        return self._card("elsewhere", _fitting(self._word("elsewhere"), [first], ""), lines, speaking, "info")

    def _boundaries(self) -> Iterator[str]:
        say = self._say
        for g in self._excluded:
            why = as_markdown(say.grounds(g.because))
            yield f"- {say['excluded']}: {self._of(g.title)} ({why}). {say['goes_to']}: {self._of(g.goes_to)}"

    def _beside(self, clashes: tuple[ConflictShown, ...]) -> Iterator[str]:
        """Yield what a reader must not miss beside the acts: disagreement about them, limits, what is not held."""
        say = self._say
        yield from (f"- **{say['conflicts']}:** {as_markdown(say.conflict(c))}" for c in clashes)
        yield from self._boundaries()
        yield from (f"- {say['not_held']}: {self._of(entry.text)}" for entry in self._advice.not_held)
        yield ""

    def _head(self) -> str:
        page, say = self._page, self._say
        return f"**{as_markdown(say.who(page.who))}** · {say['phase']}: {as_markdown(say.phase(page.phase))}"

    def _card(self, name: str, summary: str, lines: Iterable[str], speaking: Iterable[str], indicator: str) -> Card:
        say, advice = self._say, self._advice
        spoken = [self._editions()[guideline] for guideline in speaking]
        passports = [f"- {self._of(g.title)}, {say['edition']} {g.edition}: **{say[g.status]}**" for g in spoken]
        foot = [*passports, "", f"{say['evaluated_on']} {advice.evaluated_on}. {self._of(advice.safety)}"]
        label = "Leidraad · " + "; ".join(f"{g.id} {g.edition}: {say[g.status]}" for g in spoken)
        source = Source(label, Coding(spoken[0].id, TOPICS, say.of(spoken[0].title)))
        detail = "\n".join([*lines, *foot])
        return Card(uuid.uuid5(self._instance, name), summary, detail, indicator, source, self._reasons())

    def _editions(self) -> dict[str, GuidelineAdvice]:
        return {g.id: g for g in self._advice.guidelines}

    def _reasons(self) -> tuple[Coding, ...]:
        at = LANGUAGES.index(self._say.language)
        return tuple(Coding(code, REASONS, words[at]) for code, words in _REASONS.items())

    def _word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self._say.language)]


def as_markdown(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def _fitting(frame: str, parts: list[str], others: str, more: int = 0) -> str:
    """Return the frame around as many whole parts as fit, and how many others there are; `more` have no part here."""
    for count in range(len(parts), 0, -1):
        rest = len(parts) - count + more
        shown = [*parts[:count], *([others.format(rest)] if rest else [])]
        if len(summary := frame.format("; ".join(shown))) <= LONGEST_SUMMARY:
            return summary
    return textwrap.shorten(frame.format(parts[0]), LONGEST_SUMMARY, placeholder=" …")
