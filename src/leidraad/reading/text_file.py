"""A text file of the user, read or refused with the reason. Must not look at what it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from leidraad.diagnostics import wrong


def read_text(path: Path) -> str:
    """Read a text file; raise UserInputError when there is none or it is no text."""
    with opened(path) as stream:
        return stream.read()


@contextmanager
def opened(path: Path, newline: str | None = None) -> Iterator[TextIO]:
    """Open a text file to read it piece by piece, with the errors of `read_text`."""
    with readable(path):
        try:
            with path.open(encoding="utf-8-sig", newline=newline) as stream:
                yield stream
        except UnicodeDecodeError:
            raise wrong("not-text", f"`{path}` is no UTF-8 text", None, "save it as UTF-8") from None


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Raise UserInputError, with the reason, when a file cannot be read."""
    try:
        yield
    except FileNotFoundError:
        raise wrong("missing-file", f"no file `{path}`", None, "check the path") from None
    except IsADirectoryError:
        raise wrong("missing-file", f"`{path}` is a folder", None, "name a file in it") from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise wrong("missing-file", f"cannot read `{path}`: {reason}", None, "check the path") from None
