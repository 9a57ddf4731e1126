"""Time the API on one worker beside a bare FastAPI route, in one run. README.md says what is compared.

Starts a server for each, sends requests one after the other and several at once, and reads the peak memory of each.
"""

import argparse
import http.client
import json
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from patients import CASES, ROWS, BenchPatient, another, read_patients

from leidraad.actions.load_content import load_content
from leidraad.engines.reference import Patient
from leidraad.explaining.advice import plain
from leidraad.explaining.from_evaluation import Explainer
from leidraad.model.content import Content
from leidraad.web.knowledge import Knowledge

ROOT = Path(__file__).parent.parent
P99_AIM = 0.1
JSON = "application/json"
OWN = "from leidraad.cli.main import run; run()"
BARE = """
import sys
import uvicorn
from typing import Annotated
from fastapi import Depends, FastAPI, Response
from starlette.requests import Request

app = FastAPI()
LARGE = b'{"answer": "' + b"x" * int(sys.argv[2]) + b'"}'

async def body(request: Request) -> bytes:
    return await request.body()

@app.post("/small")
def small(data: Annotated[bytes, Depends(body)]) -> Response:
    return Response(b'{"answer": true}', media_type="application/json")

@app.post("/large")
def large(data: Annotated[bytes, Depends(body)]) -> Response:
    return Response(LARGE, media_type="application/json")

print("bare", flush=True)
print("bare", flush=True)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False, server_header=False)
"""


class Row(msgspec.Struct):
    """One line of the table: seconds of each request, seconds of the processor for one, requests a second at once."""

    name: str
    seconds: list[float]
    processor: float
    rate: float
    size: int
    memory: float


def main() -> None:
    """Measure and print."""
    options = read_options()
    content = load_content()
    patients = read_patients(content, Knowledge.today())
    assert len(patients) == len(CASES) + len(ROWS)
    cases = [json.dumps(case).encode() for case in unlike(patients, options, content)]
    forms = list(answer_by_answer(patients, content))
    with server(OWN, "serve", "--port") as own:
        page = updates("page after an answer (`/patient`)", own, forms)
        rows = [
            measured("advice (`/api/advise`)", own, "/api/advise", cases, options),
            measured("completeness (`/api/completeness`)", own, "/api/completeness", cases, options),
            measured("cards (`/cds-services`)", own, "/cds-services/leidraad-patient-view", [hook_call()], options),
            measured("scale (`/api/scale/fnclcc`)", own, "/api/scale/fnclcc", [b'{"differentiation": 2}'], options),
        ]
    with server(BARE, extra=[str(rows[0].size)]) as bare:
        rows += [
            measured("bare FastAPI route, small answer", bare, "/small", cases, options),
            measured("bare FastAPI route, answer of the size of an advice", bare, "/large", cases, options),
        ]
    rows.insert(0, page)
    print(heading(cases, options))
    print(table(rows))
    for row in rows[:2]:
        met = percentile(row.seconds, 99) < P99_AIM
        print(f"- Aim: p99 of {row.name} under {1000 * P99_AIM:.0f} ms, {'met' if met else '**missed**'}.")
    slow = sum(seconds > P99_AIM for seconds in page.seconds)
    print(f"- {len(page.seconds)} answers, each the first of its kind since the start; {slow} took longer than that, "
          f"the slowest {1000 * max(page.seconds):.0f} ms.")  # fmt: skip


def read_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=400, help="one after the other, of each kind")
    parser.add_argument("--warmup", type=int, default=50, help="requests before that, not counted")
    parser.add_argument("--at-once", type=int, default=8, help="clients that ask at the same time")
    return parser.parse_args()


def unlike(patients: list[BenchPatient], options: argparse.Namespace, content: Content) -> Iterator[dict]:
    """Return as many cases as are asked about, no two the same: what is remembered of one is of little use."""
    for number in range(options.warmup + options.requests):
        found = another(patients[number % len(patients)], number, content.items)
        yield {name: plain(value) for name, value in found.given.items()}


def answer_by_answer(patients: list[BenchPatient], content: Content) -> Iterator[bytes]:
    """Return the forms that a page sends when these patients are filled in, in the order of the questions asked."""
    explainer = Explainer(content)
    for patient in patients:
        left, case = dict(patient.facts.given), {}
        while left:
            asked = explainer.advice(Patient(content.items, case, patient.facts.today)).ask_next
            name = next((question.item for question in asked if question.item in left), next(iter(left)))
            state = json.dumps({"case": {item: plain(value) for item, value in case.items()}})
            case[name] = left.pop(name)
            yield urlencode({"state": state, "item": name, "value": typed(case[name]), "next": "1"}, True).encode()


def typed(value: object) -> object:
    """Return a value as a form has it."""
    return str(value).lower() if isinstance(value, bool) else plain(value)


def hook_call() -> bytes:
    """Return a call about the example bundle, as a record system would send it."""
    bundle = json.loads((ROOT / "examples/mcode/sarcoma-bundle.json").read_text("utf-8"))
    kinds = {
        "Condition": "conditions",
        "Observation": "observations",
        "Procedure": "procedures",
        "Specimen": "specimens",
    }
    prefetch = {key: {"resourceType": "Bundle", "entry": []} for key in kinds.values()}
    for entry in bundle["entry"]:
        kind = entry["resource"]["resourceType"]
        if kind == "Patient":
            prefetch["patient"] = entry["resource"]
        else:
            prefetch[kinds[kind]]["entry"].append(entry)
    context = {"userId": "Practitioner/1", "patientId": prefetch["patient"]["id"]}
    instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
    call = {"hook": "patient-view", "hookInstance": instance, "context": context, "prefetch": prefetch}
    return json.dumps(call).encode()


class Server(msgspec.Struct):
    """A running server: its port, the key that it takes, its process."""

    port: int
    key: str
    process: int


@contextmanager
def server(program: str, *words: str, extra: list[str] | None = None) -> Iterator[Server]:
    """Run a server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", program, *words, str(port), *(extra or [])]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        lines = running.stdout.readline() + running.stdout.readline()
        key = re.search(r"Bearer (\S+)", lines)
        wait_for(port)
        yield Server(port, key[1] if key else "", running.pid)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


def wait_for(port: int) -> None:
    """Wait until the server listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not listen")


def measured(name: str, to: Server, path: str, bodies: list[bytes], options: argparse.Namespace) -> Row:
    """Ask one after the other, then several at once; in turn about each patient."""
    client = Client(to, path, bodies)
    for number in range(options.warmup):
        client.ask(number)
    before = processor_time(to.process)
    seconds = [client.ask(number) for number in range(options.requests)]
    processor = (processor_time(to.process) - before) / options.requests
    each = options.requests // options.at_once
    askers = [Client(to, path, bodies) for _ in range(options.at_once)]
    threads = [threading.Thread(target=lambda c=c: [c.ask(n) for n in range(each)]) for c in askers]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = each * options.at_once / (time.perf_counter() - begun)
    return Row(name, seconds, processor, rate, client.size, peak_memory(to.process))


def updates(name: str, to: Server, forms: list[bytes]) -> Row:
    """Send each form once, as the page does: after the page itself was opened, nothing was asked before."""
    client = Client(to, "/patient", forms, {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"})
    client.open("/")
    before = processor_time(to.process)
    seconds = [client.ask(number) for number in range(len(forms))]
    processor = (processor_time(to.process) - before) / len(forms)
    return Row(name, seconds, processor, 1 / statistics.mean(seconds), client.size, peak_memory(to.process))


class Client:
    """One connection that stays open."""

    def __init__(
        self, to: Server, path: str, bodies: list[bytes], headers: Mapping[str, str] = {"Content-Type": JSON}
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", to.port, timeout=60)
        self._path = path
        self._bodies = bodies
        self._headers = {"Authorization": f"Bearer {to.key}", **headers}
        self.size = 0

    def open(self, path: str) -> None:
        """Read a page, without counting."""
        self._connection.request("GET", path, headers=self._headers)
        self._connection.getresponse().read()

    def ask(self, number: int) -> float:
        """Send one request; return the seconds until its answer was read."""
        body = self._bodies[number % len(self._bodies)]
        begun = time.perf_counter()
        self._connection.request("POST", self._path, body, self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        taken = time.perf_counter() - begun
        if answer.status != 200:
            raise RuntimeError(f"{self._path} answered {answer.status}")
        self.size = max(self.size, len(data))
        return taken


def processor_time(process: int) -> float:
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(process: int) -> float:
    """Return the most memory that a process has held, in MB."""
    told = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1000


def percentile(seconds: list[float], percent: int) -> float:
    """Return a percentile."""
    return statistics.quantiles(seconds, n=100)[percent - 1]


def heading(cases: list[bytes], options: argparse.Namespace) -> str:
    """Return under what the figures were taken."""
    return (
        f"{Knowledge.today()}, Python {platform.python_version()}, {os.cpu_count()} processors, load "
        f"{os.getloadavg()[0]:.1f}; {len(cases)} patients, no two the same, {options.requests} requests of each kind, "
        f"{options.at_once} clients at once for the rate."
    )


def table(rows: list[Row]) -> str:
    """Return the table; ratios are of processor time, to the first bare route: a busy machine changes them least."""
    bare = next(row for row in rows if row.name.startswith("bare"))
    lines = ["", "| route | p50 | p99 | processor | requests/s | x bare | answer | peak memory |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for row in rows:
        middle, tail = percentile(row.seconds, 50), percentile(row.seconds, 99)
        times = " | ".join(f"{1000 * seconds:.1f} ms" for seconds in (middle, tail, row.processor))
        lines.append(
            f"| {row.name} | {times} | {row.rate:.0f} "
            f"| {row.processor / bare.processor:.0f} | {row.size / 1000:.0f} kB | {row.memory:.0f} MB |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
