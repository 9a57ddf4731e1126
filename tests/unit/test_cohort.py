"""`leidraad cohort`: every status as the reference engine gives it, nothing dropped in silence, nothing half."""

import csv
import datetime
import json
from collections import Counter

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from command_line import call

from leidraad.actions import cohort as room
from leidraad.actions.cohort import cohort
from leidraad.actions.load_content import load_content
from leidraad.cli.progress import Progress
from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation
from leidraad.explaining.cohort_summary import all_rules
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.pages.cohort import cohort_to_text
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows

DAY = datetime.date(2026, 11, 20)
SMALL = """id,age_years,tumour_origin,histology,site,size_cm
a,54,soft_tissue,myxofibrosarcoma,thigh,7.5
b,,soft_tissue,,,3
c,71,bone,,femur,
"""
MISTAKEN = """id,age_years,tumour_origin,site,size_cm,surgery_date,is_child
a,54,soft_tissue,thigh,7.5,,
b,old,soft_tissue,thigh,7.5,,
c,54,soft_tisue,thigh,900,,
,54,soft_tissue,thigh,7.5,,
d,54,soft_tissue,thigh,7.5,2026-02-30,
e,54,soft_tissue,thigh,7.5,,
f,54,soft_tissue,thigh,4.999999999,,
e,55,soft_tissue,thigh,7.5,,
g,54,soft_tissue,thigh,7.5,,true
h,54,soft_tissue,thigh,7.5,,false
"""


def nobody(stage, done, total):
    """Listen to no progress."""


@pytest.fixture(scope="module")
def content():
    return load_content()


@pytest.fixture(scope="module")
def few():
    """Few rules, with what every rule can have."""
    return load_content(only=("iknl",))


@pytest.fixture
def table(tmp_path):
    def write(text, name="patients.csv"):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return write


def statuses_of(path):
    rows = pq.read_table(path).to_pylist()
    key = next(iter(rows[0]))
    return {row.pop(key): row for row in rows}


def reference(content, facts, day=DAY):
    outcomes = Evaluation(content, Patient(content.items, facts, day)).outcomes()
    return {outcome.rule.id: outcome.status for outcome in outcomes}


@pytest.fixture(scope="module")
def sarc(content, checkout, tmp_path_factory):
    """All rules for all patients of TCGA-SARC: the facts, the file that came out, the summary."""
    source, out = checkout / "examples/tcga-sarc/patients.csv", tmp_path_factory.mktemp("sarc") / "out.parquet"
    summary = cohort(content, source, out, DAY, nobody, "tcga-sarc")
    return facts_of_all_rows(source, read_mapping("tcga-sarc"), content.items), out, summary


def test_tcga_sarc_is_as_the_reference_engine_has_it(content, sarc):
    facts, out, _ = sarc
    expected = {name: reference(content, found) for name, found in facts.items()}
    found = statuses_of(out)
    assert list(found) == list(expected), "in the order of the table"
    assert found == expected


def test_the_summary_counts_what_is_in_the_file(sarc):
    _, out, summary = sarc
    columns = pq.read_table(out).to_pydict()
    assert columns.pop("patient")
    expected = {name: Counter(column) for name, column in columns.items()}
    assert {r.id: Counter(r.counts) for r in all_rules(summary.guidelines)} == {
        name: Counter(dict.fromkeys(rule_counts(summary, name), 0)) + counts for name, counts in expected.items()
    }
    assert summary.rules == len(expected)
    assert summary.evaluable == sum(set(counts) != {"undetermined"} for counts in expected.values())
    undetermined = sum(counts["undetermined"] for counts in expected.values())
    assert summary.determined == pytest.approx(1 - undetermined / (261 * len(expected)), rel=1e-12)


def rule_counts(summary, name):
    return next(rule.counts for rule in all_rules(summary.guidelines) if rule.id == name)


def test_what_is_wanting_is_what_advice_calls_missing(few, sarc, table, checkout, tmp_path):
    lines = (checkout / "examples/tcga-sarc/patients.csv").read_text("utf-8").splitlines(keepends=True)
    facts = dict(list(sarc[0].items())[:25])
    expected: dict[str, Counter] = {}
    explainer = Explainer(few)
    for found in facts.values():
        for rule in explainer.advice(Patient(few.items, found, DAY)).advice:
            expected.setdefault(rule.id, Counter()).update(rule.missing)
    summary = cohort(few, table("".join(lines[:26])), tmp_path / "out.csv", DAY, nobody, "tcga-sarc")
    assert summary.sampled == summary.patients == 25
    found = {r.id: Counter({w.item: w.patients for w in r.wanting}) for r in all_rules(summary.guidelines)}
    assert found == expected and any(expected.values())


def test_a_large_table_is_sampled_and_says_so(few, table, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "SAMPLE", 10)
    rows = "".join(f"p{n},soft_tissue,{'thigh' if n % 2 else ''}\n" for n in range(95))
    summary = cohort(few, table(f"id,tumour_origin,site\n{rows}"), tmp_path / "out.csv", DAY, nobody)
    assert (summary.patients, summary.sampled) == (95, 10)
    text = cohort_to_text(summary, Phrases("en", few.items))
    assert "Looked at in 10 patients, evenly spread over the table." in " ".join(text.split())


def test_wrong_rows_are_set_apart_and_told(content, table, tmp_path):
    out = tmp_path / "out.parquet"
    summary = cohort(content, table(MISTAKEN), out, DAY, nobody)
    assert list(statuses_of(out)) == ["a", "h"]
    assert (summary.rows, summary.apart, summary.patients) == (10, 8, 2)
    assert summary.apart_file == str(tmp_path / "out.parquet.wrong.csv")
    with open(summary.apart_file, encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream)
    assert header == ["row", "id", "column", "value", "what is wrong", "what to do"]
    assert [line[:4] for line in lines] == [
        ["2", "b", "age_years", "old"], ["3", "c", "tumour_origin", "soft_tisue"], ["3", "c", "size_cm", "900"],
        ["4", "", "id", ""], ["5", "d", "surgery_date", "2026-02-30"], ["6", "e", "id", "e"],
        ["7", "f", "size_cm", "4.999999999"], ["8", "e", "id", "e"], ["9", "g", "", ""],
    ]  # fmt: skip
    said = {int(line[0]): (line[4], line[5]) for line in lines}
    assert said[2] == ("`age_years` is a whole number in years, not `old`",
                       "write bare digits, such as 54; leave the item out when it is unknown")  # fmt: skip
    assert said[4] == ("the cell `id` is empty", "give every patient an id")
    assert said[6] == ("the patient `e` stands in 2 rows; none of them is used", "one row a patient")
    assert said[7] == ("`size_cm` has more digits than can be worked with", "write at most 8 decimals")
    assert said[9][0] == "`is_child` is given as `true`, but the other facts make it `false`"
    text = " ".join(cohort_to_text(summary, Phrases("nl", content.items)).split())
    assert "8 van de 10 rijen hebben een fout en zijn apart gezet" in text


def test_a_file_of_mistakes_of_an_earlier_run_does_not_stay(few, table, tmp_path):
    out = tmp_path / "out.csv"
    cohort(few, table(SMALL.replace("71", "x")), out, DAY, nobody)
    assert (tmp_path / "out.csv.wrong.csv").exists()
    assert cohort(few, table(SMALL), out, DAY, nobody).apart_file is None
    assert not (tmp_path / "out.csv.wrong.csv").exists()


def test_when_every_row_is_wrong_nothing_is_written(few, table, tmp_path, mistakes):
    (tmp_path / "out.csv").write_text("as it was", "utf-8")
    path = table("id,age_years\na,x\nb,y\n")
    found = mistakes(cohort, few, path, tmp_path / "out.csv", DAY, nobody)
    assert [d.code for d in found] == ["all-wrong", "wrong-type", "wrong-type"]
    assert (tmp_path / "out.csv").read_text("utf-8") == "as it was"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["out.csv", "patients.csv"]


def test_a_run_that_breaks_off_leaves_nothing_half(few, table, tmp_path):
    def stop(stage, done, total):
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cohort(few, table(SMALL.replace("71", "x")), tmp_path / "out.parquet", DAY, stop)
    assert [f.name for f in tmp_path.iterdir()] == ["patients.csv"]


def test_all_forms_say_the_same(few, table, tmp_path):
    path = table(SMALL)
    for form in ("parquet", "csv", "xlsx"):
        cohort(few, path, tmp_path / f"out.{form}", DAY, nobody)
    expected = statuses_of(tmp_path / "out.parquet")
    options = pacsv.ConvertOptions(strings_can_be_null=False)
    rows = pacsv.read_csv(tmp_path / "out.csv", convert_options=options).to_pylist()
    assert {row.pop("id"): row for row in rows} == expected
    header, *lines = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(values_only=True)
    assert {line[0]: dict(zip(header[1:], line[1:], strict=True)) for line in lines} == expected
    assert set(expected) == {"a", "b", "c"}


def test_a_sheet_has_safety_words_and_concept_marks_and_no_formulas(few, table, tmp_path):
    cohort(few, table(SMALL.replace("\na,", '\n"=1+1",')), tmp_path / "out.xlsx", DAY, nobody, language="en")
    statuses, beside = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    assert (statuses["A2"].value, statuses["A2"].data_type) == ("=1+1", "s")
    notes = [row[0] for row in beside.iter_rows(values_only=True)]
    assert notes[0] == SAFETY.en
    assert any("edition 2020: concept" in note for note in notes)


def test_a_parquet_file_says_by_which_edition(few, table, tmp_path):
    cohort(few, table(SMALL), tmp_path / "out.parquet", DAY, nobody)
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert schema.metadata[b"leidraad_evaluated_on"] == b"2026-11-20"
    (edition,) = json.loads(schema.metadata[b"leidraad_guidelines"])
    assert edition["id"] == "iknl" and edition["status"] == "concept"
    assert pa.types.is_dictionary(schema.field(1).type)


def test_parquet_in_is_csv_in(few, table, tmp_path):
    path = table(SMALL)
    typed = pacsv.read_csv(path)
    pq.write_table(typed, tmp_path / "patients.parquet")
    for source in (path, tmp_path / "patients.parquet"):
        cohort(few, source, tmp_path / f"{source.suffix[1:]}.parquet", DAY, nobody)
    assert statuses_of(tmp_path / "csv.parquet") == statuses_of(tmp_path / "parquet.parquet")


def test_many_batches_are_one_table(few, table, tmp_path, monkeypatch):
    rows = "".join(f"p{n},{'soft_tissue' if n % 3 else 'bone'}\n" for n in range(5000))
    path = table(f"id,tumour_origin\n{rows}")
    whole = cohort(few, path, tmp_path / "whole.parquet", DAY, nobody)
    monkeypatch.setattr(room, "BATCH", 700)
    told = []
    parts = cohort(few, path, tmp_path / "parts.parquet", DAY, lambda *told_now: told.append(told_now))
    assert pq.read_table(tmp_path / "whole.parquet").equals(
        pq.read_table(tmp_path / "parts.parquet").unify_dictionaries()
    )
    assert whole == parts
    done = [d for stage, d, _ in told if stage == "writing"]
    assert len(done) > 2 and done == sorted(done) and done[-1] == 5000


def test_rows_without_ids_are_numbered(few, table, tmp_path):
    cohort(few, table("tumour_origin,site\nsoft_tissue,thigh\nbone,\n"), tmp_path / "out.parquet", DAY, nobody)
    assert pq.read_table(tmp_path / "out.parquet").column("row").to_pylist() == ["1", "2"]


def test_a_sheet_that_would_be_too_long_is_refused(few, tmp_path, mistakes):
    pq.write_table(pa.table({"sex": pa.array(["male"] * 1_048_576)}), tmp_path / "many.parquet")
    (found,) = mistakes(cohort, few, tmp_path / "many.parquet", tmp_path / "out.xlsx", DAY, nobody)
    assert (
        found.code == "too-many-rows"
        and "1,048,575" in found.message
        and found.hint == "write .parquet or .csv instead"
    )
    assert [f.name for f in tmp_path.iterdir()] == ["many.parquet"]


def test_the_command(table, tmp_path):
    table(SMALL)
    words = ["cohort", "patients.csv", "--out", "out.csv", "--guideline", "iknl", "--on", "2026-11-20"]
    answer = call([*words, "--summary-format", "json"], tmp_path)
    assert (answer.status, answer.err) == (0, "")
    summary = json.loads(answer.out)
    assert (summary["schema"], summary["patients"], summary["evaluated_on"]) == ("1", 3, "2026-11-20")
    for language in ("nl", "en"):
        text = " ".join(call([*words, "--lang", language], tmp_path).out.split())
        assert getattr(SAFETY, language) in text and "2020: concept" in text


def test_progress_speaks_only_of_long_runs(capsys, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("leidraad.cli.progress.time.monotonic", lambda: clock[0])
    for shown, expected in ((None, ""), (True, "applying the rules: 500 / 1,000 (50%)\n")):
        clock[0] = 0.0
        progress = Progress("en", shown)
        for moment, done in ((1.9, 100), (3.0, 500), (3.1, 600)):
            clock[0] = moment
            progress.tell("writing", done, 1000)
        progress.end()
        assert capsys.readouterr() == ("", expected)
