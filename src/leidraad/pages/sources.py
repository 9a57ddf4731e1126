"""What became of each rule's place in the source documents, for a terminal."""

from collections.abc import Iterator

import click

from leidraad.actions.check_sources import DocumentCheck, Place, SourcesCheck

LANGUAGES = ("nl", "en")
STATES = ("vanished", "repeated", "moved", "no_anchor", "found")
WORDS = {
    "vanished": ("niet gevonden", "not found"),
    "repeated": ("vaker gevonden dan eerder", "found more often than before"),
    "moved": ("verplaatst", "moved"),
    "no_anchor": ("niet gezocht: geen anker", "not looked for: no anchor"),
    "found": ("gevonden", "found"),
    "line": ("regel", "line"),
    "before": ("eerder", "before"),
    "edition": ("uitgave", "edition"),
    "no_file": ("geen document; niet gecontroleerd", "no document; not checked"),
    "anchor": ("gezocht", "looked for"),
}


def sources_to_text(check: SourcesCheck, language: str, full: bool = False) -> str:
    """Return the check as text: what is no longer as it was; with `full` also what was found where it stood."""
    say = {key: pair[LANGUAGES.index(language)] for key, pair in WORDS.items()}
    return "\n".join(line for document in check.documents for line in _document(document, say, full)) + "\n"


def _document(check: DocumentCheck, say: dict[str, str], full: bool) -> Iterator[str]:
    yield click.style(f"{check.guideline}, {say['edition']} {check.edition}: {check.file or say['no_file']}", bold=True)
    for state in STATES if check.file else ():
        places = [place for place in check.places if place.state == state]
        if not places:
            continue
        yield f"  {say[state]}: {len(places)}"
        if full or state != "found":
            yield from (f"    {_place(place, say)}" for place in places)


def _place(place: Place, say: dict[str, str]) -> str:
    parts = [place.locator]
    if place.lines:
        parts.append(f"{say['line']} {_numbers(place.lines)}")
    if place.before and place.before != place.lines:
        parts.append(f"{say['before']} {say['line']} {_numbers(place.before)}")
    if place.state == "vanished":
        parts.append(f"{say['anchor']}: {place.anchor}")
    return f"{place.id}: {'; '.join(parts)}"


def _numbers(lines: tuple[int, ...]) -> str:
    return ", ".join(map(str, lines))
