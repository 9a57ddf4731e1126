"""Starts the application on this machine and prints where it is; may open the user's browser. Logs no request."""

import gc
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path

import click
import uvicorn

from leidraad.diagnostics import wrong
from leidraad.model.content import Content
from leidraad.web.app import create_app
from leidraad.web.knowledge import Knowledge
from leidraad.web.security import Keys

HOST = "127.0.0.1"
UNUSED_MINUTES = 10


def serve(content: Content, port: int, folder: Path | None = None, for_person: bool = False) -> None:
    """Run until it is stopped. `folder` holds the files of the content.

    `for_person` opens a browser when there is one, and stops by itself when nobody ever came and nobody sits at the
    terminal: so a script that starts it does not wait for ever.
    """
    with _door(port) as door:
        keys = Keys()
        app = create_app(Knowledge(content, folder), keys)
        gc.collect()
        gc.freeze()  # What is known for good is not looked through again while somebody waits.
        address = f"http://{HOST}:{port}/?token={keys.token}"
        click.echo(f"open {address} (this works once)")
        click.echo(f"programs send the header: Authorization: Bearer {keys.key}")
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, server_header=False))
        if for_person:
            _show(address)
            _stop_unless_used(server, keys)
        _run(server, door)


def _door(port: int) -> socket.socket:
    """Return the socket that listens: whoever comes before the application is ready waits a moment."""
    # Named as TCP, so that what is accepted sends the end of an answer without waiting for the other side.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.close()
        hint = "stop what runs there, or choose another with `--port`"
        raise wrong("port-taken", f"port {port} is not free on this machine", None, hint) from None
    door.listen()
    return door


def _show(address: str) -> None:
    """Open the user's browser, beside the server: some wait until it is closed. A text browser is left alone."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _stop_unless_used(server: uvicorn.Server, keys: Keys) -> None:
    if sys.stdin is not None and sys.stdin.isatty():
        return

    def look() -> None:
        if not keys.used:
            click.echo(f"stopped: nobody came within {UNUSED_MINUTES} minutes")
            server.should_exit = True

    timer = threading.Timer(60 * UNUSED_MINUTES, look)
    timer.daemon = True
    timer.start()


def _run(server: uvicorn.Server, door: socket.socket) -> None:
    try:
        server.run(sockets=[door])
    except KeyboardInterrupt:
        # The server has already closed: this is how it tells that the user stopped it.
        return
