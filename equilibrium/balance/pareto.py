"""The Pareto front: mixes of which none is better in every figure, what each costs in the others, and where the front bends.

An evolutionary search (pymoo) finds candidates, all mixes of a generation under the same luck. Then they are measured anew, on runs
the search has not seen: of many mixes the luckiest look best. What is dominated for sure is dropped; what cannot be told
from the front stays and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from equilibrium.balance.candidates import SEARCHING, Evaluate, searched, spread
from equilibrium.balance.dominance import bends, dominated, holm, p_dominates, stability, surely_dominates
from equilibrium.balance.objectives import Objective, objective
from equilibrium.balance.trials import Mix, as_mixes, bounds, present, trials
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.studies.comparison import LEVEL, runs_needed

SEARCH_SHARE = 0.6  # of the budget; the rest measures
NEAR = 0.8  # share of resamples in which a knee that counts, or a neighbour of it, is the knee
PARTS = 8  # in which the measurement is done
FEWEST = 1_000  # runs; with fewer, neither search nor measurement says anything
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Front:
    """A measured front, sorted by its first objective. More is better in every objective, as said.

    Attributes
    ----------
    objectives, names : what is traded off; axes and levers of a mix
    points : (point, dimension) the mixes
    values : (objective, point, replicate) of fresh runs, paired by replicate
    mean, low, high : (objective, point) with the 95 % interval of each mean
    undecided : (point,) another point's means are better in every objective, but luck may have made them so
    knee : the point with the largest bend; `bend`, in shares of the figures' ranges, with `bend_low` to `bend_high` (95 %)
    knee_picked, knee_near : in what share of resamples of the runs this point is the knee; this or a neighbour in some objective
    here, here_mean, here_low, here_high : the scenario's own mix (dimension,), and its figures (objective,) on the same runs
    better : (point,) for sure better than the own mix in every objective (Holm over the front)
    dropped : candidates that others surely dominate
    hypervolume : (generation,) of what the search had found, as it saw it; 1 is the corner of all bests
    searched, measured : runs used; `replicates` of them for each point measured
    needed : replicates that would tell the typical undecided point apart; None if there is none or no number can be named
    """

    objectives: tuple[str, ...]
    names: tuple[str, ...]
    points: np.ndarray
    values: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    undecided: np.ndarray
    knee: int
    bend: float
    bend_low: float
    bend_high: float
    knee_picked: float
    knee_near: float
    here: np.ndarray
    here_mean: np.ndarray
    here_low: np.ndarray
    here_high: np.ndarray
    better: np.ndarray
    dropped: int
    hypervolume: np.ndarray
    searched: int
    measured: int
    replicates: int
    needed: int | None
    seed: int

    @property
    def mixes(self) -> list[dict[str, float]]:
        """The points as mixes."""
        return as_mixes(self.points, self.names)

    @property
    def bends(self) -> bool:
        """Whether the knee is one: beyond the plane for sure, and the same or a neighbour in most resamples of the runs."""
        return self.bend_low > 0.0 and self.knee_near >= NEAR

    @property
    def gained_late(self) -> float:
        """Share of the last hypervolume that the last quarter of generations brought: what more search might still bring."""
        past = self.hypervolume[-1 - max(1, len(self.hypervolume) // 4)]
        return float(1.0 - past / self.hypervolume[-1]) if self.hypervolume[-1] > 0.0 else 0.0


def pareto(
    scenario: Scenario, objectives: Sequence[str | Objective], *, names: Sequence[str] = AXES, budget: int = 8_000, seed: int = 1,
    start: Sequence[Mix] = (), workers: int | None = None, progress: Progress | None = None,
) -> Front:  # fmt: skip
    """The front of two to five objectives over the axes and levers `names`.

    Parameters
    ----------
    objectives : figures or expressions, more is better: "profit", "-lost", "profit / 1e6 - interference"
    budget : runs in all, at least 1,000
    start : mixes to begin with beside the scenario's own and random ones, such as a best mix found before
    workers : mixes simulated at once; default all cores
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for what is not allowed
    ModuleNotFoundError : without pymoo, saying what to install
    """
    weeks = int(scenario.value("weeks"))
    said = [each if isinstance(each, Objective) else objective(each, weeks) for each in objectives]
    measures = {name: measure for each in said for name, measure in each.measures.items()}

    def evaluate(points: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        values = trials(scenario, as_mixes(points, names), measures, ids, seed, workers=workers)
        return np.stack([each.read(values) for each in said])

    own = present(scenario, names)
    begin = [[{**own, **mix}[name] for name in names] for mix in (own, *start)]
    return front(evaluate, [each.said for each in said], names, bounds(names), np.array(begin), budget=budget, seed=seed,
                 progress=progress)  # fmt: skip


def front(
    evaluate: Evaluate, objectives: Sequence[str], names: Sequence[str], box: np.ndarray, start: np.ndarray, *,
    budget: int, seed: int, progress: Progress | None = None,
) -> Front:  # fmt: skip
    """The front of anything that is measured with luck.

    Parameters
    ----------
    evaluate : from points (point, dimension) and replicates' numbers to (objective, point, replicate), more is better; the
        same number is the same luck
    box : (dimension, 2) lowest and highest
    start : (mix, dimension) to begin with; the first is what is in force now
    """
    if not 2 <= len(objectives) <= 5 or len(set(objectives)) < len(objectives):
        raise ValueError(
            f"objectives: found {len(objectives)}, {', '.join(objectives)}; two to five different ones are allowed"
        )
    if budget < FEWEST:
        raise ValueError(f"budget: {budget} found; at least {FEWEST} runs are needed")
    used = 0

    def counted(points: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        nonlocal used
        values = evaluate(points, ids)
        used += len(points) * len(ids)
        if progress is not None:
            progress(min(used, budget), budget)
        return values

    box, start = np.asarray(box, float), np.asarray(start, float)
    points, costs, volume = searched(counted, len(objectives), box, start, int(budget * SEARCH_SHARE), seed)
    spent = used
    found = spread(points, costs)
    replicates = max(2, (budget - used) // (len(found) + 1))
    every, ids = np.vstack([found, start[:1]]), np.arange(SEARCHING, SEARCHING + replicates)
    parts = np.array_split(ids, min(PARTS, replicates))  # so that progress is seen; the numbers are the same
    values = np.concatenate([counted(every, part.tolist()) for part in parts], -1)
    return _measured(objectives, names, found, start[0], values, volume, spent, used - spent, seed)


def _measured(
    objectives: Sequence[str], names: Sequence[str], points: np.ndarray, here: np.ndarray, values: np.ndarray,
    volume: np.ndarray, searched: int, measured: int, seed: int,
) -> Front:  # fmt: skip
    """The front from fresh `values` (objective, point, replicate); the last point is what is in force now."""
    whole = np.isfinite(values[:, :-1]).all((0, 2))
    points, own, values = points[whole], values[:, -1], values[:, :-1][:, whole]
    if not len(points):
        raise ValueError("no mix measured has a number in every objective in every run")
    kept = ~surely_dominates(values).any(0)
    order = np.flatnonzero(kept)[np.argsort(values[0].mean(-1)[kept], kind="stable")]
    points, values = points[order], values[:, order]
    mean, undecided = values.mean(-1), dominated(values.mean(-1))
    bend = bends(mean)
    knee = int(np.where(undecided, -np.inf, bend).argmax())
    picked, near, low, high = stability(values, knee, np.random.default_rng(seed))
    half, own_half = _half(values), _half(own)
    over_own = np.array([p_dominates(np.stack([values[:, k], own], 1))[0, 1] for k in range(len(points))])
    return Front(
        objectives=tuple(objectives), names=tuple(names), points=points, values=values,
        mean=mean, low=mean - half, high=mean + half, undecided=undecided,
        knee=knee, bend=float(bend[knee]), bend_low=low, bend_high=high, knee_picked=picked, knee_near=near,
        here=here, here_mean=own.mean(-1), here_low=own.mean(-1) - own_half, here_high=own.mean(-1) + own_half,
        better=holm(over_own), dropped=int((~kept).sum()), hypervolume=volume,
        searched=searched, measured=measured, replicates=values.shape[-1], needed=_needed(values, undecided), seed=seed,
    )  # fmt: skip


def _half(values: np.ndarray) -> np.ndarray:
    """Half width of the 95 % interval of means over the last dimension."""
    runs = values.shape[-1]
    return student.isf(LEVEL / 2, runs - 1) * values.std(-1, ddof=1) / np.sqrt(runs)


def _needed(values: np.ndarray, undecided: np.ndarray) -> int | None:
    """Replicates that would tell half of the undecided points from what seems to dominate them: of each, its clearest rival."""
    if not undecided.any():
        return None
    chances, runs, count = p_dominates(values), values.shape[-1], values.shape[1]
    asked = []
    for point in np.flatnonzero(undecided):
        rival = int(np.where(np.arange(count) == point, 1.0, chances[:, point]).argmin())
        gaps = values[:, rival] - values[:, point]
        each = [
            runs_needed(float(mean), float(sd), runs, LEVEL / (count * (count - 1)))
            for mean, sd in zip(gaps.mean(-1), gaps.std(-1, ddof=1), strict=True)
            if sd > 0.0
        ]
        asked.append(max(np.inf if need is None else need for need in each) if each else np.inf)
    middle = float(np.median(asked))
    return int(middle) if np.isfinite(middle) else None
