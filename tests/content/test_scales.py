"""Every cell of every scale against a second copy of the published values; complete, no overlap; how it answers."""

import csv
import itertools
import json
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import call

from leidraad.actions.load_content import load_all
from leidraad.compiling.scales import CONFIDENCES, from_scales
from leidraad.diagnostics import Span, UserInputError, to_text
from leidraad.engines.tables import patient_of, work_out
from leidraad.explaining.scale_answer import answer
from leidraad.model.content import Content
from leidraad.reading.content_folder import shipped_content
from leidraad.reading.located_yaml import Document
from leidraad.verifying.sound_tables import doubtful_tables

# NCI PDQ adult STS, table 4, and the CAP comment on the updated FNCLCC: score by histological type.
TYPE_SCORES = {
    1: {"well_differentiated_liposarcoma", "well_differentiated_fibrosarcoma", "well_differentiated_leiomyosarcoma",
        "malignant_neurofibroma"},
    2: {"myxoid_liposarcoma", "conventional_fibrosarcoma", "myxofibrosarcoma", "conventional_leiomyosarcoma",
        "conventional_mpnst", "myxoid_chondrosarcoma", "conventional_angiosarcoma"},
    3: {"round_cell_liposarcoma", "pleomorphic_liposarcoma", "dedifferentiated_liposarcoma",
        "undifferentiated_pleomorphic_sarcoma", "poorly_differentiated_leiomyosarcoma", "synovial_sarcoma",
        "synovial_sarcoma_poorly_differentiated", "pleomorphic_rhabdomyosarcoma", "rhabdomyosarcoma",
        "mesenchymal_chondrosarcoma", "extraskeletal_osteosarcoma", "ewing_sarcoma", "malignant_rhabdoid_tumour",
        "undifferentiated_sarcoma_nos", "poorly_differentiated_mpnst", "malignant_triton_tumour",
        "poorly_differentiated_angiosarcoma"},
}  # fmt: skip
NO_SCORE = {"clear_cell_sarcoma", "epithelioid_sarcoma", "alveolar_soft_part_sarcoma"}
# The same page and SEER EOD 3.3: mitoses per 10 HPF, necrosis in percent, sum to grade.
MITOSES = {0: 1, 9: 1, 10: 2, 19: 2, 20: 3, 500: 3}
NECROSIS = {"0": 0, "0.1": 1, "49.9": 1, "50": 2, "100": 2}
GRADES = {2: "1", 3: "1", 4: "2", 5: "2", 6: "3", 7: "3", 8: "3"}

# NCI PDQ adult STS, tables on AJCC 8 chapters 41 and 44 (CAP 4.2.0.0 agrees): size in cm.
SIZES = {"0.1": "T1", "5": "T1", "5.1": "T2", "10": "T2", "10.1": "T3", "15": "T3", "15.1": "T4", "40": "T4"}
# The same tables: T, low grade (G1, GX), other grades, of N0 M0.
# N1 M0: IV in trunk and extremity, IIIB in the retroperitoneum.
STAGES = {"T1": ("IA", "II"), "T2": ("IB", "IIIA"), "T3": ("IB", "IIIB"), "T4": ("IB", "IIIB")}
NODES_STAGE = {"trunk_extremity": "IV", "retroperitoneum": "IIIB"}

# NCI PDQ skin cancer, tables on AJCC 8 chapter 15: T, then stage by N0, N1, N2, N3, of M0; None: no such group.
CSCC_STAGES = {
    "Tis": ("0", None, None, "IV"),
    "T1": ("I", "III", "IV", "IV"),
    "T2": ("II", "III", "IV", "IV"),
    "T3": ("III", "III", "IV", "IV"),
    "T4a": ("IV", "IV", "IV", "IV"),
    "T4b": ("IV", "IV", "IV", "IV"),
}
N_GROUPS = {"N0": 0, "N1": 1, "N2a": 2, "N2b": 2, "N2c": 2, "N3a": 3, "N3b": 3}
# The same page: nodes, extranodal extension; then N for 3 cm, 6 cm and more, clinical and pathological.
CSCC_NODES = {
    ("single_ipsilateral", False): (("N1", "N2a", "N3a"), ("N1", "N2a", "N3a")),
    ("single_ipsilateral", True): (("N3b", "N3b", "N3b"), ("N2a", "N3b", "N3b")),
    ("multiple_ipsilateral", False): (("N2b", "N2b", "N3a"), ("N2b", "N2b", "N3a")),
    ("multiple_ipsilateral", True): (("N3b", "N3b", "N3b"), ("N3b", "N3b", "N3b")),
    ("single_contralateral", False): (("N2c", "N2c", "N3a"), ("N2c", "N2c", "N3a")),
    ("single_contralateral", True): (("N3b", "N3b", "N3b"), ("N3b", "N3b", "N3b")),
    ("bilateral_or_multiple_contralateral", False): (("N2c", "N2c", "N3a"), ("N2c", "N2c", "N3a")),
    ("bilateral_or_multiple_contralateral", True): (("N3b", "N3b", "N3b"), ("N3b", "N3b", "N3b")),
}
# Table 4 of the JITC guideline, adapted from Ruiz: BWH category by number of factors; bone makes T3.
BWH = ("T1", "T2a", "T2b", "T2b", "T3")

# Joensuu 2008 as Medical Algorithms states it. Columns: to 5, 6 to 10, more than 10 mitoses; stomach, then elsewhere.
GIST = {
    "2": (("very_low", "intermediate", "high"), ("very_low", "high", "high")),
    "2.1": (("low", "intermediate", "high"), ("low", "high", "high")),
    "5": (("low", "intermediate", "high"), ("low", "high", "high")),
    "5.1": (("intermediate", "high", "high"), ("high", "high", "high")),
    "10": (("intermediate", "high", "high"), ("high", "high", "high")),
    "10.1": (("high", "high", "high"), ("high", "high", "high")),
}
# IKNL, Sarcomenzorg bij volwassenen 2009-2018, annex 1: group, behaviour, and the sign behind the subtype.
IKNL = list(csv.DictReader((Path(__file__).parent / "iknl-annex-1.csv").read_text("utf-8").splitlines()))
SIGNS = {"+": "always", "-": "never", "+/-": "depends_on_registered_grade"}


@pytest.fixture(scope="module")
def scales():
    root = shipped_content()
    files = sorted(root.glob("shared/scales/*.yaml"))
    documents = tuple(Document(f.read_text("utf-8"), Span(f.relative_to(root).as_posix())) for f in files)
    return {scale.id: scale for scale in from_scales(documents, load_all().items)}


@pytest.fixture
def value(scales):
    """Return the value of a step of a scale for facts."""

    def of(name: str, step: str, **facts):
        items = scales[name].items
        typed = {k: Decimal(v) if items[k].type == "decimal" else v for k, v in facts.items()}
        return patient_of(scales[name], typed).value(step)

    return of


@pytest.mark.parametrize(("score", "names"), TYPE_SCORES.items())
def test_fnclcc_differentiation_of_a_type(score, names, value):
    assert {value("fnclcc", "type_score", histology=name) for name in names} == {score}


def test_fnclcc_lists_no_other_type(scales):
    listed = set.union(*TYPE_SCORES.values())
    assert set(scales["fnclcc"].items["histology"].values) == listed | NO_SCORE and len(listed) == 28


@pytest.mark.parametrize(("mitoses", "score"), MITOSES.items())
def test_fnclcc_mitoses(mitoses, score, value):
    assert value("fnclcc", "mitosis_score", mitoses=mitoses) == score


@pytest.mark.parametrize(("necrosis", "score"), NECROSIS.items())
def test_fnclcc_necrosis(necrosis, score, value):
    assert value("fnclcc", "necrosis_score", necrosis=necrosis) == score


def test_fnclcc_grade(value):
    sums = set()
    for differentiation, (mitoses, two), (necrosis, three) in itertools.product(
        (1, 2, 3), MITOSES.items(), NECROSIS.items()
    ):
        facts = {"differentiation": differentiation, "mitoses": mitoses, "necrosis": necrosis}
        total = differentiation + two + three
        assert (value("fnclcc", "total", **facts), value("fnclcc", "grade", **facts)) == (total, GRADES[total])
        sums.add(total)
    assert sums == set(GRADES)


@pytest.mark.parametrize("region", NODES_STAGE)
@pytest.mark.parametrize(("size", "t"), SIZES.items())
def test_sts_t_by_size(region, size, t, value):
    assert value("sts-stage", "t_category", region=region, size_cm=size) == t


@pytest.mark.parametrize("region", NODES_STAGE)
@pytest.mark.parametrize("t", ["TX", "T0", *STAGES])
def test_sts_stage(region, t, value):
    for n, m, grade in itertools.product(("N0", "N1"), ("M0", "M1"), ("1", "2", "3", "GX")):
        found = value("sts-stage", "stage", region=region, t=t, n=n, m=m, grade=grade)
        assert found == sts_stage(region, t, n, m, grade), (n, m, grade)


def sts_stage(region, t, n, m, grade):
    if m == "M1":
        return "IV"
    if n == "N1":
        return NODES_STAGE[region]
    return STAGES[t][grade in ("2", "3")] if t in STAGES else None


def test_sts_stage_that_the_nodes_do_not_change(value):
    """T3 and T4 of G2 and G3 are IIIB in the retroperitoneum with N0 and with N1; in a limb N1 makes it IV."""
    facts = {"t": "T3", "m": "M0", "grade": "2"}
    assert value("sts-stage", "stage", region="retroperitoneum", **facts) == "IIIB"
    assert value("sts-stage", "stage", region="trunk_extremity", **facts) is None


@pytest.mark.parametrize("region", ["head_neck", "abdomen_thoracic_visceral", "other"])
def test_sts_has_no_table_for_other_regions(region, value):
    facts = {"region": region, "size_cm": "4", "n": "N0", "m": "M1", "grade": "GX"}
    assert value("sts-stage", "t_category", **facts) is None and value("sts-stage", "stage", **facts) is None
    assert value("sts-stage", "t_category", **facts, t="T2") == "T2"


@pytest.mark.parametrize("t", CSCC_STAGES)
def test_cscc_stage(t, value):
    for n, column in N_GROUPS.items():
        facts = {"location": "head_neck", "t": t, "n": n}
        assert value("cscc-stage", "stage", **facts, m="M0") == CSCC_STAGES[t][column], n
        assert value("cscc-stage", "stage", **facts, m="M1") is None, "the row of M1 was not read"


@pytest.mark.parametrize(("nodes", "extranodal"), CSCC_NODES)
def test_cscc_nodes(nodes, extranodal, value):
    sizes = {"3": 0, "3.1": 1, "6": 1, "6.1": 2}
    for (at, assessment), (size, column) in itertools.product(enumerate(("clinical", "pathological")), sizes.items()):
        facts = {"nodes": nodes, "extranodal": extranodal, "node_size_cm": size, "assessment": assessment}
        assert value("cscc-stage", "n_category", **facts, location="eyelid") is None
        assert (
            value("cscc-stage", "n_category", **facts, location="head_neck")
            == CSCC_NODES[nodes, extranodal][at][column]
        ), facts


def test_cscc_without_nodes(value):
    assert value("cscc-stage", "n_category", location="head_neck", nodes="none") == "N0"


PLAIN = {"location": "head_neck", "in_situ": False, "bone": "none", "perineural": "none", "beyond_fat": False,
         "depth_mm": "6", "size_cm": "2"}  # fmt: skip
# The same page: T by one feature changed from a small, thin tumour without other features.
CSCC_T = [
    ({}, "T1"), ({"size_cm": "2.1"}, "T2"), ({"size_cm": "4"}, "T2"), ({"size_cm": "4.1"}, "T3"),
    ({"perineural": "small_dermal_nerve"}, "T1"), ({"perineural": "deep_or_large_or_named_nerve"}, "T3"),
    ({"depth_mm": "6.1"}, "T3"), ({"beyond_fat": True}, "T3"), ({"bone": "minor_erosion"}, "T3"),
    ({"bone": "cortex_or_marrow", "size_cm": "5"}, "T4a"), ({"bone": "skull_base", "beyond_fat": True}, "T4b"),
    ({"in_situ": True}, "Tis"), ({"location": "elsewhere"}, None), ({"location": "eyelid"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "t"), CSCC_T)
def test_cscc_t(changed, t, value):
    assert value("cscc-stage", "t_category", **(PLAIN | changed)) == t


def test_cscc_by_brigham_and_womens(value):
    for size, poor, nerve, fat in itertools.product(("1.9", "2"), *[(False, True)] * 3):
        facts = {"size_cm": size, "poorly_differentiated": poor, "nerve_0_1_mm": nerve, "beyond_fat": fat}
        factors = (size == "2") + poor + nerve + fat
        assert value("cscc-bwh", "t_category", **facts, bone=False) == BWH[factors]
        assert value("cscc-bwh", "t_category", **facts, bone=True) == "T3"


@pytest.mark.parametrize(("size", "rows"), GIST.items())
def test_gist_risk(size, rows, value):
    mitoses = {0: 0, 5: 0, 6: 1, 10: 1, 11: 2}
    for (site, row), (count, column) in itertools.product(zip(("stomach", "other"), rows, strict=True),
                                                          mitoses.items()):  # fmt: skip
        facts = {"size_cm": size, "site": site, "mitoses": count}
        assert value("gist-risk", "risk", **facts, rupture=False) == row[column], facts
        assert value("gist-risk", "risk", **facts, rupture=True) == "high"


@pytest.mark.parametrize("row", IKNL, ids=[row["subtype"] for row in IKNL])
def test_iknl_classification(row, value):
    found = [value("iknl-classification", step, subtype=row["subtype"]) for step in ("group", "category", "high_grade")]
    assert found == [row["group"], row["category"], SIGNS[row["sign"]]]


def test_iknl_classification_has_94_rows(scales):
    assert len(IKNL) == 94 == len(scales["iknl-classification"].items["subtype"].values)


def test_iknl_classification_agrees_with_the_derived_item(scales):
    """The dictionary derives the same flag from histology; where the names are the same, so is the flag."""
    root = shipped_content() / "shared/dictionary/registry.yaml"
    text = Document(root.read_text("utf-8"), Span("registry.yaml")).data["iknl_high_grade_flag"]["is"]
    lists = {line.split("then '")[1].rstrip("'"): line for line in text.splitlines() if "histology in {" in line
             and " and " not in line}  # fmt: skip
    flags = {row["subtype"]: SIGNS[row["sign"]] for row in IKNL}
    named = {(flag, name) for flag, line in lists.items() for name in flags if f"'{name}'" in line}
    assert len(named) > 50 and {(flags[name], name) for _, name in named} == named


# PERSARC: the page that says for whom the app is, and the abstract of 2017.
FITS = {"soft_tissue_sarcoma": True, "site": "extremity", "primary": True, "grade": "2", "type_listed": True,
        "resection": True, "chemotherapy": False}  # fmt: skip


@pytest.mark.parametrize(("changed", "outcome"), [
    ({}, "within"), ({"grade": "3"}, "within"), ({"grade": "1"}, "outside"), ({"grade": "GX"}, None),
    ({"site": "other"}, "outside"), ({"primary": False}, "outside"), ({"type_listed": False}, "outside"),
    ({"soft_tissue_sarcoma": False}, "outside"), ({"resection": False}, "outside"), ({"chemotherapy": True}, "outside"),
])  # fmt: skip
def test_persarc_applicability(changed, outcome, value):
    assert value("persarc", "applicability", **(FITS | changed)) == outcome


@pytest.mark.parametrize(("site", "resection", "grade", "outcome"), [
    ("extremity", True, "1", "within"), ("extremity", True, "3", "within"), ("extremity", True, "GX", None),
    ("other", True, "2", "outside"), ("extremity", False, "2", "outside"),
])  # fmt: skip
def test_sarculator_applicability(site, resection, grade, outcome, value):
    facts = {"site": site, "resection": resection, "grade": grade}
    assert value("sarculator", "applicability", soft_tissue_sarcoma=True, **facts) == outcome
    assert value("sarculator", "applicability", soft_tissue_sarcoma=False, **facts) == "outside"


def test_every_table_is_complete_and_free_of_overlap(scales):
    assert doubtful_tables(Content({}, {}, (), (), tuple(scales.values()))) == []


def test_no_cell_is_shipped_as_surer_than_it_is(scales):
    rows = [row for scale in scales.values() for step in scale.steps for row in step.rows]
    assert {row.confidence for row in rows} <= set(CONFIDENCES) and all(row.sources for row in rows)
    # A published table is listed under `withheld` where the facts leave a cell unverified, disputed or not found.
    assert {name for name, scale in scales.items() if not scale.withheld} == {"iknl-classification"}


@pytest.mark.parametrize("name", sorted(NO_SCORE))
def test_an_unverified_score_is_not_given(name, scales):
    scale = scales["fnclcc"]
    found = answer(scale, patient_of(scale, {"histology": name, "mitoses": 1, "necrosis": Decimal(0)})).results[0]
    assert found.status == "no_answer" and found.value is None and "verified" in found.reasons[0].en


@pytest.mark.parametrize("size", ["2", "2.05", "5", "5.05"])
def test_a_doubtful_boundary_lowers_the_confidence(size, scales):
    scale = scales["gist-risk"]
    facts = {"size_cm": Decimal(size), "mitoses": 1, "site": "stomach", "rupture": False}
    found = answer(scale, patient_of(scale, facts))
    assert found.confidence == "UNVERIFIED" and len(found.cautions) == 1
    assert answer(scale, patient_of(scale, facts | {"rupture": True})).confidence == "secondary"


def test_nothing_known_gives_nothing(scales):
    for scale in scales.values():
        assert [w.value for w in work_out(scale, patient_of(scale, {}))] == [None] * len(scale.steps), scale.id


BASE = """
id: demo
title: { nl: Proef, en: Demo }
about: { nl: Proef, en: Demo }
rights: { nl: Eigen, en: Own }
read_on: 2026-11
sources: { book: { title: A book } }
inputs:
  size_cm: { type: decimal, unit: cm, range: [0, 100], label: { nl: Grootte, en: Size } }
  node: { type: boolean, label: { nl: Klier, en: Node } }
results: [t]
tables:
  - id: t
    type: choice
    label: { nl: T, en: T }
    source: [book]
    confidence: secondary
    values: { T1: { nl: T1, en: T1 }, T2: { nl: T2, en: T2 } }
    rows:
      - { when: size_cm <= 2, then: T1 }
      - { when: size_cm > 2, then: T2 }
"""
RECORDED = """recorded:
  when: prediction_model = 'persarc'
  about: [prediction_result_pct]
  beside: [prediction_date]
  table: t
  warns_at: T2
  inputs: { size_cm: size_cm, node: resection_done = true }
"""
CASE = load_all().items
WRONG = {
    "a gap": ("size_cm > 2,", "size_cm >= 2.1,", "error[table-gap]: in `t` no row holds: size_cm = 2.05"),
    "an overlap": ("size_cm > 2,", "size_cm >= 2,",
                   "error[table-overlap]: in `t` rows 1 and 2 hold together: size_cm = 2"),
    "a dead row": ("- { when: size_cm > 2, then: T2 }",
                   "- { when: size_cm > 2, then: T2 }\n      - { when: size_cm > 2 and size_cm <= 2, then: T2 }",
                   "error[table-dead-row]: a row of `t` never holds"),
    "an answer that comes too late": (
        "- { when: size_cm > 2, then: T2 }",
        "- { when: size_cm > 2 and node = true, then: T2 }\n      - { when: size_cm > 2 and node = false, then: T2 }",
        "error[table-late]: in `t` no row holds yet, although every value of what is unknown would give the same"),
    "a cell from memory": ("confidence: secondary", "confidence: UNVERIFIED",
                           "error[not-sure-enough]: a cell of confidence `UNVERIFIED` cannot be shipped"),
    "a source that is not listed": ("source: [book]", "source: [bok]",
                                    "error[unknown-source]: no source `bok`"),
    "no source": ("    source: [book]\n", "", "error[no-source]: this names no source"),
    "an unknown outcome": ("then: T2", "then: T3", "error[unknown-value]: `t` has no value 'T3'"),
    "an outcome and none": ("then: T2 }", "then: T2, none: { nl: a, en: b } }",
                            "error[row]: a row has either `then` or `none`"),
    "a test of what is unknown": ("size_cm > 2,", "size_cm is null,",
                                  "error[null-test]: a row must not hold because something is unknown"),
    "an unknown item": ("size_cm > 2,", "size_mm > 2,", "error[unknown-item]: no data item `size_mm`"),
    "an unknown result": ("results: [t]", "results: [tt]", "error[unknown-item]: no table `tt`"),
}  # fmt: skip


WRONG_RECORDED = {
    "no data item": ("about: [prediction_result_pct]", "about: [prediction_result]",
                     "error[unknown-item]: no data item `prediction_result`"),
    "no data item beside": ("[prediction_date]", "[date]", "error[unknown-item]: no data item `date`"),
    "no table": ("table: t", "table: tt", "error[unknown-item]: no table `tt`"),
    "no value": ("warns_at: T2", "warns_at: T3", "error[unknown-item]: no value `T3`"),
    "no input": ("node: resection_done", "nodes: resection_done", "error[unknown-item]: no input `nodes`"),
    "another type": ("size_cm: size_cm", "size_cm: site", "error[type]: `size_cm` is of type decimal"),
    "no condition": ("prediction_model = 'persarc'", "prediction_model = 'persark'", "error[unknown-value]"),
}  # fmt: skip


def test_a_sound_way_to_judge_a_recorded_result():
    assert found_in(BASE + RECORDED) == ""


@pytest.mark.parametrize(("old", "new", "message"), WRONG_RECORDED.values(), ids=WRONG_RECORDED)
def test_a_wrong_way_to_judge_a_recorded_result(old, new, message):
    assert old in RECORDED
    assert found_in(BASE + RECORDED.replace(old, new)).startswith(message)


def test_a_sound_table():
    assert found_in(BASE) == ""


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_table(old, new, message):
    assert old in BASE
    assert found_in(BASE.replace(old, new)).startswith(message)


def found_in(text: str) -> str:
    try:
        content = Content({}, {}, (), (), from_scales((Document(text, Span("demo.yaml")),), CASE))
    except UserInputError as error:
        return "\n".join(map(to_text, error.diagnostics))
    return "\n".join(map(to_text, doubtful_tables(content)))


EXAMPLE = ["scale", "fnclcc", "differentiation=2", "mitoses=12", "necrosis=30"]


def test_the_working(tmp_path):
    found = call(EXAMPLE, tmp_path)
    assert found.status == 0 and found.err == ""
    for line in ("→ FNCLCC-graad: Graad 2", "Score mitosen, rij 2: 10-19 mitosen per 10 HPF = 2 [pdq, cap, chang]",
                 "Totaalscore, som van de drie scores", "FNCLCC-graad, rij 2: som 4-5 = Graad 2 [pdq, eod, cap]",
                 "NCI PDQ", "gelezen 2026-11", "herdruk of afschrift"):  # fmt: skip
        assert line in found.out, line
    assert "→ FNCLCC grade: Grade 2" in call([*EXAMPLE, "--lang", "en"], tmp_path).out


def test_the_working_as_json(tmp_path):
    found = json.loads(call([*EXAMPLE, "--format", "json"], tmp_path).out)
    grade, total = found["results"]
    assert (grade["status"], grade["value"], total["value"]) == ("known", "2", 5)
    rows = {line["item"]: (line["row"], line["value"], line["confidence"]) for line in found["working"] if line["row"]}
    assert rows == {"mitosis_score": (2, 2, "secondary"), "necrosis_score": (2, 1, "secondary"),
                    "grade": (2, "2", "secondary")}  # fmt: skip
    assert (
        found["given"] == {"differentiation": 2, "mitoses": 12, "necrosis": 30} and found["confidence"] == "secondary"
    )


def test_a_missing_input_is_named_and_not_guessed(tmp_path):
    found = call(["scale", "fnclcc", "mitoses=12", "necrosis=30"], tmp_path)
    assert found.status == 0 and "FNCLCC-graad: nog niet bekend" in found.out
    assert "Ontbreekt: Differentiatiescore (differentiation=...) – of Histologisch type" in found.out
    missing = json.loads(call(["scale", "fnclcc", "mitoses=12", "--format", "json"], tmp_path).out)["results"][0]
    assert (missing["status"], missing["value"]) == ("not_known_yet", None)
    assert missing["missing"] == [{"item": "differentiation", "instead": ["histology"]},
                                  {"item": "necrosis", "instead": []}]  # fmt: skip


def test_what_does_not_matter_is_not_missing(tmp_path):
    words = ["scale", "sts-stage", "region=trunk_extremity", "m=M1", "--format", "json"]
    t, stage = json.loads(call(words, tmp_path).out)["results"]
    assert stage["value"] == "IV" and t["missing"] == [{"item": "size_cm", "instead": ["t"]}]


def test_the_list_of_scales(scales, tmp_path):
    out = call(["scale"], tmp_path).out
    assert all(f"{name}\n" in out for name in scales)
    listed = json.loads(call(["scale", "--format", "json"], tmp_path).out)["scales"]
    assert [entry["id"] for entry in listed] == sorted(scales)


WRONG_WORDS = {
    "fnclc mitoses=2": ["no scale `fnclc`", "did you mean `fnclcc`?"],
    "fnclcc mitosis=2": ["`fnclcc` takes no `mitosis`", "did you mean `mitoses`?"],
    "fnclcc mitoses_per_mm2=2": ["`fnclcc` takes no `mitoses_per_mm2`: Cut-offs for mitoses per mm2."],
    "fnclcc differentiation=4": ["`differentiation` cannot be `4`", "it lies between 1 and 3"],
    "fnclcc mitoses=many": ["`mitoses` is a whole number, not `many`"],
    "fnclcc mitoses=1.5": ["`mitoses` is a whole number, not `1.5`"],
    "fnclcc necrosis": ["`necrosis` gives no value", "write item=value, such as necrosis=..."],
    "fnclcc mitoses=1 mitoses=2": ["`mitoses` is given twice"],
    "fnclcc histology=myxofibrosarcom": ["`histology` has no value", "did you mean `myxofibrosarcoma`?"],
    "sts-stage size_cm=100.1": ["`size_cm` cannot be `100.1`", "between 0 and 100 cm"],
}


@pytest.mark.parametrize(("words", "messages"), WRONG_WORDS.items())
def test_wrong_words(words, messages, tmp_path):
    found = call(["scale", *words.split()], tmp_path)
    assert found.status == 2 and found.out == ""
    assert [message for message in messages if message not in found.err] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_lines_fit_a_terminal(language, tmp_path):
    # An address is one word, however long.
    lines = call([*EXAMPLE, "--lang", language], tmp_path).out.splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 96
