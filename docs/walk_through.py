"""Run what a page of the manual shows: write its files, give its commands, and put in what they print.

In a page, a block after a line that ends with a file name in backticks and a colon is that file; a block that
begins with `$ ` holds commands with their output; a block of `mkdir` and `cp` is run as it stands. A line
`In <file>, write <new> for <old>.` changes a file.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.M | re.S)
FILE = re.compile(r"`([\w./-]+)`:\n$")
CHANGE = re.compile(r"In `([\w./-]+)`, write `([^`]+)` for `([^`]+)`")


def walked(page: str, root: Path) -> str:
    """Return the page with the output of its commands as it is now. Runs in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for shared in ("guidelines", "examples"):
            (Path(folder) / shared).symlink_to(root / shared)
        parts, at = [], 0
        for block in BLOCK.finditer(page):
            before = page[at : block.start()]
            for file, new, old in CHANGE.findall(before):
                _change(Path(folder) / file, old, new)
            parts += [before, f"{block[1]}{block[2]}\n", _step(block[3], before, Path(folder)), block[1]]
            at = block.end()
        return "".join([*parts, page[at:]])


def _change(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def _step(text: str, before: str, folder: Path) -> str:
    if name := FILE.search(before):
        (folder / name[1]).write_text(text, "utf-8")
    elif text.startswith("$ "):
        commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{_output(command, folder)}" for command in commands)
    elif text.startswith("mkdir"):
        subprocess.run(["bash", "-ec", text], cwd=folder, check=True)
    return text


def _output(command: str, folder: Path) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
    return run.stdout + run.stderr
