"""Several tumours of one person, by the international rules; each case by hand."""

import datetime

import ibis
import pytest

from leidraad.records.columns import ROW
from leidraad.records.database import database
from leidraad.registry.multiple_tumours import SAME, TYPES, multiple

THIGH, ARM, FEMUR, SPINE, SKIN = "C49.2", "C49.1", "C40.2", "C41.2", "C44.7"
LIPO, LEIO, GIST, KAPOSI, SARCOMA_NOS, CANCER_NOS, CARCINOMA = "8850", "8890", "8936", "9140", "8800", "8000", "8140"


def same(*tumours):
    """Return which of these tumours (person, topography, morphology, year) are no new tumours."""
    columns = ("person", "topography_code", "morphology_code", "incidence_year")
    found = [dict(zip(columns, one, strict=True)) | {ROW: n, "incidence_date": None} for n, one in enumerate(tumours)]
    schema = {ROW: "int64", **dict.fromkeys(columns[:3], "string"), "incidence_year": "int64", "incidence_date": "date"}
    with database() as connection:
        table = connection.create_table("tumours", ibis.memtable(found, schema=schema))
        return [row[ROW] for row in multiple(table).order_by(ROW).to_pyarrow().to_pylist() if row[SAME]]


@pytest.mark.parametrize(
    ("tumours", "expected"),
    [
        ([("a", THIGH, LIPO, 2010), ("a", THIGH, LEIO, 2015)], [1]),  # one organ, one group of types
        ([("a", THIGH, LIPO, 2015), ("a", THIGH, LEIO, 2010)], [0]),  # the first in time stays
        ([("a", THIGH, LIPO, None), ("a", THIGH, LEIO, 2010)], [0]),  # one without a year comes after
        ([("a", THIGH, LIPO, 2010), ("a", ARM, LIPO, 2011)], [1]),  # C49 is one organ, whatever limb
        ([("a", FEMUR, "9180", 2010), ("a", SPINE, "9220", 2011)], [1]),  # C40 and C41 are one organ: bone
        ([("a", THIGH, LIPO, 2010), ("a", FEMUR, "9180", 2011)], []),  # soft tissue and bone are two
        ([("a", THIGH, LIPO, 2010), ("b", THIGH, LIPO, 2011)], []),  # two persons
        ([("a", "C16.9", GIST, 2010), ("a", "C16.9", LEIO, 2011)], []),  # one organ, two groups of types
        ([("a", SKIN, KAPOSI, 2010), ("a", "C05.9", KAPOSI, 2011)], [1]),  # Kaposi sarcoma once in a person
        ([("a", THIGH, CANCER_NOS, 2010), ("a", THIGH, LIPO, 2012)], [0]),  # unspecified beside specified
        ([("a", THIGH, CANCER_NOS, 2010), ("a", FEMUR, LIPO, 2012)], []),  # but only in the same organ
        ([("a", THIGH, CANCER_NOS, 2010), ("a", THIGH, CANCER_NOS, 2012)], [1]),
        ([("a", THIGH, CARCINOMA, 2010), ("a", THIGH, CARCINOMA, 2012)], []),  # a type that is not judged
        ([("a", None, LIPO, 2010), ("a", None, LIPO, 2012)], []),  # nor one without a place
        ([(None, THIGH, LIPO, 2010), (None, THIGH, LIPO, 2012)], []),  # nor one without a person
        ([("a", THIGH, LIPO, 2010), ("a", THIGH, LEIO, 2010), ("a", ARM, SARCOMA_NOS, 2011)], [1, 2]),
    ],
)
def test_by_the_international_rules(tumours, expected):
    assert same(*tumours) == expected


def test_no_code_of_morphology_is_in_two_groups():
    codes = [code for found in TYPES.values() for first, last in found for code in range(first, last + 1)]
    assert len(codes) == len(set(codes))


def test_dates_decide_within_a_year():
    days = [datetime.date(2010, 6, 1), datetime.date(2010, 3, 1), None]
    rows = [{ROW: n, "person": "a", "topography_code": THIGH, "morphology_code": LIPO, "incidence_year": 2010,
             "incidence_date": day} for n, day in enumerate(days)]  # fmt: skip
    schema = {ROW: "int64", "person": "string", "topography_code": "string", "morphology_code": "string",
              "incidence_year": "int64", "incidence_date": "date"}  # fmt: skip
    with database() as connection:
        table = connection.create_table("tumours", ibis.memtable(rows, schema=schema))
        found = multiple(table).order_by(ROW).to_pyarrow().to_pylist()
    assert [row[SAME] for row in found] == [True, False, True]
