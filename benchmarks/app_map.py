"""What the balance map costs, step by step, and what each step makes surer: python -m benchmarks.app_map

Core-seconds, so that what else the machine does hardly matters; beside them how far the intervals reach.
"""

from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import numpy as np

from equilibrium.app import live, maps
from equilibrium.app.setting import SEED, Setting
from equilibrium.balance.landscape import Landscape, landscape
from equilibrium.balance.objectives import objective
from equilibrium.balance.relief import relief

ASKED = maps.Question(Setting(), "push_pull", "selling_serving", "profit")
BESIDE = maps.Question(Setting(), "volume_value", "indie_weconomy", "profit")


def main() -> None:
    """Measure and print."""
    live.warm_up()
    timed("guess, first of its world", lambda: maps.guessed(ASKED))
    timed("guess, twin warm", lambda: maps.guessed(BESIDE))
    first = timed(_name(1), lambda: maps.simulated(ASKED, 1))
    more = timed(_name(2), lambda: maps.simulated(ASKED, 2, first))
    surer(more)
    surer(timed(_name(3), lambda: maps.simulated(ASKED, 3, more)))
    world = ASKED.setting.world
    goal = objective("profit", int(world.value("weeks")))
    surer(timed("21 by 21 places of 5 futures, after 11 by 11", lambda: landscape(
        world, goal, ASKED.x, ASKED.y, at=ASKED.rest, n=21, seed=SEED, coarse=more
    )))  # fmt: skip


def _name(step: int) -> str:
    n, futures = maps.STEPS[step - 1]
    return f"{n} by {n} places of {futures} futures"


def timed(what: str, make: Callable[[], Any]) -> Any:
    """What `make` gives; prints how long it took."""
    core, begun = process_time(), perf_counter()
    found = make()
    print(f"{what}: {process_time() - core:.2f} core-seconds, {perf_counter() - begun:.2f} seconds waited", flush=True)
    return found


def surer(found: Landscape) -> None:
    """How sure a map is."""
    seen = relief(found, ASKED.here)
    half, hatched = float(np.median(seen.half)), float((seen.margin >= 0).mean())
    print(f"   half interval {half:,.0f} EUR at the median place, hatched {hatched:.0%}, highest {seen.gap.max():,.0f}, "
          f"told {seen.gain.value:,.0f} ({seen.gain.low:,.0f} to {seen.gain.high:,.0f})", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
