"""The landscape: what an objective is worth over two dimensions, all else at one mix; every point of the grid simulated.

All points and the present mix meet the same replicates. Few replicates a point are enough, for the surface over the grid
lends each point its neighbours': its interval counts the luck of the replicates (Student's) and how far the surface may bend
between points. 21 by 21 points of 5 replicates are a minute of one core.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t as student

from equilibrium.balance.objectives import Objective
from equilibrium.balance.surface import LEVEL, Surface, fit
from equilibrium.balance.trials import Mix, as_mixes, bounds, present, thinned, trials
from equilibrium.scenario import Scenario

REPLICATES = 5
CUSTOMERS = 1_000  # simulated: half of what other questions take, for a third less time and a tenth more luck a run


@dataclass(frozen=True)
class Landscape:
    """Values over two dimensions. Grids are (row, column): y by row, x by column.

    Attributes
    ----------
    x, y : names of the dimensions; `xs`, `ys` are the places of columns and rows
    at : the mix that holds all else
    present : (2,) the scenario's own place in x and y
    value : (row, column) smoothed mean, in the objective's unit
    difference, low, high : (row, column) how much that is above the present mix, and the 95 % interval at each point alone
    simulated : (row, column, replicate) values as simulated, before smoothing
    baseline : (replicate,) of the present mix
    best : (2,) highest place of the surface
    runs : simulated for this landscape, without those of a coarser one it was given
    objective, seed : its text, and the seed
    """

    x: str
    y: str
    xs: np.ndarray
    ys: np.ndarray
    at: dict[str, float]
    present: np.ndarray
    value: np.ndarray
    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    simulated: np.ndarray
    baseline: np.ndarray
    best: np.ndarray
    runs: int
    surface: Surface
    objective: str
    seed: int

    @property
    def replicates(self) -> int:
        """Runs at every point."""
        return len(self.baseline)

    def margin(self, points: np.ndarray) -> np.ndarray:
        """(point,) of each (x, y) how much higher than the best of this map it may be, at the upper end of a 95 % interval: from 0
        on it is as good as that, as far as can be told at this point alone."""
        behind, half = self.above(points, self.best)
        return behind + half

    def above(self, points: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(point,) how much higher each (x, y) is than `place` (2,), all else at this map's mix, and half its 95 % interval."""
        gap, error = self.surface.difference(points, place)
        return gap, _times(self.replicates) * error

    def seen_from(self, place: np.ndarray) -> "Landscape":
        """The same map told against `place` (2,) of its own, all else at this map's mix, in place of the present mix."""
        points = np.array([(across, up) for up in self.ys for across in self.xs])
        gap, half = (each.reshape(self.value.shape) for each in self.above(points, place))
        return replace(
            self, present=np.asarray(place, float), baseline=self.surface.per_replicate(place)[0],
            difference=gap, low=gap - half, high=gap + half,
        )  # fmt: skip


def landscape(
    scenario: Scenario, objective: Objective, x: str, y: str, *, at: Mix | None = None, n: int = 21, budget: int | None = None,
    seed: int = 0, coarse: Landscape | None = None, workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Landscape:  # fmt: skip
    """`objective` over `n` by `n` places of `x` and `y`.

    Markets of more than 1 000 simulated customers are thinned, each customer standing for more (`trials.thinned`).

    Parameters
    ----------
    at : where all else lies; default the present mix
    budget : runs, those of `coarse` among them; default 5 a point
    coarse : a landscape of the same question and seed whose runs are taken over: its points as far as they are on this grid, and
        its replicates of them, if this one has more (6 by 6 of 5 first, then 11 by 11 of 5, then of 20)
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for unknown or equal dimensions, a grid of fewer than 4 by 4, and fewer than 2 runs a point
    """
    if x == y:
        raise ValueError(f"landscape: {x} found twice; two dimensions are needed")
    if n < 4:
        raise ValueError(f"landscape: n = {n} found; at least 4 places along each dimension are needed")
    limits, world = bounds((x, y)), thinned(scenario, CUSTOMERS)
    before = 0 if coarse is None else coarse.replicates
    replicates = max(before, budget // (n * n + 1) if budget is not None else before or REPLICATES)
    if replicates < 2:
        raise ValueError(f"landscape: {budget} runs found; {n} by {n} points need at least {2 * (n * n + 1)}")
    here = present(world)
    rest = {**here, **(at or {})}
    xs, ys = (np.linspace(low, high, n) for low, high in limits)
    points = np.array([(across, up) for up in ys for across in xs])
    mixes = [*({**rest, **mix} for mix in as_mixes(points, (x, y))), here]  # the present mix comes last
    known = {} if coarse is None else _known(coarse)
    kept = [known.get(_key(point)) for point in points] + [None if coarse is None else coarse.baseline]
    values = np.full((len(mixes), replicates), np.nan)
    for k, had in enumerate(kept):
        if had is not None:
            values[k, :before] = had
    lacking = [
        ([k for k, had in enumerate(kept) if had is None], range(replicates)),
        ([k for k, had in enumerate(kept) if had is not None], range(before, replicates)),
    ]
    runs, done = sum(len(which) * len(ids) for which, ids in lacking), 0
    for which, ids in lacking:
        if which and ids:
            values[which, ids.start :] = objective.read(trials(
                world, [mixes[k] for k in which], objective.measures, ids, seed, workers=workers,
                progress=_counted(progress, done, len(ids), runs),
            ))  # fmt: skip
            done += len(which) * len(ids)
    simulated, baseline = values[:-1], values[-1]
    surface = fit(points, simulated, limits)
    gaps = surface.per_replicate(points) - baseline
    luck = gaps.std(axis=1, ddof=1) / np.sqrt(replicates)
    half = _times(replicates) * np.hypot(luck, surface.bends(points))
    grid = (n, n)
    return Landscape(
        x=x, y=y, xs=xs, ys=ys, at={name: place for name, place in rest.items() if name not in (x, y)},
        present=np.array([here[x], here[y]]), value=surface.mean(points).reshape(grid), difference=gaps.mean(1).reshape(grid),
        low=(gaps.mean(1) - half).reshape(grid), high=(gaps.mean(1) + half).reshape(grid),
        simulated=simulated.reshape(*grid, replicates), baseline=baseline, best=surface.best(),
        runs=runs, surface=surface, objective=objective.said,
        seed=seed,
    )  # fmt: skip


def _counted(
    progress: Callable[[int, int], None] | None, done: int, each: int, runs: int
) -> Callable[[int, int], None]:
    """Tells `progress` of runs, `each` a mix, after `done` before."""
    return lambda mixes, _: progress(done + mixes * each, runs) if progress is not None else None


def _times(replicates: int) -> float:
    """Standard errors of an interval's half width."""
    return float(student.ppf(0.5 + LEVEL / 2, replicates - 1))


def _known(coarse: Landscape) -> dict[tuple[float, ...], np.ndarray]:
    return {
        _key((across, up)): coarse.simulated[row, column]
        for row, up in enumerate(coarse.ys)
        for column, across in enumerate(coarse.xs)
    }


def _key(point: np.ndarray | tuple[float, float]) -> tuple[float, ...]:
    return tuple(round(float(place), 9) for place in point)
