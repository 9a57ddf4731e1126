"""The JSON of `leidraad advise`: what DESIGN.md promises to every outside reader, seen through the command line."""

import json

import jsonschema
import pytest
from command_line import advice, advise

# The case of DESIGN.md, and what its page says of rule wdt-4.2-01.
CASE = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "procedures_considered": ["wide_local_excision"],
}  # fmt: skip
KEYS = {
    "schema",
    "evaluated_on",
    "case",
    "derived",
    "guidelines",
    "advice",
    "ask_next",
    "conflicts",
    "norms",
    "not_held",
}
GUIDELINE_KEYS = {"id", "edition", "status", "sha256", "excluded", "goes_to"}
RULE_KEYS = {
    "id", "status", "timing", "verb", "act", "part", "strength", "strength_basis", "certainty", "text", "because",
    "also_met", "missing", "unless", "options", "overridden_by", "conflicts_with", "findings", "source",
}  # fmt: skip
RADIOTHERAPY = {
    "id": "wdt-4.2-01", "status": "applies", "timing": "now", "verb": "do", "act": "additional_radiotherapy",
    "part": "recommendation", "strength": "conditional", "strength_basis": "inferred", "certainty": "low",
    "missing": [], "unless": [], "options": [], "overridden_by": [],
}  # fmt: skip
# What a user may choose instead of giving facts.
CHOSEN = {"care_phase": "after_resection", "tumour_domain": "soft_tissue"}
STATUSES = {"not_applicable", "undetermined", "overridden", "done", "not_yet", "applies"}
EXCLUDED = {
    "child": ({"age_years": 12, "site": "thigh", "tissue_layer": "deep_not_specified"}, ["age_years"], "Máxima"),
    "bone tumour": ({"tumour_origin": "bone", "site": "femur"}, ["tumour_origin"], "Bone tumour"),
    "bone tumour, by its domain": ({"tumour_domain": "bone"}, ["tumour_domain"], "Bone tumour"),
    "bone metastasis": ({"tumour_origin": "bone_metastasis"}, ["tumour_origin"], "Bone metastases"),
    "GIST": ({"histology": "gastrointestinal_stromal_tumour"}, ["histology"], "GIST"),
    "head and neck": (
        {"tumour_origin": "soft_tissue", "histology": "leiomyosarcoma", "site": "scalp"},
        ["site", "histology"],
        "Head",
    ),
}

ONLY_WDT = ("--guideline", "wdt")


@pytest.fixture(scope="module")
def examples(checkout):
    files = sorted((checkout / "examples/cases").glob("*.json"))
    return [CASE, *(json.loads(file.read_text("utf-8")) for file in files)]


@pytest.fixture(scope="module")
def answers(examples, tmp_path_factory):
    return [advice(facts, tmp_path_factory.mktemp("case")) for facts in examples]


@pytest.fixture(scope="module")
def schema(checkout):
    def read(name):
        found = json.loads((checkout / f"src/leidraad/schemas/{name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(found)
        return jsonschema.Draft202012Validator(found)

    return read


@pytest.fixture(scope="module")
def guidelines(checkout):
    from leidraad.actions.load_content import load_content

    return load_content().guidelines


def rule(answer, name):
    return next(r for r in answer["advice"] if r["id"] == name)


def test_there_are_examples(examples):
    assert len(examples) >= 3


def test_the_object_holds_every_part(answers):
    for answer in answers:
        assert next(iter(answer)) == "schema" and answer["schema"] == "1"
        assert answer.keys() >= KEYS
        assert answer["evaluated_on"] == "2026-11-20"
        assert all(g.keys() >= GUIDELINE_KEYS for g in answer["guidelines"])
        assert all(r.keys() >= RULE_KEYS for r in answer["advice"])
        assert all(r["source"].keys() >= {"document", "module", "locator"} for r in answer["advice"])
        assert all(r["text"].keys() == {"nl", "en"} for r in answer["advice"])
        assert all(u.keys() == {"id", "missing"} for r in answer["advice"] for u in r["unless"])
        assert answer["ask_next"] and all(q.keys() >= {"item", "decides"} for q in answer["ask_next"])


def test_the_case_comes_back_as_given(answers, examples):
    assert [answer["case"] for answer in answers] == examples


def test_every_rule_of_every_guideline_has_its_line(answers, guidelines):
    for answer in answers:
        assert [g["id"] for g in answer["guidelines"]] == [g.id for g in guidelines]
        assert [r["id"] for r in answer["advice"]] == [r.id for g in guidelines for r in g.rules]
        assert {r["status"] for r in answer["advice"]} <= STATUSES
        assert {r["timing"] for r in answer["advice"]} <= {"now", "later", "past"}


def test_fields_speak_only_where_the_contract_lets_them(answers):
    for answer in answers:
        for r in answer["advice"]:
            assert not (r["missing"] and r["status"] != "undetermined"), r["id"]
            assert not (r["because"] and r["status"] == "undetermined"), r["id"]
            assert not (r["overridden_by"] and r["status"] != "overridden"), r["id"]
            assert not (r["waits_for"] and r["status"] != "not_yet"), r["id"]
            assert r["missing"] or r["status"] != "undetermined", r["id"]
            assert r["overridden_by"] or r["status"] != "overridden", r["id"]


def test_grounds_are_facts_as_given(answers):
    for answer in answers:
        given = answer["case"]
        for r in answer["advice"]:
            assert all(given[g["item"]] == g["value"] for g in (*r["because"], *r["also_met"])), r["id"]


def test_the_example_of_the_contract(answers):
    answer = answers[0]
    found = rule(answer, "wdt-4.2-01")
    assert RADIOTHERAPY.items() <= found.items()
    because = ["tumour_origin", "histology", "site", "procedures_considered", "size_cm"]
    assert found["because"] == [{"item": name, "value": CASE[name]} for name in because]
    assert found["also_met"] == [{"item": "tissue_layer", "value": "intramuscular"}]
    assert (found["source"]["document"], found["source"]["module"]) == ("wdt", "4.2")
    assert found["source"]["locator"].startswith("Module 4.2 > ")
    assert {"site_group": "extremity", "care_phase": "before_treatment"}.items() <= answer["derived"].items()
    wdt = next(g for g in answer["guidelines"] if g["id"] == "wdt")
    assert (wdt["id"], wdt["status"], wdt["excluded"], wdt["goes_to"]) == ("wdt", "authorisation phase", False, None)
    assert len(wdt["sha256"]) == 64


def test_every_ground_of_the_example_is_needed_and_together_they_suffice(tmp_path):
    because = [g["item"] for g in rule(advice(CASE, tmp_path), "wdt-4.2-01")["because"]]
    enough = {name: CASE[name] for name in because}
    assert rule(advice(enough, tmp_path), "wdt-4.2-01")["status"] == "applies"
    for name in because:
        fewer = {other: value for other, value in enough.items() if other != name}
        assert rule(advice(fewer, tmp_path), "wdt-4.2-01")["status"] != "applies", name


def test_the_shipped_schemas_describe_what_comes_out_and_goes_in(answers, examples, schema):
    for answer in answers:
        schema("advice").validate(answer)
    for facts in examples:
        schema("case").validate(facts)


@pytest.mark.parametrize("facts", [{"sise_cm": 7.5}, {"site": "tigh"}, {"size_cm": -3}, {"resection_done": 1},
                                   {"procedures_considered": "wide_local_excision"}, {"age_years": "old"}])  # fmt: skip
def test_schema_and_reader_refuse_the_same(facts, schema, tmp_path):
    assert not schema("case").is_valid(facts)
    assert advise(facts, tmp_path).status == 2


def test_an_item_that_is_null_is_as_one_left_out(tmp_path):
    with_null = advice({**CASE, "biopsy_grade": None}, tmp_path)
    assert with_null == advice(CASE, tmp_path)


@pytest.mark.parametrize("name", EXCLUDED)
def test_a_patient_of_another_guideline(name, schema, guidelines, tmp_path):
    facts, grounds, destination = EXCLUDED[name]
    answer = advice(facts, tmp_path, *ONLY_WDT)
    schema("advice").validate(answer)
    (wdt,) = answer["guidelines"]
    because = [{"item": item, "value": facts[item]} for item in grounds]
    assert wdt["excluded"] and wdt["because"] == because and destination in wdt["goes_to"]["en"]
    boundaries = {r.id for g in guidelines for r in g.rules if r.boundary}
    bound = [r for r in answer["advice"] if r["id"] not in boundaries]
    assert {r["status"] for r in bound} == {"not_applicable"}
    assert all(r["because"] == because for r in bound)
    assert answer["norms"] == [] and answer["conflicts"] == []


@pytest.mark.parametrize("name", EXCLUDED)
def test_the_text_of_another_guideline_is_one_line(name, tmp_path):
    facts, _, destination = EXCLUDED[name]
    text = advise(facts, tmp_path, "--lang", "en", *ONLY_WDT).out
    assert text.count("This guideline does not apply here") == 1
    assert destination in text.split("Where to: ")[1].split("\n\n")[0]
    assert not [heading for heading in ("NOW", "NOT YET", "LATER", "UNCLEAR", "THIS WOULD") if f"\n{heading}" in text]


def test_dfsp_of_the_scalp_stays(tmp_path):
    facts = {"histology": "dermatofibrosarcoma_protuberans", "site": "scalp"}
    answer = advice(facts, tmp_path, *ONLY_WDT)
    assert not answer["guidelines"][0]["excluded"]
    assert "head-neck-guideline" in [n["id"] for n in answer["not_held"]]


def test_a_sarcoma_with_metastases_stays(tmp_path):
    assert not advice({**CASE, "distant_metastasis": True}, tmp_path, *ONLY_WDT)["guidelines"][0]["excluded"]


def test_an_unplanned_excision_is_said_to_be_outside(tmp_path):
    facts = {**CASE, "unplanned_excision": True}
    held = next(n for n in advice(facts, tmp_path)["not_held"] if n["id"] == "unplanned-excision")
    for language in ("nl", "en"):
        text = " ".join(advise(facts, tmp_path, "--lang", language).out.split())
        assert held["text"][language] in text
    assert "unplanned-excision" not in [n["id"] for n in advice(CASE, tmp_path)["not_held"]]


def test_what_a_chosen_phase_and_domain_imply_is_shown(tmp_path):
    answer = advice(CHOSEN, tmp_path)
    assert answer["implied"] == {
        "resection_done": True, "follow_up_phase": False, "tumour_origin": "soft_tissue", "swelling_present": True,
    }  # fmt: skip
    assert answer["case"] == CHOSEN
    text = advise(CHOSEN, tmp_path, "--lang", "en").out
    assert "correct what is wrong" in text and "Resection done: yes" in text


def test_a_given_fact_wins_over_an_implied_one(tmp_path):
    corrected = {"resection_done": False, "swelling_present": False, "tumour_origin": "skin"}
    assert corrected.keys() <= advice(CHOSEN, tmp_path)["implied"].keys()
    answer = advice({**CHOSEN, **corrected}, tmp_path)
    assert answer["implied"] == {"follow_up_phase": False}
    assert answer["case"] == {**CHOSEN, **corrected}


def test_phase_and_domain_are_asked_first(tmp_path):
    def asked(facts):
        return [q["item"] for q in advice(facts, tmp_path)["ask_next"]]

    assert asked({})[:2] == ["care_phase", "tumour_domain"]
    assert asked({"care_phase": "workup"})[0] == "tumour_domain"
    assert not {"care_phase", "tumour_domain", "tumour_origin"} & set(asked(CHOSEN))


def test_one_guideline_can_be_chosen(tmp_path):
    answer = advice(CASE, tmp_path, "--guideline", "wdt")
    assert [g["id"] for g in answer["guidelines"]] == ["wdt"]
