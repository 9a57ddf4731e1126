"""A CSV or Parquet file as a table in the database, its columns accounted for. Says nothing of what cells mean."""

import contextlib
import csv
import mmap
from collections.abc import Mapping as ByName
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import msgspec
from ibis.backends.duckdb import Backend

from leidraad.diagnostics import Diagnostic, Span, UserInputError, wrong
from leidraad.model.content import Item
from leidraad.reading.text_file import readable
from leidraad.records.cells import Cell, cell_of, stripped
from leidraad.records.columns import ROW
from leidraad.records.database import folder_of, row_count
from leidraad.records.mapping import Mapping
from leidraad.records.mapping_check import check_mapping
from leidraad.records.table import check_columns, check_width, empty, key_column, lines

PARQUET = (".parquet", ".pq")
WILD = set("*?[")  # in a name these stand for other files
LONGEST_LINE = 2**24  # bytes
# Quotes beside a space: the readers of CSV differ on what they mean.
DOUBTFUL = (b'" ', b' "', b'"\t', b'\t"')


class TableFile(msgspec.Struct, frozen=True):
    """A table of patients: its columns by the name in the file, and the column that names the patient, if any."""

    path: Path
    table: ir.Table
    cells: dict[str, Cell]
    key: str | None


def open_table(connection: Backend, path: Path, mapping: Mapping | None, items: ByName[str, Item]) -> TableFile:
    """Open a file of patients, one a row; raise UserInputError when the file or its columns are wrong."""
    if mapping:
        check_mapping(mapping, "table", items)
    if path.suffix.lower() in PARQUET:
        return _parquet(connection, path, mapping, items)
    if path.suffix.lower() == ".csv":
        return _csv(connection, path, mapping, items)
    hint = "save the table as CSV or Parquet, and let the name of the file say so"
    raise wrong("wrong-table", f"`{path}` is no CSV or Parquet file", None, hint)


def _csv(connection: Backend, path: Path, mapping: Mapping | None, items: ByName[str, Item]) -> TableFile:
    header, start = _header(path)
    check_columns(header, mapping, items, Span(str(path)))
    table = _stored(connection, path, header, start)
    table = stripped(table.mutate(**{ROW: table.rowid()}))
    cells = {name: cell_of(table[f"c{n}"]) for n, name in enumerate(header)}
    return TableFile(path, table, cells, key_column(header, mapping, items))


def _header(path: Path) -> tuple[list[str], int]:
    """Return the names of the columns, and the number of lines before the first row."""
    found = lines(path)
    _, header = next(found, (0, None))
    start, _ = next(found, (0, None))
    if not start:
        raise empty(path, has_header=header is not None)
    return header, start - 1


def _stored(connection: Backend, path: Path, header: list[str], start: int) -> ir.Table:
    """Read the whole file into the database, so that what is wrong with its form comes out before anything else."""
    width = len(header)
    # What is wrong with it, and in which line, the reader of single rows says; unless it can read it.
    if _is_plain(path, header):
        with contextlib.suppress(duckdb.Error):
            return _loaded(connection, "source", path, start, width)
    return _loaded(connection, "rewritten", _rewritten(path, header, folder_of(connection)), 0, width)


def _is_plain(path: Path, header: list[str]) -> bool:
    """Tell whether every reader of CSV reads this file alike. In a single column an empty line could be a row."""
    if len(header) == 1 or set(str(path)) & WILD:
        return False
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return all(data.find(mark) < 0 for mark in DOUBTFUL)


def _rewritten(path: Path, header: list[str], folder: Path) -> Path:
    """Return a copy with every cell between quotes; raise UserInputError where the file is no CSV."""
    copy = folder / "rewritten.csv"
    found = lines(path)
    next(found)
    with copy.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, cells in found:
            check_width(cells, header, Span(str(path), line))
            writer.writerow(cells)
    return copy


def _loaded(connection: Backend, name: str, path: Path, skip: int, width: int) -> ir.Table:
    columns = {f"c{n}": "VARCHAR" for n in range(width)}
    file = connection.read_csv(
        str(path), columns=columns, header=False, skip=skip, delim=",", quote='"', escape='"', strict_mode=True,
        max_line_size=LONGEST_LINE,
    )  # fmt: skip
    return connection.create_table(name, file)


def _parquet(connection: Backend, path: Path, mapping: Mapping | None, items: ByName[str, Item]) -> TableFile:
    with readable(path):
        path.open("rb").close()
    if set(str(path)) & WILD:
        raise wrong("wrong-table", f"`{path}` has one of `*?[` in its name", None, "give the file another name")
    try:
        table = connection.read_parquet(str(path), file_row_number=True)
    except duckdb.Error:
        raise wrong("malformed-table", f"`{path}` is no Parquet file", None, "save the table anew") from None
    table = table.rename({ROW: "file_row_number"})
    header = [name for name in table.columns if name != ROW]
    check_columns(header, mapping, items, Span(str(path)))
    if not row_count(table):
        raise empty(path, has_header=True)
    table = stripped(table)
    return TableFile(path, table, _typed_cells(table, header, mapping, path), key_column(header, mapping, items))


def _typed_cells(table: ir.Table, header: list[str], mapping: Mapping | None, path: Path) -> dict[str, Cell]:
    used = [name for name in header if mapping is None or name in mapping.columns()]
    cells = {name: cell_of(table[name]) for name in used}
    problems = [
        Diagnostic("wrong-type", f"the column `{name}` holds no texts, numbers, truth values, dates or lists of texts",
                   Span(str(path)), "save it as one of these")
        for name, cell in cells.items() if cell is None
    ]  # fmt: skip
    if problems:
        raise UserInputError(problems)
    return cells
