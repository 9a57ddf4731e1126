"""`leidraad completeness`: every open item stands under its report with the advice that hangs on it; shares add up."""

import json

import pytest
from command_line import DAY, advice, call

from leidraad.explaining.safety import SAFETY

SARCOMA = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "procedures_considered": ["wide_local_excision"],
}  # fmt: skip
PATIENTS = {
    "sarcoma": SARCOMA,
    "swelling": {"age_years": 54, "site": "thigh", "size_cm": 7.5, "swelling_present": True},
    "in follow-up": {**SARCOMA, "resection_done": True, "follow_up_phase": True},
    "nothing known": {},
}


def completeness(facts, folder, *options):
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    answer = call(["completeness", "case.json", "--on", DAY, *options], folder)
    assert answer.status == 0, answer.err
    return answer.out


def found(facts, folder, *options):
    return json.loads(completeness(facts, folder, "--format", "json", *options))


def needs(answer):
    return {n["item"]: (r["report"], [a["id"] for a in n["advice"]]) for r in answer["reports"] for n in r["items"]}


def of_this_phase(answer):
    excluded = {g["id"] for g in answer["guidelines"] if g["excluded"]}
    rules = (r for r in answer["advice"] if r["timing"] == "now" and r["audience"] == "act")
    return [r for r in rules if r["guideline"] not in excluded]


def open_items(rule):
    if rule["status"] == "done":
        return set()
    return {*rule["missing"], *(item for exception in rule["unless"] for item in exception["missing"])}


@pytest.mark.parametrize("name", PATIENTS)
def test_every_open_item_stands_once_with_all_that_depends_on_it(name, items, tmp_path):
    answer = found(PATIENTS[name], tmp_path)
    wanted = {}
    for rule in of_this_phase(advice(PATIENTS[name], tmp_path)):
        for item in open_items(rule):
            wanted.setdefault(item, set()).add(rule["id"])
    assert {item: set(ids) for item, (_, ids) in needs(answer).items()} == wanted and wanted
    assert all(report == items[item].report for item, (report, _) in needs(answer).items())
    listed = [n["item"] for r in answer["reports"] for n in r["items"]]
    assert len(listed) == len(set(listed)) and len({r["report"] for r in answer["reports"]}) == len(answer["reports"])


@pytest.mark.parametrize("name", PATIENTS)
def test_the_share_is_that_of_the_advice(name, tmp_path):
    answer = found(PATIENTS[name], tmp_path)
    rules = [r for r in of_this_phase(advice(PATIENTS[name], tmp_path)) if r["part"] == "recommendation"]
    unsettled = [r for r in rules if r["status"] == "undetermined" or (r["unless"] and r["status"] != "done")]
    assert (answer["total"], answer["decided"]) == (len(rules), len(rules) - len(unsettled))
    assert answer["share"] == pytest.approx((len(rules) - len(unsettled)) / len(rules))
    assert sum(answer["recommendations"].values()) == answer["total"]


def test_the_size_decides_on_radiotherapy_of_a_superficial_tumour(tmp_path):
    # Module 4.2 > Aanbeveling: 5 cm or more is one of the grounds; size is in the report of the MRI.
    facts = {**SARCOMA, "tissue_layer": "subcutis"}
    assert "size_cm" not in needs(found(facts, tmp_path))
    report, ids = needs(found({**facts, "size_cm": None}, tmp_path))["size_cm"]
    assert report == "mri" and "wdt-4.2-01" in ids
    # A deep tumour needs no size for it.
    deep = needs(found({**SARCOMA, "size_cm": None}, tmp_path))
    assert "wdt-4.2-01" not in deep.get("size_cm", ("", []))[1]


def test_a_deciding_fact_raises_the_share(tmp_path):
    facts = {**SARCOMA, "tissue_layer": "subcutis", "care_phase": "before_treatment"}
    more, less = found(facts, tmp_path), found({**facts, "size_cm": None}, tmp_path)
    assert less["total"] == more["total"] and less["share"] < more["share"]


def test_recommendations_stand_before_considerations(tmp_path):
    for report in found(SARCOMA, tmp_path)["reports"]:
        for needed in report["items"]:
            parts = [a["part"] != "recommendation" for a in needed["advice"]]
            assert parts == sorted(parts), needed["item"]


def test_an_exception_that_may_hold_names_itself(tmp_path):
    dependents = [a for r in found(PATIENTS["swelling"], tmp_path)["reports"] for n in r["items"] for a in n["advice"]]
    exceptions = {(r["id"], u["id"]) for r in advice(PATIENTS["swelling"], tmp_path)["advice"] for u in r["unless"]}
    named = {(a["id"], a["unless"]) for a in dependents if a["unless"]}
    assert named and named <= exceptions


def test_what_no_report_can_tell_yet_comes_last(tmp_path):
    reports = found({**SARCOMA, "care_phase": "before_treatment"}, tmp_path)["reports"]
    assert [r["from_phase"] for r in reports if r["report"] == "resection_pathology"] in ([], ["after_resection"])
    early = found({"care_phase": "suspicion", "tumour_domain": "soft_tissue"}, tmp_path)["reports"]
    awaited = [r["from_phase"] is not None for r in early]
    assert awaited == sorted(awaited) and any(awaited)
    assert {r["report"]: r["from_phase"] for r in early}["biopsy_pathology"] == "workup"


def test_a_patient_whom_no_guideline_concerns(tmp_path):
    facts = {"age_years": 12, "tumour_origin": "soft_tissue"}
    answer = found(facts, tmp_path, "--guideline", "wdt")
    assert (answer["share"], answer["total"], answer["reports"]) == (None, 0, [])
    text = " ".join(completeness(facts, tmp_path, "--guideline", "wdt", "--lang", "en").split())
    assert "No loaded guideline gives recommendations here" in text and "Máxima" in text


def test_without_a_phase_all_phases_count_and_this_is_said(tmp_path):
    text = " ".join(completeness({}, tmp_path, "--lang", "en").split())
    assert "phase unknown" in text and "recommendations of all phases count" in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_text_says_where_it_comes_from(language, tmp_path):
    text = " ".join(completeness(SARCOMA, tmp_path, "--lang", language).split())
    answer = found(SARCOMA, tmp_path)
    assert getattr(SAFETY, language) in text and answer["safety"][language] in text
    status = {"nl": "nog niet vastgesteld (autorisatiefase)", "en": "not yet authorised (authorisation phase)"}
    assert status[language] in text
    assert all(f"({item})" in text for item in needs(answer))
    assert all(name in text for _, ids in needs(answer).values() for name in ids)


def test_in_full_the_titles_of_considerations_stand_too(tmp_path):
    short, full = completeness(SARCOMA, tmp_path), completeness(SARCOMA, tmp_path, "--full")
    titles = {a["title"]["nl"] for r in found(SARCOMA, tmp_path)["reports"] for n in r["items"] for a in n["advice"]}
    assert all(title in " ".join(full.split()) for title in titles)
    assert len(short) < len(full)
