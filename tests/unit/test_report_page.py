"""The pages of the quality report: self-contained, named and safe, and drawn as the numbers are.

The report is made by hand (`report_example`), so that what must stand on a page is known beforehand.
"""

import io
import itertools
import re
from xml.etree import ElementTree

import msgspec
import openpyxl
import pypdf
import pytest
from report_example import HOSTILE, PERIODS, example
from web.html_page import HtmlPage

from leidraad.explaining.phrases import LANGUAGES
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Wording
from leidraad.pages.report import canvas
from leidraad.pages.report.hospital_chart import named_apart
from leidraad.pages.report.html import report_html
from leidraad.pages.report.lines_chart import MOST_STEPS, apart, spaced, thinned
from leidraad.pages.report.pdf import report_pdf
from leidraad.pages.report.rows_chart import MOST_ROWS
from leidraad.pages.report.words import _WORDS, Words
from leidraad.pages.report.xlsx import report_xlsx
from leidraad.registry.results import Curve, Group, Point, Report, Share

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = ("h1", "h2", "h3", "h4")
BROKEN = re.compile(r"\s+")


@pytest.fixture(scope="module")
def report() -> Report:
    return example()


@pytest.fixture(scope="module")
def pages(report) -> dict[str, str]:
    return {language: report_html(report, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def read(pages) -> dict[str, HtmlPage]:
    return {language: HtmlPage(page) for language, page in pages.items()}


def pictures(page: str) -> dict[str, ElementTree.Element]:
    """Return the pictures of a page by their id."""
    found = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]
    return {svg.get("aria-labelledby").split()[0].removesuffix("-title"): svg for svg in found}


def plain(text: str) -> str:
    return BROKEN.sub(" ", text).strip()


def texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def only(report: Report, **changes) -> Report:
    return msgspec.structs.replace(report, **changes)


def panel_of(report: Report, name: str):
    return next(p for p in report.panels if p.id == name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_loads_nothing_and_runs_nothing(pages, read, language):
    page = read[language]
    assert not {"script", "link", "img", "iframe", "object", "form"} & {e.name for e in page.elements}
    assert all(e["href"].startswith("#") for e in page.all("a"))
    namespaces = pages[language].replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "http:" not in namespaces and "https:" not in namespaces and "@import" not in namespaces
    assert set(re.findall(r"url\(([^)]*)\)", namespaces)) <= {
        f"#{e['id']}" for e in page.elements if e["id"] and e.name in ("pattern", "clippath")
    }
    assert "default-src 'none'" in page.one("meta", http_equiv="Content-Security-Policy")["content"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_every_reference_has_its_target(read, language):
    page = read[language]
    ids = [e["id"] for e in page.elements if e["id"]]
    assert len(ids) == len(set(ids))
    asked = [i for e in page.elements for i in (e["aria-labelledby"] or "").split()]
    asked += [e["href"][1:] for e in page.all("a")]
    assert set(asked) <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_landmarks_skip_link_and_headings_in_order(read, language):
    page = read[language]
    assert [len(page.all(tag)) for tag in ("html", "main", "h1", "nav", "footer")] == [1] * 5
    assert page.one("html")["lang"] == language
    assert page.one("a", class_="skip")["href"] == "#main"
    levels = [int(e.name[1]) for e in page.elements if e.name in HEADINGS]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    chapters = [e.text for e in page.all("h2")]
    assert len(chapters) == len(set(chapters))
    for table in page.all("table"):
        assert table.text
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(e["scope"] in ("col", "row") for e in page.all("th"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_safety_words_and_synthetic_data_are_named(report, pages, read, language):
    said = getattr(SAFETY, language)
    assert said in read[language].one("footer").text
    assert said in read[language].one("div", class_="foot-of-sheet").text
    synthetic = _WORDS["synthetic"][LANGUAGES.index(language)]
    page = read[language]
    assert synthetic in page.one("div", class_="foot-of-sheet").text
    assert synthetic in pages[language].split("</title>")[0]
    sections = [e for e in page.all("section") if e["aria-labelledby"] and e["aria-labelledby"] != "notes"]
    assert len(sections) > 8
    assert all(synthetic in section.text for section in sections)
    real = report_html(only(report, synthetic=False, panels=report.panels[:1]), language)
    assert synthetic not in real and said in real


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_without_selection_says_so(report, language):
    page = report_html(only(report, selected=False, panels=()), language)
    at = LANGUAGES.index(language)
    assert page.count(_WORDS["no_selection"][at]) >= 2
    assert _WORDS["would_remain"][at] in page and _WORDS["selected"][at] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_has_title_denominator_definition_rules_source_picture_and_table(report, read, pages, language):
    words, drawn = Words(language, report.least_count), pictures(pages[language])
    articles = {e["aria-labelledby"]: e.text for e in read[language].all("article")}
    for panel in report.panels:
        text = articles[f"t-{panel.id}"]
        for said in (panel.title, panel.definition, panel.note, panel.empty):
            assert said is None or words.of(said) in text
        assert panel.source in text and all(rule in text for rule in panel.rules)
        if panel.population is not None:
            assert words.number(panel.population) in text
        assert (f"p-{panel.id}" in drawn) == (panel.empty is None)
        for row in panel.shares:
            assert words.of(row.label) in text
            assert row.hidden or words.share(row.share) in plain(text).replace(" %", "\u00a0%")
        for rate in panel.rates:
            assert rate.hidden or words.number(rate.count) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_have_names_and_say_their_numbers(report, pages, language):
    words, drawn = Words(language, report.least_count), pictures(pages[language])
    for name, svg in drawn.items():
        assert svg.get("role") == "img"
        title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text and re.search(r"\d", desc.text), name
        inner = [e for e in svg.iter() if e is not svg]
        assert not any(key.startswith("aria") or key in ("role", "style") for e in inner for key in e.attrib)
    said = {name: svg.find(f"{SVG}desc").text for name, svg in drawn.items()}
    assert words.share(812 / 2900, 0) in said["p-5a"]
    assert words.number(180.0) in said["p-2a"] and words.number(236.0) in said["p-2a"]
    five = next(p for p in panel_of(report, "12a").curves[0].points if p.years == 5)
    assert words.share(five.survival, 0) in said["p-12a"] and words["hidden"] in said["p-12a"]
    assert "60" in said["p-10a"] and "H26" in said["f-discussed"] and "H17" in said["f-discussed"]


def test_numbers_follow_the_language(pages):
    axis = {language: texts(pictures(pages[language])["f-discussed"]) for language in LANGUAGES}
    assert "1.000" in axis["nl"] and "1,000" in axis["en"]
    assert Words("nl", 5).number(1234.5) == "1.234,5" and Words("en", 5).number(1234.5) == "1,234.5"
    assert Words("nl", 5).share(0.1234) == "12,3\u00a0%" and Words("en", 5).share(0.1234) == "12.3%"
    assert Words("nl", 5).p(0.0002) == "p < 0,001" and Words("en", 5).p(0.0123) == "p = 0.012"


def bars(svg: ElementTree.Element) -> list[tuple[float, float, str]]:
    """Return the width, height and fill of each bar drawn; samples of the legend are moved and left out."""
    shape = re.compile(r"M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)h-")
    drawn = [(p, shape.match(p.get("d", ""))) for p in svg.iter(f"{SVG}path") if p.get("stroke-width") == "0.6"]
    return [(float(m[1]), float(m[2]), p.get("fill")) for p, m in drawn if m and not p.get("transform")]


def test_stacked_bars_are_as_wide_as_their_shares(report, pages):
    shares = panel_of(report, "25a").shares
    drawn = bars(pictures(pages["nl"])["p-25a"])
    assert len(drawn) == len(shares) == 4 * len(PERIODS)
    whole = sum(width for width, *_ in drawn[:4])
    for share, (width, *_) in zip(shares, drawn, strict=True):
        assert width / whole == pytest.approx(share.share, abs=2e-4)


def test_what_may_not_be_shown_is_left_white_and_unknown_is_hatched(report, pages):
    drawn = bars(pictures(pages["nl"])["p-8"])
    hidden = [width for width, _, fill in drawn if fill == canvas.NOT_SHOWN]
    whole = max(hidden)  # the group that is hidden altogether
    third = next(s for s in panel_of(report, "8").shares if s.share is not None and s.group.values[1] == "pleo")
    assert hidden[0] / whole == pytest.approx(1 - third.share, abs=1e-3)
    assert sum(fill == "url(#p-8-hatch)" for _, _, fill in drawn) == sum(
        s.value is None and bool(s.share) for s in panel_of(report, "8").shares
    )
    assert "niet getoond" in texts(pictures(pages["nl"])["p-5a"])


def test_bars_of_hospitals_follow_their_numbers_and_the_norm_line_stands(report, pages):
    svg = pictures(pages["nl"])["p-26a"]
    heights = [height for _, height, fill in bars(svg) if fill == canvas.BAND]
    shown = [r.per_year for r in panel_of(report, "26a").rates if r.per_year is not None]
    assert len(heights) == len(shown) < len(panel_of(report, "26a").rates)
    assert [h / heights[0] for h in heights] == pytest.approx([y / shown[0] for y in shown], abs=2e-3)
    assert "norm 20 (vanaf 2020)" in texts(svg)
    assert {"H01", "H19"} <= set(texts(svg)) and not {"H20", "H21", "H22"} & set(texts(svg))


def test_points_of_years_stand_where_their_numbers_are(report, pages):
    svg, rates = pictures(pages["nl"])["p-2a"], panel_of(report, "2a").rates
    moved = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
    drawn = [moved.match(p.get("transform", "")) for p in svg.iter(f"{SVG}path") if p.get("fill") in canvas.LINES]
    heights = [float(m[2]) for m in drawn if m]
    assert len(heights) == len(rates) == 15
    # Heights fall by the same length for each patient a year: two points give the scale, the others follow.
    slope = (heights[0] - heights[1]) / (rates[1].per_year - rates[0].per_year)
    expected = [heights[0] - slope * (r.per_year - rates[0].per_year) for r in rates]
    assert heights == pytest.approx(expected, abs=0.5)
    assert {Words("nl", 5).number(r.per_year, 0) for r in rates} <= set(texts(svg))


def test_a_period_without_a_number_has_no_place_on_the_axis(report):
    panel = panel_of(report, "2a")
    outside = Wording("buiten deze jaren", "outside these years")
    odd = tuple(
        msgspec.structs.replace(
            rate, per_year=None, low=None, high=None,
            group=Group((rate.group.values[0], "outside"), (rate.group.labels[0], outside), rate.count),
        )
        for rate in panel.rates if rate.group.values[1] == PERIODS[0]
    )  # fmt: skip
    page = report_html(only(report, panels=(msgspec.structs.replace(panel, rates=panel.rates + odd),)), "nl")
    assert not any("buiten" in text for text in texts(pictures(page)["p-2a"]))
    assert "buiten deze jaren" in HtmlPage(page).one("article", aria_labelledby="t-2a").text


def test_survival_ends_where_the_numbers_end(report, pages):
    svg, curves = pictures(pages["nl"])["p-12a"], panel_of(report, "12a").curves
    lines = [p.get("d") for p in svg.iter(f"{SVG}path") if p.get("stroke-width") == "2" and "L" in p.get("d", "")]
    assert len(lines) == 2
    for line, curve in zip(lines, curves, strict=False):
        x, y = map(float, line.split("L")[-1].split(","))
        assert 1 - y / 250 == pytest.approx(curve.steps[-1].survival, abs=1e-3)
        assert x > 150
    at_risk = {Words("nl", 5).number(p.at_risk) for c in curves for p in c.points if p.years in (0, 5, 10)}
    assert at_risk <= set(texts(svg))


def test_a_funnel_draws_every_hospital_that_may_be_shown(report, pages):
    svg = pictures(pages["nl"])["f-discussed"]
    dots = [p for p in svg.iter(f"{SVG}path") if "A" in p.get("d", "") and p.get("fill") != canvas.INK]
    inside = [p for p in report.funnels[0].points if p.share is not None and p.outside is None]
    assert len(dots) == len(inside) == 28
    assert {"H17", "H26"} <= set(texts(svg))


def test_of_a_hidden_hospital_nothing_is_told(report):
    funnel = report.funnels[0]
    points = tuple(
        msgspec.structs.replace(p, count=None, of=None, share=None, hidden=True) if p.hospital == "H26" else p
        for p in funnel.points
    )
    hidden = only(report, panels=(), norms=(), funnels=(msgspec.structs.replace(funnel, points=points),))
    article = HtmlPage(report_html(hidden, "nl")).one("article", aria_labelledby="t-f-discussed").text
    assert "onder 95 %" in article and "boven 99,8 %" not in article


def test_each_hospital_stands_beside_a_norm_with_a_verdict(report, read):
    text = read["nl"].one("article", aria_labelledby="t-n-volume-2020").text
    for judged in report.norms[0].judged:
        sign = {"met": "✓", "not_met": "✗", "undecided": "?"}[judged.verdict]
        assert judged.hidden or f"{Words('nl', 5).number(judged.value)} {sign}" in plain(text)
    assert "H09" in text and "H10" not in text and "2 andere ziekenhuizen" in text


def lightness(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((lightness(one), lightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("count", range(1, 7))
def test_shades_stay_apart_in_grey_and_carry_letters(count):
    shades = canvas.fills(count)
    assert len(set(shades)) == count
    assert list(map(lightness, shades)) == sorted(map(lightness, shades))
    assert all(contrast(a, b) >= 1.3 for a, b in itertools.pairwise(shades))
    assert all(contrast(fill, canvas.ink_on(fill)) >= 4.5 for fill in shades)


def test_lines_differ_in_more_than_colour():
    assert len(set(canvas.DASHES)) == len(canvas.DASHES) == len(set(canvas.SHAPES)) == len(canvas.SHAPES)
    assert all(contrast(line, "#ffffff") >= 3 for line in canvas.LINES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_means_harm_stays_a_text(language):
    page = report_html(example(hostile=True), language)
    read = HtmlPage(page)
    heading = next(e for e in read.elements if e.name == "h1")
    assert not {"script", "img"} & {e.name for e in read.elements}
    assert "<script" not in page and not any(key.startswith("on") for e in read.elements for key in e.attributes)
    assert plain(HOSTILE) in plain(heading.text) and "49" not in heading.text


def test_hidden_counts_are_a_word_everywhere(report, pages):
    for language, word in (("nl", "verborgen"), ("en", "hidden")):
        assert word in pages[language]
        book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report, language)))
        rows = [[c.value for c in row] for row in book["5a"].iter_rows()]
        for label in ("angiosarcoom", "overig") if language == "nl" else ("angiosarcoma", "other"):
            row = next(r for r in rows if r[0] == label)
            assert row[1] == word and row[3:6] == ["–"] * 3


def written(value):
    """Return a number as a workbook holds it: to sixteen figures, compared here in ten."""
    return round(value, 10) if isinstance(value, float) else value


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_holds_every_number_with_definition_denominator_and_safety(report, language):
    words = Words(language, report.least_count)
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report, language)))
    assert {p.id for p in report.panels} <= set(book.sheetnames)
    for sheet in book:
        values = [c.value for row in sheet.iter_rows() for c in row if c.value is not None]
        assert any(getattr(SAFETY, language) in str(v) for v in values), sheet.title
        assert words["synthetic_long"] in values
        assert words["synthetic"] in sheet.oddFooter.left.text
        assert not any(c.data_type == "f" for row in sheet.iter_rows() for c in row)
    for panel in report.panels:
        values = [written(c.value) for row in book[panel.id].iter_rows() for c in row if c.value is not None]
        lines = [v for v in values if isinstance(v, str)]
        assert any(words.of(panel.definition) in line for line in lines)
        assert panel.population is None or any(words.number(panel.population) in line for line in lines)
        for share in panel.shares:
            assert share.hidden or {share.count, written(share.share), written(share.low)} <= set(values)
        for rate in panel.rates:
            assert rate.hidden or {rate.count, written(rate.per_year)} <= set(values)
        for spread in panel.spreads:
            assert spread.hidden or {spread.median, spread.quartile1} <= set(values)
        for point in (p for c in panel.curves for p in c.points):
            assert {point.at_risk, written(point.survival)} <= set(values)
    judged = [c.value for row in book["volume-2020"].iter_rows() for c in row]
    assert judged.count(words["hidden"]) == sum(j.hidden for j in report.norms[0].judged)


def test_names_of_sheets_are_such_as_a_workbook_takes(report):
    panels = [msgspec.structs.replace(report.panels[0], id=name) for name in ("a/b", "A:b", "x" * 40, "X" * 40, "[]")]
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(only(report, panels=tuple(panels)), "nl")))
    names = [name.lower() for name in book.sheetnames]
    assert len(names) == len(set(names)) and all(0 < len(name) <= 31 for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_of_the_pdf_names_safety_and_synthetic_data(report, language):
    few = only(
        report, panels=tuple(p for p in report.panels if p.id in ("2a", "2b", "15a")), adherence=report.adherence[:2]
    )
    pdf = pypdf.PdfReader(io.BytesIO(report_pdf(few, language)))
    assert len(pdf.pages) > 3
    said = {plain(getattr(SAFETY, language)), plain(_WORDS["synthetic"][LANGUAGES.index(language)])}
    for number, page in enumerate(pdf.pages, 1):
        text = plain(page.extract_text())
        assert all(words in text for words in said)
        assert f"{number} / {len(pdf.pages)}" in text
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]


def test_a_report_of_nothing_is_an_honest_page(report):
    empty = only(
        report, rows=0, apart=0, flow=(), checks=(), missing=(), panels=(), norms=(), funnels=(), adherence=(),
        not_answerable=(), concern_nobody=(), published=(), mapping=None, about=None,
    )  # fmt: skip
    for language in LANGUAGES:
        page = HtmlPage(report_html(empty, language))
        said = page.one("main").text
        for key in ("no_checks", "no_missing", "no_adherence"):
            assert _WORDS[key][LANGUAGES.index(language)] in said
        assert openpyxl.load_workbook(io.BytesIO(report_xlsx(empty, language))).sheetnames


def test_groups_that_are_all_hidden_have_no_picture(report):
    shares = tuple(msgspec.structs.replace(s, count=None, share=None, low=None, high=None, hidden=True)
                   for s in panel_of(report, "5a").shares)  # fmt: skip
    page = report_html(only(report, panels=(msgspec.structs.replace(panel_of(report, "5a"), shares=shares),)), "nl")
    assert "p-5a" not in pictures(page) and _WORDS["all_hidden"][0] in page


def test_a_picture_of_many_groups_says_that_the_table_has_more(report):
    of = Wording("x", "x")
    shares = tuple(
        Share(Group((f"g{n}",), (Wording(f"groep {n}", f"group {n}"),), 100 + n), "a", of, 100 + n, 1.0, 0.9, 1.0)
        for n in range(MOST_ROWS + 4)
    )
    many = msgspec.structs.replace(panel_of(report, "23a"), id="many", shares=shares)
    page = report_html(only(report, panels=(many,)), "nl")
    drawn = texts(pictures(page)["p-many"])
    assert sum(text.startswith("groep") for text in drawn) == MOST_ROWS
    assert "groep 0" not in drawn and f"groep {MOST_ROWS + 3}" in drawn
    assert _WORDS["picture_cut"][0].format(MOST_ROWS, MOST_ROWS + 4) in page
    assert HtmlPage(page).one("article", aria_labelledby="t-many").text.count("groep") >= MOST_ROWS + 4


def test_names_beside_lines_are_moved_apart_and_stay_inside():
    placed = apart([(0.5, 0.1), (0.52, 0.1), (0.51, 0.2), (0.0, 0.1)], 0, 1)
    order = sorted(zip(placed, (0.1, 0.1, 0.2, 0.1), strict=True))
    assert all(b - a >= (s + t) / 2 - 1e-9 for (a, s), (b, t) in itertools.pairwise(order))
    assert sorted(range(4), key=lambda at: placed[at]) == [3, 0, 2, 1]
    assert apart([], 0, 1) == [] and apart([(0.4, 0.1)], 0, 1) == [0.4]


def test_names_in_a_funnel_do_not_touch():
    far = [
        {"of": of, "share": share, "name": f"H{of}", "outside": True}
        for of, share in ((100, 0.5), (101, 0.5), (101, 0.9), (300, 0.5))
    ]
    inside = {"of": 200, "share": 0.2, "name": "H200", "outside": False}
    assert [d["of"] for d in named_apart([*far, inside], 400, 300)] == [300, 101, 101]


def test_a_share_that_is_not_nothing_never_reads_as_nothing():
    assert [Words("en", 5).some(share) for share in (0.0, 0.001, 0.0051, 0.5)] == ["0%", "< 1%", "1%", "50%"]
    assert [Words("nl", 5).rounded(value) for value in (1400.0, 0.5, None)] == ["1.400", "0,5", "–"]


def test_figures_of_the_source_stand_beside_those_of_the_table(report, read):
    words = Words("nl", 5)
    section = next(e for e in read["nl"].all("section") if e["aria-labelledby"] == "published").text
    for figure in report.published:
        assert words.of(figure.measure) in section and words.rounded(figure.published) in section
        assert figure.here is None or words.rounded(figure.here) in section
        assert figure.why_not is None or words.of(figure.why_not) in section


def test_times_that_are_kept_leave_room():
    assert spaced([0, 1, 2, 3, 5, 10], 2) == [0, 10, 5, 3]
    assert spaced([], 2) == [] and spaced([0, 1], 0.5) == [0, 1]


def test_long_curves_are_thinned_but_keep_their_ends():
    steps = tuple(Point(float(n), None, 1 - n / 5000, None, None) for n in range(4000))
    kept = thinned(Curve(Group((), (), 10), 1, steps, (), None))
    assert len(kept) == MOST_STEPS and kept[0] is steps[0] and kept[-1] is steps[-1]


def test_a_rule_of_a_guideline_that_is_not_authorised_is_marked(report, read):
    assert "autorisatiefase" in read["nl"].one("main").text
    for adhered in report.adherence:
        text = read["nl"].one("article", aria_labelledby=f"r-{adhered.rule}").text
        assert adhered.text.nl in text and Words("nl", 5).share(adhered.overall.share) in text.replace(" %", "\u00a0%")
