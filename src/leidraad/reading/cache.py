"""Compiled content as JSON in the user's cache folder. A folder that cannot be written is no error."""

import contextlib
import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the user's cache folder for Leidraad; LEIDRAAD_CACHE names another."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("LEIDRAAD_CACHE") or Path(base) / "leidraad")


def load(key: str) -> bytes | None:
    """Return what is stored under the key, or None."""
    try:
        return (cache_folder() / f"{key}.json").read_bytes()
    except OSError:
        return None


def store(key: str, data: bytes) -> None:
    """Store under the key: written aside, then moved into place in one step."""
    with contextlib.suppress(OSError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, folder / f"{key}.json")
