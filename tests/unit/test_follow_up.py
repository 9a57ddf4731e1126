"""`leidraad follow-up`: the days are worked out here from the words of the source, by hand, and not by the program."""

import datetime
import html
import json
import re

import pytest
from command_line import DAY, advice, call

from leidraad.actions.load_content import load_all
from leidraad.compiling.schedules import from_schedules
from leidraad.diagnostics import Span
from leidraad.explaining.follow_up import months_later
from leidraad.explaining.safety import SAFETY
from leidraad.reading.located_yaml import Document

OPERATED = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "resection_done": True, "follow_up_phase": True, "biopsy_grade": "2",
    "resection_grade": "2", "treatment_end_date": "2026-01-31", "surgery_date": "2025-11-15",
}  # fmt: skip
LOW = {**OPERATED, "biopsy_grade": "1", "resection_grade": "1"}
# Care pathway, section 7: a superficial leiomyosarcoma that reaches the subcutis.
PATHWAY = {
    **OPERATED, "tumour_origin": "skin", "histology": "leiomyosarcoma", "tissue_layer": "subcutis", "size_cm": 2,
}  # fmt: skip
# Module 5: every 4 months for the first 2 to 3 years, then half-yearly until 5 years.
THREE_YEARS = [
    "2026-05-31", "2026-09-30", "2027-01-31", "2027-05-31", "2027-09-30", "2028-01-31", "2028-05-31", "2028-09-30",
    "2029-01-31", "2029-07-31", "2030-01-31", "2030-07-31", "2031-01-31",
]  # fmt: skip
TWO_YEARS = [
    "2026-05-31", "2026-09-30", "2027-01-31", "2027-05-31", "2027-09-30", "2028-01-31",
    "2028-07-31", "2029-01-31", "2029-07-31", "2030-01-31", "2030-07-31", "2031-01-31",
]  # fmt: skip
# Low grade, and the care pathway whatever the grade: half-yearly for 5 years.
HALF_YEARLY = [
    "2026-07-31", "2027-01-31", "2027-07-31", "2028-01-31", "2028-07-31",
    "2029-01-31", "2029-07-31", "2030-01-31", "2030-07-31", "2031-01-31",
]  # fmt: skip
FROM_SURGERY = [
    "2026-05-15", "2026-11-15", "2027-05-15", "2027-11-15", "2028-05-15",
    "2028-11-15", "2029-05-15", "2029-11-15", "2030-05-15", "2030-11-15",
]  # fmt: skip


def run(facts, folder, *options):
    (folder / "case.json").write_text(json.dumps(facts), "utf-8")
    return call(["follow-up", "case.json", "--on", DAY, *options], folder)


def text(facts, folder, *options):
    answer = run(facts, folder, *options)
    assert answer.status == 0, answer.err
    return answer.out


def days(said):
    return re.findall(r"^ {4}(\d{4}-\d\d-\d\d) ·", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("facts", "options", "wanted"),
    [
        (OPERATED, [], THREE_YEARS),
        (OPERATED, ["--first-period", "3"], THREE_YEARS),
        (OPERATED, ["--first-period", "2"], TWO_YEARS),
        ({**OPERATED, "biopsy_grade": "3", "resection_grade": "3"}, [], THREE_YEARS),
        (LOW, [], HALF_YEARLY),
        (LOW, ["--from", "treatment-end"], HALF_YEARLY),
        (LOW, ["--from", "surgery"], FROM_SURGERY),
        (PATHWAY, ["--network", "erasmusmc", "--guideline", "emc"], HALF_YEARLY),
    ],
)
def test_the_days_of_the_source(facts, options, wanted, tmp_path):
    assert days(text(facts, tmp_path, *options)) == wanted


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 4, "2026-05-31"),
        ("2026-05-31", 4, "2026-09-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-08-31", 60, "2031-08-31"),
    ],
)
def test_the_same_day_of_a_later_month(day, months, wanted):
    assert months_later(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(wanted)


def test_without_a_date_the_months_stand(tmp_path):
    said = text({**LOW, "treatment_end_date": None}, tmp_path, "--lang", "en")
    assert days(said) == [] and "months only" in said
    assert re.findall(r"^ {4}month (\d+)$", said, re.MULTILINE) == [str(m) for m in range(6, 61, 6)]


def test_without_a_date_the_pathway_says_on_what_it_hangs(tmp_path):
    facts = {**PATHWAY, "treatment_end_date": None}
    said = text(facts, tmp_path, "--lang", "en", "--network", "erasmusmc", "--guideline", "emc")
    assert "Holds if this bears it out: End of treatment" in said and "  month 60" in said


def test_what_the_source_leaves_open_is_said_and_whose_choice_it_is(tmp_path):
    said = " ".join(text(OPERATED, tmp_path, "--lang", "en").split())
    assert said.count("the reading chosen; the source leaves this open") == 2
    assert "[wdt-5-f01]" in said and "[wdt-5-f02]" in said
    said = " ".join(text(OPERATED, tmp_path, "--lang", "en", "--from", "surgery", "--first-period", "2").split())
    assert said.count("your choice") == 2 and "[wdt-5-f01]" in said and "[wdt-5-f02]" in said


def test_radiograph_baseline_and_stop(tmp_path):
    said = " ".join(text(OPERATED, tmp_path, "--lang", "en").split())
    assert "At each visit: physical examination and chest radiograph" in said
    assert "One MRI of the operated area as a baseline (still to make" in said
    assert "After 5 years a visit only when there is a reason" in said
    made = text({**OPERATED, "follow_up_baseline_mri_done": True}, tmp_path, "--lang", "en")
    assert "as a baseline (made)" in " ".join(made.split())
    not_operated = text({**OPERATED, "resection_done": False, "resection_grade": None}, tmp_path, "--lang", "en")
    assert "baseline" not in not_operated.split("Unclear in the source")[0]


def test_two_schedules_are_both_shown_with_their_conflict(tmp_path):
    said = text(PATHWAY, tmp_path, "--network", "erasmusmc", "--lang", "en")
    assert days(said) in (THREE_YEARS + HALF_YEARLY, HALF_YEARLY + THREE_YEARS)
    assert "emc-7-02 – wdt-5-05" in said
    refused = run(PATHWAY, tmp_path, "--network", "erasmusmc", "--format", "ics")
    assert refused.status == 2 and "more than one schedule" in refused.err


def test_no_grade_no_schedule_but_what_is_missing(tmp_path):
    said = text({**OPERATED, "biopsy_grade": None, "resection_grade": None}, tmp_path, "--lang", "en")
    assert days(said) == [] and "No schedule holds" in said and "missing: " in said


def test_a_patient_of_another_guideline_is_sent_there(tmp_path):
    said = text({**OPERATED, "age_years": 12}, tmp_path, "--guideline", "wdt", "--lang", "en")
    assert "No schedule holds" in said and "Máxima" in said


def unfolded(calendar):
    return calendar.replace("\r\n ", "")


def test_the_calendar_has_what_is_still_to_come(tmp_path):
    calendar = text(LOW, tmp_path, "--format", "ics")
    assert calendar.endswith("END:VCALENDAR\r\n") and "\n" not in calendar.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    starts = re.findall(r"DTSTART;VALUE=DATE:(\d{8})", calendar)
    # The first of the ten, 31 July 2026, is past on 20 November 2026.
    assert starts == [day.replace("-", "") for day in HALF_YEARLY[1:]]
    ends = re.findall(r"DTEND;VALUE=DATE:(\d{8})", calendar)
    assert ends[0] == "20270201"
    ids = re.findall(r"UID:(\S+)", calendar)
    assert len(set(ids)) == len(ids) == len(starts)
    # Another patient's visit on the same day must not take its place.
    assert not set(ids) & set(re.findall(r"UID:(\S+)", text(LOW, tmp_path, "--format", "ics")))


def test_the_calendar_tells_nothing_of_the_patient(tmp_path):
    facts = {**LOW, "follow_up_baseline_mri_done": True, "followup_causes_stress": True}
    calendar = unfolded(text(facts, tmp_path, "--format", "ics", "--lang", "en"))
    bare = unfolded(text(LOW, tmp_path, "--format", "ics", "--lang", "en"))
    without_ids = [re.sub(r"UID:\S+", "", c) for c in (calendar, bare)]
    assert without_ids[0] == without_ids[1]
    assert not any(word in calendar for word in ("2026-01-31", "20260131", "thigh", "yxofibro", "high", "stress"))


def test_no_date_no_calendar(tmp_path):
    answer = run({**LOW, "treatment_end_date": None}, tmp_path, "--format", "ics")
    assert answer.status == 2 and "`treatment_end_date` is not known" in answer.err


def test_a_choice_that_is_not_there(tmp_path):
    answer = run(LOW, tmp_path, "--first-period", "2")
    assert answer.status == 2 and "leaves the first period open" in answer.err


@pytest.mark.parametrize("form", ["text", "html", "ics"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_safety_words_and_status_stand_on_each(form, language, tmp_path):
    said = unfolded(text(OPERATED, tmp_path, "--format", form, "--lang", language))
    said = " ".join(html.unescape(said.replace("\\", "")).split())
    status = {"nl": "nog niet vastgesteld (autorisatiefase)", "en": "not yet authorised (authorisation phase)"}
    assert getattr(SAFETY, language) in said and status[language] in said


def test_html_has_the_same_days(tmp_path):
    assert re.findall(r"<li>(\d{4}-\d\d-\d\d) ·", text(OPERATED, tmp_path, "--format", "html")) == THREE_YEARS


@pytest.mark.parametrize(
    ("on", "months", "over"),
    [("2026-02-27", 0, False), ("2026-03-31", 2, False), ("2031-01-31", 60, False), ("2031-02-28", 60, False),
     ("2031-03-01", 61, True)],
)  # fmt: skip
def test_the_months_follow_from_the_date(on, months, over, tmp_path):
    derived = advice(OPERATED, tmp_path, "--on", on)["derived"]
    assert (derived["months_since_treatment"], derived["routine_follow_up_over"]) == (months, over)


def test_months_that_are_given_are_kept(tmp_path):
    derived = advice({**OPERATED, "months_since_treatment": 61}, tmp_path)["derived"]
    assert derived["routine_follow_up_over"]


SCHEDULE = """
- id: t-1
  rule: RULE
  source: x
  title: { nl: a, en: a }
  start: [START]
  periods:
    - { every: EVERY, until: [24, 36] }
    - { every: 6, until: [60] }
  stop: { nl: a, en: a }
  findings: [FINDING]
"""
RIGHT = {"RULE": "wdt-5-05", "START": "surgery_date", "EVERY": "4", "FINDING": "wdt-5-f01"}


@pytest.mark.parametrize(
    ("part", "wrong", "code"),
    [
        (None, None, None),
        ("RULE", "wdt-5-0", "unknown-rule"),
        ("START", "surgery_day", "unknown-item"),
        ("START", "size_cm", "unknown-item"),
        ("EVERY", "5", "months"),
        ("EVERY", "0", "months"),
        ("FINDING", "wdt-5-f99", "unknown-finding"),
    ],
)
def test_what_the_compiler_refuses(part, wrong, code):
    text = SCHEDULE
    for word, right in RIGHT.items():
        text = text.replace(word, wrong if word == part else right)
    schedules, problems = from_schedules([Document(text, Span("5.yaml"))], load_all())
    assert [p.code for p in problems] == ([code] if code else [])
    assert len(schedules) == (code is None)
