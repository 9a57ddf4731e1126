"""What a user reads after a mistake: a folder of `input/` holds the input, the command and the answer.

LEIDRAAD_RESET_MESSAGES=1 writes the answers anew; read the difference before you keep it.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Answer, call

INPUT = Path(__file__).parent / "input"
RESET = os.environ.get("LEIDRAAD_RESET_MESSAGES") == "1"
CASES = sorted(folder.name for folder in INPUT.iterdir() if (folder / "command.txt").exists())
# Too large or too odd for a folder: they name the code of the message, and no snapshot.
DAY = "--on 2026-11-20"
MADE = {
    "deeply nested": (b"[" * 100_000, DAY, "malformed-json"),
    "a nested item": (b'{"age_years": ' + b"[" * 900 + b"]" * 900 + b"}", DAY, "malformed-json"),
    "a nested bundle": (
        b'{"resourceType": "Bundle", "entry": ' + b"[" * 700 + b"]" * 700 + b"}",
        f"{DAY} --mapping mcode",
        "malformed-json",
    ),
    "five thousand digits": (b'{"age_years": ' + b"9" * 5000 + b"}", DAY, "out-of-range"),
    "digits with an underscore": (b'{"age_years": "5_4"}', DAY, "wrong-type"),
    "a name of no character": (b'{"\\ud800": 1}', DAY, "unknown-item"),
    "a name of many characters": (b'{"' + b"x" * 5000 + b'": 1}', DAY, "unknown-item"),
}  # fmt: skip
# Names of this program's own making that a reader without its source would not know.
HOST = re.compile(r"Traceback|\b(True|False|None|dict|int|str|float|list\(|Decimal|frozenset|[A-Z]\w+Error)\b")


def words_of(case: str) -> list[str]:
    return shlex.split((INPUT / case / "command.txt").read_text("utf-8"))


def as_text(answer: Answer) -> str:
    return f"{answer.err}exit status {answer.status}\n"


def check_form(answer: Answer) -> None:
    """Every mistake: a code, a sentence that starts in lower case and has no final stop, and what to do."""
    assert answer.status == 2 and answer.out == ""
    assert not HOST.search(answer.err)
    mistakes = re.split(r"^error", answer.err, flags=re.MULTILINE)[1:]
    assert mistakes
    for mistake in mistakes:
        first, *others = mistake.splitlines()
        assert re.fullmatch(r"\[[a-z-]+\]: [a-z`].*[^.]", first)
        assert [line for line in others if line.startswith("  hint: ")], mistake
        assert all(re.match(r"  (at|in|hint:) ", line) for line in others), mistake


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_a_mistake(case):
    answer = call(words_of(case), INPUT / case)
    expected = INPUT / case / "expected.txt"
    if RESET:
        expected.write_text(as_text(answer), "utf-8")
    check_form(answer)
    assert as_text(answer) == expected.read_text("utf-8")


@pytest.mark.parametrize("name", MADE)
def test_an_input_that_was_made_to_break_the_reader(name, tmp_path):
    data, options, code = MADE[name]
    (tmp_path / "case.json").write_bytes(data)
    answer = call(["advise", "case.json", *options.split()], tmp_path)
    check_form(answer)
    assert answer.err.startswith(f"error[{code}]: ")
    assert max(map(len, answer.err.splitlines())) < 200


def test_there_are_enough_of_them():
    assert len(CASES) >= 25


def test_the_installed_command_says_the_same():
    case = "many-mistakes"
    command = [Path(sys.executable).with_name("leidraad"), *words_of(case)]
    ended = subprocess.run(command, cwd=INPUT / case, capture_output=True, text=True, encoding="utf-8", check=False)
    expected = (INPUT / case / "expected.txt").read_text("utf-8")
    assert as_text(Answer(ended.returncode, ended.stdout, ended.stderr)) == expected


def test_the_message_of_a_fault_of_ours_shows_no_traceback(monkeypatch, tmp_path):
    def fail(*arguments):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("leidraad.actions.advise.advise", fail)
    (tmp_path / "case.json").write_text("{}")
    answer = call(["advise", "case.json"], tmp_path)
    assert answer.status == 3 and answer.out == ""
    assert answer.err.startswith("this is our fault, not yours") and "Traceback" not in answer.err
