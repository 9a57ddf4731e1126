"""The whole text page for one patient as it was last read and kept, and what must hold of it in any wording.

LEIDRAAD_RESET_MESSAGES=1 writes the pages anew; read the difference before you keep it.
"""

import datetime
import json
import os
from pathlib import Path

import pytest
from command_line import DAY, advice, call

from leidraad.actions.advise import advise
from leidraad.actions.load_content import load_content
from leidraad.explaining.page import MOST_QUESTIONS, to_page
from leidraad.explaining.phrases import LANGUAGES

GOOD = Path(__file__).parent / "good"
CASES = Path(__file__).resolve().parents[2] / "examples/cases"
RESET = os.environ.get("LEIDRAAD_RESET_MESSAGES") == "1"
MOST_ACTS = 5
CONSULTATION, MRI, BIOPSY = "wdt-6-01", "wdt-1-21", "wdt-8-04"


@pytest.fixture(scope="module")
def page():
    return to_page(advise(load_content(), CASES / "thigh-swelling.json", datetime.date.fromisoformat(DAY)))


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    facts = json.loads((CASES / "thigh-swelling.json").read_text("utf-8"))
    return {r["id"]: r for r in advice(facts, tmp_path_factory.mktemp("case"))["advice"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_one_that_was_read(language):
    answer = call(["advise", "thigh-swelling.json", "--on", DAY, "--lang", language], CASES)
    expected = GOOD / f"thigh-swelling.{language}.txt"
    if RESET:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(answer.out, "utf-8")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == expected.read_text("utf-8")


def test_few_acts_now(page, rules):
    now = {n for n, r in rules.items() if (r["audience"], r["timing"], r["status"]) == ("act", "now", "applies")}
    assert 1 <= len(page.now) <= MOST_ACTS
    assert 1 <= len(now) <= MOST_ACTS


def test_consultation_and_mri_now(page, rules):
    assert {CONSULTATION, MRI} <= {entry.rule.id for entry in page.now}
    for name in (CONSULTATION, MRI):
        assert (rules[name]["status"], rules[name]["timing"]) == ("applies", "now")


def test_the_biopsy_waits(page, rules):
    assert BIOPSY in {entry.rule.id for entry in page.not_yet}
    assert rules[BIOPSY]["status"] == "not_yet" and rules[BIOPSY]["waits_for"]


def test_few_questions(page):
    assert 1 <= len(page.questions) <= MOST_QUESTIONS <= 5
