"""Every table of the report as cells: a text for people and, where there is one, the number for a workbook.

A count that may not be shown is a word in both; so no form of the report can hold the number.
"""

from collections.abc import Iterable

import msgspec

from leidraad.model.content import Wording
from leidraad.numerics.standardised import STANDARDS
from leidraad.pages.report.words import NOTHING, Words
from leidraad.registry.results import (
    Adhered,
    Adherence,
    Checked,
    Curve,
    Flow,
    Funnel,
    FunnelPoint,
    Group,
    Judged,
    Missing,
    NormResult,
    PanelResult,
    Rate,
    Share,
    Shown,
    Spread,
    StandardisedRate,
    StandardisedSurvival,
    Unanswered,
    Want,
)

VERDICT_SIGNS = {"met": "✓", "not_met": "✗", "undecided": "?"}
# How a workbook writes a number.
TEXT, COUNT, SHARE, NUMBER, YEAR = "text", "count", "share", "number", "year"


class Cell(msgspec.Struct, frozen=True):
    """One cell. `number` is None for a text, a hidden count and what cannot be computed."""

    text: str
    number: float | None = None
    form: str = TEXT


class Table(msgspec.Struct, frozen=True):
    """A table with the names of its columns; the first `heads` cells of a row say what the row is about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1


class Cells:
    """Cells in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def text(self, text: str | None) -> Cell:
        return Cell(text if text else NOTHING)

    def count(self, value: int | None, hidden: bool = False) -> Cell:
        return Cell(self.words.count(value, hidden), value, COUNT)

    def share(self, value: float | None) -> Cell:
        return Cell(self.words.share(value), value, SHARE)

    def number(self, value: float | None, digits: int = 1) -> Cell:
        return Cell(self.words.number(value, digits), value, NUMBER)

    def figure(self, value: float | None, unit: str) -> Cell:
        """Return a published figure, or what stands in its place; a year of the calendar has no sign for thousands."""
        if unit == "year" and value is not None:
            return Cell(str(round(value)), value, YEAR)
        return Cell(self.words.rounded(value), value, NUMBER)

    def named(self, labels: Iterable[Wording]) -> tuple[Cell, ...]:
        return tuple(self.text(self.words.of(label)) for label in labels)

    def size(self, group: Group) -> Cell:
        """Return the size of a group; a group without one is too small to count."""
        return self.count(group.size, hidden=True)


def flow_table(flow: tuple[Flow, ...], words: Words) -> Table:
    """Return the selection, a step a row."""
    cells = Cells(words)
    columns = ("step", "before", "left_out", "not_known", "after", "source")
    return Table(
        tuple(words[c] for c in columns),
        tuple(
            (
                cells.text(words.of(step.title)), cells.count(step.before, True), cells.count(step.left_out, True),
                cells.count(step.unknown, True), cells.count(step.after, True), cells.text(step.source),
            )
            for step in flow
        ),
    )  # fmt: skip


def checks_table(checks: Iterable[Checked], words: Words) -> Table:
    """Return checks of the data, those that found most first within each kind."""
    cells = Cells(words)
    ordered = sorted(checks, key=lambda c: (c.kind, -(c.count or 0)))
    return Table(
        tuple(words[c] for c in ("check", "kind", "rows", "row_numbers")),
        tuple(
            (
                cells.text(words.of(c.text)), cells.text(words[c.kind]), cells.count(c.count, True),
                cells.text(_numbers(c)),
            )
            for c in ordered
        ),
    )  # fmt: skip


def _numbers(checked: Checked) -> str:
    shown = ", ".join(map(str, checked.rows))
    return f"{shown}, …" if checked.count and 0 < len(checked.rows) < checked.count else shown


def missing_table(missing: Iterable[Missing], words: Words) -> Table:
    """Return what is missing, in the order given."""
    cells = Cells(words)
    return Table(
        tuple(words[c] for c in ("item", "lacking", "of", "share")),
        tuple(
            (
                cells.text(words.of(m.label)),
                cells.count(m.missing, True),
                cells.count(m.of),
                cells.share(missing_share(m)),
            )
            for m in missing
        ),
    )


def most_missing(missing: Iterable[Missing]) -> list[Missing]:
    """Return what is missing most first; a hidden share, which is small, after those that show."""
    return sorted(missing, key=lambda m: -(missing_share(m) or 0))


def missing_share(missing: Missing) -> float | None:
    """Return the share of patients who lack an item; None where it is hidden or there is nobody."""
    return missing.missing / missing.of if missing.of and missing.missing is not None else None


def panel_table(panel: PanelResult, words: Words) -> Table | None:
    """Return the numbers of a panel, or None for an empty one."""
    rows = (
        panel.shares or panel.rates or panel.spreads or panel.curves or panel.standardised_survival
        or panel.standardised_rates
    )  # fmt: skip
    if panel.empty or not rows:
        return None
    cells, by = Cells(words), tuple(map(words.of, panel.by))
    columns, row = _LAID_OUT["net_survival" if panel.kind == "net_survival" else type(rows[0])]
    of = words.of(panel.of) if panel.of else words["value"]
    names = tuple(of if c == "value" else words[c] for c in columns)
    found = (cells.named(each.group.labels) + line for each in rows for line in row(each, cells))
    return Table(by + names, tuple(found), heads=max(1, len(by) + (columns[0] == "value")))


def _share_rows(share: Share, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    yield (
        cells.text(cells.words.of(share.label)), cells.count(share.count, share.hidden), cells.size(share.group),
        cells.share(share.share), cells.share(share.low), cells.share(share.high),
    )  # fmt: skip


def _rate_rows(rate: Rate, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    yield (
        cells.count(rate.count, rate.hidden), cells.number(rate.per_year), cells.number(rate.low),
        cells.number(rate.high),
    )  # fmt: skip


def _spread_rows(spread: Spread, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    yield (
        cells.size(spread.group), cells.count(spread.known, spread.hidden), cells.number(spread.quartile1),
        cells.number(spread.median), cells.number(spread.quartile3), cells.number(spread.mean),
    )  # fmt: skip


def _curve_rows(curve: Curve, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    """Return a row for each time; size, deaths and median are those of the group."""
    whole = (cells.size(curve.group), cells.count(curve.deaths, curve.hidden), cells.number(curve.median_years))
    if not curve.points:
        yield (*whole, *[cells.text(None)] * 5)
    for at in curve.points:
        yield (
            *whole, Cell(cells.words.rounded(at.years), at.years, NUMBER), cells.count(at.at_risk, True),
            cells.share(at.survival), cells.share(at.low), cells.share(at.high),
        )  # fmt: skip


def _net_rows(curve: Curve, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    """Return a row for each time, with the other method beside it; size and deaths are those of the group."""
    whole = (cells.size(curve.group), cells.count(curve.deaths, True))
    if not curve.points:
        yield (*whole, *[cells.text(None)] * 8)
    for at, other in zip(curve.points, curve.beside, strict=True):
        yield (
            *whole, Cell(cells.words.rounded(at.years), at.years, NUMBER), cells.count(at.at_risk, True),
            *map(cells.share, (at.survival, at.low, at.high, other.survival, other.low, other.high)),
        )  # fmt: skip


def _standardised_survival_rows(found: StandardisedSurvival, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    numbers = (
        found.survival,
        found.low,
        found.high,
        found.standardised,
        found.standardised_low,
        found.standardised_high,
    )
    why_not = cells.words["hidden"] if found.hidden else cells.words.of(found.why_not) if found.why_not else None
    yield cells.size(found.group), *map(cells.share, numbers), cells.text(why_not)


def _standardised_rate_rows(found: StandardisedRate, cells: Cells) -> Iterable[tuple[Cell, ...]]:
    """Return a row for the rate as counted and for each standard; where there is none, why."""
    words = cells.words
    whole = (cells.count(found.count, found.hidden), cells.count(found.person_years, found.hidden))
    why_not = words.of(found.why_not) if found.why_not else None
    rows = [("crude", found.crude, words["hidden"] if found.hidden else None)]
    rows += [(name, found.standardised[name], None) for name in STANDARDS if name in found.standardised]
    rows += [("standardised", None, why_not)] if why_not else []
    for name, ends, why in rows:
        numbers = (ends.rate, ends.low, ends.high) if ends else (None, None, None)
        yield (*whole, cells.text(words[name]), *(cells.number(n, 2) for n in numbers), cells.text(why))


_LAID_OUT = {
    "net_survival": (("of", "deaths", "years", "at_risk", "net", "low", "high", "ederer_2", "low", "high"), _net_rows),
    StandardisedSurvival: (
        ("of", "net_5", "low", "high", "standardised", "low", "high", "why_not"),
        _standardised_survival_rows,
    ),
    StandardisedRate: (
        ("count", "person_years", "standard", "per_100000", "low", "high", "why_not"),
        _standardised_rate_rows,
    ),
    Share: (("value", "count", "of", "share", "low", "high"), _share_rows),
    Rate: (("count", "per_year", "low", "high"), _rate_rows),
    Spread: (("of", "known", "quartile1", "median", "quartile3", "mean"), _spread_rows),
    Curve: (("of", "deaths", "median_years", "years", "at_risk", "alive", "low", "high"), _curve_rows),
}


def norm_table(norm: NormResult, words: Words) -> Table:
    """Return how each hospital stands beside a norm, a hospital and period a row."""
    cells = Cells(words)
    columns = ("hospital", "period", "value", "low", "high", "verdict")
    return Table(
        tuple(words[c] for c in columns),
        tuple(
            (
                cells.text(j.hospital), cells.text(years(j.years)),
                cells.count(None, True) if j.hidden else _normed(norm, j.value, cells), _normed(norm, j.low, cells),
                _normed(norm, j.high, cells), cells.text(words["hidden"] if j.hidden else words[j.verdict]),
            )
            for j in norm.judged
        ),
        heads=2,
    )  # fmt: skip


def norm_grids(norm: NormResult, words: Words) -> list[Table]:
    """Return the same for a page, a hospital a row: one table of years and one of means over more of them.

    Hospitals of which nothing may be shown stand together in the last row.
    """
    lengths = sorted({len(j.years) for j in norm.judged})
    return [_grid(norm, [j for j in norm.judged if len(j.years) == length], words) for length in lengths]


def _grid(norm: NormResult, judged: list[Judged], words: Words) -> Table:
    cells = Cells(words)
    periods = sorted({j.years for j in judged})
    by_hospital: dict[str, dict[tuple[int, ...], Judged]] = {}
    for each in judged:
        by_hospital.setdefault(each.hospital, {})[each.years] = each
    shown = [h for h, found in by_hospital.items() if not all(j.hidden for j in found.values())]
    rows = [(cells.text(h), *(_verdict(norm, by_hospital[h].get(period), cells) for period in periods)) for h in shown]
    if hidden := len(by_hospital) - len(shown):
        name = words["other_hospitals"].format(words.number(hidden))
        rows.append((Cell(name), *(Cell(words["hidden_count"], None, NUMBER) for _ in periods)))
    return Table((words["hospital"], *map(years, periods)), tuple(rows))


def _verdict(norm: NormResult, judged: Judged | None, cells: Cells) -> Cell:
    """Return the value with the sign of its verdict."""
    if judged is None:
        return Cell(NOTHING, None, NUMBER)
    if judged.hidden:
        return Cell(cells.words["hidden_count"], None, NUMBER)
    value = _normed(norm, judged.value, cells)
    return Cell(f"{value.text}\u00a0{VERDICT_SIGNS[judged.verdict]}", value.number, value.form)


def _normed(norm: NormResult, value: float | None, cells: Cells) -> Cell:
    """Return a value in the unit of its norm: a norm of at most one is a share."""
    return cells.share(value) if norm.least <= 1 else cells.number(value)


def years(found: tuple[int, ...]) -> str:
    """Return one year, or the first and the last."""
    return "–".join(map(str, sorted({found[0], found[-1]}))) if found else NOTHING


def funnel_table(funnel: Funnel, words: Words) -> Table:
    """Return the hospitals of a funnel."""
    cells = Cells(words)
    return Table(
        tuple(words[c] for c in ("hospital", "count", "of", "share", "outside")),
        tuple(
            (
                cells.text(p.hospital), cells.count(p.count, p.hidden), cells.count(p.of, p.hidden),
                cells.share(p.share), cells.text(outside(p, words)),
            )
            for p in funnel.points
        ),
    )  # fmt: skip


def outside(point: FunnelPoint, words: Words) -> str:
    """Return which limit a hospital lies outside, or an empty text; of a hidden one nothing is told."""
    return words[point.outside] if point.outside and point.share is not None else ""


def adherence_table(adherence: tuple[Adherence, ...], words: Words) -> Table:
    """Return each rule over all patients and then in each group, a row each."""
    cells = Cells(words)
    columns = ("rule", "guideline", "status", "said", "group", "should", "did", "unknown", "share", "low", "high")
    return Table(
        (*(words[c] for c in columns), words["wants"]),
        tuple(
            (
                cells.text(a.rule), cells.text(a.guideline), cells.text(words[a.status]),
                cells.text(words.of(a.text)), cells.text(words.labels(each.group.labels)),
                *adhered_cells(each, cells), cells.text(wanted(a.wants, words) if each is a.overall else None),
            )
            for a in adherence
            for each in (a.overall, *a.by)
        ),
        heads=5,
    )  # fmt: skip


def adhered_cells(found: Adhered, cells: Cells) -> tuple[Cell, ...]:
    """Return the numbers of one rule in one group."""
    return (
        cells.count(found.should, found.hidden), cells.count(found.did, found.hidden),
        cells.count(found.unknown, True), cells.share(found.share), cells.share(found.low), cells.share(found.high),
    )  # fmt: skip


def wanted(wants: Iterable[Want], words: Words) -> str:
    """Return for want of what a rule could not be judged, with the share of patients who lack it."""
    return "; ".join(f"{words.of(w.label)} ({words.some(w.share)})" for w in wants)


def unanswered_table(unanswered: tuple[Unanswered, ...], words: Words) -> Table:
    """Return the rules that could not be judged of anybody, each with what is wanting."""
    cells = Cells(words)
    return Table(
        tuple(words[c] for c in ("rule", "status", "said", "wants")),
        tuple(
            (
                cells.text(u.rule), cells.text(words[u.status]), cells.text(words.of(u.text)),
                cells.text(wanted(u.wants, words) or words["wants_nothing"]),
            )
            for u in unanswered
        ),
    )  # fmt: skip


def published_table(published: tuple[Shown, ...], words: Words) -> Table:
    """Return the figures of the source that this report can set its own beside."""
    cells = Cells(words)
    columns = ("measure", "printed", "here", "unit", "panel", "shown_back_head", "why_not", "source")
    return Table(
        tuple(words[c] for c in columns),
        tuple(
            (
                cells.text(words.of(s.measure)), cells.figure(s.published, s.unit), cells.figure(s.here, s.unit),
                cells.text(words.unit(s.unit)), cells.text(s.panel),
                cells.text(words["shown_back"] if s.shown_back else None),
                cells.text(words.of(s.why_not) if s.why_not else None), cells.text(s.source),
            )
            for s in published
        ),
    )  # fmt: skip


def trends_table(panel: PanelResult, words: Words) -> Table | None:
    """Return the tests of a panel, or None where none was made."""
    cells = Cells(words)
    rows = tuple(
        (cells.text(words.of(t.test)), cells.number(float(t.statistic), 2), Cell(words.p(t.p), t.p, NUMBER))
        for t in panel.trends
    )
    return Table((words["test"], words["statistic"], "p"), rows) if rows else None
