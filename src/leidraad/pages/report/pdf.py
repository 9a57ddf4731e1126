"""The quality report as PDF, from the same page as the HTML. Adds nothing but the sheets of paper."""

from leidraad.pages.pdf import to_pdf
from leidraad.pages.report.html import report_paper
from leidraad.registry.results import Report


def report_pdf(report: Report, language: str) -> bytes:
    """Return the report on A4; raise UserInputError where this machine cannot make a PDF."""
    return to_pdf(report_paper(report, language))
