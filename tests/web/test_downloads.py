"""Letters and files: each that is offered is delivered, prints under the policy, and tells nothing in its name."""

import base64
import hashlib
import json
import re

import pytest
from web.html_page import HtmlPage, spaced
from web.patient_pages import FOLLOWED, THIGH, Browser, hidden

from leidraad.diagnostics import wrong
from leidraad.explaining.safety import SAFETY
from leidraad.web import downloads

LETTERS = ("referral", "mdo", "mri", "leaflet")


@pytest.fixture
def browser(program):
    return Browser(program)


def offered(page):
    return {b["formaction"] for b in page.all("button", form="go") if (b["formaction"] or "").startswith("/download/")}


def test_every_button_leads_to_what_the_table_has(browser):
    known = {f"/download/{name}.{form}" for name, d in downloads.DOWNLOADS.items() for form in d.forms}
    assert offered(browser.patient(FOLLOWED)) == known
    assert offered(browser.patient(THIGH)) == {path for path in known if "follow-up" not in path}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", [*LETTERS, "advice", "follow-up"])
def test_a_page_to_print_has_its_style_and_nothing_else_let_through(program, name, lang):
    answer = Browser(program, lang).send(f"/download/{name}.html", {"state": hidden(FOLLOWED)})
    assert answer.status_code == 200, answer.text
    assert f'filename="leidraad-{name}-' in answer.headers["content-disposition"]
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    page = HtmlPage(answer.text)
    assert page.one("html")["lang"] == lang
    assert spaced(getattr(SAFETY, lang)) in page.text
    assert not page.all("script")


@pytest.mark.parametrize("name", [*LETTERS, "advice"])
def test_the_data_of_a_letter_are_json(browser, name):
    answer = browser.send(f"/download/{name}.json", {"state": hidden(THIGH)})
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.content)
    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_advice_is_the_advice_of_the_command_line(browser, knowledge):
    data = browser.send("/download/advice.json", {"state": hidden(THIGH)}).json()
    assert data["case"] == THIGH
    assert {rule["id"]: rule["status"] for rule in data["advice"]}["wdt-4.2-01"] == "applies"


def test_the_calendar_holds_the_visits_and_no_patient(browser):
    answer = browser.send("/download/follow-up.ics", {"state": hidden(FOLLOWED)})
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    assert "myxo" not in answer.text.lower()


def test_a_calendar_without_a_schedule_is_refused_in_words(browser):
    answer = browser.send("/download/follow-up.ics", {"state": hidden(THIGH)})
    assert answer.status_code == 422
    assert "no schedule holds" in answer.text


def test_the_choices_of_the_schedule_are_taken_along(browser):
    fields = {"state": hidden(FOLLOWED), "start": "treatment_end_date", "first_years": "3"}
    page = HtmlPage(browser.send("/download/follow-up.html", fields).text)
    assert "uw keuze" in page.text


@pytest.mark.parametrize("path", ["/download/no.html", "/download/advice.ics", "/download/referral.exe"])
def test_what_the_table_does_not_have_is_refused(browser, path):
    assert browser.send(path, {"state": hidden(THIGH)}).status_code == 422


@pytest.mark.parametrize(("lang", "said"), [("nl", "Pango ontbreekt"), ("en", "Pango is missing")])
def test_a_machine_that_makes_no_pdf_says_so_and_offers_the_page(program, monkeypatch, lang, said):
    def refuse(*pages):
        raise wrong("no-pdf", "this machine has no Pango, which a PDF needs", None, "print it from a browser")

    monkeypatch.setattr(downloads, "to_pdf", refuse)
    answer = Browser(program, lang).send("/download/advice.pdf", {"state": hidden(THIGH)})
    page = HtmlPage(answer.text)
    assert answer.status_code == 501
    assert said in page.one("p", role="alert").text
    assert page.one("form", id="go")["action"] == "/download/advice.html"
    assert json.loads(page.one("input", name="state")["value"])["case"] == THIGH
    to_program = program.post("/download/advice.pdf", data={"state": hidden(THIGH)}, headers={"Accept": "*/*"})
    assert to_program.json()["errors"][0]["code"] == "no-pdf"
