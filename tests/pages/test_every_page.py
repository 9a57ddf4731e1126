"""Every page on the screen of a phone, a desk and a meeting room, and by the rules of WCAG 2.2, in both languages."""

import pytest
from pages.every_page import JUDGED_ELSEWHERE, PAGES, PRINTED, to_read
from web.patient_pages import FOLLOWED

from leidraad.actions.load_content import load_content
from leidraad.explaining.phrases import LANGUAGES

SIZES = {"phone": (390, 844), "room": (1920, 1080), "desk": (1440, 900)}


def misfits(at):
    """Return what is cut or sticks out, by size; ends on the desk."""
    return {name: found for name, size in SIZES.items() if (found := at.resized(size).cut())}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_every_screen_and_keeps_to_wcag(desk, page, lang):
    at = desk(lang)
    PAGES[page](at)
    assert at.page.get_attribute("html", "lang") == lang
    assert misfits(at) == {}
    at.open_all()
    if lang == LANGUAGES[0]:
        assert misfits(at) == {}
    assert at.violations(but=JUDGED_ELSEWHERE.get(page, "#advice")) == []
    if page == "no-such-page":
        at.forgive("404")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_advice_that_is_folded_keeps_to_wcag(desk, lang):
    at = desk(lang)
    PAGES["thigh"](at)
    assert at.violations() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_letters_and_forms_to_print_fit_every_screen_and_keep_to_wcag(desk, lang):
    at = desk(lang).open(FOLLOWED)
    for name in PRINTED:
        with at.shown_beside(lambda name=name: at.page.click(f"button[formaction='/download/{name}.html']")):
            at.open_all()
            assert (name, misfits(at)) == (name, {})
            assert (name, at.violations()) == (name, [])


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_module_fits_and_keeps_to_wcag(desk, lang):
    at = desk(lang)
    for guideline in load_content().guidelines:
        for module in guideline.modules:
            to_read(f"/guidelines/{guideline.id}/{module.id}")(at)
            assert (module.id, misfits(at.open_all())) == (module.id, {})
            assert (module.id, at.violations()) == (module.id, [])
