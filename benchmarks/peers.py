"""Ask the other engines: each runs in a process of its own and times itself. Must not compare or print."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
from as_zen import key, to_decision
from patients import BenchPatient
from rules import all_rules, items_read

from leidraad.exchange.cql import to_library
from leidraad.explaining.advice import plain
from leidraad.model.content import Content

HERE = Path(__file__).parent
ORACLES = HERE.parent / "tests" / "oracles"


class Skipped(Exception):
    """Why an engine could not be asked."""


class Answer(msgspec.Struct):
    """What an engine said: `values` by patient and rule. `left_out` says why it was not asked about a rule."""

    version: str
    seconds: list[float]
    values: dict[str, dict[str, Any]]
    left_out: dict[str, str] = {}


def ask_zen(content: Content, patients: list[BenchPatient], counts: dict[str, int], python: Path) -> Answer:
    """Return the answer of zen-engine under another Python; raise Skipped when it is not there."""
    if not python.exists():
        raise Skipped(f"no {python}; `make bench` sets it up")
    decision, left_out = to_decision(content)
    request = {"decision": decision, **_patients(content, patients), **counts}
    answer = _ask([str(python), str(HERE / "run_zen.py")], request)
    for patient, found in answer.values.items():
        answer.values[patient] = {r.id: found.get(key(r.id)) for r in all_rules(content) if r.id not in left_out}
    answer.left_out = left_out
    return answer


def ask_cql(content: Content, patients: list[BenchPatient], counts: dict[str, int], on: str) -> Answer:
    """Return the answer of cql-execution under node; raise Skipped when something is not there."""
    if not shutil.which("node") or not (ORACLES / "node_modules" / "cql-execution").is_dir():
        raise Skipped("no node, or no CQL engines; `make oracles` sets them up")
    request = {
        "cql": to_library(content, "Leidraad", content.guidelines),
        "on": on,
        "rules": {rule.id: f"{rule.id} truth" for rule in all_rules(content)},
        **_patients(content, patients),
        **counts,
    }
    return _ask(["node", str(HERE / "cql_execution.mjs")], request)


def _patients(content: Content, patients: list[BenchPatient]) -> dict[str, Any]:
    """Others know nothing of implied facts, so they get them ready-made; what no rule reads is left out."""
    read = items_read(content)
    return {"patients": [{"id": p.id, "facts": {n: _known(p, n) for n in read}} for p in patients]}


def _known(patient: BenchPatient, name: str) -> Any:
    facts = patient.facts
    return plain(facts.given.get(name, facts.implied.get(name)))


def _ask(command: list[str], request: dict[str, Any]) -> Answer:
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True)
    if done.returncode:
        raise Skipped(f"{command[0]} failed: {done.stderr.strip()[-600:]}")
    return msgspec.json.decode(done.stdout, type=Answer)
