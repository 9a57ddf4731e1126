"""The command line as a user meets it: the words of a command in; exit status, stdout and stderr out."""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from leidraad.cli.main import run

DAY = "2026-11-20"
_SEEN: dict[tuple, Any] = {}


class Answer(msgspec.Struct, frozen=True):
    """What a command gave back."""

    status: int
    out: str
    err: str


def call(words: list[str], folder: Path) -> Answer:
    """Run `leidraad` with these words from a folder."""
    out, err = _stream("strict"), _stream("backslashreplace")
    before = sys.argv
    sys.argv = ["leidraad", *words]
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = _status()
    finally:
        sys.argv = before
    return Answer(status, _text(out), _text(err))


def _status() -> int:
    try:
        run()
    except SystemExit as end:
        return end.code or 0
    return 0


def _stream(errors: str) -> io.TextIOWrapper:
    """Return a stream as Python opens it for a program whose output is no terminal."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=errors, newline="\n")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")


def advise(facts: dict, folder: Path, *options: str) -> Answer:
    """Return the answer of `leidraad advise` on these facts, worked out on the day of all examples."""
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    return call(["advise", "case.json", "--on", DAY, *options], folder)


def advice(facts: dict, folder: Path, *options: str) -> dict[str, Any]:
    """Return the advice on these facts as the JSON of the command line; worked out once for each case."""
    key = (json.dumps(facts), options)
    if key not in _SEEN:
        _SEEN[key] = advise(facts, folder, "--format", "json", *options)
    answer = _SEEN[key]
    assert answer.status == 0, answer.err
    return json.loads(answer.out)
