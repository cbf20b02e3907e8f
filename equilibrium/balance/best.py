"""The best mix for an objective under luck: where it lies, how sure that is, and what missing it costs.

**Search.** All mixes meet the same replicates. A first part fills the box evenly (Sobol), then rounds go where the best may
lie: the surface fitted so far is drawn as it may be otherwise, and the best place of each draw is simulated next (Thompson
1933), with some mixes around the best found so that its neighbourhood is known.

**Answer.** The mix is the highest place of the last surface. The interval of each dimension and the ridge come from the best
places of draws of that surface. What the mix is worth, against the present mix and against mixes 0.1 aside, is measured on
replicates that the search did not use: who searches and measures with the same luck finds more than there is.

How often intervals and ridge hold the true optimum is measured by `python -m benchmarks.optimum_coverage`.

References
----------
Thompson (1933), Biometrika 25. Kandasamy et al. (2018), AISTATS: many draws at once. Glasserman & Yao (1992), Management
Science 38(6): common random numbers. Box & Hunter (1954), Biometrika 41: regions for the place of an optimum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from equilibrium.balance.contrasts import Evaluate, worth
from equilibrium.balance.objectives import NoNumber, Objective
from equilibrium.balance.ridge import Ridge, ridge
from equilibrium.balance.surface import LEVEL, Measured, Surface, fit, measured, spaced
from equilibrium.balance.trials import DIMENSIONS, Mix, as_points, bounds, present
from equilibrium.scenario import Scenario

BUDGET = 8_000  # runs; the reference scenario's eight dimensions in two minutes of two cores
FRESH = 0.3  # of the budget, for measuring what was found
REPLICATES = 40  # of the search; fewer only where the budget is too small for them
FIRST, ROUNDS = 0.4, 4  # share of the search that fills the box, and rounds after it
AROUND = 1 / 3  # share of a round's mixes that lie around the best found, up to NEAR of a range away
NEAR = 0.15
OFF = 0.1  # of its range: how wrong a dimension is in the price of being wrong
DRAWS = 400  # of the last surface


@dataclass(frozen=True)
class Best:
    """The best mix found and how sure it is. Places are in the dimensions' own units, values in the objective's.

    Attributes
    ----------
    names : of the dimensions that were searched; the others stay as the scenario says
    place : (dimension,) the best mix; `mix` is the same by name
    interval : (dimension, 2) where each dimension's best place lies, 95 % each
    present : (dimension,) the scenario's own mix
    value, gain : of the best mix, and how much that is above the present one; fresh replicates
    price : for each dimension what it costs to lie `OFF` of its range below and above, the others at the best; None where
        that is outside the box; fresh replicates
    ridge : mixes statistically as good
    runs, searched : simulated in all, and to search; `replicates`, `fresh` under which it searched and measured
    surface, seed : the fitted surface, for what else is asked of it, and the seed of its draws
    objective : its text
    """

    names: tuple[str, ...]
    place: np.ndarray
    interval: np.ndarray
    present: np.ndarray
    value: Measured
    gain: Measured
    price: tuple[tuple[Measured | None, Measured | None], ...]
    ridge: Ridge
    runs: int
    searched: int
    replicates: int
    fresh: int
    surface: Surface
    seed: int
    objective: str = ""

    @property
    def mix(self) -> dict[str, float]:
        """The best mix by name."""
        return dict(zip(self.names, map(float, self.place), strict=True))

    def with_more(self, times: float) -> np.ndarray:
        """(dimension, 2) the intervals to expect from `times` as many replicates of the same mixes.

        The luck of replicates, as this search measured it, shrinks with the root of their number; how far the surface may
        bend between mixes stays. Nothing is simulated.
        """
        return _interval(self.surface.best_of_draws(DRAWS, self.seed, times), self.place)


def best(
    scenario: Scenario, objective: Objective, *, names: Sequence[str] = DIMENSIONS, budget: int = BUDGET, seed: int = 0,
    start: Sequence[Mix] | None = None, workers: int | None = None, progress: Callable[[int, int], None] | None = None,
) -> Best:  # fmt: skip
    """The mix of `names` (axes and levers) that makes `objective` largest in `scenario`, all else as it says.

    Markets of more than 2 000 simulated customers are thinned, each customer standing for more (`trials.thinned`).

    Parameters
    ----------
    budget : runs, for the search and for measuring what it found
    start : mixes to try first, e.g. from the mean-field twin
    progress : called with (runs done, budget)

    Raises
    ------
    ValueError : for unknown names, and for a budget too small for so many dimensions
    NoNumber : if the objective is no number at nearly all mixes
    """
    evaluate = worth(scenario, objective, names, seed, total=budget, workers=workers, progress=progress)
    here = as_points([present(scenario, names)], names)[0]
    first = None if start is None else as_points([{**present(scenario, names), **mix} for mix in start], names)
    found = find(evaluate, names, bounds(names), here, budget=budget, seed=seed, start=first)
    return replace(found, objective=objective.said)


def find(
    evaluate: Evaluate, names: Sequence[str], limits: np.ndarray, here: np.ndarray, *, budget: int = BUDGET, seed: int = 0,
    start: np.ndarray | None = None,
) -> Best:  # fmt: skip
    """The same for any function of places and replicates: `here` (dimension,) is the present place, `limits` the box."""
    replicates, mixes, fresh = split(budget, len(names))
    surface = search(evaluate, limits, here, range(replicates), mixes, seed, start)
    place = surface.best()
    optima = surface.best_of_draws(DRAWS, seed)
    steps, which = _aside(place, limits)
    later = range(replicates, replicates + fresh)
    values = evaluate(np.vstack([place, here, steps]), later)
    price: list[list[Measured | None]] = [[None, None] for _ in names]
    for (dimension, way), aside in zip(which, values[2:], strict=True):
        price[dimension][way] = measured(values[0] - aside)
    return Best(
        names=tuple(names), place=place, interval=_interval(optima, place), present=np.asarray(here, float),
        value=measured(values[0]), gain=measured(values[0] - values[1]), price=tuple((a, b) for a, b in price),
        ridge=ridge(surface, names, place, optima, seed), runs=mixes * replicates + values.size,
        searched=mixes * replicates, replicates=replicates, fresh=fresh, surface=surface, seed=seed,
    )  # fmt: skip


def split(budget: int, dimensions: int) -> tuple[int, int, int]:
    """Replicates and mixes of the search, and replicates of the measuring, that `budget` runs allow.

    Raises
    ------
    ValueError : if they allow fewer than eight mixes a dimension, or than eight replicates
    """
    fresh = int(FRESH * budget / (2 + 2 * dimensions))
    replicates = min(REPLICATES, int((1 - FRESH) * budget / (8 * dimensions)))
    if replicates < 8 or fresh < 8:
        raise ValueError(
            f"budget: {budget} runs found; {dimensions} dimensions need at least {least_budget(dimensions)}"
        )
    return replicates, int((1 - FRESH) * budget) // replicates, fresh


def least_budget(dimensions: int) -> int:
    """The fewest runs that `split` allows."""
    return int(np.ceil(max(64 * dimensions / (1 - FRESH), 8 * (2 + 2 * dimensions) / FRESH))) + 1


def search(
    evaluate: Evaluate, limits: np.ndarray, here: np.ndarray, replicates: range, mixes: int, seed: int,
    start: np.ndarray | None = None,
) -> Surface:  # fmt: skip
    """The surface over `mixes` mixes, most of them where the best may lie."""
    known = np.atleast_2d(here) if start is None else np.vstack([here, start])
    even = max(int(FIRST * mixes) - len(known), len(limits) + 2)
    points = np.vstack([known, limits[:, 0] + spaced(len(limits), even, seed) * np.ptp(limits, axis=1)])
    values = evaluate(points, replicates)
    numbers = int(np.isfinite(values).all(1).sum())
    if numbers < len(limits) + 2:
        raise NoNumber(
            f"objective: a number in every future of only {numbers} of {len(points)} mixes; no place can be best"
        )
    surface = fit(points, values, limits)
    luck = np.random.default_rng(seed)
    for number in range(ROUNDS):
        count = (mixes - len(points)) // (ROUNDS - number)
        if count < 1:
            continue
        around = round(AROUND * count)
        drawn = surface.best_of_draws(count - around, seed + number) if count > around else np.empty((0, len(limits)))
        near = surface.best() + NEAR * np.ptp(limits, axis=1) * luck.uniform(-1, 1, (around, len(limits)))
        new = np.clip(np.vstack([drawn, near]), limits[:, 0], limits[:, 1])
        points, values = np.vstack([points, new]), np.vstack([values, evaluate(new, replicates)])
        surface = fit(points, values, limits, near=surface)
    return surface


def _interval(optima: np.ndarray, place: np.ndarray) -> np.ndarray:
    low, high = np.quantile(optima, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    return np.stack([np.minimum(low, place), np.maximum(high, place)], axis=1)


def _aside(place: np.ndarray, limits: np.ndarray) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Places `OFF` of a range aside, and the (dimension, 0 below or 1 above) of each; only those inside the box."""
    steps, which = [], []
    for dimension, (low, high) in enumerate(limits):
        for way, sign in enumerate((-1, 1)):
            moved = place[dimension] + sign * OFF * (high - low)
            if low - 1e-9 <= moved <= high + 1e-9:
                steps.append(np.where(np.arange(len(place)) == dimension, np.clip(moved, low, high), place))
                which.append((dimension, way))
    return np.array(steps).reshape(-1, len(place)), which
