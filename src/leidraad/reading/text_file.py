"""A text of the user, from a file or sent, read or refused with the reason. Must not look at what it says."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from leidraad.diagnostics import wrong


class Sent(msgspec.Struct, frozen=True):
    """What a user sent in the place of a file. Messages call it by its name."""

    name: str
    data: bytes

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        """Return what the name ends in, as of a path."""
        return Path(self.name).suffix

    def open(self, encoding: str, newline: str | None) -> TextIO:
        """Open the text, as of a path."""
        return io.TextIOWrapper(io.BytesIO(self.data), encoding, newline=newline)


File = Path | Sent


def read_text(path: File) -> str:
    """Read a text file; raise UserInputError when there is none or it is no text."""
    with opened(path) as stream:
        return stream.read()


@contextmanager
def opened(path: File, newline: str | None = None) -> Iterator[TextIO]:
    """Open a text file to read it piece by piece, with the errors of `read_text`."""
    with readable(path):
        try:
            with path.open(encoding="utf-8-sig", newline=newline) as stream:
                yield stream
        except UnicodeDecodeError:
            raise wrong("not-text", f"`{path}` is no UTF-8 text", None, "save it as UTF-8") from None


@contextmanager
def readable(path: File) -> Iterator[None]:
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
