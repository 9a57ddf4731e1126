"""The advice and what is missing, as pages: in order, opened to their reasons, with their marks and safety words."""

import pytest
from web.html_page import HtmlPage, spaced
from web.patient_pages import ELSEWHERE, FOLLOWED, PREDICTED, THIGH, Browser, hidden, texts

from leidraad.diagnostics import Span
from leidraad.explaining.completeness import completeness
from leidraad.explaining.page import on_page, to_page
from leidraad.explaining.safety import SAFETY
from leidraad.records.facts import to_facts

NAMES = ("state", "item", "module_id", "report", "id")


@pytest.fixture
def browser(program):
    return Browser(program)


def advice_of(knowledge, case):
    items = knowledge.content.items
    return knowledge.advice(to_facts(case, items, Span("case")), knowledge.today())


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", ["/advice", "/missing"])
@pytest.mark.parametrize(
    "case", [{}, THIGH, FOLLOWED, PREDICTED, ELSEWHERE], ids=["empty", "thigh", "followed", "predicted", "child"]
)
def test_a_page_says_what_its_data_say_and_carries_the_safety_words(program, path, case, lang):
    browser = Browser(program, lang)
    page = browser.page(path, {"state": hidden(case)})
    context = browser.data(f"{path}.json", {"state": hidden(case)})
    assert not [text for text in texts(context, NAMES) if spaced(text) not in page.said]
    assert spaced(getattr(SAFETY, lang)) in page.one("footer").text


def test_every_rule_of_the_page_opens_to_its_reasons(browser, knowledge):
    advice = advice_of(knowledge, THIGH)
    page = browser.page("/advice", {"state": hidden(THIGH)})
    say = knowledge.words["nl"]
    shown = on_page(to_page(advice))
    assert len(shown) > 20
    for rule in shown:
        found = page.by_id(f"r-{rule.id}")
        assert found.name == "details"
        for ground in rule.because:
            assert spaced(f"{say.label(ground.item)}: {say.value(ground.item, ground.value)}") in found.text
        assert spaced(say.strength(rule)) in found.text
        assert spaced(say.certainty(rule)) in found.text
        assert spaced(rule.source.locator) in found.text


def test_advice_that_is_not_authorised_is_marked_at_its_source(browser, knowledge):
    advice = advice_of(knowledge, THIGH)
    status = {g.id: g.status for g in advice.guidelines}
    assert "concept" in status.values()
    page, say = browser.page("/advice", {"state": hidden(THIGH)}), knowledge.words["nl"]
    for rule in on_page(to_page(advice)):
        if status[rule.guideline] != "authorised":
            assert say[status[rule.guideline]] in page.by_id(f"r-{rule.id}").text


def test_a_conflict_is_on_the_first_screen_only_when_it_changes_an_act_of_now(browser, knowledge):
    of_now = to_page(advice_of(knowledge, THIGH)).conflicts
    assert of_now
    page = browser.page("/advice", {"state": hidden(THIGH)})
    boxes = [e for e in page.elements if e["class"] == "conflict"]
    assert len(boxes) == 1
    for conflict in of_now:
        assert all(rule in boxes[0].text for rule in conflict.rules)
    without = browser.page("/advice", {"state": hidden({})})
    assert not [e for e in without.elements if e["class"] == "conflict"]


def test_a_schedule_that_holds_is_a_dated_timeline(browser):
    page = browser.page("/advice", {"state": hidden(FOLLOWED)})
    (timeline,) = [e for e in page.elements if e["class"] == "timeline"]
    # Every 3 or 4 months from the operation on 1 March 2026; the dates are those of the calendar.
    assert "2026-06-01" in timeline.text or "2026-07-01" in timeline.text
    assert not [e for e in browser.page("/advice", {"state": hidden(THIGH)}).elements if e["class"] == "timeline"]


def test_a_patient_of_another_guideline_is_sent_there(browser, knowledge):
    advice = advice_of(knowledge, ELSEWHERE)
    excluded = [g for g in advice.guidelines if g.excluded]
    assert excluded
    page = browser.page("/advice", {"state": hidden(ELSEWHERE)})
    for guideline in excluded:
        assert spaced(guideline.goes_to.nl) in page.by_id("advice").text


def test_what_is_missing_is_by_report_with_the_advice_that_depends_on_it(browser, knowledge):
    found = completeness(advice_of(knowledge, THIGH), knowledge.content.items)
    page = browser.page("/missing", {"state": hidden(THIGH)})
    assert len([e for e in page.elements if (e["class"] or "").startswith("report")]) == len(found.reports)
    for report in found.reports:
        for needed in report.items:
            assert spaced(needed.label.nl) in page.text
            for dependent in needed.advice:
                assert dependent.id in page.text
    assert page.one("progress")["value"] == str(100 * found.decided // found.total)


def test_what_is_missing_leads_to_its_question(browser):
    page = browser.page("/missing", {"state": hidden(THIGH)})
    button = page.all("button", name="edit")[0]
    asked = browser.patient(THIGH, edit=button["value"])
    assert asked.one("input", name="item")["value"] == button["value"]


def test_what_to_mind_beside_a_fact_is_said_first(browser, knowledge):
    warnings = advice_of(knowledge, PREDICTED).warnings
    assert warnings
    page = browser.page("/advice", {"state": hidden(PREDICTED)})
    for warning in warnings:
        assert spaced(warning.text.nl) in page.by_id("advice").text


def test_the_pathway_is_drawn_from_the_same_advice(browser):
    page = browser.patient(THIGH)
    assert page.all("svg")
    assert HtmlPage(browser.send("/patient", {"state": hidden(THIGH)}, script=True).text).all("svg")
