"""A text file of the user, read or refused with the reason. Must not look at what it says."""

from pathlib import Path

from leidraad.diagnostics import wrong


def read_text(path: Path) -> str:
    """Read a text file; raise UserInputError when there is none or it is no text."""
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
