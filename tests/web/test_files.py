"""A case as a file: saved and opened without loss, refused with reasons, and honest about when it was worked out."""

import datetime
import json

import pytest
from web.html_page import HtmlPage
from web.patient_pages import FOLLOWED, THIGH, Browser, case_of, hidden, state_of

TODAY = datetime.date.today()
OLD = TODAY - datetime.timedelta(days=15)
FRESH = TODAY - datetime.timedelta(days=14)

OTHER_FORMAT = {
    "leidraad": "2", "saved_on": "2026-01-01", "evaluated_on": "2026-01-01", "editions": {}, "case": {},
}  # fmt: skip


@pytest.fixture
def browser(program):
    return Browser(program)


def opened(browser, name, data, before=None, **fields):
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return browser.page("/case/open", {"state": hidden(before), **fields}, files={"file": (name, text)})


def saved(browser, case):
    answer = browser.send("/case/save", {"state": hidden(case)})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="leidraad-{TODAY}.json"'
    return answer.json()


@pytest.mark.parametrize("case", [{}, THIGH, FOLLOWED, {"imaging_done": [], "clinical_information": "é <b>"}])
def test_a_saved_case_opens_as_it_was(browser, case):
    file = saved(browser, case)
    page = opened(browser, "x.json", file, {"age_years": 3})
    assert case_of(page) == case
    assert not page.by_id("banner").text


def test_a_saved_file_says_when_and_with_what(browser, knowledge):
    file = saved(browser, THIGH)
    assert file.keys() == {"leidraad", "saved_on", "evaluated_on", "editions", "case"}
    assert (file["leidraad"], file["saved_on"], file["evaluated_on"]) == ("1", str(TODAY), str(TODAY))
    loaded = {g.id: {"edition": g.edition, "sha256": g.sha256} for g in knowledge.content.guidelines}
    assert file["editions"] == loaded


def test_a_file_of_14_days_is_of_now_and_one_of_15_says_its_age_and_date(browser):
    file = saved(browser, THIGH)
    fresh = opened(browser, "x.json", {**file, "evaluated_on": str(FRESH)})
    assert not fresh.by_id("banner").text
    old = opened(browser, "x.json", {**file, "saved_on": str(OLD), "evaluated_on": str(OLD)})
    said = old.by_id("banner").text
    assert "15 dagen geleden" in said
    assert f"Opgeslagen op {OLD}" in said
    # It says of which day the advice below it is, and that is the day.
    assert f"per {OLD}. Het kan dus verschillen" in said
    assert {t["datetime"] for t in old.all("time")} == {str(OLD)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"edition": "2019-01", "sha256": "0"}, "toen uitgave 2019-01, nu geladen uitgave 2024-08"),
        ({"edition": "2024-08", "sha256": "0"}, "dezelfde uitgave 2024-08, maar de inhoud in Leidraad is"),
        (None, "toen niet geladen, nu uitgave 2024-08"),
    ],
)
def test_a_file_of_another_edition_says_which(browser, change, said):
    file = saved(browser, THIGH)
    others = {name: edition for name, edition in file["editions"].items() if name != "wdt"}
    editions = {**others, "wdt": change} if change else others
    banner = opened(browser, "x.json", {**file, "editions": editions}).by_id("banner").text
    assert said in banner


def test_a_file_with_a_guideline_that_is_not_loaded_says_so(browser):
    file = saved(browser, THIGH)
    gone = {**file["editions"], "old": {"edition": "1", "sha256": "0"}}
    page = opened(browser, "x.json", {**file, "editions": gone})
    assert "toen uitgave 1, nu niet geladen" in page.by_id("banner").text


def test_the_banner_is_in_english_too(program):
    browser = Browser(program, "en")
    file = {**saved(browser, THIGH), "evaluated_on": str(OLD)}
    assert "worked out 15 days ago" in opened(browser, "x.json", file).by_id("banner").text


def test_computing_again_is_of_today_and_takes_the_banner_away(browser):
    old = opened(browser, "x.json", {**saved(browser, THIGH), "evaluated_on": str(OLD)})
    state = state_of(old)
    answered = browser.page("/patient", {"state": json.dumps(state), "item": "distant_metastasis", "value": "false"})
    assert answered.by_id("banner").text  # an answer alone does not make an old file new
    again = browser.page("/patient", {"state": json.dumps(state), "recompute": "1"})
    assert not again.by_id("banner").text
    assert {t["datetime"] for t in again.all("time")} == {str(TODAY)}
    assert case_of(again) == THIGH


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.json", b"{", "this is no JSON"),
        ("x.json", b"", "the file is empty"),
        ("x.json", b"\xff\xfe", "x.json"),
        ("x.json", {"age_years": 540}, "`age_years` cannot be `540`"),
        ("x.json", {"ages": 5}, "no data item `ages`"),
        ("x.json", {"resourceType": "Patient"}, "this is no FHIR bundle"),
        ("x.json", {"leidraad": "1", "case": {}}, "this saved case is damaged"),
        ("x.json", OTHER_FORMAT, "saved in another format"),
        ("x.json", {"site": "thigh", "site_group": "retroperitoneum_intra_abdominal"}, "site_group"),
        ("x.csv", b"sex\n", "the table has no rows"),
        ("x.csv", b"sexe\nmale\n", "no data item `sexe`"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why_and_keeps_the_case(browser, name, data, said):
    page = opened(browser, name, data, THIGH)
    assert case_of(page) == THIGH
    (notice,) = [e for e in page.elements if e["class"] == "notice"]
    assert "Wat u had ingevuld is niet veranderd" in notice.text
    if said != name:
        assert said in notice.text


def test_no_file_is_asked_for(browser):
    page = browser.page("/case/open", {"state": hidden(THIGH)})
    assert case_of(page) == THIGH
    assert "Kies eerst een bestand" in page.text


def test_a_plain_case_a_bundle_and_a_table_can_be_opened(browser, pytestconfig):
    examples = pytestconfig.rootpath / "examples"
    assert case_of(opened(browser, "case.json", THIGH)) == THIGH
    bundle = sorted((examples / "mcode").glob("*.json"))[0]
    assert case_of(opened(browser, bundle.name, bundle.read_bytes()))
    assert case_of(opened(browser, "one.csv", b"age_years,site\n54,thigh\n")) == {"age_years": 54, "site": "thigh"}


def test_of_a_table_with_more_patients_one_is_chosen(browser, pytestconfig):
    file = pytestconfig.rootpath / "examples/tcga-sarc/patients.csv"
    page = opened(browser, "patients.csv", file.read_bytes(), THIGH, mapping="tcga-sarc")
    assert case_of(page) == THIGH
    rows = [o.text for o in page.all("option") if o.text.startswith("TCGA-")]
    assert len(rows) > 100
    fields = {f["name"]: f["value"] for f in page.all("input") if f["name"] in ("name", "text", "mapping")}
    chosen = browser.page("/case/open", {"state": hidden(THIGH), **fields, "row": "TCGA-3B-A9HI"})
    assert case_of(chosen)["site"] == "upper_arm"


@pytest.mark.parametrize("mapping", ["/etc/passwd", "../../mcode", "no-such"])
def test_only_the_mappings_of_the_program_are_read(browser, mapping):
    page = opened(browser, "one.csv", b"age_years\n54\n", mapping=mapping)
    assert case_of(page) == {"age_years": 54}


def test_a_name_of_a_file_is_text(browser):
    page = opened(browser, "<b>x</b>.json", THIGH)
    assert "<b>x</b>.json" in page.text
    assert isinstance(page, HtmlPage)


@pytest.mark.parametrize("path", ["/patient", "/patient.json", "/advice.json", "/case/open", "/download/advice.json"])
def test_a_case_sent_as_json_to_a_form_is_refused_and_told_where_to_go(program, path):
    """Read as a form it would be an empty case, with the advice for nobody."""
    answer = program.post(path, json=THIGH)
    assert answer.status_code == 415
    (error,) = answer.json()["errors"]
    assert error["code"] == "wrong-media"
    assert "application/x-www-form-urlencoded" in error["hint"]
    assert "/api/advise" in error["hint"]
