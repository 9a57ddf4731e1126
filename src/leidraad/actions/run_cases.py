"""Run the worked cases of a folder of guidelines."""

from pathlib import Path

from leidraad.diagnostics import wrong
from leidraad.model.content import Content
from leidraad.reading.content_folder import read_file, shipped_content
from leidraad.verifying.cases import Failure, WorkedCase, failures, from_documents


def worked_cases(content: Content, folder: Path | None = None) -> list[WorkedCase]:
    """Return the typed worked cases of a folder."""
    root = folder or shipped_content()
    return from_documents((read_file(root, file) for file in _files(root)), content)


def cases_about(rule: str, content: Content, folder: Path | None = None) -> list[WorkedCase]:
    """Return the worked cases that expect something of a rule; reads only the files that name it."""
    root = folder or shipped_content()
    named = (file for file in _files(root) if rule in file.read_text("utf-8"))
    found = from_documents((read_file(root, file) for file in named), content)
    return [case for case in found if rule in case.expect]


def _files(root: Path) -> list[Path]:
    return sorted(root.glob("*/*/cases/*.yaml"))


def run_cases(content: Content, folder: Path | None = None, prefix: str = "") -> tuple[int, list[Failure]]:
    """Return how many expectations were looked at, of cases whose id begins with `prefix`, and those not met."""
    cases = [case for case in worked_cases(content, folder) if case.id.startswith(prefix)]
    if prefix and not cases:
        raise wrong("unknown-case", f"no case has an id that begins with `{prefix}`", None, "see the files in `cases/`")
    return sum(len(case.expect) for case in cases), failures(cases, content)
