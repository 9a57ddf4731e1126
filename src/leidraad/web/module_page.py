"""A module to read: headings as in its file, every rule with its condition in words, as a table and as a tree."""

import datetime
from itertools import groupby

import msgspec
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Finding, Guideline, Module, Norm, Rule, Wording
from leidraad.model.expressions import Expression
from leidraad.pages.pictures.decision_table import Table, decision_table
from leidraad.pages.pictures.said import Said, said, sentence
from leidraad.pages.pictures.tree import tree_svg
from leidraad.web.errors import JSON
from leidraad.web.library import Entry, Library, address, entries, module_of, section, title, wording
from leidraad.web.proofs import Proofs, proofs
from leidraad.web.rendering import language, page
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)


class Link(msgspec.Struct, frozen=True):
    """Another rule, norm or note: its title, and where it is read."""

    id: str
    title: str
    href: str


class FindingShown(msgspec.Struct, frozen=True):
    """What the source leaves unclear, and how it was read."""

    id: str
    place: str
    unclear: str
    reading: str


class ConflictShown(msgspec.Struct, frozen=True):
    """A rule that pulls in another direction."""

    other: Link
    why: str


class RuleShown(msgspec.Struct, frozen=True, tag="rule", tag_field="kind"):
    """One rule. `when` is scope and condition on one line; `table` is null where only the tree reads well."""

    id: str
    title: str
    text: str
    facts: tuple[str, ...]
    when: str
    tree: Said
    table: Table | None
    gate: str | None
    done: str | None
    breach: str | None
    boundary: bool
    refines: tuple[Link, ...]
    exception_to: tuple[Link, ...]
    exceptions: tuple[Link, ...]
    conflicts: tuple[ConflictShown, ...]
    findings: tuple[FindingShown, ...]
    background: tuple[Link, ...]
    checklist: tuple[str, ...]
    note: str | None
    source: str
    cases: str


class NormShown(msgspec.Struct, frozen=True, tag="norm", tag_field="kind"):
    """A demand on an organisation."""

    id: str
    title: str
    text: str
    facts: tuple[str, ...]
    findings: tuple[FindingShown, ...]
    source: str


class NoteShown(msgspec.Struct, frozen=True, tag="note", tag_field="kind"):
    """Background beside rules."""

    id: str
    title: str
    text: str
    facts: tuple[str, ...]
    findings: tuple[FindingShown, ...]
    bears_on: tuple[Link, ...]
    source: str


class Section(msgspec.Struct, frozen=True):
    """What stands beneath one heading of the file; the heading is Dutch, as in the source."""

    heading: str
    entries: tuple[RuleShown | NormShown | NoteShown, ...]


class Judged(msgspec.Struct, frozen=True):
    """One criterion of evidence to decision."""

    criterion: str
    judgement: str
    text: str


class ModulePage(msgspec.Struct, frozen=True):
    """One module. A date that the source does not give is null; `speaks`: it advises on patients here."""

    guideline: str
    guideline_title: str
    edition: str
    sha256: str
    network: str | None
    speaks: bool
    id: str
    title: str
    question: str
    status: str
    authorised_on: datetime.date | None
    review_by: datetime.date | None
    certainty: str
    rationale: str
    evidence_to_decision: tuple[Judged, ...]
    interests: tuple[str, ...]
    budget_impact: str | None
    running_trials: tuple[str, ...]
    knowledge_gaps: tuple[str, ...]
    sections: tuple[Section, ...]
    findings: tuple[FindingShown, ...]
    proofs: Proofs
    previous: Link | None
    next: Link | None
    safety: str


def module_page(library: Library, guideline: Guideline, module: Module, lang: str) -> ModulePage:
    """Return the page of a module in one language."""
    return _Reader(library, lang).module(guideline, module)


class _Reader:
    def __init__(self, library: Library, lang: str) -> None:
        self._library = library
        self._say: Phrases = library.words[lang]
        self._words = Words(lang)

    def module(self, g: Guideline, m: Module) -> ModulePage:
        say, at = self._say, g.modules.index(m)
        own = entries(g, m.id)
        return ModulePage(
            guideline=g.id, guideline_title=say.of(g.title), edition=g.edition, sha256=g.sha256, network=g.network,
            speaks=g.id in self._library.speaking, id=m.id, title=say.of(m.title), question=say.of(m.question),
            status=say[m.status], authorised_on=m.authorised_on, review_by=m.review_by, certainty=say[m.certainty],
            rationale=say.of(m.rationale),
            evidence_to_decision=tuple(Judged(*judged) for judged in say.judgements(m)),
            interests=self._all(m.interests), budget_impact=say.of(m.budget_impact) if m.budget_impact else None,
            running_trials=self._all(m.running_trials), knowledge_gaps=self._all(m.knowledge_gaps),
            sections=tuple(Section(h, tuple(map(self._entry, found))) for h, found in groupby(own, section)),
            findings=tuple(map(self._finding, _beside_no_entry(g, m, own))), 
            proofs=proofs(self._library, (rule for rule in g.rules if rule.module == m.id), say),
            previous=self._module_link(g, at - 1), next=self._module_link(g, at + 1), safety=say.of(SAFETY),
        )  # fmt: skip

    def _all(self, found: tuple[Wording, ...]) -> tuple[str, ...]:
        return tuple(map(self._say.of, found))

    def _module_link(self, g: Guideline, at: int) -> Link | None:
        if not 0 <= at < len(g.modules):
            return None
        return Link(g.modules[at].id, self._say.of(g.modules[at].title), address(g.id, g.modules[at].id))

    def _entry(self, entry: Entry) -> RuleShown | NormShown | NoteShown:
        match entry:
            case Rule():
                return self._rule(entry)
            case Norm():
                facts = (self._words["norm"], str(entry.year), self._say.actor(entry.actor))
                return NormShown(**self._common(entry), facts=facts)
        certainty = () if entry.certainty == "not_assessed" else (self._say.certainty(entry),)
        facts = (self._words["note"], *certainty)
        return NoteShown(**self._common(entry), facts=facts, bears_on=self._links(entry.bears_on))

    def _common(self, entry: Entry) -> dict:
        """Return what every entry shows."""
        shown, text = self._say.of(title(entry)), self._say.of(wording(entry))
        return {
            "id": entry.id, "title": shown, "text": "" if text == shown else text, "source": entry.source.locator,
            "findings": tuple(map(self._finding, self._library.findings.get(entry.id, ()))),
        }  # fmt: skip

    def _rule(self, rule: Rule) -> RuleShown:
        say, library = self._say, self._library
        truth = said(rule.truth, say)
        background = (n.id for g in library.content.guidelines for n in g.notes if rule.id in n.bears_on)
        return RuleShown(
            **self._common(rule), facts=self._facts(rule), when=sentence(truth, say), tree=truth,
            table=decision_table(rule.truth, say), gate=self._condition(rule.gate), done=self._condition(rule.done),
            breach=self._condition(rule.breach), boundary=rule.boundary, refines=self._links(rule.refines),
            exception_to=self._links(rule.overrides),
            exceptions=self._links(e.id for e in library.exceptions.get(rule.id, ())),
            conflicts=tuple(
                ConflictShown(self._link(next(x for x in c.rules if x != rule.id)), say.of(c.why))
                for c in library.conflicts.get(rule.id, ())
            ),
            background=self._links(background), checklist=self._all(rule.checklist), note=rule.note,
            cases=f"{address(rule.guideline, rule.module)}/{rule.id}",
        )  # fmt: skip

    def _facts(self, rule: Rule) -> tuple[str, ...]:
        say = self._say
        phases = f"{say['phase']}: {', '.join(map(say.phase, rule.phases))}"
        basic = (self._words[rule.part], say[rule.verb], say.strength(rule), say.certainty(rule), phases)
        audience = () if rule.audience == "act" else (say[rule.audience],)
        return (*basic, f"{say['actor']}: {say.actor(rule.actor)}", *audience)

    def _condition(self, node: Expression | None) -> str | None:
        return sentence(said(node, self._say), self._say) if node is not None else None

    def _links(self, names) -> tuple[Link, ...]:
        return tuple(map(self._link, names))

    def _link(self, name: str) -> Link:
        found, href = self._library.titles[name]
        return Link(name, self._say.of(found), href)

    def _finding(self, finding: Finding) -> FindingShown:
        say = self._say
        return FindingShown(finding.id, finding.locator, say.of(finding.unclear), say.of(finding.reading))


def _beside_no_entry(g: Guideline, m: Module, own: list[Entry]) -> list[Finding]:
    """Return the findings of a module that stand beside none of its entries."""
    shown = {entry.id for entry in own}
    return [f for f in g.findings if module_of(f, g.id) == m.id and not shown & set(f.rules)]


def found_module(request: Request, guideline: str, module: str) -> tuple[Library, Guideline, Module]:
    """Return a module by its address; raise the answer that there is none."""
    library: Library = request.app.state.knowledge.library
    found = library.guideline(guideline), library.module(guideline, module)
    if None in found:
        raise HTTPException(404, "no module of a guideline has this address")
    return library, *found


@router.get("/guidelines/{guideline}/{module}.json")
def as_json(request: Request, guideline: str, module: str) -> Response:
    """Return what the page shows."""
    shown = module_page(*found_module(request, guideline, module), language(request))
    return Response(msgspec.json.encode(shown), media_type=JSON)


@router.get("/guidelines/{guideline}/{module}", response_class=HTMLResponse)
def as_page(request: Request, guideline: str, module: str) -> str:
    """Show a module."""
    library, g, m = found_module(request, guideline, module)
    lang = language(request)
    say = library.words[lang]
    # The pictures escape what they show.
    trees = {rule.id: Markup(tree_svg(rule, say)) for rule in g.rules if rule.module == m.id}
    shown = module_page(library, g, m, lang)
    return page("module.html", lang, page=shown, say=say, words=Words(lang), trees=trees)
