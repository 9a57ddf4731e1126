"""The statuses of a cohort as Parquet, CSV or an Excel sheet. A file appears whole or not at all."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import xlsxwriter

from leidraad.diagnostics import UserInputError, wrong

SHEET_ROWS = 1_048_575  # of an Excel sheet, the row with the names left out
FORMS = (".parquet", ".csv", ".xlsx")


class Out(Protocol):
    """Where batches of rows go."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""

    def close(self) -> None:
        """Finish the file."""


def check_form(out: Path, source: Path) -> None:
    """Raise UserInputError when the file is the source itself, or its name says no form that can be written."""
    if out.is_dir():
        raise wrong("cannot-write", f"`{out}` is a folder", None, f"name a file in it, such as `{out / 'out.parquet'}`")
    if out.suffix.lower() not in FORMS:
        hint = "let the name end in .parquet, .csv or .xlsx"
        raise wrong("wrong-form", f"`{out}` is no Parquet, CSV or Excel file", None, hint)
    if out.exists() and source.exists() and out.samefile(source):
        raise wrong("cannot-write", f"`{out}` is the table itself", None, "name another file")


def check_rows(out: Path, rows: int) -> None:
    """Raise UserInputError when an Excel sheet cannot hold so many rows."""
    if out.suffix.lower() == ".xlsx" and rows > SHEET_ROWS:
        message = f"an Excel sheet holds {SHEET_ROWS:,} patients, and the table has {rows:,}"
        raise wrong("too-many-rows", message, None, "write .parquet or .csv instead")


def opened_out(form: str, part: Path, schema: pa.Schema, notes: Sequence[str], about: Mapping[str, Any]) -> Out:
    """Open a file of this form (a suffix). `notes` are read by people, `about` by programs; a CSV file has no room."""
    match form.lower():
        case ".parquet":
            described = schema.with_metadata({f"leidraad_{key}": str(value) for key, value in about.items()})
            return _Parquet(part, described)
        case ".csv":
            return _Csv(part, schema)
    return _Sheet(part, schema, notes)


class _Parquet:
    def __init__(self, part: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(part, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch.replace_schema_metadata(self._schema.metadata))

    def close(self) -> None:
        self._writer.close()


class _Csv:
    def __init__(self, part: Path, schema: pa.Schema) -> None:
        self._schema = pa.schema([(name, pa.string()) for name in schema.names])
        options = pacsv.WriteOptions(quoting_style="needed")
        self._writer = pacsv.CSVWriter(part, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch.cast(self._schema))

    def close(self) -> None:
        self._writer.close()


class _Sheet:
    def __init__(self, part: Path, schema: pa.Schema, notes: Sequence[str]) -> None:
        # A text that begins like a formula or a link is a text.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(part, options)
        self._sheet = self._book.add_worksheet("Leidraad")
        self._sheet.freeze_panes(1, 1)
        self._sheet.write_row(0, 0, schema.names, self._book.add_format({"bold": True}))
        self._next = 1
        self._notes = notes

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            for column, text in enumerate(cells):
                self._sheet.write_string(self._next, column, text)
            self._next += 1

    def close(self) -> None:
        beside = self._book.add_worksheet("Let op - please note")
        beside.set_column(0, 0, 120)
        for line, note in enumerate(self._notes):
            beside.write_string(line, 0, note)
        self._book.close()


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a file to write to, which takes the place of `path` when all went well."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.touch(exist_ok=False)
        yield part
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> UserInputError:
    """Return the error for a file that cannot be written."""
    reason = (error.strerror or "it failed").lower()
    return wrong("cannot-write", f"cannot write `{path}`: {reason}", None, "name a file in a folder that exists")
