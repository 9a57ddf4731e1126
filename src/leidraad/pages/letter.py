"""A letter about one patient as text, as HTML that prints on one A4, and as PDF. Loads nothing from outside."""

import jinja2

from leidraad.explaining.letter import Letter, to_json
from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.pages.letter_blocks import LetterPage
from leidraad.pages.letter_sheet import BESIDE, WHOLE, Block, Sheet, fitting, hopeful, sheets
from leidraad.pages.lines import wrapped

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("leidraad.pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
BULLETED = ("lines", "columns", "table")


def rendered(letter: Letter, form: str, say: Phrases) -> bytes:
    """Return the letter in a form that the command line offers."""
    if form == "pdf":
        return letter_to_pdf(letter, say)
    if form == "json":
        return f"{to_json(letter)}\n".encode()
    return (letter_to_html if form == "html" else letter_to_text)(letter, say).encode()


def letter_to_text(letter: Letter, say: Phrases) -> str:
    """Return the whole letter for a terminal; nothing is cut."""
    page = LetterPage(letter, say)
    lines = [*wrapped(page.title()), *wrapped(page.subject()), ""]
    for block in page.blocks(WHOLE):
        lines += _lines(block)
    return "\n".join([*lines, *wrapped(page.foot())]) + "\n"


def _lines(block: Block) -> list[str]:
    title = f"{block.title} ({block.tag})" if block.tag else block.title
    lines = [title] if title else []
    for line in block.lines:
        note = f"[{line.note}]" if line.note else ""
        said = " ".join(filter(None, (line.lead, line.text, note, "____________________" if line.blank else "")))
        lines += wrapped(said, "  ", "- " if block.form in BULLETED else "")
    return [*lines, ""]


def letter_to_html(letter: Letter, say: Phrases) -> str:
    """Return the page. The safety words come from the program, so that no setting can take them away."""
    page = LetterPage(letter, say)
    return _html(page, fitting(sheets(page.blocks), page.head()))


def letter_to_pdf(letter: Letter, say: Phrases) -> bytes:
    """Return one A4 with as much as it holds; raise UserInputError where this machine cannot make a PDF."""
    from leidraad.pages.pdf import to_pdf

    page = LetterPage(letter, say)
    return to_pdf(*(_html(page, sheet) for sheet in hopeful(sheets(page.blocks), page.head())))


def _html(page: LetterPage, sheet: Sheet) -> str:
    template = _TEMPLATES.get_template("letter.html")
    return template.render(page=page, letter=page.letter, say=page.say, sheet=sheet, beside=BESIDE, safety=SAFETY)
