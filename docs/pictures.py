"""Take the pictures of the tutorial for clinicians from the running application: `make pictures`. Checks nothing."""

import io
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "tutorial" / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
SIZE = {"width": 1200, "height": 760}
COLOURS = 64  # enough for a calm page, and a third of the bytes
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


@contextmanager
def served() -> Iterator[str]:
    """Run the application on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("leidraad"), "serve", "--no-open", "--port", str(port)]
    server = subprocess.Popen(command, text=True, stdout=subprocess.PIPE)
    try:
        yield re.search(r"http://\S+", server.stdout.readline())[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def take(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_function(SETTLED)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def answer(page: Page, where: str) -> None:
    """Press an answer and wait for the advice."""
    with page.expect_response("**/patient"):
        page.click(where)
    page.wait_for_function(SETTLED)


def walk(page: Page) -> None:
    """Go the way of the tutorial."""
    take(page, "1-leeg")
    answer(page, ".picks button[value=suspicion]")
    answer(page, ".picks button[value=soft_tissue]")
    page.keyboard.type("54")
    take(page, "2-vraag")
    answer(page, ".question button[name=next]")
    answer(page, "#ask button[name=skip]")
    page.select_option("#i-site", label="Bovenbeen")
    answer(page, ".question button[name=next]")
    answer(page, "#ask button[name=skip]")
    answer(page, ".picks button[value=deep_not_specified]")
    answer(page, "#ask button[value=form]")
    page.fill("#i-size_cm", "750")
    with page.expect_response("**/patient"):
        page.keyboard.press("Tab")
    page.wait_for_function(SETTLED)
    page.locator("#g-mri").evaluate("e => e.scrollIntoView()")
    take(page, "3-formulier")
    page.fill("#i-size_cm", "7,5")
    with page.expect_response("**/patient"):
        page.keyboard.press("Tab")
    answer(page, "#ask button[value=questions]")
    page.evaluate("scrollTo(0, 0)")
    take(page, "4-advies")
    page.click("#r-wdt-6-01 > summary")
    page.mouse.move(0, 0)
    take(page, "5-waarom")
    page.click("#r-wdt-6-01 > summary")
    page.click("#fold-pathway > summary")
    page.locator("#fold-pathway").evaluate("e => e.scrollIntoView()")
    take(page, "6-zorgpad")
    page.evaluate("scrollTo(0, 0)")
    with page.expect_popup() as opened:
        page.click("#downloads button[formaction='/download/referral.html']")
    opened.value.wait_for_load_state()
    opened.value.set_viewport_size(SIZE)
    take(opened.value, "7-brief")
    with page.expect_navigation():
        page.click("nav button[formaction='/missing']")
    take(page, "8-ontbreekt")


def main() -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport=SIZE, locale="nl-NL").new_page()
        page.goto(address)
        walk(page)
        browser.close()


if __name__ == "__main__":
    main()
