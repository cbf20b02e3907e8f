"""Candidates of a Pareto front: an evolutionary search, all mixes of a generation under the same luck, and a few spread over it."""

from collections.abc import Callable, Sequence

import numpy as np

from equilibrium.balance.dominance import dominated

SEARCHING = 8  # replicates of a mix while searching
MOST = 24  # candidates that are handed on
CLOSE = 0.02  # in ranges of the front; nearer than that to one already chosen, a candidate says nothing new
GENERATIONS = 32  # of a usual budget; a population has ten mixes or more
REFERENCE = 1.1  # corner of the hypervolume, in ranges of the front, counted from the best
MISSING = 1e30  # what stands for a figure that is no number: worse than all
Evaluate = Callable[[np.ndarray, Sequence[int]], np.ndarray]


def searched(
    evaluate: Evaluate, count: int, box: np.ndarray, start: np.ndarray, budget: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All points visited, their costs (point, objective; less is better), and the hypervolume after each generation."""
    try:
        from pymoo.algorithms.moo.sms import SMSEMOA
        from pymoo.core.evaluator import Evaluator
        from pymoo.core.problem import Problem
        from pymoo.problems.static import StaticProblem
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "a Pareto front needs pymoo: pip install 'equilibrium[balance]'", name="pymoo"
        ) from error

    problem = Problem(n_var=len(box), n_obj=count, xl=box[:, 0], xu=box[:, 1])
    size = int(np.clip(budget // (SEARCHING * GENERATIONS), 10, 60))
    luck = np.random.default_rng(seed)
    first = np.vstack(
        [start.clip(box[:, 0], box[:, 1]), luck.uniform(box[:, 0], box[:, 1], (max(0, size - len(start)), len(box)))]
    )
    algorithm = SMSEMOA(pop_size=size, sampling=first)
    algorithm.setup(problem, termination=("n_gen", max(2, budget // (SEARCHING * size))), seed=seed, verbose=False)
    points, costs, ends = [], [], []
    while algorithm.has_next():
        asked = algorithm.ask()
        places = asked.get("X")
        means = -evaluate(places, range(SEARCHING)).mean(-1).T
        cost = np.where(np.isfinite(means).all(1, keepdims=True), means, MISSING)
        Evaluator().eval(StaticProblem(problem, F=cost), asked)
        algorithm.tell(infills=asked)
        points.append(places)
        costs.append(cost)
        ends.append(sum(map(len, costs)))
    every, cost = np.vstack(points), np.vstack(costs)
    known = cost[:, 0] < MISSING
    if not known.any():
        raise ValueError("no mix tried has a number in every objective")
    return every[known], cost[known], _volume(cost, ends)


def _volume(cost: np.ndarray, ends: Sequence[int]) -> np.ndarray:
    """Hypervolume of what had been found after each of `ends` points (Zitzler & Thiele 1999), in ranges of the last front."""
    from pymoo.indicators.hv import HV

    known = cost[cost[:, 0] < MISSING]
    last = known[~dominated(-known.T)]
    low, span = last.min(0), np.ptp(last, axis=0)
    within = (cost - low) / np.where(span > 0.0, span, 1.0)
    reach = HV(ref_point=np.full(cost.shape[1], REFERENCE))
    found = []
    for end in ends:
        inside = within[:end][(within[:end] < REFERENCE).all(1)]
        found.append(float(reach(inside[~dominated(-inside.T)])) if len(inside) else 0.0)
    return np.array(found) / REFERENCE ** cost.shape[1]


def spread(points: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """Of the points that none of the others dominates at most `MOST`: the ends, then always the one farthest from those chosen."""
    there = ~dominated(-costs.T)
    points, first = np.unique(points[there], axis=0, return_index=True)
    costs = costs[there][first]
    span = np.ptp(costs, axis=0)
    within = (costs - costs.min(0)) / np.where(span > 0.0, span, 1.0)
    chosen = list(dict.fromkeys(within.argmin(0).tolist()))
    while len(chosen) < min(MOST, len(points)):
        gaps = np.linalg.norm(within[:, None] - within[chosen], axis=-1).min(1)
        if gaps.max() < CLOSE:
            break
        chosen.append(int(gaps.argmax()))
    return points[chosen]
