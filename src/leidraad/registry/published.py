"""The figures as they were published, each with what this table gives in its place. Judges no difference."""

from collections.abc import Mapping

from leidraad.model.report import Panel, Published
from leidraad.registry.results import PanelResult, Shown

PERCENT = ("percent", "percent_approx")
COUNT = ("count", "count_approx")


def published(
    figures: tuple[Published, ...], panels: Mapping[str, Panel], results: Mapping[str, PanelResult]
) -> tuple[Shown, ...]:
    """Return every figure with the number of the panel that it belongs to, if any shows it."""
    return tuple(
        _shown(figure, _here(figure, panels[figure.panel], results[figure.panel]) if figure.panel else None)
        for figure in figures
    )


def _shown(figure: Published, here: float | None) -> Shown:
    return Shown(
        id=figure.id, measure=figure.measure, published=float(figure.value), unit=figure.unit, source=figure.source,
        panel=figure.panel, here=here, why_not=figure.why_not, shown_back=figure.shown_back,
    )  # fmt: skip


def _here(figure: Published, panel: Panel, result: PanelResult) -> float | None:
    """Return the number of the cell that a figure names; None where the panel does not show it."""
    group = tuple(figure.cell[name] for name in panel.by)
    at = [one for one in (*result.shares, *result.rates, *result.spreads, *result.curves) if one.group.values == group]
    if result.shares:
        found = [share for share in at if share.value == figure.cell[panel.of]]
        return _in_unit(figure, found[0].count, found[0].share) if found else None
    if not at:
        return None
    if result.rates:
        return at[0].per_year
    if result.spreads:
        return getattr(at[0], figure.cell["statistic"])
    points = [point for point in at[0].points if point.years == float(figure.cell["years"])]
    return _in_unit(figure, None, points[0].survival) if points else None


def _in_unit(figure: Published, count: int | None, share: float | None) -> float | None:
    if figure.unit in COUNT:
        return count
    return share * 100 if share is not None and figure.unit in PERCENT else share
