"""Ask engines that nobody here wrote for the values of the exported libraries. Compares nothing."""

import datetime
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leidraad.engines.reference import Fact

HERE = Path(__file__).parent
ENGINES = ("cql-execution", "kotlin")


class Library(msgspec.Struct):
    """What the reference translator says of a library."""

    library: str
    errors: list[str]
    warnings: list[str]
    defines: list[str]


class Asked(msgspec.Struct, frozen=True):
    """A patient to ask about on a day. `libraries` are those to ask, all of them where it is empty."""

    id: str
    facts: Mapping[str, Fact]
    on: datetime.date
    libraries: tuple[str, ...] = ()


class Answer(msgspec.Struct):
    """The values of the defines of each library for one patient, in their order; or why there are none."""

    id: str
    values: dict[str, list[Any]]
    failed: dict[str, str]


def need_engines() -> None:
    """Skip a test, by name, where node or the packages of the engines are not there."""
    if not shutil.which("node"):
        pytest.skip("node is not there: see packages.txt")
    if not (HERE / "node_modules" / "cql-execution").is_dir():
        pytest.skip("the CQL engines are not there: run `make oracles`, which needs npm")


def ask(engine: str, folder: Path, patients: Iterable[Asked]) -> tuple[dict[str, Library], Iterator[Answer]]:
    """Return what the translator says of every library in the folder, and the answers one by one."""
    command = ["node", str(HERE / "run.mjs"), engine, str(folder)]
    questions = "".join(json.dumps(_question(patient)) + "\n" for patient in patients)
    done = subprocess.run(command, input=questions, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    # The Kotlin engine greets on the same stream.
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    libraries = [msgspec.json.decode(line, type=Library) for line in lines if line.startswith('{"library"')]
    answers = (msgspec.json.decode(line, type=Answer) for line in lines[len(libraries) :])
    return {library.library: library for library in libraries}, answers


def _question(patient: Asked) -> dict[str, Any]:
    known = {name: _plain(fact) for name, fact in patient.facts.items() if fact is not None}
    return {"id": patient.id, "on": patient.on.isoformat(), "parameters": known, "libraries": patient.libraries}


def _plain(fact: Fact) -> Any:
    match fact:
        case frozenset():
            return sorted(fact)
        case Decimal():
            return float(fact)
        case datetime.date():
            return fact.isoformat()
    return fact
