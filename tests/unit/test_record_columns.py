"""Whole tables are read as single rows are: the same facts, and the same rows refused, whatever stands in the cells."""

import csv
import datetime
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leidraad.diagnostics import Span, UserInputError
from leidraad.reading.located_yaml import Document
from leidraad.records.columns import ID, ROW, WRONG, typed
from leidraad.records.database import database
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.table import facts_of_row, read_rows
from leidraad.records.table_file import open_table

ROWS = 3000
MAPPING = """
mapping: every-way
kind: table
about: every way to read a column
id: nr
items:
  sex: { column: gender, values: { m: male, f: female }, unknown: ["?", "9"] }
  age_years: { column: years, number: true, unit: a, unknown: ["999"] }
  size_cm: [{ column: mm, number: true, unit: mm }, { column: cm, number: true, unit: cm, unknown: ["-1"] }]
  procedures_considered: { column: plan, values: { b: biopsy, bw: wide_local_excision } }
  imaging_done: { column: seen, unknown: [niet bekend] }
  surgery_date: { column: day }
  breast_cancer: { column: hurts }
  resection_done: { constant: 'false', because: a reason }
  tissue_layer: [{ column: layer, values: { a: dermis }, unknown: [b] }, { column: gender, values: { m: subcutis } }]
  resection_margin:
    cases:
      - { when: { r: R0, edge: [clean, ''] }, value: r0 }
      - { when: { r: R0, edge: dirty }, unknown: contradiction }
      - { when: { r: '', edge: dirty }, value: r1 }
ignore: { remark: free text }
"""
NUMBERS = (
    "0", "1", "7.5", "75", "120", "54", "54.0", "5.", ".5", "+7", "-1", "-0", "1e1", "1E+2", "5e-1", "1e400", "007",
    "1_000", "7,5", "0x1F", "big", "nan", "inf", "1e", ".", "+", "--1", "7.50000000000000000000000", "٧", "999", "200",
)  # fmt: skip
DAYS = (
    "2026-02-28", "2026-02-29", "2024-02-29", "20260228", "2026-W09-1", "0000-01-01", "0001-01-01", "9999-12-31",
    "2026-1-1", "2026-13-01", "28-02-2026", "10000-01-01", "2026-02-28T00:00",
)  # fmt: skip
TRUTHS = ("true", "FALSE", "True", "yes", "1", "0", "trüe", "tRuE", "t")
SETS = ("ct", "ct|mri", " ct | mri", "ct||mri", "|", "ct|ct", "ct;mri", "CT", "ct|", "ct\u00a0|mri", "ct mri")
WORDS = ("m", "f", "?", "9", "M", "male", "a", "b", "bw", "R0", "R1", "clean", "dirty", "niet bekend", "'", 'say "x"')
SPACES = ("", "", "", "", " ", "\u00a0", "\t", "\u2003", "\n")
# Legal as a number, but more than a decimal column holds: there the table says more than the reader of one row.
TOO_FINE = ("4.999999999", "1e-9", "0.1234567891", "1.5e-12")
KINDS = {"years": NUMBERS, "mm": NUMBERS, "cm": NUMBERS, "day": DAYS, "hurts": TRUTHS, "seen": SETS}


@pytest.fixture(scope="module")
def chance():
    return random.Random(20261120)


@pytest.fixture(scope="module")
def every_way():
    return Mapping(Document(MAPPING, Span("every-way.yaml")))


def some_cell(chance, fitting, strangeness):
    if chance.random() < 0.3:
        return chance.choice(("", "", "", " "))
    anything = (*NUMBERS, *DAYS, *TRUTHS, *SETS, *WORDS, "x" * 300, "é", "\u2603", "=1+1", "a,b", "line\nbreak")
    word = chance.choice(anything if chance.random() < strangeness else fitting)
    return chance.choice(SPACES) + word + chance.choice(SPACES)


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def read_as_columns(path, mapping, items):
    """Return the facts by patient, None for a row that is marked as wrong."""
    with database() as connection:
        file = open_table(connection, path, mapping, items)
        table = typed(file.table, file.cells, file.key, mapping, items)
        rows = connection.create_table("typed", table).order_by(ROW).to_pyarrow().to_pylist()
    assert [row[ROW] for row in rows] == list(range(len(rows)))
    return {row[ID]: None if row[WRONG] else known(row) for row in rows}


def known(row):
    facts = {name: value for name, value in row.items() if name not in (ROW, ID, WRONG) and value is not None}
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in facts.items()}


def read_row_by_row(path, mapping, items):
    found = {}
    for row in read_rows(path, mapping, items):
        try:
            found[row.id] = facts_of_row(row, mapping, items)
        except UserInputError:
            found[row.id] = None
    return found


def check_both_sides(found):
    refused = sum(facts is None for facts in found.values())
    assert refused > 50 and len(found) - refused > 50, "the generator lost its strength"


def test_tcga_sarc(items, checkout):
    path, mapping = checkout / "examples/tcga-sarc/patients.csv", read_mapping("tcga-sarc")
    expected = read_row_by_row(path, mapping, items)
    assert len(expected) == 261 and None not in expected.values()
    assert read_as_columns(path, mapping, items) == expected


@pytest.mark.parametrize("strangeness", [0.02, 0.4])
def test_generated_tables_through_a_mapping(chance, every_way, items, tmp_path, strangeness):
    header = ["nr", "gender", "years", "mm", "cm", "plan", "seen", "day", "hurts", "layer", "r", "edge", "remark"]
    fitting = {**KINDS, "gender": ("m", "f", "?", "9"), "plan": ("b", "bw"), "layer": ("a", "b"), "r": ("R0",),
               "edge": ("clean", "dirty"), "remark": WORDS}  # fmt: skip
    good = {"years": ("1", "54", "999", "54.0"), "mm": ("75", "1e1", "0.5"), "cm": ("7.5", "-1"),
            "day": ("2026-02-28",), "hurts": ("true", "FALSE"), "seen": ("ct", "ct | mri", "niet bekend")}  # fmt: skip
    fitting |= good if strangeness < 0.1 else {}
    rows = [[f"p{n}", *(some_cell(chance, fitting[c], strangeness) for c in header[1:])] for n in range(ROWS)]
    path = write_csv(tmp_path / "patients.csv", header, rows)
    expected = read_row_by_row(path, every_way, items)
    check_both_sides(expected | ({f"x{n}": {} for n in range(51)} if strangeness > 0.1 else {}))
    assert read_as_columns(path, every_way, items) == expected


@pytest.mark.parametrize("kind", ["boolean", "choice", "set", "integer", "decimal", "date", "text"])
def test_generated_columns_that_are_data_items(chance, items, tmp_path, kind):
    names = [item.name for item in items.values() if item.type == kind][:3]
    own = {"boolean": TRUTHS, "integer": NUMBERS, "decimal": NUMBERS, "date": DAYS, "text": WORDS}
    pool = {n: own.get(kind) or (*items[n].values, "|".join(items[n].values)) for n in names}
    rows = [[f"p{n}", *(some_cell(chance, pool[name], 0.1) for name in names)] for n in range(800)]
    path = write_csv(tmp_path / "patients.csv", ["id", *names], rows)
    expected = read_row_by_row(path, None, items)
    if kind != "text":
        check_both_sides(expected)
    assert read_as_columns(path, None, items) == expected


@pytest.mark.parametrize("number", TOO_FINE)
def test_a_number_finer_than_a_column_holds_is_never_rounded(items, tmp_path, number):
    path = write_csv(tmp_path / "patients.csv", ["id", "size_cm"], [["a", number], ["b", "5"]])
    assert read_row_by_row(path, None, items)["a"] is not None
    assert read_as_columns(path, None, items) == {"a": None, "b": {"size_cm": Decimal(5)}}


def test_forms_of_csv_on_which_readers_differ(items, tmp_path):
    for number, data in enumerate((
        b'id,sex,imaging_done\r\n"a",male,"ct"\r\nb,female,mri\r\n',
        b"id,sex\na,male\r\nb,female\n",
        b'id,sex\na, "male"\nb,female \n',
        b"\n\nid,sex\n\n\na,male\n\nb,female",
        b"\xef\xbb\xbfid,sex\ra,male\rb,female\r",
        b'"id\n",sex\na,male\n"b ""x""",female\n',
        b"sex\nmale\n\nfemale\n",
    )):  # fmt: skip
        path = tmp_path / f"{number}.csv"
        path.write_bytes(data)
        found = read_as_columns(path, None, items)
        assert found == read_row_by_row(path, None, items) and len(found) == 2


def test_a_parquet_file_of_texts_is_read_as_the_csv_file(chance, every_way, items, tmp_path):
    header = ["nr", "gender", "years", "mm", "cm", "plan", "seen", "day", "hurts", "layer", "r", "edge", "remark"]
    rows = [[f"p{n}", *(some_cell(chance, KINDS.get(c, WORDS), 0.1) for c in header[1:])] for n in range(500)]
    path = write_csv(tmp_path / "patients.csv", header, rows)
    columns = {name: [row[n] or None for row in rows] for n, name in enumerate(header)}
    pq.write_table(pa.table(columns), tmp_path / "patients.parquet")
    assert read_as_columns(tmp_path / "patients.parquet", every_way, items) == read_as_columns(path, every_way, items)


def test_a_parquet_file_with_types_of_its_own(items, tmp_path):
    day = datetime.date(2026, 2, 28)
    table = pa.table({
        "patient_id": pa.array([1, 2, 3, 4]),
        "size_cm": pa.array([7.3, float("nan"), 1 / 3, float("inf")]),
        "age_years": pa.array([54.0, None, 54.5, 1e30]),
        "breast_cancer": pa.array([True, None, False, True]),
        "imaging_done": pa.array([["ct", "mri"], [], ["ct", None], ["nothing"]]),
        "surgery_date": pa.array([day, None, day, day]),
        "treatment_end_date": pa.array([datetime.datetime(2026, 2, 28), None, datetime.datetime(2026, 2, 28, 1), None]),
        "sex": pa.array(["male", None, " female", ""]).dictionary_encode(),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "patients.parquet")
    assert read_as_columns(tmp_path / "patients.parquet", None, items) == {
        "1": {"size_cm": Decimal("7.3"), "age_years": 54, "breast_cancer": True, "surgery_date": day,
              "imaging_done": frozenset({"ct", "mri"}), "treatment_end_date": day, "sex": "male"},
        "2": {"imaging_done": frozenset()}, "3": None, "4": None,
    }  # fmt: skip


def test_words_and_codes_in_a_typed_parquet_file(every_way, items, tmp_path):
    table = pa.table({
        "nr": ["a", "b"], "gender": ["m", None], "years": [54, 999], "mm": [73.0, None], "cm": [None, 2.5],
        "plan": ["bw", None], "seen": [["ct"], None], "day": ["2026-02-28", None], "hurts": [True, None],
        "layer": ["b", "b"], "r": ["R0", None], "edge": [None, "dirty"], "remark": [1, 2],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "patients.parquet")
    assert read_as_columns(tmp_path / "patients.parquet", every_way, items) == {
        "a": {"sex": "male", "age_years": 54, "size_cm": Decimal("7.3"), "resection_done": False, "breast_cancer": True,
              "procedures_considered": frozenset({"wide_local_excision"}), "tissue_layer": "subcutis",
              "imaging_done": frozenset({"ct"}), "surgery_date": datetime.date(2026, 2, 28), "resection_margin": "r0"},
        "b": {"size_cm": Decimal("2.5"), "resection_done": False, "resection_margin": "r1"},
    }  # fmt: skip
