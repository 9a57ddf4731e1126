"""What commands have in common: options, the evaluation date, where output goes."""

import contextlib
import datetime
from collections.abc import Callable, Iterator, Mapping
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
    with _writing(out, "name a file in a folder that exists"):
        out.write_bytes(data)


def deliver_folder(files: Mapping[str, str], out: Path) -> None:
    """Write files into a folder that holds nothing else; raise UserInputError when that cannot be done."""
    with _writing(out, "name a folder that you may write to"):
        others = sorted(file.name for file in out.iterdir() if file.name not in files) if out.exists() else []
        if others:
            message = f"`{out}` holds other files: {', '.join(f'`{name}`' for name in others[:3])}"
            raise wrong("folder-in-use", message, None, "name a new folder, or one that holds an earlier export")
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, "utf-8", newline="\n")


@contextlib.contextmanager
def _writing(out: Path, hint: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise wrong("cannot-write", f"cannot write `{out}`: {reason}", None, hint) from None
