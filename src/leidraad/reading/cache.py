"""Compiled content as JSON in the user's cache folder. A folder that cannot be written is no error, nor is damage."""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

import msgspec

MOST_KEPT = 16
KEY = re.compile("[0-9a-f]{64}")


class _Stored(msgspec.Struct):
    sha256: str
    content: msgspec.Raw


def cache_folder() -> Path:
    """Return the user's cache folder for Leidraad; LEIDRAAD_CACHE names another. RuntimeError: the user has no home."""
    if named := os.environ.get("LEIDRAAD_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leidraad"


def load(key: str) -> bytes | None:
    """Return what is stored under the key, byte for byte, or None."""
    try:
        stored = msgspec.json.decode((cache_folder() / f"{key}.json").read_bytes(), type=_Stored)
    except (OSError, ValueError, RuntimeError):
        return None
    data = bytes(stored.content)
    return data if hashlib.sha256(data).hexdigest() == stored.sha256 else None


def store(key: str, data: bytes) -> None:
    """Store under the key: written aside, then moved into place in one step."""
    stored = msgspec.json.encode(_Stored(hashlib.sha256(data).hexdigest(), msgspec.Raw(data)))
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{key}.json", stored)
        _forget_oldest(folder)


def _write(file: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        os.replace(temporary, file)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _forget_oldest(folder: Path) -> None:
    """Keep a few: an author makes a new one with every change. Files of another kind of name are not ours."""
    ours = [file for file in folder.glob("*.json") if KEY.fullmatch(file.stem)]
    for file in sorted(ours, key=lambda file: file.stat().st_mtime_ns)[:-MOST_KEPT]:
        file.unlink(missing_ok=True)
