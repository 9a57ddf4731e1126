"""Time whole cohorts: Leidraad beside plain SQL, zen-engine and cql-execution, on the same rules and patients.

Run by `make bench`. Changes nothing; an engine that is not there is skipped aloud. README.md says what is fair.
"""

import argparse
import datetime
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import ibis
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from as_sql import to_sql
from cohort_tables import most_read, write_table
from patients import BenchPatient
from peers import Answer, Skipped, ask_cql, ask_zen
from rules import all_rules
from twelve import NEEDED, twelve

from leidraad.actions.cohort import cohort
from leidraad.actions.load_content import load_content
from leidraad.engines.columns import CODES, statuses
from leidraad.engines.reference import Patient
from leidraad.model.content import Content, Item
from leidraad.records.cells import TYPES
from leidraad.records.columns import facts_of_typed
from leidraad.records.database import database

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 20)
UNKNOWN = 0.3
PEER_SECONDS = 60
COMPARED = 20_000  # patients of whom the counts of both are compared
CODE_TESTS = tuple(f"{{}} = {CODES[status]}" for status in ("applies", "undetermined"))


class Line(msgspec.Struct):
    """One line of the table: how long `rows` patients took under `rules` rules, beside making the query ready."""

    name: str
    rows: int
    rules: int
    seconds: float
    ready: float | None = None
    counts: list[int] | None = None

    @property
    def rate(self) -> float:
        """Return the pairs of a rule and a patient in a second."""
        return self.rows * self.rules / self.seconds


def main() -> None:
    """Measure and print."""
    options = read_options()
    print(f"{DAY}, Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    bandwidth = copied_per_second()
    print(f"memory: {bandwidth / 1e9:.1f} GB/s read while copying\n")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        if "twelve" in options.rules:
            content, by_hand = twelve(folder / "content")
            own = [item for item in content.items.values() if item.name not in NEEDED]
            measure("twelve rules", content, own, by_hand, options, folder, bandwidth)
        if "all" in options.rules:
            content = load_content(options.guidelines)
            measure("all rules", content, most_read(content, options.items), None, options, folder, bandwidth)


def read_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--rules", choices=["twelve", "all"], nargs="+", default=["twelve", "all"])
    parser.add_argument("--items", type=int, default=40, help="columns of the table for all rules")
    parser.add_argument("--most-in-sql", type=int, default=1_000_000, help="patients; more would take plain SQL long")
    parser.add_argument("--sample", type=int, default=300, help="patients for zen-engine and cql-execution")
    parser.add_argument("--repeats", type=int, default=3, help="of which the fastest counts")
    parser.add_argument("--guidelines", type=Path, help="folder of guidelines; default: those shipped")
    parser.add_argument("--folder", type=Path, help="where to keep the tables meanwhile")
    parser.add_argument("--zen-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python")
    return parser.parse_args()


def measure(
    title: str, content: Content, items: list[Item], by_hand: dict[str, str] | None, options: argparse.Namespace,
    folder: Path, bandwidth: float,
) -> None:  # fmt: skip
    """Print one table: every way to apply these rules to these patients."""
    rules = len(all_rules(content))
    print(f"## {title}: {rules}, over {len(items)} columns, {UNKNOWN:.0%} of the cells unknown")
    lines: list[Line] = []
    for rows in options.rows:
        table = write_table(folder / f"{rows}.parquet", items, rows, UNKNOWN)
        in_sql = by_hand is not None or rows <= options.most_in_sql
        own, sql = in_database(table, content, by_hand, options.repeats, in_sql)
        read = bytes_read(table, rows)
        print(f"{rows:,} patients: Leidraad {own.seconds:.2f} s, reads {read / own.seconds / 1e9:.2f} GB/s, "
              f"{read / own.seconds / bandwidth:.1%} of what memory gives", flush=True)  # fmt: skip
        for other in sql:
            agree = "the same counts" if own.counts == other.counts else "OTHER COUNTS"
            print(f"  {other.name}: Leidraad is {other.seconds / own.seconds:.2f} times as fast, {agree}", flush=True)
        lines += [own, *sql, whole_command(table, content, rows, folder)]
    lines += list(peers(folder / f"{options.rows[0]}.parquet", content, options))
    print(table_text(lines), "", sep="\n")


class Form(msgspec.Struct):
    """One way to write the rules: what to select from, and the value of each rule with a test of what it says."""

    name: str
    source: str
    values: dict[str, str]
    applies: str
    undetermined: str
    reduce: str

    def whole(self) -> str:
        """Return a query that needs every value of every rule, and hands over next to nothing."""
        reduced = ", ".join(f'{self.reduce}("{name}")' for name in self.values)
        return f"select {reduced} from {self._each()}"

    def counts(self, table: str, shorter: str) -> str:
        """Return a query that counts on a shorter table to whom each rule applies, and for whom it is undetermined."""
        tests = [test.format(f'"{name}"') for name in self.values for test in (self.applies, self.undetermined)]
        counted = ", ".join(f"count(*) filter ({test})" for test in tests)
        return f"select {counted} from {self._each()}".replace(f'"{table}"', f'"{shorter}"')

    def _each(self) -> str:
        each = ", ".join(f'{value} as "{name}"' for name, value in self.values.items())
        return f"(select {each} from {self.source})"


def in_database(
    table: Path, content: Content, by_hand: dict[str, str] | None, repeats: int, in_sql: bool
) -> tuple[Line, list[Line]]:
    """Time Leidraad and SQL on a table that is loaded, and compare what they say of its first patients."""
    with database() as connection:
        connection.raw_sql("set memory_limit = '70%'")
        connection.raw_sql(f"create temp table people as select * from '{table}'")
        connection.raw_sql(f"create temp table first as select * from people limit {COMPARED}")
        people = connection.table("people", database="temp.main")
        start = time.perf_counter()
        forms = [ours(connection.compile(statuses(people, content, DAY)), content)]
        built = time.perf_counter() - start
        if in_sql:
            forms.append(hand_written(by_hand) if by_hand else plain_sql(people, content))
        lines = [timed(form, connection.con, repeats) for form in forms]
        lines[0].ready += built
        return lines[0], lines[1:]


def ours(query: str, content: Content) -> Form:
    """Return the rules as Leidraad writes them."""
    values = {rule.id: f'"{rule.id}"' for rule in all_rules(content)}
    return Form("Leidraad", f"({query})", values, *CODE_TESTS, "bit_or")


def hand_written(by_hand: dict[str, str]) -> Form:
    """Return the rules as somebody wrote them: true, false or null."""
    return Form("SQL by hand", '"people"', by_hand, "{}", "{} is null", "bool_or")


def plain_sql(people: ibis.Table, content: Content) -> Form:
    """Return the rules as plain SQL, one expression each."""
    source, values = to_sql(content, '"people"', set(people.columns), DAY)
    return Form("plain SQL", source, values, *CODE_TESTS, "bit_or")


def timed(form: Form, connection: duckdb.DuckDBPyConnection, repeats: int) -> Line:
    """Return the fastest of some runs; planning counts apart, and is taken off."""
    (rows,) = connection.execute("select count(*) from people").fetchone()
    query = form.whole()
    ready = seconds_of(lambda: connection.execute(f"explain {query}").fetchall())
    counts = list(connection.execute(form.counts("people", "first")).fetchone())
    fastest = min(seconds_of(lambda: connection.execute(query).fetchall()) for _ in range(repeats))
    return Line(form.name, rows, len(form.values), max(fastest - ready, 1e-9), ready, counts)


def seconds_of(run: Callable[[], object]) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def whole_command(table: Path, content: Content, rows: int, folder: Path) -> Line:
    """Time what `leidraad cohort` does: read, check every cell, apply, write a file, count."""
    seconds = seconds_of(lambda: cohort(content, table, folder / "out.parquet", DAY, lambda *told: None))
    return Line("leidraad cohort, file to file", rows, len(all_rules(content)), seconds)


def peers(table: Path, content: Content, options: argparse.Namespace) -> Iterator[Line]:
    """Time the other engines on a sample, one patient after another, scope and condition only."""
    patients = sampled(table, content, options.sample)
    once = {"timed": None, "warmup": 0, "repeats": 1}
    for ask in (
        lambda: ask_zen(content, patients, once, options.zen_python),
        lambda: ask_cql(content, patients, once, DAY.isoformat()),
    ):
        try:
            yield peer_line(ask(), content, len(patients))
        except Skipped as why:
            print(f"skipped: {why}")


def peer_line(answer: Answer, content: Content, patients: int) -> Line:
    """Return the line of another engine; it has been warm since it gave its values."""
    assert answer.seconds[0] < PEER_SECONDS, "take a smaller --sample"
    return Line(answer.version, patients, len(all_rules(content)) - len(answer.left_out), answer.seconds[0])


def sampled(table: Path, content: Content, count: int) -> list[BenchPatient]:
    """Return the first patients of a table."""
    first = next(pq.ParquetFile(table).iter_batches(count))
    people = ibis.memtable(pa.Table.from_batches([first]))
    typed = people.cast({n: TYPES[content.items[n].type] for n in people.columns if n in content.items})
    with database() as connection:
        found = connection.to_pyarrow(typed).to_pylist()
    return [BenchPatient(row.pop("id"), Patient(content.items, facts_of_typed(row), DAY)) for row in found]


def bytes_read(table: Path, rows: int) -> float:
    """Return what the columns of a table take in memory, without the ids."""
    first = next(pq.ParquetFile(table).iter_batches(100_000))
    return first.drop_columns(["id"]).nbytes / first.num_rows * rows


def copied_per_second(size: int = 2**29) -> float:
    """Return the bytes that all processors together read in a second while they copy."""
    halves = [(np.ones(size, np.uint8), np.empty(size, np.uint8)) for _ in range(os.cpu_count() or 1)]
    with ThreadPoolExecutor(len(halves)) as pool:
        once = [seconds_of(lambda: list(pool.map(lambda pair: np.copyto(pair[1], pair[0]), halves))) for _ in range(5)]
    return size * len(halves) / min(once)


def table_text(lines: list[Line]) -> str:
    """Return the lines as a table in Markdown; the ratio is to Leidraad on the same number of patients."""
    leidraad = {line.rows: line for line in lines if line.name == "Leidraad"}
    found = ["| what | patients | rules | ready | seconds | patients/s | pairs/s | Leidraad is |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for line in lines:
        own = leidraad.get(line.rows, next(iter(leidraad.values())))
        ready = "" if line.ready is None else f"{line.ready:.2f}"
        times = float(f"{own.rate / line.rate:.3g}")
        found.append(f"| {line.name} | {line.rows:,} | {line.rules} | {ready} | {line.seconds:.2f} | "
                     f"{line.rows / line.seconds:,.0f} | {line.rate:,.0f} | {times:,g} times as fast |")  # fmt: skip
    return "\n".join(found)


if __name__ == "__main__":
    main()
