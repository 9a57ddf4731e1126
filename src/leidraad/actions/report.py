"""The quality report: a whole registry, counted. What is set apart and what is suspicious go to files beside it."""

import contextlib
import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import msgspec
from ibis.backends.duckdb import Backend

from leidraad.actions.typed_people import Tell, TypedPeople, write_faults
from leidraad.diagnostics import Diagnostic, wrong
from leidraad.engines.columns import FOLLOWED, followed
from leidraad.engines.reference import Patient
from leidraad.explaining.cohort_summary import Sampled, wants
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Rule
from leidraad.model.expressions import And, Not
from leidraad.model.report import ReportDefinition
from leidraad.reading.text_file import read_text
from leidraad.records.apart import Fault
from leidraad.records.columns import ID, ROW, WRONG, facts_of_typed
from leidraad.records.database import batches, database, row_count
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.population_file import read_inhabitants, read_life_table
from leidraad.records.statuses_out import replaced
from leidraad.records.table_file import open_table
from leidraad.registry.adherence import DIMENSIONS, Rules, count, group_column, judgeable
from leidraad.registry.checks import check_texts, checks, impossible, rows_found
from leidraad.registry.flow import flow
from leidraad.registry.funnels import funnels
from leidraad.registry.hospitals import HOSPITAL, codes_of
from leidraad.registry.missing import derived_read, known_counts, missing, raw_read
from leidraad.registry.norms import norms
from leidraad.registry.panels import panels
from leidraad.registry.people import People, computed
from leidraad.registry.population.given import Population
from leidraad.registry.population.panels import BesidePopulation
from leidraad.registry.population.people import BIRTH
from leidraad.registry.published import published
from leidraad.registry.reasons import Reasons
from leidraad.registry.results import Report, Want

SCHEMA = "1"
BATCH = 10_000  # rows
SAMPLE = 400  # patients of whom is looked at what is wanting
SYNTHETIC = "synthetic"
CHECK_COLUMNS = ("row", "id", "check", "what was found")


def report(
    content: Content,
    definition: ReportDefinition,
    table: Path,
    out: Path,
    today: datetime.date,
    tell: Tell,
    mapping: str | None = None,
    select: bool = True,
    consent: Path | None = None,
    life_table: Path | None = None,
    inhabitants: Path | None = None,
) -> Report:
    """Return the report on a table, which is to be written to `out`.

    Rows that cannot be used go to `<out>.wrong.csv`, and what the checks find suspicious to `<out>.checks.csv`. With
    `select` off nobody is left out by the selection. `consent` is a file of hospitals that may be named, one a line.
    `life_table` and `inhabitants` are files about the population. `content` holds the rules that adherence is counted
    of. Raise UserInputError when a file is wrong.
    """
    found = read_mapping(mapping).with_report() if mapping else None
    agreed = tuple(filter(None, map(str.strip, read_text(consent).splitlines()))) if consent else ()
    population = Population(
        life_table=read_life_table(life_table) if life_table else None,
        inhabitants=read_inhabitants(inhabitants) if inhabitants else None,
    )
    # All files take their places at the end, together.
    with contextlib.ExitStack() as files:
        connection = files.enter_context(database())
        tell("reading", 0, 0)
        source = TypedPeople(
            connection, definition.items, today, open_table(connection, table, found, definition.items), found
        )
        run = _Run(connection, content, definition, today, source, tell)
        aside = _Beside(out, "wrong", files)
        apart = run.set_apart(aside)
        listed = _Beside(out, "checks", files)
        run.list_suspicious(listed)
        made = run.report(select, codes_of(run.hospitals(), agreed, consent), found, apart, table.name, population)
    for beside in (aside, listed):
        beside.tidy()
    return made


def to_json(report: Report) -> str:
    """Return it as indented JSON, the schema version first and the safety words last."""
    data = {"schema": SCHEMA, **msgspec.to_builtins(report), "safety": msgspec.to_builtins(SAFETY)}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


class _Beside:
    """A file beside the report, made when there is something to write."""

    def __init__(self, out: Path, what: str, files: contextlib.ExitStack) -> None:
        self._path = out.with_name(f"{out.name}.{what}.csv")
        self._files = files
        self._part: Path | None = None

    def part(self) -> Path:
        """Return the file to write to."""
        if self._part is None:
            self._part = self._files.enter_context(replaced(self._path))
        return self._part

    def tidy(self) -> None:
        """Take away the file of an earlier run when this one had nothing to write."""
        if self._part is None:
            self._path.unlink(missing_ok=True)


class _Run:
    def __init__(
        self, connection: Backend, content: Content, definition: ReportDefinition, today: datetime.date,
        source: TypedPeople, tell: Tell,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._content = content
        self._definition = definition
        self._today = today
        self._source = source
        self._tell = tell
        self._all: ir.Table
        self._people: ir.Table

    def set_apart(self, aside: _Beside) -> int:
        """Set apart the rows that cannot be read and those that cannot be so, and return how many they are."""
        unread = self._source.set_apart(aside.part, self._tell)
        self._tell("computing", 0, 0)
        raw = self._source.people.drop(WRONG)
        self._all = self._connection.create_table("computed", computed(raw, self._definition, self._today), temp=True)
        cannot_be = impossible(self._all, self._definition)
        count = row_count(self._all.filter(cannot_be))
        if not count:
            self._people = self._all
            return unread
        if count == row_count(self._all):
            hint = "is it the right mapping? the checks stand in the file `checks.yaml` of the report"
            raise wrong("all-wrong", f"each of the {count} rows that can be read says what cannot be so", None, hint)
        write_faults(self._impossible(), aside.part(), count, self._tell)
        self._people = self._connection.create_view("possible", self._all.filter(~cannot_be))
        return unread + count

    def _impossible(self) -> Iterator[list[Fault]]:
        texts = check_texts(self._definition)
        for row, name, key in self._rows(rows_found(self._all, self._definition, "impossible")):
            check, text = texts[key]
            what = Diagnostic(key, text.en, None, "correct the row, or ask the registry")
            yield [Fault(row + 1, name, ", ".join(check.items if check else ()), "", what)]

    def list_suspicious(self, aside: _Beside) -> None:
        """Write down every row that a check finds suspicious; it stays in the report."""
        texts = check_texts(self._definition)
        found = self._rows(rows_found(self._people, self._definition, "suspicious"))
        first = next(found, None)
        if first is None:
            return
        with aside.part().open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(CHECK_COLUMNS)
            for row, name, key in (first, *found):
                writer.writerow((row + 1, name, key, texts[key][1].en))

    def _rows(self, table: ir.Table) -> Iterator[tuple[int, str, str]]:
        for batch in batches(self._connection, table, BATCH):
            columns = [batch.column(name).to_pylist() for name in (ROW, ID, "check")]
            yield from zip(*columns, strict=True)

    def hospitals(self) -> list[str]:
        """Return the hospitals of the table, as it names them."""
        names = self._people.filter(self._people[HOSPITAL].notnull()).select(HOSPITAL).distinct()
        return names[HOSPITAL].to_pyarrow().to_pylist()

    def report(
        self, select: bool, codes: dict[str, str], mapping: Mapping | None, apart: int, table: str,
        population: Population,
    ) -> Report:  # fmt: skip
        """Return everything that is counted."""
        definition = self._definition
        people = People(self._people, definition, codes, select)
        raw = self._source.people.drop(WRONG)
        chosen = self._connection.create_table("chosen", self._chosen(people, raw), temp=True)
        size = row_count(chosen)
        known = known_counts(chosen, raw_read(definition))
        known |= known_counts(self._people.filter(people.chosen()), derived_read(definition))
        absent = frozenset(name for name, count in known_counts(raw, raw_read(definition)).items() if not count)
        reasons = Reasons(people, known, absent)
        births = raw.select(ROW, BIRTH) if BIRTH in raw.columns else None
        beside = BesidePopulation(people, reasons, population, births)
        results = tuple(panels(people, reasons, lambda done, of: self._tell("panels", done, of), beside))
        rules = self._rules(chosen, size)
        return Report(
            title=definition.title, edition=definition.edition, evaluated_on=self._today.isoformat(), table=table,
            mapping=mapping.name if mapping else None,
            about=mapping.about if mapping else None,
            synthetic=self._synthetic(mapping), rows=self._source.rows, apart=apart, least_count=definition.least_count,
            flow=flow(people), checks=checks(self._all, definition), missing=missing(definition, known, size),
            panels=results, norms=tuple(norms(people, reasons)), funnels=tuple(funnels(people, reasons)),
            adherence=tuple(rules.answered()), not_answerable=tuple(rules.unanswered()),
            concern_nobody=rules.concern_nobody(), selected=select,
            published=published(definition.published, {p.id: p for p in definition.panels}, {r.id: r for r in results}),
        )  # fmt: skip

    def _synthetic(self, mapping: Mapping | None) -> bool:
        """Return whether rows were made up: they say so, or the file has a column for it that its mapping ignores."""
        file = self._source.file
        if mapping is not None and SYNTHETIC in mapping.ignore and SYNTHETIC in {*file.cells, *file.table.columns}:
            return True
        return bool(row_count(self._people.filter(self._people[SYNTHETIC].fill_null(False))))

    def _chosen(self, people: People, raw: ir.Table) -> ir.Table:
        """Return the raw rows of those who are in the report, with what adherence is counted by."""
        groups = {group_column(n): self._people[name] for n, name in enumerate(DIMENSIONS)}
        chosen = self._people.filter(people.chosen()).select(ROW, **groups)
        return raw.drop(ID).inner_join(chosen, ROW)

    def _rules(self, chosen: ir.Table, size: int) -> Rules:
        self._tell("adherence", 0, 0)
        # Items that only the report knows would be carried along.
        patients = chosen.drop(*(set(chosen.columns) & (self._definition.items.keys() - self._content.items.keys())))
        rules = judgeable(self._content)
        # Views, since it takes ibis long to put all rules into words: once, for all patients and for the sample.
        asked = self._connection.create_view("asked", patients)
        judged = self._connection.create_view("judged", followed(asked, self._content, self._today, rules))
        found = count(judged, self._content)
        self._tell("wanting", 0, 0)
        step = -(-max(size, 1) // SAMPLE)
        self._connection.create_view("asked", patients.filter(patients[ROW] % step == 0), overwrite=True)
        wanting = self._wants(asked.to_pyarrow().to_pylist(), judged.to_pyarrow().to_pylist(), rules)
        return Rules(self._content, self._definition.items, found, wanting, self._definition.least_count)

    def _wants(
        self, people: list[dict[str, Any]], judged: list[dict[str, Any]], rules: list[Rule]
    ) -> dict[str, tuple[Want, ...]]:
        """Return for want of what each rule could not be judged, in a sample of the patients."""
        answers = {row.pop(ROW): row for row in judged}
        content = _until_judged(self._content, {rule.id for rule in rules})
        asked = {rule.id: rule for guideline in content.guidelines for rule in guideline.rules}
        found = wants(content, (self._sampled(row, asked, answers[row[ROW]]) for row in people))
        return {
            rule: tuple(Want(name, content.items[name].label, n / len(people)) for name, n in counts.most_common())
            for rule, counts in found.items()
        }

    def _sampled(self, row: dict[str, Any], rules: dict[str, Rule], answers: dict[str, int]) -> Sampled:
        facts = facts_of_typed({name: fact for name, fact in row.items() if name in self._content.items})
        patient = Patient(self._content.items, facts, self._today)
        return Sampled(
            patient,
            tuple(rules[name] for name, code in answers.items() if name in rules and code == FOLLOWED["unknown"]),
        )


def _until_judged(content: Content, rules: set[str]) -> Content:
    """Return these rules alone, with as their truth that they hold and were followed: what it takes to judge them."""
    guidelines = tuple(
        msgspec.structs.replace(g, rules=tuple(_judged(rule) for rule in g.rules if rule.id in rules))
        for g in content.guidelines
    )
    return msgspec.structs.replace(content, guidelines=guidelines)


def _judged(rule: Rule) -> Rule:
    answer = Not(rule.span, rule.breach) if rule.done is None else rule.done
    return msgspec.structs.replace(rule, truth=And(rule.span, (rule.truth, answer)))
