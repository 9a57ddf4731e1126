"""From a chart of altair to an SVG that stands by itself: its width, its greys, its name for a reader of the screen.

The only module that knows vl-convert. It loads nothing from outside and knows nothing of what is drawn.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

import altair as alt
import msgspec
import vl_convert

from leidraad.pages.pictures.drawing import INK, LINE, SOFT, width_of, wrapped
from leidraad.pages.pictures.drawing import words as words_of

SVG = "http://www.w3.org/2000/svg"
# All pictures are as wide as a phone shows without shrinking their letters; two of them fit beside each other.
WIDTH = 410
SIZE, SMALL = 12, 11
# Its widths are known to the converter, and every system has a font of the same widths.
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"

# Steps of lightness that stay apart in grey. Unknown is hatched, a share that may not be shown is left white.
RAMP = ("#07323b", "#256474", "#5b97a4", "#93bec6", "#c3dce1", "#f0f6f7")
PAIRS = {1: (1,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 2, 3, 5), 5: (0, 1, 2, 3, 5), 6: (0, 1, 2, 3, 4, 5)}
UNKNOWN, NOT_SHOWN, HATCH = "#fdfefc", "#fefefe", "#a3aeb4"
DASHES = ((1, 0), (8, 4), (2, 2), (10, 3, 2, 3), (2, 7), (14, 3, 2, 3, 2, 3))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
LINES = (INK, "#256474", "#4d7f8a", INK, "#256474", "#4d7f8a")
BAR, BAND = "#256474", "#8fb4bc"

_NARROW = 0.88  # of the wide font that widths are reckoned with elsewhere
_LOCALES = {
    "nl": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""], "percent": "\u00a0%"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}
_DARK = RAMP[:2]
_FINER = re.compile(r"(\.\d\d)\d+")  # than a hundredth of a point
_HATCH = '<pattern xmlns="{}" id="{}" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 5L5 0" stroke="{}"/></pattern>'  # noqa: E501

_CONFIG = {
    "font": FONT,
    "aria": False,
    "background": None,
    "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": SMALL, "titleFontSize": SIZE, "titleFontWeight": "normal", "labelColor": INK,
        "titleColor": INK, "gridColor": "#e3e8ea", "domainColor": LINE, "tickColor": LINE, "labelLimit": 0,
        "titleLimit": 0,
    },
    "legend": {
        "labelFontSize": SIZE, "labelColor": INK, "title": None, "orient": "top", "symbolType": "square",
        "symbolSize": 130, "symbolStrokeColor": SOFT, "symbolStrokeWidth": 0.6, "labelLimit": 0, "columnPadding": 14,
        "offset": 6,
    },
    "text": {"fontSize": SMALL, "color": INK},
    "concat": {"spacing": 4},
}  # fmt: skip


class Said(NamedTuple):
    """What a reader of the screen hears of a picture."""

    title: str
    text: str
    language: str


def percent_axis(quarters: bool = True, top: float = 1, **more) -> alt.Axis:
    """Return an axis of shares from 0 to 1 or somewhat more, as percentages: every quarter, or the half only."""
    part = 0.25 if quarters else 0.5
    values = [n * part for n in range(int(top / part) + 1)]
    return alt.Axis(values=values, format=".0%", title=None, **more)


def lifted(lines_of: str, height: float) -> dict:
    """Return how far labels of more lines, which hang from the first, are lifted; `lines_of` gives the lines."""
    hanging = [{"test": f"length({lines_of}) === {n + 1}", "value": -n * height / 2} for n in (1, 2, 3, 4)]
    return {"condition": hanging, "value": 0}


def fills(count: int) -> tuple[str, ...]:
    """Return so many shades, from dark to light."""
    return tuple(RAMP[at] for at in PAIRS[count])


def ink_on(fill: str) -> str:
    """Return the colour of letters on a shade."""
    return "#ffffff" if fill in _DARK else INK


def lines(text: str, width: float, size: float = SIZE) -> list[str]:
    """Return a text as lines that fit a width."""
    return [" ".join(word for word, _ in line) for line in wrapped(words_of(text), size * _NARROW, width)]


def widest(texts: Iterable[str], size: float = SIZE) -> float:
    """Return the width of the widest of some lines."""
    return max((width_of(words_of(text), size * _NARROW) for text in texts), default=0)


def to_svg(chart: alt.TopLevelMixin, name: str, said: Said) -> str:
    """Return a chart as SVG. `name` is its own on the page; `said` is its title and what it shows."""
    spec = {**chart.to_dict(validate=False), "config": _CONFIG}
    spec["datasets"] = {text: msgspec.json.decode(text) for text in _tables(spec)}
    svg = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES[said.language]))
    for element in list(svg.iter()):
        _made_plain(element, name)
    _named(svg, name, said)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(svg, encoding="unicode")


def _made_plain(element: ElementTree.Element, name: str) -> None:
    """Take away roles that speak English to a reader of the screen; make ids the picture's own; hatch the unknown."""
    for attribute in [a for a in element.attrib if a in ("class", "role", "style") or a.startswith("aria-")]:
        del element.attrib[attribute]
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    for key, value in element.attrib.items():
        if value.startswith("url(#"):
            element.set(key, f"url(#{name}-{value[5:]}")
        elif key in ("d", "transform"):
            element.set(key, _FINER.sub(r"\1", value))
    if element.get("fill") == UNKNOWN:
        element.set("fill", f"url(#{name}-hatch)")


def _named(svg: ElementTree.Element, name: str, said: Said) -> None:
    """Give the picture its title, its description and the hatching."""
    svg.set("role", "img")
    svg.set("aria-labelledby", f"{name}-title {name}-desc")
    svg.set("font-family", FONT)
    parts = [ElementTree.Element(f"{{{SVG}}}title", id=f"{name}-title")]
    parts.append(ElementTree.Element(f"{{{SVG}}}desc", id=f"{name}-desc"))
    parts[0].text, parts[1].text = said.title, said.text
    if any(element.get("fill") == f"url(#{name}-hatch)" for element in svg.iter()):
        parts.append(ElementTree.Element(f"{{{SVG}}}defs"))
        parts[2].append(ElementTree.fromstring(_HATCH.format(SVG, f"{name}-hatch", HATCH)))
    for at, part in enumerate(parts):
        svg.insert(at, part)


def table_of(rows: Sequence[dict]) -> alt.NamedData:
    """Return rows as the data of a chart. Altair copies what it holds many times over, so they travel as one text."""
    return alt.NamedData(name=msgspec.json.encode(list(rows)).decode())


def _tables(spec: dict) -> Iterable[str]:
    """Return the rows of all parts of a chart, each as its text."""
    if "data" in spec:
        yield spec["data"]["name"]
    for part in (*spec.get("layer", ()), *spec.get("vconcat", ())):
        yield from _tables(part)
