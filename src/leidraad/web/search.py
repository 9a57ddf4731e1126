"""Search over modules, rules, norms, notes, acts, data items and findings, in both languages at once. In memory."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Guideline, Item, Wording
from leidraad.web.errors import JSON
from leidraad.web.library import Library, address, entries, module_of, title, wording
from leidraad.web.plain_text import plain_text
from leidraad.web.rendering import language, page
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 50
MOST_PLACES = 8
KINDS = ("module", "rule", "norm", "note", "act", "item", "finding")
# The id itself; then words of the title before words of the text, those that begin a word first.
SAME_ID, LEADS_TITLE, IN_TITLE, LEADS_TEXT, IN_TEXT = 100, 6, 4, 2, 1


class Place(msgspec.Struct, frozen=True):
    """Where something is read."""

    id: str
    href: str


class Searched(msgspec.Struct, frozen=True):
    """One thing that can be found: its words as shown, and as they are compared."""

    kind: str
    id: str
    title: Wording
    text: Wording
    places: tuple[Place, ...]
    plain_id: str
    plain_title: str
    plain_text: str


class Hit(msgspec.Struct, frozen=True):
    """One result. `more` counts the places that are not named."""

    kind: str
    kind_name: str
    id: str
    title: str
    text: str
    places: tuple[Place, ...]
    more: int


class SearchPage(msgspec.Struct, frozen=True):
    """The results, the best first; `total` counts those that are not shown too."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    said: str
    safety: str


class Index:
    """What can be found in a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def searched(self) -> tuple[Searched, ...]:
        """Everything that can be found, worked out once."""
        library = self._library
        in_guidelines = (found for g in library.content.guidelines for found in self._of_guideline(g))
        return (*in_guidelines, *self._acts(), *map(self._item, library.content.items.values()))

    def find(self, query: str) -> list[Searched]:
        """Return what holds every word of the query, the best first."""
        words = plain_text(query).split()
        scored = [(score(found, words), found) for found in self.searched] if words else []
        best = sorted(scored, key=lambda pair: (-pair[0], KINDS.index(pair[1].kind), pair[1].id))
        return [found for points, found in best if points]

    def _of_guideline(self, g: Guideline) -> Iterator[Searched]:
        for m in g.modules:
            yield _searched(
                "module", f"{g.id} {m.id}", m.title, m.question, [Place(f"{g.id} {m.id}", address(g.id, m.id))]
            )
        for entry in entries(g):
            kind, said = type(entry).__name__.lower(), Wording(wording(entry).nl, "")
            yield _searched(kind, entry.id, title(entry), said, self._places([entry.id]))
        for finding in g.findings:
            module = Place(finding.id, address(g.id, module_of(finding, g.id), finding.id))
            places = self._places(r for r in finding.rules if r in self._library.titles) or [module]
            yield _searched("finding", finding.id, finding.unclear, finding.reading, places)

    def _acts(self) -> Iterator[Searched]:
        asked: dict[str, list[str]] = {}
        for rule in self._library.rules.values():
            asked.setdefault(rule.act, []).append(rule.id)
        for act, label in self._library.content.acts.items():
            yield _searched("act", act, label, Wording("", ""), self._places(asked.get(act, ())))

    def _item(self, item: Item) -> Searched:
        values = Wording(*("; ".join(getattr(v.label, lang) for v in item.values.values()) for lang in ("nl", "en")))
        text = Wording(values.nl, f"{item.definition} {values.en}".strip())
        return _searched("item", item.name, item.label, text, self._places(self._readers.get(item.name, ())))

    @cached_property
    def _readers(self) -> dict[str, list[str]]:
        """The rules that read each item, themselves or by what is derived from it."""
        found: dict[str, list[str]] = {}
        for rule in self._library.rules.values():
            nodes = [n for n in (rule.truth, rule.gate, rule.done, rule.breach) if n is not None]
            for name in dict.fromkeys(name for n in nodes for name in self._library.inputs.read_by(n)):
                found.setdefault(name, []).append(rule.id)
        return found

    def _places(self, names: Iterable[str]) -> list[Place]:
        return [Place(name, self._library.titles[name][1]) for name in names]


def _searched(kind: str, name: str, called: Wording, text: Wording, places: Iterable[Place]) -> Searched:
    titles, texts = (plain_text(f"{w.nl}\n{w.en}") for w in (called, text))
    return Searched(kind, name, called, text, tuple(places), plain_text(name), f"{plain_text(name)}\n{titles}", texts)


def score(found: Searched, words: list[str]) -> int:
    """Return how well something answers the words; 0 when a word is not in it."""
    points = SAME_ID if found.plain_id == " ".join(words) else 0
    for word in words:
        one = _points(found, word)
        if not one:
            return 0
        points += one
    return points


def _points(found: Searched, word: str) -> int:
    if word in found.plain_title:
        return LEADS_TITLE if _leads(word, found.plain_title) else IN_TITLE
    if word in found.plain_text:
        return LEADS_TEXT if _leads(word, found.plain_text) else IN_TEXT
    return 0


def _leads(word: str, text: str) -> bool:
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def search_page(index: Index, query: str, lang: str) -> SearchPage:
    """Return the page of a query in one language."""
    words, found = Words(lang), index.find(query)
    said = (
        "" if not query.strip() else words["found"].format(len(found)) if found else words["found_none"].format(query)
    )
    hits = tuple(_hit(one, lang, words) for one in found[:MOST_SHOWN])
    return SearchPage(query, len(found), hits, said, getattr(SAFETY, lang))


def _hit(found: Searched, lang: str, words: Words) -> Hit:
    called, text = getattr(found.title, lang), getattr(found.text, lang)
    places = found.places[:MOST_PLACES]
    more = len(found.places) - len(places)
    return Hit(found.kind, words[f"kind_{found.kind}"], found.id, called, text, places, more)


@router.get("/search.json")
def as_json(request: Request, q: str = "") -> Response:
    """Return what the page shows."""
    shown = search_page(request.app.state.knowledge.index, q, language(request))
    return Response(msgspec.json.encode(shown), media_type=JSON)


@router.get("/search", response_class=HTMLResponse)
def as_page(request: Request, q: str = "") -> str:
    """Show the results of a search."""
    lang = language(request)
    shown = search_page(request.app.state.knowledge.index, q, lang)
    return page("search.html", lang, page=shown, words=Words(lang))
