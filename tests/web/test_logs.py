"""What a real server writes holds nothing of a patient: not of a good one, not of a wrong one, not when it fails."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TALK = Path(__file__).with_name("talk.py")
FACTS = ("Zwanenburg", "7.3125", "1961", "myxofibrosarcoma", "thigh", "size_cm", "cannot advise")
STARTED = (
    r"open http://127\.0\.0\.1:\d+/\?token=\S+ \(this works once\)\n",
    r"programs send the header: .* Bearer \S+\n",
)


@pytest.mark.parametrize(
    ("mode", "statuses"),
    [
        ("sound", [200, 200, 422, 422, 200, 422, 413, 422, 404, 422]),
        ("broken", [500, 500, 422, 422, 500, 422, 413, 422, 404, 422]),
    ],
)
def test_what_is_written_holds_no_fact_of_a_patient(mode, statuses):
    done = subprocess.run([sys.executable, TALK, mode], capture_output=True, text=True, timeout=300, check=True)
    told = json.loads(done.stdout)
    assert told["statuses"] == statuses
    assert told["ended"] == 0
    for line, pattern in zip(told["first"], STARTED, strict=True):
        assert re.fullmatch(pattern, line)
    for fact in FACTS:
        assert fact not in told["rest"]
    lines = [line for line in told["rest"].splitlines() if line]
    assert len(lines) == statuses.count(500)
    for line in lines:
        assert re.fullmatch(r"our fault: \S+\.py, line \d+", line) or line == "our fault: <string>, line 5"
