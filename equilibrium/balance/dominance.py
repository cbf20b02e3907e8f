"""Who dominates whom for sure, and where a front bends: from runs that all met the same luck.

`values` is (objective, point, replicate) everywhere, more is better in each objective.
"""

import numpy as np
from scipy.stats import t as student

from equilibrium.studies import flips

LEVEL = 0.05
RESAMPLES = 1000


def p_dominates(values: np.ndarray) -> np.ndarray:
    """(point, other) how often luck alone would make the point look this much better than the other in every objective.

    A paired one-sided test of Student's in each objective, and of these the largest: that all are better is refuted by one
    that is not (intersection-union test: Berger 1982, Technometrics 24(4)). An objective in which two points are equal run by
    run speaks neither for nor against; where all are, the chance is 1.
    """
    count, runs = values.shape[1:]
    worst, differ = np.zeros((count, count)), np.zeros((count, count), bool)
    for each in values:
        gaps = each[:, None, :] - each[None, :, :]
        mean, spread = gaps.mean(-1), gaps.std(-1, ddof=1)
        same = ~gaps.any(-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            p = student.sf(mean / (spread / np.sqrt(runs)), runs - 1)
        worst = np.where(same, worst, np.maximum(worst, p))
        differ |= ~same
    return np.where(differ, worst, 1.0)


def holm(p: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Which of the tests `p`, of any shape, hold together: at most `level` that any of them is luck."""
    return flips.holm(np.ravel(p), level).reshape(np.shape(p))


def surely_dominates(values: np.ndarray) -> np.ndarray:
    """(point, other) bool: better in every objective, of all pairs at once only `LEVEL` that luck made any look so."""
    count = values.shape[1]
    pairs = ~np.eye(count, dtype=bool)
    found = np.zeros((count, count), bool)
    found[pairs] = holm(p_dominates(values)[pairs])
    return found


def dominated(means: np.ndarray) -> np.ndarray:
    """(point,) bool: another point's `means` (objective, point) are nowhere below and somewhere above."""
    above, level = means[:, :, None] > means[:, None, :], means[:, :, None] >= means[:, None, :]
    return np.asarray((level.all(0) & above.any(0)).any(0))


def shares(means: np.ndarray) -> np.ndarray:
    """(objective, point) of `means` of a front: 0 at the worst that is on it, 1 at the best."""
    low, high = means.min(1, keepdims=True), means.max(1, keepdims=True)
    return (means - low) / np.where(high > low, high - low, 1.0)


def bends(means: np.ndarray) -> np.ndarray:
    """(point,) distance above the plane through the corners of a front, each objective in shares of its range on the front.

    The corners are the best of one objective with the worst of all others; the farthest point beyond their plane is the knee:
    from there on a little more of one figure costs much of another.

    References
    ----------
    Das (1999), Structural Optimization 18: on characterizing the knee of the Pareto curve. That in more than two objectives the
    corners stand for the extremes found is our simplification.
    """
    part = shares(means)
    return (part.sum(0) - 1.0) / np.sqrt(len(part))


def neighbours(means: np.ndarray, point: int) -> np.ndarray:
    """(point,) bool: the point itself, and in each objective the next one below and above."""
    near = np.zeros(means.shape[1], bool)
    near[point] = True
    for order in np.argsort(means, axis=1):
        at = int(np.flatnonzero(order == point)[0])
        near[order[max(0, at - 1) : at + 2]] = True
    return near


def stability(values: np.ndarray, point: int, luck: np.random.Generator) -> tuple[float, float, float, float]:
    """How far the knee `point` depends on which runs were drawn: (picked, near, low, high).

    Runs are drawn again with replacement, the same for all points (Efron 1979): the shares of `RESAMPLES` in which this point is
    the knee, and in which it or one of its `neighbours` is; and the 95 % percentile interval of its bend.
    """
    runs, near = values.shape[-1], neighbours(values.mean(-1), point)
    found, bend = np.empty(RESAMPLES, int), np.empty(RESAMPLES)
    for k in range(RESAMPLES):
        each = bends(values[..., luck.integers(0, runs, runs)].mean(-1))
        found[k], bend[k] = each.argmax(), each[point]
    low, high = np.quantile(bend, [0.025, 0.975])
    return float((found == point).mean()), float(near[found].mean()), float(low), float(high)
