"""The one error type and its renderings: what is wrong, where, what to do. Must not know who reports."""

import difflib
from collections.abc import Iterable

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A place in a content or input file. Lines and columns count from 1; `heading` is the path of headings."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    heading: tuple[str, ...] = ()


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing that is wrong. `code` is stable; `message` starts in lower case and has no final stop."""

    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    severity: str = "error"


class Errors(msgspec.Struct, frozen=True):
    """The one shape of an error for programs: everything that was found."""

    errors: tuple[Diagnostic, ...]


class LeidraadError(Exception):
    """Raised with every diagnostic that was found, so that a user mends them in one go."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))


class UserInputError(LeidraadError):
    """The input of the user is wrong: exit status 2."""


def wrong(code: str, message: str, span: Span | None = None, hint: str | None = None) -> UserInputError:
    """Return the error for a single mistake in the user's input."""
    return UserInputError([Diagnostic(code, message, span, hint)])


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return a hint that names the known word nearest to `name`, or None when none is near."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else None


def to_text(diagnostic: Diagnostic) -> str:
    """Render for a terminal: place, sentence, heading path, hint."""
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if diagnostic.span:
        lines.append(f"  at {diagnostic.span.file}:{diagnostic.span.line}:{diagnostic.span.column}")
        if diagnostic.span.heading:
            lines.append(f"  in {' > '.join(diagnostic.span.heading)}")
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(lines)


def to_json(diagnostics: Iterable[Diagnostic]) -> dict:
    """Render as plain data, one object for all diagnostics."""
    return msgspec.to_builtins(Errors(tuple(diagnostics)))
