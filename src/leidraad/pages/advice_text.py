"""The advice as text for a terminal: one calm page. Colour is left to the caller's terminal."""

from collections.abc import Iterable, Iterator

import click

from leidraad.explaining.advice import Advice, GuidelineAdvice, ModuleShown, RuleAdvice
from leidraad.explaining.page import Entry, Folded, Page, basis, instead_of, marks, speaks, to_page
from leidraad.explaining.phrases import Phrases
from leidraad.pages.lines import wrapped


def advice_to_text(advice: Advice, say: Phrases, in_full: bool = False) -> str:
    """Return the whole page; with `in_full` folded parts are listed too."""
    return "\n".join(_Text(advice, say, in_full).lines()) + "\n"


class _Text:
    def __init__(self, advice: Advice, say: Phrases, in_full: bool) -> None:
        self._advice = advice
        self._say = say
        self._in_full = in_full
        self._page: Page = to_page(advice)
        self._titles = {r.id: say.title(r) for r in advice.advice}
        shown = (r for e in (*self._page.now, *self._page.not_yet) for r in (e.rule, *e.below))
        self._speaking = {rule.guideline for rule in (*shown, *self._page.talk)}
        self._marks = {f: f"[{n}]" for f, n in marks(self._page).items()}
        self._replaced = instead_of(advice)
        self._basis = basis(advice, self._page)
        self._editions = {g.id: g.edition for g in advice.guidelines}

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._warnings()
        for guideline in self._advice.guidelines:
            if guideline.excluded:
                yield from self._excluded(guideline)
        if speaks(self._advice):
            yield from self._body()
            yield from self._findings()
            if self._in_full:
                yield from self._modules()
        yield from self._not_held()
        if self._in_full:
            yield from self._legend()
        yield from self._foot()

    def _head(self) -> Iterator[str]:
        say, page = self._say, self._page
        yield click.style(f"{say.who(page.who)} · {say['phase']}: {say.phase(page.phase)}", bold=True)
        for guideline in self._advice.guidelines:
            if guideline.id in self._speaking:
                yield from wrapped(self._passport(guideline), "")
        if self._advice.implied:
            facts = "; ".join(f"{say.label(i)}: {say.value(i, v)}" for i, v in self._advice.implied.items())
            yield from wrapped(f"{say['implied']}: {facts}", "")
        yield ""

    def _warnings(self) -> Iterator[str]:
        if not self._advice.warnings:
            return
        say = self._say
        yield self._title("warnings", "yellow")
        for warning in self._advice.warnings:
            yield from wrapped(say.warning(warning, self._advice.case), "  ", "• ")
            if warning.because:
                yield from self._detail("because", say.grounds(warning.because))
            if warning.missing:
                yield from self._detail("missing", say.labels(warning.missing))
        yield ""

    def _passport(self, guideline: GuidelineAdvice) -> str:
        say = self._say
        return f"{say.of(guideline.title)}, {say['edition']} {guideline.edition}: {say[guideline.status]}"

    def _excluded(self, guideline: GuidelineAdvice) -> Iterator[str]:
        say = self._say
        yield from wrapped(f"{say['excluded']}: {say.of(guideline.title)} ({say.grounds(guideline.because)}).", "")
        yield from wrapped(f"{say['goes_to']}: {say.of(guideline.goes_to)}", "")
        yield ""

    def _body(self) -> Iterator[str]:
        yield from self._section("now", self._page.now, "green")
        if not self._page.now:
            yield f"  {self._say['nothing_now']}"
            yield ""
        if self._page.talk:
            yield from self._list("talk", self._page.talk)
        yield from self._section("not_yet", self._page.not_yet, "yellow")
        yield from self._questions()
        yield from self._conflicts()
        if self._page.done:
            yield from self._list("done", self._page.done)
        yield from self._folded("later", self._page.later)
        yield from self._folded("earlier", self._page.earlier)
        for part, rules in (("leaflet", self._page.leaflet), ("team", self._page.team)):
            if rules:
                yield from self._list(part, rules)

    def _title(self, key: str, colour: str | None = None) -> str:
        return click.style(self._say[key].upper(), bold=True, fg=colour)

    def _section(self, key: str, entries: tuple[Entry, ...], colour: str) -> Iterator[str]:
        if not entries and key != "now":
            return
        yield self._title(key, colour)
        brief = [] if self._in_full or key != "now" else [e for e in entries if e.rule.part == "consideration"]
        for entry in entries:
            if entry not in brief:
                yield from self._entry(entry)
                yield ""
        yield from self._brief(brief)

    def _brief(self, entries: list[Entry]) -> Iterator[str]:
        """List considerations that stand beside no recommendation: a line each."""
        if not entries:
            return
        yield f"  {self._say['considerations']}"
        for rule in (r for entry in entries for r in (entry.rule, *entry.below)):
            yield from wrapped(f"{self._say.act(rule)} [{rule.id}]", "  ", "- ")
        yield ""

    def _entry(self, entry: Entry) -> Iterator[str]:
        rule, say = entry.rule, self._say
        yield from wrapped(self._say.act(rule), "  ", "• ")
        yield from self._detail("because", say.grounds(rule.because) or say["always"])
        if rule.also_met:
            yield from self._detail("also_met", say.grounds(rule.also_met))
        if rule.waits_for:
            yield from self._detail("waits_for", say.labels(rule.waits_for))
        for unless in rule.unless:
            missing = say.labels(unless.missing)
            yield from self._detail("unless", f"{self._titles[unless.id]} ({say['missing']}: {missing})")
        for option in rule.options:
            yield from self._detail("option", self._titles[option])
        for replaced in self._replaced.get(rule.id, ()):
            yield from self._detail("instead_of", self._titles[replaced])
        yield from self._detail("source", self._provenance(rule))
        module = self._basis.get((rule.guideline, rule.source.module))
        if self._in_full and module:
            yield from self._detail("basis", f"{say.module(module)}; {self._standing(module)}")
        if marks := [self._marks[f.id] for f in rule.findings if f.id in self._marks]:
            yield from self._detail("finding", f"{say['see']} {' '.join(marks)}")
        if self._in_full and rule.checklist:
            yield from self._detail("checklist", "; ".join(map(say.of, rule.checklist)))
        for background in rule.background if self._in_full else ():
            yield from self._detail("background", f"{say.of(background.text)} [{background.id}]")
        for below in entry.below:
            yield from wrapped(f"{self._say.act(below)} [{below.id}]", "      ", "- ")

    def _provenance(self, rule: RuleAdvice) -> str:
        return f"{rule.id}, {rule.source.locator}; {self._say.strength(rule)}; {self._say.certainty(rule)}"

    def _detail(self, key: str, text: str) -> Iterator[str]:
        yield from wrapped(f"{self._say[key]}: {text}", "      ")

    def _questions(self) -> Iterator[str]:
        if not self._page.questions:
            return
        say = self._say
        yield self._title("questions", "cyan")
        for number, question in enumerate(self._page.questions, start=1):
            yield from wrapped(say.question(question), "  ", f"{number}. ")
        if self._page.more_questions:
            yield f"     {say.more(self._page.more_questions)}"
        yield ""

    def _conflicts(self) -> Iterator[str]:
        if not self._page.conflicts:
            return
        yield self._title("conflicts", "red")
        for conflict in self._page.conflicts:
            yield from wrapped(self._say.conflict(conflict), "  ", "• ")
        yield ""

    def _list(self, key: str, rules: Iterable[RuleAdvice]) -> Iterator[str]:
        rules = tuple(rules)
        yield f"{self._title(key)} ({len(rules)})"
        if self._in_full or key in ("done", "talk"):
            for rule in rules:
                yield from wrapped(f"{self._titles[rule.id]} [{rule.id}]", "  ", "- ")
        yield ""

    def _folded(self, key: str, groups: tuple[Folded, ...]) -> Iterator[str]:
        if not groups:
            return
        say = self._say
        yield self._title(key)
        for group in groups:
            yield f"  {say.phase(group.phase)}: {len(group.rules)}"
            if self._in_full:
                for rule in group.rules:
                    yield from wrapped(f"{self._titles[rule.id]} [{rule.id}]", "    ", "- ")
        yield ""

    def _findings(self) -> Iterator[str]:
        if not self._page.findings:
            return
        say = self._say
        yield f"{self._title('findings')} ({len(self._page.findings)})"
        for finding in self._page.findings if self._in_full else ():
            text = f"{say.of(finding.unclear)} {say['reading']}: {say.of(finding.reading)} ({finding.locator})"
            yield from wrapped(text, "  ", f"{self._marks[finding.id]} ")
        if not self._in_full:
            yield f"  {say['in_full']}"
        yield ""

    def _standing(self, module: ModuleShown) -> str:
        return self._say.standing(module, self._editions[module.guideline])

    def _modules(self) -> Iterator[str]:
        """Tell of each module on the page what the strength of its rules rests on."""
        if not self._basis:
            return
        say = self._say
        yield f"{self._title('basis')} ({len(self._basis)})"
        for module in self._basis.values():
            yield from wrapped(say.module(module), "  ", "• ")
            yield from wrapped(f"{self._standing(module)}; {say.certainty(module)}", "      ")
            yield from wrapped(say.of(module.rationale), "      ")
            for outcome, certainty in say.outcomes(module):
                yield from wrapped(f"{say['certainty']}, {outcome}: {certainty}", "      ", "- ")
            for criterion, judged, text in say.judgements(module):
                yield from wrapped(f"{criterion}: {judged}. {text}", "      ", "- ")
        yield ""

    def _legend(self) -> Iterator[str]:
        say = self._say
        for guideline in self._advice.guidelines:
            for strength, meaning in guideline.legend.items():
                yield self._title("legend") + f" ({say[strength]}, {guideline.id})"
                for reader in ("patient", "clinician", "policy"):
                    yield from wrapped(f"{say[f'for_{reader}']}: {say.of(getattr(meaning, reader))}", "  ", "- ")
                yield ""

    def _not_held(self) -> Iterator[str]:
        if self._advice.not_held:
            yield self._title("not_held")
            for entry in self._advice.not_held:
                yield from wrapped(self._say.of(entry.text), "  ", "• ")
            yield ""

    def _foot(self) -> Iterator[str]:
        say = self._say
        silent = [g for g in self._advice.guidelines if g.id not in self._speaking and not g.excluded]
        if silent:
            yield from wrapped(f"{say['silent']}: {'; '.join(map(self._passport, silent))}.", "")
        yield from wrapped(f"{say['evaluated_on']} {self._advice.evaluated_on}. {say.of(self._advice.safety)}", "")
