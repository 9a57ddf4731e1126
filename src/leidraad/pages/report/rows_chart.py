"""Pictures with a row for each group: shares in one bar, a bar for each value, the spread of a number."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import msgspec

from leidraad.pages.pictures.drawing import INK, SOFT
from leidraad.pages.report import canvas
from leidraad.pages.report.said import by_group
from leidraad.pages.report.words import Words
from leidraad.registry.results import Group, Share, Spread

MOST_ROWS, BAR_HEIGHT = 28, 18
MOST_VALUES = 5  # known values in one bar; the others stand together
LEFT, STEP, LINE_HEIGHT = 160, 11, 13
_SPLIT = "\x1f"
_LABEL = "split(split(datum.value, '\\u001f')[1], '\\n')"
ROOMY = 200  # a plot so wide has room for every quarter on its axis


class Rows:
    """Rows beneath each other, labels at the left; a group of two items stands beneath a heading of the first."""

    def __init__(self, labels: Sequence[tuple[str, ...]], right: float) -> None:
        self.keys, self.domain = [], []
        heading = ""
        for of in labels:
            first, rest = (of[0], of[1:]) if len(of) > 1 else ("", of)
            if first != heading:
                heading = first
                self.domain.append(f"{_SPLIT}{first}")
            self.keys.append(f"{first or ' '}{_SPLIT}{self._lines(' · '.join(rest))}")
            self.domain.append(self.keys[-1])
        wrapped = [line for key in self.keys for line in key.split(_SPLIT)[1].split("\n")]
        self.left = min(LEFT, canvas.widest(wrapped)) + 4
        self.width = canvas.WIDTH - self.left - right
        most = max((key.count("\n") + 1 for key in self.keys), default=1)
        self.height = (STEP + LINE_HEIGHT * most) * len(self.domain)

    @staticmethod
    def _lines(text: str) -> str:
        return "\n".join(canvas.lines(text, LEFT))

    def y(self) -> alt.Y:
        """Return the axis of the rows."""
        bold = alt.condition("indexof(datum.value, '\\u001f') === 0", alt.value("bold"), alt.value("normal"))
        axis = alt.Axis(
            labelExpr=_LABEL, labelAlign="left", labelPadding=self.left, minExtent=self.left, maxExtent=self.left,
            labelOffset=canvas.lifted(_LABEL, LINE_HEIGHT), labelFontWeight=bold, labelFontSize=canvas.SIZE,
            labelLineHeight=LINE_HEIGHT, labelOverlap=False, ticks=False, domain=False, title=None,
        )  # fmt: skip
        return alt.Y("key:N", sort=None, scale=alt.Scale(domain=self.domain, paddingInner=0.3), axis=axis)

    def layered(self, *layers: alt.Chart) -> alt.LayerChart:
        """Return marks over each other in the room of the rows."""
        return alt.layer(*layers).properties(width=self.width, height=self.height)

    def at_right(self, texts: Iterable[str]) -> alt.Chart:
        """Return a text behind each row."""
        data = [{"key": key, "text": text} for key, text in zip(self.keys, texts, strict=True)]
        return (
            alt.Chart(canvas.table_of(data))
            .mark_text(align="left", dx=5, color=SOFT)
            .encode(y=self.y(), x=alt.XValue(self.width), text=alt.Text("text:N"))
        )


def shares_chart(shares: tuple[Share, ...], words: Words) -> tuple[alt.LayerChart, int, int]:
    """Return the picture of shares, how many groups (or values) it shows, and how many there are."""
    groups = by_group(shares)
    if not groups[0][0].labels and len(groups) == 1:
        kept = largest(list(shares), lambda s: s.count)
        return _bars(kept, words), len(kept), len(shares)
    kept = largest(groups, lambda g: g[0].size)
    return _stacked(kept, words), len(kept), len(groups)


def largest(found: list, size: Any, most: int = MOST_ROWS) -> list:
    """Return the largest of what is too long for one picture, in the order in which they stand."""
    chosen = sorted(range(len(found)), key=lambda at: -(size(found[at]) or 0))[:most]
    return [found[at] for at in sorted(chosen)]


def _bars(shares: list[Share], words: Words) -> alt.LayerChart:
    """Return a bar for each value, with its number behind it."""
    rows = Rows([(words.of(s.label),) for s in shares], right=92)
    data = [
        {"key": k, "share": s.share or 0, "text": _told(s, words), "fill": _fill(s)}
        for k, s in zip(rows.keys, shares, strict=True)
    ]
    most = max((s.high or s.share or 0 for s in shares), default=0) or 1
    base = alt.Chart(canvas.table_of(data)).encode(y=rows.y())
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(format=".0%", title=None, tickCount=3),
    )
    bars = base.transform_filter("datum.share > 0").mark_bar(stroke=SOFT, strokeWidth=0.6, height=BAR_HEIGHT)
    bars = bars.encode(x=x, fill=alt.Fill("fill:N", scale=None))
    told = base.mark_text(align="left", dx=5).encode(x=x, text=alt.Text("text:N"))
    return rows.layered(bars, told)


def _told(share: Share, words: Words) -> str:
    if share.share is None:
        return words["hidden"]
    return f"{words.share(share.share, 0)} ({words.count(share.count)})"


def _fill(share: Share) -> str:
    return canvas.UNKNOWN if share.value is None else canvas.BAR


class Segment(msgspec.Struct):
    """One piece of a bar of shares."""

    key: str
    label: str
    start: float
    end: float
    ink: str
    text: str


def _stacked(groups: list[tuple[Group, list[Share]]], words: Words) -> alt.LayerChart:
    """Return one bar of 100 % for each group; what may not be shown is left white."""
    shades = _shades(groups, words)
    sizes = [f"n = {words.count(group.size, True)}" for group, _ in groups]
    rows = Rows([tuple(map(words.of, group.labels)) for group, _ in groups], canvas.widest(sizes, canvas.SMALL) + 10)
    pieces = [
        piece
        for key, (_, found) in zip(rows.keys, groups, strict=True)
        for piece in _pieces(key, found, shades, words, rows.width)
    ]
    used = {piece.label for piece in pieces}
    legend = {label: fill for label, fill in shades.items() if label in used}
    data = canvas.table_of([msgspec.structs.asdict(piece) for piece in pieces])
    axis = canvas.percent_axis(rows.width > ROOMY)
    x = alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    fill = alt.Fill(
        "label:N", scale=alt.Scale(domain=list(legend), range=list(legend.values())), legend=_legend(legend)
    )
    bars = (
        alt.Chart(data)
        .mark_bar(stroke=SOFT, strokeWidth=0.6, height=BAR_HEIGHT)
        .encode(x=x, x2=alt.X2("end:Q"), y=rows.y(), fill=fill)
    )
    inside = (
        alt.Chart(
            canvas.table_of([msgspec.structs.asdict(p) | {"at": (p.start + p.end) / 2} for p in pieces if p.text])
        )
        .mark_text()
        .encode(x=alt.X("at:Q", axis=axis), y=rows.y(), text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None))
    )
    return rows.layered(bars, inside, rows.at_right(sizes))


def _legend(shades: dict[str, str]) -> alt.Legend:
    """Return the legend, in as many columns as its words leave room for."""
    room = canvas.widest(list(shades)) + 40
    return alt.Legend(columns=max(1, min(len(shades), int(canvas.WIDTH // room))))


def _shades(groups: list[tuple[Group, list[Share]]], words: Words) -> dict[str, str]:
    """Return the shade of each value: the largest by themselves, the rest together, the unknown hatched."""
    every = [s for _, found in groups for s in found]
    unknown = {words.of(s.label): canvas.UNKNOWN for s in every if s.value is None}
    sizes = {words.of(s.label): 0 for s in every if s.value is not None}
    for share in every:
        if share.value is not None:
            sizes[words.of(share.label)] += share.count or 0
    rest = len(sizes) > MOST_VALUES + 1
    kept = sorted(sizes, key=lambda v: -sizes[v])[: MOST_VALUES if rest else len(sizes)]
    named = [value for value in sizes if value in kept] + ([words["others"]] if rest else [])
    shown = dict(zip(named, canvas.fills(len(named)), strict=True)) if named else {}
    return {**shown, **unknown, words["hidden"]: canvas.NOT_SHOWN}


def _pieces(key: str, shares: list[Share], shades: dict[str, str], words: Words, width: float) -> Iterable[Segment]:
    """Return the pieces of one bar, each with its share where it has room for it."""
    together: dict[str, float] = {}
    for share in shares:
        label = words.of(share.label)
        label = label if label in shades else words["others"]
        together[label] = together.get(label, 0) + (share.share or 0)
    if any(share.share is None and share.hidden for share in shares):
        together[words["hidden"]] = max(0.0, 1 - sum(together.values()))
    start = 0.0
    for label in shades:
        if part := together.get(label, 0):
            text = words.share(part, 0) if label != words["hidden"] else ""
            text = text if canvas.widest([text], canvas.SMALL) < part * width else ""
            yield Segment(key, label, start, start + part, canvas.ink_on(shades[label]), text)
            start += part


def spread_chart(spreads: tuple[Spread, ...], words: Words) -> tuple[alt.LayerChart, int, int]:
    """Return the median of each group with the middle half, how many groups it shows, and how many there are."""
    kept = largest(list(spreads), lambda s: s.group.size)
    rows = Rows([tuple(map(words.of, s.group.labels)) or (words["all"],) for s in kept], right=92)
    data = [
        {"key": key, "q1": s.quartile1, "median": s.median, "q3": s.quartile3}
        for key, s in zip(rows.keys, kept, strict=True)
        if s.median is not None
    ]
    axis = alt.Axis(title=None, tickCount=5)
    base = alt.Chart(canvas.table_of(data)).encode(y=rows.y())
    x = {name: alt.X(f"{name}:Q", scale=alt.Scale(zero=False), axis=axis) for name in ("q1", "median")}
    half = base.mark_bar(fill=canvas.BAND, stroke=SOFT, strokeWidth=0.6, height=BAR_HEIGHT).encode(
        x=x["q1"], x2=alt.X2("q3:Q")
    )
    middle = base.mark_tick(color=INK, opacity=1, thickness=3, height=BAR_HEIGHT + 8).encode(x=x["median"])
    return rows.layered(half, middle, rows.at_right(_quartiles(s, words) for s in kept)), len(kept), len(spreads)


def _quartiles(spread: Spread, words: Words) -> str:
    if spread.median is None:
        return words["hidden"]
    median, low, high = map(words.rounded, (spread.median, spread.quartile1, spread.quartile3))
    return f"{median} ({low}–{high})"
