"""Commands for the author of a guideline: checks, worked cases, findings, places in the sources."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leidraad.cli.options import FOLDER, day, deliver
from leidraad.diagnostics import UserInputError, to_json, wrong

if TYPE_CHECKING:
    from leidraad.verifying.cases import Failure


@click.command()
@FOLDER
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def check(folder: Path | None, form: str, lang: str) -> None:
    """Check guidelines, and prove what is claimed of them.

    Names, types and logic that would mislead; then every claim, and what is asked of every rule: no contradiction, no
    rule, exception or gate that never matters. What does not hold is shown with an example patient. Exit status 1 when
    something is refuted, undecided, or declared but no longer so.
    """
    import msgspec

    from leidraad.actions.prove import prove
    from leidraad.pages.proofs import proofs_to_json, proofs_to_text

    try:
        proven = prove(folder)
    except UserInputError as error:
        if form == "json":
            click.echo(msgspec.json.encode(to_json(error.diagnostics)).decode())
            sys.exit(2)
        raise
    if form == "json":
        click.echo(proofs_to_json(proven.content, proven.warnings, proven.results))
    else:
        click.echo(proofs_to_text(proven.content, proven.warnings, proven.results, lang), nl=False)
    sys.exit(1 if proven.failed else 0)


@click.command()
@FOLDER
@click.option("--case", "only", help="Only the cases whose id begins so.")
@click.option(
    "--mutants",
    is_flag=True,
    help="Change every rule a little, and list the changes that no case and no claim notices.",
)
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
    click.echo(f"{caught} of {result.mutants} mutants caught ({result.caught:.1%}), {result.by_claims} by claims alone")


@click.command()
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
    from leidraad.pages.findings import rendered

    if form == "docx" and out is None:
        raise wrong("no-file", "a Word file cannot be shown here", None, "add --out findings.docx")
    found, content = run_findings(folder, only)
    deliver(rendered(found, form, lang, content.items), out)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--cohort", "table", type=click.Path(path_type=Path), help="Also tell whose advice changes in this table."
)
@click.option("--mapping", help="How to read the table: the name of a mapping, or its file.")
@click.option("--on", help="Day on which both editions are compared, YYYY-MM-DD; default: today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--full", is_flag=True, help="Name every patient whose advice changes.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file.")
def diff(
    old: Path,
    new: Path,
    table: Path | None,
    mapping: str | None,
    on: str | None,
    form: str,
    lang: str,
    full: bool,
    out: Path | None,
) -> None:
    """Tell what a new edition changes: rules added, removed, renamed, or of another meaning, each with an example.

    OLD and NEW are folders of guidelines, or of one edition such as `guidelines/wdt/2024-08`. As csv: the patients of
    --cohort whose advice changes.
    """
    from leidraad.actions.diff import diff as run_diff
    from leidraad.cli.progress import Progress
    from leidraad.pages.difference import changes_to_csv, diff_to_json, diff_to_text

    if form == "csv" and table is None:
        raise wrong("no-table", "only the patients of a table can be listed as csv", None, "add --cohort TABLE")
    progress = Progress(lang, None)
    try:
        found = run_diff(old, new, day(on), progress.tell, table, mapping)
    finally:
        progress.end()
    if form == "csv":
        deliver(changes_to_csv(found.cohort), out)
    else:
        deliver((diff_to_json(found) + "\n" if form == "json" else diff_to_text(found, lang, full)).encode(), out)


@click.group()
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
    from leidraad.pages.sources import sources_to_text

    found = run_check_sources(documents, named_documents(pairs), folder, only)
    if form == "json":
        click.echo(sources_to_json(found))
    else:
        click.echo(sources_to_text(found, lang, full), nl=False)
    sys.exit(1 if found.vanished else 0)


def named_documents(pairs: tuple[str, ...]) -> dict[str, Path]:
    """Return the files of `key=file`; raise UserInputError for another form."""
    found: dict[str, Path] = {}
    for pair in pairs:
        key, equals, file = pair.partition("=")
        if not (key and equals and file):
            hint = "write it as in --document wdt=guideline.txt"
            raise wrong("wrong-document", f"`{pair}` names no document and file", None, hint)
        found[key] = Path(file)
    return found
