"""The clashes between documents that are known: a patient meets each, and sees both sides, what goes first and why."""

import pytest
from command_line import advice, advise

ADULT = {"age_years": 60, "site": "thigh"}
SOFT = {**ADULT, "tumour_origin": "soft_tissue"}
EWING = {"age_years": 20, "site": "femur", "tumour_origin": "bone", "suspected_diagnosis": "ewing_sarcoma"}
ERASMUS = ("--network", "erasmusmc")

# Patient; network; the two rules; which goes first, and why. Places: emc Follow-up, sentence 2, and wdt module 5,
# paragraph 2; emc chapter 1, treatment, and wdt module 7, smooth muscle; bot module 1, biopsy, and wdt module 8;
# bot module 2, distant staging, and wdt module 2, item 3; wdt module 1, box 2, box 1 and considerations on MRI;
# iknl recommendations, item 4, and wdt module 6, item 1.
CLASHES = {
    "follow-up of leiomyosarcoma": (
        {**SOFT, "tissue_layer": "subcutis", "histology": "leiomyosarcoma", "histologically_confirmed": True,
         "resection_done": True, "resection_grade": "2", "follow_up_phase": True, "months_since_treatment": 12},
        ERASMUS, ("emc-7-02", "wdt-5-05"), "wdt-5-05", "status"),
    "intradermal smooth muscle neoplasm, benign or treated": (
        {**ADULT, "tumour_origin": "skin", "tissue_layer": "dermis", "procedures_considered": ["wide_local_excision"],
         "histology": "atypical_intradermal_smooth_muscle_neoplasm"},
        ERASMUS, ("emc-1-13", "wdt-7-61"), "wdt-7-61", "status"),
    "WHO 2020, for soft tissue": (
        {**SOFT, "histology": "leiomyosarcoma", "biopsy_done": True},
        (), ("bot-1-23", "wdt-8-01"), "wdt-8-01", "only_one_speaks"),
    "WHO 2026, for bone": (
        {**EWING, "biopsy_done": True, "histology": "ewing_sarcoma"},
        (), ("bot-1-23", "wdt-8-01"), "bot-1-23", "only_one_speaks"),
    "PET/CT by default, in bone": (EWING, (), ("bot-2-06", "wdt-2-03"), "bot-2-06", "only_one_speaks"),
    "PET/CT as an option, in soft tissue": (
        {**SOFT, "histology": "synovial_sarcoma_nos"},
        (), ("bot-2-06", "wdt-2-03"), "wdt-2-03", "only_one_speaks"),
    "MRI instead of ultrasound": (
        {**SOFT, "swelling_present": True, "palpable_or_accessible": True, "clinical_suspicion_malignancy": True},
        (), ("wdt-1-14", "wdt-1-44"), "wdt-1-44", "specific"),
    "MRI instead of at least an ultrasound": (
        {**SOFT, "swelling_present": True, "swelling_growth": "rapid"},
        (), ("wdt-1-05", "wdt-1-44"), "wdt-1-44", "specific"),
    "discuss or refer": (
        {**SOFT, "swelling_present": True, "tissue_layer": "intramuscular", "size_cm": 8, "imaging_done": ["mri"]},
        (), ("iknl-2-04", "wdt-6-01"), "wdt-6-01", "status"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLASHES)
def test_both_sides_are_shown(name, tmp_path):
    facts, options, pair, first, reason = CLASHES[name]
    answer = advice(facts, tmp_path, *options)
    (found,) = [c for c in answer["conflicts"] if tuple(c["rules"]) == pair]
    assert (found["precedence"], found["reason"]) == (first, reason)
    assert found["why"]["nl"] and found["why"]["en"]
    against = {rule["id"]: rule["conflicts_with"] for rule in answer["advice"]}
    assert pair[1] in against[pair[0]] and pair[0] in against[pair[1]]


@pytest.mark.parametrize("name", CLASHES)
def test_a_pair_that_stands_together_needs_both_and_a_pair_that_stands_apart_one(name, tmp_path):
    facts, options, pair, _, reason = CLASHES[name]
    standing = {r["id"] for r in advice(facts, tmp_path, *options)["advice"] if r["status"] in ("applies", "not_yet")}
    assert len(standing & set(pair)) == (1 if reason == "only_one_speaks" else 2)


def test_what_stands_apart_is_silent_where_neither_holds(tmp_path):
    conflicts = advice({**SOFT, "histology": "leiomyosarcoma"}, tmp_path)["conflicts"]
    assert ["bot-2-06", "wdt-2-03"] not in [c["rules"] for c in conflicts]


def test_what_stands_apart_is_silent_where_the_other_document_is_not_loaded(tmp_path):
    assert advice(EWING, tmp_path, "--guideline", "bot")["conflicts"] == []


def test_a_local_protocol_clashes_only_where_its_network_is_declared(tmp_path):
    facts, _, pair, _, _ = CLASHES["follow-up of leiomyosarcoma"]
    assert list(pair) not in [c["rules"] for c in advice(facts, tmp_path)["conflicts"]]


def test_the_page_says_why_the_only_one_goes_first(tmp_path):
    facts, *_ = CLASHES["PET/CT by default, in bone"]
    for language, said in (("nl", "alleen deze gaat over deze patiënt"), ("en", "only this one is about this patient")):
        told = " ".join(advise({**facts, "care_phase": "workup"}, tmp_path, "--lang", language).out.split())
        assert "bot-2-06 – wdt-2-03: " in told and said in told
