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
from equilibrium.simulation import Run, simulate
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


def moving(
    scenario: Scenario, objective: Objective, *, names: Sequence[str] = AXES, budget: int = 12_000, seed: int = 1,
    static: Mix | None = None, search: Search = by_cma, replicate: int = 0, workers: int | None = None,
    progress: Progress | None = None,
) -> Moving:  # fmt: skip
    """The best place of each axis in each regime, one regime after the other, and what standing still costs.

    Parameters
    ----------
    names : axes that move; a lever is no target, so it cannot
    budget : runs in all, at least 2,000
    static : the best mix that stands still, if known; else it is searched with a part of the budget
    search : from `worth(points (point, dimension), replicates' numbers) -> (point, replicate)`, a start (dimension,), a box
        (dimension, 2), a budget in runs and a seed to the best point (dimension,)
    replicate : which future's path is kept; with a calendar in the scenario the regimes are the same in all
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for what is not allowed
    """
    if unknown := [name for name in names if name not in AXES]:
        raise ValueError(
            f"names: {unknown} found; axes are {', '.join(AXES)}: levers have no targets that could follow a regime"
        )
    if budget < FEWEST:
        raise ValueError(f"budget: {budget} found; at least {FEWEST} runs are needed")
    box, here = bounds(names), present(scenario, names)
    columns = [AXES.index(name) for name in names]
    used = 0

    def run(mixes: Sequence[Mix], ids: Sequence[int], tables: np.ndarray | None = None) -> np.ndarray:
        """(mix, replicate) of mixes that stand still, or that begin there and move by `tables` (mix, regime, dimension)."""
        nonlocal used
        hooks = None
        if tables is not None:
            places = np.full((*tables.shape[:2], len(AXES)), np.nan)
            places[:, :, columns] = tables
            hooks = [Clairvoyant(each) for each in places]
        values = trials(scenario, mixes, objective.measures, ids, seed, hooks=hooks, workers=workers)
        used += len(mixes) * len(ids)
        if progress is not None:
            progress(min(used, budget), budget)
        return objective.read(values)

    def named(point: np.ndarray) -> dict[str, float]:
        return dict(zip(names, map(float, point), strict=True))

    if static is None:
        start = np.array([here[name] for name in names])
        static = named(
            search(lambda points, ids: run([named(p) for p in points], ids), start, box, int(STATIC * budget), seed)
        )
    still = {name: float({**here, **static}[name]) for name in names}
    shares = _shares(scenario, seed)
    met = [int(k) for k in np.argsort(-shares, kind="stable") if shares[k] > 0.0]
    places = np.tile([still[name] for name in names], (len(shares), 1))
    for k in met:

        def worth(points: np.ndarray, ids: Sequence[int], k: int = k) -> np.ndarray:
            tables = np.repeat(places[None], len(points), 0)
            tables[:, k] = points
            return run([still] * len(points), ids, tables)

        places[k] = search(worth, places[k], box, int(PLACES * budget) // len(met), seed + 1 + k)
    searched = used
    fresh = max(8, int(LINES * budget) // (len(met) * len(names) * len(LINE)))
    low, high = places.copy(), places.copy()
    for k in met:
        for d in range(len(names)):
            low[k, d], high[k, d] = _as_good(run, still, places, k, d, range(FRESH, FRESH + fresh))
    count = max(16, (budget - used) // (3 + len(names)))
    ids = range(FRESH + fresh, FRESH + fresh + count)
    held = np.repeat(places[None], 1 + len(names), 0)
    for d, name in enumerate(names):
        held[1 + d, :, d] = still[name]
    moved, stood = run([still] * len(held), ids, held), run([still, here], ids)
    said = objective.said
    return Moving(
        said, tuple(names), scenario.regime_names, shares, places, low, high, still, here,
        {"moving": moved[0], "static": stood[0], "here": stood[1]},
        difference(said, stood[0], moved[0], at_once=3), difference(said, stood[1], moved[0], at_once=3),
        difference(said, stood[1], stood[0], at_once=3),
        {name: difference(said, moved[1 + d], moved[0], at_once=len(names)) for d, name in enumerate(names)},
        _path(scenario, still, places, columns, replicate, seed), searched, used - searched, count, seed,
    )  # fmt: skip


def _shares(scenario: Scenario, seed: int) -> np.ndarray:
    """(regime,) share of weeks in each, over some futures; the regimes do not depend on what the enterprise does."""
    found = simulate(scenario, range(FRESH, FRESH + 64), seed).weekly["regime"].to_numpy()
    return np.bincount(found.ravel().astype(int), minlength=len(scenario.regime_names)) / found.size


def _as_good(
    run: Callable[..., np.ndarray], still: Mix, places: np.ndarray, regime: int, axis: int, ids: Sequence[int]
) -> tuple[float, float]:
    """The outermost places on a line that are not clearly worse than the place found."""
    line = np.unique(np.append(LINE, places[regime, axis]))
    tables = np.repeat(places[None], len(line), 0)
    tables[:, regime, axis] = line
    values = run([still] * len(line), ids, tables)
    own = values[int(np.flatnonzero(line == places[regime, axis])[0])]
    worse = [found.verdict == "real" and found.mean < 0.0 for found in (difference("", own, each) for each in values)]
    good = line[~np.array(worse)]
    return float(good.min()), float(good.max())


def _path(
    scenario: Scenario, still: Mix, places: np.ndarray, columns: Sequence[int], replicate: int, seed: int
) -> Path:  # fmt: skip
    """One future under the moving policy."""
    table = np.full((len(places), len(AXES)), np.nan)
    table[:, columns] = places
    targets: list[np.ndarray] = []

    def note(run: Run) -> None:
        targets.append(run.state.enterprises.target[0, 0, columns].copy())

    weekly = simulate(scenario, [replicate], seed, mix=still, hooks=[Clairvoyant(table), note]).weekly.isel(replicate=0)
    position = np.stack([weekly[AXES[k]].isel(enterprise=0).to_numpy() for k in columns], 1)
    return Path(replicate, weekly["regime"].to_numpy().astype(int), np.array(targets), position)
