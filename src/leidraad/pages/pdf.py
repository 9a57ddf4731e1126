"""A page as PDF, by WeasyPrint on Pango. The only module that knows WeasyPrint; fetches nothing, inside or outside."""

from leidraad.diagnostics import wrong


def to_pdf(page: str) -> bytes:
    """Return a self-contained HTML page as PDF/UA (tagged); raise UserInputError where Pango is not installed."""
    try:
        import weasyprint
    except OSError:
        hint = "install the system packages of `packages.txt`, or take --format html and print it from a browser"
        raise wrong("no-pdf", "this machine has no Pango, which a PDF needs", None, hint) from None
    return weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1")


def _refuse(url: str) -> None:
    raise ValueError("a page loads nothing")
