"""What every picture is made of: SVG elements, text that wraps. Knows nothing of what is drawn.

Only presentation attributes: a page may forbid inline style. Colours print in grey; no meaning hangs on colour alone.
"""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

Element = ElementTree.Element

INK, SOFT, LINE, ACCENT, WASH, PAPER = "#1b2227", "#4d5a62", "#8d999f", "#0a5a6b", "#f1f6f7", "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# Widths in ems of the widest of the fonts that a system shows for `sans-serif`: text may come out narrower, not wider.
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!·()[]-/ \u00a0", 0.4),
    **dict.fromkeys("frtI", 0.48),
    **dict.fromkeys("mwMW%@≥≤<>+=—…", 1.04),
}
_CAPITAL, _OTHER = 0.8, 0.7
_REGULAR = 0.9  # of the width of bold

Word = tuple[str, bool]  # the word, and whether it is bold


def picture(name: str, width: float, height: float, title: str, description: str) -> Element:
    """Return an empty picture that a reader of the screen can do without: title and description say what it shows."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": f"{name}-title {name}-desc",
            "viewBox": f"0 0 {_number(width)} {_number(height)}", "width": _number(width), "height": _number(height),
            "font-family": FONT,
        },
    )  # fmt: skip
    add(svg, "title", id=f"{name}-title").text = title
    add(svg, "desc", id=f"{name}-desc").text = description
    return svg


def add(parent: Element, tag: str, **attributes: str | float) -> Element:
    """Add an element; an underscore in a name stands for a hyphen."""
    said = {k.replace("_", "-"): v if isinstance(v, str) else _number(v) for k, v in attributes.items()}
    return ElementTree.SubElement(parent, tag, said)


def to_svg(element: Element) -> str:
    """Return the picture as text."""
    return ElementTree.tostring(element, encoding="unicode")


def _number(value: float) -> str:
    return f"{value:g}"


def width_of(line: Iterable[Word], size: float) -> float:
    """Return how wide words on one line are at most."""
    return size * sum((1 if bold else _REGULAR) * (_ems(word) + _WIDTHS[" "]) for word, bold in line)


def _ems(text: str) -> float:
    return sum(_WIDTHS.get(c, _CAPITAL if c.isupper() else _OTHER) for c in text)


def words(text: str, bold: bool = False) -> list[Word]:
    """Return the words of a text."""
    # A space that may not break stays inside its word.
    return [(word, bold) for word in text.split(" ") if word]


def wrapped(found: Iterable[Word], size: float, width: float) -> list[list[Word]]:
    """Return words as lines that fit a width; a word that is too long by itself is broken."""
    lines: list[list[Word]] = [[]]
    for piece in (piece for word in found for piece in _pieces(word, size, width)):
        if lines[-1] and width_of([*lines[-1], piece], size) > width:
            lines.append([])
        lines[-1].append(piece)
    return lines


def _pieces(word: Word, size: float, width: float) -> Iterable[Word]:
    text, bold = word
    while width_of([(text, bold)], size) > width and len(text) > 2:
        fitting = (n for n in range(len(text) - 1, 1, -1) if width_of([(f"{text[:n]}-", bold)], size) <= width)
        cut = next(fitting, 1)
        yield f"{text[:cut]}-", bold
        text = text[cut:]
    yield text, bold


def shortened(lines: Sequence[list[Word]], most: int) -> list[list[Word]]:
    """Return the first lines; when some are left out, the last one ends in an ellipsis."""
    if len(lines) <= most:
        return list(lines)
    kept = [list(line) for line in lines[:most]]
    kept[-1][-1] = ("…", kept[-1][-1][1])
    return kept


def text_lines(
    parent: Element, x: float, y: float, lines: Iterable[list[Word]], size: float, step: float, ink: str = INK
) -> None:
    """Draw lines of words, the first with its base line at `y`; bold words in ink, the others softer."""
    text = add(parent, "text", x=x, y=y, font_size=size, fill=SOFT)
    for number, line in enumerate(lines):
        for at, (run, bold) in enumerate(_runs(line)):
            place = {"x": x, "dy": step if number else 0} if at == 0 else {}
            tspan = add(text, "tspan", **place, **({"font_weight": "600", "fill": ink} if bold else {}))
            # The space stands inside, so that the words stay apart for who reads or copies them.
            tspan.text = run if at == 0 else f" {run}"


def _runs(line: list[Word]) -> list[Word]:
    runs: list[Word] = []
    for word, bold in line:
        if runs and runs[-1][1] == bold:
            runs[-1] = (f"{runs[-1][0]} {word}", bold)
        else:
            runs.append((word, bold))
    return runs
