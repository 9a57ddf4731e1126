"""What happens on the page while somebody answers: the advice follows, nonsense is refused at the field, files work."""

import json
import re

from pages.every_page import OLD
from web.patient_pages import FOLLOWED, THIGH

HEADLINE = "#advice-title"
AGE, SIZE = "#i-age_years", "#i-size_cm"


def form(at, case=None):
    at.open(case) if case else at.go()
    at.press("#ask button[value=form]")
    return at


def left(at, where, text):
    """Type in a field and leave it."""
    at.page.fill(where, text)
    at.answered(lambda: at.page.keyboard.press("Tab"))


def test_the_advice_follows_each_answer_and_its_taking_back(desk):
    at = form(desk(), THIGH)
    before = at.advice()
    left(at, SIZE, "3,2")
    assert "3,2 cm" in at.page.inner_text(HEADLINE)
    left(at, SIZE, "7,5")
    assert at.advice() == before
    at.press("#known button[name=remove][value=site]")
    assert "Bovenbeen" not in at.page.inner_text(HEADLINE)


def test_an_impossible_age_is_refused_at_the_field_and_the_answer_before_stands(desk):
    at = form(desk(), THIGH)
    before = at.advice()
    left(at, AGE, "540")
    assert at.page.get_attribute(AGE, "aria-invalid") == "true"
    assert at.page.get_attribute(AGE, "aria-describedby") == "e-age_years"
    assert "54 jaar" in at.page.inner_text("#e-age_years")
    assert at.advice() == before
    left(at, AGE, "45")
    assert at.page.get_attribute(AGE, "aria-invalid") is None
    assert "45 jaar" in at.page.inner_text(HEADLINE)


def test_letters_where_a_number_belongs_are_refused_in_the_question_too(desk):
    at = desk().open({"care_phase": "suspicion", "tumour_domain": "soft_tissue"})
    at.page.fill(AGE, "oud")
    at.key("Enter", sends=True)
    assert at.page.input_value(AGE) == "oud"
    assert at.page.is_visible("#e-age_years")
    assert at.page.evaluate("document.activeElement.id") == "i-age_years"


def test_a_part_that_somebody_closed_stays_closed_and_what_was_opened_stays_open(desk):
    at = form(desk(), THIGH)
    group, norms = "#g-history_examination", "#fold-norms"
    at.page.click(f"{group} > summary")
    at.page.click(f"{norms} > summary")
    left(at, SIZE, "8")
    assert at.page.get_attribute(group, "open") is None
    assert at.page.get_attribute(norms, "open") is not None


def test_a_case_is_saved_and_opened_again_with_the_same_advice(desk, tmp_path):
    at = desk().open(THIGH)
    before = at.advice()
    with at.page.expect_download() as saved:
        at.page.click("button[formaction='/case/save']")
    assert re.fullmatch(r"leidraad-\d{4}-\d\d-\d\d\.json", saved.value.suggested_filename)
    file = tmp_path / "saved.json"
    saved.value.save_as(file)
    assert json.loads(file.read_text("utf-8"))["case"] == THIGH
    at.go().upload("saved.json", file.read_bytes())
    assert at.advice() == before


def test_an_old_case_says_so_and_is_worked_out_anew_when_asked(desk):
    at = desk().open(OLD)
    assert "2026-01-05" in at.page.inner_text("#banner")
    assert "2026-01-05" in at.advice()
    at.press("#banner button")
    assert at.page.inner_text("#banner").strip() == ""
    assert "2026-01-05" not in at.advice()


def test_the_calendar_and_the_advice_are_kept_as_files(desk, tmp_path):
    at = desk().open(FOLLOWED)
    found = {}
    for name in ("follow-up.ics", "advice.json"):
        with at.page.expect_download() as kept:
            at.page.click(f"button[formaction='/download/{name}']")
        kept.value.save_as(tmp_path / name)
        found[name] = (tmp_path / name).read_text("utf-8")
    assert found["follow-up.ics"].startswith("BEGIN:VCALENDAR")
    assert json.loads(found["advice.json"])["case"]["size_cm"] == 7.5


def test_the_language_changes_and_the_case_stays(desk):
    at = desk().open(THIGH)
    at.turn_to(".language button[value=en]")
    assert at.page.get_attribute("html", "lang") == "en"
    assert "54 years" in at.page.inner_text(HEADLINE)


def test_the_address_never_holds_a_fact(desk):
    at = desk().open(THIGH)
    for button in ("nav button[formaction='/missing']", "nav button[formaction='/patient']"):
        assert "?" not in at.turn_to(button).page.url
