"""The answer of a scale as text for a terminal, and the list of scales."""

from collections.abc import Iterable, Iterator

import click
import msgspec

from leidraad.explaining.loaded import scale_list
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.scale_answer import Missing, Result, ScaleAnswer, Working
from leidraad.model.content import Scale
from leidraad.pages.lines import wrapped

_WORDS = {
    "not_known_yet": ("nog niet bekend", "not known yet"),
    "no_answer": ("geen uitkomst", "no outcome"),
    "missing": ("Ontbreekt", "Missing"),
    "or": ("of", "or"),
    "given": ("Ingevoerd", "Given"),
    "nothing": ("niets", "nothing"),
    "working": ("Uitwerking", "Working"),
    "row": ("rij", "row"),
    "caution": ("Let op", "Mind"),
    "sources": ("Bronnen", "Sources"),
    "read_on": ("gelezen", "read"),
    "confidence": ("Zekerheid van de tabel", "Confidence in the table"),
    "withheld": ("Niet opgenomen", "Left out"),
    "rights": ("Rechten", "Rights"),
    "inputs": ("Invoer", "Inputs"),
    "safety": (
        "Rekenhulp zonder CE-markering; geen clinicus heeft de tabellen nagekeken. De arts beoordeelt.",
        "A calculation aid without CE mark; no clinician has reviewed the tables. The clinician judges.",
    ),
    "primary": ("overgenomen uit de bron zelf", "taken from the source itself"),
    "primary_abstract": ("overgenomen uit de samenvatting van de bron", "taken from the abstract of the source"),
    "secondary": ("overgenomen uit een herdruk of afschrift van de bron", "taken from a reprint or transcription"),
    "derived": ("afgeleid", "derived"),
    "disputed": ("bronnen spreken elkaar tegen", "sources disagree"),
    "UNVERIFIED": ("niet nagekeken", "not verified"),
    "NOT_FOUND": ("niet gevonden", "not found"),
}


def scale_to_text(answer: ScaleAnswer, scale: Scale, language: str) -> str:
    """Return the answer as a page."""
    return "\n".join(_Text(answer, scale, language).lines()) + "\n"


def scales_to_text(scales: Iterable[Scale], language: str) -> str:
    """Return the list of scales with the inputs that they take."""
    lines: list[str] = []
    for scale in scales:
        lines += [click.style(scale.id, bold=True), *wrapped(getattr(scale.title, language), "  ")]
        lines += wrapped(f"{_WORDS['inputs'][LANGUAGES.index(language)]}: {' '.join(scale.inputs)}", "  ")
    return "\n".join(lines) + "\n"


def scales_to_json(scales: Iterable[Scale]) -> str:
    """Return the list of scales with their inputs as JSON."""
    return msgspec.json.encode(scale_list(scales)).decode()


class _Text:
    def __init__(self, answer: ScaleAnswer, scale: Scale, language: str) -> None:
        self._answer = answer
        self._language = language
        self._say = Phrases(language, scale.items)

    def _word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self._language)]

    def lines(self) -> Iterator[str]:
        answer, of = self._answer, self._say.of
        yield from (click.style(line, bold=True) for line in wrapped(of(answer.title), ""))
        for result in answer.results:
            yield from self._result(result)
        yield from self._cautions()
        yield from wrapped(f"{self._word('given')}: {self._facts(answer.given) or self._word('nothing')}", "")
        yield ""
        yield from self._working()
        yield from self._grounds()
        yield from wrapped(of(answer.about), "")
        yield from wrapped(self._word("safety"), "")

    def _result(self, result: Result) -> Iterator[str]:
        label = self._say.of(result.label)
        if result.status == "known":
            yield from wrapped(f"{label}: {self._say.value(result.item, result.value)}", "  ", "→ ")
            return
        yield from wrapped(f"{label}: {self._word(result.status)}", "  ", "→ ")
        for reason in result.reasons:
            yield from wrapped(self._say.of(reason), "    ")
        groups: dict[tuple[str, ...], list[Missing]] = {}
        for missing in result.missing:
            groups.setdefault(missing.instead, []).append(missing)
        for instead, members in groups.items():
            joined = f" – {self._word('or')} {self._to_enter(instead)}" if instead else ""
            asked = self._to_enter(missing.item for missing in members)
            yield from wrapped(f"{self._word('missing')}: {asked}{joined}", "    ")

    def _to_enter(self, names: Iterable[str]) -> str:
        """Return what to enter, each with the name that the command takes."""
        return "; ".join(f"{self._say.label(name)} ({name}=...)" for name in names)

    def _cautions(self) -> Iterator[str]:
        for caution in self._answer.cautions:
            yield from wrapped(f"{self._word('caution')}: {self._say.of(caution)}", "  ", "! ")

    def _working(self) -> Iterator[str]:
        if self._answer.working:
            yield self._word("working")
        for line in self._answer.working:
            yield from wrapped(f"{self._say.of(line.label)}, {self._step(line)}", "  ", "- ")

    def _step(self, line: Working) -> str:
        value = self._word("no_answer") if line.value is None else self._say.value(line.item, line.value)
        if line.row is None:
            return f"{self._formula(line)} = {value}"
        said = self._say.of(line.text) if line.text else self._facts(line.used)
        if line.value is None:
            return f"{self._word('row')} {line.row}: {value}. {said}"
        return f"{self._word('row')} {line.row}: {said} = {value} [{', '.join(line.sources)}]"

    def _formula(self, line: Working) -> str:
        said = self._say.of(line.text) if line.text else line.condition
        return f"{said} ({self._facts(line.used)})"

    def _facts(self, facts: dict) -> str:
        return "; ".join(f"{self._say.label(i)}: {self._say.value(i, v)}" for i, v in facts.items())

    def _grounds(self) -> Iterator[str]:
        answer = self._answer
        if answer.sources:
            yield f"{self._word('sources')} ({self._word('read_on')} {answer.read_on})"
        for name, source in answer.sources.items():
            yield from wrapped(f"{name}: {source.title}{f', {source.url}' if source.url else ''}", "  ", "- ")
        if answer.confidence:
            yield from wrapped(f"{self._word('confidence')}: {self._word(answer.confidence)}", "")
        if answer.withheld:
            yield self._word("withheld")
        for entry in answer.withheld:
            reason = f" ({self._word(entry.confidence)})" if entry.confidence else ""
            yield from wrapped(f"{self._say.of(entry.text)}{reason}", "  ", "- ")
        yield from wrapped(f"{self._word('rights')}: {self._say.of(answer.rights)}", "")
