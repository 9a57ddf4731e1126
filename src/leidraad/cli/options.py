"""What commands have in common: options, the evaluation date, where output goes."""

import contextlib
import datetime
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from leidraad.diagnostics import wrong

if TYPE_CHECKING:
    from leidraad.model.content import Content

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


class AboutPatient(msgspec.Struct, frozen=True):
    """What every command about one patient is given."""

    case: Path
    folder: Path | None
    mapping: str | None
    row: str | None
    lang: str
    only: tuple[str, ...]
    network: str | None
    on: str | None

    @property
    def day(self) -> datetime.date:
        """Return the evaluation date; raise UserInputError when it is none."""
        return day(self.on)

    def content(self) -> "Content":
        """Return the content that speaks; raise UserInputError with its mistakes."""
        from leidraad.actions.load_content import load_content

        return load_content(self.folder, self.only, self.network)


def about_a_patient(command: Callable) -> Callable:
    """Give a command what every command about one patient takes, as its first argument."""

    @functools.wraps(command)
    def taken(**given: Any) -> None:
        about = AboutPatient(**{name: given.pop(name) for name in AboutPatient.__struct_fields__})
        command(about, **given)

    for parameter in reversed(PATIENT):
        taken = parameter(taken)
    return taken


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
