"""What a picture shows, in one or two sentences with numbers, for whoever cannot see it. Chooses nothing to hide."""

from collections.abc import Iterable
from itertools import groupby
from typing import TypeVar

from leidraad.pages.report.tables import outside
from leidraad.pages.report.words import Words
from leidraad.registry.results import (
    Curve,
    Funnel,
    Group,
    PanelResult,
    Rate,
    Share,
    Spread,
    StandardisedRate,
    StandardisedSurvival,
)

MOST_GROUPS = 8  # the table says the rest
Dated = TypeVar("Dated", Rate, StandardisedSurvival, StandardisedRate)
TELLING_YEARS = (5.0, 3.0, 1.0)
DRAWN = "europe_2013"  # of the standard populations; the others stand in the table


def panel_said(panel: PanelResult, words: Words) -> str:
    """Return the main numbers of a panel."""
    if panel.kind == "per_hospital":
        return _hospitals(panel.rates, words)
    if panel.shares:
        return shares_said(panel.shares, words)
    if panel.rates:
        return _listed((_rates(of, found, words) for of, found in by_line(panel.rates, words).items()), words)
    if panel.spreads:
        return _listed((_spread(spread, words) for spread in panel.spreads), words)
    if panel.curves:
        return _listed((_curve(curve, words) for curve in panel.curves), words)
    found = panel.standardised_survival or panel.standardised_rates
    return _listed((_standardised(one, words) for one in found), words)


def _standardised(found: StandardisedSurvival | StandardisedRate, words: Words) -> str:
    """Return the standardised figure with its interval, or that there is none."""
    told = standardised_told(found)
    name = words.labels(found.group.labels)
    if told is None:
        return f"{name}: {words['hidden'] if found.hidden else words['no_standard']}"
    shown = [words.share(n, 0) if isinstance(found, StandardisedSurvival) else words.number(n, 2) for n in told]
    return f"{name}: {shown[0]} ({shown[1]}–{shown[2]})"


def standardised_told(found: StandardisedSurvival | StandardisedRate) -> tuple[float, float, float] | None:
    """Return the standardised figure that is drawn, with its interval."""
    if isinstance(found, StandardisedSurvival):
        numbers = (found.standardised, found.standardised_low, found.standardised_high)
        return None if found.standardised is None else numbers
    ends = found.standardised.get(DRAWN)
    return (ends.rate, ends.low, ends.high) if ends else None


def shares_said(shares: Iterable[Share], words: Words) -> str:
    """Return the shares of each group."""
    return _listed((_shares(group, found, words) for group, found in by_group(shares)), words)


def by_group(shares: Iterable[Share]) -> list[tuple[Group, list[Share]]]:
    """Return shares by their group, in the order given."""
    return [(group, list(found)) for group, found in groupby(shares, key=lambda s: s.group)]


def _listed(found: Iterable[str], words: Words) -> str:
    every = list(found)
    shown = "; ".join(every[:MOST_GROUPS])
    return f"{shown}; {words['in_table']}." if len(every) > MOST_GROUPS else f"{shown}."


def _shares(group: Group, shares: list[Share], words: Words) -> str:
    ordered = sorted(shares, key=lambda s: -(s.share or 0))[:MOST_GROUPS]
    said = ", ".join(f"{words.of(s.label)} {_share(s, words)}" for s in ordered)
    return f"{words.labels(group.labels)}: {said}" if group.labels else said


def _share(share: Share, words: Words) -> str:
    return words["hidden"] if share.share is None else words.share(share.share, 0)


def by_line(rates: Iterable[Dated], words: Words) -> dict[str, list[Dated]]:
    """Return numbers of periods by what they are of; the last label of each is its period."""
    lines: dict[str, list[Dated]] = {}
    for rate in rates:
        lines.setdefault(words.labels(rate.group.labels[:-1]), []).append(rate)
    return lines


def _rates(of: str, rates: list[Rate], words: Words) -> str:
    """Return the first and the last of a line that may be shown."""
    shown = [rate for rate in rates if rate.per_year is not None]
    ends = dict.fromkeys((shown[0], shown[-1])) if shown else {}
    said = ", ".join(f"{words.number(r.per_year)} ({words.of(r.group.labels[-1])})" for r in ends)
    return f"{of}: {said or words['hidden']}"


def _spread(spread: Spread, words: Words) -> str:
    if spread.median is None:
        return f"{words.labels(spread.group.labels)}: {words['hidden']}"
    quartiles = f"{words.rounded(spread.quartile1)}–{words.rounded(spread.quartile3)}"
    return (
        f"{words.labels(spread.group.labels)}: {words['median'].lower()} {words.rounded(spread.median)} ({quartiles})"
    )


def _curve(curve: Curve, words: Words) -> str:
    """Return survival at the latest of the telling years that the curve reaches."""
    reached = {p.years: p for p in curve.points if p.survival is not None}
    year = next((y for y in TELLING_YEARS if y in reached), None)
    if year is None:
        return f"{words.labels(curve.group.labels)}: {words['hidden']}"
    at = reached[year]
    interval = f" ({words.share(at.low, 0)}–{words.share(at.high, 0)})" if at.low is not None else ""
    after = words["at"].format(words.rounded(year))
    return f"{words.labels(curve.group.labels)}: {words.share(at.survival, 0)}{interval} {after}"


def _hospitals(rates: tuple[Rate, ...], words: Words) -> str:
    shown = [r.per_year for r in rates if r.per_year is not None]
    said = [words["about_hospitals"].format(words.number(len(rates)))]
    if shown:
        said.append(f"{words['most']} {words.number(max(shown))}, {words['fewest']} {words.number(min(shown))}")
    if hidden := len(rates) - len(shown):
        said.append(f"{words.number(hidden)} {words['hidden']}")
    return "; ".join(said) + "."


def funnel_said(funnel: Funnel, words: Words) -> str:
    """Return where the middle lies and who lies outside."""
    said = [words["about_hospitals"].format(words.number(len(funnel.points)))]
    if funnel.target is not None:
        said.append(f"{words['target'].lower()} {words.share(funnel.target, 1)}")
    far = [(p, words_of) for p in funnel.points if (words_of := outside(p, words))]
    said += [f"{p.hospital} {words_of} ({words.share(p.share, 0)})" for p, words_of in far[:MOST_GROUPS]]
    if len(far) > MOST_GROUPS:
        said.append(words["more"].format(words.number(len(far) - MOST_GROUPS)))
    return "; ".join(said if far else [*said, words["inside_all"]]) + "."
