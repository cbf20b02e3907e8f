"""Moving balance: the best place in each regime, its path through a calendar, and what standing still costs.

The regimes' places are searched inside the context as it changes: positions follow with their inertia, each move costs hours, and a
regime passes before its own best mix pays. So they are less extreme than the best mix of a regime that lasts for ever. The moving
policy sees the regime a week after it turned (`Clairvoyant`), as no manager does: what standing still costs is the most that
sensing may be worth.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equilibrium.balance.objectives import Objective
from equilibrium.balance.regime_places import LINE, Search, as_good, by_cma, places_by_regime
from equilibrium.balance.trials import Mix, as_mixes, bounds, present, thinned, trials
from equilibrium.parameters import AXES
from equilibrium.policies.clairvoyant import Clairvoyant
from equilibrium.scenario import Scenario
from equilibrium.simulation import Hook, simulate
from equilibrium.simulation import Run as UnderWay
from equilibrium.studies.comparison import Difference, difference

FRESH = 1_000_000  # replicates from this number on are never searched
CHOOSING = 64  # of them, those on which the best of three static mixes is chosen
FEWEST = 2_000  # runs
STATIC, PLACES, LINES = 0.2, 0.35, 0.32  # shares of the budget; what is left measures the costs
Run = Callable[[Sequence[Mix], np.ndarray | None, Sequence[int]], np.ndarray]
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
    low, high : (regime, axis) the outermost places on a line through each that are not clearly worse (`as_good`)
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
        allowed = ", ".join(AXES)
        raise ValueError(
            f"names: {unknown} found; axes are {allowed}: levers have no targets that could follow a regime"
        )
    if budget < FEWEST:
        raise ValueError(f"budget: {budget} found; at least {FEWEST} runs are needed")
    columns = [AXES.index(name) for name in names]

    def run(mixes: Sequence[Mix], tables: np.ndarray | None, ids: Sequence[int]) -> np.ndarray:
        hooks = None if tables is None else [Clairvoyant(_on_all(table, columns)) for table in tables]
        return objective.read(trials(scenario, mixes, objective.measures, ids, seed, hooks=hooks, workers=workers))

    def path(still: Mix, places: np.ndarray) -> Path:
        return _path(scenario, still, places, columns, replicate, seed)

    shares, here = regime_shares(scenario, seed), present(scenario, names)
    return balanced(run, path, objective.said, names, scenario.regime_names, shares, here,
                    budget=budget, seed=seed, static=static, search=search, progress=progress)  # fmt: skip


def balanced(
    run: Run, path: Callable[[Mix, np.ndarray], Path], said: str, names: Sequence[str], regimes: Sequence[str],
    shares: np.ndarray, here: Mix, *, budget: int, seed: int, static: Mix | None = None, search: Search = by_cma,
    progress: Progress | None = None,
) -> Moving:  # fmt: skip
    """The moving balance of anything that can be run in a context with regimes; see `moving`.

    Parameters
    ----------
    run : (mix, replicate) of mixes to begin with; with tables (mix, regime, dimension) they go where these say, without them
        they stand still, and an empty mix is what is in force now
    path : of the mix to begin with and the places (regime, dimension)
    """
    box, used = bounds(names), 0

    def counted(mixes: Sequence[Mix], tables: np.ndarray | None, ids: Sequence[int]) -> np.ndarray:
        nonlocal used
        values = run(mixes, tables, ids)
        used += len(mixes) * len(ids)
        if progress is not None:
            progress(min(used, budget), budget)
        return values

    def standing(points: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        return counted(as_mixes(points, names), None, ids)

    def following(tables: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        return counted([still] * len(tables), tables, ids)

    start = np.array([here[name] for name in names])
    first = search(standing, start, box, int(STATIC * budget) // 2, seed) if static is None else start
    still = {**as_mixes(first, names)[0], **(static or {})}
    met = [int(k) for k in np.argsort(-shares, kind="stable") if shares[k] > 0.0]
    places = np.tile([still[name] for name in names], (len(shares), 1))
    places = places_by_regime(following, search, places, met, box, int(PLACES * budget), seed + 1)
    if static is None:  # standing still has three chances, two of them in the middle of where moving would be
        middle = shares @ places
        other = search(standing, middle, box, int(STATIC * budget) // 2, seed + 100)
        chances = np.stack([first, other, middle])
        values = standing(chances, range(FRESH, FRESH + CHOOSING)).mean(1)
        still = as_mixes(chances, names)[int(np.nanargmax(values))]
    searched, begin = used, FRESH + CHOOSING
    fresh = max(8, int(LINES * budget) // (len(met) * len(names) * (len(LINE) + 1)))
    low, high = as_good(following, places, met, range(begin, begin + fresh))
    count = max(16, (budget - used) // (3 + len(names)))
    ids = range(begin + fresh, begin + fresh + count)
    held = np.repeat(places[None], 1 + len(names), 0)
    for d, name in enumerate(names):
        held[1 + d, :, d] = still[name]
    went, (stood, now) = following(held, ids), counted([still, {}], None, ids)
    each = {name: difference(said, went[1 + d], went[0], at_once=len(names)) for d, name in enumerate(names)}
    return Moving(
        objective=said, names=tuple(names), regimes=tuple(regimes), shares=shares, places=places, low=low, high=high,
        static=still, here=here, values={"moving": went[0], "static": stood, "here": now},
        still=difference(said, stood, went[0], at_once=3), behind=difference(said, now, went[0], at_once=3),
        settled=difference(said, now, stood, at_once=3), each=each, path=path(still, places),
        searched=searched, measured=used - searched, replicates=count, seed=seed,
    )  # fmt: skip


def regime_shares(scenario: Scenario, seed: int, futures: int = 32) -> np.ndarray:
    """(regime,) share of weeks in which each reigns; it does not depend on what the enterprise does."""
    found = simulate(thinned(scenario, 100), range(FRESH, FRESH + futures), seed).weekly["regime"].to_numpy()
    return np.bincount(found.ravel().astype(int), minlength=len(scenario.regime_names)) / found.size


def _on_all(places: np.ndarray, columns: Sequence[int]) -> np.ndarray:
    """(regime, axis) of places (regime, dimension); axes that do not move are left to the scenario."""
    table = np.full((len(places), len(AXES)), np.nan)
    table[:, columns] = places
    return table


def _path(
    scenario: Scenario, still: Mix, places: np.ndarray, columns: Sequence[int], replicate: int, seed: int
) -> Path:  # fmt: skip
    """One future under the moving policy."""
    targets: list[np.ndarray] = []

    def note(run: UnderWay) -> None:
        targets.append(run.state.enterprises.target[0, 0, columns].copy())

    hooks: list[Hook] = [Clairvoyant(_on_all(places, columns)), note]
    weekly = simulate(scenario.moved(**still), [replicate], seed, hooks=hooks).weekly.isel(replicate=0)
    position = np.stack([weekly[AXES[k]].isel(enterprise=0).to_numpy() for k in columns], 1)
    return Path(replicate, weekly["regime"].to_numpy().astype(int), np.array(targets), position)
