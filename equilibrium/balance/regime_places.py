"""Where the policy should go in each regime: searched one regime after the other, and how far off would be about as good."""

from collections.abc import Callable, Sequence

import numpy as np

from equilibrium.studies.comparison import difference

SEARCHING = 8  # replicates of a point in one generation of a search
LINE = np.linspace(0.0, 1.0, 9)  # places along an axis, for its interval
Worth = Callable[
    [np.ndarray, Sequence[int]], np.ndarray
]  # (point, dimension), replicates' numbers -> (point, replicate)
Search = Callable[
    [Worth, np.ndarray, np.ndarray, int, int], np.ndarray
]  # worth, start, box, budget, seed -> best point
Earn = Callable[
    [np.ndarray, Sequence[int]], np.ndarray
]  # (policy, regime, dimension), replicates' numbers -> (policy, replicate)


def by_cma(worth: Worth, start: np.ndarray, box: np.ndarray, budget: int, seed: int) -> np.ndarray:
    """The best point in `box` (dimension, 2) by CMA-ES from `start`, with at most `budget` runs.

    Each generation meets luck of its own, the same for all of it; returned is the centre of the last one, not the luckiest point.

    References
    ----------
    Hansen (2016), arXiv:1604.00772; Hansen et al. (2009), IEEE TEC 13(1), on noise.
    """
    try:
        import cma
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("searching needs cma: pip install 'equilibrium[balance]'") from error

    low, span = box[:, 0], box[:, 1] - box[:, 0]
    settings = {"bounds": [0.0, 1.0], "seed": seed + 1, "verbose": -9}
    search = cma.CMAEvolutionStrategy(((start - low) / span).clip(0.0, 1.0), 0.2, settings)
    generations = budget // (SEARCHING * search.popsize)
    for generation in range(generations):
        points = search.ask()
        ids = range(generation * SEARCHING, (generation + 1) * SEARCHING)
        values = worth(low + span * np.array(points), ids).mean(1)
        search.tell(points, np.where(np.isfinite(values), -values, 1e30).tolist())
    return low + span * search.result.xfavorite if generations else start


def places_by_regime(
    earn: Earn, search: Search, start: np.ndarray, met: Sequence[int], box: np.ndarray, budget: int, seed: int
) -> np.ndarray:
    """(regime, dimension) the best places from `start`: of each regime `met` in turn, the others where they are by then."""
    places = start.copy()
    for k in met:

        def worth(points: np.ndarray, ids: Sequence[int], k: int = k) -> np.ndarray:
            tables = np.repeat(places[None], len(points), 0)
            tables[:, k] = points
            return earn(tables, ids)

        places[k] = search(worth, places[k], box, budget // len(met), seed + k)
    return places


def as_good(
    earn: Earn, places: np.ndarray, met: Sequence[int], ids: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """(regime, dimension) lowest and highest: on a line through each place, the outermost that are not clearly worse than it.

    Paired by replicate, each at 95 %; all else stays at `places`. The true best of the line lies within in about 95 of 100 cases,
    to the next of `LINE`.
    """
    low, high = places.copy(), places.copy()
    for k in met:
        for d, own in enumerate(places[k]):
            line = np.unique(np.append(LINE, own))
            tables = np.repeat(places[None], len(line), 0)
            tables[:, k, d] = line
            values = earn(tables, ids)
            base = values[int(np.flatnonzero(line == own)[0])]
            gaps = [difference("", base, each) for each in values]
            good = line[[not (gap.verdict == "real" and gap.mean < 0.0) for gap in gaps]]
            low[k, d], high[k, d] = good.min(), good.max()
    return low, high
