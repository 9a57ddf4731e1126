"""Every command of `leidraad`, with its help. Exit status: 0 done, 1 failed checks, 2 wrong input, 3 our fault."""

import datetime
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leidraad import __version__
from leidraad.diagnostics import Diagnostic, UserInputError, to_json, to_text, wrong

if TYPE_CHECKING:
    from leidraad.verifying.cases import Failure

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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="leidraad")
def commands() -> None:
    """Clinical guidelines that run.

    Support for the clinician; it decides nothing, is no CE-marked device, and no clinician has reviewed its content.
    """


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


@commands.command()
@FOLDER
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(folder: Path | None, form: str) -> None:
    """Check guidelines: names, types, exceptions, and logic that would mislead."""
    import msgspec

    from leidraad.actions.check import check as run_check

    try:
        content, warnings = run_check(folder)
    except UserInputError as error:
        if form == "json":
            click.echo(msgspec.json.encode(to_json(error.diagnostics)).decode())
            sys.exit(2)
        raise
    if form == "json":
        click.echo(msgspec.json.encode(to_json(warnings)).decode())
        return
    for warning in warnings:
        click.echo(to_text(warning))
    for g in content.guidelines:
        click.echo(f"{g.id} {g.edition}: rules {len(g.rules)}, findings {len(g.findings)}, norms {len(g.norms)}")
    click.echo(f"warnings: {len(warnings)}")


@commands.command()
@FOLDER
@click.option("--case", "only", help="Only the cases whose id begins so.")
@click.option("--mutants", is_flag=True, help="Change every rule a little, and list the changes that no case notices.")
@click.option("--module", help="With --mutants: only the rules of this module.")
def test(folder: Path | None, only: str | None, mutants: bool, module: str | None) -> None:
    """Run the worked cases of the guidelines."""
    if mutants:
        _mutants(folder, module)
        return
    from leidraad.actions.load_content import load_all
    from leidraad.actions.run_cases import run_cases

    count, failed = run_cases(load_all(folder), folder, only or "")
    for failure in failed:
        click.echo(_failure(failure))
    click.echo(f"{count - len(failed)} expectations met, {len(failed)} not")
    sys.exit(1 if failed else 0)


def _failure(failure: "Failure") -> str:
    case, wanted, outcome = failure.case, failure.expected, failure.outcome
    options = "" if wanted.options is None else f", options {' '.join(sorted(wanted.options)) or 'none'}"
    expected = f"{wanted.status or 'any status'}{f' ({wanted.timing})' if wanted.timing else ''}{options}"
    found = f"{outcome.status} ({outcome.timing}), options {' '.join(outcome.options) or 'none'}"
    place = f"{case.span.file}:{case.span.line}: {case.id}"
    return f"{place}: {failure.rule} is {found}; expected {expected}\n    {case.why} ({case.source})"


def _mutants(folder: Path | None, module: str | None) -> None:
    from leidraad.actions.load_content import load_all
    from leidraad.actions.mutate import mutate

    result = mutate(load_all(folder), folder, module)
    for mutant in result.survivors:
        click.echo(f"{mutant.original.id}: {mutant.change}")
    caught = result.mutants - len(result.survivors)
    click.echo(f"{caught} of {result.mutants} mutants caught ({result.caught:.1%})")


def day(text: str | None) -> datetime.date:
    """Return the evaluation date: as given, else today."""
    if text is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise wrong("impossible-date", f"`--on {text}` is no date", None, "write YYYY-MM-DD") from None


@commands.command()
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--full", is_flag=True, help="List what the text folds.")
def advise(
    case: Path,
    folder: Path | None,
    mapping: str | None,
    row: str | None,
    form: str,
    lang: str,
    only: tuple[str, ...],
    network: str | None,
    on: str | None,
    full: bool,
) -> None:
    """Advise on one patient: CASE is a case file (JSON), a table (CSV) or a FHIR bundle.

    With --mapping a table's columns or a bundle's resources are read through that mapping.
    """
    from leidraad.actions.advise import advise as run_advise
    from leidraad.actions.load_content import load_content
    from leidraad.explaining.phrases import Phrases

    content = load_content(folder, only, network)
    advice = run_advise(content, case, day(on), mapping, row)
    if form == "json":
        from leidraad.explaining.advice import to_json as advice_to_json

        click.echo(advice_to_json(advice))
    elif form == "html":
        from leidraad.cli.html import advice_to_html

        click.echo(advice_to_html(advice, Phrases(lang, content.items)))
    else:
        from leidraad.cli.text import advice_to_text

        click.echo(advice_to_text(advice, Phrases(lang, content.items), full), nl=False)


@commands.command()
@click.argument("name", required=False)
@click.argument("facts", nargs=-1, metavar="[ITEM=VALUE]...")
@FOLDER
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def scale(name: str | None, facts: tuple[str, ...], folder: Path | None, form: str, lang: str) -> None:
    """Work out a published scale, such as `fnclcc differentiation=2 mitoses=12 necrosis=30`.

    Without a name: list the scales and what they take.
    """
    from leidraad.actions.load_content import load_content
    from leidraad.cli.scale import scale_to_text, scales_to_json, scales_to_text

    content = load_content(folder)
    if name is None:
        listed = scales_to_json(content.scales) if form == "json" else scales_to_text(content.scales, lang)
        click.echo(listed, nl=form == "json")
        return
    from leidraad.actions.scale import find_scale
    from leidraad.actions.scale import scale as run_scale
    from leidraad.explaining.scale_answer import to_json as answer_to_json

    answer = run_scale(content, name, facts)
    if form == "json":
        click.echo(answer_to_json(answer))
    else:
        click.echo(scale_to_text(answer, find_scale(content, name), lang), nl=False)


@commands.command()
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--full", is_flag=True, help="List what the text folds.")
def completeness(
    case: Path,
    folder: Path | None,
    mapping: str | None,
    row: str | None,
    form: str,
    lang: str,
    only: tuple[str, ...],
    network: str | None,
    on: str | None,
    full: bool,
) -> None:
    """List what is still needed before the tumour board, by the report that supplies it.

    CASE is as for `leidraad advise`. Shows the share of this phase's recommendations that can be decided now.
    """
    from leidraad.actions.completeness import completeness as run_completeness
    from leidraad.actions.load_content import load_content
    from leidraad.explaining.completeness import to_json as completeness_to_json

    content = load_content(folder, only, network)
    found = run_completeness(content, case, day(on), mapping, row)
    if form == "json":
        click.echo(completeness_to_json(found))
        return
    from leidraad.cli.completeness import completeness_to_text
    from leidraad.explaining.phrases import Phrases

    click.echo(completeness_to_text(found, Phrases(lang, content.items), full), nl=False)


@commands.command()
@FOLDER
@click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "docx"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file; needed for docx.")
def findings(folder: Path | None, only: tuple[str, ...], form: str, lang: str, out: Path | None) -> None:
    """List what the guidelines leave unclear, and how each was read.

    As csv or docx: a comment form on which a guideline committee can act.
    """
    from leidraad.actions.findings import findings as run_findings
    from leidraad.cli.findings import deliver, rendered

    if form == "docx" and out is None:
        raise wrong("no-file", "a Word file cannot be shown here", None, "add --out findings.docx")
    found, content = run_findings(folder, only)
    deliver(rendered(found, form, lang, content.items), out)


@commands.command("follow-up")
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "html", "ics"]), default="text", show_default=True)
@click.option("--from", "start", type=click.Choice(["surgery", "treatment-end"]), help="The day that counts as zero.")
@click.option("--first-period", type=click.Choice(["2", "3"]), help="Years of the first period, where it is open.")
def follow_up(
    case: Path,
    folder: Path | None,
    mapping: str | None,
    row: str | None,
    form: str,
    lang: str,
    only: tuple[str, ...],
    network: str | None,
    on: str | None,
    start: str | None,
    first_period: str | None,
) -> None:
    """Give the follow-up schedule that holds for one patient, with dates. CASE is as for `leidraad advise`."""
    from leidraad.actions.follow_up import follow_up as run_follow_up
    from leidraad.actions.load_content import load_content
    from leidraad.cli.follow_up import follow_up_to_html, follow_up_to_ics, follow_up_to_text
    from leidraad.explaining.follow_up import Choice
    from leidraad.explaining.phrases import Phrases

    content = load_content(folder, only, network)
    zero = {None: None, "surgery": "surgery_date", "treatment-end": "treatment_end_date"}[start]
    choice = Choice(zero, int(first_period) if first_period else None)
    found = run_follow_up(content, case, day(on), choice, mapping, row)
    render = {"text": follow_up_to_text, "html": follow_up_to_html, "ics": follow_up_to_ics}[form]
    click.echo(render(found, Phrases(lang, content.items)).encode(), nl=False)


@commands.group()
def sources() -> None:
    """Compare the rules with your own copy of the source documents."""


@sources.command("check")
@click.option("--documents", type=click.Path(path_type=Path), help="Folder with a text of each source: `wdt.txt` ...")
@click.option("--document", "pairs", multiple=True, metavar="KEY=FILE", help="One source; may be given more than once.")
@FOLDER
@click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--full", is_flag=True, help="List also what stands where it stood.")
def check_sources(
    documents: Path | None,
    pairs: tuple[str, ...],
    folder: Path | None,
    only: tuple[str, ...],
    form: str,
    lang: str,
    full: bool,
) -> None:
    """Find the place of each rule in the sources; tell what moved or vanished.

    Exit status 1 when a place is no longer there.
    """
    from leidraad.actions.check_sources import check_sources as run_check_sources
    from leidraad.actions.check_sources import to_json as sources_to_json
    from leidraad.cli.sources import named_documents, sources_to_text

    found = run_check_sources(documents, named_documents(pairs), folder, only)
    if form == "json":
        click.echo(sources_to_json(found))
    else:
        click.echo(sources_to_text(found, lang, full), nl=False)
    sys.exit(1 if found.vanished else 0)
