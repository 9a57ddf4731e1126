"""Tables: every cell has a meaning that is written down, or the row is refused with its place."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from leidraad.diagnostics import Span
from leidraad.reading.located_yaml import Document
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.mapping_check import check_mapping
from leidraad.records.table import facts_from_table, facts_of_all_rows

SMALL = """
mapping: small
kind: table
about: a test
id: nr
items:
  sex: { column: gender, values: { m: male, f: female }, unknown: ["?"] }
  size_cm: { column: mm, number: true, unit: mm }
  procedures_considered: { column: plan, values: { b: biopsy } }
  resection_done: { constant: 'false', because: all are before surgery }
  resection_margin:
    cases:
      - { when: { r: R0, edge: [clean, ''] }, value: r0 }
      - { when: { r: R0, edge: dirty }, unknown: contradiction }
ignore: { remark: free text }
"""
HEADER = "nr,gender,mm,plan,r,edge,remark\n"


def small(text: str = SMALL) -> Mapping:
    return Mapping(Document(text, Span("small.yaml")))


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        file = tmp_path / "patients.csv"
        file.write_bytes(text.encode(encoding))
        return file

    return write


def test_a_row_through_a_mapping(table, items):
    file = table(HEADER + "7,m,75,b,R0,clean,nothing\n")
    assert facts_from_table(file, small(), "7", items) == {
        "sex": "male", "size_cm": Decimal("7.5"), "procedures_considered": frozenset({"biopsy"}),
        "resection_done": False, "resection_margin": "r0"}  # fmt: skip


def test_empty_unknown_and_contradictory_cells_are_unknown(table, items):
    file = table(HEADER + "7,?,,,R0,dirty,\n8,,,,,,\n")
    assert facts_from_table(file, small(), "7", items) == {"resection_done": False}
    assert facts_from_table(file, small(), "8", items) == {"resection_done": False}


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        ("7,male,75,b,R0,clean,", "unmapped-value", "column `gender` of patient `7`: no meaning for `male`"),
        ("7,m,big,b,R0,clean,", "wrong-type", "`big` is no number"),
        ('7,m,"7,5",b,R0,clean,', "wrong-type", "`7,5` is no number"),
        ("7,m,75,c,R0,clean,", "unmapped-value", "column `plan`"),
        ("7,m,75,b,R1,clean,", "unmapped-value", "`edge` `clean`, `r` `R1` together"),
        ("7,m,9000,b,R0,clean,", "out-of-range", "`size_cm` cannot be `900`"),
        ("7,m,75,b,R0", "malformed-table", "5 cells"),
        (",m,75,b,R0,clean,", "missing-id", "`nr` is empty"),
    ],
)
def test_what_the_mapping_does_not_know_is_reported(table, items, mistakes, cells, code, said):
    found = mistakes(facts_from_table, table(HEADER + cells + "\n"), small(), None, items)
    assert [d.code for d in found] == [code]
    assert said in found[0].message
    assert found[0].span.line == 2


def test_the_mistakes_of_all_rows_come_at_once(table, items, mistakes):
    file = table(HEADER + "7,x,,,,,\n8,,y,,,,\n")
    assert [d.span.line for d in mistakes(facts_of_all_rows, file, small(), items)] == [2, 3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-table"),
        (HEADER, "empty-table"),
        ("nr;gender\n1;m\n", "malformed-table"),
        (HEADER + '7,"m,75\n', "malformed-table"),
        ("nr,gender,mm,plan,r,edge,mm\n7,m,75,b,R0,clean,\n", "duplicate-column"),
        ("nr,gender,mm,plan,r,edge,extra\n7,m,75,b,R0,clean,\n", "unknown-column"),
        ("nr,gender,mm,plan,r\n7,m,75,b,R0\n", "missing-column"),
        (HEADER + "7,m,,,,,\n7,f,,,,,\n", "duplicate-id"),
    ],
)
def test_a_table_of_the_wrong_form(table, items, mistakes, text, code):
    assert mistakes(facts_of_all_rows, table(text), small(), items)[0].code == code


def test_a_row_must_be_chosen(table, items, mistakes):
    file = table(HEADER + "P17,m,,,,,\nP18,f,,,,,\n")
    found = mistakes(facts_from_table, file, small(), None, items)[0]
    assert (found.code, found.hint) == ("missing-id", "add `--id`, for example `--id P17`")
    found = mistakes(facts_from_table, file, small(), "P19", items)[0]
    assert found.code == "unknown-patient" and "did you mean" in found.hint


def test_a_file_that_is_not_there(tmp_path, items, mistakes):
    assert mistakes(facts_of_all_rows, tmp_path / "none.csv", None, items)[0].code == "missing-file"


def test_columns_are_data_items_without_a_mapping(table, items):
    file = table("\ufeffid,sex,imaging_done,size_cm\r\na, male ,ct|mri,\r\n\r\nb,female,,5\r\n")
    assert facts_of_all_rows(file, None, items) == {
        "a": {"sex": "male", "imaging_done": frozenset({"ct", "mri"})},
        "b": {"sex": "female", "size_cm": Decimal(5)}}  # fmt: skip


def test_rows_are_numbered_without_a_column_of_ids(table, items):
    assert facts_of_all_rows(table("sex\nmale\nfemale\n"), None, items)["2"] == {"sex": "female"}


def test_an_unknown_item_and_value_without_a_mapping(table, items, mistakes):
    assert mistakes(facts_of_all_rows, table("sexe\nmale\n"), None, items)[0].code == "unknown-item"
    assert mistakes(facts_of_all_rows, table("sex\nmaal\n"), None, items)[0].hint == "did you mean `male`?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sex:", "sexe:", "no data item `sexe`"),
        ("m: male", "m: mail", "`sex` has no value `mail`"),
        ("unit: mm", "unit: '[in_i]'", "is in cm, not in [in_i]"),
        (", unit: mm", "", "is in cm, not in no unit"),
        (", because: all are before surgery", "", "is a constant without a reason"),
        ("value: r0", "value: r9", "no value `r9`"),
        (", value: r0", "", "either `value` or `unknown`"),
        ("column: gender", "column: gender, path: Patient", "needs exactly one of column, cases, constant"),
        ("remark:", "gender:", "is used and also ignored"),
        ("resection_done:", "is_child:", "is derived from other items"),
        ("mm, number", "mm, nummer", "no field `nummer`"),
        ("kind: table", "kind: tabel", "is no kind of mapping"),
        ("kind: table", "kind: fhir", "is for a FHIR bundle, not for a table"),
    ],
)
def test_a_wrong_mapping_is_refused_before_any_row(items, mistakes, old, new, said):
    assert SMALL.count(old) == 1

    def check():
        check_mapping(small(SMALL.replace(old, new)), "table", items)

    found = mistakes(check)
    assert said in found[0].message
    assert found[0].span.file == "small.yaml"


def test_an_unknown_mapping_names_the_nearest(mistakes):
    assert mistakes(read_mapping, "tcga")[0].hint == "did you mean `tcga-sarc`?"


@pytest.fixture(scope="module")
def sarc(items, checkout):
    return facts_of_all_rows(checkout / "examples/tcga-sarc/patients.csv", read_mapping("tcga-sarc"), items)


def test_all_of_tcga_sarc_loads(sarc):
    assert len(sarc) == 261
    assert all(facts["resection_done"] for facts in sarc.values())


def test_one_patient_of_tcga_sarc_by_hand(sarc):
    # The row: male, 68, 8858/3 dedifferentiated liposarcoma, upper arm/elbow C49.1, no depth, 8 cm, R1 positive,
    # metastasis yes, neoadjuvant no, radiation yes, chemotherapy yes.
    assert sarc["TCGA-3B-A9HI"] == {
        "sex": "male", "age_years": 68, "tumour_origin": "soft_tissue", "site": "upper_arm",
        "histology": "dedifferentiated_liposarcoma", "size_cm": Decimal(8), "resection_done": True,
        "resection_margin": "r1", "distant_metastasis": True, "radiotherapy_given": True,
        "radiotherapy_timing": "postoperative", "preoperative_systemic_therapy": "none",
        "systemic_therapy_given": True}  # fmt: skip


def test_counts_of_tcga_sarc(sarc):
    # Counted in the file by hand: R0 with a margin that does not contradict it 124 + 18, R1 51 + 17, R2 5 + 3.
    margins = Counter(facts.get("resection_margin") for facts in sarc.values())
    assert margins == {"r0": 142, "r1": 68, "r2": 8, None: 43}
    assert Counter(facts.get("tissue_layer") for facts in sarc.values()) == {
        "deep_not_specified": 159, "superficial_not_specified": 20, None: 82}  # fmt: skip
    assert Counter(facts.get("systemic_therapy_given") for facts in sarc.values()) == {True: 70, None: 191}


def test_no_rule_tells_apart_what_the_mapping_reads_as_one(checkout):
    """The mapping reads thigh or knee as thigh (and so on): right only while every condition treats them alike."""
    files = [*checkout.glob("guidelines/*/*/modules/*.md"), *checkout.glob("guidelines/shared/dictionary/*.yaml")]
    conditions = [
        c for f in files for c in re.findall(r"\bsite\s*(?:!?=\s*'\w+'|in\s*\{[^}]*\})", f.read_text("utf-8"))
    ]
    assert conditions
    for pair in (("thigh", "knee"), ("upper_arm", "elbow"), ("foot", "ankle")):
        for condition in conditions:
            named = [f"'{site}'" in condition for site in pair]
            assert len(set(named)) == 1, f"{pair} are told apart by: {condition}"


def test_the_example_of_the_manual(checkout, table, items):
    page = (checkout / "docs/how-to/mappings.md").read_text("utf-8")
    rows, text = (re.search(rf"```{kind}\n(.*?)```", page, re.S)[1] for kind in ("csv", "yaml"))
    assert facts_of_all_rows(table(rows), small(text), items) == {
        "17": {"sex": "female", "size_cm": Decimal("7.5"), "resection_done": True, "resection_margin": "r0"},
        "18": {"sex": "male", "resection_done": True}}  # fmt: skip


def test_both_mappings_of_the_manual_are_sound(checkout, items):
    page = (checkout / "docs/how-to/mappings.md").read_text("utf-8")
    for text in re.findall(r"```yaml\n(.*?)```", page, re.S):
        mapping = small(text)
        check_mapping(mapping, mapping.kind, items)


def test_a_constant_and_the_second_reading_fill_what_the_first_leaves(table, items):
    second = "sex: [{ column: gender, values: { m: male }, unknown: [f] }, { column: r, values: { R0: female } }]"
    text = SMALL.replace('sex: { column: gender, values: { m: male, f: female }, unknown: ["?"] }', second)
    assert facts_from_table(table(HEADER + "7,f,,,R0,clean,\n"), small(text), None, items)["sex"] == "female"
