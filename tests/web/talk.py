"""Runs a real server, sends it patients, good and bad, and prints what the server wrote. Not a test by itself.

With the word `broken` the server fails on every patient, with their facts in the error.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from leidraad.web.bodies import FHIR
from leidraad.web.errors import JSON

ROOT = Path(__file__).parents[2]
SOUND = "from leidraad.cli.main import run; run()"
BROKEN = """
from leidraad.web.knowledge import Knowledge

def fail(self, facts, today):
    raise ValueError(f"cannot advise on {facts}")

Knowledge.advice = fail
"""


def main() -> None:
    """Talk to a server and print, as JSON, the statuses that it gave and all that it wrote."""
    broken = "broken" in sys.argv
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = (BROKEN if broken else "") + SOUND
    server = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--port", str(port)], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    written = [server.stdout.readline(), server.stdout.readline()]
    key = re.search(r"Bearer (\S+)", written[1])[1]
    statuses = [_status(port, key, *request) for request in _requests()]
    server.send_signal(signal.SIGINT)
    rest, _ = server.communicate(timeout=60)
    print(json.dumps({"statuses": statuses, "first": written, "rest": rest, "ended": server.returncode}))


def _requests():
    case = json.loads((ROOT / "examples/cases/thigh-sarcoma.json").read_text("utf-8"))
    bundle = json.loads((ROOT / "examples/mcode/sarcoma-bundle.json").read_text("utf-8"))
    patient = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
    patient["name"] = [{"family": "Zwanenburg"}]
    patient["birthDate"] = "1961-07-23"
    good, wrong = json.dumps({**case, "size_cm": 7.3125}), json.dumps({**case, "size_cm": "Zwanenburg"})
    yield "/api/advise", JSON, good.encode()
    yield "/api/completeness", JSON, good.encode()
    yield "/api/advise", JSON, wrong.encode()
    yield "/api/advise", JSON, wrong.encode()[:-20]
    yield "/api/advise", FHIR, json.dumps(bundle).encode()
    yield "/api/advise", FHIR, json.dumps(bundle).replace("1961-07-23", "Zwanenburg").encode()
    yield "/api/advise", JSON, good.encode() + b" " * 2_000_001
    yield "/api/advise?on=Zwanenburg", JSON, good.encode()
    yield "/Zwanenburg", JSON, good.encode()
    yield "/cds-services/leidraad-patient-view", JSON, good.encode()


def _status(port: int, key: str, path: str, media: str, body: bytes) -> int:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": media}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    main()
