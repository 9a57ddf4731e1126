"""`leidraad leaflet`: what is told to whom, the lines to fill in, and its forms. Cancer is named after proof only."""

import html
import io
import json
import re

import msgspec
import pypdf
import pytest
from command_line import DAY, advice, call

from leidraad.actions.load_content import load_all, load_content
from leidraad.actions.run_cases import worked_cases
from leidraad.engines.reference import Patient
from leidraad.explaining.leaflet import leaflet, patient_text
from leidraad.explaining.safety import PLAIN_SAFETY, SAFETY

SARCOMA = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "procedures_considered": ["wide_local_excision"],
}  # fmt: skip
SWELLING = {
    "age_years": 54, "site": "thigh", "size_cm": 7.5, "tissue_layer": "deep_not_specified", "swelling_present": True,
}  # fmt: skip
CHILD = {**SWELLING, "age_years": 9, "tumour_origin": "soft_tissue"}
BONE = {"age_years": 34, "tumour_origin": "bone", "histology": "conventional_osteosarcoma", "site": "femur"}
BONE_SUSPECTED = {
    "age_years": 34, "tumour_origin": "bone", "site": "femur", "behaviour_assessed": "malignant",
    "imaging_done": ["radiograph"], "procedures_considered": ["needle_biopsy"],
}  # fmt: skip
# Tissue was examined, but what came out is not on record.
BONE_RESULT = {"age_years": 34, "tumour_origin": "bone", "diagnosis_basis": "histological"}
BREAST = {
    "age_years": 52, "breast_cancer": True, "histology": "invasive_carcinoma_nst", "mastectomy_status": "planned",
    "aft_considered": True,
}  # fmt: skip
FOLLOW_UP = {
    **SARCOMA, "procedures_considered": [], "resection_done": True, "follow_up_phase": True, "resection_grade": "2",
    "treatment_end_date": "2026-05-01",
}  # fmt: skip
METASTASIS = {"age_years": 66, "tumour_origin": "bone_metastasis", "site": "femur"}
PATIENTS = {
    "sarcoma": SARCOMA, "swelling": SWELLING, "child": CHILD, "bone": BONE, "bone suspected": BONE_SUSPECTED,
    "bone result": BONE_RESULT,
    "breast": BREAST, "follow-up": FOLLOW_UP, "bone metastasis": METASTASIS, "nothing known": {},
}  # fmt: skip
FRAME = {"use", "ask", "call", "names"}
# What tells somebody that they have cancer.
DISCLOSES = re.compile(
    r"[Uu] heeft een (sarcoom|kwaadaardige)|soort kanker|behandeld voor een sarcoom|Dat heet een botsar"
)
NOT_SAID = {
    "nl": re.compile(r"overlev|overlijd|sterf|levensverwacht|nog te leven|garand|beloof|wordt u beter", re.IGNORECASE),
    "en": re.compile(r"surviv|life expectancy|\bdie\b|left to live|guarantee|promise|will be cured", re.IGNORECASE),
}
LEAST_SCORE = 70  # the foot of Douma's class "tamelijk gemakkelijk"


def run(facts, folder, *options):
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    return call(["leaflet", "case.json", "--on", DAY, *options], folder)


def text(facts, folder, *options):
    answer = run(facts, folder, *options)
    assert answer.status == 0, answer.err
    return answer.out


def as_json(facts, folder, *options):
    return json.loads(text(facts, folder, "--format", "json", *options))


def told(found):
    """Return the ids of the paragraphs, and the rules by which each speaks."""
    return {p["id"]: {b["id"]: b["status"] for b in p["because"]} for s in found["sections"] for p in s["paragraphs"]}


def flat(said):
    return " ".join(said.split())


@pytest.fixture(scope="module")
def content():
    return load_content()


@pytest.fixture(scope="module")
def some_leaflets():
    """The leaflets of every seventh worked case of every guideline, the local protocol included."""
    everything = load_all()
    cases = worked_cases(everything)[::7]
    patients = [(case, Patient(everything.items, case.facts, case.on)) for case in cases]
    return [(case, leaflet(everything, patient, {})) for case, patient in patients]


@pytest.mark.parametrize(
    ("name", "wanted", "silent"),
    [
        ("sarcoma", {"wdt-sarcoma", "wdt-options", "wdt-wide-excision", "wdt-radiotherapy-choice", "wdt-patients"},
         {"wdt-swelling", "wdt-biopsy", "wdt-treated", "bot-centre", "not_enough"}),
        ("swelling", {"wdt-swelling", "wdt-mri", "wdt-weeks", "wdt-waiting", "wdt-board", "wdt-centre-not-known"},
         {"wdt-sarcoma", "wdt-options", "wdt-patients", "wdt-feelings", "wdt-after-the-talk"}),
        ("child", {"parents", "wdt-child", "wdt-child-not-known"}, {"wdt-swelling", "wdt-mri", "wdt-child-elsewhere"}),
        ("bone", {"bot-malignant", "bot-chest-ct", "bot-centre", "bot-patients", "bot-after-the-talk"},
         {"bot-not-known", "wdt-sarcoma", "bot-follow-up"}),
        ("bone suspected", {"bot-not-known", "bot-biopsy", "bot-referral", "bot-patients-not-known"},
         {"bot-malignant", "bot-patients", "bot-after-the-talk"}),
        ("bone result", {"bot-result", "bot-after-the-talk"}, {"bot-not-known", "bot-malignant", "bot-benign"}),
        ("breast", {"bc-about", "bc-fat-option", "bc-fat-cancer", "bc-fat-together"},
         {"bc-recurrence-weigh", "wdt-sarcoma"}),
        ("follow-up", {"wdt-treated", "wdt-follow-up-higher", "wdt-follow-up-visit", "wdt-signs"},
         {"wdt-sarcoma", "wdt-feelings", "wdt-options", "wdt-no-treatment", "wdt-follow-up-low"}),
        ("bone metastasis", {"bot-other-guideline", "bot-own-hospital"}, {"bot-not-known", "bot-centre", "not_enough"}),
        ("nothing known", {"not_enough"}, {"parents"}),
    ],
)  # fmt: skip
def test_what_is_told_to_whom(name, wanted, silent, tmp_path):
    found = set(told(as_json(PATIENTS[name], tmp_path)))
    assert wanted | FRAME <= found
    assert found & silent == set()


def test_of_nobody_known_only_the_frame_speaks(tmp_path):
    found = as_json({}, tmp_path)
    assert all(rules == {} for rules in told(found).values())
    assert found["guidelines"] == [] and found["terms"] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_a_paragraph_speaks_by_rules_that_the_advice_says_stand(name, tmp_path):
    status = {r["id"]: r["status"] for r in advice(PATIENTS[name], tmp_path)["advice"]}
    found = told(as_json(PATIENTS[name], tmp_path))
    for rules in found.values():
        for rule, said in rules.items():
            assert said == status[rule] and said in ("applies", "not_yet", "done")


@pytest.mark.parametrize(
    "facts",
    [SWELLING, CHILD, BONE_SUSPECTED, METASTASIS, BONE_RESULT,
     {**SWELLING, "tumour_origin": "soft_tissue", "behaviour_assessed": "malignant"},
     {**SWELLING, "clinical_suspicion_malignancy": True, "us_result": "suspicious"},
     {**SWELLING, "tumour_origin": "soft_tissue", "suspected_diagnosis": "myxofibrosarcoma"}],
)  # fmt: skip
def test_who_is_only_suspected_of_cancer_is_not_told_to_have_it(facts, tmp_path):
    assert not DISCLOSES.search(flat(text(facts, tmp_path)))


def test_who_has_proof_is_told_and_staff_are_told_to_talk_first(tmp_path):
    assert "U heeft een sarcoom." in flat(text(SARCOMA, tmp_path))
    assert "Geef deze folder pas na het gesprek over de uitslag." in flat(text(SARCOMA, tmp_path))


def test_no_worked_case_without_tissue_is_told_of_cancer(some_leaflets):
    unproven = [(case, found) for case, found in some_leaflets if "histology" not in case.facts]
    assert len(unproven) > 150
    assert [case.id for case, found in unproven if DISCLOSES.search(patient_text(found.sections, "nl"))] == []


def test_every_leaflet_reads_fairly_easily(some_leaflets):
    assert [
        (case.id, found.readability.score) for case, found in some_leaflets if found.readability.score < LEAST_SCORE
    ] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_promised_and_no_life_expectancy_is_given(language, content):
    texts = {p.id: getattr(p.text, language) for p in content.leaflet.paragraphs}
    assert [name for name, said in texts.items() if NOT_SAID[language].search(said)] == []


def test_every_paragraph_speaks_in_some_worked_case(some_leaflets):
    everything = load_all()
    heard = set().union(*(_names(found) for _, found in some_leaflets))
    cases = worked_cases(everything)
    for paragraph in everything.leaflet.paragraphs:
        those = iter(sorted(cases, key=lambda c, p=paragraph: not c.expect.keys() & set(p.rules)))
        while paragraph.id not in heard and (case := next(those, None)):
            heard |= _names(leaflet(everything, Patient(everything.items, case.facts, case.on), {}))
    assert [p.id for p in everything.leaflet.paragraphs if p.id not in heard] == []


def _names(found):
    return {p.id for s in found.sections for p in s.paragraphs}


def test_a_child_with_a_swelling_of_unknown_origin_belongs_in_the_princess_maxima_center(tmp_path):
    facts = {**SWELLING, "age_years": 9}
    assert "wdt-child-elsewhere" in told(as_json(facts, tmp_path))
    assert "Prinses Máxima Centrum" in flat(text(facts, tmp_path))


def test_the_lines_of_the_hospital(tmp_path):
    said = text(SWELLING, tmp_path, "--field", "contact=Mw. De Vries", "--field", "waiting_time_mri=2 weken")
    assert "Mijn contactpersoon: Mw. De Vries\n" in said
    assert "Wachttijd voor de scan: 2 weken\n" in said
    assert re.search(r"^Vervanger: _{20,}$", said, re.MULTILINE)


def test_the_name_of_the_tumour_comes_from_the_case_unless_it_is_given(tmp_path):
    assert "Naam van de tumor: Myxofibrosarcoom\n" in text(SARCOMA, tmp_path)
    assert "Naam van de tumor: zie de brief\n" in text(SARCOMA, tmp_path, "--field", "diagnosis=zie de brief")
    assert "Naam van de tumor" not in text(SWELLING, tmp_path)


def test_a_line_that_was_given_shows_even_where_its_paragraph_is_silent(tmp_path):
    assert "Wachttijd voor de scan: 3 dagen\n" in text({}, tmp_path, "--field", "waiting_time_mri=3 dagen")


def test_medical_words_are_explained_once_and_only_those_that_stand_there(tmp_path):
    said = text(SWELLING, tmp_path)
    assert said.count("- MRI-scan: ") == 1 and "- biopt: " in said
    assert "- uitzaaiing: " not in said and "- sarcoom: " not in said
    assert said.index("Het advies is een MRI-scan.") < said.index("- MRI-scan: ")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PATIENTS)
def test_the_safety_words_stand_in_every_form(name, language, tmp_path):
    plain, fixed = getattr(PLAIN_SAFETY, language), getattr(SAFETY, language)
    said = flat(text(PATIENTS[name], tmp_path, "--lang", language))
    page = html.unescape(text(PATIENTS[name], tmp_path, "--lang", language, "--format", "html"))
    assert plain in said and fixed in said
    assert plain in page and page.count(fixed) == 2
    assert as_json(PATIENTS[name], tmp_path)["safety"] == msgspec.to_builtins(SAFETY)


def test_a_guideline_that_is_not_authorised_is_marked_in_plain_words(tmp_path):
    said = flat(text(SARCOMA, tmp_path))
    assert "Richtlijn wekedelentumoren, uitgave 2024-08: nog niet vastgesteld (autorisatiefase)." in said
    assert "Deze richtlijn is nog niet goedgekeurd." in said
    assert "Dit is nog een concept." in flat(text(BONE, tmp_path))
    local = {
        **SARCOMA,
        "histology": "leiomyosarcoma",
        "tumour_origin": "skin",
        "tissue_layer": "subcutis",
        "size_cm": 2,
    }
    assert "Dit zijn afspraken van één ziekenhuis." in flat(text(local, tmp_path, "--network", "erasmusmc"))
    assert "één ziekenhuis" not in flat(text(local, tmp_path))


def test_the_score_is_the_last_line(tmp_path):
    last = text(SARCOMA, tmp_path).splitlines()[-1]
    score = as_json(SARCOMA, tmp_path)["readability"]["score"]
    reading = as_json(SARCOMA, tmp_path)["reading"]["nl"]
    assert last == f"Leesbaarheid: Flesch-Douma {str(score).replace('.', ',')} (‘{reading}’)"


def test_a_hostile_line_is_escaped(tmp_path):
    hostile = "</style><script>alert(1)</script>{{ 7 * 7 }}"
    page = text(SARCOMA, tmp_path, "--format", "html", "--field", f"contact={hostile}")
    assert "<script" not in page and html.escape("<script>alert(1)</script>{{ 7 * 7 }}") in page
    assert not re.search(r"(src|href)=|@import|url\(", page)


def test_the_pdf_has_the_safety_words_on_every_sheet_and_is_tagged(tmp_path):
    answer = run(SARCOMA, tmp_path, "--format", "pdf", "--out", "leaflet.pdf", "--field", "phone=088 1234567")
    assert (answer.status, answer.out) == (0, "")
    pdf = pypdf.PdfReader(io.BytesIO((tmp_path / "leaflet.pdf").read_bytes()))
    sheets = [flat(page.extract_text()) for page in pdf.pages]
    assert len(sheets) <= 4
    assert all("Geen medisch hulpmiddel met CE-markering" in sheet for sheet in sheets)
    assert "088 1234567" in " ".join(sheets) and "Informatie voor u" in sheets[0]
    assert pdf.metadata.title == "Informatie voor u"
    assert pdf.trailer["/Root"]["/Lang"] == "nl" and "/StructTreeRoot" in pdf.trailer["/Root"]


def test_only_one_guideline(tmp_path):
    found = as_json(SARCOMA, tmp_path, "--guideline", "bot")
    assert found["guidelines"] == [] and "not_enough" in told(found)
