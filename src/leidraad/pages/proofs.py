"""What was proved of each guideline and what was not, with example patients: for a terminal and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click
import msgspec

from leidraad.diagnostics import Diagnostic, to_json, to_text
from leidraad.explaining.advice import Ground, plain
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Content
from leidraad.verifying.results import VERDICTS, Result

SCHEMA = "1"
CLAIMS = ("answered", "one_answer", "exclusive", "claim")
SHOWN = ("refuted", "outdated", "undecided", "declared")
_WORDS = {
    "rules": ("regels", "rules"),
    "findings": ("bevindingen", "findings"),
    "norms": ("normen", "norms"),
    "warnings": ("waarschuwingen", "warnings"),
    "claims": ("beweringen", "claims"),
    "asked": ("gevraagd zonder bewering", "asked without a claim"),
    "between": ("Tussen richtlijnen", "Between guidelines"),
    "dictionary": ("Gegevens", "Data items"),
    "proved": ("bewezen", "proved"),
    "refuted": ("weerlegd", "refuted"),
    "declared": ("gemeld", "declared"),
    "outdated": ("gemeld, maar niet meer zo", "declared, but no longer so"),
    "undecided": ("niet beslist", "undecided"),
    "unread": ("door deze richtlijnen niet gebruikt", "not read by these guidelines"),
    "example": ("Voorbeeld", "Example"),
    "anybody": ("elke patiënt, ook als er niets bekend is", "any patient, also when nothing is known"),
    "nobody": ("zo'n patiënt bestaat niet", "there is no such patient"),
    "not_fewest": ("met minder gegevens kan het misschien ook", "fewer facts may do as well"),
    "finding": ("bevinding", "finding"),
    "gap": ("ook als alles bekend is", "even when all is known"),
    "silence": ("zolang er gegevens ontbreken", "while facts are missing"),
    "answered": ("Beslispunt zonder antwoord", "Decision point without an answer"),
    "one_answer": ("Beslispunt met meer dan één antwoord", "Decision point with more than one answer"),
    "exclusive": ("Samen wat elkaar uitsluit", "Together what excludes each other"),
    "claim": ("Bewering die niet klopt", "Claim that does not hold"),
    "contradiction": ("Eén handeling aangeraden en afgeraden", "One act asked for and advised against"),
    "apart": ("Regels die samen gelden, terwijl zij apart heten te staan", "Rules declared apart that hold together"),
    "conflict": ("Gemelde botsing die niet kan voorkomen", "Declared conflict that cannot occur"),
    "applies": ("Regel die nooit geldt", "Rule that never applies"),
    "spares": ("Regel die voor iedereen geldt", "Rule that holds for everybody"),
    "gate": ("Voorwaarde vooraf die nooit tegenhoudt", "Gate that never holds back"),
    "done": ("Handeling die nooit als gedaan telt", "Act that never counts as done"),
    "breach": ("Overtreding die niet kan voorkomen", "Breach that cannot occur"),
    "exception": ("Uitzondering die nooit iets verandert", "Exception that never changes anything"),
    "holds": ("Voorwaarde die nooit opgaat", "Condition that never holds"),
    "item": ("Gegeven dat geen advies verandert", "Data item that changes no advice"),
    "weaker": ("Voorwaarde die open blijft zonder dat iets haar nog kan veranderen",
               "Condition left open although nothing can change it"),
}  # fmt: skip


def proofs_to_text(content: Content, warnings: Iterable[Diagnostic], results: list[Result], language: str) -> str:
    """Return the warnings, and for each guideline what was proved and, in full, what was not."""
    page = _Page(content, language)
    lines = [*(to_text(warning) for warning in warnings), *page.lines(results)]
    return "\n".join([*lines, f"{page['warnings']}: {len(list(warnings))}", *page.total(results)]) + "\n"


def proofs_to_json(content: Content, warnings: Iterable[Diagnostic], results: list[Result]) -> str:
    """Return the warnings, the counts of each guideline, every claim, and whatever else was not simply proved."""
    pages = [_Page(content, language) for language in LANGUAGES]
    groups = {g.id: [r for r in results if r.guidelines == (g.id,)] for g in content.guidelines}
    data = {
        "schema": SCHEMA,
        **to_json(warnings),
        "guidelines": [
            {"id": g.id, "edition": g.edition, "rules": len(g.rules), "verdicts": _counted(groups[g.id])}
            for g in content.guidelines
        ],
        "verdicts": _counted(results),
        "results": [_told(r, pages) for r in results if r.kind in CLAIMS or r.verdict not in ("proved", "unread")],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def _told(result: Result, pages: list["_Page"]) -> dict[str, Any]:
    place = {"file": result.span.file, "line": result.span.line}
    example = None
    if result.witness is not None:
        example = {"facts": {name: plain(fact) for name, fact in result.witness.items()}, "fewest": result.fewest}
        example |= {page.language: page.patient(result) for page in pages}
    return {
        "kind": result.kind, "about": result.about, "guidelines": result.guidelines, "verdict": result.verdict,
        "shows": result.shows, "title": result.title, "example": example, "findings": result.findings,
        "hint": result.hint, "place": place,
    }  # fmt: skip


def _counted(results: Iterable[Result]) -> dict[str, int]:
    counts = Counter(result.verdict for result in results)
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]}


class _Page:
    def __init__(self, content: Content, language: str) -> None:
        self.language = language
        self._content = content
        self._say = Phrases(language, content.items)

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self.language)]

    def lines(self, results: list[Result]) -> Iterator[str]:
        for g in self._content.guidelines:
            counts = (
                f"{self['rules']} {len(g.rules)}, {self['findings']} {len(g.findings)}, {self['norms']} {len(g.norms)}"
            )
            yield f"{g.id} {g.edition}: {counts}"
            yield from self._group([r for r in results if r.guidelines == (g.id,)])
        for name, wanted in (("between", lambda r: len(r.guidelines) > 1), ("dictionary", lambda r: not r.guidelines)):
            if group := [r for r in results if wanted(r)]:
                yield f"{self[name]}:"
                yield from self._group(group)

    def _group(self, results: list[Result]) -> Iterator[str]:
        claims = [r for r in results if r.kind in CLAIMS]
        others = [r for r in results if r.kind not in CLAIMS]
        for name, part in (("claims", claims), ("asked", others)):
            if part:
                yield f"  {self[name]}: {self._counts(part)}"
        for verdict in SHOWN:
            for result in results:
                if result.verdict == verdict and not (verdict == "declared" and result.kind == "item"):
                    yield from self._entry(result)

    def _counts(self, results: Iterable[Result]) -> str:
        return ", ".join(f"{self[verdict]} {count}" for verdict, count in _counted(results).items())

    def total(self, results: list[Result]) -> Iterator[str]:
        if results:
            yield self._counts(results)

    def _entry(self, result: Result) -> Iterator[str]:
        shows = f" ({self[result.shows]})" if result.shows else ""
        what = click.style(f"{self[result.verdict]}: {self[result.kind]}{shows}", bold=result.failed)
        title = f" · {self._say.of(result.title)}" if result.title else ""
        yield f"  {what}: {', '.join(result.about)}{title}"
        yield f"      {result.span.file}:{result.span.line}"
        if result.witness is not None:
            yield f"      {self['example']}: {self.patient(result)}"
        elif result.verdict == "refuted":
            yield f"      {self['nobody']}"
        if result.findings:
            yield f"      {self['finding']}: {', '.join(result.findings)}"
        if result.hint:
            yield f"      {result.hint}"

    def patient(self, result: Result) -> str:
        """Return the example in words."""
        return example_said({name: plain(fact) for name, fact in result.witness.items()}, result.fewest, self._say)


def example_said(facts: Mapping[str, Any], fewest: bool, say: Phrases) -> str:
    """Return an example patient in words. `facts` are as given; `fewest`: no patient with fewer shows it too."""
    at = LANGUAGES.index(say.language)
    told = say.grounds([Ground(name, fact) for name, fact in facts.items()]) or _WORDS["anybody"][at]
    return told if fewest else f"{told} ({_WORDS['not_fewest'][at]})"
