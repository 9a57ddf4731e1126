"""The list of guidelines: the passport of each edition, and its modules. Renders what it is told."""

import datetime

import msgspec
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Guideline, Module
from leidraad.pages.pictures.said import said, sentence
from leidraad.web.errors import JSON
from leidraad.web.library import Library, address
from leidraad.web.proofs import counted
from leidraad.web.rendering import language, page
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)


class ModuleLine(msgspec.Struct, frozen=True):
    """One module in the list; a date that the source does not give is null."""

    id: str
    title: str
    href: str
    status: str
    authorised_on: datetime.date | None
    review_by: datetime.date | None
    rules: int


class Boundary(msgspec.Struct, frozen=True):
    """For whom a guideline does not speak, and where they belong."""

    when: str
    goes_to: str


class Meaning(msgspec.Struct, frozen=True):
    """What a strength means for three readers."""

    strength: str
    patient: str
    clinician: str
    policy: str


class Passport(msgspec.Struct, frozen=True):
    """One edition of one guideline. `speaks`: it advises on patients here. `network`: the only one where it would."""

    id: str
    title: str
    edition: str
    status: str
    valid_from: datetime.date
    supersedes: str | None
    network: str | None
    speaks: bool
    sha256: str
    proofs: str
    differences: str
    modules: tuple[ModuleLine, ...]
    excludes: tuple[Boundary, ...]
    not_held: tuple[str, ...]
    legend: tuple[Meaning, ...]


class GuidelinesPage(msgspec.Struct, frozen=True):
    guidelines: tuple[Passport, ...]
    safety: str


def guidelines_page(library: Library, lang: str, safety: str) -> GuidelinesPage:
    """Return the page in one language."""
    say = library.words[lang]
    return GuidelinesPage(tuple(_passport(g, library, say) for g in library.content.guidelines), safety)


def _passport(g: Guideline, library: Library, say: Phrases) -> Passport:
    return Passport(
        id=g.id, title=say.of(g.title), edition=g.edition, status=say[g.status], valid_from=g.valid_from,
        supersedes=supersedes(g, library.content), network=g.network, speaks=g.id in library.speaking, sha256=g.sha256,
        proofs=counted(library, g, say), differences=_differences(g, library.content, Words(say.language)),
        modules=tuple(_line(m, g, say) for m in g.modules),
        excludes=tuple(Boundary(sentence(said(e.condition, say), say), say.of(e.goes_to)) for e in g.excludes),
        not_held=tuple(say.of(n.text) for n in g.not_held),
        legend=tuple(
            Meaning(say[strength], say.of(i.patient), say.of(i.clinician), say.of(i.policy))
            for strength, i in g.legend.items()
        ),
    )  # fmt: skip


def supersedes(guideline: Guideline, content: Content) -> str | None:
    """Return the latest earlier edition of the same guideline that is held here, or None."""
    same = [g for g in content.guidelines if g.id == guideline.id and g.valid_from < guideline.valid_from]
    return max(same, key=lambda g: g.valid_from).edition if same else None


def _differences(guideline: Guideline, content: Content, words: Words) -> str:
    return words["differences_how" if supersedes(guideline, content) else "differences_none"]


def _line(m: Module, g: Guideline, say: Phrases) -> ModuleLine:
    rules = sum(rule.module == m.id for rule in g.rules)
    return ModuleLine(m.id, say.of(m.title), address(g.id, m.id), say[m.status], m.authorised_on, m.review_by, rules)


def _context(request: Request) -> GuidelinesPage:
    lang = language(request)
    return guidelines_page(request.app.state.knowledge.library, lang, getattr(SAFETY, lang))


@router.get("/guidelines.json")
def as_json(request: Request) -> Response:
    """Return what the page shows."""
    return Response(msgspec.json.encode(_context(request)), media_type=JSON)


@router.get("/guidelines", response_class=HTMLResponse)
def as_page(request: Request) -> str:
    """Show the guidelines."""
    lang = language(request)
    say = request.app.state.knowledge.library.words[lang]
    return page("guidelines.html", lang, page=_context(request), say=say, words=Words(lang))
