"""A page as PDF, by WeasyPrint on Pango. The only module that knows WeasyPrint; fetches nothing, inside or outside."""

from leidraad.diagnostics import wrong

VARIANT = "pdf/ua-1"


def to_pdf(*pages: str) -> bytes:
    """Return a self-contained HTML page as PDF/UA (tagged); raise UserInputError where Pango is not installed.

    Of several pages, the first that takes one sheet of paper; the last when none does.
    """
    try:
        import weasyprint
    except OSError:
        hint = "install the system packages of `packages.txt`, or take --format html and print it from a browser"
        raise wrong("no-pdf", "this machine has no Pango, which a PDF needs", None, hint) from None
    for page in pages:
        document = weasyprint.HTML(string=page, url_fetcher=_refuse).render(pdf_variant=VARIANT)
        if len(document.pages) == 1:
            break
    return document.write_pdf(pdf_variant=VARIANT)


def _refuse(url: str) -> None:
    raise ValueError("a page loads nothing")
