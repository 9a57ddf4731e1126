"""Commands about a whole table of patients. Each only calls its action and a page."""

from pathlib import Path

import click

from leidraad.cli.options import FOLDER, day


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
