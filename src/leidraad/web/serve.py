"""Starts the application on this machine and prints where it is. Logs no request."""

from pathlib import Path

import click
import uvicorn

from leidraad.model.content import Content
from leidraad.web.app import create_app
from leidraad.web.knowledge import Knowledge
from leidraad.web.security import Keys


def serve(content: Content, port: int, folder: Path | None = None) -> None:
    """Run until it is stopped. `folder` holds the files of the content."""
    keys = Keys()
    app = create_app(Knowledge(content, folder), keys)
    click.echo(f"open http://127.0.0.1:{port}/?token={keys.token} (this works once)")
    click.echo(f"programs send the header: Authorization: Bearer {keys.key}")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, server_header=False)
