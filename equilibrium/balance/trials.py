"""Trials: many mixes under the same luck, one number a run and measure. All questions of balance ask here.

A trial is a run without the record of its weeks: only what is asked for is added up, which is what makes thousands of mixes
affordable. The numbers are those of `simulate`, bit for bit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import thread_time

import numpy as np

from equilibrium.figures import FIGURES
from equilibrium.parameters import AXES, LEVERS, REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.simulation import Hook, Policy, begin, cores, step
from equilibrium.studies.measures import Measure

DIMENSIONS = AXES + LEVERS
ENOUGH = 2_000  # simulated customers of a trial: with more, a run costs more and differs as much from the next
Mix = Mapping[str, float]


def bounds(names: Sequence[str] = DIMENSIONS) -> np.ndarray:
    """(dimension, 2) where each axis or lever may lie: an axis from 0 to 1, a lever in its plausible range.

    Raises
    ------
    ValueError : for what is neither
    """
    unknown = [name for name in names if name not in DIMENSIONS]
    if unknown:
        raise ValueError(f"dimensions: {unknown} found; there are {', '.join(DIMENSIONS)}")
    return np.array([(0.0, 1.0) if name in AXES else (REGISTRY[name].low, REGISTRY[name].high) for name in names])


def thinned(scenario: Scenario, customers: int = ENOUGH) -> Scenario:
    """The same market with at most so many simulated customers, each standing for more real ones."""
    had = int(scenario.value("customers"))
    if had <= customers or scenario.choice("network") == "edges":
        return scenario
    return scenario.with_(
        customers=customers, customer_weight=float(scenario.value("customer_weight")) * had / customers
    )


def trials(
    scenario: Scenario, mixes: Sequence[Mix], measures: Mapping[str, Measure], replicates: int | Iterable[int], seed: int, *,
    policies: Sequence[Policy | None] | None = None, hooks: Sequence[Hook | None] | None = None,
    workers: int | None = None, progress: Callable[[int, int], None] | None = None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Each measure of the focal enterprise, (mix, replicate), for every mix under the same seed and replicates.

    Parameters
    ----------
    mixes : what each changes: axes and levers of the focal enterprise alone, or any other key of the scenario
    measures : by name, what is read of each run (`studies.measures.measure`, or `Objective.measures`)
    replicates : how many, or their numbers
    policies : of each mix, None for the scenario's own rhythm
    hooks : of each mix one or None, called before each week: for what sees more than a manager does
    workers : mixes simulated at once; default all cores. Changes nothing but time
    progress : called with (mixes done, mixes)
    """
    ids = list(range(replicates)) if isinstance(replicates, int) else list(replicates)
    found = {name: np.empty((len(mixes), len(ids))) for name in measures}
    done = 0

    def one(k: int) -> dict[str, np.ndarray]:
        policy, hook = policies[k] if policies else None, hooks[k] if hooks else None
        return _run(scenario.moved(**mixes[k]), measures, ids, seed, policy, [hook] if hook else [])

    with ThreadPoolExecutor(workers or cores()) as pool:
        try:
            for k, values in enumerate(pool.map(one, range(len(mixes)))):
                for name, array in values.items():
                    found[name][k] = array
                done += 1
                if progress is not None:
                    progress(done, len(mixes))
        except BaseException:  # an interrupt, or a mix that is refused: what has not begun is not begun
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def cost(scenario: Scenario, measures: Mapping[str, Measure], seed: int, runs: int = 4) -> float:
    """Core-seconds that a trial of `scenario` takes, measured now; what else the machine does hardly matters."""
    _run(scenario, measures, [0], seed, None, [])  # what is to be compiled or loaded is not counted
    begun = thread_time()
    _run(scenario, measures, list(range(runs)), seed, None, [])
    return (thread_time() - begun) / runs


def _run(
    scenario: Scenario,
    measures: Mapping[str, Measure],
    ids: list[int],
    seed: int,
    policy: Policy | None,
    hooks: list[Hook],
) -> dict[str, np.ndarray]:
    """(replicate,) of each measure; sums and means week by week in the order of an ensemble's, to the same bits."""
    weeks = int(scenario.value("weeks"))
    run = begin(scenario, seed, ids, threads=1, policy=policy, hooks=hooks)
    sums = {name: np.zeros(len(ids)) for name in measures}
    there = {name: np.zeros(len(ids)) for name in measures}
    for now in range(1, weeks + 1):
        step(run)
        for name, (figure, first, last) in measures.items():
            said = FIGURES[figure]
            if now < first or now > (last or weeks):
                continue
            if said.over == "last":
                if now == (last or weeks):
                    sums[name] = said.measure(run.state)[:, 0].copy()
                continue
            values = said.measure(run.state)[:, 0]
            if said.over == "sum":
                sums[name] += values
            else:
                known = ~np.isnan(values)
                sums[name] += np.where(known, values, 0.0)
                there[name] += known
    for name, (figure, _, _) in measures.items():
        if FIGURES[figure].over == "mean":
            sums[name] = np.divide(sums[name], there[name], out=np.full(len(ids), np.nan), where=there[name] > 0)
    return sums


def as_mixes(points: np.ndarray, names: Sequence[str]) -> list[dict[str, float]]:
    """Rows of (mix, dimension) `points` as mixes."""
    return [dict(zip(names, map(float, row), strict=True)) for row in np.atleast_2d(points)]


def as_points(mixes: Sequence[Mix], names: Sequence[str]) -> np.ndarray:
    """(mix, dimension) of mixes that all say where each of `names` lies."""
    return np.array([[mix[name] for name in names] for mix in mixes], float)


def present(scenario: Scenario, names: Sequence[str] = DIMENSIONS) -> dict[str, float]:
    """Where the scenario's own mix lies before week 1."""
    targets = dict(zip(AXES, scenario.targets(0)[0], strict=True))
    return {name: float(targets[name] if name in AXES else scenario.value(name)) for name in names}
