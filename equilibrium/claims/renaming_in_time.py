"""Renaming crafts beats real renewal for some weeks, and loses over a year or two."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FRESH, best, reference
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.simulation import simulate

TITLE = "Renaming in time"
MECHANISM = "relabelling, crafts, goodwill"
SOURCE = "claim 4"
SUBSTANCE = 0.3  # the share of renewal that is real, where most is renaming
WEEKS = (4, 8, 13, 20, 26, 52, 104, 156)
REPLICATES = 128
MISSES = {"renaming behind at week 52, thousand EUR": "it is still ahead after a year; the loss comes in the second"}


@cache
def gained() -> np.ndarray:
    """(replicate, week) profit that mostly renaming gains over real renewal, summed from the start, thousand EUR."""
    world = reference().with_(weeks=WEEKS[-1], credit=1e9)
    paths = [
        simulate(world.moved(substance=substance), REPLICATES, FRESH, mix=best()).weekly["profit"].isel(enterprise=0)
        for substance in (SUBSTANCE, 1.0)
    ]
    return (paths[0] - paths[1]).cumsum("week").transpose("replicate", "week").to_numpy() / 1000.0


def findings() -> Iterator[Finding]:
    """Ahead at the best of the first weeks (searched on half of the runs), behind after one year and two, and since when."""
    path = gained()
    half = REPLICATES // 2
    early = max((4, 8, 13, 20, 26), key=lambda week: path[:half, week - 1].mean())
    yield clear(
        "renaming ahead in the first weeks, thousand EUR", path[half:, early - 1], errors=1.96, note=f"week {early}"
    )
    for week in (52, 104):
        yield clear(f"renaming behind at week {week}, thousand EUR", -path[:, week - 1], errors=1.96)
    mean = path.mean(0)
    crossed = int(np.flatnonzero(mean > 0)[-1]) + 2 if (mean > 0).any() else 1
    yield between("week from which renaming is behind", crossed, 4, 104)


def comparison() -> Comparison:
    """Renaming less real renewal, over two years."""
    path = gained()[:, :104]
    weeks = np.arange(1, 105)
    at = np.array([week - 1 for week in WEEKS if week <= 104])
    error = path.std(0, ddof=1) / np.sqrt(len(path))
    return Comparison(
        TITLE, f"Profit of {SUBSTANCE:.0%} real renewal less that of real renewal alone, summed from the start.",
        "week", "thousand EUR",
        (Line("real renewal", weeks, 0.0 * weeks, reference=True, group=1),
         Line("mostly renaming", weeks[at], path.mean(0)[at], error[at])),
    )  # fmt: skip
