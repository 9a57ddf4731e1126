"""What the author of a report reads after a mistake: each folder of `bad_reports/` holds the mistake and the answer.

A folder holds only what differs from the small report in `base_report/`: its files are added to those of the same
name, but `whole-<name>` takes the place of one, and `left-out` names one to take away.
LEIDRAAD_RESET_MESSAGES=1 writes the answers anew; read the difference before you keep it.
"""

import os
import shutil
from pathlib import Path

import pytest

from leidraad.actions.check import check
from leidraad.actions.load_report import check_reports, load_report
from leidraad.diagnostics import UserInputError, to_text

HERE = Path(__file__).parent
RESET = os.environ.get("LEIDRAAD_RESET_MESSAGES") == "1"
CASES = sorted(folder.name for folder in (HERE / "bad_reports").iterdir() if folder.is_dir())


@pytest.fixture
def small(tmp_path):
    """The folder of guidelines with the small report."""
    folder = tmp_path / "content"
    shutil.copytree(HERE / "base", folder)
    shutil.copytree(HERE / "base_report", folder / "demo/2026/report")
    return folder


def put_in(case, report):
    """Put a mistake into the small report."""
    for file in sorted(case.iterdir()):
        text = file.read_text("utf-8")
        if file.name == "left-out":
            (report / text.strip()).unlink()
        elif file.name.startswith("whole-"):
            (report / file.name.removeprefix("whole-")).write_text(text, "utf-8")
        elif file.name != "expected.txt":
            target = report / file.name
            target.write_text(target.read_text("utf-8") + text, "utf-8")


def messages(folder):
    """Return what is said of a folder of guidelines with a report; the folder itself goes by its own name."""
    content, _ = check(folder)
    try:
        check_reports(content, folder)
    except UserInputError as error:
        said = "".join(f"{to_text(diagnostic)}\n" for diagnostic in error.diagnostics)
        return said.replace(folder.as_posix(), "content")
    return ""


def test_the_small_report_has_no_mistake(small):
    assert messages(small) == ""
    report = load_report(check(small)[0], small)
    assert (report.id, report.edition, len(report.panels)) == ("demo", "2026", 2)


@pytest.mark.parametrize("name", CASES)
def test_message(name, small):
    """The message is the one that was read and kept."""
    case = HERE / "bad_reports" / name
    put_in(case, small / "demo/2026/report")
    said = messages(small)
    if RESET:
        (case / "expected.txt").write_text(said, "utf-8")
    assert said, "the mistake goes unseen"
    assert said == (case / "expected.txt").read_text("utf-8")
