"""Commands that give the content to other programs. Each only calls its action and a page."""

from pathlib import Path

import click

from leidraad.cli.options import FOLDER, deliver_folder


@click.group()
def export() -> None:
    """Give the rules to other programs, in a format of theirs."""


@export.command("cql")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to; made when needed.")
@FOLDER
@click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once.")
@click.option("--network", help="The local network whose protocol is exported too.")
def export_cql(out: Path, folder: Path | None, only: tuple[str, ...], network: str | None) -> None:
    """Write a library of CQL for each guideline, which any engine of CQL can run.

    A library reads parameters only. The folder must hold nothing else.
    """
    from leidraad.actions.export import export_cql as run_export
    from leidraad.actions.load_content import load_content
    from leidraad.pages.export_readme import readme

    content = load_content(folder, only, network)
    files = run_export(content) | {"README.md": readme(content)}
    deliver_folder(files, out)
    for name in files:
        click.echo(out / name)
