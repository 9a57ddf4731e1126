"""What the strength of a rule rests on, with the advice: status and dates of its module, rationale, judgements."""

import json

import jsonschema
import pytest
import yaml
from command_line import advice, advise

from leidraad.compiling.guideline import JUDGEMENTS, LOWERED_FOR
from leidraad.explaining.advice import ModuleShown
from leidraad.explaining.judgement_words import CRITERIA
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Graded, Judgement, Wording

CASE = {"tumour_origin": "bone", "age_years": 40, "site": "femur", "care_phase": "workup"}
KEYS = {
    "id", "guideline", "title", "status", "authorised_on", "review_by", "certainty", "rationale",
    "evidence_to_decision", "outcomes",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(checkout):
    """The front matter of every module, by guideline and module."""
    found = {}
    for file in sorted((checkout / "guidelines").glob("*/*/modules/*.md")):
        front = yaml.load(file.read_text("utf-8").split("---\n")[1], Loader=yaml.BaseLoader)
        found[file.parents[2].name, front["module"]] = front
    return found


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    return advice(CASE, tmp_path_factory.mktemp("case"), "--network", "erasmusmc")


def flat(text):
    return " ".join(text.split())


def test_every_rule_names_a_module_that_is_listed_once(answer):
    listed = [(m["guideline"], m["id"]) for m in answer["modules"]]
    assert len(listed) == len(set(listed))
    assert {(r["guideline"], r["source"]["module"]) for r in answer["advice"]} <= set(listed)


def test_modules_are_told_as_their_authors_wrote_them(answer, written):
    assert {(m["guideline"], m["id"]) for m in answer["modules"]} == written.keys()
    for module in answer["modules"]:
        front = written[module["guideline"], module["id"]]
        assert module.keys() == KEYS
        for date in ("authorised_on", "review_by"):
            given = front.get(date, "unknown")
            assert module[date] == (None if given == "unknown" else given)
        assert module["evidence_to_decision"] == front.get("evidence_to_decision", {})
        written_outcomes = [{"lowered_for": [], **outcome} for outcome in front.get("outcomes", [])]
        assert module["outcomes"] == written_outcomes
        same = ("title", "status", "certainty", "rationale")
        assert {k: module[k] for k in same} == {k: front[k] for k in same}
    assert any(module["evidence_to_decision"] for module in answer["modules"])
    assert any(outcome["lowered_for"] for module in answer["modules"] for outcome in module["outcomes"])


def test_the_shipped_schema_describes_it(answer, checkout):
    schema = json.loads((checkout / "src/leidraad/schemas/advice.schema.json").read_text("utf-8"))
    assert "modules" in schema["$defs"]["Advice"]["required"]
    jsonschema.Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_judgement_has_its_words(language):
    say, text = Phrases(language, {}), Wording("x", "x")
    assert CRITERIA.keys() == JUDGEMENTS.keys()
    for criterion, codes in JUDGEMENTS.items():
        for code in codes:
            judged = {criterion: Judgement(code, text)}
            module = ModuleShown("1", "g", text, "concept", None, None, "low", text, judged, ())
            ((name, said, _),) = say.judgements(module)
            assert name and said and "_" not in name + said


@pytest.mark.parametrize(("language", "said"), [
    ("nl", "zeer laag; verlaagd om: kans op vertekening, studies die elkaar tegenspreken, indirect bewijs, "
           "onnauwkeurigheid, kans op publicatiebias"),
    ("en", "very low; lowered for: risk of bias, inconsistency, indirectness, imprecision, publication bias"),
])  # fmt: skip
def test_the_certainty_of_an_outcome_says_what_it_was_lowered_for(language, said):
    text = Wording("x", "x")
    outcomes = (Graded(text, "very_low", LOWERED_FOR), Graded(text, "low"))
    module = ModuleShown("1", "g", text, "concept", None, None, "low", text, {}, outcomes)
    bare = {"nl": "laag", "en": "low"}[language]
    assert Phrases(language, {}).outcomes(module) == [("x", said), ("x", bare)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_text_tells_it_and_the_short_one_does_not(language, answer, tmp_path):
    unknown = {"nl": "vastgesteld op: niet bekend; herzien vóór: niet bekend",
               "en": "authorised on: not known; review by: not known"}[language]  # fmt: skip
    heading = {"nl": "WAAROP DE STERKTE RUST", "en": "WHY THIS STRENGTH"}[language]
    full = advise(CASE, tmp_path, "--lang", language, "--full").out
    told = flat(full.split(heading)[1])
    module = next(m for m in answer["modules"] if (m["guideline"], m["id"]) == ("bot", "3"))
    assert module["evidence_to_decision"]
    wanted = [module["rationale"], *(j["text"] for j in module["evidence_to_decision"].values())]
    assert all(told.count(flat(text[language])) == 1 for text in wanted)
    assert unknown in told and unknown in flat(full.split(heading)[0])
    short = advise(CASE, tmp_path, "--lang", language).out
    assert heading not in short and unknown not in flat(short)
