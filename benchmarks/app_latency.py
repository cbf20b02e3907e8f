"""The app in Chromium: the first page; a slider's move to the painted lines while it is dragged; to the exact ensemble at rest."""

import json
import statistics
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import chromium, server
from equilibrium.app.links import token
from equilibrium.app.live import FIRST, REPLICATES
from equilibrium.app.setting import Setting
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.simulation import simulate

STEPS, RESTS, ROUNDS, PAUSE = 80, 40, 9, 1.5  # moves of the mouse, moves and then rest, bare runs, seconds one looks
SLIDER = "selling ↔ serving"


def main() -> None:
    bare = [_bare(0.3 + 0.01 * k) for k in range(ROUNDS + 1)][1:]
    with chromium() as browser, _started() as (began, address):
        page = browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 1000}).new_page()
        page.goto(address)
        first = _shows(page, FIRST, began)
        whole = _shows(page, REPLICATES, began)
        _twin_is_ready(address)
        page.wait_for_timeout(8_000)  # the strips of the first setting
        _drag(page)
        follow = _told(page, "follow")
        for k in range(RESTS):
            _move_and_rest(page, "PageUp" if k % 2 else "PageDown")
        exact = _told(page, f"exact{REPLICATES}")[-RESTS:]
        page.wait_for_timeout(30_000)  # until the strips of the last setting are all run
        guesses, strips = _told(page, "guesses"), _told(page, "strips8")
    print(
        f"  first page: few futures after {first:.1f} s, all {REPLICATES} after {whole:.1f} s"
        " (server started anew; the browser is there, its cache empty)"
    )
    print(f"  {'ms':58}{'median':>8}{'p95':>8}{'least':>8}{'most':>8}{'of':>5}")
    _row("dragged: slider event to painted lines (twin)", follow)
    _row(f"at rest: all {REPLICATES} futures painted", exact)
    _row(f"bare simulate(), {REPLICATES} x 2 000 x 260, without a browser", bare)
    _row("all eight strips as the twin guesses, painted", guesses)
    _row("all eight strips run, 8 futures, painted", strips)
    print(
        f"  at rest, all futures, against bare simulate(): {statistics.median(exact) / statistics.median(bare):.2f} times"
    )


@contextmanager
def _started() -> Iterator[tuple[float, str]]:
    began = time.perf_counter()
    with server() as address:
        yield began, address


def _bare(place: float) -> float:
    setting = Setting(mix={"selling_serving": place})
    scenario = setting.now
    began = time.perf_counter()
    simulate(scenario, REPLICATES, setting.seed)
    return 1_000 * (time.perf_counter() - began)


def _shows(page: Page, count: int, since: float) -> float:
    page.locator(f'.stage[data-replicates="{count}"]').wait_for(state="attached", timeout=180_000)
    return time.perf_counter() - since


def _twin_is_ready(address: str) -> None:
    mix = ",".join(str(Setting().full_mix[name]) for name in DIMENSIONS)
    question = f"{address}/balance-api/follow?lang=en&s={token(Setting())}&m={mix}"
    while not json.load(urllib.request.urlopen(question))["ready"]:
        time.sleep(0.5)


def _drag(page: Page) -> None:
    """Drag a slider by mouse, a step each 60 ms as a hand does, and hold it."""
    box = page.get_by_role("slider", name=SLIDER).bounding_box()
    assert box is not None
    at = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, at)
    page.mouse.down()
    for k in range(STEPS):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.35 * np.sin(k / 8)), at)
        page.wait_for_timeout(60)
    page.mouse.up()
    page.wait_for_timeout(10_000)


def _move_and_rest(page: Page, key: str) -> None:
    before = len(_told(page, f"exact{REPLICATES}"))
    page.get_by_role("slider", name=SLIDER).focus()
    for _ in range(1 + before % 3):  # no mix that was there before
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"(window.__equilibrium.exact{REPLICATES} || []).length > {before}", timeout=60_000)
    page.wait_for_timeout(1_000 * PAUSE)


def _told(page: Page, what: str) -> list[float]:
    return list(page.evaluate(f"(window.__equilibrium || {{}}).{what} || []"))


def _row(name: str, values: list[float]) -> None:
    if not values:
        print(f"  {name:58}  none")
        return
    low, middle, high = min(values), statistics.median(values), float(np.quantile(values, 0.95))
    print(f"  {name:58}{middle:8.0f}{high:8.0f}{low:8.0f}{max(values):8.0f}{len(values):5}")


if __name__ == "__main__":
    main()
