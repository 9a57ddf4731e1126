"""One server and one browser for all tests of this folder, as a clinician has them: `leidraad serve`, Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pages.desk import Desk
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SERVE = "from leidraad.cli.main import run; run()"


@pytest.fixture(scope="session")
def address(own_cache):
    """The address that the server printed, with the token that opens one browser."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--no-open", "--port", str(port)], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    yield re.search(r"http://\S+", server.stdout.readline())[0]
    server.send_signal(signal.SIGINT)
    written, _ = server.communicate(timeout=60)
    assert server.returncode == 0
    assert [line for line in written.splitlines() if not line.startswith("programs send")] == []


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; none is ever downloaded."""
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}, so no page is seen in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def key(browser, address):
    """The cookie with which the browser of this start is known."""
    context = browser.new_context()
    context.new_page().goto(address)
    found = context.cookies()
    context.close()
    return found


@pytest.fixture
def desk(browser, key, address):
    """Give a desk of a language and size; a script that fails, or is forbidden, fails the test."""
    opened = []

    def at(lang="nl", size=(1440, 900)):
        opened.append(Desk(browser, key, address.partition("/?")[0], lang, size))
        return opened[-1]

    yield at
    for one in opened:
        one.close()
