"""What a guideline author reads after a mistake: each folder of `bad/` holds the mistake and the answer.

A folder holds only what differs from the small guideline in `base/`: `rules.md` is added to its module, `module.md`
replaces it, `items.yaml`, `acts.yaml` and `guideline.yaml` are added to the file of that name; `findings.yaml`,
`claims.yaml`, `leaflet.yaml` and `frame.yaml` (of the leaflet) are new.
LEIDRAAD_RESET_MESSAGES=1 writes the answers anew; read the difference before you keep it.
"""

import os
import shutil
from pathlib import Path

import pytest

from leidraad.actions.check import check
from leidraad.diagnostics import UserInputError, to_text

HERE = Path(__file__).parent
RESET = os.environ.get("LEIDRAAD_RESET_MESSAGES") == "1"
CASES = sorted(folder.name for folder in (HERE / "bad").iterdir() if folder.is_dir())
ADDED_TO = {
    "rules.md": "demo/2026/modules/1.md",
    "items.yaml": "shared/dictionary/items.yaml",
    "acts.yaml": "shared/acts/acts.yaml",
    "guideline.yaml": "demo/2026/guideline.yaml",
    "findings.yaml": "demo/2026/findings/1.yaml",
    "claims.yaml": "demo/2026/claims/1.yaml",
    "leaflet.yaml": "demo/2026/leaflet/leaflet.yaml",
    "frame.yaml": "shared/leaflet/frame.yaml",
}
PUT_AT = {"module.md": "demo/2026/modules/1.md"}


def guideline_with(case: Path, folder: Path) -> Path:
    """Build the small guideline with the mistake in it, and return its folder."""
    shutil.copytree(HERE / "base", folder)
    for file in sorted(case.iterdir()):
        if file.name == "expected.txt":
            continue
        target = folder / (PUT_AT.get(file.name) or ADDED_TO[file.name])
        target.parent.mkdir(exist_ok=True)
        before = target.read_text("utf-8") if file.name in ADDED_TO and target.exists() else ""
        target.write_text(before + file.read_text("utf-8"), "utf-8")
    return folder


def messages(folder: Path) -> str:
    """Return what `leidraad check` says of a folder: the errors, or else the warnings."""
    try:
        found = check(folder)[1]
    except UserInputError as error:
        found = error.diagnostics
    return "".join(f"{to_text(diagnostic)}\n" for diagnostic in found)


def test_base(tmp_path):
    """The guideline that the mistakes are put into has none itself."""
    shutil.copytree(HERE / "base", tmp_path / "content")
    assert messages(tmp_path / "content") == ""


@pytest.mark.parametrize("name", CASES)
def test_message(name, tmp_path):
    """The message is the one that was read and kept."""
    case = HERE / "bad" / name
    said = messages(guideline_with(case, tmp_path / "content"))
    if RESET:
        (case / "expected.txt").write_text(said, "utf-8")
    assert said, "the mistake goes unseen"
    assert said == (case / "expected.txt").read_text("utf-8")
