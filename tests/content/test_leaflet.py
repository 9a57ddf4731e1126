"""The texts of the leaflet: every rule for patients is told, in short sentences, and nothing before its time."""

import collections

import pytest

from leidraad.actions.load_content import load_all
from leidraad.explaining.leaflet import stands_in
from leidraad.explaining.readability import sentences, words
from leidraad.model import expressions as model

MOST_WORDS = 15
AIM = 12
# Words that the leaflet does not use: a plainer one exists. (Medical words that it does use have their meaning: below.)
JARGON = {
    "nl": (
        "MDO", "multidisciplinair", "maligne", "benigne", "laesie", "recidief", "metastase", "metastasen", "resectie",
        "excisie", "histologie", "histologisch", "diagnose", "prognose", "curatief", "palliatief", "indicatie",
        "complicatie", "complicaties", "radiotherapie", "chemotherapie", "systemisch", "adjuvant", "preoperatief",
        "postoperatief", "stadiëring", "poliklinisch", "necrose", "fibrose", "anamnese", "beeldvorming", "biopsie",
        "pathologie", "patholoog", "radioloog", "oncoloog", "psychosociaal", "overleving", "levensverwachting",
        "gadolinium", "expander", "reconstructie", "oligometastasen",
    ),
    "en": (
        "malignancy", "lesion", "resection", "excision", "prognosis", "palliative", "curative", "histology", "survival",
    ),
}  # fmt: skip
MEDICAL = {
    "nl": (
        "tumor", "sarcoom", "sarcomen", "uitzaaiing", "uitzaaiingen", "biopt", "MRI-scan", "CT-scan", "PET-CT-scan",
        "echo", "röntgenfoto", "contrastvloeistof", "bestraling", "klieren", "weefsel", "graad", "goedaardig",
        "kwaadaardig",
    ),
    "en": (
        "tumour", "sarcoma", "biopsy", "MRI scan", "CT scan", "ultrasound", "X-ray", "radiotherapy", "nodes", "grade",
    ),
}  # fmt: skip
PROOF = {"sarcoma_proven", "histologically_confirmed", "histology_behaviour"}
CANCER = ("kanker", "sarcoom", "uitzaaiing", "uitzaaiingen", "botsarcoom", "bestraling")
# They speak of cancer to people without proof, to say that it is not known; or rest on rules for breast cancer alone.
MAY_NAME_CANCER = {"bot-patients-not-known"}


@pytest.fixture(scope="module")
def content():
    return load_all()


@pytest.fixture(scope="module")
def leaflet(content):
    return content.leaflet


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_is_short(leaflet, language):
    said = [(p.id, s) for p in leaflet.paragraphs for s in sentences(getattr(p.text, language))]
    assert [(name, s) for name, s in said if len(words(s)) > MOST_WORDS] == []
    assert sum(len(words(s)) <= AIM for _, s in said) > 0.9 * len(said)


def test_both_languages_say_as_much(leaflet):
    uneven = [p.id for p in leaflet.paragraphs if len(sentences(p.text.nl)) != len(sentences(p.text.en))]
    assert uneven == []


def test_every_rule_for_patients_is_told_or_left_out_with_a_reason(content, leaflet):
    told = {rule for p in leaflet.paragraphs for rule in p.rules}
    left_out = {entry.rule for entry in leaflet.left_out if entry.why.strip()}
    rules = [rule for guideline in content.guidelines for rule in guideline.rules]
    wanted = {r.id for r in rules if r.audience == "leaflet" or r.verb in ("inform", "discuss")}
    assert len(wanted) > 60
    assert sorted(wanted - told - left_out) == []
    assert sorted(told & left_out) == []


def test_a_guideline_speaks_of_its_own_rules(content, leaflet):
    owner = {rule.id: guideline.id for guideline in content.guidelines for rule in guideline.rules}
    for paragraph in leaflet.paragraphs:
        assert {owner[rule] for rule in paragraph.rules} <= {paragraph.id.split("-")[0]}, paragraph.id


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_jargon(leaflet, language):
    texts = {p.id: getattr(p.text, language) for p in leaflet.paragraphs}
    texts |= {f"term {t.forms['en'][0]}": getattr(t.meaning, language) for t in leaflet.terms}
    found = [(name, word) for name, text in texts.items() for word in JARGON[language] if stands_in(word, text)]
    assert found == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_medical_word_has_one_meaning(leaflet, language):
    forms = collections.Counter(form for term in leaflet.terms for form in term.forms[language])
    assert [form for form, times in forms.items() if times > 1] == []
    used = [w for w in MEDICAL[language] if any(stands_in(w, getattr(p.text, language)) for p in leaflet.paragraphs)]
    assert [word for word in used if word not in forms] == []
    assert len(used) >= 8


def test_cancer_is_named_after_proof_only(leaflet):
    """A paragraph that names cancer asks in its condition for tissue, or rests on rules for breast cancer."""
    naming = [p for p in leaflet.paragraphs if any(stands_in(word, p.text.nl) for word in CANCER)]
    assert len(naming) > 15
    for paragraph in naming:
        asked = set(model.items_of(paragraph.condition)) if paragraph.condition else set()
        about_breast_cancer = all(rule.startswith("bc-") for rule in paragraph.rules) and paragraph.rules
        assert asked & PROOF or about_breast_cancer or paragraph.id in MAY_NAME_CANCER, paragraph.id


def test_every_paragraph_can_be_reached_by_its_section(leaflet):
    assert {p.section for p in leaflet.paragraphs} <= {s.id for s in leaflet.sections}
    assert {s.id for s in leaflet.sections} == {p.section for p in leaflet.paragraphs}
