"""Pictures of lines: patients a year by period, and survival with the numbers at risk beneath."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import altair as alt

from leidraad.pages.pictures.drawing import INK, SOFT
from leidraad.pages.report import canvas
from leidraad.pages.report.rows_chart import largest
from leidraad.pages.report.said import Dated, by_line, standardised_told
from leidraad.pages.report.words import Words
from leidraad.registry.results import Curve, Point, Rate, StandardisedRate, StandardisedSurvival

MOST_LINES = len(canvas.DASHES)
HEIGHT, GAP = 250, 13
RIGHT, LABEL_LEFT = 106, 92
MOST_NUMBERED = 4  # lines whose every point has its number written out
_TOUCHING = 0.1  # of the height: numbers of points so near each other would touch
MOST_STEPS = 240  # points of one curve: more cannot be told apart on paper


def rates_chart(rates: tuple[Rate, ...], words: Words) -> tuple[alt.LayerChart, int, int]:
    """Return a line for each group over the periods, how many it shows, and how many there are."""
    series = by_line(rates, words)
    names = largest(list(series), lambda name: sum(r.count or 0 for r in series[name]), MOST_LINES)
    periods = _periods([rate for rate in rates if rate.per_year is not None], words)
    points = [_point(name, rate, words) for name in names for rate in series[name] if rate.per_year is not None]
    return _by_period(names, periods, points, alt.Axis(title=None, tickCount=5)), len(names), len(series)


def standardised_chart(
    found: tuple[StandardisedSurvival, ...] | tuple[StandardisedRate, ...], words: Words
) -> tuple[alt.LayerChart, int, int]:
    """Return the standardised figure of each group over the periods, how many it shows, and how many there are."""
    series = by_line(found, words)
    drawn = {name: [s for s in line if standardised_told(s)] for name, line in series.items()}
    names = largest([n for n in drawn if drawn[n]], lambda n: sum(s.group.size or 0 for s in series[n]), MOST_LINES)
    periods = _periods([s for s in found if standardised_told(s)], words)
    survival = isinstance(found[0], StandardisedSurvival)
    points = []
    for name in names:
        for one in drawn[name]:
            y, low, high = standardised_told(one)
            text = words.share(y, 0) if survival else words.number(y, 2)
            points.append({"line": name, "x": _period(one, words), "y": y, "low": low, "high": high, "text": text})
    title = None if survival else words["per_100000_standard"]
    axis = canvas.percent_axis() if survival else alt.Axis(title=title, tickCount=5)
    return _by_period(names, periods, points, axis), len(names), len(series)


def _periods(found: Iterable[Dated], words: Words) -> list[str]:
    """Return the periods in their order, even if the first line has not all of them; their values begin with a year."""
    ordered = sorted(found, key=lambda one: [value or "~" for value in one.group.values[-1:]])
    return list(dict.fromkeys(_period(one, words) for one in ordered))


def _put_below(points: list[dict], near: float) -> None:
    """Let the number of a point stand beneath it where the one above it is so near that numbers would touch."""
    for point in points:
        point["below"] = any(p["x"] == point["x"] and 0 < p["y"] - point["y"] < near for p in points)


def _period(one: Rate | StandardisedSurvival | StandardisedRate, words: Words) -> str:
    return words.of(one.group.labels[-1]) if one.group.labels else words["all"]


def _point(name: str, rate: Rate, words: Words) -> dict:
    text = words.number(rate.per_year, 0)
    return {
        "line": name,
        "x": _period(rate, words),
        "y": rate.per_year,
        "low": rate.low,
        "high": rate.high,
        "text": text,
    }


def _by_period(names: list[str], periods: list[str], points: list[dict], axis: alt.Axis) -> alt.LayerChart:
    most = max((p["high"] or p["y"] for p in points), default=1)
    _put_below(points, _TOUCHING * most)
    top = 1.12 * most
    width = canvas.WIDTH - 32 - _right(names)
    x = alt.X("x:O", sort=None, scale=alt.Scale(domain=periods), axis=_periods_axis(periods, width))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)
    base = alt.Chart(canvas.table_of(points)).encode(x=x, y=y)
    said = [
        base.mark_rule(color=SOFT, strokeWidth=0.8).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        base.mark_line(strokeWidth=2).encode(**_styled(names)),
        base.mark_point(filled=True, size=55, opacity=1).encode(shape=_shape(names), color=_color(names)),
    ]
    if len(names) <= MOST_NUMBERED:
        for below, moved in ((False, -12), (True, 14)):
            numbered = base.transform_filter("datum.below" if below else "!datum.below")
            said.append(numbered.mark_text(dy=moved).encode(text=alt.Text("text:N")))
    ends = {p["line"]: p["y"] for p in points}
    said.append(_ends(ends, top, HEIGHT, alt.XValue(width)))
    return alt.layer(*said).properties(width=width, height=HEIGHT)


def _periods_axis(periods: list[str], width: float) -> alt.Axis:
    """Return the axis of periods; where they have no room beside each other each stands on two lines."""
    narrow = (canvas.widest(periods, canvas.SMALL) + 6) * len(periods) > width
    broken = {"labelExpr": "split(replace(datum.label, '-', '-\\n'), '\\n')"} if narrow else {}
    return alt.Axis(title=None, labelAngle=0, labelOverlap=False, labelLineHeight=GAP - 1, **broken)


def _right(names: list[str]) -> float:
    """Return the room for names behind their lines."""
    return canvas.widest((line for name in names for line in _name_lines(name)), canvas.SMALL) + 10


def _name_lines(name: str) -> list[str]:
    return canvas.lines(name, RIGHT, canvas.SMALL)


def _styled(names: list[str], legend: alt.Legend | None = None) -> dict:
    """Return colour and dashes of lines: either of them tells the lines apart."""
    dash = alt.StrokeDash("line:N", sort=None, scale=_scale(names, canvas.DASHES), legend=legend)
    return {"strokeDash": dash, "color": _color(names, legend)}


def _legend(names: list[str]) -> alt.Legend:
    columns = max(1, int(canvas.WIDTH // (canvas.widest(names) + 70)))
    return alt.Legend(symbolType="stroke", symbolSize=700, symbolStrokeWidth=2, symbolOpacity=1, columns=columns)


def _color(names: list[str], legend: alt.Legend | None = None) -> alt.Color:
    return alt.Color("line:N", sort=None, scale=_scale(names, canvas.LINES), legend=legend)


def _shape(names: list[str]) -> alt.Shape:
    return alt.Shape("line:N", sort=None, scale=_scale(names, canvas.SHAPES), legend=None)


def _scale(names: list[str], shown: Sequence) -> alt.Scale:
    return alt.Scale(domain=names, range=[list(s) if isinstance(s, tuple) else s for s in shown[: len(names)]])


def _ends(ends: dict[str, float], top: float, height: float, x: alt.XValue) -> alt.Chart:
    """Return the name of each line behind its end; names that would touch are moved apart."""
    lines = {name: _name_lines(name) for name in ends}
    unit = top / height
    placed = apart([(y, len(lines[name]) * GAP * unit) for name, y in ends.items()], 0, top)
    # A text of more lines hangs from its first: so each line is a text of its own.
    data = [
        {"name": line, "at": at + ((len(lines[name]) - 1) / 2 - row) * GAP * unit}
        for name, at in zip(ends, placed, strict=True)
        for row, line in enumerate(lines[name])
    ]
    y = alt.Y("at:Q", scale=alt.Scale(domain=[0, top], nice=False))
    named = alt.Chart(canvas.table_of(data)).mark_text(align="left", baseline="middle", dx=6, color=INK)
    return named.encode(x=x, y=y, text=alt.Text("name:N"))


def apart(found: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Return middles moved so that pieces of the given heights do not overlap, lowest first, within the bounds."""
    placed = [0.0] * len(found)
    order = sorted(range(len(found)), key=lambda at: found[at][0])
    edge = low - found[order[0]][1] / 2 if order else low
    for at in order:
        middle, size = found[at]
        placed[at] = max(middle, edge + size / 2)
        edge = placed[at] + size / 2
    edge = high + (found[order[-1]][1] / 2 if order else 0)
    for at in reversed(order):
        placed[at] = min(placed[at], edge - found[at][1] / 2)
        edge = placed[at] - found[at][1] / 2
    return placed


def net_chart(curves: tuple[Curve, ...], words: Words) -> tuple[alt.VConcatChart, int, int]:
    """Return the same of net survival, which is told by the year and may pass 1: lines from point to point."""
    return survival_chart(curves, words, "linear")


def survival_chart(
    curves: tuple[Curve, ...], words: Words, between: str = "step-after"
) -> tuple[alt.VConcatChart, int, int]:
    """Return curves with their bands, the numbers at risk beneath, how many groups it shows, and how many there are."""
    drawable = [c for c in curves if c.steps and not c.hidden]
    kept = largest(drawable, lambda c: c.group.size, MOST_LINES)
    names = [words.labels(c.group.labels) for c in kept]
    last = max((c.steps[-1].years for c in kept), default=1) or 1
    labels = [canvas.lines(name, LABEL_LEFT, canvas.SMALL) for name in names]
    left = max(40, canvas.widest([line for each in labels for line in each], canvas.SMALL) + 24)
    # Beside its end a name shows best which line it belongs to; lines that end early have theirs above.
    reaching = all(c.steps[-1].years > 0.9 * last for c in kept)
    room = _Room(left, canvas.WIDTH - left - (_right(names) if reaching else 20), last)
    return (
        alt.vconcat(_steps(kept, names, room, reaching, between), _at_risk(kept, labels, room, words)),
        len(kept),
        len(curves),
    )


class _Room(NamedTuple):
    """Where survival and the numbers beneath it stand: the same years above each other."""

    left: float
    width: float
    last: float

    def years(self, axis: alt.Axis) -> alt.X:
        return alt.X("years:Q", scale=alt.Scale(domain=[0, self.last], nice=False), axis=axis)


def _times(curves: list[Curve], room: _Room) -> list[float]:
    """Return the times of the table that have room for their numbers beneath the picture."""
    most = max((p.at_risk or 0 for c in curves for p in c.points), default=0)
    least = (canvas.widest([f"{most:,}"], canvas.SMALL) + 4) * room.last / room.width
    return sorted(spaced(sorted({p.years for c in curves for p in c.points if p.years <= room.last}), least))


def _steps(curves: list[Curve], names: list[str], room: _Room, reaching: bool, between: str) -> alt.LayerChart:
    legend = None if reaching else _legend(names)
    points = [
        {"line": name, "years": p.years, "y": p.survival, "low": p.low, "high": p.high}
        for name, curve in zip(names, curves, strict=True)
        for p in thinned(curve)
    ]
    top = max([1.0, *(p["y"] for p in points)])
    percent = canvas.percent_axis(top=top, minExtent=room.left, maxExtent=room.left)
    scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("y:Q", scale=scale, axis=percent)
    x = room.years(alt.Axis(title=None, values=_times(curves, room), format="~f"))
    base = alt.Chart(canvas.table_of(points)).encode(x=x)
    bounded = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    band = bounded.mark_area(interpolate=between, opacity=0.16, clip=True).encode(
        y=alt.Y("low:Q", scale=scale, axis=percent),
        y2=alt.Y2("high:Q"),
        color=_color(names, legend),
    )
    line = base.mark_line(interpolate=between, strokeWidth=2).encode(y=y, **_styled(names, legend))
    layers = [band, line]
    if reaching:
        ends = {name: thinned(curve)[-1].survival for name, curve in zip(names, curves, strict=True)}
        layers.append(_ends(ends, top, HEIGHT, alt.XValue(room.width)))
    return alt.layer(*layers).properties(width=room.width, height=HEIGHT)


def thinned(curve: Curve) -> list[Point]:
    """Return the steps of a curve with an estimate: all of them, or evenly chosen ones with the first and last."""
    steps = [p for p in curve.steps if p.survival is not None]
    if len(steps) <= MOST_STEPS:
        return steps
    return [steps[round(at * (len(steps) - 1) / (MOST_STEPS - 1))] for at in range(MOST_STEPS)]


def spaced(times: list[float], least: float) -> list[float]:
    """Return times that lie at least so far apart, the first and the later ones before those between."""
    kept = times[:1]
    for time in reversed(times[1:]):
        if all(abs(time - other) >= least for other in kept):
            kept.append(time)
    return kept


def _at_risk(curves: list[Curve], labels: list[list[str]], room: _Room, words: Words) -> alt.Chart:
    """Return the numbers at risk, a line for each group, beneath the times of the table."""
    keys = [f"{at}\n" + "\n".join(lines) for at, lines in enumerate(labels)]
    times = _times(curves, room)
    data = [
        {"key": key, "years": p.years, "n": words.count(p.at_risk, True)}
        for key, curve in zip(keys, curves, strict=True)
        for p in curve.points
        if p.years in times
    ]
    lines_of = "slice(split(datum.value, '\\n'), 1)"
    axis = alt.Axis(
        labelExpr=lines_of, labelAlign="left", labelPadding=room.left, minExtent=room.left, maxExtent=room.left,
        labelOffset=canvas.lifted(lines_of, GAP - 1), labelLineHeight=GAP - 1, labelOverlap=False, ticks=False,
        domain=False, title=None,
    )  # fmt: skip
    title = f"{words['years_after']}; {words['at_risk_long']}:"
    x = room.years(
        alt.Axis(orient="top", title=title, labels=False, ticks=False, domain=False, grid=False, titlePadding=2)
    )
    height = GAP * sum(max(1, len(lines)) for lines in labels) + 6 * len(labels)
    return (
        alt.Chart(canvas.table_of(data))
        .mark_text()
        .encode(x=x, y=alt.Y("key:N", sort=None, scale=alt.Scale(domain=keys), axis=axis), text=alt.Text("n:N"))
        .properties(width=room.width, height=height)
    )
