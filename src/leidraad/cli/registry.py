"""Commands about a whole table of patients. Each only calls its action and a page."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from leidraad.cli.options import FOLDER, day, deliver
from leidraad.diagnostics import wrong

if TYPE_CHECKING:
    from leidraad.registry.results import Report

REPORT_FORMS = {".html": "html", ".htm": "html", ".pdf": "pdf", ".xlsx": "xlsx", ".json": "json"}


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Statuses: .parquet, .csv or .xlsx.")
@click.option("--mapping", help="How to read the table: the name of a mapping, or its file.")
@FOLDER
@click.option("--guideline", "only", multiple=True, help="Only this guideline; may be given more than once.")
@click.option("--network", help="The local network whose protocol speaks too.")
@click.option("--on", help="Evaluation date of all patients, YYYY-MM-DD; default: today.")
@click.option("--summary-format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--progress/--no-progress", "shown", default=None, help="Tell how far it is; default: on a terminal.")
def cohort(
    table: Path,
    out: Path,
    mapping: str | None,
    folder: Path | None,
    only: tuple[str, ...],
    network: str | None,
    on: str | None,
    form: str,
    lang: str,
    shown: bool | None,
) -> None:
    """Apply all rules to TABLE (CSV or Parquet): one row a patient, one column a rule, holding its status.

    Rows with a mistake are set apart in OUT.wrong.csv, each with what is wrong and what to do. The summary says per
    rule to how many patients it applies, and for want of what it is undetermined.
    """
    from leidraad.actions.cohort import cohort as run_cohort
    from leidraad.actions.load_content import load_content
    from leidraad.cli.progress import Progress
    from leidraad.explaining.cohort_summary import to_json as summary_to_json
    from leidraad.explaining.phrases import Phrases
    from leidraad.pages.cohort import cohort_to_text

    content, progress = load_content(folder, only, network), Progress(lang, shown)
    try:
        summary = run_cohort(content, table, out, day(on), progress.tell, mapping, lang)
    finally:
        progress.end()
    if form == "json":
        click.echo(summary_to_json(summary))
    else:
        click.echo(cohort_to_text(summary, Phrases(lang, content.items)), nl=False)


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Report: .html, .pdf, .xlsx or .json.")
@click.option(
    "--format", "form", type=click.Choice(["html", "pdf", "xlsx", "json"]), help="Default: by the name of OUT."
)
@click.option("--mapping", help="How to read the table: the name of a mapping, or its file.")
@click.option("--select/--no-select", default=True, show_default=True, help="Apply the selection of the report.")
@click.option("--consent", type=click.Path(path_type=Path), help="File of hospitals that may be named, one a line.")
@click.option(
    "--life-table", type=click.Path(path_type=Path),
    help="Mortality of the population, for net survival: CSV or Parquet of sex, age, year and rate.",
)  # fmt: skip
@click.option(
    "--inhabitants", type=click.Path(path_type=Path),
    help="Inhabitants, for standardised incidence: CSV or Parquet of sex, age, year and inhabitants.",
)  # fmt: skip
@FOLDER
@click.option("--network", help="The local network whose protocol is judged by too.")
@click.option("--on", help="Evaluation date of all patients, YYYY-MM-DD; default: today.")
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--progress/--no-progress", "shown", default=None, help="Tell how far it is; default: on a terminal.")
def report(
    table: Path,
    out: Path,
    form: str | None,
    mapping: str | None,
    select: bool,
    consent: Path | None,
    life_table: Path | None,
    inhabitants: Path | None,
    folder: Path | None,
    network: str | None,
    on: str | None,
    lang: str,
    shown: bool | None,
) -> None:
    """Make the quality report of a registry from TABLE (CSV or Parquet), one row a tumour.

    Rows that cannot be used are set apart in OUT.wrong.csv; what the checks find suspicious is listed in
    OUT.checks.csv and stays in the report.
    """
    from leidraad.actions.load_content import load_all, load_content
    from leidraad.actions.load_report import load_report
    from leidraad.actions.report import report as make_report
    from leidraad.cli.progress import Progress

    form = form or _form_of(out)
    day_of_all, progress = day(on), Progress(lang, shown)
    definition = load_report(load_all(folder), folder)
    try:
        made = make_report(
            load_content(folder, (), network),
            definition,
            table,
            out,
            day_of_all,
            progress.tell,
            mapping,
            select,
            consent,
            life_table,
            inhabitants,
        )
        progress.tell("drawing", 0, 0)
        data = _drawn(made, form, lang)
    finally:
        progress.end()
    deliver(data, out)


def _form_of(out: Path) -> str:
    if out.suffix.lower() not in REPORT_FORMS:
        hint = "let it end in .html, .pdf, .xlsx or .json, or add `--format`"
        raise wrong("wrong-table", f"`{out}` does not say what to write", None, hint)
    return REPORT_FORMS[out.suffix.lower()]


def _drawn(made: "Report", form: str, language: str) -> bytes:
    """Return the file; what draws it is only loaded when it is needed."""
    if form == "json":
        from leidraad.actions.report import to_json

        return f"{to_json(made)}\n".encode()
    if form == "html":
        from leidraad.pages.report.html import report_html

        return report_html(made, language).encode()
    if form == "pdf":
        from leidraad.pages.report.pdf import report_pdf

        return report_pdf(made, language)
    from leidraad.pages.report.xlsx import report_xlsx

    return report_xlsx(made, language)


@click.command()
@click.option("--patients", default=14_000, show_default=True, help="How many tumours, one a row.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same rows, on every machine.")
@click.option(
    "--out", default="synthetic-registry.parquet", show_default=True, type=click.Path(path_type=Path),
    help="File to write: .parquet or .csv.",
)  # fmt: skip
@click.option(
    "--columns", type=click.Choice(["items", "nkr"]), default="items", show_default=True,
    help="Data items, or the column names of the Dutch cancer registry (read them with --mapping nkr).",
)  # fmt: skip
@FOLDER
@click.option("--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def synth(patients: int, seed: int, out: Path, columns: str, folder: Path | None, lang: str) -> None:
    """Write a synthetic registry, to try out `report` with: nobody in it exists, and it is evidence of nothing.

    Its margins follow the figures that the registry report published, and are assumed where it published none.
    """
    from leidraad.actions.synth import synth as write_synthetic

    made = write_synthetic(out, patients, seed, columns, folder)
    click.echo(f"{made.out}: {made.patients:,}. {getattr(made.about, lang)}")
