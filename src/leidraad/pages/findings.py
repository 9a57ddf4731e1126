"""The findings as text, and as a comment form for a guideline committee: a table (CSV) or a Word file.

The form has no names of persons; the committee's answer has its own empty column in Word.
"""

import csv
import io
from collections.abc import Iterator, Mapping

import click

from leidraad.explaining.finding_list import FindingEntry, FindingList, to_json
from leidraad.explaining.phrases import Phrases
from leidraad.model.content import Item
from leidraad.pages.findings_form import Form
from leidraad.pages.lines import wrapped

CSV_COLUMNS = (
    "number", "guideline", "edition", "status", "module", "place", "remark", "consequence", "proposal", "safety",
)  # fmt: skip


def rendered(found: FindingList, form: str, language: str, items: Mapping[str, Item]) -> bytes:
    """Return the findings in a format; CSV begins with a byte order mark, by which spreadsheets know UTF-8."""
    say = Phrases(language, items)
    match form:
        case "docx":
            from leidraad.pages.findings_word import findings_to_docx

            return findings_to_docx(found, say)
        case "csv":
            return findings_to_csv(found, say).encode("utf-8-sig")
        case "json":
            return f"{to_json(found)}\n".encode()
    return findings_to_text(found, say).encode()


def findings_to_text(found: FindingList, say: Phrases) -> str:
    """Return the findings for a terminal."""
    return "\n".join(_lines(found, Form(say))) + "\n"


def _lines(found: FindingList, form: Form) -> Iterator[str]:
    for guideline in found.guidelines:
        yield click.style("\n".join(wrapped(form.heading(guideline), "")), bold=True)
        if not guideline.findings:
            yield f"  {form.word('none')}"
        for entry in guideline.findings:
            yield from _entry(entry, form)
        yield ""
    yield from wrapped(form.say.of(found.safety), "")


def _entry(entry: FindingEntry, form: Form) -> Iterator[str]:
    yield ""
    yield from wrapped(f"{entry.id} · {entry.place}", "  ")
    yield from wrapped(form.say.of(entry.remark), "    ")
    yield from wrapped(f"{form.word('consequence')}: {form.consequence(entry)}", "    ")
    yield from wrapped(f"{form.word('proposal')}: {form.say.of(entry.proposal)}", "    ")


def findings_to_csv(found: FindingList, say: Phrases) -> str:
    """Return the form as CSV, a finding a row. Status and safety words stand in each, so that no sort loses them."""
    form, out = Form(say), io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(form.word(column) for column in CSV_COLUMNS)
    for guideline in found.guidelines:
        for entry in guideline.findings:
            table.writerow(
                (
                    entry.id, say.of(guideline.title), guideline.edition, say[entry.status], entry.module, entry.place,
                    say.of(entry.remark), form.consequence(entry), say.of(entry.proposal), say.of(found.safety),
                )
            )  # fmt: skip
    return out.getvalue()
