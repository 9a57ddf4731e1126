"""The command that starts the web application."""

from pathlib import Path

import click

from leidraad.cli.options import FOLDER


@click.command()
@FOLDER
@click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once.")
@click.option("--network", help="The local network whose protocol speaks too.")
@click.option("--port", type=click.IntRange(1024, 65535), default=8765, show_default=True, help="Port on this machine.")
@click.option("--open/--no-open", "for_person", help="Open the browser of this machine, when there is one.")
def serve(folder: Path | None, only: tuple[str, ...], network: str | None, port: int, for_person: bool) -> None:
    """Run the web application on this machine, until Ctrl-C. It keeps no patient data.

    With --open and without a terminal, it stops by itself when nobody comes within 10 minutes.
    """
    from leidraad.actions.load_content import load_content
    from leidraad.web.serve import serve as run_server

    run_server(load_content(folder, only, network), port, folder, for_person)
