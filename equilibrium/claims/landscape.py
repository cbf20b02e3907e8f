"""Profit as a function of the mix, under the same luck at every point: what all claims measure with.

A point is a mix (axis: position); points of one call share their replicates, so differences are paired.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

GRID = (0.05, 0.25, 0.5, 0.75, 0.95)
Mix = Mapping[str, float]


def profit(scenario: Scenario, mix: Mix, replicates: int, seed: int) -> np.ndarray:
    """(replicate,) profit of the focal enterprise over the run, thousand EUR."""
    weekly = simulate(scenario, replicates, seed, mix=mix).weekly
    return weekly["profit"].isel(enterprise=0).sum("week").to_numpy() / 1000.0


def along(scenario: Scenario, mix: Mix, axis: str, grid: Sequence[float], replicates: int, seed: int) -> np.ndarray:
    """(position, replicate) profit as `axis` alone moves over `grid`, the others at `mix`."""
    return np.stack([profit(scenario, {**mix, axis: position}, replicates, seed) for position in grid])


def search(scenario: Scenario, start: Mix, replicates: int, seed: int, grid: Sequence[float] = GRID,
           passes: int = 2) -> dict[str, float]:  # fmt: skip
    """The best mix of a coordinate search: each axis in turn to its best place on `grid`, until none moves.

    A grid and no line search: interference is convex, so an axis may have two peaks.
    """
    best = {axis: float(start[axis]) for axis in AXES}
    for _ in range(passes):
        before = dict(best)
        for axis in AXES:
            best[axis] = grid[int(along(scenario, best, axis, grid, replicates, seed).mean(1).argmax())]
        if best == before:
            break
    return best


def interval(values: np.ndarray) -> tuple[float, float]:
    """Mean and half width of the 95 % interval of independent `values`."""
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(values.size))
