"""The commands of the manual work: each `curl` in it is asked of the application as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("api", "cds-hooks")


def commands():
    for page in PAGES:
        text = (ROOT / f"docs/how-to/{page}.md").read_text("utf-8")
        for block in re.findall(r"```bash\n(.*?)```", text, re.S):
            for command in re.split(r"^(?=curl )", block, flags=re.M):
                if command.startswith("curl "):
                    yield pytest.param(
                        command.replace("\\\n", " "), id=f"{page}-{command.split('$API')[1][:40].strip()}"
                    )


@pytest.mark.parametrize("command", list(commands()))
def test_a_command_of_the_manual_works(program, program_keys, command):
    words = shlex.split(command.replace("$KEY", program_keys.key).replace("$API", ""))[2:]
    headers, body, path = {}, None, None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            told = words.pop(0)
            body = (ROOT / told[1:]).read_bytes() if told.startswith("@") else told.encode()
        else:
            assert path is None
            path = word
    answer = program.request("POST" if body else "GET", path, content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json() != {"cards": []}
