"""The mapping of the Dutch cancer registry: codes as ICD-O-3 has them, 9 and X unknown, anything else refused."""

import csv
import datetime
import re
from decimal import Decimal

import pytest

from leidraad.actions.load_content import load_all
from leidraad.actions.load_report import load_report
from leidraad.records.mapping import read_mapping
from leidraad.records.mapping_check import check_mapping
from leidraad.records.table import facts_of_all_rows

ROW = {
    "key_zid": "T1", "key_nkr": "P1", "leeft": "63", "gesl": "2", "incjr": "2016", "incdat": "2016-03-09",
    "vit_stat": "1", "vit_stat_int": "912", "woonland": "NL", "diagland": "NL", "behland": "NL", "diag_basis": "7",
    "topo": "C492", "morf": "8811", "gedrag": "3", "diffgrad": "3", "ct": "2", "cn": "0", "cm": "0", "pt": "3",
    "pn": "X", "pm": "X", "stadium": "3A", "tum_afm": "84", "gist_risico": "9", "org_chir": "1", "rt": "1",
    "chemo": "0", "target": "0", "snijvlak": "0", "whoops": "0", "zkh": "H03", "exp_chir": "1", "mdo": "2",
    "exp_advies": "0", "exp_voor": "1", "exp_na": "9", "terug": "0", "exp_terug": "9",
}  # fmt: skip
BONE, SOFT, STOMACH = {"topo": "C402"}, {"topo": "C492"}, {"topo": "C162"}


@pytest.fixture(scope="module")
def report_items():
    return load_report(load_all()).items


@pytest.fixture(scope="module")
def nkr():
    return read_mapping("nkr").with_report()


@pytest.fixture
def facts(tmp_path, report_items, nkr):
    """Return the facts of a row that differs from ROW in what is given."""

    def read(**given):
        path = tmp_path / "nkr.csv"
        row = ROW | given
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([row.keys(), row.values()])
        return facts_of_all_rows(path, nkr, report_items)["T1"]

    return read


def test_it_is_sound_for_the_guidelines_and_for_the_report(items, report_items, nkr):
    check_mapping(read_mapping("nkr"), "table", items)
    check_mapping(nkr, "table", report_items)


def test_a_row_in_full(facts):
    assert facts() == {
        "person": "P1", "age_years": 63, "sex": "female", "incidence_year": 2016,
        "incidence_date": datetime.date(2016, 3, 9), "vital_status": "dead", "follow_up_days": 912,
        "residence_country": "NL", "diagnosis_country": "NL", "treatment_country": "NL",
        "diagnosis_basis": "histological", "tumour_origin": "soft_tissue", "site": "thigh",
        "organ_specific_site": False, "topography_code": "C49.2", "morphology_code": "8811", "behaviour_code": "3",
        "histology": "myxofibrosarcoma", "biopsy_grade": "3", "differentiation_grade": "3",
        "tnm_t": "T3", "tnm_n": "N0", "tnm_stage": "III", "metastasis_at_diagnosis": False, "size_cm": Decimal("8.4"),
        "resection_done": True, "resection_margin": "r0", "radiotherapy_given": True,
        "radiotherapy_timing": "preoperative", "systemic_therapy_given": False,
        "preoperative_systemic_therapy": "none", "hospital": "H03", "treating_centre": "expertise_centre",
        "mdt_discussion": "expertise_centre_mdt", "expertise_centre_advice": False,
        "discussed_before_treatment": True, "tumour_returned": False, "unplanned_excision": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "histology"),
    [
        # The same code means something else in bone.
        (BONE | {"morf": "9180"}, "osteosarcoma_nos"), (SOFT | {"morf": "9180"}, "extraskeletal_osteosarcoma"),
        (BONE | {"morf": "9240"}, "mesenchymal_chondrosarcoma"),
        (SOFT | {"morf": "9240"}, "extraskeletal_mesenchymal_chondrosarcoma"),
        # The behaviour decides.
        ({"morf": "8850", "gedrag": "1"}, "atypical_lipomatous_tumour"), ({"morf": "8850"}, "liposarcoma_nos"),
        (BONE | {"morf": "9250", "gedrag": "1"}, "giant_cell_tumour_of_bone"),
        (BONE | {"morf": "9250"}, "malignant_giant_cell_tumour_of_bone"),
        ({"morf": "8815"}, "malignant_solitary_fibrous_tumour"),
        # The grade decides.
        (BONE | {"morf": "9220", "diffgrad": "1"}, "conventional_chondrosarcoma"),
        (BONE | {"morf": "9220", "diffgrad": "9"}, "chondrosarcoma_nos"),
        # The site decides.
        ({"morf": "8890", "topo": "C549"}, "uterine_leiomyosarcoma"), ({"morf": "8890"}, "leiomyosarcoma"),
        # The year decides: ICD-O-3.2 gave the code a second meaning.
        ({"morf": "8832"}, "dermatofibrosarcoma_protuberans"), ({"morf": "8832", "incjr": "2021"}, None),
        (BONE | {"morf": "9370"}, "conventional_chordoma"), (BONE | {"morf": "9370", "incjr": "2021"}, None),
        # Older codes.
        (STOMACH | {"morf": "8936", "gedrag": "1"}, "gastrointestinal_stromal_tumour"),
        (BONE | {"morf": "9260"}, "ewing_sarcoma"),
        # One code, two types.
        ({"morf": "8840"}, None), ({"morf": "8830"}, None),
    ],
)  # fmt: skip
def test_the_type_follows_from_the_codes(facts, given, histology):
    assert facts(**given).get("histology") == histology


@pytest.mark.parametrize(
    ("topo", "origin", "site", "organ"),
    [
        ("C402", "bone", "femur", False), ("C400", "bone", None, False), ("C413", "bone", None, False),
        ("C414", "bone", "pelvic_bone", False), ("C412", "bone", "spine", False), ("C447", "skin", "thigh", False),
        ("C445", "skin", None, False), ("C493", "soft_tissue", None, False),
        ("C480", "soft_tissue", "retroperitoneum", False), ("C380", "soft_tissue", "heart", False),
        ("C549", "soft_tissue", "uterus", True), ("C509", "soft_tissue", "breast", True),
        ("C220", "soft_tissue", None, True), ("C809", None, None, False), ("C421", None, None, None),
    ],
)  # fmt: skip
def test_the_place_follows_from_the_code(facts, topo, origin, site, organ):
    found = facts(topo=topo, morf="8800")
    assert (found.get("tumour_origin"), found.get("site"), found.get("organ_specific_site")) == (origin, site, organ)
    assert found["topography_code"] == f"{topo[:3]}.{topo[3]}"


def test_a_stromal_tumour_of_the_stomach_is_not_left_out_as_an_organ(facts):
    found = facts(morf="8936", topo="C162", gist_risico="2")
    assert found["organ_specific_site"] is False and found["gist_risk"] == "high" and found["site"] == "stomach"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cm": "1"}, True), ({"pm": "1"}, True), ({"cm": "1B", "pm": "0"}, True), ({"cm": "X", "pm": "0"}, False),
        ({"cm": "X", "pm": "X"}, None), ({"cm": "", "pm": ""}, None),
    ],
)  # fmt: skip
def test_metastases_at_diagnosis(facts, given, expected):
    assert facts(**given).get("metastasis_at_diagnosis") is expected


@pytest.mark.parametrize(
    ("given", "given_at_all", "before"),
    [
        ({"chemo": "1"}, True, "given"), ({"target": "3"}, True, "given"), ({"chemo": "2"}, True, "none"),
        ({"chemo": "4", "org_chir": "0"}, True, None), ({"chemo": "9"}, None, None), ({"target": ""}, None, None),
    ],
)  # fmt: skip
def test_systemic_therapy(facts, given, given_at_all, before):
    found = facts(**given)
    assert (found.get("systemic_therapy_given"), found.get("preoperative_systemic_therapy")) == (given_at_all, before)


def test_nine_and_x_are_unknown(facts):
    gone = {
        "gesl": "9", "vit_stat": "9", "diag_basis": "9", "diffgrad": "9", "ct": "X", "pt": "X", "cn": "X", "pn": "X",
        "cm": "X", "stadium": "X", "tum_afm": "999", "org_chir": "9", "rt": "9", "snijvlak": "9", "whoops": "9",
        "exp_chir": "9", "mdo": "9", "exp_advies": "9", "woonland": "9",
    }  # fmt: skip
    unknown = (
        "sex vital_status diagnosis_basis biopsy_grade differentiation_grade tnm_t tnm_n tnm_stage size_cm "
        "resection_done metastasis_at_diagnosis radiotherapy_given resection_margin unplanned_excision treating_centre "
        "mdt_discussion expertise_centre_advice residence_country"
    )
    assert not set(unknown.split()) & set(facts(**gone))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"gesl": "3"}, "`3`"), ({"topo": "C499X"}, "C499X"), ({"topo": "C999"}, "C999"), ({"morf": "8140"}, "8140"),
        ({"morf": "8811", "gedrag": "2"}, "8811"), ({"diffgrad": "5"}, "`5`"), ({"vit_stat": "2"}, "`2`"),
        ({"rt": "7"}, "`7`"), ({"leeft": "old"}, "old"), ({"incdat": "09-03-2016"}, "09-03-2016"),
        ({"ct": "5", "pt": "X"}, "`5`"),
    ],
)  # fmt: skip
def test_what_the_mapping_does_not_know_is_an_error(facts, mistakes, given, said):
    found = mistakes(lambda: facts(**given))
    assert any(said in one.message for one in found)


@pytest.mark.parametrize("morphology", ["9222/1", "9222/3", "9136/1", "9138/1", "9184/3"])
def test_codes_that_no_public_source_confirms_are_not_read(facts, mistakes, morphology):
    code, behaviour = morphology.split("/")
    assert any(code in one.message for one in mistakes(lambda: facts(morf=code, gedrag=behaviour, **BONE)))


# What lies together under one code of ICD-O-3, of which the mapping fills in the first.
TOGETHER = {
    "C40.1": ("hand_bones",), "C40.2": ("femur", "tibia", "fibula"), "C40.3": ("foot_bones",),
    "C41.4": ("pelvic_bone", "sacrum"), "C49.1": ("upper_arm", "shoulder", "elbow", "forearm", "wrist", "hand"),
    "C49.2": ("thigh", "hip", "knee", "lower_leg", "ankle", "foot"),
    "C49.0": ("head_neck_deep", "scalp", "face", "neck"), "C44.4": ("scalp", "neck"),
}  # fmt: skip


@pytest.mark.parametrize("code", TOGETHER)
def test_no_rule_tells_apart_what_is_read_as_one(checkout, facts, code):
    """Right only while every condition of the guidelines treats the places under a code alike."""
    assert facts(topo=code.replace(".", ""), morf="8800")["site"] == TOGETHER[code][0]
    files = [*checkout.glob("guidelines/*/*/modules/*.md"), *checkout.glob("guidelines/shared/dictionary/*.yaml")]
    files += checkout.glob("guidelines/iknl/2020/report/*.yaml")
    conditions = [
        c for f in files for c in re.findall(r"\bsite\s*(?:!?=\s*'\w+'|in\s*\{[^}]*\})", f.read_text("utf-8"))
    ]
    assert conditions
    for condition in conditions:
        assert len({f"'{site}'" in condition for site in TOGETHER[code]}) == 1, condition


def test_a_table_without_the_mark_of_a_synthetic_one_can_be_read(facts):
    assert "synthetic" not in facts() and "synthetic" not in facts(synthetic="true")
