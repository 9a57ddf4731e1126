"""The summary of a cohort as text for a terminal: what the rules make of it, module by module, and what is wanting."""

from collections.abc import Iterator

import click

from leidraad.explaining.cohort_summary import CohortSummary, GuidelineCount, ModuleCount, RuleCount, all_rules
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.pages.lines import wrapped

MOST_WANTING = 3  # items named beneath a rule; the JSON has all
SPOKEN = ("applies", "done", "not_yet", "overridden")

_WORDS = {
    "title": (
        "Cohort · {patients} patiënten · berekend op {day}",
        "Cohort · {patients} patients · worked out on {day}",
    ),
    "apart": (
        "{apart} van de {rows} rijen hebben een fout en zijn apart gezet: zie {file}",
        "{apart} of the {rows} rows have a mistake and were set apart: see {file}",
    ),
    "none_apart": ("Alle {rows} rijen zijn gelezen.", "All {rows} rows were read."),
    "share": (
        "Te beoordelen voor ten minste één patiënt: {evaluable} van de {rules} regels ({part}); {spoken} hebben iemand "
        "iets te zeggen. Van alle paren van een regel en een patiënt is {determined} te beoordelen.",
        "Could be evaluated for at least one patient: {evaluable} of the {rules} rules ({part}); {spoken} have "
        "something to say to somebody. Of all pairs of a rule and a patient {determined} could be evaluated.",
    ),
    "wanting": (
        "Onder een regel staat wat ontbreekt: bij hoeveel van de patiënten voor wie de regel niet te beoordelen is, "
        "dit gegeven het nog kan veranderen. ",
        "Beneath a rule stands what is wanting: for how many of the patients for whom the rule is undetermined this "
        "fact can still change that. ",
    ),
    "of_all": ("Gekeken bij alle patiënten.", "Looked at in all patients."),
    "of_sample": (
        "Gekeken bij {sampled} patiënten, gelijk verdeeld over de tabel.",
        "Looked at in {sampled} patients, evenly spread over the table.",
    ),
    "applies": ("geldt {}", "applies {}"),
    "done": ("gedaan {}", "done {}"),
    "not_yet": ("nog niet {}", "not yet {}"),
    "overridden": ("vervangen {}", "overridden {}"),
    "not_applicable": ("niet van toepassing {}", "not applicable {}"),
    "undetermined": ("niet te zeggen {}", "undetermined {}"),
    "lacks": ("ontbreekt", "wanting"),
    "others": ("Verder:", "Besides:"),
    "nobody": (
        "regels die gelden voor niemand van wie dat te zeggen is: {}",
        "rules that apply to nobody of whom that can be said: {}",
    ),
    "never": ("regels die voor niemand te beoordelen zijn: {}", "rules that could be evaluated for nobody: {}"),
}


def cohort_to_text(summary: CohortSummary, say: Phrases) -> str:
    """Return the whole page."""
    return "\n".join(_Text(summary, say).lines()) + "\n"


class _Text:
    def __init__(self, summary: CohortSummary, say: Phrases) -> None:
        self._summary = summary
        self._say = say

    def _word(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self._say.language)]

    def _number(self, number: int) -> str:
        separator = "." if self._say.language == "nl" else ","
        return f"{number:,}".replace(",", separator)

    def lines(self) -> Iterator[str]:
        summary = self._summary
        title = self._word("title").format(patients=self._number(summary.patients), day=summary.evaluated_on)
        yield click.style(title, bold=True)
        yield from wrapped(self._read())
        yield from wrapped(self._share())
        whole = "of_all" if summary.sampled == summary.patients else "of_sample"
        looked = self._word(whole).format(sampled=self._number(summary.sampled))
        yield from wrapped(self._word("wanting") + looked)
        for guideline in summary.guidelines:
            yield from self._guideline(guideline)
        yield ""
        yield from wrapped(self._say.of(summary.safety))

    def _read(self) -> str:
        summary = self._summary
        counts = {"apart": self._number(summary.apart), "rows": self._number(summary.rows)}
        return self._word("apart" if summary.apart else "none_apart").format(file=summary.apart_file, **counts)

    def _share(self) -> str:
        found = self._summary
        part = f"{100 * found.evaluable // max(found.rules, 1)}%"
        spoken = sum(map(_speaks, all_rules(found.guidelines)))
        counts = {"evaluable": found.evaluable, "rules": found.rules, "spoken": spoken}
        return self._word("share").format(part=part, determined=f"{int(100 * found.determined)}%", **counts)

    def _guideline(self, guideline: GuidelineCount) -> Iterator[str]:
        say = self._say
        yield ""
        title = f"{say.of(guideline.title)}, {say['edition']} {guideline.edition}: {say[guideline.status]}"
        yield from map(_bold, wrapped(title))
        silent = self._silent([rule for module in guideline.modules for rule in module.rules])
        modules = [module for module in guideline.modules if any(map(_speaks, module.rules))]
        for module in modules:
            yield from self._module(guideline, module)
        if silent:
            yield from wrapped(f"{self._word('others') if modules else ''} {silent}.".strip(), "  ")

    def _module(self, guideline: GuidelineCount, module: ModuleCount) -> Iterator[str]:
        say = self._say
        mark = "" if module.status == guideline.status else f" ({say[module.status]})"
        yield from map(_bold, wrapped(f"{guideline.id} {module.id} · {say.of(module.title)}{mark}", "  "))
        for rule in filter(_speaks, module.rules):
            yield from self._rule(rule)

    def _silent(self, rules: list[RuleCount]) -> str:
        """Return how many rules say nothing to anybody, and why."""
        silent = [rule for rule in rules if not _speaks(rule)]
        counts = {"nobody": sum(r.determined > 0 for r in silent), "never": sum(r.determined == 0 for r in silent)}
        said = [self._word(key).format(self._number(count)) for key, count in counts.items() if count]
        return "; ".join(said)

    def _rule(self, rule: RuleCount) -> Iterator[str]:
        yield from wrapped(f"{self._say.of(rule.title)} [{rule.id}]", "    ", "• ")
        statuses = (*SPOKEN, "not_applicable", "undetermined")
        counts = [
            self._word(status).format(self._number(rule.counts[status])) for status in statuses if rule.counts[status]
        ]
        yield from wrapped(", ".join(counts), "      ")
        if rule.wanting:
            named = [f"{self._say.of(w.label)} ({self._number(w.patients)})" for w in rule.wanting[:MOST_WANTING]]
            yield from wrapped(f"{self._word('lacks')}: {', '.join(named)}", "      ")


def _speaks(rule: RuleCount) -> bool:
    return any(rule.counts[status] for status in SPOKEN)


def _bold(line: str) -> str:
    return click.style(line, bold=True)
