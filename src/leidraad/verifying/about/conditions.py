"""Asks of each condition that it is not null where nothing unknown can change it any more. Writes no pages."""

from collections.abc import Iterator

from leidraad.diagnostics import Span
from leidraad.engines.symbolic import Symbols
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Content
from leidraad.verifying.results import Result
from leidraad.verifying.weaker import Answer, Weaker, WeakerLogic
from leidraad.verifying.witness import Undecided

# Scope and condition decide when they are false too; all else acts only when it is known to hold.
EITHER, KNOWN = (True, False), (True,)
Condition = tuple[str, str, Span, model.Expression, tuple[bool, ...]]


def results_of_conditions(symbols: Symbols) -> Iterator[Result]:
    """Yield what comes of each condition of each guideline, in the order of the files."""
    logic = WeakerLogic(symbols)
    for name, guideline, span, condition, matters in _conditions(symbols.content):
        yield _result(name, guideline, span, logic.find(condition, matters))


def _conditions(content: Content) -> Iterator[Condition]:
    for guideline in content.guidelines:
        for number, exclude in enumerate(guideline.excludes, start=1):
            name = f"{guideline.id} exclude {number}"
            yield name, guideline.id, exclude.condition.span, exclude.condition, KNOWN
        for entry in guideline.not_held:
            yield entry.id, guideline.id, entry.condition.span, entry.condition, KNOWN
        for rule in guideline.rules:
            yield rule.id, guideline.id, rule.span, rule.truth, EITHER
            for part in ("gate", "done", "breach"):
                if (condition := getattr(rule, part)) is not None:
                    yield f"{rule.id} {part}", guideline.id, condition.span, condition, KNOWN


def _result(name: str, guideline: str, span: Span, found: Answer) -> Result:
    match found:
        case Weaker(part=part, facts=facts, value=value):
            hint = f"`{to_cql(part)}` is null, and can only become {str(value).lower()}"
            return Result("weaker", (name,), (guideline,), "refuted", span, witness=facts, fewest=False, hint=hint)
        case Undecided(why=why):
            return Result("weaker", (name,), (guideline,), "undecided", span, hint=why)
    return Result("weaker", (name,), (guideline,), "proved", span)
