"""Compiled content as JSON in the user's cache folder. A folder that cannot be written is no error, nor is damage."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec


class _Stored(msgspec.Struct):
    sha256: str
    content: msgspec.Raw


def cache_folder() -> Path:
    """Return the user's cache folder for Leidraad; LEIDRAAD_CACHE names another."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("LEIDRAAD_CACHE") or Path(base) / "leidraad")


def load(key: str) -> bytes | None:
    """Return what is stored under the key, byte for byte, or None."""
    try:
        stored = msgspec.json.decode((cache_folder() / f"{key}.json").read_bytes(), type=_Stored)
    except (OSError, ValueError, RecursionError):
        return None
    data = bytes(stored.content)
    return data if hashlib.sha256(data).hexdigest() == stored.sha256 else None


def store(key: str, data: bytes) -> None:
    """Store under the key: written aside, then moved into place in one step."""
    stored = msgspec.json.encode(_Stored(hashlib.sha256(data).hexdigest(), msgspec.Raw(data)))
    with contextlib.suppress(OSError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(stored)
        os.replace(temporary, folder / f"{key}.json")
