"""All rules for a whole table of patients: a file of statuses, a file of what was set apart, and a summary."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from ibis.backends.duckdb import Backend

from leidraad.actions.typed_people import Tell, TypedPeople
from leidraad.engines.columns import CODES, statuses
from leidraad.engines.reference import Patient
from leidraad.explaining.cohort_notes import notes
from leidraad.explaining.cohort_summary import CohortSummary, Sampled, all_rules, by_guideline, wants
from leidraad.model.content import Content, Rule
from leidraad.records.columns import ID, ROW, WRONG, facts_of_typed
from leidraad.records.database import batches, database, row_count
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.statuses_out import check_form, check_rows, opened_out, replaced
from leidraad.records.table_file import TableFile, open_table

BATCH = 131_072  # rows; a batch of all rules is some 60 MB
SAMPLE = 400  # patients of whom is looked at what is wanting
WORDS = np.array(sorted(CODES, key=CODES.__getitem__))
PLACES = np.zeros(max(CODES.values()) + 1, np.int8)
PLACES[sorted(CODES.values())] = np.arange(len(CODES))


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
        check_rows(out, run.source.rows)
        apart = run.source.set_apart(lambda: files.enter_context(replaced(aside)), tell)
        schema = pa.schema([(run.source.file.key or "row", pa.string()), *((rule.id, _STATUS) for rule in run.rules)])
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
        self.rules: list[Rule] = [rule for guideline in content.guidelines for rule in guideline.rules]
        self._connection = connection
        self._content = content
        self._today = today
        self.source = TypedPeople(connection, content.items, today, file, mapping)

    def write(self, target: Any, schema: pa.Schema, tell: Tell) -> tuple[np.ndarray, dict[int, np.ndarray]]:
        """Write all statuses; return how often each rule has each, and those of the patients of the sample by row."""
        counts = np.zeros((len(self.rules), len(CODES)), np.int64)
        sample: dict[int, np.ndarray] = {}
        done, total = 0, row_count(self.source.people)
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
        table = statuses(self.source.people.drop(WRONG), self._content, self._today)
        return batches(self._connection, table, BATCH)

    @property
    def _step(self) -> int:
        return -(-self.source.rows // SAMPLE)

    def summary(
        self, counts: np.ndarray, sample: dict[int, np.ndarray], apart: int, aside: Path | None
    ) -> CohortSummary:
        """Return the summary; what is wanting is looked at in the sample only."""
        by_rule = {
            rule.id: dict(zip(WORDS.tolist(), map(int, counts[n]), strict=True)) for n, rule in enumerate(self.rules)
        }
        guidelines = tuple(by_guideline(self._content, by_rule, wants(self._content, self._sampled(sample))))
        rules, patients = all_rules(guidelines), self.source.rows - apart
        return CohortSummary(
            evaluated_on=self._today.isoformat(), rows=self.source.rows, apart=apart,
            apart_file=str(aside) if aside else None, patients=patients, sampled=len(sample), rules=len(rules),
            evaluable=sum(rule.determined > 0 for rule in rules),
            determined=sum(rule.determined for rule in rules) / (len(rules) * patients) if rules else 0.0,
            guidelines=guidelines,
        )  # fmt: skip

    def _sampled(self, sample: dict[int, np.ndarray]) -> Iterator[Sampled]:
        undetermined = list(WORDS).index("undetermined")
        people = self.source.people.filter(self.source.people[ROW] % self._step == 0)
        for found in people.to_pyarrow().to_pylist():
            patient = Patient(self._content.items, facts_of_typed(found), self._today)
            open_rules = np.flatnonzero(sample[found[ROW]] == undetermined)
            yield Sampled(patient, tuple(self.rules[n] for n in open_rules))


_WORDS = pa.array(WORDS.tolist())
