"""Tables in CSV, one patient a row, as facts. Columns are data items, or a mapping says what they mean."""

import csv
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as ByName
from typing import Any

import msgspec

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.model.content import Item
from leidraad.reading.text_file import File, opened
from leidraad.records.facts import to_fact
from leidraad.records.mapping import Case, Mapping, Reading
from leidraad.records.mapping_check import check_mapping
from leidraad.records.words import Spot, from_number, from_words

# Without a mapping, the first of these columns names the patient; without any, the number of the row does.
ID_COLUMNS = ("id", "patient", "patient_id")


class Row(msgspec.Struct, frozen=True):
    """One patient: the texts of the cells by column."""

    id: str
    cells: dict[str, str]
    span: Span


def facts_from_table(
    path: File, mapping: Mapping | None, row_id: str | None, items: ByName[str, Item]
) -> dict[str, Any]:
    """Return the facts of one row. `row_id` may be None when the table has one row."""
    return facts_of_row(_chosen(read_rows(path, mapping, items), row_id, path), mapping, items)


def facts_of_all_rows(path: File, mapping: Mapping | None, items: ByName[str, Item]) -> dict[str, dict[str, Any]]:
    """Return the facts of every row by patient; raise UserInputError with the mistakes of all rows."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Diagnostic] = []
    for row in read_rows(path, mapping, items):
        try:
            found[row.id] = facts_of_row(row, mapping, items)
        except UserInputError as error:
            problems += error.diagnostics
    if problems:
        raise UserInputError(problems)
    return found


def read_rows(path: File, mapping: Mapping | None, items: ByName[str, Item]) -> list[Row]:
    """Return the rows of a table whose columns are all accounted for."""
    if mapping:
        check_mapping(mapping, "table", items)
    found = list(lines(path))
    if len(found) < 2:
        raise empty(path, bool(found))
    header = found[0][1]
    check_columns(header, mapping, items, Span(str(path)))
    key = key_column(header, mapping, items)
    rows = [_row(number, header, cells, key, Span(str(path), line))
            for number, (line, cells) in enumerate(found[1:], 1)]  # fmt: skip
    _check_ids(rows)
    return rows


def lines(path: File) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a CSV file that are not empty, each with its number, the cells without space around them."""
    with opened(path, newline="") as stream:
        reader, start = csv.reader(stream, strict=True), 1
        try:
            for cells in reader:
                if cells:
                    yield start, [cell.strip() for cell in cells]
                start = reader.line_num + 1
        except csv.Error as error:
            hint = "check the quotes"
            raise wrong("malformed-table", f"this is no CSV: {error}", Span(str(path), start), hint) from None


def empty(path: File, has_header: bool) -> UserInputError:
    """Return the error for a table without rows."""
    message = "the table has no rows" if has_header else "the table is empty"
    hint = "the first line names the columns; then one line a patient"
    return wrong("empty-table", message, Span(str(path)), hint)


def key_column(header: list[str], mapping: Mapping | None, items: ByName[str, Item]) -> str | None:
    """Return the column that names the patient, or None when the number of the row does."""
    return mapping.id if mapping else next((c for c in ID_COLUMNS if c in header and c not in items), None)


def check_columns(header: list[str], mapping: Mapping | None, items: ByName[str, Item], span: Span) -> None:
    """Raise UserInputError unless every column is accounted for, and none is lacking."""
    if len(header) == 1 and ";" in header[0]:
        raise wrong("malformed-table", "the columns are separated by `;`", span, "save the table with commas")
    known = {*mapping.columns(), *mapping.ignore} if mapping else {*items, *ID_COLUMNS}
    problems = [
        Diagnostic("duplicate-column", f"the column `{column}` stands in the table twice", span, "keep one of them")
        for column, times in Counter(header).items() if times > 1
    ]  # fmt: skip
    problems += [_unknown_column(column, known, mapping, span) for column in header if column not in known]
    missing = sorted(mapping.columns() - set(header)) if mapping else []
    problems += [
        Diagnostic("missing-column", f"the mapping `{mapping.name}` needs the column `{column}`", span,
                   nearest(column, header) or "add the column, or choose another mapping")
        for column in missing
    ]  # fmt: skip
    if problems:
        raise UserInputError(problems)


def _unknown_column(column: str, known: set[str], mapping: Mapping | None, span: Span) -> Diagnostic:
    if mapping is None:
        hint = nearest(column, known) or "name data items, or add `--mapping`"
        return Diagnostic("unknown-item", f"no data item `{column}`", span, hint)
    hint = nearest(column, known) or "map it, or list it under `ignore` with the reason"
    message = f"the mapping `{mapping.name}` does not know the column `{column}`"
    return Diagnostic("unknown-column", message, span, hint)


def _row(number: int, header: list[str], cells: list[str], key: str | None, span: Span) -> Row:
    check_width(cells, header, span)
    by_column = dict(zip(header, cells, strict=True))
    row_id = by_column[key] if key else str(number)
    if not row_id:
        raise no_id(key, span)
    return Row(row_id, by_column, span)


def check_width(cells: list[str], header: list[str], span: Span) -> None:
    """Raise UserInputError when a row has more or fewer cells than there are columns."""
    if len(cells) != len(header):
        message = f"this row has {len(cells)} cells, and the table has {len(header)} columns"
        raise wrong("malformed-table", message, span, "check commas and quotes")


def no_id(key: str, span: Span) -> UserInputError:
    """Return the error for a row without a patient."""
    return wrong("missing-id", f"the cell `{key}` is empty", span, "give every patient an id")


def _check_ids(rows: list[Row]) -> None:
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        if row.id in first:
            message = f"the patient `{row.id}` also stands in line {first[row.id].span.line}"
            problems.append(Diagnostic("duplicate-id", message, row.span, "one row a patient"))
        first.setdefault(row.id, row)
    if problems:
        raise UserInputError(problems)


def _chosen(rows: list[Row], row_id: str | None, path: File) -> Row:
    if row_id is None:
        if len(rows) == 1:
            return rows[0]
        hint = f"add `--id`, for example `--id {rows[0].id}`"
        raise wrong("missing-id", f"the table has {len(rows)} rows", Span(str(path)), hint)
    by_id = {row.id: row for row in rows}
    if row_id not in by_id:
        hint = nearest(row_id, by_id) or f"the first patient is `{rows[0].id}`"
        raise wrong("unknown-patient", f"no patient `{row_id}` in the table", Span(str(path)), hint)
    return by_id[row_id]


def facts_of_row(row: Row, mapping: Mapping | None, items: ByName[str, Item]) -> dict[str, Any]:
    """Return the facts of one row; an empty cell is unknown."""
    facts: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for name in items_of_row(row, mapping, items):
        try:
            fact = fact_of_row(row, name, mapping, items)
        except UserInputError as error:
            problems += error.diagnostics
            continue
        if fact is not None:
            facts[name] = fact
    if problems:
        raise UserInputError(problems)
    return facts


def items_of_row(row: Row, mapping: Mapping | None, items: ByName[str, Item]) -> list[str]:
    """Return the items that a row is read for."""
    return list(mapping.items) if mapping else [column for column in row.cells if column in items]


def columns_read(name: str, mapping: Mapping | None) -> list[str]:
    """Return the columns that an item is read from, as the mapping has them."""
    found = (
        {column: None for reading in mapping.items[name] for column in reading.columns()} if mapping else {name: None}
    )
    return list(found)


def fact_of_row(row: Row, name: str, mapping: Mapping | None, items: ByName[str, Item]) -> Any:
    """Return one fact of a row, or None when it is unknown."""
    if mapping is None:
        return fact_of_text(row.cells[name], items[name], row.span)
    for reading in mapping.items[name]:
        value = _value(row, name, reading, mapping, items)
        if value is not None:
            return to_fact(name, value, items, row.span)
    return None


def fact_of_text(text: str, item: Item, span: Span) -> Any:
    """Return the fact that a text stands for; an empty text says nothing."""
    return to_fact(item.name, _plain(text, item), {item.name: item}, span)


def _plain(cell: str, item: Item) -> Any:
    if not cell:
        return None
    return [word.strip() for word in cell.split("|")] if item.type == "set" else cell


def _value(row: Row, name: str, reading: Reading, mapping: Mapping, items: ByName[str, Item]) -> Any:
    if reading.constant is not None:
        return _plain(reading.constant, items[name])
    if reading.cases:
        return _plain(_combined(row, name, reading.cases, mapping) or "", items[name])
    cell = row.cells[reading.column]
    spot = Spot(f"column `{reading.column}` of patient `{row.id}`", row.span)
    if not cell or cell in reading.unknown:
        return None
    if reading.number:
        return from_number(cell, reading.unit, items[name], spot)
    if not reading.values:
        return _plain(cell, items[name])
    return _plain(from_words([cell], reading, name, mapping, spot) or "", items[name])


def _combined(row: Row, name: str, cases: list[Case], mapping: Mapping) -> str | None:
    for case in cases:
        if all(_matches(row.cells[column], wanted) for column, wanted in case.when.items()):
            return case.value
    columns = sorted({column for case in cases for column in case.when})
    # A combination of cells that are all empty says nothing, and needs no line of its own.
    if not any(row.cells[column] for column in columns):
        return None
    shown = ", ".join(f"`{column}` `{row.cells[column]}`" for column in columns)
    hint = f"add the combination to the cases of `{name}` in the mapping `{mapping.name}`"
    raise wrong("unmapped-value", f"patient `{row.id}`: no meaning for {shown} together", row.span, hint)


def _matches(cell: str, wanted: str | list[str]) -> bool:
    return cell in wanted if isinstance(wanted, list) else cell == wanted
