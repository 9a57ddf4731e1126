"""The condition of a rule as a tree: groups with their words, a box for each test. Narrow enough for a phone."""

from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Rule
from leidraad.pages.pictures.drawing import (
    ACCENT,
    LINE,
    PAPER,
    Element,
    Word,
    add,
    picture,
    text_lines,
    to_svg,
    words,
    wrapped,
)
from leidraad.pages.pictures.normal_form import ANY
from leidraad.pages.pictures.said import Branch, Leaf, Said, said, sentence

WIDTH = 380
SIZE, STEP = 14, 19
PAD, GAP, INDENT = 9, 8, 20
HEADING = 24
TITLE = ("Wanneer {} geldt", "When {} holds")


def tree_svg(rule: Rule, say: Phrases) -> str:
    """Return the tree of scope and condition of a rule as SVG text."""
    found = said(rule.truth, say)
    title = TITLE[LANGUAGES.index(say.language)].format(rule.id)
    svg = picture(f"tree-{rule.id}", WIDTH, _height(found, WIDTH - 2) + 2, title, sentence(found, say))
    _draw(svg, found, 1, 1, WIDTH - 2)
    return to_svg(svg)


def _draw(parent: Element, found: Said, x: float, y: float, width: float) -> None:
    if isinstance(found, Leaf):
        _leaf(parent, found, x, y, width)
    else:
        _branch(parent, found, x, y, width)


def _leaf(parent: Element, found: Leaf, x: float, y: float, width: float) -> None:
    group = add(parent, "g", data_item=found.item or "")
    add(group, "rect", x=x, y=y, width=width, height=_height(found, width), rx=5, fill=PAPER, stroke=LINE)
    text_lines(group, x + PAD, y + PAD + SIZE - 3, _lines(found, width), SIZE, STEP)


def _branch(parent: Element, found: Branch, x: float, y: float, width: float) -> None:
    group = add(parent, "g", data_joins=found.joins)
    heading = add(group, "text", x=x, y=y + SIZE, font_size=SIZE - 1, font_weight="600", fill=ACCENT)
    heading.text = found.heading
    at, last = y + HEADING, y
    for part in found.parts:
        last = at + _middle(part)
        add(
            group,
            "path",
            d=f"M{x + 5} {last}H{x + INDENT - (3 if isinstance(part, Branch) else 0)}",
            stroke=ACCENT,
            fill="none",
        )
        _draw(group, part, x + INDENT, at, width - INDENT)
        at += _height(part, width - INDENT) + GAP
    dots = {"stroke_dasharray": "2 4"} if found.joins == ANY else {}
    add(group, "path", d=f"M{x + 5} {y + HEADING - 6}V{last}", stroke=ACCENT, stroke_width=2, fill="none", **dots)


def _lines(found: Leaf, width: float) -> list[list[Word]]:
    return wrapped([*words(found.opening), *words(found.says, bold=True)], SIZE, width - 2 * PAD)


def _middle(found: Said) -> float:
    return (STEP + 2 * PAD - 4) / 2 if isinstance(found, Leaf) else SIZE / 2 + 3


def _height(found: Said, width: float) -> float:
    if isinstance(found, Leaf):
        return len(_lines(found, width)) * STEP + 2 * PAD - 4
    return HEADING + sum(_height(p, width - INDENT) + GAP for p in found.parts) - GAP
