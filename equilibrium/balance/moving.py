"""Moving balance: the best place in each regime, its path through a calendar, and what standing still costs.

The regimes' places are searched inside the context as it changes: positions follow with their inertia, each move costs hours,
and a regime passes before its own best mix pays. So they are less extreme than the best mix of a regime that lasts for ever. The moving
policy sees the regime a week after it turned (`Clairvoyant`): what standing still costs is an upper bound of what sensing is worth.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equilibrium.balance.objectives import Objective
from equilibrium.balance.trials import Mix, bounds, present, trials
from equilibrium.parameters import AXES
from equilibrium.policies.clairvoyant import Clairvoyant
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.studies.comparison import Difference, difference

SEARCHING = 8  # replicates of a mix in one generation of a search
FRESH = 1_000_000  # replicates from this number on are never searched
LINE = np.linspace(0.0, 1.0, 9)  # places along an axis, for its interval
FEWEST = 2_000  # runs
STATIC, PLACES, LINES = 0.15, 0.4, 0.3  # shares of the budget; what is left measures the costs
Worth = Callable[[np.ndarray, Sequence[int]], np.ndarray]
Search = Callable[[Worth, np.ndarray, np.ndarray, int, int], np.ndarray]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Path:
    """One future of the moving policy: (week,) numbers of `regime`; (week, axis) `target`, and `position` that follows it."""

    replicate: int
    regime: np.ndarray
    target: np.ndarray
    position: np.ndarray


@dataclass(frozen=True)
class Moving:
    """A moving balance, measured.

    Attributes
    ----------
    objective, names : what is best, and the axes that move
    regimes, shares : names of the scenario's regimes, and in what share of weeks each reigns
    places : (regime, axis) where the moving policy goes; where a regime never reigns, the static place
    low, high : (regime, axis) on a line through `places`, the outermost places that are not clearly worse (paired, 95 %)
    static, here : the best mix that stands still, and the scenario's own
    values : {"moving", "static", "here"} the objective (replicate,) of fresh runs, paired by replicate
    still : moving less static: what standing still costs
    behind : moving less the present mix
    settled : static less the present mix
    each : by axis, moving less moving with this axis held at its static place: what this axis's movement is worth
    path : a future
    searched, measured : runs used; `replicates` of them for each policy compared
    """

    objective: str
    names: tuple[str, ...]
    regimes: tuple[str, ...]
    shares: np.ndarray
    places: np.ndarray
    low: np.ndarray
    high: np.ndarray
    static: Mapping[str, float]
    here: Mapping[str, float]
    values: Mapping[str, np.ndarray]
    still: Difference
    behind: Difference
    settled: Difference
    each: Mapping[str, Difference]
    path: Path
    searched: int
    measured: int
    replicates: int
    seed: int

    @property
    def pays(self) -> bool | None:
        """Whether moving is better than standing still; None where it cannot be told."""
        return self.still.mean > 0.0 if self.still.verdict == "real" else None


def by_cma(worth: Worth, start: np.ndarray, box: np.ndarray, budget: int, seed: int) -> np.ndarray:
    """The best point in `box` (dimension, 2) by CMA-ES from `start`, with at most `budget` runs.

    Each generation meets luck of its own, the same for all of it; what is returned is the centre of the last ones, not the luckiest point.

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
