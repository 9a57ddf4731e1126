"""What a person at a screen does and sees: clicks, keys, what is on the screen. Counts what a hand does."""

import io
import json
import re
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
QUIET = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
ANSWERED = re.compile(r"/(patient|search)(\?|$)")
MOST_TABS = 200

OPEN_ALL = "() => document.querySelectorAll('details').forEach(d => { d.open = true; })"

# What sticks out of the screen, or is cut by a box that does not scroll; not what only a screen reader meets.
CUT = """() => {
  const wide = document.documentElement.clientWidth, needs = document.documentElement.scrollWidth, found = [];
  if (needs > wide) found.push(`the page is ${needs} wide`);
  const scrolls = e => e && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const unseen = e => e && (getComputedStyle(e).clipPath !== 'none' || unseen(e.parentElement));
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg') && e.tagName !== 'svg') continue;
    if (!e.checkVisibility({ visibilityProperty: true }) || unseen(e) || e.matches('option, .skip')) continue;
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = `${e.tagName} ${e.id || e.className} ${e.textContent.trim().slice(0, 40)}`;
    if ((box.left < -1 || box.right > wide + 1) && !scrolls(e.parentElement)) found.push(`outside: ${name}`);
    const style = getComputedStyle(e);
    if (e.scrollWidth > e.clientWidth + 1 && ['hidden', 'clip'].includes(style.overflowX)) found.push(`cut: ${name}`);
    if (e.scrollHeight > e.clientHeight + 1 && ['hidden', 'clip'].includes(style.overflowY)) found.push(`cut: ${name}`);
  }
  return found;
}"""

# How the focus is seen: something stands there that was not there before, within the screen.
FOCUS = """e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


class Desk:
    """One browser window. `deeds` counts the clicks, choices, keys and texts of the person."""

    def __init__(self, browser, key, home, lang, size):
        self.home, self.deeds, self.wrong = home, 0, []
        width, height = size
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale=LOCALES[lang])
        self.context.set_default_timeout(30_000)
        self.context.add_cookies([*key, {"name": "leidraad-lang", "value": lang, "url": home}])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)

    def close(self):
        """Close the window; whatever its scripts complained of is an error."""
        self.context.close()
        assert not self.wrong

    def go(self, path="/"):
        self.page.goto(self.home + path)
        return self

    def open(self, case):
        """Open a case from a file, as a person does."""
        self.go().upload("case.json", json.dumps(case).encode())
        return self

    def upload(self, name, data):
        self.page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
        self.turn_to("#open button")

    def show(self, act):
        """Do what opens a page in a new tab, and look at that from then on."""
        with self.page.expect_popup() as opened:
            act()
        self.page = opened.value
        self.page.wait_for_load_state()

    @contextmanager
    def shown_beside(self, act):
        """Do what opens a page in a new tab, look at that for a while, and close it."""
        before = self.page
        self.show(act)
        yield
        self.page.close()
        self.page = before

    def resized(self, size):
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        return self

    def turn_to(self, button):
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(button)
        return self

    def answered(self, act):
        """Do what sends an answer, and wait until the page has changed."""
        with self.page.expect_response(lambda answer: ANSWERED.search(answer.url)):
            act()
        self.page.wait_for_function(QUIET)

    def press(self, where):
        self.deeds += 1
        self.answered(lambda: self.page.click(where))

    def click(self, where):
        self.deeds += 1
        self.page.click(where)

    def fill(self, where, text):
        self.deeds += 1
        self.page.fill(where, text)

    def choose(self, where, label, sends=False):
        self.deeds += 1
        choosing = lambda: self.page.select_option(where, label=label)  # noqa: E731
        self.answered(choosing) if sends else choosing()

    def type(self, text):
        self.deeds += 1
        self.page.keyboard.type(text)

    def key(self, name, sends=False):
        self.deeds += 1
        pressing = lambda: self.page.keyboard.press(name)  # noqa: E731
        self.answered(pressing) if sends else pressing()

    def pdf(self, act):
        """Do what asks for a letter, and return the text of the PDF that the server gave to the browser."""
        found = []

        def take(route):
            answer = route.fetch()
            found.append((answer.headers["content-type"], answer.body()))
            route.fulfill(body="", content_type="text/plain")  # a viewer of PDFs would load for seconds

        self.context.route("**/download/*.pdf", take)
        with self.page.expect_popup() as opened:
            act()
        opened.value.wait_for_load_state()
        opened.value.close()
        media, data = found[0]
        assert media == "application/pdf"
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())

    def tab_to(self, where):
        """Go to an element with the tab key alone; the focus can be seen on the way and there."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate_handle("document.activeElement").as_element()
            if at.evaluate("e => e === document.body"):  # past the last element the focus leaves the page
                continue
            seen = at.evaluate(FOCUS)
            assert seen == {"inside": True, "outline": True}, at.evaluate("e => e.outerHTML.slice(0, 200)")
            if at.evaluate("(e, where) => e.matches(where)", where):
                return
        raise AssertionError(f"the tab key does not come to {where}")

    def advice(self):
        return self.page.inner_text("#advice")

    def open_all(self):
        self.page.evaluate(OPEN_ALL)
        return self

    def cut(self):
        return self.page.evaluate(CUT)

    def violations(self, but=""):
        """Return what axe finds against WCAG 2.2 A and AA, a line each, save in `but`. The page's policy stays."""
        context = {"exclude": [[but]]} if but and self.page.query_selector(but) else None
        found = Axe().run(self.page, context, {"runOnly": list(STANDARD), "resultTypes": ["violations"]}).response
        pairs = ((v["id"], node) for v in found["violations"] for node in v["nodes"])
        return [f"{rule}: {node['target']} {node['failureSummary']}" for rule, node in pairs]

    def forgive(self, words):
        """Forget the complaints with these words: a page that says that there is none is no fault of a script."""
        self.wrong = [said for said in self.wrong if words not in said]
