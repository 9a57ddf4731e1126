"""A second edition with five known changes and one rewording: each is told, and nothing else."""

import datetime
from pathlib import Path

import pytest
from second_edition import EDITION, make_second_edition

from leidraad.actions.diff import diff
from leidraad.actions.load_content import load_all
from leidraad.diagnostics import UserInputError
from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation
from leidraad.pages.difference import changes_to_csv, diff_to_json, diff_to_text
from leidraad.reading.content_folder import shipped_content
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows

DAY = datetime.date(2026, 11, 20)
TABLE = Path(__file__).parents[2] / "examples" / "tcga-sarc" / "patients.csv"


def silent(stage, done, total):
    """Tell nobody how far it is."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    return shipped_content() / "wdt" / "2024-08", make_second_edition(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="module")
def found(editions):
    return diff(*editions, DAY, silent, TABLE, "tcga-sarc")


@pytest.fixture(scope="module")
def wdt(found):
    (difference,) = found.differences
    return difference


def test_five_of_five_changes_are_found_and_the_rewording_is_no_change(wdt):
    assert (wdt.old_edition, wdt.new_edition) == ("2024-08", EDITION)
    assert [(t.about, t.field) for t in wdt.told if t.field == "schedule"] == [("wdt-5-05", "schedule")]
    assert [changed.id for changed in wdt.changed] == ["wdt-4.2-01"]
    assert wdt.removed == ("wdt-5-11",)
    assert wdt.added == ("wdt-5-90",)
    assert [(t.about, t.new) for t in wdt.overdue] == [("5", "2026-06-01")]
    assert wdt.reworded == ("wdt-5-08",)
    assert wdt.renamed == ()
    assert {(t.about, t.field) for t in wdt.told} == {
        ("wdt-5-05", "schedule"), ("wdt", "valid_from"), ("5", "review_by"),
    }  # fmt: skip


def test_the_schedule_that_changed_is_told_in_months(wdt):
    (told,) = [t for t in wdt.told if t.field == "schedule"]
    assert "4 months until 36 or 24" in told.old
    assert "3 months until 36 or 24" in told.new and "12 months until 120" in told.new


def test_the_example_is_a_patient_on_the_threshold(wdt):
    (changed,) = wdt.changed
    (example,) = changed.examples  # moving 5 cm out can only take the advice away
    assert example.facts["size_cm"] == 5
    assert (example.old, example.new) == ("applies", "undetermined")


def statuses(content):
    people = facts_of_all_rows(TABLE, read_mapping("tcga-sarc"), content.items)
    return {
        name: {o.rule.id: o.status for o in Evaluation(content, Patient(content.items, facts, DAY)).outcomes()
               if o.rule.guideline == "wdt"}
        for name, facts in people.items()
    }  # fmt: skip


def test_the_list_of_changed_patients_is_that_of_the_reference_engine(found, editions):
    old, new = statuses(load_all(editions[0].parents[1])), statuses(load_all(editions[1].parents[1]))
    expected = {
        (patient, rule, old[patient].get(rule, "not_applicable"), new[patient].get(rule, "not_applicable"))
        for patient in old for rule in old[patient].keys() | new[patient].keys()
    }  # fmt: skip
    expected = {change for change in expected if change[2] != change[3]}
    assert expected, "these editions change nothing for these patients, so nothing is shown"
    assert {(c.patient, c.rule, c.old, c.new) for c in found.cohort.changes} == expected
    assert len(found.cohort.changes) == len(expected)


def test_it_reads_as_text_json_and_csv(found):
    for language, words in (("nl", "Vervallen regels: 1"), ("en", "Rules removed: 1")):
        said = diff_to_text(found, language)
        assert words in said and "wdt-5-90" in said
    assert '"reworded": ["wdt-5-08"]' in " ".join(diff_to_json(found).split()).replace("[ ", "[").replace(" ]", "]")
    assert changes_to_csv(found.cohort).decode("utf-8-sig").count("\r\n") == len(found.cohort.changes) + 1


def test_the_same_edition_twice_differs_in_nothing(editions):
    (difference,) = diff(editions[0], editions[0], DAY, silent).differences
    assert difference.nothing


def test_editions_of_different_guidelines_are_not_compared(editions):
    with pytest.raises(UserInputError, match="no guideline in common"):
        diff(editions[0], shipped_content() / "bot" / "2026-concept", DAY, silent)
