"""Pictures of hospitals: each beside the others and a norm, and funnels. Draws only numbers that may be shown."""

import altair as alt

from leidraad.pages.pictures.drawing import INK, SOFT
from leidraad.pages.report import canvas
from leidraad.pages.report.lines_chart import GAP, apart
from leidraad.pages.report.words import Words
from leidraad.registry.results import Funnel, Limit, NormResult, Rate

HEIGHT, FUNNEL, LEFT = 230, 290, 46
MOST_NAMED = 30  # hospitals whose codes can stand beneath their bars
LIMITS = (("998", "low998", "high998", (1, 0)), ("95", "low95", "high95", (5, 3)))


def hospitals_chart(rates: tuple[Rate, ...], norms: tuple[NormResult, ...], words: Words) -> alt.LayerChart:
    """Return a bar for each hospital, the largest first, with the lines of the norms."""
    shown = sorted((r for r in rates if r.per_year is not None), key=lambda r: -r.per_year)
    data = [{"hospital": words.of(r.group.labels[0]), "y": r.per_year, "low": r.low, "high": r.high} for r in shown]
    names = [d["hospital"] for d in data]
    top = max([*(d["high"] or d["y"] for d in data), *(n.least * 1.1 for n in norms), 1])
    named = len(names) <= MOST_NAMED
    axis = alt.Axis(
        labels=named, ticks=False, labelAngle=-90, labelOverlap=False, title=words["in_order"],
    )  # fmt: skip
    x = alt.X("hospital:N", sort=None, scale=alt.Scale(domain=names, paddingInner=0.25), axis=axis)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=words["operations_per_year"], tickCount=6),
    )
    base = alt.Chart(canvas.table_of(data)).encode(x=x)
    layers = [base.mark_bar(fill=canvas.BAND, stroke=SOFT, strokeWidth=0.6).encode(y=y)]
    if named:
        layers.append(base.mark_rule(color=INK, strokeWidth=1).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")))
    layers += [_norm_line(norm, words) for norm in norms]
    return alt.layer(*layers).properties(width=canvas.WIDTH - LEFT - 6, height=HEIGHT)


def _norm_line(norm: NormResult, words: Words) -> alt.LayerChart:
    """Return the line of a norm with its words above it, at the right where bars are low."""
    text = f"{words['norm'].format(words.number(norm.least, 0))} ({in_force(norm, words)})"
    base = alt.Chart(canvas.table_of([{"least": norm.least, "text": text}])).encode(y=alt.Y("least:Q"))
    line = base.mark_rule(color=INK, strokeWidth=1.6, strokeDash=[7, 3])
    told = base.mark_text(align="right", dy=-7, fontSize=canvas.SIZE).encode(
        x=alt.XValue(canvas.WIDTH - LEFT - 8), text=alt.Text("text:N")
    )
    return alt.layer(line, told)


def in_force(norm: NormResult, words: Words) -> str:
    """Return the years in which a norm is or was in force."""
    said = [words["since"].format(norm.since)] if norm.since else []
    said += [words["until"].format(norm.until)] if norm.until else []
    return ", ".join(said) or words["always"]


def funnel_chart(funnel: Funnel, words: Words) -> alt.LayerChart:
    """Return hospitals by size and share, with the share of all and the control limits."""
    shown = [p for p in funnel.points if p.share is not None and p.of]
    last = 1.12 * max([*(p.of for p in shown), *(limit.of for limit in funnel.limits), 1])
    width = canvas.WIDTH - LEFT - 62
    x = alt.X(
        "of:Q",
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(title=words["funnel_size"], tickCount=6, grid=False),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=canvas.percent_axis())
    data = [{"of": p.of, "share": p.share, "name": p.hospital, "outside": bool(p.outside)} for p in shown]
    points = alt.Chart(canvas.table_of(data)).encode(x=x, y=y)
    inside = points.transform_filter("!datum.outside").mark_point(shape="circle", color=SOFT, size=38, strokeWidth=1.2)
    far = points.transform_filter("datum.outside").mark_point(
        shape="diamond", filled=True, color=INK, size=85, opacity=1
    )
    layers = [*_limit_lines(funnel.limits, x, y), *_target(funnel, width, y, words), inside, far]
    return alt.layer(*layers, _far_names(named_apart(data, last, width), x, y)).properties(width=width, height=FUNNEL)


def _limit_lines(limits: tuple[Limit, ...], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    lines = []
    for _, low, high, dash in LIMITS:
        for side in (low, high):
            data = [{"of": limit.of, "share": getattr(limit, side)} for limit in limits]
            chart = alt.Chart(canvas.table_of(data)).mark_line(color=SOFT, strokeDash=list(dash), strokeWidth=1.2)
            lines.append(chart.encode(x=x, y=y))
    return lines


def _target(funnel: Funnel, width: float, y: alt.Y, words: Words) -> list[alt.Chart]:
    """Return the line of all together, and what each line means behind its end."""
    if funnel.target is None:
        return []
    ends = {words.share(funnel.target, 0): funnel.target}
    base = alt.Chart(canvas.table_of([{"share": funnel.target}]))
    line = base.mark_rule(color=INK, strokeWidth=1).encode(y=y)
    if funnel.limits:
        end = funnel.limits[-1]
        ends |= {words["limit95"]: end.high95, words["limit998"]: end.high998}
    placed = apart([(v, GAP / FUNNEL) for v in ends.values()], 0, 1)
    data = [{"share": at, "text": text} for text, at in zip(ends, placed, strict=True)]
    told = alt.Chart(canvas.table_of(data)).mark_text(align="left", dx=4, baseline="middle")
    return [line, told.encode(x=alt.XValue(width), y=y, text=alt.Text("text:N"))]


def _far_names(far: list[dict], x: alt.X, y: alt.Y) -> alt.Chart:
    base = alt.Chart(canvas.table_of(far)).mark_text(align="left", dx=7, dy=-6, fontWeight="bold")
    return base.encode(x=x, y=y, text=alt.Text("name:N"))


def named_apart(found: list[dict], last: float, width: float) -> list[dict]:
    """Return the hospitals outside whose names do not touch, the largest first; the text beside names the others."""
    kept: list[dict] = []
    for one in sorted((d for d in found if d["outside"]), key=lambda d: -d["of"]):
        room = canvas.widest([one["name"]], canvas.SMALL) + 6
        touches = any(
            abs(one["of"] - other["of"]) * width / last < room and abs(one["share"] - other["share"]) * FUNNEL < GAP
            for other in kept
        )
        if not touches:
            kept.append(one)
    return kept
