"""The wheel carries the guidelines: installed where nothing else of Leidraad is, it advises."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASE = {"age_years": 54, "site": "thigh", "tissue_layer": "deep_not_specified", "swelling_present": True}


def test_an_installed_wheel_advises(tmp_path):
    wheel = build_wheel(tmp_path)
    assert "leidraad_content/guidelines/iknl/2020/report/panels.yaml" in zipfile.ZipFile(wheel).namelist()
    python = empty_environment(tmp_path)
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel], check=True)
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    result = subprocess.run(
        [python.parent / "leidraad", "advise", "case.json", "--format", "json"],
        cwd=tmp_path, env={**os.environ, "LEIDRAAD_CACHE": str(tmp_path / "cache")}, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert any(rule["status"] == "applies" for rule in json.loads(result.stdout)["advice"])


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def empty_environment(folder: Path) -> Path:
    """Make an environment that sees the dependencies of this one, but not its Leidraad."""
    venv.create(folder / "empty", with_pip=True)
    python = folder / "empty" / "bin" / "python"
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip()
    # A path in a .pth file is added without reading the .pth files in it, so the checkout stays out of sight.
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python
