"""The comment form as a Word file, landscape A4. The only module that knows python-docx, which loads slowly."""

import datetime
import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Row

from leidraad.explaining.finding_list import FindingEntry, FindingList, GuidelineFindings
from leidraad.explaining.phrases import Phrases
from leidraad.pages.findings_form import Form

COLUMNS = {"number": 22, "place": 38, "remark": 62, "consequence": 62, "proposal": 62, "answer": 31}  # mm
MARGIN = Mm(10)
EPOCH = datetime.datetime(1980, 1, 1)  # the first day that a zip file knows: the same findings give the same bytes
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


def findings_to_docx(found: FindingList, say: Phrases) -> bytes:
    """Return the form as a Word file: a table for each module, the safety words on every page."""
    form, document = Form(say), docx.Document()
    _set_up(document, form, say.of(found.safety))
    document.add_heading(form.word("title"), level=0)
    document.add_paragraph(form.word("about"))
    document.add_paragraph(say.of(found.safety)).runs[0].bold = True
    for guideline in found.guidelines:
        _guideline(document, guideline, form)
    return _saved(document)


def _set_up(document: Document, form: Form, safety: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.footer.paragraphs[0].add_run(safety).font.size = Pt(7)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(8.5)
    style.element.get_or_add_rPr().append(_element("w:lang", "w:val", LOCALES[form.say.language]))
    properties = document.core_properties
    properties.title, properties.author, properties.comments = form.word("title"), "Leidraad", ""
    properties.created = properties.modified = EPOCH


def _guideline(document: Document, guideline: GuidelineFindings, form: Form) -> None:
    document.add_heading(form.heading(guideline), level=1)
    if not guideline.findings:
        document.add_paragraph(form.word("none"))
    for module in dict.fromkeys(entry.module for entry in guideline.findings):
        entries = [entry for entry in guideline.findings if entry.module == module]
        status = form.say[entries[0].status]
        document.add_heading(f"{form.word('module')} {module} ({status})", level=2)
        _table(document, entries, form)


def _table(document: Document, entries: list[FindingEntry], form: Form) -> None:
    table = document.add_table(rows=1 + len(entries), cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    _set_widths(table)
    head, *rows = table.rows
    head._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    _fill(head, [form.word(column) for column in COLUMNS], bold=True)
    for row, entry in zip(rows, entries, strict=True):
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        _fill(row, _cells(entry, form))


def _cells(entry: FindingEntry, form: Form) -> list[str]:
    say = form.say
    return [entry.id, entry.place, say.of(entry.remark), form.consequence(entry), say.of(entry.proposal), ""]


def _set_widths(table: Table) -> None:
    for column, width in zip(table.columns, COLUMNS.values(), strict=True):
        column.width = Mm(width)


def _fill(row: _Row, texts: list[str], bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, COLUMNS.values(), strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].add_run(text).bold = bold


def _element(name: str, attribute: str | None = None, value: str = "") -> Any:
    element = OxmlElement(name)
    if attribute:
        element.set(qn(attribute), value)
    return element


def _saved(document: Document) -> bytes:
    """Return the file; its parts carry no time of writing."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
