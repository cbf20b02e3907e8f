"""The ridge: all mixes that are statistically as good as the best one found, and which way it runs.

A joint 95 % region for the place of the optimum. Where the optimum would lie had luck and bends fallen otherwise is drawn
from the surface; each place is read by how far the surface says it falls short of the best, in standard errors of that
difference; the region is all that falls short by no more than 95 % of the drawn optima do, and by `WIDER` more: the draws
take the surface's lengths for known, which they are not, and by that factor it held known optima as often as it says
(docs/balance/best.md). Next to the best a
difference and its error vanish together, so half the draws' middling error is the least that is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equilibrium.balance.surface import LEVEL, Surface

FREE = 0.6  # of its range that a dimension's interval takes before we call it free
TIED = 0.5  # correlation along the ridge from which on two dimensions are said to trade off
SAMPLE = 256
WIDER = 1.15  # times the limit, see above


@dataclass(frozen=True)
class Ridge:
    """Mixes as good as the best, as far as can be told.

    Attributes
    ----------
    names : of the dimensions
    sample : (mix, dimension) members, the best first
    limit, least : standard errors short of the best, and the smallest error counted, that bound the region
    free : dimensions whose best place may lie almost anywhere
    pairs : (name, name, correlation) along the ridge, strongest first: positive rise together, negative replace each other
    direction : (dimension,) unit vector, in ranges, along which the ridge is longest; `share` of its variance lies on it
    """

    names: tuple[str, ...]
    sample: np.ndarray
    limit: float
    least: float
    free: tuple[str, ...]
    pairs: tuple[tuple[str, str, float], ...]
    direction: np.ndarray
    share: float
    surface: Surface

    def short(self, points: np.ndarray) -> np.ndarray:
        """(point,) how far each falls short of the best, in standard errors; below 0 if it is above."""
        return _short(self.surface, points, self.sample[0], self.least)

    def contains(self, points: np.ndarray) -> np.ndarray:
        """(point,) whether each is statistically as good."""
        return self.short(points) <= self.limit


def ridge(surface: Surface, names: Sequence[str], best: np.ndarray, optima: np.ndarray, seed: int) -> Ridge:
    """The ridge around `best` (dimension,) from drawn `optima` (draw, dimension) (`Surface.best_of_draws`)."""
    _, error = surface.difference(optima, best)
    least = 0.5 * float(np.median(error))
    limit = WIDER * max(float(np.quantile(_short(surface, optima, best, least), LEVEL)), 0.0)
    luck = np.random.default_rng(seed)
    one, other = luck.integers(0, len(optima), (2, 8 * SAMPLE))
    part = luck.random((8 * SAMPLE, 1))
    between = optima[one] * part + optima[other] * (1 - part)
    inside = between[_short(surface, between, best, least) <= limit][: SAMPLE - 1]
    sample = np.vstack([best, inside])
    low, high = np.quantile(optima, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    ranges = np.ptp(surface.bounds, axis=1)
    free = tuple(name for name, wide in zip(names, (high - low) / ranges, strict=True) if wide >= FREE)
    spread = np.atleast_2d(np.cov(sample / ranges, rowvar=False))
    sizes, ways = np.linalg.eigh(spread)
    way = ways[:, -1] * np.sign(ways[np.argmax(abs(ways[:, -1])), -1])
    return Ridge(tuple(names), sample, limit, least, free, _pairs(names, spread), way,
                 float(sizes[-1] / max(sizes.sum(), 1e-300)), surface)  # fmt: skip


def _short(surface: Surface, points: np.ndarray, best: np.ndarray, least: float) -> np.ndarray:
    gap, error = surface.difference(points, best)
    return -gap / np.maximum(np.hypot(error, least), 1e-300)


def _pairs(names: Sequence[str], spread: np.ndarray) -> tuple[tuple[str, str, float], ...]:
    size = np.sqrt(np.diag(spread))
    tied = []
    for i in range(len(names)):
        for j in range(i):
            if min(size[i], size[j]) > 0.03:  # of a dimension that does not move nothing can be said
                tied.append((names[j], names[i], float(spread[i, j] / (size[i] * size[j]))))
    return tuple(sorted((pair for pair in tied if abs(pair[2]) >= TIED), key=lambda pair: -abs(pair[2])))
