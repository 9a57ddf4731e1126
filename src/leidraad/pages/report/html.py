"""The quality report as one HTML page: read without a script, printed as it is, loading nothing from outside.

Lays out what is counted elsewhere; the safety words come from the program, so that no table can take them away.
"""

from collections.abc import Iterable
from itertools import groupby

import jinja2
import msgspec
from markupsafe import Markup

from leidraad.explaining.safety import SAFETY
from leidraad.pages.report import tables
from leidraad.pages.report.charts import Picture, funnel_picture, norm_picture, panel_picture
from leidraad.pages.report.flow_picture import flow_svg
from leidraad.pages.report.hospital_chart import in_force
from leidraad.pages.report.said import funnel_said
from leidraad.pages.report.words import CHAPTERS, Words
from leidraad.registry.results import Adherence, Funnel, NormResult, PanelResult, Report

MOST_MISSING = 20  # items; the rest is folded

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("leidraad.pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Part(msgspec.Struct, frozen=True):
    """A panel as it is laid out."""

    panel: PanelResult
    picture: Picture | None
    table: tables.Table | None
    trends: tables.Table | None


class Chapter(msgspec.Struct, frozen=True):
    """A chapter; panels of one figure stand beside each other. `not_made` has titles of panels by what they need."""

    key: str
    title: str
    rows: tuple[tuple[Part, ...], ...]
    not_made: tuple[tuple[str, tuple[str, ...]], ...] = ()


def report_html(report: Report, language: str) -> str:
    """Return the page."""
    return _page(report, language, "screen")


def report_paper(report: Report, language: str) -> str:
    """Return the page for a program that makes sheets of paper of it and knows running feet."""
    return _page(report, language, "paper")


def _page(report: Report, language: str, medium: str) -> str:
    words = Words(language, report.least_count)
    return _TEMPLATES.get_template("report.html").render(
        report=report, words=words, page=ReportPage(report, words), medium=medium, safety=SAFETY
    )


class ReportPage:
    """What the template asks for: chapters, pictures and tables in one language."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report = report
        self.words = words
        self.chapters = tuple(_chapters(report, words))

    def contents(self) -> list[tuple[str, str]]:
        """Return the parts of the report: where each stands, and its title."""
        words, report = self.words, self.report
        found = [("selection", words["selection"]), ("quality", words["quality"])]
        found += [(f"c-{chapter.key}", chapter.title) for chapter in self.chapters]
        asked = {"norms": report.norms, "funnels": report.funnels}
        found += [(key, words[key]) for key, there in asked.items() if there]
        found.append(("adherence", words["adherence"]))
        found += [("published", words["published"])] if report.published else []
        return [*found, ("notes", words["notes"])]

    def about_table(self) -> str:
        """Return which table it is, how it was read, and when."""
        words, report = self.words, self.report
        read = f", {words['mapping']} {report.mapping}" if report.mapping else ""
        return f"{words['table_of']}: {report.table}{read}; {words['evaluated_on']} {report.evaluated_on}"

    def tiles(self) -> list[tuple[str, str]]:
        """Return the main counts with what they count."""
        words, report = self.words, self.report
        selected = report.flow[-1].after if report.flow and report.selected else report.rows - report.apart
        with_numbers = sum(part.table is not None for c in self.chapters for row in c.rows for part in row)
        return [
            (words.number(report.rows), words["tile_rows"]),
            (words.number(report.apart), words["tile_apart"]),
            (words.count(selected, True), words["tile_selected" if report.selected else "tile_read"]),
            (words.number(with_numbers), words["tile_panels"].format(sum(not p.needs for p in report.panels))),
            (words.number(len(report.adherence)), words["tile_rules"]),
            (words.number(len(report.not_answerable)), words["tile_unanswered"]),
        ]

    def flow_picture(self) -> Markup:
        """Return the picture of the selection."""
        left = self.words["selected" if self.report.selected else "would_remain"]
        return Markup(flow_svg(self.report.flow, self.words, self.words["selection"], left))

    def denominator(self, panel: PanelResult) -> str:
        """Return of how many the numbers of a panel speak, or an empty text where it does not say."""
        if panel.population is None and panel.kind == "hospital_shares":
            return ""
        key = "hospitals" if panel.kind == "hospital_shares" else "patients"
        return self.words[key].format(self.words.count(panel.population, True))

    def name(self, panel: PanelResult) -> str:
        """Return the name of a panel: the figure of the source, or what is new."""
        return f"{self.words['figure' if panel.figure else 'additional']} {panel.id}"

    def not_drawn(self, panel: PanelResult) -> str:
        """Return why a panel with numbers has no picture."""
        return self.words["none_standard" if panel.standardised_survival or panel.standardised_rates else "all_hidden"]

    def funnels(self) -> list[tuple[Funnel, Picture | None, tables.Table, str]]:
        """Return the funnels with picture, table and what they show."""
        words = self.words
        return [
            (f, funnel_picture(f, words), tables.funnel_table(f, words), funnel_said(f, words))
            for f in self.report.funnels
        ]

    def norms(self) -> list[tuple[NormResult, Picture | None, list[tables.Table], str]]:
        """Return the norms with picture, tables and the years in which they are in force."""
        words = self.words
        return [(n, norm_picture(n, words), tables.norm_grids(n, words), in_force(n, words)) for n in self.report.norms]

    def least(self, norm: NormResult) -> str:
        """Return what a norm asks at least: a share, or a number a year."""
        return self.words.share(norm.least, 0) if norm.least <= 1 else self.words.number(norm.least, 0)

    def adherence(self) -> list[tuple[str, str, list[Adherence]]]:
        """Return the rules judged, by the title of their guideline and its status."""
        ordered = sorted(self.report.adherence, key=lambda a: (a.guideline, a.status))
        return [
            (self.words.of(title), status, list(found))
            for (_, title, status), found in groupby(ordered, lambda a: (a.guideline, a.guideline_title, a.status))
        ]

    def cells(self, found) -> tuple[tables.Cell, ...]:
        """Return the numbers of a rule in one group."""
        return tables.adhered_cells(found, tables.Cells(self.words))

    def wanted(self, wants) -> str:
        """Return for want of what a rule could not be judged."""
        return tables.wanted(wants, self.words)

    def table(self, name: str) -> tables.Table:
        """Return one of the tables about the whole report."""
        return getattr(tables, f"{name}_table")(getattr(self.report, _ATTRIBUTES.get(name, name)), self.words)

    def checks(self) -> tuple[tables.Table, tables.Table]:
        """Return the checks that found something, and those that found nothing."""
        found = [c for c in self.report.checks if c.count != 0]
        nothing = [c for c in self.report.checks if c.count == 0]
        return tables.checks_table(found, self.words), tables.checks_table(nothing, self.words)

    def missing(self) -> list[tuple[tables.Table, list[float]]]:
        """Return what is missing most, and the rest; each as a table with the shares to draw."""
        ordered = tables.most_missing(self.report.missing)
        parts = [part for part in (ordered[:MOST_MISSING], ordered[MOST_MISSING:]) if part]
        return [
            (tables.missing_table(part, self.words), [tables.missing_share(m) or 0.0 for m in part]) for part in parts
        ]


_ATTRIBUTES = {"unanswered": "not_answerable"}


def _chapters(report: Report, words: Words) -> Iterable[Chapter]:
    norms = {norm.id: norm for norm in report.norms}
    keys = dict.fromkeys([*CHAPTERS, *(panel.chapter for panel in report.panels)])
    for at, key in enumerate(keys):
        held = [panel for panel in report.panels if panel.chapter == key]
        parts = [_part(panel, norms, words) for panel in held if not panel.needs]
        if held:
            rows = (tuple(found) for _, found in groupby(parts, key=_beside))
            yield Chapter(f"{at}", words.chapter(key), tuple(rows), _not_made(held, words))


def _not_made(panels: Iterable[PanelResult], words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the panels that lack a file, together: each by itself would only say the same again."""
    found = groupby((panel for panel in panels if panel.needs), key=lambda panel: words.of(panel.empty))
    return tuple((reason, tuple(words.of(panel.title) for panel in lacking)) for reason, lacking in found)


def _part(panel: PanelResult, norms: dict[str, NormResult], words: Words) -> Part:
    picture = panel_picture(panel, norms, words)
    return Part(panel, picture, tables.panel_table(panel, words), tables.trends_table(panel, words))


def _beside(part: Part) -> str:
    """Return what panels that stand beside each other share: their figure."""
    return str(part.panel.figure) if part.panel.figure else part.panel.id
