"""What commands have in common: options, the evaluation date, where output goes."""

import datetime
from collections.abc import Callable
from pathlib import Path

import click

from leidraad.diagnostics import wrong

FOLDER = click.option(
    "--guidelines", "folder", type=click.Path(path_type=Path), help="Folder of guidelines; default: those shipped."
)


PATIENT = (
    click.argument("case", type=click.Path(path_type=Path)),
    FOLDER,
    click.option("--mapping", help="How to read a table or a FHIR bundle: the name of a mapping, or its file."),
    click.option("--id", "row", help="Which patient of a table."),
    click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True),
    click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once."),
    click.option("--network", help="The local network whose protocol speaks too."),
    click.option("--on", help="Evaluation date, YYYY-MM-DD; default: today."),
)


def about_a_patient(command: Callable) -> Callable:
    """Give a command what every command about one patient takes."""
    for parameter in reversed(PATIENT):
        command = parameter(command)
    return command


def day(text: str | None) -> datetime.date:
    """Return the evaluation date: as given, else today."""
    if text is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise wrong("impossible-date", f"`--on {text}` is no date", None, "write YYYY-MM-DD") from None


def deliver(data: bytes, out: Path | None) -> None:
    """Write to a file, or to the terminal; raise UserInputError when the file cannot be written."""
    if out is None:
        click.echo(data, nl=False)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        hint = "name a file in a folder that exists"
        raise wrong("cannot-write", f"cannot write `{out}`: {reason}", None, hint) from None
