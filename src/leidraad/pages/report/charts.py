"""The picture of each part of the report, by its kind. Chooses it; numbers and words are made elsewhere."""

from collections.abc import Mapping

import msgspec
from altair.utils.schemapi import debug_mode

from leidraad.model.content import Wording
from leidraad.pages.report.canvas import Said, to_svg
from leidraad.pages.report.hospital_chart import funnel_chart, hospitals_chart
from leidraad.pages.report.lines_chart import net_chart, rates_chart, standardised_chart, survival_chart
from leidraad.pages.report.rows_chart import shares_chart, spread_chart
from leidraad.pages.report.said import funnel_said, panel_said, shares_said, standardised_told
from leidraad.pages.report.words import Words
from leidraad.registry.results import Funnel, Group, NormResult, PanelResult, Share

# Checking each part of a description against the schema takes longer than drawing it; the tests look at what is drawn.
_unchecked = debug_mode(False)
VERDICTS = ("met", "undecided", "not_met")


class Picture(msgspec.Struct, frozen=True):
    """A drawn picture; `cut` says so where it shows fewer groups than the table."""

    svg: str
    cut: str = ""


@_unchecked
def panel_picture(panel: PanelResult, norms: Mapping[str, NormResult], words: Words) -> Picture | None:
    """Return the picture of a panel, or None where nothing can be drawn."""
    if panel.empty or not _drawable(panel):
        return None
    chart, shown, there = _chart(panel, norms, words)
    cut = words["picture_cut"].format(shown, there) if shown < there else ""
    said = Said(words.of(panel.title), panel_said(panel, words), words.language)
    return Picture(to_svg(chart, f"p-{panel.id}", said), cut)


def _drawable(panel: PanelResult) -> bool:
    """Tell whether at least one number of a panel may be shown."""
    return (
        any(s.share is not None for s in panel.shares)
        or any(r.per_year is not None for r in panel.rates)
        or any(s.median is not None for s in panel.spreads)
        or any(c.steps and not c.hidden for c in panel.curves)
        or any(standardised_told(s) for s in (*panel.standardised_survival, *panel.standardised_rates))
    )


def _chart(panel: PanelResult, norms: Mapping[str, NormResult], words: Words) -> tuple:
    if panel.kind == "per_hospital":
        lines = tuple(norms[name] for name in panel.norms if name in norms)
        return hospitals_chart(panel.rates, lines, words), 0, 0
    if panel.shares:
        return shares_chart(panel.shares, words)
    if panel.rates:
        return rates_chart(panel.rates, words)
    if panel.spreads:
        return spread_chart(panel.spreads, words)
    if panel.kind == "net_survival":
        return net_chart(panel.curves, words)
    if panel.curves:
        return survival_chart(panel.curves, words)
    return standardised_chart(panel.standardised_survival or panel.standardised_rates, words)


@_unchecked
def funnel_picture(funnel: Funnel, words: Words) -> Picture | None:
    """Return a funnel, or None where no hospital of it may be shown."""
    if funnel.empty or not any(p.share is not None for p in funnel.points):
        return None
    said = Said(words.of(funnel.title), funnel_said(funnel, words), words.language)
    return Picture(to_svg(funnel_chart(funnel, words), f"f-{funnel.id}", said))


@_unchecked
def norm_picture(norm: NormResult, words: Words) -> Picture | None:
    """Return how many hospitals met a norm in each period, or None where nobody was judged."""
    shares = verdict_shares(norm, words)
    if not shares:
        return None
    chart, *_ = shares_chart(shares, words)
    said = Said(words.of(norm.title), shares_said(shares, words), words.language)
    return Picture(to_svg(chart, f"n-{norm.id}", said))


def verdict_shares(norm: NormResult, words: Words) -> tuple[Share, ...]:
    """Return the share of hospitals with each verdict in each period; a hidden one counts among the hospitals."""
    found = []
    for years in sorted({j.years for j in norm.judged}, key=lambda y: (len(y), y)):
        judged = [j for j in norm.judged if j.years == years]
        kind = words["one_year" if len(years) == 1 else "three_years"]
        label = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        group = Group((kind, label), (Wording(kind, kind), Wording(label, label)), len(judged))
        hidden = any(j.hidden for j in judged)
        for verdict in VERDICTS:
            count = sum(j.verdict == verdict and not j.hidden for j in judged)
            name = Wording(words[verdict], words[verdict])
            found.append(Share(group, verdict, name, count, count / len(judged), None, None))
        if hidden:
            name = Wording(words["hidden"], words["hidden"])
            found.append(Share(group, "hidden", name, None, None, None, None, True))
    return tuple(found)
