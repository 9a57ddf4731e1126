"""All tables of the quality report as one workbook: a sheet for each, with definition, denominator and safety words.

Texts are written as texts, so that none of them runs as a formula; a hidden count is a word, never a number.
"""

import datetime
import io
import re
from collections.abc import Iterable, Iterator

import msgspec
import xlsxwriter

from leidraad.explaining.safety import SAFETY
from leidraad.pages.report import tables
from leidraad.pages.report.hospital_chart import in_force
from leidraad.pages.report.words import NOTHING, Words
from leidraad.registry.results import Report

LONGEST_NAME = 31  # of a sheet
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_FORMS = {tables.COUNT: "#,##0", tables.SHARE: "0.0%", tables.NUMBER: "#,##0.0##", tables.YEAR: "0"}
WIDEST, NARROWEST = 60, 9


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its title, lines about it, and its table where it has one."""

    name: str
    title: str
    lines: tuple[str, ...]
    table: tables.Table | None = None


def report_xlsx(report: Report, language: str) -> bytes:
    """Return the workbook."""
    words = Words(language, report.least_count)
    sheets = _named(list(_sheets(report, words)))
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = datetime.datetime.fromisoformat(report.evaluated_on)
    book.set_properties({"title": words.of(report.title), "comments": _always(report, words)[0], "created": day})
    writer = _Writer(book, _always(report, words), words)
    writer.contents(sheets, _notes(report, words))
    for sheet in sheets:
        writer.sheet(sheet)
    book.close()
    return out.getvalue()


def _always(report: Report, words: Words) -> tuple[str, ...]:
    """Return what stands on every sheet."""
    safety = f"{words['safety']}: {words.of(SAFETY)}"
    return (words["synthetic_long"], safety) if report.synthetic else (safety,)


def _notes(report: Report, words: Words) -> list[str]:
    """Return what the workbook is, how its counts are hidden, and what it rests on."""
    read = f"{words['table_of']}: {report.table}; {words['evaluated_on']} {report.evaluated_on}; {words['edition']} "
    few = words["few_rule"].format(report.least_count - 1)
    selected = [] if report.selected else [words["no_selection"]]
    is_not = [words[f"is_not_{n}"] for n in (1, 2, 3)]
    notes = [few, words["interval_note"], words["hospital_note"]]
    notes += [f"{words.of(p.title)}: {words.of(p.empty)}" for p in report.panels if p.needs]
    return [f"{read}{report.edition}", *selected, *is_not, *notes]


def _sheets(report: Report, words: Words) -> Iterator[Sheet]:
    selection = () if report.selected else (words["no_selection"],)
    yield Sheet(words["selection"], words["selection"], selection, tables.flow_table(report.flow, words))
    yield Sheet(words["sheet_checks"], words["checks"], (), tables.checks_table(report.checks, words))
    yield Sheet(
        words["missing"], words["missing"], (), tables.missing_table(tables.most_missing(report.missing), words)
    )
    yield from _panels(report, words)
    for norm in report.norms:
        about = (
            f"{words['norm_years']}: {in_force(norm, words)}",
            f"{norm.edition}; {norm.source}",
            words["norm_lead"],
        )
        empty = (words.of(norm.empty),) if norm.empty else ()
        yield Sheet(norm.id, words.of(norm.title), (*about, *empty), tables.norm_table(norm, words))
    for funnel in report.funnels:
        empty = (words.of(funnel.empty),) if funnel.empty else ()
        lines = (words.of(funnel.definition), *empty)
        yield Sheet(funnel.id, words.of(funnel.title), lines, tables.funnel_table(funnel, words))
    lead = (words["adherence_lead"],)
    yield Sheet(words["adherence"], words["adherence"], lead, tables.adherence_table(report.adherence, words))
    unanswered = tables.unanswered_table(report.not_answerable, words)
    yield Sheet(words["sheet_unanswered"], words["not_answerable"], (), unanswered)
    published = (words["published_lead"], *((words["published_synthetic"],) if report.synthetic else ()))
    yield Sheet(words["published"], words["published"], published, tables.published_table(report.published, words))


def _panels(report: Report, words: Words) -> Iterator[Sheet]:
    for panel in report.panels:
        if panel.needs:
            continue
        key = "hospitals" if panel.kind == "hospital_shares" else "patients"
        lines = [
            f"{words['definition']}: {words.of(panel.definition)}",
            f"{words['denominator']}: {words[key].format(words.count(panel.population, True))}",
            f"{words['source']}: {panel.source}",
        ]
        lines += [f"{words['rules']}: {', '.join(panel.rules)}"] if panel.rules else []
        lines += [f"{words['note']}: {words.of(panel.note)}"] if panel.note else []
        lines += [f"{words['empty']}: {words.of(panel.empty)}"] if panel.empty else []
        if trends := tables.trends_table(panel, words):
            lines += [f"{test.text}: {statistic.text}, {p.text}" for test, statistic, p in trends.rows]
        yield Sheet(panel.id, words.of(panel.title), tuple(lines), tables.panel_table(panel, words))


def _named(sheets: list[Sheet]) -> list[Sheet]:
    """Return the sheets with names that a workbook takes: short, without signs, each once whatever its case."""
    taken: set[str] = set()
    found = []
    for sheet in sheets:
        plain = _NOT_IN_NAME.sub(" ", sheet.name).strip()[:LONGEST_NAME] or "-"
        name, at = plain, 1
        while name.lower() in taken:
            at += 1
            name = f"{plain[: LONGEST_NAME - len(str(at)) - 1]} {at}"
        taken.add(name.lower())
        found.append(msgspec.structs.replace(sheet, name=name))
    return found


class _Writer:
    """Writes sheets, each with the words that stand on every sheet."""

    def __init__(self, book: xlsxwriter.Workbook, always: tuple[str, ...], words: Words) -> None:
        self._book, self._always, self._words = book, always, words
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self._warning = book.add_format({"bold": True})
        self._text = book.add_format({"valign": "top"})
        self._absent = book.add_format({"align": "right"})
        self._forms = {form: book.add_format({"num_format": number}) for form, number in _FORMS.items()}

    def contents(self, sheets: Iterable[Sheet], notes: Iterable[str]) -> None:
        """Write the first sheet: what to mind, and where each table stands."""
        sheet, row = self._begun(self._words["sheet_contents"], self._words["brand"], notes)
        for column, key in enumerate(("sheet", "title")):
            sheet.write_string(row, column, self._words[key], self._head)
        for each in sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{each.name}'!A1", string=each.name)
            sheet.write_string(row, 1, each.title)
        sheet.set_column(0, 0, LONGEST_NAME)
        sheet.set_column(1, 1, 2 * WIDEST)

    def sheet(self, found: Sheet) -> None:
        """Write one sheet."""
        sheet, row = self._begun(found.name, found.title, found.lines)
        if found.table is None:
            return
        for column, name in enumerate(found.table.columns):
            sheet.write_string(row, column, name, self._head)
            longest = max((len(r[column].text) for r in found.table.rows), default=0)
            sheet.set_column(column, column, min(WIDEST, max(NARROWEST, len(name), longest) + 1))
        for at, cells in enumerate(found.table.rows, row + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, at, column, cell)
        if found.table.rows:
            sheet.autofilter(row, 0, row + len(found.table.rows), len(found.table.columns) - 1)
        sheet.repeat_rows(row)

    def _cell(self, sheet, row: int, column: int, cell: tables.Cell) -> None:
        if cell.number is not None:
            sheet.write_number(row, column, cell.number, self._forms[cell.form])
        else:
            form = self._text if cell.form == tables.TEXT and cell.text != NOTHING else self._absent
            sheet.write_string(row, column, cell.text, form)

    def _begun(self, name: str, title: str, lines: Iterable[str]):
        """Return a new sheet with its head, and the row where its table begins."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        # A foot holds 255 signs; the words stand in full above.
        sheet.set_footer(f"&L&7{self._words['brand']}: {self._foot()}&R&P / &N")
        sheet.write_string(0, 0, title, self._title)
        head = [(text, self._warning) for text in self._always] + [(text, self._text) for text in lines]
        for row, (text, form) in enumerate(head, 1):
            sheet.write_string(row, 0, text, form)
        return sheet, len(head) + 2

    def _foot(self) -> str:
        words = self._words
        synthetic = f"{words['synthetic']}. " if len(self._always) > 1 else ""
        return f"{synthetic}{words['sheet_safety']}".replace("&", "&&")
