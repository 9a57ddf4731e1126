"""Every command of `leidraad`, with its help. Exit status: 0 done, 1 failed checks, 2 wrong input, 3 our fault."""

import sys
import traceback
from pathlib import Path

import click

from leidraad import __version__
from leidraad.cli import authoring, exchange, patient, registry, service
from leidraad.diagnostics import Diagnostic, UserInputError, to_text


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="leidraad")
def commands() -> None:
    """Clinical guidelines that run.

    Support for the clinician; it decides nothing, is no CE-marked device, and no clinician has reviewed its content.
    """


for command in (
    patient.advise, patient.completeness, patient.follow_up, patient.leaflet, patient.letter, patient.scale,
    registry.cohort, registry.report, registry.synth, authoring.check, authoring.test, authoring.diff,
    authoring.findings, authoring.sources, exchange.export, service.serve,
):  # fmt: skip
    commands.add_command(command)


def run() -> None:
    """Run a command; end with the exit status that the manual promises."""
    try:
        commands(prog_name="leidraad", standalone_mode=False)
    except UserInputError as error:
        click.echo("\n".join(to_text(d) for d in error.diagnostics), err=True)
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(2)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(to_text(_usage(error)), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        # The error's own words may hold facts of a patient: only the place in the program is told.
        place = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(f"this is our fault, not yours: {Path(place.filename).name}, line {place.lineno}", err=True)
        click.echo("please report this line with the command that you gave; no patient data, please", err=True)
        sys.exit(3)


def _usage(error: click.ClickException) -> Diagnostic:
    """Return what is wrong with the command itself, in the words of the library and the form of this program."""
    message, _, near = error.format_message().replace("'", "`").rstrip(".?").partition(". Did you mean ")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "leidraad"
    hint = f"did you mean {near}?" if near else f"see `{command} --help`"
    return Diagnostic("wrong-command", message[:1].lower() + message[1:], None, hint)
