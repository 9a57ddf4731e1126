"""The page of one patient: what is answered is taken in or refused in words, and everything shown is shown truly."""

import datetime
import json

import msgspec
import pytest
from web.html_page import HtmlPage, spaced
from web.patient_pages import ELSEWHERE, FOLLOWED, THIGH, Browser, case_of, empty_state, hidden, state_of, texts

from leidraad.model.content import Wording
from leidraad.web.answers import NONE
from leidraad.web.catalogue import Catalogue

# Fields of a context that name things for the page and are no words for a reader.
NAMES = ("state", "item", "kind", "value", "module_id", "report", "typed", "id")


@pytest.fixture
def browser(program):
    return Browser(program)


def test_a_new_patient_is_asked_for_the_phase_first_and_then_the_domain(browser, program):
    first = HtmlPage(program.get("/", headers={"Accept": "text/html"}).text)
    assert first.one("input", name="item")["value"] == "care_phase"
    second = browser.patient(item="care_phase", value="suspicion")
    assert second.one("input", name="item")["value"] == "tumour_domain"
    third = browser.page(
        "/patient", {"state": json.dumps(state_of(second)), "item": "tumour_domain", "value": "soft_tissue"}
    )
    assert case_of(third) == {"care_phase": "suspicion", "tumour_domain": "soft_tissue"}
    assert third.one("input", name="item")["value"] not in case_of(third)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("case", [{}, THIGH, FOLLOWED, ELSEWHERE], ids=["empty", "thigh", "followed", "child"])
def test_the_page_says_what_its_context_says(program, case, form, lang):
    browser = Browser(program, lang)
    fields = {"state": hidden(case, form=form), "find": "marge" if form else ""}
    page, context = browser.page("/patient", fields), browser.data("/patient.json", fields)
    assert page.one("html")["lang"] == lang
    assert context["state"]["case"] == case
    # A table of follow-up that does not hold is no part of the page; all else is.
    missing = [text for text in texts(context, NAMES) if spaced(text) not in page.said]
    assert not missing


def test_what_changes_with_an_answer_is_the_same_with_and_without_script(browser):
    fields = {"state": hidden(THIGH), "item": "distant_metastasis", "value": "false"}
    whole = browser.page("/patient", fields)
    part = HtmlPage(f"<html>{browser.send('/patient', fields, script=True).text}</html>")
    for identity in ("ask", "known", "advice", "downloads", "banner"):
        assert part.by_id(identity).text == whole.by_id(identity).text
    assert case_of(part) == case_of(whole) == {**THIGH, "distant_metastasis": False}


@pytest.mark.parametrize(
    ("item", "typed", "fact"),
    [
        ("age_years", "54", 54),
        ("size_cm", "7,5", 7.5),
        ("size_cm", " 7.5 ", 7.5),
        ("site", "thigh", "thigh"),
        ("distant_metastasis", "true", True),
        ("distant_metastasis", "false", False),
        ("imaging_done", ["mri", "ct"], ["ct", "mri"]),
        ("imaging_done", NONE, []),
        ("surgery_date", "2026-03-01", "2026-03-01"),
        ("clinical_information", "vuistregel <5 cm & diep", "vuistregel <5 cm & diep"),
    ],
)
def test_an_answer_is_taken_in_alike_by_question_and_by_form(browser, item, typed, fact):
    by_question = browser.patient(item=item, value=typed, next="1")
    by_form = browser.patient(state={"form": True}, shown=item, **{f"f:{item}": typed})
    assert case_of(by_question) == case_of(by_form) == {item: fact}


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        ("age_years", "154", "Leeftijd ligt tussen 0 jaar en 120 jaar. U vulde 154 in."),
        ("age_years", "-1", "Leeftijd ligt tussen 0 jaar en 120 jaar."),
        ("age_years", "54,5", "Vul een heel getal in"),
        ("age_years", "vierenvijftig", "Vul een heel getal in"),
        ("size_cm", "7.5 cm", "Vul een getal in, zonder eenheid"),
        ("size_cm", "1e999", "Grootste diameter ligt tussen"),
        ("surgery_date", "2026-02-30", "Deze datum bestaat niet."),
        ("site", "elbow_of_dog", "Kies een van de antwoorden."),
        ("imaging_done", ["mri", NONE], "Kies óf"),
    ],
)
@pytest.mark.parametrize("form", [False, True])
def test_an_impossible_answer_is_refused_at_its_field_and_nothing_is_lost(browser, item, typed, said, form):
    before = {"age_years": 40, "size_cm": 3, "surgery_date": "2025-01-01", "site": "hand", "imaging_done": []}
    fields = {"shown": item, f"f:{item}": typed} if form else {"item": item, "value": typed, "next": "1"}
    page = browser.patient(before, {"form": form}, **fields)
    assert case_of(page) == before
    error = page.by_id(f"e-{item}")
    assert error["hidden"] is None
    assert said in error.text
    assert "Uw vorige antwoord blijft staan" in error.text
    (marked,) = [e for e in page.elements if e["aria-invalid"] == "true"]
    assert marked["aria-describedby"] == error["id"]
    if marked.name == "input":
        assert marked["value"] == typed


def test_the_refusal_is_in_the_language_of_the_page(program):
    page = Browser(program, "en").patient(item="age_years", value="154")
    assert "Age lies between 0 years and 120 years. You entered 154." in page.by_id("e-age_years").text


def test_one_wrong_field_of_a_form_does_not_hold_up_the_others(browser):
    page = browser.patient(
        state={"form": True}, shown=["age_years", "size_cm"], **{"f:age_years": "154", "f:size_cm": "7,5"}
    )
    assert case_of(page) == {"size_cm": 7.5}
    assert page.by_id("i-age_years")["value"] == "154"


def test_an_answer_against_a_stated_summary_is_refused(browser):
    # Site group is worked out from the site: a file may state it, an answer may not deny it.
    page = browser.patient({"site_group": "extremity"}, item="site", value="retroperitoneum")
    assert case_of(page) == {"site_group": "extremity"}
    assert "Dit klopt niet met wat al is ingevuld bij" in page.by_id("e-site").text


def test_unknown_is_the_default_and_an_honest_answer(browser):
    form = browser.patient(state={"form": True})
    radios = [r for r in form.all("input", type="radio") if r["value"] == ""]
    assert radios
    assert all("checked" in r.attributes for r in radios)
    assert not [b for b in form.all("input", type="checkbox") if "checked" in b.attributes]
    skipped = browser.patient(item="care_phase", skip="1")
    assert state_of(skipped)["skipped"] == ["care_phase"]
    assert case_of(skipped) == {}
    assert skipped.one("input", name="item")["value"] != "care_phase"
    again = browser.patient(state={"skipped": ["care_phase"]}, again="1")
    assert again.one("input", name="item")["value"] == "care_phase"


def test_an_emptied_field_of_the_form_is_unknown_again(browser):
    page = browser.patient(THIGH, {"form": True}, shown=["age_years", "site"], **{"f:age_years": "", "f:site": "thigh"})
    assert case_of(page) == {name: fact for name, fact in THIGH.items() if name != "age_years"}


def test_no_answer_at_all_is_asked_for(browser):
    page = browser.patient(item="age_years", value="", next="1")
    assert "Vul een antwoord in" in page.by_id("e-age_years").text


def test_a_given_fact_can_be_changed_and_removed(browser):
    changing = browser.patient(THIGH, edit="size_cm")
    assert changing.one("input", name="item")["value"] == "size_cm"
    assert changing.by_id("i-size_cm")["value"] == "7,5"
    assert case_of(changing) == THIGH
    removed = browser.patient(THIGH, remove="size_cm")
    assert "size_cm" not in case_of(removed)
    last = browser.patient(THIGH, back="1")
    assert last.one("input", name="item")["value"] == "procedures_considered"


def test_what_was_typed_before_going_elsewhere_is_not_lost(browser):
    page = browser.patient({}, item="age_years", value="54", edit="site")
    assert case_of(page) == {"age_years": 54}
    assert page.one("input", name="item")["value"] == "site"
    refused = browser.patient({}, item="age_years", value="540", edit="site")
    assert refused.one("input", name="item")["value"] == "age_years"
    assert refused.by_id("i-age_years")["value"] == "540"


def test_implied_facts_are_shown_as_assumed_and_can_be_corrected(browser):
    page = browser.patient({"care_phase": "follow_up"})
    assert "Aangenomen" in page.by_id("known").text
    assert [b for b in page.all("button", name="edit") if b["value"] == "follow_up_phase"]
    corrected = browser.patient({"care_phase": "follow_up"}, item="follow_up_phase", value="false")
    assert case_of(corrected) == {"care_phase": "follow_up", "follow_up_phase": False}


def test_text_of_the_user_is_text_and_nothing_else(browser):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = browser.patient({"clinical_information": hostile}, edit="clinical_information")
    assert {s["src"] for s in page.all("script")} == {"/static/htmx.min.js", "/static/patient.js"}
    assert not page.all("img")
    assert page.by_id("i-clinical_information")["value"] == hostile
    assert hostile in page.by_id("known").text
    assert case_of(page) == {"clinical_information": hostile}


def test_no_page_says_in_an_address_who_the_patient_is(browser):
    for path in ("/patient", "/missing", "/advice"):
        page = browser.page(path, {"state": hidden(THIGH)})
        forms = page.all("form")
        assert forms
        assert {f["method"] for f in forms} == {"post"}
        addresses = [
            e[name] or "" for e in page.elements for name in ("href", "action", "formaction", "src", "hx-post")
        ]
        assert not [a for a in addresses if "?" in a or "myxofibrosarcoma" in a]


def test_nothing_in_a_page_asks_for_more_than_the_policy_allows(browser):
    for path in ("/patient", "/missing", "/advice"):
        page = browser.page(path, {"state": hidden(FOLLOWED, form=True)})
        allowed = ("hx-post", "hx-trigger", "hx-target", "hx-swap", "hx-sync", "hx-select", "hx-swap-oob")
        for element in page.elements:
            assert element["style"] is None
            assert not [
                n for n in element.attributes if n.startswith("on") or (n.startswith("hx-") and n not in allowed)
            ]


def test_each_name_stands_once_as_an_id(browser):
    for form in (False, True):
        page = browser.patient(THIGH, {"form": form})
        names = [e["id"] for e in page.elements if e["id"] is not None]
        assert len(names) == len(set(names))


def test_the_form_finds_any_item_by_a_word_without_accents(browser):
    page = browser.patient(state={"form": True}, find="resectie")
    assert "surgery_date" not in case_of(page)
    found = [f["value"] for f in page.all("input", name="shown")]
    assert "resection_done" in found
    nothing = browser.patient(state={"form": True}, find="qqqq")
    assert "Geen gegeven met dit woord" in nothing.by_id("found").text


def test_a_report_has_its_own_date_where_the_dictionary_has_one(knowledge):
    content = knowledge.content
    template = content.items["surgery_date"]
    label = Wording(nl="Datum van de echografie", en="Date of the ultrasound")
    dated = msgspec.structs.replace(template, name="us_on", group="provenance", report="ultrasound", label=label)
    catalogue = Catalogue(msgspec.structs.replace(content, items={**content.items, "us_on": dated}))
    assert catalogue.date_of["ultrasound"] == "us_on"
    # A date belongs to its report and is no question of its own.
    assert not catalogue.can_ask(dated)
    assert "us_on" not in catalogue.find("echografie")


@pytest.mark.parametrize("state", ["{", "[]", '{"case": []}', '{"case": {"no_such": 1}}', '{"other": 1}'])
def test_a_page_that_was_tampered_with_is_refused_in_words(browser, state):
    answer = browser.send("/patient", {"state": state})
    assert answer.status_code == 422
    assert HtmlPage(answer.text).all("p", role="alert")


@pytest.mark.parametrize("field", ["item", "edit", "remove", "shown"])
def test_an_item_that_does_not_exist_is_refused_in_words(browser, field):
    assert browser.send("/patient", {"state": empty_state(), field: "no_such"}).status_code == 422


def test_the_language_is_chosen_with_the_case_kept(browser):
    answer = browser.send("/patient", {"state": hidden(THIGH), "lang": "en"})
    page = HtmlPage(answer.text)
    assert page.one("html")["lang"] == "en"
    assert case_of(page) == THIGH
    assert answer.cookies["leidraad-lang"] == "en"
    assert set(answer.cookies) == {"leidraad-lang"}


@pytest.mark.parametrize(
    ("back", "place"), [("/guidelines", "/guidelines"), ("//example.org", "/"), ("https://x", "/")]
)
def test_the_language_of_other_pages_goes_back_to_where_it_came_from(browser, back, place):
    answer = browser.send("/language", {"lang": "en", "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"] == place
    assert answer.cookies["leidraad-lang"] == "en"


def test_advice_is_of_today_unless_a_file_says_otherwise(browser):
    today = datetime.date.today().isoformat()
    assert today in {t["datetime"] for t in browser.patient(THIGH).all("time")}
