"""All rules for a whole table of patients: a file of statuses, a file of what was set apart, and a summary."""

import contextlib
import csv
import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import msgspec
import numpy as np
import pyarrow as pa
from ibis.backends.duckdb import Backend

from leidraad.actions.advise import refuse_contradictions
from leidraad.diagnostics import Diagnostic, UserInputError, wrong
from leidraad.engines.columns import CODES, contradictions, statuses
from leidraad.engines.reference import Patient
from leidraad.explaining.cohort_notes import notes
from leidraad.explaining.cohort_summary import CohortSummary, Sampled, all_rules, by_guideline, wants
from leidraad.model.content import Content, Rule
from leidraad.records.apart import Fault, faults, rows_apart
from leidraad.records.columns import ID, ROW, WRONG, facts_of_typed, typed
from leidraad.records.database import batches, database
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.statuses_out import check_form, check_rows, opened_out, replaced
from leidraad.records.table_file import TableFile, open_table

BATCH = 131_072  # rows; a batch of all rules is some 60 MB
SAMPLE = 400  # patients of whom is looked at what is wanting
SHOWN = 10  # mistakes, when every row has one
APART_COLUMNS = ("row", "id", "column", "value", "what is wrong", "what to do")
WORDS = np.array(sorted(CODES, key=CODES.__getitem__))
PLACES = np.zeros(max(CODES.values()) + 1, np.int8)
PLACES[sorted(CODES.values())] = np.arange(len(CODES))

# Told as it goes on: the stage, how many rows are done, and of how many (0 is not known).
Tell = Callable[[str, int, int], None]


def cohort(
    content: Content,
    table: Path,
    out: Path,
    today: datetime.date,
    tell: Tell,
    mapping: str | None = None,
    language: str = "nl",
) -> CohortSummary:
    """Write the status of every rule for every patient of a table, and return the summary.

    Rows with a mistake are set apart in `<out>.wrong.csv`. Raise UserInputError when the file or its columns are
    wrong, or every row is.
    """
    check_form(out, table)
    found = read_mapping(mapping) if mapping else None
    aside = out.with_name(f"{out.name}.wrong.csv")
    # All files take their places at the end, together.
    with contextlib.ExitStack() as files:
        connection, part = files.enter_context(database()), files.enter_context(replaced(out))
        tell("reading", 0, 0)
        run = _Run(connection, content, today, open_table(connection, table, found, content.items), found)
        check_rows(out, run.rows)
        apart = run.set_apart(lambda: files.enter_context(replaced(aside)), tell)
        schema = pa.schema([(run.file.key or "row", pa.string()), *((rule.id, _STATUS) for rule in run.rules)])
        target = opened_out(out.suffix, part, schema, notes(content, today, language), _about(content, today))
        counts, sample = run.write(target, schema, tell)
        tell("wanting", 0, 0)
        summary = run.summary(counts, sample, apart, aside if apart else None)
    if not apart:
        aside.unlink(missing_ok=True)
    return summary


_STATUS = pa.dictionary(pa.int8(), pa.string())


def _about(content: Content, today: datetime.date) -> dict[str, Any]:
    """Return what a program needs to know of a file of statuses: on which day, by which editions."""
    editions = [{"id": g.id, "edition": g.edition, "status": g.status, "sha256": g.sha256} for g in content.guidelines]
    return {"evaluated_on": today.isoformat(), "guidelines": msgspec.json.encode(editions).decode()}


class _Run:
    def __init__(
        self, connection: Backend, content: Content, today: datetime.date, file: TableFile, mapping: Mapping | None
    ) -> None:
        self.file = file
        self.rules: list[Rule] = [rule for guideline in content.guidelines for rule in guideline.rules]
        self._connection = connection
        self._content = content
        self._today = today
        self._mapping = mapping
        read = typed(file.table, file.cells, file.key, mapping, content.items)
        self._people = connection.create_table("people", read)
        self.rows: int = self._people.count().execute()

    def set_apart(self, aside: Callable[[], Path], tell: Tell) -> int:
        """Write what is wrong with the rows that cannot be used, leave them out, and return how many they are."""
        apart = rows_apart(self._connection, self._people, self._denied())
        count: int = apart.count().execute()
        if count == 0:
            return 0
        found = faults(self._connection, self.file, apart, self._mapping, self._content.items, self._refuse)
        if count == self.rows:
            raise _all_wrong(found, count)
        _write_apart(found, aside(), count, tell)
        self._people = self._connection.create_table("fit", self._people.anti_join(apart, ROW).order_by(ROW))
        return count

    def _denied(self) -> ir.Table | None:
        """Return which rows contradict themselves; None when no derived item is stated."""
        items = self._content.items
        if not any(name in items and items[name].derivation is not None for name in self._people.columns):
            return None
        return contradictions(self._people.drop(WRONG), items, self._today)

    def _refuse(self, facts: dict[str, Any]) -> None:
        refuse_contradictions(Patient(self._content.items, facts, self._today))

    def write(self, target: Any, schema: pa.Schema, tell: Tell) -> tuple[np.ndarray, dict[int, np.ndarray]]:
        """Write all statuses; return how often each rule has each, and those of the patients of the sample by row."""
        counts = np.zeros((len(self.rules), len(CODES)), np.int64)
        sample: dict[int, np.ndarray] = {}
        done, total = 0, self._people.count().execute()
        for batch in self._batches():
            ids, rows = batch.column(ID), batch.column(ROW).to_numpy()
            codes = [PLACES[batch.column(rule.id).to_numpy(zero_copy_only=False)] for rule in self.rules]
            for n, column in enumerate(codes):
                counts[n] += np.bincount(column, minlength=len(CODES))
            for at in np.flatnonzero(rows % self._step == 0):
                sample[int(rows[at])] = np.array([column[at] for column in codes])
            columns = [pa.DictionaryArray.from_arrays(pa.array(column), _WORDS) for column in codes]
            target.write(pa.RecordBatch.from_arrays([ids, *columns], schema=schema))
            done += batch.num_rows
            tell("writing", done, total)
        target.close()
        return counts, sample

    def _batches(self) -> Iterator[pa.RecordBatch]:
        table = statuses(self._people.drop(WRONG), self._content, self._today)
        return batches(self._connection, table, BATCH)

    @property
    def _step(self) -> int:
        return -(-self.rows // SAMPLE)

    def summary(
        self, counts: np.ndarray, sample: dict[int, np.ndarray], apart: int, aside: Path | None
    ) -> CohortSummary:
        """Return the summary; what is wanting is looked at in the sample only."""
        by_rule = {
            rule.id: dict(zip(WORDS.tolist(), map(int, counts[n]), strict=True)) for n, rule in enumerate(self.rules)
        }
        guidelines = tuple(by_guideline(self._content, by_rule, wants(self._content, self._sampled(sample))))
        rules, patients = all_rules(guidelines), self.rows - apart
        return CohortSummary(
            evaluated_on=self._today.isoformat(), rows=self.rows, apart=apart,
            apart_file=str(aside) if aside else None, patients=patients, sampled=len(sample), rules=len(rules),
            evaluable=sum(rule.determined > 0 for rule in rules),
            determined=sum(rule.determined for rule in rules) / (len(rules) * patients) if rules else 0.0,
            guidelines=guidelines,
        )  # fmt: skip

    def _sampled(self, sample: dict[int, np.ndarray]) -> Iterator[Sampled]:
        undetermined = list(WORDS).index("undetermined")
        people = self._people.filter(self._people[ROW] % self._step == 0)
        for found in people.to_pyarrow().to_pylist():
            patient = Patient(self._content.items, facts_of_typed(found), self._today)
            open_rules = np.flatnonzero(sample[found[ROW]] == undetermined)
            yield Sampled(patient, tuple(self.rules[n] for n in open_rules))


_WORDS = pa.array(WORDS.tolist())


def _all_wrong(found: Iterator[list[Fault]], count: int) -> UserInputError:
    first = [fault for one in itertools.islice(found, SHOWN) for fault in one][:SHOWN]
    said = wrong("all-wrong", f"every one of the {count} rows has a mistake; these are the first", None,
                 "is it the right mapping?")  # fmt: skip
    return UserInputError([*said.diagnostics, *map(_of_row, first)])


def _of_row(fault: Fault) -> Diagnostic:
    return msgspec.structs.replace(fault.what, message=f"row {fault.row}: {fault.what.message}", span=None)


def _write_apart(found: Iterator[list[Fault]], part: Path, count: int, tell: Tell) -> None:
    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(APART_COLUMNS)
        for number, one in enumerate(found, 1):
            writer.writerows(map(_line, one))
            tell("apart", number, count)


def _line(fault: Fault) -> tuple:
    what: Diagnostic = fault.what
    return fault.row, fault.id, fault.column, fault.value, what.message, what.hint or ""
