"""Check a folder of guidelines: names, types, exceptions, and logic that would mislead."""

from pathlib import Path

from leidraad.compiling.from_sources import from_sources
from leidraad.diagnostics import Diagnostic, UserInputError
from leidraad.model.content import Content
from leidraad.reading.content_folder import read_content, shipped_content
from leidraad.verifying.sound_logic import doubtful_logic
from leidraad.verifying.sound_tables import doubtful_tables


def check(folder: Path | None = None, edition: Path | None = None) -> tuple[Content, list[Diagnostic]]:
    """Return the compiled content and its warnings; raise UserInputError with the errors."""
    content = from_sources(read_content(folder or shipped_content(), edition))
    found = doubtful_logic(content) + doubtful_tables(content)
    errors = [d for d in found if d.severity == "error"]
    if errors:
        raise UserInputError(errors)
    return content, found


def checked_content(folder: Path) -> Content:
    """Return the compiled content of a folder that passes every check."""
    return check(folder)[0]
