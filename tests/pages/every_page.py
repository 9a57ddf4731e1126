"""Every kind of page of the application, and how a person comes there. Looks at nothing itself."""

from web.patient_pages import ELSEWHERE, FOLLOWED, THIGH

TABLE = b"id,age_years,site\nA,54,thigh\nB,61,uterus\n"
OLD = {
    "leidraad": "1", "saved_on": "2026-01-05", "evaluated_on": "2026-01-05",
    "editions": {"wdt": {"edition": "2020", "sha256": "0" * 64}}, "case": THIGH,
}  # fmt: skip
PRINTED = ("referral", "mdo", "mri", "leaflet", "advice", "follow-up")
# What axe need not judge again: the rules of an advice are alike and many, and most pages show the same advice.
JUDGED_ELSEWHERE = {"thigh": "", "empty": ".rule", "follow-up": ".rule", "child": ".rule"}


def to_read(path):
    return lambda at: at.go(path)


def of_case(case):
    return lambda at: at.open(case)


def _form(at):
    """The form, with a refused answer and something looked for."""
    at.open(THIGH).press("#ask button[value=form]")
    at.page.fill("#i-age_years", "540")
    at.answered(lambda: at.page.keyboard.press("Tab"))
    at.page.fill("#find", "marge")
    at.page.wait_for_selector("#found .field")


def _refused(at):
    at.open({"care_phase": "suspicion", "tumour_domain": "soft_tissue"})
    at.page.fill("#i-age_years", "540")
    at.answered(lambda: at.page.keyboard.press("Enter"))


def _table(at):
    at.go().upload("patients.csv", TABLE)


def _not_read(at):
    at.go().upload("case.json", b'{"age_yeers": 54}')


def _missing(at):
    at.open(THIGH).turn_to("nav button[formaction='/missing']")


def _alone(at):
    at.open(THIGH).show(lambda: at.page.click("button[formaction='/advice']"))


PAGES = {
    "empty": to_read("/"),
    "thigh": of_case(THIGH),
    "follow-up": of_case(FOLLOWED),
    "child": of_case(ELSEWHERE),
    "outdated": of_case(OLD),
    "form": _form,
    "refused": _refused,
    "table": _table,
    "not-read": _not_read,
    "missing": _missing,
    "advice-alone": _alone,
    "guidelines": to_read("/guidelines"),
    "module": to_read("/guidelines/wdt/5"),
    "cases": to_read("/guidelines/wdt/4.2/wdt-4.2-01"),
    "search": to_read("/search?q=bestraling"),
    "no-such-page": to_read("/nowhere"),
}
