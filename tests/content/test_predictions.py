"""A prediction that was read from a tool: it warns outside the patients the model was made for, and never computes."""

import pytest
from command_line import advice, advise

# Using PERSARC, and the abstract of van Praag 2017; the summary of Callegaro 2016: see the scales.
FITS = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh",
    "recurrence_type": "none", "biopsy_grade": "2", "prediction_type_listed": True,
    "procedures_considered": ["wide_local_excision"], "preoperative_systemic_therapy": "none",
    "systemic_therapy_given": False,
}  # fmt: skip
READ = {
    "prediction_result_pct": 12, "prediction_model_version": "2.1", "prediction_outcome": "local_recurrence",
    "prediction_horizon_years": 5, "prediction_date": "2026-10-01",
}  # fmt: skip
PERSARC = {**FITS, **READ, "prediction_model": "persarc"}
SARCULATOR = {**FITS, **READ, "prediction_model": "sarculator"}
INCOMPLETE = "Record with the result where it comes from, too."

# One step on the far side of each limit, and what the warning then says.
OUTSIDE = {
    "site": ({"site": "chest_wall"}, "not in a limb"),
    "recurrence": ({"recurrence_type": "local"}, "recurrence"),
    "grade": ({"biopsy_grade": "1"}, "grade 1"),
    "type": ({"prediction_type_listed": False}, "type not in the list"),
    "no resection": ({"procedures_considered": [], "resection_done": False}, "no resection"),
    "chemotherapy planned": ({"preoperative_systemic_therapy": "planned"}, "perioperative chemotherapy"),
    "chemotherapy given": ({"systemic_therapy_given": True}, "perioperative chemotherapy"),
    "no sarcoma": ({"histology": "leiomyoma"}, "no soft tissue sarcoma"),
    "a tumour of bone": ({"tumour_origin": "bone", "histology": "conventional_osteosarcoma"}, "no soft tissue sarcoma"),
}  # fmt: skip
OF_SARCULATOR = ("site", "no resection", "no sarcoma", "a tumour of bone")


def warnings(facts, folder):
    return advice({k: v for k, v in facts.items() if v is not None}, folder)["warnings"]


WITHIN = [
    PERSARC, {**PERSARC, "biopsy_grade": "3"}, {**PERSARC, "procedures_considered": None, "resection_done": True},
    SARCULATOR, {**SARCULATOR, "biopsy_grade": "1"}, {**SARCULATOR, "biopsy_grade": "3"},
]  # fmt: skip


@pytest.mark.parametrize("facts", WITHIN)
def test_within_its_patients_a_model_gives_no_warning(facts, tmp_path):
    assert warnings(facts, tmp_path) == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_persarc_outside_its_patients(name, tmp_path):
    change, said = OUTSIDE[name]
    (found,) = warnings({**PERSARC, **change}, tmp_path)
    assert found["about"] == "prediction_result_pct" and found["missing"] == []
    assert "do not use its result" in found["text"]["en"] and said in found["text"]["en"]
    assert {"item": "prediction_model", "value": "persarc"} in found["because"]
    assert {g["item"] for g in found["because"]} & change.keys()


@pytest.mark.parametrize("name", OUTSIDE)
def test_sarculator_outside_its_patients(name, tmp_path):
    change, said = OUTSIDE[name]
    found = warnings({**SARCULATOR, **change}, tmp_path)
    assert bool(found) == (name in OF_SARCULATOR)
    assert all("do not use its result" in w["text"]["en"] and said in w["text"]["en"] for w in found)


@pytest.mark.parametrize("item", ["site", "recurrence_type", "biopsy_grade", "prediction_type_listed",
                                  "procedures_considered", "preoperative_systemic_therapy"])  # fmt: skip
def test_what_is_not_known_is_asked_for(item, tmp_path):
    (found,) = warnings({**PERSARC, item: None}, tmp_path)
    assert "It cannot be told yet" in found["text"]["en"]
    assert item in found["missing"] and set(found["missing"]).isdisjoint(FITS.keys() - {item})


def test_one_ground_outside_is_enough_when_others_are_unknown(tmp_path):
    (found,) = warnings({**PERSARC, "biopsy_grade": "1", "site": None, "prediction_type_listed": None}, tmp_path)
    assert "do not use its result" in found["text"]["en"] and found["missing"] == []


@pytest.mark.parametrize("grade", ["GX", "not_gradable"])
@pytest.mark.parametrize("facts", [PERSARC, SARCULATOR])
def test_a_grade_that_cannot_be_told_leaves_it_open(facts, grade, tmp_path):
    (found,) = warnings({**facts, "biopsy_grade": grade}, tmp_path)
    assert "It cannot be told (" in found["text"]["en"] and "GX" in found["text"]["en"] and found["missing"] == []


@pytest.mark.parametrize("item", [name for name in READ if name != "prediction_result_pct"])
def test_a_result_is_recorded_with_where_it_comes_from(item, tmp_path):
    (found,) = warnings({**PERSARC, item: None}, tmp_path)
    assert (found["text"]["en"], found["missing"]) == (INCOMPLETE, [item])


def test_a_result_of_no_named_model(tmp_path):
    which, beside = warnings({**PERSARC, "prediction_model": None}, tmp_path)
    assert which["missing"] == ["prediction_model"] and "nobody can say" in which["text"]["en"]
    assert (beside["text"]["en"], beside["missing"]) == (INCOMPLETE, ["prediction_model"])


def test_a_model_that_is_not_held(tmp_path):
    (found,) = warnings({**PERSARC, "prediction_model": "other_validated"}, tmp_path)
    assert "look it up in the tool itself" in found["text"]["en"]
    assert found["because"] == [{"item": "prediction_model", "value": "other_validated"}]


def test_a_model_that_was_used_warns_before_its_result_is_recorded(tmp_path):
    facts = {**FITS, "prediction_model": "persarc", "recurrence_type": "local"}
    (found,) = warnings(facts, tmp_path)
    assert found["about"] == "prediction_model" and "(recurrence)" in found["text"]["en"]


def test_without_a_prediction_there_is_nothing_to_warn_of(tmp_path):
    assert warnings(FITS, tmp_path) == []


def test_a_warning_changes_no_advice(tmp_path):
    inside, outside = (
        {r["id"]: r["status"] for r in advice(facts, tmp_path)["advice"]}
        for facts in (PERSARC, {**PERSARC, "prediction_type_listed": False})
    )
    assert inside == outside


@pytest.mark.parametrize(("language", "heading", "said"), [
    ("nl", "Let op bij wat u invoerde", "gebruik de uitkomst niet (recidief)"),
    ("en", "Mind what you entered", "do not use its result (recurrence)"),
])  # fmt: skip
def test_the_warning_stands_beside_the_result_on_every_page(language, heading, said, tmp_path):
    facts = {**PERSARC, "recurrence_type": "local"}
    text = " ".join(advise(facts, tmp_path, "--lang", language).out.split())
    page = advise(facts, tmp_path, "--lang", language, "--format", "html").out
    assert heading.upper() in text and "12 %. PERSARC" in text and said in text
    assert heading in page and "12 %. PERSARC" in page and said in page
