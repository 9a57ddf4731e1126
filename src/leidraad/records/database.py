"""The embedded database that a large table is worked on in: memory bounded, on disk beyond that, gone afterwards."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

MEMORY = "2GB"


@contextmanager
def database() -> Iterator[Backend]:
    """Open an empty database in a folder of its own, which only this user can read and which is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="leidraad-") as folder, warnings.catch_warnings():
        # ibis 12 calls duckdb 2 by a name that duckdb means to drop.
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        fused, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False  # fused stages share nothing
        connection = ibis.duckdb.connect(
            Path(folder) / "table.duckdb", memory_limit=MEMORY, temp_directory=str(Path(folder) / "spilt")
        )
        try:
            yield connection
        finally:
            ibis.options.sql.fuse_selects = fused
            connection.disconnect()


def folder_of(connection: Backend) -> Path:
    """Return the folder of the database, for what goes when it goes."""
    (file,) = connection.con.execute("select path from duckdb_databases() where path is not null").fetchone()
    return Path(file).parent


def row_count(table: ir.Table) -> int:
    """Return how many rows a table has."""
    return table.count().to_pyarrow().as_py()


def batches(connection: Backend, table: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table, so many at a time, in order and without ever holding them all."""
    # ibis 12 asks duckdb 2 for batches by a name that is gone; a view takes the same query there.
    name = ibis.util.gen_name("batches")
    connection.create_view(name, table)
    yield from connection.con.sql(f'select * from "{name}"').to_arrow_reader(rows)
