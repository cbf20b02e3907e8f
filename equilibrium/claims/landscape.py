"""Profit as a function of the mix, under the same luck at every point: what all claims measure with.

A point is a mix (axis or lever: position) of the focal enterprise alone: rivals stay as they are. Points of one call share
their replicates, so differences are paired. Where the best mix lies is searched with one seed, what is claimed of it is
measured with another.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from equilibrium.parameters import AXES, REGIMES
from equilibrium.scenario import Scenario
from equilibrium.simulation import last_state

GRID = (0.05, 0.25, 0.5, 0.75, 0.95)
SEARCHED, FRESH = 11, 3105  # seeds; defaults were fitted with 11, and looked at with 2026
FEW, MANY = 24, 64  # replicates: in a search, and to measure
START = dict(zip(AXES, (0.25, 0.5, 0.75, 0.75, 0.75), strict=True))  # near the reference's best mix
FIRST_POLES = dict.fromkeys(AXES, 0.25)
Mix = Mapping[str, float]


def reference(regime: str | None = None) -> Scenario:
    """The reference scenario in its mixed context, or in one `regime` for ever."""
    scenario = Scenario.load("storefront")
    return scenario if regime is None else scenario.with_(calendar=[[0, regime]])


def profit(scenario: Scenario, mix: Mix, replicates: int, seed: int) -> np.ndarray:
    """(replicate,) profit of the focal enterprise over the run, thousand EUR: the cash it has made since the start."""
    return last_state(scenario.moved(**mix), replicates, seed).enterprises.cash[:, 0] / 1000.0


def along(
    scenario: Scenario, mix: Mix, axis: str, replicates: int, seed: int, grid: Sequence[float] = GRID
) -> np.ndarray:
    """(position, replicate) profit as `axis` alone moves over `grid`, the others at `mix`."""
    return np.stack([profit(scenario, {**mix, axis: position}, replicates, seed) for position in grid])


def search(scenario: Scenario, start: Mix, replicates: int = FEW, seed: int = SEARCHED, passes: int = 2,
           grid: Sequence[float] = GRID) -> dict[str, float]:  # fmt: skip
    """The best mix of a coordinate search: each axis in turn to its best place on `grid`, until none moves.

    A grid and no line search: interference is convex, so an axis may have two peaks.
    """
    best = {axis: float(start[axis]) for axis in AXES}
    known: dict[tuple[float, ...], float] = {}

    def worth(axis: str, position: float) -> float:
        mix = {**best, axis: position}
        place = tuple(mix[each] for each in AXES)
        if place not in known:
            known[place] = float(profit(scenario, mix, replicates, seed).mean())
        return known[place]

    for _ in range(passes):
        before = dict(best)
        for axis in AXES:
            values = [worth(axis, position) for position in grid]
            best[axis] = grid[int(np.argmax(values))]
        if best == before:
            break
    return best


@cache
def best(regime: str | None = None) -> Mix:
    """The best mix of the reference scenario, mixed or in one regime: the better of two searches.

    One starts near the mixed context's best, the other near the first poles: a single start may end on a lower peak.
    """
    world = reference(regime)
    found = [search(world, start) for start in (START, FIRST_POLES)]
    means = [profit(world, mix, FEW, SEARCHED).mean() for mix in found]
    return MappingProxyType(found[int(np.argmax(means))])


@cache
def best_line(axis: str) -> np.ndarray:
    """(position, replicate) profit along `axis` through the best mix of the mixed context, on fresh seeds."""
    return along(reference(), best(), axis, MANY, FRESH)


@cache
def gain(regime: str, axis: str, place: float, over: float) -> np.ndarray:
    """(replicate,) profit in one regime at `place` on an axis less that at `over`, the others at its best mix; fresh seeds."""
    world, mix = reference(regime), best(regime)
    return profit(world, {**mix, axis: place}, MANY, FRESH) - profit(world, {**mix, axis: over}, MANY, FRESH)


def mean_and_half(values: np.ndarray) -> tuple[float, float]:
    """Mean and half width of the 95 % interval of independent `values`."""
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(values.size))


def regimes() -> tuple[str, ...]:
    """The shipped regimes."""
    return tuple(REGIMES)
