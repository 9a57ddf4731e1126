"""What a new edition changes: for the rules, by proof; for the patients of a table, by the statuses of both."""

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leidraad.actions.check import check
from leidraad.actions.cohort import Tell, cohort
from leidraad.actions.load_content import load_all
from leidraad.diagnostics import wrong
from leidraad.model.content import Content
from leidraad.reading.content_folder import edition_root
from leidraad.verifying.difference import Difference, differences

NO_RULE = "not_applicable"  # the status of a rule that an edition does not have


class StatusChange(msgspec.Struct, frozen=True):
    """A rule whose status differs between the editions for one patient."""

    patient: str
    rule: str
    old: str
    new: str


class CohortDifference(msgspec.Struct, frozen=True):
    """Which patients of a table get another advice, and how many rows could not be used."""

    patients: int
    apart: int
    changes: tuple[StatusChange, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the patients whose advice changes, each once, in the order of the table."""
        return tuple(dict.fromkeys(change.patient for change in self.changes))


class Diff(msgspec.Struct, frozen=True):
    """The differences of two contents, guideline by guideline, and those for the patients of a table."""

    content: Content
    differences: tuple[Difference, ...]
    cohort: CohortDifference | None


def diff(
    old: Path, new: Path, today: datetime.date, tell: Tell, table: Path | None = None, mapping: str | None = None
) -> Diff:
    """Compare two contents; raise UserInputError when one cannot be read or they have no guideline in common."""
    before, after = _content(old), _content(new)
    common = _in_common(before, after, old, new)
    found = tuple(differences(before, after, today))
    if table is None:
        return Diff(after, found, None)
    renamed = {r.new: r.old for difference in found for r in difference.renamed}
    pair = (_only(before, common), _only(after, common))
    return Diff(after, found, _cohort(*pair, table, today, tell, mapping, renamed))


def _content(folder: Path) -> Content:
    root, edition = edition_root(folder)
    if edition is None:
        return load_all(root)
    alone = len(list(edition.parent.glob("*/guideline.yaml"))) == 1
    content = load_all(root) if alone else check(root, edition)[0]
    return _only(content, {edition.parent.name})


def _in_common(before: Content, after: Content, old: Path, new: Path) -> set[str]:
    common = {g.id for g in before.guidelines} & {g.id for g in after.guidelines}
    if not common:
        hint = "name two editions of one guideline, such as `wdt/2024-08` and a later one"
        raise wrong("nothing-to-compare", f"`{old}` and `{new}` have no guideline in common", None, hint)
    return common


def _only(content: Content, guidelines: Iterable[str]) -> Content:
    kept = tuple(g for g in content.guidelines if g.id in guidelines)
    return msgspec.structs.replace(content, guidelines=kept)


def _cohort(
    before: Content,
    after: Content,
    table: Path,
    today: datetime.date,
    tell: Tell,
    mapping: str | None,
    renamed: dict[str, str],
) -> CohortDifference:
    with tempfile.TemporaryDirectory(prefix="leidraad-") as folder:
        files = Path(folder, "old.parquet"), Path(folder, "new.parquet")
        summaries = [cohort(c, table, f, today, tell, mapping) for c, f in zip((before, after), files, strict=True)]
        changes = tuple(_changes(*files, renamed))
    return CohortDifference(summaries[1].patients, summaries[1].apart, changes)


def _changes(old: Path, new: Path, renamed: dict[str, str]) -> Iterator[StatusChange]:
    """Yield each status that differs, patient by patient, in the order of the new file."""
    before, after = pq.read_table(old), pq.read_table(new)
    key, *_ = after.column_names
    patients = after[key]
    # A row that only one edition can use has no status in the other.
    then = before.take(pc.index_in(patients, before[key]))
    rules = {name: renamed.get(name, name) for name in after.column_names}
    rules |= {name: name for name in before.column_names if name not in renamed.values()}
    del rules[key]
    found = [
        (row, rule, *pair)
        for rule, was in rules.items()
        for row, *pair in _differing(_words(then, was), _words(after, rule))
    ]
    for row, *change in sorted(found, key=itemgetter(0)):
        yield StatusChange(patients[row].as_py(), *change)


def _words(table: pa.Table, rule: str) -> pa.Array | pa.ChunkedArray:
    """Return the status of a rule for every patient; a rule or a patient that is not there has NO_RULE."""
    if rule not in table.column_names:
        return pa.repeat(NO_RULE, table.num_rows)
    return table[rule].cast(pa.string()).fill_null(NO_RULE)


def _differing(then: pa.Array | pa.ChunkedArray, now: pa.Array | pa.ChunkedArray) -> Iterator[tuple[int, str, str]]:
    """Yield the row and both statuses where they differ."""
    for row in np.flatnonzero(pc.not_equal(then, now).to_numpy(zero_copy_only=False)).tolist():
        yield row, then[row].as_py(), now[row].as_py()
