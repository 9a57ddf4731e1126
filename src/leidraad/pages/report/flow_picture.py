"""The selection as a picture: who remains after each step, and who was left out beside it. Counts nothing."""

from leidraad.pages.pictures.drawing import (
    ACCENT,
    INK,
    LINE,
    PAPER,
    WASH,
    Element,
    add,
    picture,
    text_lines,
    to_svg,
    words,
    wrapped,
)
from leidraad.pages.report.canvas import WIDTH
from leidraad.pages.report.words import Words
from leidraad.registry.results import Flow

SIZE, STEP = 12, 15
MAIN = 140
AWAY = WIDTH - MAIN - 36
PAD = 8


def flow_svg(flow: tuple[Flow, ...], words_of: Words, title: str, left: str) -> str:
    """Return the picture; `flow` has at least one step, `left` says what those who are left are."""
    boxes = [_left_out(step, words_of) for step in flow]
    heights = [max(46.0, 2 * PAD + STEP * len(lines)) for lines in boxes]
    svg = picture("flow", WIDTH, 1, title, flow_said(flow, words_of, left))
    _remaining(svg, 2, words_of["start"], words_of.count(flow[0].before, True))
    y = 2 + 52.0
    for step, lines, height in zip(flow, boxes, heights, strict=True):
        _arrow(svg, y, y + height)
        _box(svg, MAIN + 34, y + 2, AWAY, height - 8, PAPER)
        text_lines(svg, MAIN + 34 + PAD, y + 2 + PAD + SIZE - 2, lines, SIZE, STEP)
        add(svg, "path", d=f"M{MAIN / 2} {y + height / 2}H{MAIN + 32}", stroke=LINE, fill="none")
        y += height
        last = step is flow[-1]
        _remaining(svg, y, left if last else "", words_of.count(step.after, True))
        y += 52 if last else 32
    svg.set("height", f"{y + 4:g}")
    svg.set("viewBox", f"0 0 {WIDTH} {y + 4:g}")
    return to_svg(svg)


def _left_out(step: Flow, words_of: Words) -> list:
    """Return the words of a step: how many went, why, and of how many it is not known."""
    said = [*words(f"− {words_of.count(step.left_out, True)}", True), *words(words_of.of(step.title))]
    lines = wrapped(said, SIZE, AWAY - 2 * PAD)
    if step.unknown != 0:
        told = f"{words_of['not_known'].lower()}: {words_of.count(step.unknown, True)}"
        lines += wrapped(words(told), SIZE, AWAY - 2 * PAD)
    return lines


def _remaining(svg: Element, y: float, label: str, count: str) -> None:
    height = 50 if label else 30
    _box(svg, 1, y, MAIN, height, WASH)
    lines = wrapped([*words(count, True)], 14, MAIN)
    text_lines(svg, PAD, y + 20, lines, 14, STEP, ACCENT)
    if label:
        text_lines(svg, PAD, y + 34, wrapped(words(label), 10, MAIN - 2 * PAD)[:2], 10, 12, INK)


def _box(svg: Element, x: float, y: float, width: float, height: float, fill: str) -> None:
    add(svg, "rect", x=x, y=y, width=width, height=height, rx=4, fill=fill, stroke=LINE)


def _arrow(svg: Element, start: float, end: float) -> None:
    x = MAIN / 2
    add(svg, "path", d=f"M{x} {start}V{end - 5}", stroke=LINE, fill="none")
    add(svg, "path", d=f"M{x - 4} {end - 7}L{x} {end}L{x + 4} {end - 7}Z", fill=LINE)


def flow_said(flow: tuple[Flow, ...], words_of: Words, left: str) -> str:
    """Return the selection in words."""
    steps = "; ".join(
        f"{words_of.of(s.title)}: {words_of['left_out'].lower()} {words_of.count(s.left_out, True)}" for s in flow
    )
    start = f"{words_of['start']}: {words_of.count(flow[0].before, True)}"
    return f"{start}. {steps}. {left}: {words_of.count(flow[-1].after, True)}."
