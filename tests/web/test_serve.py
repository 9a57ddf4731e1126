"""The start of the application: where it is, the browser that it opens, and how it ends by itself."""

import io
import os
import socket
import threading
import time

import pytest

from leidraad.diagnostics import UserInputError
from leidraad.web import serve as serving
from leidraad.web.security import Keys

PATIENCE = 10  # seconds


class Shown(list):
    """Addresses, and whether one came."""

    def __init__(self):
        super().__init__()
        self.seen = threading.Event()


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def browser(monkeypatch):
    """What the browser of this machine was asked to show; `seen` is set when it was."""
    shown = Shown()
    monkeypatch.setattr(serving.webbrowser, "open", lambda address: (shown.append(address), shown.seen.set()))
    return shown


def run_until(server, stop):
    """Stand in for a server: wait until it should stop."""
    until = time.monotonic() + PATIENCE
    while not stop(server) and time.monotonic() < until:
        time.sleep(0.01)
    assert stop(server)


def test_a_port_that_is_taken_is_told_in_words(knowledge):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserInputError) as refused:
            serving.serve(knowledge.content, taken.getsockname()[1])
    assert [found.code for found in refused.value.diagnostics] == ["port-taken"]
    assert "--port" in refused.value.diagnostics[0].hint


@pytest.mark.parametrize("display", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_the_browser_is_shown_the_address_that_is_printed(knowledge, monkeypatch, capsys, browser, port, display):
    monkeypatch.setenv(display, ":0")
    monkeypatch.setattr(serving.uvicorn.Server, "run", lambda server, sockets: browser.seen.wait(PATIENCE))
    serving.serve(knowledge.content, port, for_person=True)
    (address,) = browser
    assert address.startswith(f"http://127.0.0.1:{port}/?token=")
    assert f"open {address} (this works once)" in capsys.readouterr().out


@pytest.mark.parametrize("for_person", [True, False])
def test_without_a_screen_or_when_not_asked_no_browser_is_opened(knowledge, monkeypatch, browser, port, for_person):
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    monkeypatch.setattr(serving.sys, "platform", "linux")
    if not for_person:
        monkeypatch.setitem(os.environ, "DISPLAY", ":0")
    monkeypatch.setattr(serving.uvicorn.Server, "run", lambda server, sockets: browser.seen.wait(0.2))
    serving.serve(knowledge.content, port, for_person=for_person)
    assert browser == []


def test_an_answer_does_not_wait_for_the_other_side(knowledge, monkeypatch, port):
    """asyncio turns the waiting off for connections that name TCP, which they take from the socket that listens."""
    protocols = []
    monkeypatch.setattr(
        serving.uvicorn.Server, "run", lambda server, sockets: protocols.extend(door.proto for door in sockets)
    )
    serving.serve(knowledge.content, port)
    assert protocols == [socket.IPPROTO_TCP]


@pytest.fixture
def in_a_script(monkeypatch):
    """No terminal, no screen, no patience."""
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    monkeypatch.setattr(serving.sys, "platform", "linux")
    monkeypatch.setattr(serving.sys, "stdin", io.StringIO())
    monkeypatch.setattr(serving, "UNUSED_MINUTES", 0.001)


def test_a_start_for_a_person_who_never_comes_ends_by_itself(knowledge, monkeypatch, capsys, port, in_a_script):
    monkeypatch.setattr(
        serving.uvicorn.Server, "run", lambda server, sockets: run_until(server, lambda s: s.should_exit)
    )
    serving.serve(knowledge.content, port, for_person=True)
    assert "stopped: nobody came" in capsys.readouterr().out


@pytest.mark.parametrize("comes", [lambda keys: keys.open(keys.token), lambda keys: keys.fits(keys.key)])
def test_once_somebody_came_it_stays(knowledge, monkeypatch, capsys, port, in_a_script, comes):
    class Visited(Keys):
        def __init__(self):
            super().__init__()
            assert comes(self)

    def run(server, sockets):
        time.sleep(0.3)
        assert not server.should_exit

    monkeypatch.setattr(serving, "Keys", Visited)
    monkeypatch.setattr(serving.uvicorn.Server, "run", run)
    serving.serve(knowledge.content, port, for_person=True)
    assert "stopped" not in capsys.readouterr().out


def test_a_wrong_key_is_nobody():
    keys = Keys()
    assert not keys.fits("x")
    assert not keys.open("x")
    assert not keys.used
