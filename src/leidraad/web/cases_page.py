"""The worked cases of one rule: patients from the source, what is known of them, and the status that they must get."""

import msgspec
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.advice import Ground, plain
from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Rule
from leidraad.pages.pictures.said import said, sentence
from leidraad.verifying.cases import Expected, WorkedCase
from leidraad.web.errors import JSON
from leidraad.web.library import Library, address, title
from leidraad.web.module_page import found_module
from leidraad.web.rendering import language, page
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)


class CaseShown(msgspec.Struct, frozen=True):
    """One case. `why` is in the language of its file; `facts` are those that the rule and its exceptions read."""

    id: str
    why: str
    source: str
    expected: str
    facts: tuple[str, ...]
    others: int


class CasesPage(msgspec.Struct, frozen=True):
    rule: str
    title: str
    when: str
    href: str
    cases: tuple[CaseShown, ...]
    safety: str


def cases_page(library: Library, rule: Rule, lang: str) -> CasesPage:
    """Return the cases of a rule in one language."""
    say = library.words[lang]
    replacing = (exception.truth for exception in library.exceptions.get(rule.id, ()))
    conditions = (rule.truth, rule.gate, rule.done, rule.breach, *replacing)
    reads = {name for node in conditions if node is not None for name in library.inputs.given_for(node)}
    shown = tuple(_case(case, rule, reads, say) for case in library.cases(rule.id))
    when = sentence(said(rule.truth, say), say)
    return CasesPage(
        rule.id, say.of(title(rule)), when, address(rule.guideline, rule.module, rule.id), shown, say.of(SAFETY)
    )


def _case(case: WorkedCase, rule: Rule, reads: set[str], say: Phrases) -> CaseShown:
    known = {name: value for name, value in case.facts.items() if value is not None}
    facts = tuple(say.ground(Ground(name, plain(value))) for name, value in known.items() if name in reads)
    expected = _expected(case.expect[rule.id], say)
    return CaseShown(case.id, case.why, case.source, expected, facts, len(known) - len(facts))


def _expected(expected: Expected, say: Phrases) -> str:
    words = Words(say.language)
    status = words[f"status_{expected.status}"] if expected.status else ""
    timing = words[f"timing_{expected.timing}"] if expected.timing else ""
    options = f"{say['option']}: {', '.join(sorted(expected.options))}" if expected.options else ""
    return "; ".join(part for part in (status, timing, options) if part)


def _context(request: Request, guideline: str, module: str, rule: str) -> CasesPage:
    library, _, _ = found_module(request, guideline, module)
    found = library.rules.get(rule)
    if found is None or (found.guideline, found.module) != (guideline, module):
        raise HTTPException(404, "no rule of this module has this address")
    return cases_page(library, found, language(request))


@router.get("/guidelines/{guideline}/{module}/{rule}.json")
def as_json(request: Request, guideline: str, module: str, rule: str) -> Response:
    """Return what the page shows."""
    return Response(msgspec.json.encode(_context(request, guideline, module, rule)), media_type=JSON)


@router.get("/guidelines/{guideline}/{module}/{rule}", response_class=HTMLResponse)
def as_page(request: Request, guideline: str, module: str, rule: str) -> str:
    """Show the worked cases of a rule."""
    lang = language(request)
    shown = _context(request, guideline, module, rule)
    say = request.app.state.knowledge.library.words[lang]
    return page("cases.html", lang, page=shown, say=say, words=Words(lang))
