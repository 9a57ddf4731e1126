"""The advice as one HTML page: the summary on the first printed sheet, reasons after it. Loads nothing from outside."""

from collections.abc import Iterable

import jinja2

from leidraad.explaining.advice import Advice, RuleAdvice
from leidraad.explaining.page import basis, instead_of, marks, on_page, speaks, to_page
from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.pages.sheet import to_sheet

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("leidraad.pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_SHORT = 16  # characters: "7,5 cm" must not break, a long diagnosis may


def _unbroken(line: str) -> str:
    """Keep the short parts of a line together, and each dot with the part before it."""
    parts = (part.replace(" ", "\u00a0") if len(part) <= _SHORT else part for part in line.split(" · "))
    return "\u00a0· ".join(parts)


_TEMPLATES.filters["unbroken"] = _unbroken


def advice_to_html(advice: Advice, say: Phrases) -> str:
    """Return the whole page. The safety words come from the program, so that no setting can take them away."""
    page = to_page(advice)
    standing = Standing(advice)
    return _TEMPLATES.get_template("advice.html").render(
        advice=advice,
        say=say,
        page=page,
        sheet=to_sheet(advice, page, say),
        safety=SAFETY,
        speaks=speaks(advice),
        marks=marks(page),
        instead_of=instead_of(advice),
        rules={rule.id: rule for rule in advice.advice},
        standing=standing,
        cards=frozenset(rule.id for rule in on_page(page)),
        basis=basis(advice, page),
        editions={g.id: g.edition for g in advice.guidelines},
    )


class Standing:
    """Which status of its guideline an advice must carry: every one but `authorised`."""

    def __init__(self, advice: Advice) -> None:
        self._status = {g.id: g.status for g in advice.guidelines}
        self._documents = {rule.source.document: self.of(rule) for rule in advice.advice}

    def of(self, rule: RuleAdvice) -> str:
        """Return the status to show beside a rule, or an empty text."""
        status = self._status[rule.guideline]
        return "" if status == "authorised" else status

    def at(self, document: str) -> str:
        """Return the status to show beside what comes from a document."""
        return self._documents.get(document, "")

    def shared(self, rules: Iterable[RuleAdvice]) -> str:
        """Return the one status that can stand above all these rules, or an empty text when they differ."""
        found = {self.of(rule) for rule in rules}
        return found.pop() if len(found) == 1 else ""
