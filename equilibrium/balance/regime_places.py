"""Where the policy should go in each regime: searched one regime after the other, and how far off would be about as good."""

from collections.abc import Callable, Sequence

import numpy as np

from equilibrium.studies.comparison import difference

SEARCHING = 8  # replicates of a point in one generation of a search
MISSING = 1e30  # cost of what is no number
LINE = np.linspace(0.0, 1.0, 7)  # places tried along an axis, for its interval
FINE = np.linspace(0.0, 1.0, 51)  # and those between which it is told
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

    A quarter of the runs looks around first, for there may be several tops. Each generation meets luck of its own, the same for all
    of it; returned is the centre of the last one, not the luckiest point.

    References
    ----------
    Hansen (2016), arXiv:1604.00772; Hansen et al. (2009), IEEE TEC 13(1), on noise.
    """
    try:
        import cma
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("searching needs cma: pip install 'equilibrium[balance]'", name="cma") from error

    low, span = box[:, 0], box[:, 1] - box[:, 0]
    luck = np.random.default_rng(seed)
    tried = np.vstack([((start - low) / span).clip(0.0, 1.0), luck.random((budget // (4 * SEARCHING), len(box)))])
    first = tried[_cost(worth, low + span * tried, range(SEARCHING)).argmin()]
    search = cma.CMAEvolutionStrategy(first, 0.2, {"bounds": [0.0, 1.0], "seed": seed + 1, "verbose": -9})
    for generation in range(1, (budget - len(tried) * SEARCHING) // (SEARCHING * search.popsize) + 1):
        points = search.ask()
        ids = range(generation * SEARCHING, (generation + 1) * SEARCHING)
        search.tell(points, _cost(worth, low + span * np.array(points), ids).tolist())
    return low + span * (search.result.xfavorite if search.countiter else first)


def _cost(worth: Worth, points: np.ndarray, ids: Sequence[int]) -> np.ndarray:
    """(point,) to be made small; what is no number is worse than all."""
    values = worth(points, ids).mean(1)
    return np.where(np.isfinite(values), -values, MISSING)


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

    All else stays at `places`. In each replicate the gap to the place is smoothed by a cubic that is 0 there; a place is clearly
    worse if Student's 95 % interval of the smoothed gaps lies below 0. Beside a cliff that a cubic cannot follow it errs.
    """
    low, high = places.copy(), places.copy()
    for k in met:
        for d, own in enumerate(places[k]):
            line = np.append(LINE, own)
            tables = np.repeat(places[None], len(line), 0)
            tables[:, k, d] = line
            values = earn(tables, ids)
            smooth = _cubic(FINE - own) @ np.linalg.pinv(_cubic(LINE - own)) @ (values[:-1] - values[-1])
            gaps = [difference("", np.zeros(len(ids)), each) for each in smooth]
            good = [at for at, gap in zip(FINE, gaps, strict=True) if not (gap.verdict == "real" and gap.mean < 0.0)]
            low[k, d], high[k, d] = min([own, *good]), max([own, *good])
    return low, high


def _cubic(gap: np.ndarray) -> np.ndarray:
    """(place, 3) powers."""
    return gap[:, None] ** np.arange(1, 4)
