"""The content to read: every guideline, also the local protocols that do not speak here. Knows no patient."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from leidraad.actions.kept_proofs import Kept, kept_proofs, proofs_key
from leidraad.actions.load_content import load_all
from leidraad.actions.run_cases import cases_about
from leidraad.engines.statuses import exceptions_by_target
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Conflict, Content, Finding, Guideline, Module, Norm, Note, Rule, Wording
from leidraad.verifying.cases import WorkedCase

Entry = Rule | Norm | Note


class Library:
    """What one start can show of the guidelines. `speaking` names those that advise on patients."""

    def __init__(self, content: Content, speaking: Iterable[str], folder: Path | None) -> None:
        self.content = content
        self.speaking = frozenset(speaking)
        self._folder = folder
        self._proofs_key = proofs_key(folder)
        self._proofs: tuple[Kept, ...] | None = None
        self._guidelines = {g.id: g for g in content.guidelines}
        self._modules = {(g.id, m.id): m for g in content.guidelines for m in g.modules}
        self.words = {lang: Phrases(lang, content.items) for lang in LANGUAGES}
        self.rules = {r.id: r for g in content.guidelines for r in g.rules}
        self.exceptions = exceptions_by_target(content)
        self.inputs = Inputs(content.items)
        self.findings = _by_rule((f.rules, f) for g in content.guidelines for f in g.findings)
        declared = (*content.conflicts, *(c for g in content.guidelines for c in g.conflicts))
        self.conflicts: Mapping[str, list[Conflict]] = _by_rule((c.rules, c) for c in declared)

    def guideline(self, name: str) -> Guideline | None:
        """Return a guideline, or None when there is none of this name."""
        return self._guidelines.get(name)

    def module(self, guideline: str, name: str) -> Module | None:
        """Return a module, or None when there is none of this name."""
        return self._modules.get((guideline, name))

    def cases(self, rule: str) -> list[WorkedCase]:
        """Return the worked cases that expect something of a rule."""
        return cases_about(rule, self.content, self._folder)

    def proofs(self) -> tuple[Kept, ...] | None:
        """Return what `leidraad check` found of this content, also after the start; None when it did not run."""
        if self._proofs is None:
            self._proofs = kept_proofs(self._proofs_key)
        return self._proofs

    @cached_property
    def titles(self) -> dict[str, tuple[Wording, str]]:
        """The title of every rule, norm and note, and the address to read it."""
        return {
            entry.id: (title(entry), address(guideline.id, entry.source.module, entry.id))
            for guideline in self.content.guidelines
            for entry in entries(guideline)
        }


def library(speaking: Content, folder: Path | None) -> Library:
    """Return everything of a folder to read, beside the content that speaks."""
    return Library(load_all(folder), (g.id for g in speaking.guidelines), folder)


def entries(guideline: Guideline, module: str | None = None) -> list[Entry]:
    """Return rules, norms and notes as they stand in their files."""
    every = (*guideline.rules, *guideline.norms, *guideline.notes)
    found = [entry for entry in every if module is None or entry.source.module == module]
    return sorted(found, key=lambda entry: (entry.span.file, entry.span.line))


def heading(entry: Entry) -> str:
    """Return the heading above an entry, without its id."""
    return entry.span.heading[-1].partition("·")[2].strip()


def wording(entry: Entry) -> Wording:
    """Return the sentence of an entry."""
    return entry.action if isinstance(entry, Rule) else entry.text


def title(entry: Entry) -> Wording:
    """Return the title of an entry. The headings of the files are Dutch: in English the sentence takes their place."""
    return Wording(heading(entry), wording(entry).en)


def section(entry: Entry) -> str:
    """Return the heading of the section in which an entry stands, or an empty text."""
    return entry.span.heading[-2] if len(entry.span.heading) > 1 else ""


def address(guideline: str, module: str, entry: str = "") -> str:
    """Return where a module, or an entry of it, is read."""
    return f"/guidelines/{guideline}/{module}{'#' + entry if entry else ''}"


def module_of(finding: Finding, guideline: str) -> str:
    """Return the module whose file holds a finding."""
    return finding.id.removeprefix(f"{guideline}-").rpartition("-")[0]


def _by_rule(pairs: Iterable[tuple[Iterable[str], object]]) -> dict:
    found: dict = {}
    for names, what in pairs:
        for name in names:
            found.setdefault(name, []).append(what)
    return found
