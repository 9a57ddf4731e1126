"""The definition of a report from its folder: found, read and compiled; no part of the content that advice rests on."""

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from leidraad.actions.check import check
from leidraad.actions.load_report import load_report
from leidraad.compiling.report import cell_keys
from leidraad.model import report as made
from leidraad.reading.content_folder import content_files, content_key, edition_root, read_content
from leidraad.reading.report_sources import FILES

MESSAGES = Path(__file__).parents[1] / "messages"


@pytest.fixture
def small(tmp_path):
    """A folder of guidelines with one small report."""
    shutil.copytree(MESSAGES / "base", tmp_path / "content")
    shutil.copytree(MESSAGES / "base_report", tmp_path / "content/demo/2026/report")
    return tmp_path / "content"


@pytest.fixture
def content(small):
    return check(small)[0]


def add(small, name, text):
    file = small / f"demo/2026/report/{name}.yaml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def test_what_stands_in_the_files(small, content):
    report = load_report(content, small)
    assert (report.since, report.until, report.least_count) == (
        datetime.date(2009, 1, 1), datetime.date(2018, 12, 31), 5)  # fmt: skip
    assert [type(part[0]) for part in (report.steps, report.checks, report.panels, report.norms, report.published)] == [
        made.Step, made.Check, made.Panel, made.VolumeNorm, made.Published]  # fmt: skip
    assert report.items.keys() == {*content.items, "period", "hospital"}
    assert report.published[0].value == Decimal(40)
    assert report.published[0].cell == {"site": "thigh", "period": "early"}


def test_places_are_those_of_the_file(small, content):
    report = load_report(content, small)
    step = report.steps[0]
    assert (step.span.file, step.span.line) == ("demo/2026/report/selection.yaml", 6)
    assert (step.leave_out.span.line, step.leave_out.span.column) == (8, 16)


def test_items_of_the_report_may_be_read_by_its_conditions_only(small):
    """The dictionary of the guidelines does not grow by them."""
    assert "period" not in check(small)[0].items


def test_an_unknown_value_is_a_cell_too(small, content):
    add(small, "published", """\
- id: life-unknown
  measure: { nl: Overleving, en: Survival }
  value: 41
  unit: percent
  source: Figure 2
  panel: life
  cell: { grade: null, years: '5' }
""")  # fmt: skip
    assert load_report(content, small).published[1].cell == {"grade": None, "years": "5"}


@pytest.mark.parametrize(
    ("kind", "of", "by", "keys"),
    [
        ("shares", "site", ("grade",), ("grade", "site")),
        ("hospital_shares", "site", ("grade",), ("grade", "site")),
        ("per_year", None, ("grade", "site"), ("grade", "site")),
        ("spread", "age_years", ("grade",), ("grade", "statistic")),
        ("survival", None, (), ("years",)),
        ("per_hospital", None, ("hospital",), ("hospital",)),
    ],
)
def test_what_a_cell_names(small, content, kind, of, by, keys):
    lines = f"- id: x\n  kind: {kind}\n  chapter: new\n  title: {{ nl: X, en: X }}\n  definition: {{ nl: X, en: X }}\n"
    lines += f"  population: is_sarcoma = true\n  source: Figure 3\n  by: [{', '.join(by)}]\n"
    add(small, "panels", lines + (f"  of: {of}\n" if of else ""))
    assert cell_keys(load_report(content, small).panels[-1]) == keys


def test_a_folder_without_a_report_says_so(small, content, mistakes):
    shutil.rmtree(small / "demo/2026/report")
    assert "holds no definition of a report" in mistakes(load_report, content, small)[0].message


def test_no_folder_says_so(tmp_path, content, mistakes):
    assert mistakes(load_report, content, tmp_path / "nowhere")[0].code == "no-content"


def test_of_two_reports_one_is_named(small, content, mistakes):
    shutil.copytree(small / "demo/2026", small / "other/2027")
    assert mistakes(load_report, content, small)[0].hint == "name the guideline"
    report = load_report(content, small, "other")
    assert (report.id, report.edition) == ("other", "2027")
    assert mistakes(load_report, content, small, "othr")[0].hint == "did you mean `other`?"


def test_advice_does_not_depend_on_the_report(small):
    """No file of it is part of the compiled content, so that a change in it compiles nothing anew."""
    before = content_key(small), read_content(small).guidelines[0].sha256
    add(small, "panels", "- nonsense\n")
    assert (content_key(small), read_content(small).guidelines[0].sha256) == before
    assert not [file for file in content_files(small) if file.parent.name == "report"]
    assert edition_root(small / "demo/2026") == (small, small / "demo/2026")
    check(small)


def test_files_of_others_in_the_folder_are_left_alone(small, content):
    (small / "demo/2026/report/margins.yaml").write_text("anything: goes", "utf-8")
    assert load_report(content, small).id == "demo"
    assert {file.stem for file in (MESSAGES / "base_report").iterdir()} == set(FILES)
