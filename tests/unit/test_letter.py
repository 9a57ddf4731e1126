"""`leidraad letter`: every fact, every open item and every recommendation has its place, on one A4, for any patient.

What must stand on a letter is taken from the dictionary, from `advise` and from `completeness`, never from a letter.
"""

import datetime
import html
import io
import json
import re
import sys
from html.parser import HTMLParser

import pypdf
import pytest
from command_line import DAY, advice, call

from leidraad.actions.letter import letter
from leidraad.actions.load_content import load_content
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.pages.letter import rendered
from leidraad.pages.pdf import to_pdf

KINDS = ("referral", "mdo", "mri")
SARCOMA = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "procedures_considered": ["wide_local_excision"],
}  # fmt: skip
SWELLING = {
    "age_years": 54, "site": "thigh", "size_cm": 7.5, "tissue_layer": "deep_not_specified", "swelling_present": True,
}  # fmt: skip
CHILD = {"age_years": 9, "site": "thigh", "swelling_present": True}
BONE = {
    "age_years": 40, "tumour_origin": "bone", "site": "femur", "behaviour_assessed": "malignant",
    "diagnosis_basis": "radiological",
}  # fmt: skip
BONE_CHILD = {**BONE, "age_years": 9}
BENIGN_BONE_CHILD = {**BONE_CHILD, "behaviour_assessed": "benign", "benign_bone_activity": "indolent"}
METASTASIS = {"age_years": 66, "tumour_origin": "bone_metastasis"}
LEIOMYOSARCOMA = {
    "age_years": 60, "tumour_origin": "skin", "histology": "leiomyosarcoma", "tissue_layer": "subcutis", "size_cm": 2,
}  # fmt: skip
DATED = {
    **SWELLING, "tumour_origin": "soft_tissue", "history_date": "2026-10-21", "us_result": "suspicious",
    "ultrasound_date": "2026-10-28", "mri_date": "2026-11-09", "imaging_done": ["ultrasound", "mri"],
    "biopsy_done": False, "patient_preferences": ["near_home"], "clinical_information": "third child expected",
}  # fmt: skip
PATIENTS = {
    "sarcoma": SARCOMA, "swelling": SWELLING, "child": CHILD, "bone": BONE, "bone child": BONE_CHILD,
    "bone metastasis": METASTASIS, "leiomyosarcoma": LEIOMYOSARCOMA, "dated": DATED, "nothing known": {},
}  # fmt: skip
BOX = {
    "nl": ("Diagnose", "Behandeling", "Instelling", "Door wie", "Datum"),
    "en": ("Diagnosis", "Treatment", "Institution", "By whom", "Date"),
}
BOX_TITLE = {"nl": "Bindend advies van het MDO", "en": "Binding advice of the tumour board"}
BLANK = "____"
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=\"alert('2')\"> {{ 7 * 7 }} &lt;b&gt;"
A4 = (595.3, 841.9)  # points, ISO 216: 210 by 297 mm
MILLIMETRE = 2.84


_CONTENT = {}
_LETTERS = {}


def run(facts, folder, *options):
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    return call(["letter", "case.json", "--on", DAY, *options], folder)


def text(facts, folder, *options):
    return written(facts, folder, *options).decode()


def written(facts, folder, *options):
    """Return the letter that the command writes; it is worked out once for all its languages and forms."""
    chosen = dict(zip(options[::2], options[1::2], strict=True))
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    kind, network = chosen.get("--kind", "referral"), chosen.get("--network")
    if network not in _CONTENT:
        _CONTENT[network] = load_content(network=network)
    content, key = _CONTENT[network], (json.dumps(facts), kind, network)
    if key not in _LETTERS:
        _LETTERS[key] = letter(content, folder / "case.json", datetime.date.fromisoformat(DAY), kind)
    say = Phrases(chosen.get("--lang", "nl"), content.items)
    return rendered(_LETTERS[key], chosen.get("--format", "text"), say)


def flat(said):
    return " ".join(said.split())


def block(said, title):
    """Return the lines under a title, up to the next empty line."""
    found = re.search(rf"^{re.escape(title)}[^\n]*\n(.*?)\n\n", said, re.MULTILINE | re.DOTALL)
    assert found, f"no {title} in {said}"
    return found[1]


def words_of(page):
    """Return the text of an HTML page without its marks."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return flat(html.unescape(re.sub(r"<[^>]*>", " ", body)))


def everything(items):
    """Return a case in which every item that a user can give has a value."""
    made = {
        "boolean": lambda item: True,
        "choice": lambda item: next(iter(item.values)),
        "set": lambda item: list(item.values)[:2],
        "integer": lambda item: int(item.low or 0) + 1,
        "decimal": lambda item: float(item.low or 0) + 1.5,
        "date": lambda item: "2026-10-05",
        "text": lambda item: "words of the clinician, at some length",
    }
    given = {n: made[item.type](item) for n, item in items.items() if item.derivation is None}
    return {**given, "age_years": 54, "tumour_origin": "soft_tissue", "site": "thigh", "histology": "myxofibrosarcoma"}


def of_now(facts, folder, *options):
    """Return the recommendations that `advise` gives for this phase."""
    return [
        r for r in advice(facts, folder, *options)["advice"]
        if (r["status"], r["timing"], r["audience"], r["part"]) == ("applies", "now", "act", "recommendation")
    ]  # fmt: skip


@pytest.fixture(scope="module")
def pango():
    """Skip where the system library that WeasyPrint needs is not installed."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed, so no PDF can be made here")


def pdf(facts, folder, *options):
    return pypdf.PdfReader(io.BytesIO(written(facts, folder, "--format", "pdf", *options)))


def one_sheet(reader):
    """Return the words of the only sheet, which is an A4."""
    (sheet,) = reader.pages
    size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
    assert size == pytest.approx(A4, abs=MILLIMETRE)
    return flat(sheet.extract_text())


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["sarcoma", "child", "nothing known", "leiomyosarcoma"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_a4(kind, name, language, tmp_path):
    network = ("--network", "erasmusmc") if name == "leiomyosarcoma" else ()
    said = one_sheet(pdf(PATIENTS[name], tmp_path, "--kind", kind, "--lang", language, *network))
    assert flat(getattr(SAFETY, language)) in said


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_a4_for_a_case_with_everything(kind, language, items, tmp_path):
    facts = everything(items)
    said = one_sheet(pdf(facts, tmp_path, "--kind", kind, "--lang", language, "--network", "erasmusmc"))
    assert flat(getattr(SAFETY, language)) in said
    if kind != "mri":
        due = of_now(facts, tmp_path, "--network", "erasmusmc")
        assert due and all(re.search(rf"{re.escape(rule['id'])}\b", said) for rule in due)
        assert re.search(r"en nog \d+ gegevens" if language == "nl" else r"and \d+ more facts", said)


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_prints_on_one_a4_too(kind, items, tmp_path):
    for facts in (SARCOMA, {}, everything(items)):
        page = text(facts, tmp_path, "--kind", kind, "--format", "html")
        one_sheet(pypdf.PdfReader(io.BytesIO(to_pdf(page))))


def test_the_type_goes_down_at_most_one_step(items, tmp_path):
    sizes = set()
    for facts in (*PATIENTS.values(), everything(items)):
        page = text(facts, tmp_path, "--format", "html")
        sizes.add(re.search(r'<body class="(\w+)">', page)[1])
    assert sizes == {"roomy", "tight"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["referral", "mdo"])
def test_every_known_fact_stands_under_its_report(kind, language, items, tmp_path):
    say = Phrases(language, items)
    for facts in (SARCOMA, DATED, BONE, everything(items)):
        said = flat(text(facts, tmp_path, "--kind", kind, "--lang", language))
        for name, value in facts.items():
            if items[name].type == "date" and items[name].group == "provenance":
                assert f"{say.report(name)} ({'datum' if language == 'nl' else 'date'} {value})".lower() in said.lower()
            else:
                shown = sorted(value) if isinstance(value, list) else value
                assert flat(say.value(name, shown)) in said, name
                assert name == "patient_preferences" or f"{say.label(name)}: " in said, name


def test_a_date_that_is_not_known_is_one_blank_for_each_report(items, tmp_path):
    facts = block(text(SARCOMA, tmp_path), "Gegevens")
    reports = {items[name].report for name in SARCOMA if items[name].kind != "event"}
    assert facts.count(f"(datum {BLANK}") == len(reports) == len(re.findall("^  - ", facts, re.M))
    dated = block(text(DATED, tmp_path, "--lang", "en"), "Facts")
    assert "MRI (date 2026-11-09): Site: Thigh" in flat(dated)
    assert "Ultrasound (date 2026-10-28): Ultrasound result: Suspicious" in flat(dated)


def test_what_was_done_and_what_the_patient_wants_stand_apart(tmp_path):
    said = text(DATED, tmp_path, "--lang", "en")
    assert "Biopsy done: no" in flat(block(said, "Done and planned"))
    assert "Treatment close to home" in block(said, "Wishes of the patient")
    assert "Biopsy done" not in block(said, "Facts")
    assert block(text(SARCOMA, tmp_path, "--lang", "en"), "Wishes of the patient").strip("_ ") == ""


@pytest.mark.parametrize("name", PATIENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_open_item_stands_under_its_report(name, language, items, tmp_path):
    said = text(PATIENTS[name], tmp_path, "--lang", language)
    wanted = json.loads(call(["completeness", "case.json", "--on", DAY, "--format", "json"], tmp_path).out)["reports"]
    lines = re.split(
        r"^ {2}- ", block(said, {"nl": "Nog onbekend", "en": "Not yet known"}[language]), flags=re.MULTILINE
    )
    found = {}
    for line in filter(None, map(flat, lines)):
        report, _, open_items = re.sub(r" \([^()]*\)(?=: )", "", line).partition(": ")
        found[report.lower()] = open_items.split("; ")
    say = Phrases(language, items)
    assert found == {say[f"report_{r['report']}"].lower(): [n["label"][language] for n in r["items"]] for r in wanted}


@pytest.mark.parametrize("name", PATIENTS)
def test_every_recommendation_of_now_stands_on_it(name, tmp_path):
    due = of_now(PATIENTS[name], tmp_path)
    for kind in ("referral", "mdo"):
        said = flat(text(PATIENTS[name], tmp_path, "--kind", kind))
        assert all(re.search(rf"{re.escape(rule['id'])}\b", said) for rule in due)


def test_who_says_so_from_where_and_with_what_standing(tmp_path):
    said = flat(text(SWELLING, tmp_path, "--lang", "en"))
    rule = next(r for r in of_now(SWELLING, tmp_path) if r["verb"] == "consult")
    assert f"{rule['text']['en']} (" in said
    assert f"[{rule['id']}, {rule['source']['locator']} · authorisation phase]" in said
    assert "iknl-2-04" in (bone := flat(text(DATED, tmp_path, "--lang", "en"))) and "· concept]" in bone


@pytest.mark.parametrize(
    ("facts", "asked"),
    [(SWELLING, "Please discuss this patient and advise."), (BONE, "Please take over"), (CHILD, "Please take over")],
)
def test_the_question_follows_from_the_rules(facts, asked, tmp_path):
    assert asked in block(text(facts, tmp_path, "--lang", "en"), "Question")


def test_nobody_is_referred_without_a_rule(tmp_path):
    said = text({}, tmp_path, "--lang", "en")
    assert "no rule asks for referral or consultation" in block(said, "To whom")
    assert "Please" not in block(said, "Question")


def test_a_consultation_that_was_had_is_told_as_done(tmp_path):
    facts = {**SWELLING, "expertise_centre_advice": True}
    assert {r["id"]: r["status"] for r in advice(facts, tmp_path)["advice"]}["wdt-6-01"] == "done"
    said = flat(block(text(facts, tmp_path, "--lang", "en"), "To whom"))
    assert re.search(r"Already done: [^[]*\(wdt-6-01 ·", said)


@pytest.mark.parametrize("kind", ["referral", "mdo"])
def test_a_child_goes_to_the_maxima(kind, tmp_path):
    said = text(CHILD, tmp_path, "--kind", kind)
    first = block(said, "Naar wie" if kind == "referral" else "Overleg en verwijzing").splitlines()[0]
    assert "Prinses Máxima Centrum" in first
    # Module 3 of the bone guideline: a child with a malignant tumour goes there too, one with a benign tumour does not.
    assert "Prinses Máxima Centrum" in flat(block(text(BONE_CHILD, tmp_path), "Naar wie"))
    assert "Máxima" not in block(text(BENIGN_BONE_CHILD, tmp_path), "Naar wie")
    assert "bot-3-06" in text(BENIGN_BONE_CHILD, tmp_path)


def test_a_child_goes_to_the_maxima_before_a_local_protocol_speaks(tmp_path):
    facts = {**LEIOMYOSARCOMA, "age_years": 9}
    lines = flat(block(text(facts, tmp_path, "--network", "erasmusmc"), "Naar wie"))
    assert lines.index("Máxima") < lines.index("emc-5-03")


def test_the_local_protocol_sends_only_in_its_network(tmp_path):
    assert "emc-5-03" not in text(LEIOMYOSARCOMA, tmp_path)
    said = flat(block(text(LEIOMYOSARCOMA, tmp_path, "--network", "erasmusmc", "--lang", "en"), "To whom"))
    assert re.search(r"\[emc-5-03, [^]]* · local protocol\]", said)


def test_urgency_only_where_a_rule_asks_for_it(tmp_path):
    # Bone tumour guideline, module 3, items 7 and 8: phone the centre, so that an urgent visit is possible.
    assert "bot-3-08" in block(text(BONE, tmp_path, "--lang", "en"), "Urgent, by phone")
    assert "bot-3-12" in block(text(BONE_CHILD, tmp_path, "--lang", "en"), "Urgent, by phone")
    assert "Spoken with (name, date, time) ____" in text(BONE, tmp_path, "--lang", "en")
    done = flat(block(text({**BONE, "verbal_handover_done": True}, tmp_path, "--lang", "en"), "Urgent, by phone"))
    assert "has been done" in done
    for facts in (SARCOMA, SWELLING, CHILD, METASTASIS, {}):
        assert "Urgent" not in text(facts, tmp_path, "--lang", "en")


def test_another_tumour_is_sent_to_its_guideline(tmp_path):
    said = flat(block(text(METASTASIS, tmp_path, "--lang", "en"), "To whom"))
    assert "Bone metastases guideline" in said and "does not apply here" in said
    assert "Please" not in block(text(METASTASIS, tmp_path, "--lang", "en"), "Question")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["referral", "mdo"])
def test_the_box_is_empty(kind, language, tmp_path):
    box = block(text(DATED, tmp_path, "--kind", kind, "--lang", language), BOX_TITLE[language]).splitlines()
    assert [line.strip().rstrip("_ ") for line in box] == list(BOX[language])
    assert all(line.endswith(BLANK) for line in box)
    page = text(DATED, tmp_path, "--kind", kind, "--lang", language, "--format", "html")
    drawn = re.search(r'<section class="box".*?</section>', page, re.DOTALL)[0]
    assert re.findall(r'<span class="label">([^<]*)</span><span class="blank"', drawn) == list(BOX[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_safety_words_on_every_letter(form, kind, language, tmp_path):
    for facts in (SARCOMA, {}, CHILD):
        said = text(facts, tmp_path, "--kind", kind, "--lang", language, "--format", form)
        assert getattr(SAFETY, language) in (flat(said) if form != "html" else words_of(said))


def test_what_disagrees_is_shown_to_the_board(tmp_path):
    found = advice(LEIOMYOSARCOMA, tmp_path, "--network", "erasmusmc")
    acts = [r for r in found["advice"] if r["timing"] == "now" and r["audience"] == "act"]
    standing = {r["id"] for r in acts if r["status"] in ("applies", "not_yet")}
    conflicts = [c for c in found["conflicts"] if standing >= set(c["rules"])]
    said = flat(text(LEIOMYOSARCOMA, tmp_path, "--network", "erasmusmc", "--kind", "mdo", "--lang", "en"))
    assert conflicts and all(f"{' – '.join(c['rules'])}: {c['why']['en']}" in said for c in conflicts)
    referral = flat(text(LEIOMYOSARCOMA, tmp_path, "--network", "erasmusmc", "--lang", "en"))
    assert "disagrees with emc-2-05" in referral


def test_a_doubtful_prediction_is_marked(tmp_path):
    facts = {**SARCOMA, "prediction_result_pct": 12}
    (warning, *_) = advice(facts, tmp_path)["warnings"]
    assert flat(warning["text"]["en"]) in flat(text(facts, tmp_path, "--lang", "en"))


# Soft tissue guideline, module 1, table 1: the six sequences of an MRI; the bone tumour guideline has the same table.
SEQUENCES = ("sagittal or coronal", "mDixon", "T1", "gadolinium", "b-values", "biopsy")


@pytest.mark.parametrize(("facts", "by"), [(SARCOMA, "wdt-1-49"), (SWELLING, "wdt-1-49"), (BONE, "bot-2-38")])
def test_the_protocol_is_the_table_of_the_guideline(facts, by, tmp_path):
    page = text(facts, tmp_path, "--kind", "mri", "--lang", "en", "--format", "html")
    table = re.search(r"<table>.*?</table>", page, re.DOTALL)[0]
    rows = [words_of(row) for row in re.findall(r"<td>(.*?)</td>", table, re.DOTALL)]
    assert len(rows) == len(SEQUENCES)
    assert all(part in row for part, row in zip(SEQUENCES, rows, strict=True))
    rules = {r["id"]: r for r in advice({**facts, "imaging_modality": "mri"}, tmp_path)["advice"]}
    assert rules[by]["status"] == "applies" and by in words_of(page)
    if rules[by]["checklist"]:
        assert rows == [row["en"] for row in rules[by]["checklist"]]


def test_the_technique_of_the_guideline(tmp_path):
    said = flat(text(SWELLING, tmp_path, "--kind", "mri", "--lang", "en"))
    assert "1.5 tesla or more. [wdt-1-46" in said and "[wdt-1-47" in said and "[wdt-1-48" in said
    assert "wdt-1-21" in flat(block(text(SWELLING, tmp_path, "--kind", "mri"), "Waarom een MRI"))
    assert "bot-2-03" in text(BONE, tmp_path, "--kind", "mri")


def test_what_must_be_known_before_the_scan(tmp_path):
    known = {**SWELLING, "renal_insufficiency": "severe", "mri_contraindication": "implanted_device"}
    said = text(known, tmp_path, "--kind", "mri", "--lang", "en")
    before = block(said, "Before the scan")
    assert "Renal insufficiency: Severe" in before and "Contraindication for MRI: Pacemaker or other device" in before
    assert f"Contrast allergy: {BLANK}" in before
    assert "wdt-1-55" in said and "wdt-1-55" not in text(SWELLING, tmp_path, "--kind", "mri")


def test_whole_body_mri_has_a_protocol_of_its_own(tmp_path):
    said = text({**SARCOMA, "imaging_modality": "whole_body_mri"}, tmp_path, "--kind", "mri", "--lang", "en")
    assert "wdt-2-24" in said and "wdt-1-49" not in said


def test_asking_for_an_mri_goes_before_what_was_considered(tmp_path):
    said = text({**SWELLING, "imaging_modality": "ct"}, tmp_path, "--kind", "mri")
    assert "wdt-1-49" in said and "wdt-1-37" not in said


@pytest.mark.parametrize("facts", [{}, CHILD, METASTASIS])
def test_without_a_rule_no_protocol_is_made_up(facts, tmp_path):
    said = text(facts, tmp_path, "--kind", "mri", "--lang", "en")
    assert "no MRI protocol of a loaded guideline holds" in flat(block(said, "Protocol"))
    assert "gadolinium" not in said
    page = text(facts, tmp_path, "--kind", "mri", "--format", "html")
    assert "<table>" not in page


def test_the_request_tells_nothing_that_a_radiologist_does_not_need(tmp_path):
    facts = {**DATED, "referral_destination": "sarcoma_reference_centre"}
    said = text(facts, tmp_path, "--kind", "mri", "--lang", "en")
    assert "Soft tissue sarcoma centre" not in said and "close to home" not in said
    assert "Ultrasound result: Suspicious" in flat(said) and BOX_TITLE["en"] not in said


class _Tags(HTMLParser):
    """Collects the tags and their attributes, and checks that they are well nested."""

    VOID = ("meta", "br")

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_escaped_and_whole(kind, tmp_path):
    facts = {**SARCOMA, "clinical_information": HOSTILE, "life_phase": HOSTILE}
    page = text(facts, tmp_path, "--kind", kind, "--format", "html")
    tags = _Tags()
    tags.feed(page)
    assert not tags.open
    assert not {tag for tag, _ in tags.seen} & {"script", "img", "link", "iframe"}
    assert not any(name.startswith("on") or name in ("src", "href") for _, attrs in tags.seen for name in attrs)
    assert HOSTILE in words_of(page.replace(html.escape(HOSTILE), "SAFE")).replace("SAFE", HOSTILE)
    assert "url(" not in page and "@import" not in page


@pytest.mark.usefixtures("pango")
def test_a_long_text_does_not_run_off_the_sheet(tmp_path):
    facts = {**SARCOMA, "clinical_information": "words without end " * 2000, "life_phase": "x" * 5000}
    assert "…" in one_sheet(pdf(facts, tmp_path))
    assert "…" not in text(facts, tmp_path) and "x" * 5000 in text(facts, tmp_path)


def test_json_holds_the_letter(tmp_path):
    found = json.loads(text(BONE, tmp_path, "--format", "json"))
    assert next(iter(found)) == "schema" and found["kind"] == "referral"
    assert found["whereto"]["asks"] == "take_over"
    assert [r["id"] for r in found["whereto"]["handover"]] == ["bot-3-08"]


@pytest.mark.parametrize(("kind", "form"), [("referral", "text"), ("mdo", "html"), ("mri", "json")])
def test_the_command_prints_it_or_writes_it_to_a_file(kind, form, tmp_path):
    options = ("--kind", kind, "--format", form, "--lang", "en")
    shown, kept = run(SARCOMA, tmp_path, *options), run(SARCOMA, tmp_path, *options, "--out", "letter")
    assert (shown.status, kept.status, kept.out) == (0, 0, "")
    assert shown.out == (tmp_path / "letter").read_text("utf-8") == text(SARCOMA, tmp_path, *options)


@pytest.mark.usefixtures("pango")
def test_the_command_writes_a_pdf(tmp_path):
    assert run(SARCOMA, tmp_path, "--format", "pdf", "--out", "letter.pdf").status == 0
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")


def test_a_machine_without_pango_is_told_so(tmp_path, monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    answer = run(SARCOMA, tmp_path, "--format", "pdf", "--out", "letter.pdf")
    assert answer.status == 2 and answer.err.startswith("error[no-pdf]: this machine has no Pango")
    assert "hint: " in answer.err and not (tmp_path / "letter.pdf").exists()
