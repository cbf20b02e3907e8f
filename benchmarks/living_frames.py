"""Frames of the living picture in headless Chromium while it plays: how far apart they are, and what one costs.

How far apart they are depends on what else the machine does. What one costs does so less: milliseconds in the picture's own code,
and the time of processors of all of Chromium's processes (script, painting, putting together) for each frame.

    python -m benchmarks.living_frames --cells 200 --seconds 10
"""

import argparse
import os
import sys
from collections.abc import Sequence

import numpy as np

from benchmarks.browser import CHROMIUM, PATIENCE, chromium, server
from equilibrium.app import links
from equilibrium.app.setting import Setting
from equilibrium.scenario import Scenario

SCENARIO = """extends = "storefront"
[population]
customers = 2000
customer_weight = {weight}
[cells]
cells = {cells}
[growth]
cells_most = {most}
[accounts]
credit = {credit}
"""
COUNT = """seconds => new Promise(done => {
  const at = [];
  const note = now => { at.push(now); now - at[0] < 1000 * seconds ? requestAnimationFrame(note) : done(at) };
  requestAnimationFrame(note);
})"""
RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl"), told = gl && gl.getExtension("WEBGL_debug_renderer_info");
  return told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : "none";
}"""
DRAWN = "() => window.__equilibrium.living.splice(0)"


def of_size(cells: int) -> Setting:
    """The reference scenario with so many cells at the start, its market and credit line as much larger: so that they live."""
    base = Scenario.load("storefront")
    times = cells / base.value("cells")
    weight = base.value("customer_weight") * base.value("customers") / 2000 * times
    most = max(16, int(1.2 * cells))
    return Setting("", SCENARIO.format(weight=weight, cells=cells, most=most, credit=base.value("credit") * times))


def measure(cells: list[int], seconds: float) -> None:
    """Print, for a page with nothing on it and for each number of cells (and how many lived at the end), what frames cost."""
    with server() as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(PATIENCE * 1000)
        meter = browser.new_browser_cdp_session()

        def spent() -> float:
            return 1000 * sum(process["cpuTime"] for process in meter.send("SystemInfo.getProcessInfo")["processInfo"])

        page.goto("about:blank")
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; painted by {page.evaluate(RENDERER)}")
        print(f"{'':14}{'between frames, ms':>30}{'frames':>10}{'own code, ms':>20}{'processors,':>13}")
        heads = ("50 %", "95 %", "99 %", "a second", "50 %", "95 %")
        print(f"{'cells (live)':14}{''.join(f'{head:>10}' for head in heads)}{'ms a frame':>13}")
        for count in (0, *cells):
            if count:
                page.goto(f"{address}/living?s={links.token(of_size(count))}&lang=en&future=0")
                page.locator('.stage[data-playing="true"]').wait_for(state="attached")
                page.wait_for_timeout(3000)  # the page around it comes to rest
                page.evaluate(DRAWN)
            before = spent()
            at = page.evaluate(COUNT, seconds)
            cost = (spent() - before) / len(at)
            drawn, living = (
                (page.evaluate(DRAWN), page.locator(".figures dd").first.inner_text()) if count else ([], "")
            )
            print(_row(f"{count} ({living})" if count else "empty page", np.diff(at), drawn, cost), flush=True)


def _row(name: str, between: np.ndarray, drawn: list[float], cost: float) -> str:
    apart = "".join(f"{np.quantile(between, q):10.1f}" for q in (0.5, 0.95, 0.99))
    code = "".join(f"{np.quantile(drawn, q):10.1f}" for q in (0.5, 0.95)) if drawn else 20 * " "
    return f"{name:14}{apart}{1000 / between.mean():10.1f}{code}{cost:13.1f}"


def main(arguments: Sequence[str] = ()) -> None:
    """Measure what the command line says; 12, 60 and 200 cells by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, nargs="+", default=[12, 60, 200], help="cells at the start")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each is watched")
    said = parser.parse_args(arguments)
    if CHROMIUM is None:
        print("no Chromium on this machine: install your system's package `chromium`")
        return
    measure(said.cells, said.seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
