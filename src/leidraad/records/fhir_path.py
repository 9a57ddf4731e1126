"""FHIRPath expressions over a bundle: checked, compiled once, evaluated. The only user of the FHIRPath library."""

import functools
from collections.abc import Callable
from typing import Any

import fhirpathpy
from fhirpathpy.models import models
from fhirpathpy.parser import CommonTokenStream, ErrorListener, FHIRPathLexer, FHIRPathParser, InputStream

from leidraad.diagnostics import Span, wrong


class _SyntaxError(Exception):
    pass


class _Refuse(ErrorListener):
    def syntaxError(self, recognizer, symbol, line, column, message, error):
        raise _SyntaxError(message)


@functools.lru_cache(maxsize=512)
def check_path(expression: str, span: Span) -> None:
    """Raise UserInputError when the expression is no FHIRPath: the library itself reads on past a mistake."""
    lexer = FHIRPathLexer(InputStream(expression))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(_Refuse())
    try:
        parser.entireExpression()
    except _SyntaxError as error:
        message = f"cannot read the FHIRPath `{expression}`: {error}"
        raise wrong("wrong-path", message, span, "check brackets and quotes") from None


@functools.lru_cache(maxsize=512)
def _compiled(expression: str) -> Callable[[Any, Any], list]:
    return fhirpathpy.compile(expression, models["r4"])


def evaluate(bundle: dict[str, Any], expression: str, defined: dict[str, list], span: Span) -> list:
    """Return what the expression selects in the bundle; `defined` are its variables."""
    try:
        return list(_compiled(expression)(bundle, defined))
    except Exception:
        # The library raises bare exceptions for an unknown function and for a resource of a wrong shape, with
        # texts that are of no use to a reader.
        message = f"cannot apply the FHIRPath `{expression}`"
        raise wrong("wrong-path", message, span, "check the path in the mapping and the form of the bundle") from None
