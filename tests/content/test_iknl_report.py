"""The report on sarcoma care as content: every figure and number of the source, its classification, its selection."""

import csv
import datetime
import itertools
import random
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from leidraad.actions.load_content import load_all
from leidraad.actions.load_report import check_reports, load_report
from leidraad.engines.columns import values
from leidraad.engines.reference import Patient, evaluate
from leidraad.model.expressions import items_of
from leidraad.records.cells import TYPES
from leidraad.records.database import database
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows

HERE = Path(__file__).parent
DAY = datetime.date(2026, 11, 20)
CONTENT = load_all()
REPORT = load_report(CONTENT)
OWN = {name: item for name, item in REPORT.items.items() if name not in CONTENT.items}

# The figures of the source and their panels; "" is a figure that is not split.
FIGURES = {1: "", 2: "ab", 3: "ab", 4: "ab", 5: "ab", 6: "ab", 7: "ab", 8: "", 9: "ab", 10: "ab", 11: "ab",
           12: "abc", 13: "abc", 14: "abc", 15: "ab", 16: "ab", 17: "ab", 18: "ab", 19: "", 20: "ab", 21: "",
           22: "ab", 23: "ab", 24: "ab", 25: "ab", 26: "ab", 27: "ab", 28: "ab"}  # fmt: skip
# Types of annex 1 that the dictionary does not tell apart from another one: finding iknl-9-f03.
NEVER_DERIVED = {"osteoblastic_osteosarcoma", "juxtacortical_osteosarcoma", "chordoma_group_heading"}
SIGNS = {"+": "always", "-": "never", "+/-": "depends_on_registered_grade"}


def rows_of(name):
    with (HERE / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


ANNEX = {row["subtype"]: row for row in rows_of("iknl-annex-1.csv")}


def patient(**facts):
    return Patient(REPORT.items, facts, DAY)


def test_every_panel_of_every_figure_is_there():
    printed = [f"{figure}{letter}" for figure, letters in FIGURES.items() for letter in letters or [""]]
    assert len(printed) == 55
    assert [panel.id for panel in REPORT.panels if panel.figure] == printed
    assert all(panel.id.rstrip("abc") == str(panel.figure) for panel in REPORT.panels if panel.figure)


def test_total_and_high_grade_stand_side_by_side():
    """Panel b counts the same as panel a, of fewer patients."""
    panels = {panel.id: panel for panel in REPORT.panels}
    for figure in (2, 3, 4, 6, 7, 9, 10, 11, 15, 16, 17, 18, 20, 22, 23, 24, 27, 28):
        total, high = panels[f"{figure}a"], panels[f"{figure}b"]
        assert (total.kind, total.of, total.by) == (high.kind, high.of, high.by), figure
        assert total.population != high.population


def test_what_the_source_calls_for_and_lacks_is_there():
    new = {panel.of for panel in REPORT.panels if panel.chapter == "new"}
    assert {"discussed_and_treated", "expertise_centre_involved", "unplanned_excision"} <= new


def test_every_published_number_is_as_printed():
    printed = {row["figure"]: (Decimal(row["value"]), row["unit"]) for row in rows_of("iknl-figures.csv")}
    assert len(printed) == 144
    assert {figure.id: (figure.value, figure.unit) for figure in REPORT.published} == printed


def test_every_published_number_has_a_panel_with_its_cell_or_a_reason():
    panels = {panel.id: panel for panel in REPORT.panels}
    for figure in REPORT.published:
        assert (figure.panel is None) != (figure.why_not is None), figure.id
        if figure.panel is None:
            continue
        panel = panels[figure.panel]
        assert set(panel.by) <= set(figure.cell), figure.id
        for name, value in figure.cell.items():
            if name in REPORT.items:
                item = REPORT.items[name]
                allowed = {"true", "false"} if item.type == "boolean" else set(item.values)
                assert value is None or value in allowed, (figure.id, name)


def test_no_two_numbers_of_one_cell_contradict_each_other():
    """The source repeats itself in foreword and conclusions; what it repeats it says alike."""
    said = defaultdict(set)
    for figure in REPORT.published:
        if figure.panel and figure.unit == "percent":
            said[figure.panel, tuple(sorted(figure.cell.items(), key=str))].add(figure.value)
    assert {cell: found for cell, found in said.items() if len(found) > 1} == {}


def test_twenty_or_more_are_shown_back():
    assert sum(figure.shown_back for figure in REPORT.published) >= 20
    assert all(figure.panel for figure in REPORT.published if figure.shown_back)


def test_the_subtypes_are_those_of_annex_1():
    subtypes = set(REPORT.items["registry_subtype"].values)
    assert len(ANNEX) == 94
    assert subtypes == {*ANNEX, "not_in_annex_1"}


def test_names_are_those_of_the_scale():
    scale = next(scale for scale in CONTENT.scales if scale.id == "iknl-classification")
    for name, item in (("registry_subtype", "subtype"), ("registry_subtype_group", "group")):
        said = {value: one.label for value, one in REPORT.items[name].values.items()}
        assert {value: said[value] for value in scale.items[item].values} == {
            value: one.label for value, one in scale.items[item].values.items()
        }


def every_tumour():
    """Each type in each tissue, with what annex 1 and the grade can tell apart."""
    items = REPORT.items
    grades = (*items["biopsy_grade"].values, None)
    for histology, origin in itertools.product(items["histology"].values, items["tumour_origin"].values):
        sites = ("pelvic_bone", "femur", None) if origin == "bone" else ("thigh",)
        risks = ("low", "high", None) if histology == "gastrointestinal_stromal_tumour" else (None,)
        for grade, site, risk in itertools.product(grades, sites, risks):
            facts = {"histology": histology, "tumour_origin": origin, "site": site, "biopsy_grade": grade}
            yield facts, patient(**facts, gist_risk=risk)


@pytest.fixture(scope="module")
def tumours():
    return list(every_tumour())


def test_every_type_of_annex_1_comes_out_of_the_data(tumours):
    assert {p.value("registry_subtype") for _, p in tumours} - {None, "not_in_annex_1"} == set(ANNEX) - NEVER_DERIVED


def test_group_category_and_sign_are_those_of_annex_1(tumours):
    """Whatever the type, tissue, site and grade: what is said beside a subtype is what annex 1 prints beside it."""
    for facts, tumour in tumours:
        subtype = tumour.value("registry_subtype")
        if subtype in (None, "not_in_annex_1"):
            continue
        printed = ANNEX[subtype]
        assert tumour.value("registry_subtype_group") == printed["group"], facts
        assert tumour.value("registry_high_grade") == SIGNS[printed["sign"]], facts
        # A group without a heading is read as malignant: finding iknl-9-f04.
        category = "malignant" if printed["category"] == "none" else printed["category"]
        assert tumour.value("registry_category") == category, facts


# By the text of the methods a chondrosarcoma of the pelvis counts as high grade, whatever its grade.
OF_CARTILAGE = ("conventional_chondrosarcoma", "chondrosarcoma_nos")


def in_the_pelvis(facts):
    return facts["histology"] in OF_CARTILAGE and facts["tumour_origin"] == "bone" and facts["site"] == "pelvic_bone"


def test_the_sign_decides_the_panels_of_high_grade(tumours):
    for facts, tumour in tumours:
        subtype, group = tumour.value("registry_subtype"), tumour.value("risk_group")
        sign = ANNEX[subtype]["sign"] if subtype in ANNEX else None
        if sign == "+" or in_the_pelvis(facts):
            assert group == "high", facts
        elif sign == "-":
            assert group in ("low", "not_applicable"), facts
        elif sign == "+/-" and facts["histology"] != "gastrointestinal_stromal_tumour":
            assert (group == "high") is (facts["biopsy_grade"] in ("2", "3")), facts


def test_without_a_grade_or_risk_the_group_stays_unknown(tumours):
    """A type that goes by its grade is neither high nor low while there is none."""
    for facts, tumour in tumours:
        subtype = tumour.value("registry_subtype")
        signed = subtype in ANNEX and ANNEX[subtype]["sign"] == "+/-"
        if facts["biopsy_grade"] is None and signed and not in_the_pelvis(facts):
            assert tumour.value("risk_group") is None, facts


# Where annex 1 has a sign of its own and the dictionary goes by the grade, or cannot tell: finding iknl-9-f04.
GOES_BY_ANNEX_1 = {
    "angiosarcoma", "fibrosarcoma", "gastrointestinal_stromal_tumour", "synovial_sarcoma_poorly_differentiated",
    "sarcoma_nos", "round_cell_sarcoma_with_ewsr1_non_ets_fusion", "cic_rearranged_sarcoma",
    "sarcoma_with_bcor_genetic_alterations", "chondrosarcoma_nos",
    # Osteosarcoma outside bone, which annex 1 calls extraskeletal.
    "osteosarcoma_nos", "secondary_osteosarcoma", "low_grade_central_osteosarcoma",
}  # fmt: skip


def test_the_grade_group_of_the_dictionary_differs_only_where_annex_1_says_so(tumours):
    differ = set()
    for _, tumour in tumours:
        groups = {tumour.value("risk_group"), tumour.value("registry_grade_group")}
        counted = tumour.value("registry_subtype") in ANNEX and tumour.value("sarcoma_main_group") != "none"
        if counted and None not in groups and len(groups) == 2 and "high" in groups:
            differ.add(tumour.value("histology"))
    assert differ == GOES_BY_ANNEX_1


def test_derivations_have_a_value_when_all_is_known():
    check_reports(CONTENT)


# Rows of TCGA-SARC, read by hand in the file: subtype, group, region, age band, period, organ-specific.
SARC = {
    # 8858/3 dedifferentiated liposarcoma, upper arm C49.1, 68 years, 2009
    "TCGA-3B-A9HI": ("dedifferentiated_liposarcoma", "sts_liposarcoma", "high", "extremity_upper", "60-74",
                     "2009-2010", False),
    # 8890/3 leiomyosarcoma, retroperitoneum C48.0, 66 years, 2007; no grade
    "TCGA-3B-A9HQ": ("leiomyosarcoma_nos", "sts_leiomyosarcoma", None, "retroperitoneum_mediastinum_heart", "60-74",
                     "other", False),
    # 8811/3 myxofibrosarcoma, thigh or knee C49.2, 31 years, 2008
    "TCGA-DX-A6YT": ("myxofibrosarcoma", "sts_fibrosarcoma", "high", "extremity_lower", "18-39", "other", False),
    # 9041/3 monophasic synovial sarcoma, thigh or knee C49.2, 72 years, 2006
    "TCGA-DX-A7EQ": ("synovial_sarcoma_spindle_cell", "sts_synovial_sarcoma", "high", "extremity_lower", "60-74",
                     "other", False),
    # 8805/3 undifferentiated pleomorphic sarcoma, thigh or knee C49.2, 88 years
    "TCGA-DX-A7EF": ("undifferentiated_pleomorphic_sarcoma", "sts_undifferentiated_sarcoma", "high",
                     "extremity_lower", "75+", None, False),
    # 9040/3 poorly differentiated synovial sarcoma, lung or pleura, 31 years
    "TCGA-FX-A8OO": ("synovial_sarcoma_nos", "sts_synovial_sarcoma", "high", "other", "18-39", None, True),
    # 9540/3 MPNST of the buttock C49.6, 68 years
    "TCGA-QQ-A8VB": ("malignant_peripheral_nerve_sheath_tumour", "sts_nerve_sheath_tumour", "high", "trunk", "60-74",
                     None, False),
}  # fmt: skip


@pytest.fixture(scope="module")
def sarc():
    file = HERE.parents[1] / "examples/tcga-sarc/patients.csv"
    rows = {row["patient"]: row for row in rows_of(file)}
    return facts_of_all_rows(file, read_mapping("tcga-sarc"), CONTENT.items), rows


@pytest.mark.parametrize("name", SARC)
def test_a_real_patient_by_hand(name, sarc):
    facts, rows = sarc
    one = patient(**facts[name], incidence_year=int(rows[name]["year_dx"]))
    items = ("registry_subtype", "registry_subtype_group", "risk_group", "registry_site_group", "registry_age_band",
             "registry_period", "organ_specific_site")  # fmt: skip
    found = dict(zip(items, map(one.value, items), strict=True))
    expected = dict(zip(items, SARC[name], strict=True))
    if expected["registry_period"] is None:
        del expected["registry_period"], found["registry_period"]
    assert found == expected


def test_desmoid_tumours_of_tcga_sarc_leave_by_the_step_on_intermediate_tumours(sarc):
    facts, rows = sarc
    desmoids = [name for name, row in rows.items() if row["histological_type"] == "desmoid tumor"]
    assert desmoids and all(left_by(facts[name]) == "intermediate" for name in desmoids)


@pytest.mark.parametrize("pair", [("thigh", "knee"), ("upper_arm", "elbow"), ("foot", "ankle")])
def test_sites_that_a_mapping_reads_as_one_are_one_to_the_report(pair):
    """The mapping of TCGA-SARC reads thigh or knee as thigh, and so on."""
    for name in ("registry_site_group", "organ_specific_site", "gist_site"):
        assert len({patient(site=site, tumour_origin="soft_tissue").value(name) for site in pair}) == 1


def left_by(facts):
    """Return the first step that leaves a patient out."""
    one = patient(**facts)
    return next((step.id for step in REPORT.steps if evaluate(step.leave_out, one) is True), None)


INSIDE = {"diagnosis_basis": "histological", "incidence_year": 2012, "diagnosis_country": "NL",
          "residence_country": "NL", "treatment_country": "NL", "age_years": 50, "tumour_origin": "soft_tissue",
          "site": "thigh", "histology": "leiomyosarcoma", "biopsy_grade": "2"}  # fmt: skip
BONE = {"tumour_origin": "bone", "site": "femur"}
# By the box of the methods: what leaves somebody out, and what stands on the other side of it.
STEPS = [
    ("confirmed", {"diagnosis_confirmed": False}, {"diagnosis_basis": "clinical"}),
    ("period", {"incidence_year": 2008}, {"incidence_year": 2009}),
    ("period", {"incidence_year": 2019}, {"incidence_year": 2018}),
    ("period", {"incidence_year": None, "incidence_date": datetime.date(2008, 12, 31)},
     {"incidence_year": None, "incidence_date": datetime.date(2009, 1, 1)}),
    ("hospital_in_country", {"diagnosis_country": "other"}, {"diagnosis_country": "NL"}),
    ("abroad", {"residence_country": "other"}, {"residence_country": "NL"}),
    ("abroad", {"treatment_country": "other"}, {"treatment_country": "NL"}),
    ("autopsy", {"diagnosis_basis": "autopsy_incidental"}, {"diagnosis_basis": "histological"}),
    ("adults", {"age_years": 17}, {"age_years": 18}),
    ("organ_specific", {"site": "uterus"}, {"site": "intrapelvic"}),
    ("organ_specific", {"site": "stomach"}, {"site": "stomach", "histology": "gastrointestinal_stromal_tumour"}),
    ("organ_specific", {"organ_specific_site": True}, {"organ_specific_site": False, "site": "uterus"}),
    ("organ_specific", {"site": None, "topography_code": "C54.9"}, {"site": None, "topography_code": "C49.5"}),
    ("intermediate", {"histology": "desmoid_fibromatosis"}, {"histology": "dermatofibrosarcoma_protuberans"}),
    ("intermediate", {"histology": "kaposi_sarcoma"}, {"histology": "atypical_lipomatous_tumour"}),
    ("intermediate", {"tumour_origin": "skin"}, {"tumour_origin": "soft_tissue"}),
    ("intermediate", {**BONE, "histology": "other_intermediate_tumour"},
     {**BONE, "histology": "atypical_cartilaginous_tumour"}),
    ("main_group", {"histology": "leiomyoma"}, {**BONE, "histology": "giant_cell_tumour_of_bone"}),
]  # fmt: skip


def test_a_patient_of_the_report_passes_every_step():
    assert left_by(INSIDE) is None
    assert [step.id for step in REPORT.steps] == list(dict.fromkeys(step for step, _, _ in STEPS))


@pytest.mark.parametrize(("step", "out", "stays"), STEPS)
def test_a_step_leaves_out_what_the_source_leaves_out(step, out, stays):
    assert left_by(INSIDE | out) == step
    assert left_by(INSIDE | stays) is None


@pytest.mark.parametrize("name", [name for name in INSIDE if name != "biopsy_grade"])
def test_nobody_leaves_for_want_of_a_fact(name):
    assert left_by(INSIDE | {name: None}) is None


SURGERY, RADIATION, DRUGS = "resection_done", "radiotherapy_given", "systemic_therapy_given"
# Facts, an item, and its value: by the text of the source, on both sides of each limit.
DERIVED = [
    *(({"age_years": age}, "registry_age_band", band) for age, band in [
        (0, "0-17"), (17, "0-17"), (18, "18-39"), (39, "18-39"), (40, "40-59"), (59, "40-59"), (60, "60-74"),
        (74, "60-74"), (75, "75+"), (None, None)]),
    *(({"incidence_year": year}, "registry_period", period) for year, period in [
        (2008, "other"), (2009, "2009-2010"), (2010, "2009-2010"), (2011, "2011-2012"), (2016, "2015-2016"),
        (2017, "2017-2018"), (2018, "2017-2018"), (2019, "other"), (None, None)]),
    *(({"incidence_date": datetime.date(*day)}, "incidence_year", year) for day, year in [
        ((2009, 1, 1), 2009), ((2016, 2, 29), 2016), ((2018, 12, 31), 2018)]),
    ({"incidence_date": datetime.date(2016, 2, 28), "last_contact_date": datetime.date(2016, 3, 1)},
     "follow_up_days", 2),
    ({"follow_up_days": 9}, "follow_up_days", 9),
    ({SURGERY: True, RADIATION: False, DRUGS: False}, "primary_treatment", "surgery_only"),
    ({SURGERY: True, RADIATION: True, DRUGS: False}, "primary_treatment", "surgery_plus_radiotherapy"),
    ({SURGERY: True, RADIATION: False, DRUGS: True}, "primary_treatment", "surgery_plus_systemic"),
    ({SURGERY: True, RADIATION: True, DRUGS: True}, "primary_treatment", "surgery_plus_both"),
    ({SURGERY: False, RADIATION: True, DRUGS: False}, "primary_treatment", "no_surgery_other"),
    ({SURGERY: False, RADIATION: False, DRUGS: False}, "primary_treatment", "none"),
    ({SURGERY: True, RADIATION: None, DRUGS: False}, "primary_treatment", None),
    ({SURGERY: True, RADIATION: None, DRUGS: True}, "addition_to_surgery", "surgery_and_more"),
    ({SURGERY: True, RADIATION: None, DRUGS: False}, "addition_to_surgery", None),
    ({SURGERY: False}, "addition_to_surgery", "no_surgery"),
    ({SURGERY: False, RADIATION: None, DRUGS: False}, "tumour_treated", None),
    ({SURGERY: False, RADIATION: False, DRUGS: False}, "tumour_treated", False),
    ({RADIATION: False}, "radiotherapy_sequence", "none"),
    ({RADIATION: True, "radiotherapy_timing": "preoperative"}, "radiotherapy_sequence", "neoadjuvant"),
    ({RADIATION: True, "radiotherapy_timing": "postoperative"}, "radiotherapy_sequence", "adjuvant"),
    ({RADIATION: True}, "radiotherapy_sequence", None),
    ({"treating_centre": "expertise_centre"}, "hospital_type", "expertise_centre"),
    ({"treating_centre": "network_hospital"}, "hospital_type", "other_hospital"),
    ({"treating_centre": "other"}, "hospital_type", "other_hospital"),
    ({"treating_centre": "other", "expertise_centre_advice": True}, "discussed_and_treated",
     "discussed_treated_elsewhere"),
    ({"treating_centre": "other", "expertise_centre_advice": False, "mdt_discussion": "local_mdt"},
     "discussed_and_treated", "not_discussed_treated_elsewhere"),
    ({"treating_centre": "other", "expertise_centre_advice": False}, "discussed_and_treated", None),
    ({"treating_centre": "expertise_centre"}, "expertise_centre_involved", True),
    ({"treating_centre": "other"}, "expertise_centre_involved", None),
    *(({"expertise_centre_advice": True, SURGERY: True, "mdo_date": datetime.date(2012, 5, day),
        "first_treatment_date": datetime.date(2012, 5, 10)}, "discussed_before_treatment", before)
      for day, before in [(9, True), (10, True), (11, False)]),
    ({"expertise_centre_advice": True, SURGERY: False, RADIATION: False, DRUGS: False},
     "discussed_before_treatment", True),
    ({"site": None, "topography_code": "C49.2"}, "registry_site_group", "extremity_lower"),
    ({"site": None, "topography_code": "C49.9"}, "registry_site_group", None),
    ({"site": "thigh", "topography_code": "C49.1"}, "registry_site_group", "extremity_lower"),
    ({"site": "other_intra_abdominal"}, "registry_site_group", "retroperitoneum_mediastinum_heart"),
    ({"site": "intrapelvic"}, "registry_site_group", "trunk"),
    ({"topography_code": "C16.9"}, "gist_site", "stomach"),
    ({"topography_code": "C17.2"}, "gist_site", "small_bowel"),
    ({"topography_code": "C18.0"}, "gist_site", "other"),
    ({"histology": "gastrointestinal_stromal_tumour", "gist_risk": "high"}, "risk_group", "high"),
    ({"histology": "gastrointestinal_stromal_tumour"}, "risk_group", None),
    ({**BONE, "histology": "atypical_cartilaginous_tumour"}, "risk_group", "not_applicable"),
    ({**BONE, "histology": "atypical_cartilaginous_tumour"}, "survival_group", "low"),
    ({**BONE, "histology": "atypical_cartilaginous_tumour", "site": "pelvic_bone"}, "risk_group", "high"),
    ({**BONE, "histology": "atypical_cartilaginous_tumour", "site": "sacrum"}, "risk_group", "high"),
    ({**BONE, "histology": "atypical_cartilaginous_tumour", "site": None, "topography_code": "C41.4"},
     "risk_group", "high"),
    ({**BONE, "histology": "conventional_chondrosarcoma", "biopsy_grade": "1"}, "figure_subtype",
     "act_or_low_grade_chondrosarcoma"),
    ({**BONE, "histology": "conventional_chondrosarcoma", "biopsy_grade": "2"}, "figure_subtype",
     "bone_chondrosarcoma"),
    ({"tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma"}, "figure_subtype", "myxofibrosarcoma"),
    ({"tumour_origin": "soft_tissue", "histology": "epithelioid_sarcoma"}, "registry_subtype", "not_in_annex_1"),
    ({"tumour_origin": "soft_tissue", "histology": "epithelioid_sarcoma"}, "figure_subtype", "sts_other"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "name", "value"), DERIVED)
def test_a_derived_item(facts, name, value):
    assert patient(**facts).value(name) == value


def in_panel(name, **facts):
    panel = next(panel for panel in REPORT.panels if panel.id == name)
    return evaluate(panel.population, patient(**facts))


def test_a_large_gist_is_larger_than_five_centimetres():
    gist = {"histology": "gastrointestinal_stromal_tumour", SURGERY: True}
    assert [in_panel("24b", **gist, size_cm=Decimal(size)) for size in ("5", "5.1")] == [False, True]


def test_only_figure_1_and_incidence_among_all_inhabitants_count_children():
    without = {panel.id: panel.without_step for panel in REPORT.panels if panel.without_step}
    children = dict.fromkeys(("1", "incidence", "incidence-sex"), "adults")
    assert without == {**children, "organs": "organ_specific"}


@pytest.mark.parametrize(("year", "least"), [(2015, [10]), (2019, [10]), (2020, [20]), (2024, [20])])
def test_one_volume_norm_is_in_force_in_each_year(year, least):
    norms = [norm for norm in REPORT.norms if norm.kind == "operations_per_year"]
    assert [n.least for n in norms if (n.since or 0) <= year <= (n.until or 9999)] == least


def test_norms_are_those_of_the_box_on_soncos():
    kinds = Counter(norm.kind for norm in REPORT.norms)
    assert kinds == {"operations_per_year": 2, "discussed_per_year": 1, "share_of_patients": 3}
    assert [n.least for n in REPORT.norms if n.kind == "discussed_per_year"] == [100]
    assert all("SONCOS" in norm.edition and norm.source for norm in REPORT.norms)


# A patient who shows the mistake; without the last fact the check is silent.
FOUND = [
    ("born-after-diagnosis", {"birth_date": datetime.date(2011, 1, 2), "incidence_date": datetime.date(2011, 1, 1)}),
    ("diagnosis-in-future", {"incidence_year": 2027}),
    ("contact-before-diagnosis", {"follow_up_days": -1}),
    ("year-differs-from-date", {"incidence_date": datetime.date(2011, 1, 1), "incidence_year": 2010}),
    ("age-far-from-dates", {"birth_date": datetime.date(1950, 6, 1), "incidence_date": datetime.date(2010, 6, 1),
                            "age_years": 62}),
    ("man-with-female-organ", {"sex": "male", "topography_code": "C54.1"}),
    ("woman-with-male-organ", {"sex": "female", "topography_code": "C62.9"}),
    ("gist-outside-the-belly", {"histology": "gastrointestinal_stromal_tumour", "site": "thigh"}),
    ("bone-origin-other-code", {"tumour_origin": "bone", "topography_code": "C49.2"}),
    ("soft-tissue-origin-bone-code", {"tumour_origin": "soft_tissue", "topography_code": "C40.2"}),
    ("benign-code-of-malignant-type", {"histology": "leiomyosarcoma", "behaviour_code": "0"}),
    ("metastasis-as-primary", {"behaviour_code": "6"}),
    ("grade-without-pathology", {"diagnosis_basis": "clinical", "biopsy_grade": "3"}),
    ("autopsy-finding-treated", {"diagnosis_basis": "autopsy_incidental", "vital_status": "alive"}),
    ("metastasis-below-stage-four", {"metastasis_at_diagnosis": True, "tnm_stage": "II"}),
    ("small-t-of-large-tumour", {"tumour_origin": "soft_tissue", "histology": "leiomyosarcoma", "site": "thigh",
                                 "size_cm": Decimal("5.1"), "tnm_t": "T1"}),
    ("dead-without-time", {"vital_status": "dead"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts"), FOUND)
def test_a_check_finds_its_mistake_and_no_other(name, facts):
    assert found_by(facts) == [name]
    assert name not in found_by(dict(list(facts.items())[:-1]))


def found_by(facts):
    return [check.id for check in REPORT.checks if evaluate(check.when, patient(**facts)) is True]


def test_checks_say_nothing_of_what_is_not_there():
    assert found_by({}) == []


def test_an_ordinary_patient_passes_every_check():
    ordinary = INSIDE | {
        "sex": "male", "vital_status": "alive", "follow_up_days": 1200, "incidence_date": datetime.date(2012, 3, 1),
        "birth_date": datetime.date(1962, 1, 1), "last_contact_date": datetime.date(2015, 6, 14), "hospital": "H1",
        "resection_done": True, "behaviour_code": "3", "topography_code": "C49.2", "size_cm": Decimal(7),
        "tnm_t": "T2", "tnm_stage": "III", "metastasis_at_diagnosis": False, "tnm_n": "N0",
    }  # fmt: skip
    assert found_by(ordinary) == []


def expressions():
    """Every condition and derivation of the report by a name of its own."""
    found = {f"step {step.id}": step.leave_out for step in REPORT.steps}
    found |= {f"check {check.id}": check.when for check in REPORT.checks}
    found |= {f"panel {panel.id}": panel.population for panel in REPORT.panels}
    found |= {f"norm {norm.id}": norm.population for norm in REPORT.norms}
    found |= {f"norm of {norm.id}": norm.of for norm in REPORT.norms if norm.of is not None}
    return found | {f"item {name}": item.derivation for name, item in OWN.items() if item.derivation is not None}


def drawn(random_numbers, item):
    if random_numbers.random() < 0.15:
        return None
    if item.type == "boolean":
        return random_numbers.random() < 0.5
    if item.type == "date":
        return datetime.date(2000, 1, 1) + datetime.timedelta(random_numbers.randrange(9000))
    if item.type in ("integer", "decimal"):
        number = random_numbers.randrange(int(item.low or 0), int(item.high or 100))
        return number if item.type == "integer" else Decimal(number)
    codes = ["C16.1", "C40.2", "C41.4", "C48.0", "C49.2", "C54.9", "C62.1"]
    return random_numbers.choice(list(item.values) or codes)


def raw_items(node, found):
    """Add the raw items that an expression rests on."""
    for name in items_of(node):
        derivation = REPORT.items[name].derivation
        if derivation is None:
            found.add(name)
        elif name not in found:
            raw_items(derivation, found)
    return found


def test_columns_say_what_the_reference_engine_says():
    """Every expression of the report, for 300 patients who are drawn at random, in DuckDB."""
    numbers, items, wanted = random.Random(5), REPORT.items, expressions()
    read = sorted(set().union(*(raw_items(node, set()) for node in wanted.values())))
    people = [{name: drawn(numbers, items[name]) for name in read} for _ in range(300)]
    schema = ibis.schema({"number": "int64", **{name: TYPES[items[name].type] for name in read}})
    rows = [{"number": number, **facts} for number, facts in enumerate(people)]
    with database() as connection:
        table = ibis.memtable(pa.Table.from_pylist(rows, schema.to_pyarrow()))
        columns = {f"c{n}": node for n, node in enumerate(wanted.values())}
        found = connection.to_pyarrow(values(table, columns, items, DAY)).to_pylist()
    known = Counter()
    for row in found:
        one = Patient(items, people[row["number"]], DAY)
        for key, (name, node) in zip(columns, wanted.items(), strict=True):
            said = evaluate(node, one)
            assert row[key] == said, (name, people[row["number"]])
            known[name] += said is not None
    assert len(found) == 300
    assert {name for name in wanted if not known[name]} == set()
