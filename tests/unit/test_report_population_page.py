"""Pages of panels beside the population: drawn as the numbers are, in both languages, or said why not."""

import io
import re
from xml.etree import ElementTree

import msgspec
import openpyxl
import pytest
from report_example import MAIN, PERIODS, example, panel, w
from web.html_page import HtmlPage

from leidraad.actions.report import to_json
from leidraad.explaining.phrases import LANGUAGES
from leidraad.pages.report import canvas
from leidraad.pages.report.html import report_html
from leidraad.pages.report.words import Words
from leidraad.pages.report.xlsx import report_xlsx

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("net", "net-age", "incidence")


@pytest.fixture(scope="module")
def report():
    found = example()
    return msgspec.structs.replace(found, panels=tuple(p for p in found.panels if p.id in NAMES))


@pytest.fixture(scope="module")
def pages(report):
    return {language: report_html(report, language) for language in LANGUAGES}


def picture(page, name):
    found = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]
    return next(svg for svg in found if svg.get("aria-labelledby").startswith(f"p-{name}-title"))


def texts(svg):
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def one(report, name):
    return next(p for p in report.panels if p.id == name)


def lines_of(svg):
    """Return the corners of each line that is drawn as one of the data."""
    drawn = [
        p.get("d") for p in svg.iter(f"{SVG}path") if p.get("stroke-width") == "2" and p.get("fill") in (None, "none")
    ]
    corners = [[tuple(map(float, at.split(","))) for at in re.findall(r"-?[\d.]+,-?[\d.]+", d)] for d in drawn]
    return [line for line in corners if len(line) > 2]


def test_net_survival_goes_from_point_to_point_and_may_pass_one(report, pages):
    svg, curves = picture(pages["nl"], "net"), [c for c in one(report, "net").curves if not c.hidden]
    drawn = lines_of(svg)
    assert [len(line) for line in drawn] == [len(c.points) for c in curves] == [11, 7]
    top = max(p.survival for c in curves for p in c.points)
    assert top > 1
    for line, curve in zip(drawn, curves, strict=True):
        for (_, y), point in zip(line, curve.points, strict=True):
            assert (1 - y / 250) * top == pytest.approx(point.survival, abs=2e-3)
    assert {"100\u00a0%", "900", "300"} <= set(texts(svg))


def test_a_line_of_each_group_that_has_standardised_figures(report, pages):
    svg = picture(pages["en"], "net-age")
    shown = [s for s in one(report, "net-age").standardised_survival if s.standardised is not None]
    words = Words("en", 5)
    assert len(shown) == 11 and {words.share(s.standardised, 0) for s in shown} <= set(texts(svg))
    assert PERIODS[-1] not in texts(svg), "a period without a figure has no place"
    rates = [r.standardised["europe_2013"] for r in one(report, "incidence").standardised_rates if r.standardised]
    drawn = texts(picture(pages["en"], "incidence"))
    assert {words.number(ends.rate, 2) for ends in rates} <= set(drawn)
    assert "per 100,000 person-years, European standard 2013" in drawn


def test_periods_stand_in_their_order_though_the_first_line_lacks_one(report):
    found = one(report, "incidence")
    left = tuple(
        r for r in found.standardised_rates if r.group.values not in (("bone", PERIODS[2]), ("bone", PERIODS[3]))
    )
    page = report_html(
        msgspec.structs.replace(report, panels=(msgspec.structs.replace(found, standardised_rates=left),)), "en"
    )
    halves = [text for text in texts(picture(page, "incidence")) if re.fullmatch(r"20\d\d(-20\d\d|-)?", text)]
    starts = [text[:4] for text in halves if "-" in text]
    assert starts == [period[:4] for period in PERIODS]


def test_numbers_of_near_points_stand_above_and_below(report):
    """Two lines that all but touch: each number is to be read."""
    found = one(report, "incidence")
    close = tuple(
        msgspec.structs.replace(r, standardised={
            name: msgspec.structs.replace(e, rate=3 + (r.group.values[0] == "gist") * 0.05, low=2.9, high=3.2)
            for name, e in r.standardised.items()
        })
        for r in found.standardised_rates if r.group.values[0] != "bone"
    )  # fmt: skip
    page = report_html(
        msgspec.structs.replace(report, panels=(msgspec.structs.replace(found, standardised_rates=close),)), "en"
    )
    heights = {}
    for text in picture(page, "incidence").iter(f"{SVG}text"):
        if "".join(text.itertext()) in ("3.00", "3.05"):
            place = re.search(r"translate\(([-\d.]+),([-\d.]+)\)", text.get("transform"))
            heights.setdefault(place[1], []).append(float(place[2]))
    assert len(heights) == len(PERIODS)
    assert all(max(both) - min(both) > canvas.SMALL for both in heights.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_say_their_numbers(report, pages, language):
    words = Words(language, 5)
    said = {name: picture(pages[language], name).find(f"{SVG}desc").text for name in NAMES}
    five = one(report, "net").curves[0].points[5]
    assert words.share(five.survival, 0) in said["net"] and words.of(MAIN["gist"]) in said["net"]
    assert words["no_standard"] in said["net-age"] and words["hidden"] in said["net-age"]
    first = one(report, "incidence").standardised_rates[2].standardised["europe_2013"]
    assert f"{words.number(first.rate, 2)} ({words.number(first.low, 2)}" in said["incidence"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_hold_every_number_and_why_not(report, pages, language):
    words, page = Words(language, 5), HtmlPage(pages[language])
    text = {name: page.one("article", aria_labelledby=f"t-{name}").text.replace(" %", "\u00a0%") for name in NAMES}
    for curve in one(report, "net").curves:
        for point in (*curve.points, *curve.beside):
            assert words.share(point.survival) in text["net"]
    assert words["ederer_2"] in text["net"] and words["net"] in text["net"]
    for found in one(report, "net-age").standardised_survival:
        assert found.standardised is None or words.share(found.standardised_high) in text["net-age"]
        assert found.why_not is None or words.of(found.why_not) in text["net-age"]
    for found in one(report, "incidence").standardised_rates:
        for ends in found.standardised.values():
            assert words.number(ends.rate, 2) in text["incidence"] and words.number(ends.low, 2) in text["incidence"]
    assert all(words[name] in text["incidence"] for name in ("world_1960", "europe_1976", "europe_2013"))


def test_the_workbook_has_the_numbers(report):
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report, "en")))
    values = {name: [cell.value for row in book[name].iter_rows() for cell in row] for name in NAMES}
    assert {p.survival for c in one(report, "net").curves for p in c.beside} - {1.0} <= set(values["net"])
    rates = [e.rate for r in one(report, "incidence").standardised_rates for e in r.standardised.values()]
    assert set(rates) <= set(values["incidence"]) and "Fewer than 16 patients." in values["incidence"]
    assert {s.standardised for s in one(report, "net-age").standardised_survival} - {None} <= set(values["net-age"])


def test_a_panel_of_crude_figures_only_says_that_the_table_has_the_reasons(report):
    found = one(report, "net-age")
    none = tuple(s for s in found.standardised_survival if s.standardised is None and not s.hidden)
    page = report_html(
        msgspec.structs.replace(report, panels=(msgspec.structs.replace(found, standardised_survival=none),)), "nl"
    )
    assert Words("nl", 5)["none_standard"] in page and Words("nl", 5)["all_hidden"] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_panels_without_their_file_are_named_together_and_nowhere_else(report, language):
    needs = w("Hiervoor is een levenstafel nodig: --life-table.", "This needs a life table: --life-table.")
    lacking = tuple(
        panel(f"x{n}", "net_survival", "population", w(f"Titel {n}", f"Title {n}"), empty=needs, needs="--life-table")
        for n in range(3)
    )
    without = msgspec.structs.replace(report, panels=lacking)
    words, page = Words(language, 5), HtmlPage(report_html(without, language))
    section = next(e for e in page.all("section") if words["population"] in e.text)
    assert section.text.count("--life-table") == 1 and all(words.of(p.title) in section.text for p in lacking)
    assert not [e for e in page.all("article") if (e["aria-labelledby"] or "").startswith("t-x")]
    assert words["tile_panels"].format(0) in page.one("main").text
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(without, language)))
    assert not {"x0", "x1", "x2"} & set(book.sheetnames)
    first = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert all(f"{words.of(p.title)}: {words.of(needs)}" in first for p in lacking)
    assert to_json(without).count('"needs": "--life-table"') == 3
