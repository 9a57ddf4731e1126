"""What the last `leidraad check` of exactly this content found, kept in the user's cache. Proves nothing itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from leidraad.actions.load_content import cache_key
from leidraad.explaining.advice import plain
from leidraad.model.content import Wording
from leidraad.reading import cache
from leidraad.verifying.results import Result


class Kept(msgspec.Struct, frozen=True):
    """What came of one thing that had to be proved, for a reader. `example` holds the facts of a patient, as given."""

    kind: str
    about: tuple[str, ...]
    verdict: str
    rules: tuple[str, ...]
    title: Wording | None
    example: dict[str, Any] | None
    fewest: bool
    findings: tuple[str, ...]
    shows: str | None


def proofs_key(folder: Path | None = None) -> str:
    """Return under which key the proofs of a folder as it is now are kept."""
    return cache_key("proofs", folder)


def keep(key: str, results: Iterable[Result]) -> None:
    """Keep what was found; a cache that cannot be written is no error."""
    cache.store(key, msgspec.json.encode([_kept(result) for result in results]))


def _kept(result: Result) -> Kept:
    example = None
    if result.witness is not None:
        example = {name: plain(fact) for name, fact in result.witness.items()}
    return Kept(
        result.kind, result.about, result.verdict, result.rules or result.about, result.title, example, result.fewest,
        result.findings, result.shows,
    )  # fmt: skip


def kept_proofs(key: str) -> tuple[Kept, ...] | None:
    """Return what was found of a content; None when that was not checked here."""
    data = cache.load(key)
    try:
        return msgspec.json.decode(data, type=tuple[Kept, ...]) if data else None
    except msgspec.MsgspecError:
        return None
