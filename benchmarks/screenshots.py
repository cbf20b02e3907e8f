"""Every page of the app as a picture: both languages, by day and by night, wide and on a phone; into a folder that may be named."""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from benchmarks.browser import PATIENCE, chromium, server
from equilibrium.app.links import token
from equilibrium.app.setting import Setting
from equilibrium.app.words import words

SIZES = {"wide": (1400, 1000), "phone": (390, 844)}
LOOKS = ("light", "dark")
SETTING = Setting(mix={"selling_serving": 0.65, "push_pull": 0.4}, named={"serve more": {"selling_serving": 0.8}})
QUIET = 4_000  # milliseconds without a new word on the page from which it counts as finished
MOST = 90_000  # or after so many


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with server() as address, chromium() as browser:
        for language, page in product(("en", "it"), words("en")["pages"]):
            for (size, (width, height)), look in product(SIZES.items(), LOOKS):
                file = folder / f"{page}-{language}-{size}-{look}.png"
                path = "" if page == "balance" else page
                if _picture(browser, f"{address}/{path}?s={token(SETTING)}&lang={language}", file, width, height, look):
                    print(f"  {file}")


def _picture(browser: Browser, url: str, file: Path, width: int, height: int, look: str) -> bool:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if look == "dark" else "light"
    )
    page = context.new_page()
    try:
        page.goto(url)
        page.locator("h1").wait_for(timeout=PATIENCE * 1_000)
        _finished(page)
        full = page.evaluate("(document.querySelector('[data-testid=stMain]') || document.body).scrollHeight")
        page.set_viewport_size({"width": width, "height": min(int(full), 6_000)})
        page.wait_for_timeout(1_500)
        page.screenshot(path=file)
    except Error as error:
        print(f"  {file}: {error.message.splitlines()[0]}")
        return False
    finally:
        context.close()
    return True


def _finished(page: Page) -> None:
    """Wait until the page's words, and those within its pictures, change no more."""
    words_of = """() => [...document.querySelectorAll('[data-testid=stMain], [data-testid=stMain] *')]
        .map(e => (e.shadowRoot || e).textContent.length).reduce((a, b) => a + b, 0)"""
    before, still, waited = -1, 0, 0
    while still < QUIET and waited < MOST:
        now = page.evaluate(words_of)
        still = still + 500 if now == before else 0
        before, waited = now, waited + 500
        page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
