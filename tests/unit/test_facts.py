"""Plain values become typed facts; every mistake is named, none is guessed away."""

import datetime
from decimal import Decimal

import pytest

from leidraad.diagnostics import Span
from leidraad.records.case import facts_from_case
from leidraad.records.facts import to_facts
from leidraad.records.read import read_facts

HERE = Span("case.json")
TODAY = datetime.date(2026, 11, 20)


def test_each_type_of_item(items):
    facts = to_facts(
        {"age_years": 54, "size_cm": Decimal("7.5"), "site": "thigh", "resection_done": False,
         "procedures_considered": ["wide_local_excision"], "mri_b_values": "0 and 800"}, items, HERE)  # fmt: skip
    assert facts == {"age_years": 54, "size_cm": Decimal("7.5"), "site": "thigh", "resection_done": False,
                     "procedures_considered": frozenset({"wide_local_excision"}),
                     "mri_b_values": "0 and 800"}  # fmt: skip


def test_null_is_unknown_and_false_is_not(items):
    assert to_facts({"site": None, "resection_done": False}, items, HERE) == {"resection_done": False}


def test_an_empty_set_is_known(items):
    assert to_facts({"imaging_done": []}, items, HERE) == {"imaging_done": frozenset()}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"siteX": "thigh"}, "unknown-item"),
        ({"site": "tigh"}, "unknown-value"),
        ({"size_cm": "big"}, "wrong-type"),
        ({"size_cm": True}, "wrong-type"),
        ({"size_cm": "NaN"}, "wrong-type"),
        ({"size_cm": -1}, "out-of-range"),
        ({"age_years": Decimal("54.5")}, "wrong-type"),
        ({"age_years": 140}, "out-of-range"),
        ({"resection_done": "yes"}, "wrong-type"),
        ({"resection_done": 1}, "wrong-type"),
        ({"procedures_considered": "biopsy"}, "wrong-type"),
        ({"procedures_considered": ["biopsie"]}, "unknown-value"),
        ({"site": ["thigh"]}, "wrong-type"),
        ({"site": {"a": 1}}, "wrong-type"),
        ({"mri_b_values": 800}, "wrong-type"),
    ],
)
def test_a_wrong_value_is_refused(items, mistakes, given, code):
    assert [d.code for d in mistakes(to_facts, given, items, HERE)] == [code]


def test_all_mistakes_come_at_once(items, mistakes):
    assert len(mistakes(to_facts, {"site": "tigh", "size_cm": "big"}, items, HERE)) == 2


def test_the_nearest_value_is_named(items, mistakes):
    assert mistakes(to_facts, {"site": "tigh"}, items, HERE)[0].hint == "did you mean `thigh`?"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed-json"),
        ("[1]", "not-a-case"),
        ("{'a': 1}", "malformed-json"),
        ('{"site": "thigh", "site": "knee"}', "duplicate-field"),
        ('{"resourceType": "Bundle"}', "not-a-case"),
        ('{"size_cm": NaN}', "wrong-type"),
        ("[" * 100_000, "malformed-json"),
    ],
)
def test_a_file_that_is_no_case(tmp_path, items, mistakes, text, code):
    file = tmp_path / "case.json"
    file.write_text(text, "utf-8")
    assert mistakes(facts_from_case, file, items)[0].code == code


def test_a_file_that_is_not_there(tmp_path, items, mistakes):
    assert mistakes(facts_from_case, tmp_path / "none.json", items)[0].code == "missing-file"
    assert mistakes(facts_from_case, tmp_path, items)[0].code == "missing-file"


def test_a_file_that_is_no_text(tmp_path, items, mistakes):
    file = tmp_path / "case.json"
    file.write_bytes(b"\xff\xfe\x00")
    assert mistakes(facts_from_case, file, items)[0].code == "not-text"


def test_one_way_in_for_every_kind_of_file(checkout, items):
    bundle = checkout / "examples/mcode/sarcoma-bundle.json"
    table = checkout / "examples/tcga-sarc/patients.csv"
    assert read_facts(bundle, items, TODAY, "mcode")["site"] == "thigh"
    assert read_facts(table, items, TODAY, "tcga-sarc", "TCGA-3B-A9HI")["site"] == "upper_arm"


def test_file_and_mapping_must_fit(checkout, items, mistakes):
    bundle = checkout / "examples/mcode/sarcoma-bundle.json"
    table = checkout / "examples/tcga-sarc/patients.csv"
    for file, mapping in ((bundle, "tcga-sarc"), (table, "mcode")):
        assert mistakes(read_facts, file, items, TODAY, mapping)[0].code == "wrong-mapping"
    assert mistakes(read_facts, bundle, items, TODAY, "mcode", "1")[0].code == "no-rows"
    assert mistakes(read_facts, bundle, items, TODAY, "mcod")[0].hint == "did you mean `mcode`?"
