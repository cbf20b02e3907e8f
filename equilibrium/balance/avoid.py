"""Regions to avoid: where more than a stated amount is lost in most futures, along one axis, or along two at once.

Two axes at once are looked at where neither alone is to be avoided, in the corner in which both have gone as far as each may:
four corners for each pair. A response surface over what was simulated ranks them; the worst few are walked to from the best mix
on fresh luck, and only what is told there from half of the futures is said. What the surface does not see is missed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.stats import binomtest

from equilibrium.balance.surface import Surface

LEVEL = 0.95
CORNERS = 4  # that are tried on fresh luck
STEPS = (0.5, 0.75, 1.0)  # of the way from the best mix to a corner


@dataclass(frozen=True)
class Avoid:
    """Beyond `beyond` on an axis, toward its end `pole` (0 or 1), the loss exceeds the stated amount in most futures.

    `share` of futures at the farthest place looked at, where the mean loss is `loss`.
    """

    axis: str
    pole: int
    beyond: float
    share: float
    loss: float


@dataclass(frozen=True)
class AvoidBoth:
    """Beyond `beyond` on two axes at once, toward their ends `poles`, the loss exceeds the stated amount in most futures.

    So far out either axis alone does not. At `corner`, the farthest place of both, it does in `share` of `futures` fresh futures
    (`low` at least, Clopper & Pearson, 95 %), where the mean loss is `loss`.
    """

    axes: tuple[str, str]
    poles: tuple[int, int]
    beyond: tuple[float, float]
    corner: tuple[float, float]
    share: float
    low: float
    futures: int
    loss: float


def falling(best: float, places: np.ndarray, shares: np.ndarray, way: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances from the best to one side and shares there that only fall, beginning with 1 at the best itself."""
    there = np.flatnonzero(way * (places - best) > 0)
    order = there[np.argsort(abs(places[there] - best))]
    down = isotonic_regression(shares[order], increasing=False).x if order.size else np.array([])
    return np.append(0.0, abs(places[order] - best)), np.append(1.0, down)


def alone(
    names: Sequence[str], best: np.ndarray, places: Sequence[np.ndarray], gaps: Sequence[np.ndarray], lost: float
) -> tuple[Avoid, ...]:
    """Along each axis to either side, where more than `lost` is lost in most futures; the greatest loss first.

    `places` (place,) and `gaps` (place, replicate), what is gained there over the best mix, an axis each.
    """
    found = []
    for k, name in enumerate(names):
        for pole, way in ((0, -1), (1, 1)):
            spared, distance = (gaps[k] > -lost).mean(1), way * (places[k] - best[k])
            if not (distance > 0).any():
                continue
            far, down = falling(best[k], places[k], spared, way)
            below = np.flatnonzero(down < 0.5)
            if below.size:
                end = int(distance.argmax())
                found.append(Avoid(name, pole, float(best[k] + way * far[below[0]]), float(1 - spared[end]),
                                   float(-np.nanmean(gaps[k][end]))))  # fmt: skip
    return tuple(sorted(found, key=lambda each: -each.loss))


def both(
    names: Sequence[str], best: np.ndarray, places: Sequence[np.ndarray], gaps: Sequence[np.ndarray], lost: float,
    surface: Surface, evaluate: Callable[[np.ndarray, Sequence[int]], np.ndarray], futures: Sequence[int],
) -> tuple[AvoidBoth, ...]:  # fmt: skip
    """Pairs of axes that lose more than `lost` in most futures together and not alone; the greatest loss first.

    Parameters
    ----------
    places, gaps : as for `alone`
    surface : of what is gained over the best mix
    evaluate : (mix, replicate) objective of mixes, in `futures` that nothing before has seen; (1 + 12) mixes at most
    """
    edges = _edges(best, places, gaps, lost)
    pairs = [(a, b) for a, b in combinations(edges, 2) if a[0] != b[0]]
    if not pairs:
        return ()
    corners = np.stack([_toward(best, pair, edges, 1.0) for pair in pairs])
    worst = [pairs[k] for k in np.argsort(surface.mean(corners))[:CORNERS]]
    walks = np.stack([_toward(best, pair, edges, step) for pair in worst for step in STEPS])
    values = evaluate(np.vstack([best, walks]), futures)
    gained = (values[1:] - values[0]).reshape(len(worst), len(STEPS), -1)
    found = []
    for pair, gap in zip(worst, gained, strict=True):
        more = ~(gap > -lost)  # a future without a number is none that is spared
        low = float(binomtest(int(more[-1].sum()), more.shape[1]).proportion_ci(LEVEL).low)
        if low <= 0.5:
            continue
        spared = isotonic_regression(1.0 - more.mean(1), increasing=False).x
        first = STEPS[int(np.flatnonzero(spared < 0.5)[0])]
        begins, corner = (_toward(best, pair, edges, step) for step in (first, 1.0))
        (a, first_pole), (b, second_pole) = pair
        found.append(AvoidBoth((names[a], names[b]), (first_pole, second_pole), (float(begins[a]), float(begins[b])),
                               (float(corner[a]), float(corner[b])), float(more[-1].mean()), low, more.shape[1],
                               float(-np.nanmean(gap[-1]))))  # fmt: skip
    return tuple(sorted(found, key=lambda each: -each.loss))


def _edges(
    best: np.ndarray, places: Sequence[np.ndarray], gaps: Sequence[np.ndarray], lost: float
) -> dict[tuple[int, int], float]:
    """{(axis, pole): how far it may go alone} without losing more than `lost` in most futures; sides without room are left out."""
    found = {}
    for k in range(len(best)):
        for pole, way in ((0, -1), (1, 1)):
            far, down = falling(best[k], places[k], (gaps[k] > -lost).mean(1), way)
            reach = float(far[np.flatnonzero(down >= 0.5)[-1]])
            if reach > 0.0:
                found[k, pole] = float(best[k] + way * reach)
    return found


def _toward(
    best: np.ndarray, pair: tuple[tuple[int, int], tuple[int, int]], edges: Mapping[tuple[int, int], float], step: float
) -> np.ndarray:
    """The mix so far on the way from the best to the corner of two edges."""
    point = best.copy()
    for side in pair:
        point[side[0]] += step * (edges[side] - best[side[0]])
    return point
