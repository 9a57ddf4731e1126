"""A text of the user, from a file or sent, read or refused with the reason. Must not look at what it says."""

from pathlib import Path

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

    def read_text(self, encoding: str) -> str:
        """Return the text, as of a path."""
        return self.data.decode(encoding)


File = Path | Sent


def read_text(path: File) -> str:
    """Read a text; raise UserInputError when there is none or it is no text."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise wrong("missing-file", f"no file `{path}`", None, "check the path") from None
    except IsADirectoryError:
        raise wrong("missing-file", f"`{path}` is a folder", None, "name a file in it") from None
    except UnicodeDecodeError:
        raise wrong("not-text", f"`{path}` is no UTF-8 text", None, "save it as UTF-8") from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise wrong("missing-file", f"cannot read `{path}`: {reason}", None, "check the path") from None
