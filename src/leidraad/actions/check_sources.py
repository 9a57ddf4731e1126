"""Find each rule's place in the user's own copy of the source documents, and tell what moved or vanished."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from leidraad.actions.load_content import load_all
from leidraad.diagnostics import Diagnostic, UserInputError, nearest, wrong
from leidraad.model.content import Guideline, Source
from leidraad.reading.anchors import Anchor, read_anchors
from leidraad.reading.content_folder import shipped_content
from leidraad.reading.text_file import read_text
from leidraad.verifying.places import Text, state

SCHEMA = "1"


class Place(msgspec.Struct, frozen=True):
    """What became of one place. `state` is found, moved, repeated, vanished or no_anchor; `before` as recorded."""

    id: str
    state: str
    lines: tuple[int, ...]
    before: tuple[int, ...]
    locator: str
    anchor: str | None


class DocumentCheck(msgspec.Struct, frozen=True):
    """The places of one guideline in one document; without a file nothing was looked at."""

    guideline: str
    edition: str
    document: str
    file: str | None
    places: tuple[Place, ...]


class SourcesCheck(msgspec.Struct, frozen=True):
    """What `leidraad sources check` found."""

    schema: str
    documents: tuple[DocumentCheck, ...]

    @property
    def vanished(self) -> bool:
        """Tell whether a place is no longer there."""
        return any(place.state == "vanished" for d in self.documents for place in d.places)


def check_sources(
    documents: Path | None, named: Mapping[str, Path], folder: Path | None = None, only: tuple[str, ...] = ()
) -> SourcesCheck:
    """Compare with `<document>.txt` in a folder, or the files named; raise UserInputError when there is none."""
    guidelines = load_all(folder, only).guidelines
    files = _files(documents, named, {g.document for g in guidelines})
    anchors = read_anchors(folder or shipped_content())
    _refuse_strangers(anchors, guidelines)
    checks = tuple(_check(g, files.get(g.document), anchors) for g in guidelines)
    return SourcesCheck(SCHEMA, checks)


def _files(folder: Path | None, named: Mapping[str, Path], known: set[str]) -> dict[str, Path]:
    for key in named:
        if key not in known:
            hint = nearest(key, known) or f"known are {', '.join(sorted(known))}"
            raise wrong("unknown-document", f"no guideline has a document `{key}`", None, hint)
    if folder is not None and not folder.is_dir():
        raise wrong("missing-file", f"no folder `{folder}`", None, "check the path")
    there = {key: folder / f"{key}.txt" for key in known} if folder else {}
    found = {key: file for key, file in there.items() if file.exists()} | dict(named)
    if not found:
        names = ", ".join(f"`{key}.txt`" for key in sorted(known))
        hint = f"put {names} in the folder of --documents, or name a file: --document wdt=guideline.txt"
        raise wrong("no-documents", "there is no source document to look in", None, hint)
    return found


def _refuse_strangers(anchors: Iterable[Anchor], guidelines: Iterable[Guideline]) -> None:
    known = {g.id: {entry.id for entry in _entries(g)} for g in guidelines}
    problems = [
        Diagnostic("unknown-rule", f"no rule, norm or note `{a.id}`", a.span, nearest(a.id, known[a.guideline]))
        for a in anchors
        if a.guideline in known and a.id not in known[a.guideline]
    ]
    if problems:
        raise UserInputError(problems)


def _entries(guideline: Guideline) -> tuple:
    return (*guideline.rules, *guideline.norms, *guideline.notes)


def _check(guideline: Guideline, file: Path | None, anchors: Iterable[Anchor]) -> DocumentCheck:
    places: tuple[Place, ...] = ()
    if file is not None:
        text, own = Text(read_text(file)), {a.id: a for a in anchors if a.guideline == guideline.id}
        places = tuple(_place(e.id, e.source, own.get(e.id), text) for e in _entries(guideline))
    name = None if file is None else str(file)
    return DocumentCheck(guideline.id, guideline.edition, guideline.document, name, places)


def _place(name: str, source: Source, anchor: Anchor | None, text: Text) -> Place:
    if anchor is None:
        return Place(name, "no_anchor", (), (), source.locator, None)
    lines = text.lines(anchor.words)
    return Place(name, state(lines, anchor.lines), lines, anchor.lines, source.locator, anchor.words)


def to_json(check: SourcesCheck) -> str:
    """Return the check as JSON."""
    return msgspec.json.encode(check).decode()
