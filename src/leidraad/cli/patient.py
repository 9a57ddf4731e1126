"""Commands about one patient, and the scales. Each only calls its action and a page."""

from pathlib import Path

import click

from leidraad.cli.options import FOLDER, AboutPatient, about_a_patient, deliver
from leidraad.diagnostics import wrong


@click.command()
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--full", is_flag=True, help="List what the text folds.")
def advise(about: AboutPatient, form: str, full: bool) -> None:
    """Advise on one patient: CASE is a case file (JSON), a table (CSV) or a FHIR bundle.

    With --mapping a table's columns or a bundle's resources are read through that mapping.
    """
    from leidraad.actions.advise import advise as run_advise
    from leidraad.explaining.phrases import Phrases

    content = about.content()
    advice = run_advise(content, about.case, about.day, about.mapping, about.row)
    if form == "json":
        from leidraad.explaining.advice import to_json as advice_to_json

        click.echo(advice_to_json(advice))
    elif form == "html":
        from leidraad.pages.advice_html import advice_to_html

        click.echo(advice_to_html(advice, Phrases(about.lang, content.items)))
    else:
        from leidraad.pages.advice_text import advice_to_text

        click.echo(advice_to_text(advice, Phrases(about.lang, content.items), full), nl=False)


@click.command()
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--full", is_flag=True, help="List what the text folds.")
def completeness(about: AboutPatient, form: str, full: bool) -> None:
    """List what is still needed before the tumour board, by the report that supplies it.

    CASE is as for `leidraad advise`. Shows the share of this phase's recommendations that can be decided now.
    """
    from leidraad.actions.completeness import completeness as run_completeness
    from leidraad.explaining.completeness import to_json as completeness_to_json

    content = about.content()
    found = run_completeness(content, about.case, about.day, about.mapping, about.row)
    if form == "json":
        click.echo(completeness_to_json(found))
        return
    from leidraad.explaining.phrases import Phrases
    from leidraad.pages.completeness import completeness_to_text

    click.echo(completeness_to_text(found, Phrases(about.lang, content.items), full), nl=False)


@click.command("follow-up")
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "html", "ics"]), default="text", show_default=True)
@click.option("--from", "start", type=click.Choice(["surgery", "treatment-end"]), help="The day that counts as zero.")
@click.option("--first-period", type=click.Choice(["2", "3"]), help="Years of the first period, where it is open.")
def follow_up(about: AboutPatient, form: str, start: str | None, first_period: str | None) -> None:
    """Give the follow-up schedule that holds for one patient, with dates. CASE is as for `leidraad advise`."""
    from leidraad.actions.follow_up import follow_up as run_follow_up
    from leidraad.explaining.follow_up import Choice
    from leidraad.explaining.phrases import Phrases
    from leidraad.pages.follow_up import follow_up_to_html, follow_up_to_ics, follow_up_to_text

    content = about.content()
    zero = {None: None, "surgery": "surgery_date", "treatment-end": "treatment_end_date"}[start]
    choice = Choice(zero, int(first_period) if first_period else None)
    found = run_follow_up(content, about.case, about.day, choice, about.mapping, about.row)
    render = {"text": follow_up_to_text, "html": follow_up_to_html, "ics": follow_up_to_ics}[form]
    click.echo(render(found, Phrases(about.lang, content.items)).encode(), nl=False)


@click.command()
@about_a_patient
@click.option("--format", "form", type=click.Choice(["text", "html", "pdf", "json"]), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file; needed for pdf.")
@click.option(
    "--field", "pairs", multiple=True, metavar="NAME=TEXT", help="Fill in a line; may be given more than once."
)
def leaflet(about: AboutPatient, form: str, out: Path | None, pairs: tuple[str, ...]) -> None:
    """Write the leaflet for one patient, in plain language. CASE is as for `leidraad advise`.

    Lines such as contact, deputy and phone are filled in with --field, or by hand on paper.
    """
    from leidraad.actions.leaflet import leaflet as run_leaflet
    from leidraad.explaining.phrases import Phrases
    from leidraad.pages.leaflet import rendered

    if form == "pdf" and out is None:
        raise wrong("no-file", "a PDF cannot be shown here", None, "add --out leaflet.pdf")
    content = about.content()
    found = run_leaflet(content, about.case, about.day, filled_in(pairs), about.mapping, about.row)
    deliver(rendered(found, form, Phrases(about.lang, content.items)), out)


def filled_in(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return the lines of `name=text`; raise UserInputError for another form, or a line that is given twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if not name or not text.strip():
            raise wrong("wrong-line", f"`{pair}` names no line and text", None, 'write it as in --field contact="..."')
        if name in found:
            raise wrong("wrong-line", f"the line `{name}` is given twice", None, "give it once")
        found[name] = text.strip()
    return found


@click.command()
@about_a_patient
@click.option("--kind", type=click.Choice(["referral", "mdo", "mri"]), default="referral", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "html", "pdf", "json"]), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file; needed for pdf.")
def letter(about: AboutPatient, kind: str, form: str, out: Path | None) -> None:
    """Write a letter about one patient on one A4. CASE is as for `leidraad advise`.

    A referral letter, the form for the tumour board (mdo), or the request of an MRI (mri). Names are left blank.
    """
    from leidraad.actions.letter import letter as run_letter
    from leidraad.explaining.phrases import Phrases
    from leidraad.pages.letter import rendered

    if form == "pdf" and out is None:
        raise wrong("no-file", "a PDF cannot be shown here", None, "add --out letter.pdf")
    content = about.content()
    found = run_letter(content, about.case, about.day, kind, about.mapping, about.row)
    deliver(rendered(found, form, Phrases(about.lang, content.items)), out)


@click.command()
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
    from leidraad.pages.scale import scale_to_text, scales_to_json, scales_to_text

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
