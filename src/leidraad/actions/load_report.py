"""The definition of a registry report, compiled from the folder `report/` of an edition each time: it is small."""

from pathlib import Path

from leidraad.compiling.report import from_report
from leidraad.diagnostics import UserInputError
from leidraad.model.content import Content
from leidraad.model.report import ReportDefinition
from leidraad.reading.content_folder import shipped_content
from leidraad.reading.report_sources import read_report, report_folders


def load_report(content: Content, root: Path | None = None, guideline: str | None = None) -> ReportDefinition:
    """Return the compiled definition; raise UserInputError with its mistakes.

    `content` is that of all guidelines: panels name rules. `guideline` picks one where several have a report.
    """
    return from_report(read_report(root or shipped_content(), guideline), content)


def check_reports(content: Content, root: Path | None = None) -> None:
    """Raise UserInputError with the mistakes of every report below a folder: its form, and items that mislead."""
    from leidraad.verifying.sound_logic import doubtful_derivation

    found = []
    for guideline in report_folders(root or shipped_content()):
        items = load_report(content, root, guideline).items
        own = [item for name, item in items.items() if name not in content.items and item.derivation is not None]
        found += [diagnostic for item in own for diagnostic in doubtful_derivation(item, items)]
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    if errors:
        raise UserInputError(errors)
