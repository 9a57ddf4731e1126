"""What is referred to but not held is told to whom it matters; what may be out of date says from when it is."""

import re
from pathlib import Path

import pytest
import yaml
from command_line import advice, advise

ROOT = Path(__file__).parents[2] / "guidelines"
BONE = {"age_years": 40, "site": "femur", "tumour_origin": "bone"}
BENIGN = {**BONE, "histology": "osteochondroma"}
MALIGNANT = {**BONE, "histology": "conventional_osteosarcoma"}
SOFT = {"age_years": 54, "site": "thigh", "tumour_origin": "soft_tissue"}

# Patient, and another who differs in what matters: the first sees the entry, the second does not.
NOT_HELD = {
    "bone-annex-1-benign": (BENIGN, MALIGNANT),
    "bone-annex-2-intermediate": ({**BONE, "histology": "giant_cell_tumour_of_bone"}, MALIGNANT),
    "bone-annex-3-malignant": (MALIGNANT, BENIGN),
    "soncos-standards-2026": (BONE, SOFT),
    "bone-tumour-follow-up": ({**BONE, "follow_up_phase": True}, {**BONE, "follow_up_phase": False}),
    "bone-metastases-guidelines": ({**BONE, "tumour_origin": "bone_metastasis"}, BONE),
    "imaging-report-template": ({**SOFT, "imaging_modality": "mri"}, {**SOFT, "imaging_modality": "pet_ct"}),
    "cutaneous-squamous-cell-carcinoma-guideline": (
        {**SOFT, "tumour_origin": "skin", "histology": "atypical_fibroxanthoma"},
        {**SOFT, "histology": "leiomyosarcoma"}),
    "head-neck-guideline": ({**SOFT, "site": "neck"}, SOFT),
    "gist-guideline": (
        {**SOFT, "site": "stomach", "histology": "gastrointestinal_stromal_tumour"},
        {**SOFT, "site": "stomach", "histology": "leiomyosarcoma"}),
    "soncos-standards-report": ({**SOFT, "histology": "leiomyosarcoma"}, {**SOFT, "histology": "leiomyoma"}),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_HELD)
def test_what_is_not_held_shows_to_the_patients_it_matters_for(name, tmp_path):
    yes, no = ({entry["id"] for entry in advice(facts, tmp_path)["not_held"]} for facts in NOT_HELD[name])
    assert name in yes and name not in no


def front_matters():
    for file in sorted(ROOT.glob("*/*/modules/*.md")):
        yield file, yaml.safe_load(file.read_text("utf-8").split("---\n")[1])


def blocks(kind):
    for file in sorted(ROOT.glob("*/*/modules/*.md")):
        for name, text in re.findall(rf"### (\S+) ·[^\n]*\n```{kind}\n(.*?)\n```", file.read_text("utf-8"), re.DOTALL):
            yield name, yaml.safe_load(text)


def test_a_norm_of_soncos_2020_says_that_a_newer_edition_exists(tmp_path):
    written = dict(blocks("norm"))
    soncos = {name for name, norm in written.items() if norm["year"] == 2020 and "SONCOS" in norm["text"]["nl"]}
    assert len(soncos) >= 8 and all("newer_edition" in written[name] for name in soncos)
    shown = {norm["id"]: norm for norm in advice({**SOFT, "histology": "leiomyosarcoma"}, tmp_path)["norms"]}
    for name in soncos:
        assert shown[name]["year"] == 2020 and "2026" in shown[name]["newer_edition"]["nl"]
    assert shown["iknl-0-04"]["newer_edition"] is None


@pytest.mark.parametrize(("language", "said"), [
    ("nl", "2020 (er is een nieuwere uitgave, hier niet aanwezig: SONCOS-editie 14 (2026))"),
    ("en", "2020 (a newer edition exists, not held here: SONCOS edition 14 (2026))"),
])  # fmt: skip
def test_the_page_says_it_with_the_norm(language, said, tmp_path):
    page = advise({**SOFT, "histology": "leiomyosarcoma"}, tmp_path, "--format", "html", "--lang", language).out
    assert f"iknl-3-08, {said}" in page


PHONE = re.compile(r"\b0\d{2}-\d{7}\b")
REIMBURSED = re.compile(
    r"in de eerste lijn niet beschikbaar|als eerste lijn|in de eerste lijn|kosteneffectie", re.IGNORECASE
)
DATED = re.compile(r"zonder datum|geen datum draagt|ongedateerde|stand van 2024|in 2023")


def texts():
    for kind, field in (("rule", "action"), ("norm", "text"), ("note", "text")):
        for name, block in blocks(kind):
            yield name, block[field]["nl"]


def test_telephone_numbers_carry_their_date():
    found = {name: text for name, text in texts() if PHONE.search(text)}
    assert set(found) == {"emc-9-02", "emc-9-03", "emc-9-04"}
    assert all("laat het nakijken" in text and DATED.search(text) for text in found.values())


def test_facts_of_reimbursement_carry_their_date():
    found = {name: text for name, text in texts() if REIMBURSED.search(text)}
    assert {"wdt-4.4-09", "wdt-4.4-11", "wdt-4.4-12", "wdt-4.4-13", "bc-6.1-22"} <= set(found)
    assert [name for name, text in found.items() if not DATED.search(text)] == []


# What the sources hold of these: bot and bc by their tables and headings, wdt by its account of methods.
TRIALS = {("wdt", "3"), ("wdt", "4.2"), ("wdt", "4.3"), ("wdt", "5")}


def test_interests_budget_trials_and_gaps_have_their_place():
    fronts = {(file.parents[2].name, front["module"]): front for file, front in front_matters()}
    for key, front in fronts.items():
        if key[0] in ("bot", "bc", "wdt") and key not in {("bc", "0")}:
            assert front.get("interests"), key
        if key[0] in ("bc", "wdt"):
            assert "5.000" in front["budget_impact"]["nl"], key
    assert {key for key, front in fronts.items() if front.get("running_trials")} == TRIALS


# A title or initials, a Dutch particle between names, or two words with capitals within a sentence.
TITLE = re.compile(r"\b(?:[Dd]r|[Pp]rof|[Mm]r|[Mm]evr|[Dd]hr|[Dd]rs)\.|\b[A-Z]\.\s?[A-Z]\.")
PARTICLE = re.compile(r"\b[A-Z][a-z]+ (?:van|de|der|den) [A-Z][a-z]+")
TWO_CAPITALS = re.compile(r"(?<![.;:] )(?<!^)\b[A-Z][a-z]+ [A-Z][a-z]+")


def test_interests_name_functions_and_no_persons():
    declared = [text for _, front in front_matters() for text in front.get("interests", ())]
    said = [text[language] for text in declared for language in ("nl", "en")]
    assert any(TITLE.search(x) or PARTICLE.search(x) for x in ("Dr. Jansen", "A.B. Smit", "Kees de Vries"))
    found = [x for x in said if TITLE.search(x) or PARTICLE.search(x) or TWO_CAPITALS.search(x)]
    assert said and found == []
