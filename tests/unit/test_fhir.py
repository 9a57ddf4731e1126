"""FHIR bundles: what mCODE carries becomes facts, and what is not understood is said."""

import contextlib
import copy
import datetime
import json
from decimal import Decimal

import pytest

from leidraad.diagnostics import Span, UserInputError
from leidraad.reading.located_yaml import Document
from leidraad.records.age import age_on
from leidraad.records.fhir import facts_from_bundle
from leidraad.records.mapping import Mapping, read_mapping
from leidraad.records.words import Spot

TODAY = datetime.date(2026, 11, 20)
ABSENT = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}]}
OWN = "urn:leidraad:dictionary"


@pytest.fixture(scope="module")
def sarcoma(checkout):
    return json.loads((checkout / "examples/mcode/sarcoma-bundle.json").read_text("utf-8"))


@pytest.fixture
def bundle(sarcoma):
    return copy.deepcopy(sarcoma)


@pytest.fixture
def read(tmp_path, items):
    def facts(data, mapping=None):
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps(data), "utf-8")
        return facts_from_bundle(file, mapping or read_mapping("mcode"), items, TODAY)

    return facts


def part(bundle, identity):
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["id"] == identity)


def add(bundle, identity, new, **changes):
    bundle["entry"].append({"resource": copy.deepcopy(part(bundle, identity)) | {"id": new} | changes})


def test_the_sarcoma_of_our_own(read, bundle):
    assert read(bundle) == {
        "age_years": 54, "sex": "female", "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma",
        "site": "thigh", "size_cm": Decimal("7.5"), "tissue_layer": "intramuscular", "biopsy_grade": "3",
        "distant_metastasis": False, "performance_status_ecog": 0,
        "procedures_considered": frozenset({"wide_local_excision"}), "fnclcc_differentiation_score": 2,
        "fnclcc_mitosis_score": 3, "fnclcc_necrosis_score": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("staging", {"age_years": 75, "sex": "male", "distant_metastasis": False, "tnm_t": "T3", "tnm_n": "N3",
                     "performance_status_ecog": 0}),
        ("tumour-size", {"age_years": 71, "sex": "female", "size_cm": Decimal("1.2")}),
        ("breast-cancer", {"age_years": 61, "sex": "female", "histology": "invasive_carcinoma_nst", "tnm_t": "T3",
                           "size_cm": Decimal("2.5"), "distant_metastasis": False, "performance_status_ecog": 0,
                           "radiotherapy_given": True}),
    ],
)  # fmt: skip
def test_examples_of_hl7(checkout, items, name, expected):
    file = checkout / f"tests/records/mcode/{name}.json"
    assert facts_from_bundle(file, read_mapping("mcode"), items, TODAY) == expected


def test_a_type_that_the_mapping_does_not_know_is_reported(checkout, items, mistakes):
    file = checkout / "tests/records/mcode/lung-cancer.json"
    found = mistakes(facts_from_bundle, file, read_mapping("mcode"), items, TODAY)
    assert [(d.code, "sct|1187332001" in d.message) for d in found] == [("unmapped-value", True)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "not-a-bundle"),
        ({"resourceType": "Patient"}, "not-a-bundle"),
        ({"age_years": 5}, "not-a-bundle"),
        ({"resourceType": "Bundle"}, "no-patient"),
        ({"resourceType": "Bundle", "entry": {}}, "malformed-bundle"),
        ({"resourceType": "Bundle", "entry": [{}]}, "malformed-bundle"),
        ({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "code": "x"}}]},
         "malformed-bundle"),
    ],
)  # fmt: skip
def test_what_is_no_bundle(read, mistakes, data, code):
    assert mistakes(read, data)[0].code == code


def test_two_patients(read, bundle, mistakes):
    add(bundle, "example", "other")
    assert mistakes(read, bundle)[0].code == "two-patients"


def test_an_observation_of_somebody_else(read, bundle, mistakes):
    part(bundle, "example-size")["subject"]["reference"] = "Patient/other"
    assert mistakes(read, bundle)[0].code == "two-patients"


def test_two_primary_tumours(read, bundle, mistakes):
    add(bundle, "example-sarcoma", "second")
    assert mistakes(read, bundle)[0].message == "the bundle holds two primary tumours"


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_a_condition_that_is_not_true_is_left_out(read, bundle, status):
    verification = {"coding": [{"code": status}]}
    add(bundle, "example-sarcoma", "second", verificationStatus=verification)
    assert read(bundle)["histology"] == "myxofibrosarcoma"
    part(bundle, "example-sarcoma")["verificationStatus"] = verification
    facts = read(bundle)
    assert "histology" not in facts and "site" not in facts


def test_a_provisional_condition_is_a_suspicion(read, bundle):
    part(bundle, "example-sarcoma")["verificationStatus"] = {"coding": [{"code": "provisional"}]}
    facts = read(bundle)
    assert facts["suspected_diagnosis"] == "myxofibrosarcoma" and "histology" not in facts


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "preliminary", "registered"])
def test_an_observation_that_is_not_settled_is_left_out(read, bundle, status):
    part(bundle, "example-size")["status"] = status
    assert "size_cm" not in read(bundle)


def test_an_observation_about_a_metastasis_is_left_out(read, bundle):
    about = part(bundle, "example-size")["extension"][0]["valueReference"]
    about["reference"] = "Condition/metastasis"
    assert "size_cm" not in read(bundle)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ({"value": 75, "code": "mm"}, Decimal("7.5")),
        ({"value": 7.5, "code": "cm"}, Decimal("7.5")),
        ({"value": 7.5, "unit": "cm"}, Decimal("7.5")),
        ({"value": 7.5}, "missing-unit"),
        ({"value": 3, "code": "[in_i]"}, "wrong-unit"),
        ({"value": 0.075, "code": "m"}, "wrong-unit"),
        ({"value": 75, "code": "mm", "comparator": ">"}, "not-exact"),
        ({"value": "big", "code": "mm"}, "wrong-type"),
        ({"value": -3, "code": "cm"}, "out-of-range"),
    ],
)
def test_a_length_with_its_unit(read, bundle, quantity, expected):
    part(bundle, "example-size")["component"][0]["valueQuantity"] = quantity
    try:
        assert read(bundle)["size_cm"] == expected
    except UserInputError as error:
        assert [d.code for d in error.diagnostics] == [expected]


def test_mri_comes_before_another_method(read, bundle):
    add(bundle, "example-size", "pathology", method={"coding": [{"code": "787377000"}]})
    part(bundle, "pathology")["component"][0]["valueQuantity"] = {"value": 9, "code": "cm"}
    assert read(bundle)["size_cm"] == Decimal("7.5")


def test_two_sizes_by_one_method_contradict_each_other(read, bundle, mistakes):
    add(bundle, "example-size", "second")
    assert read(bundle)["size_cm"] == Decimal("7.5")
    part(bundle, "second")["component"] = copy.deepcopy(part(bundle, "example-size")["component"])
    part(bundle, "second")["component"][0]["valueQuantity"]["value"] = 80
    assert mistakes(read, bundle)[0].code == "contradictory"


def test_the_newest_category_counts(read, bundle, mistakes):
    later = {"coding": [{"system": "http://snomed.info/sct", "code": "1229903009"}]}
    add(bundle, "example-metastases", "later", effectiveDateTime="2026-11-18", valueCodeableConcept=later)
    add(bundle, "example-metastases", "not-known", effectiveDateTime="2026-11-19", valueCodeableConcept=ABSENT)
    assert read(bundle)["distant_metastasis"] is True
    part(bundle, "later")["effectiveDateTime"] = "2026-11-12"
    assert mistakes(read, bundle)[0].code == "contradictory"
    del part(bundle, "later")["effectiveDateTime"]
    assert mistakes(read, bundle)[0].code == "no-date"


def test_a_grade_counts_only_by_fnclcc_and_from_a_biopsy(read, bundle):
    grade = part(bundle, "example-grade")
    del grade["specimen"]
    assert "biopsy_grade" not in read(bundle)
    grade["specimen"] = {"reference": "http://example.org/fhir/Specimen/example-biopsy"}
    assert read(bundle)["biopsy_grade"] == "3"
    grade["method"]["coding"][0]["code"] = "1149430001"
    assert "biopsy_grade" not in read(bundle)


def test_references_by_uuid(read, bundle):
    for entry in bundle["entry"]:
        if entry["resource"]["id"] == "example-biopsy":
            entry["fullUrl"] = "urn:uuid:9a7b"
            del entry["resource"]["id"]
    next(e["resource"] for e in bundle["entry"] if e["resource"].get("id") == "example-grade")["specimen"] = {
        "reference": "urn:uuid:9a7b"
    }
    assert read(bundle)["biopsy_grade"] == "3"


def test_one_known_synonym_is_enough_and_two_must_agree(read, bundle, mistakes):
    morphology = part(bundle, "example-sarcoma")["extension"][0]["valueCodeableConcept"]["coding"]
    morphology.append({"system": "http://example.org/local", "code": "x"})
    assert read(bundle)["histology"] == "myxofibrosarcoma"
    morphology.append({"system": morphology[0]["system"], "code": "8890/3"})
    assert mistakes(read, bundle)[0].code == "contradictory"


def test_a_code_that_names_several_types_is_unknown(read, bundle):
    part(bundle, "example-sarcoma")["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] = "8840/3"
    assert "histology" not in read(bundle)


def test_leiomyosarcoma_of_the_uterus_has_its_own_value(read, bundle):
    condition = part(bundle, "example-sarcoma")
    condition["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] = "8890/3"
    assert read(bundle)["histology"] == "leiomyosarcoma"
    condition["bodySite"][0]["coding"][0]["code"] = "35039007"
    assert read(bundle)["histology"] == "uterine_leiomyosarcoma"


@pytest.mark.parametrize(
    "site",
    [{"coding": [{"system": "http://snomed.info/sct", "code": "1"}]},
     {"coding": [{"system": "http://example.org", "code": "68367000"}]}, {"text": "thigh"}],
)  # fmt: skip
def test_a_site_that_is_not_understood_is_reported(read, bundle, mistakes, site):
    part(bundle, "example-sarcoma")["bodySite"] = [site]
    found = mistakes(read, bundle)
    assert [d.code for d in found] == ["unmapped-value"] and "`site`" in found[0].message


def test_a_reason_for_absence_is_unknown(read, bundle):
    part(bundle, "example-sarcoma")["bodySite"] = [ABSENT]
    assert "site" not in read(bundle)


def test_radiotherapy_counts_when_completed_and_for_this_tumour(read, bundle):
    course = {"resourceType": "Procedure", "id": "rt", "status": "in-progress",
              "subject": {"reference": "Patient/example"},
              "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1217123003"}]}}  # fmt: skip
    bundle["entry"].append({"resource": course})
    assert "radiotherapy_given" not in read(bundle)
    course["status"] = "completed"
    assert read(bundle)["radiotherapy_given"] is True
    course["reasonReference"] = [{"reference": "Condition/another"}]
    assert "radiotherapy_given" not in read(bundle)


def own(name, **value):
    code = {"coding": [{"system": OWN, "code": name}]}
    return {"resource": {"resourceType": "Observation", "id": f"own-{name}", "status": "final", "code": code} | value}


@pytest.mark.parametrize(
    ("entry", "name", "expected"),
    [
        (own("resection_done", valueBoolean=False), "resection_done", False),
        (own("margin_distance_mm", valueQuantity={"value": 0.4, "code": "cm"}), "margin_distance_mm", Decimal(4)),
        (own("vital_tumour_pct", valueQuantity={"value": 10, "code": "%"}), "vital_tumour_pct", Decimal(10)),
        (own("resection_margin", valueCodeableConcept={"coding": [{"system": OWN, "code": "r1"}]}),
         "resection_margin", "r1"),
    ],
)  # fmt: skip
def test_an_item_by_its_own_code(read, bundle, entry, name, expected):
    bundle["entry"].append(entry)
    assert read(bundle)[name] == expected


def test_an_item_by_its_own_code_may_say_the_same_in_another_form(read, bundle):
    before = read(bundle)
    bundle["entry"] += [
        own("distant_metastasis", valueBoolean=before["distant_metastasis"]),
        own("size_cm", valueQuantity={"value": float(before["size_cm"]) * 10, "code": "mm"}),
    ]
    assert read(bundle) == before


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (own("tissue_layr", valueInteger=1), "unknown-item"),
        (own("resection_done"), "missing-value"),
        (own("resection_done", valueInteger=1), "wrong-type"),
        (own("size_cm", valueInteger=5), "contradictory"),
        (own("margin_distance_mm", valueQuantity={"value": 4}), "missing-unit"),
        (own("resection_margin", valueCodeableConcept={"coding": [{"system": "x", "code": "r1"}]}), "unmapped-value"),
    ],
)
def test_an_item_by_its_own_code_can_be_wrong(read, bundle, mistakes, entry, code):
    bundle["entry"].append(entry)
    assert mistakes(read, bundle)[0].code == code


@pytest.mark.parametrize(
    ("birth", "today", "expected"),
    [
        ("1972-11-20", "2026-11-20", 54),
        ("1972-11-21", "2026-11-20", 53),
        ("2004-02-29", "2026-02-28", 21),
        ("2004-02-29", "2026-03-01", 22),
        ("1972-05", "2026-11-20", 54),
        ("1972-11", "2026-11-20", None),
        ("1972", "2026-11-20", None),
        ("1972", "2026-12-31", 54),
        ("2026-11", "2026-11-20", 0),
    ],
)
def test_age(birth, today, expected):
    assert age_on(birth, datetime.date.fromisoformat(today), Spot("`age_years`", Span("b"))) == expected


@pytest.mark.parametrize("birth", ["1972-13-01", "1972-02-30", "20-11-1972", "", "0000", "2027-01-01", "9999-12"])
def test_an_impossible_birth_date(mistakes, birth):
    assert mistakes(age_on, birth, TODAY, Spot("`age_years`", Span("b")))[0].code == "impossible-date"


@pytest.mark.parametrize("path", ["Bundle.entry.where((a = 'b'", "Bundle.nosuch()", "%undefined.value"])
def test_a_wrong_path_is_the_mistake_of_the_mapping(read, bundle, mistakes, path):
    text = f'mapping: t\nkind: fhir\nabout: t\nitems:\n  sex: {{ path: "{path}" }}\n'
    found = mistakes(read, bundle, Mapping(Document(text, Span("t.yaml"))))
    assert found[0].code == "wrong-path" and found[0].span.file == "t.yaml"


def test_a_malformed_bundle_never_breaks_the_program(read, sarcoma):
    """Every eleventh element is replaced by something else: the answer is facts, or a mistake of the user."""
    for number, place in enumerate(list(_places(sarcoma, ()))):
        if number % 11:
            continue
        damaged = copy.deepcopy(sarcoma)
        holder = damaged
        for step in place[:-1]:
            holder = holder[step]
        for junk in (None, 7, [{}]):
            holder[place[-1]] = junk
            with contextlib.suppress(UserInputError):
                read(damaged)


def _places(value, place):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*place, key)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*place, key))
