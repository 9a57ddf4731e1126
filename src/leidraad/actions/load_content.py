"""Compiled content from a folder of guidelines: checked and compiled once, then from the cache."""

import hashlib
from pathlib import Path

import msgspec

from leidraad import __version__
from leidraad.diagnostics import nearest, wrong
from leidraad.model.content import Content, from_json, to_json
from leidraad.reading import cache
from leidraad.reading.content_folder import content_key, shipped_content

COMPILING = ("model", "language", "reading", "compiling", "engines", "verifying")


def load_content(folder: Path | None = None, only: tuple[str, ...] = (), network: str | None = None) -> Content:
    """Return the compiled content; raise UserInputError with its mistakes.

    `only` keeps these guidelines. A local protocol speaks only where its network is declared.
    """
    return _in_network(load_all(folder, only), network)


def load_all(folder: Path | None = None, only: tuple[str, ...] = ()) -> Content:
    """Return the compiled content with the protocol of every network: to read, not to advise on a patient."""
    root = folder or shipped_content()
    key = cache_key("content", folder)
    content = _from_cache(key) or _compile(root, key)
    return _restrict(content, only) if only else content


def cache_key(what: str, folder: Path | None) -> str:
    """Return under which key something that follows from a content, and from this program, is kept in the cache."""
    root = folder or shipped_content()
    return hashlib.sha256(f"{what} {__version__} {_program()} {content_key(root)}".encode()).hexdigest()


def _program() -> str:
    """Return what tells one state of the compiling code from another: in a checkout the version alone does not."""
    package = Path(__file__).parents[1]
    files = sorted(file for room in COMPILING for file in package.joinpath(room).iterdir() if file.is_file())
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _from_cache(key: str) -> Content | None:
    data = cache.load(key)
    try:
        return from_json(data) if data else None
    except msgspec.MsgspecError:
        return None


def _compile(root: Path, key: str) -> Content:
    # Parsing and checking are only loaded when there is something to compile: most starts find the cache.
    from leidraad.actions.check import checked_content

    content = checked_content(root)
    cache.store(key, to_json(content))
    return content


def _in_network(content: Content, network: str | None) -> Content:
    known = sorted({g.network for g in content.guidelines if g.network})
    if network is not None and network not in known:
        hint = f"known are {', '.join(known)}" if known else "no local protocol is loaded"
        raise wrong("unknown-network", f"no network `{network}`", None, hint)
    kept = tuple(g for g in content.guidelines if g.network in (None, network))
    return msgspec.structs.replace(content, guidelines=kept)


def _restrict(content: Content, only: tuple[str, ...]) -> Content:
    known = [g.id for g in content.guidelines]
    for name in only:
        if name not in known:
            hint = nearest(name, known) or f"loaded are {', '.join(known)}"
            raise wrong("unknown-guideline", f"no guideline `{name}`", None, hint)
    kept = tuple(g for g in content.guidelines if g.id in only)
    return msgspec.structs.replace(content, guidelines=kept)
