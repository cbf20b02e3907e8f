"""What both opposites and corridors ask: a mix's worth under shared luck, and which of several paired differences are real."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from equilibrium.balance.objectives import Objective
from equilibrium.balance.trials import DIMENSIONS, as_mixes, bounds, present, thinned, trials
from equilibrium.scenario import Scenario
from equilibrium.studies.flips import holm

LEVEL = 0.95
MIXED = "mixed"  # the context as the scenario has it, with all its regimes
Evaluate = Callable[[np.ndarray, Sequence[int]], np.ndarray]  # (mix, dimension) points, replicates -> (mix, replicate)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Contrast:
    """A mean of paired differences, with its own 95 % interval (Student's).

    Attributes
    ----------
    value, low, high : in the objective's unit
    sign : 1 or -1 where it is told by Holm's rule among all contrasts that were looked at together; else 0
    runs : replicates the mean was taken over
    """

    value: float
    low: float
    high: float
    sign: int
    runs: int

    @property
    def half(self) -> float:
        """Half the interval's width."""
        return (self.high - self.low) / 2


def contrasts(rows: np.ndarray) -> list[Contrast]:
    """A contrast for each of `rows` (contrast, replicate); which are real is judged for all together (Holm 1979): so that one
    is told that is not there in at most one look in twenty. Replicates that are no number are left out."""
    found, chances = [], []
    for row in np.atleast_2d(np.asarray(rows, float)):
        known = row[np.isfinite(row)]
        if known.size < 2:
            found.append((float("nan"), float("inf"), known.size))
            chances.append(float("nan"))
            continue
        mean, error = float(known.mean()), float(known.std(ddof=1) / known.size**0.5)
        half = float(stats.t.ppf(0.5 + LEVEL / 2, known.size - 1)) * error
        found.append((mean, half, known.size))
        chances.append(float(stats.t.sf(abs(mean) / error, known.size - 1)) if error > 0 else 0.0 if mean else 1.0)
    real = holm(np.array(chances))
    return [
        Contrast(mean, mean - half, mean + half, int(np.sign(mean)) if told else 0, runs)
        for (mean, half, runs), told in zip(found, real.tolist(), strict=True)
    ]


def worth(
    scenario: Scenario, objective: Objective, names: Sequence[str], seed: int, *, total: int = 0, done: int = 0,
    workers: int | None = None, progress: Progress | None = None,
) -> Evaluate:  # fmt: skip
    """The objective at points of `names`, the rest as the scenario has it, in a market of at most 2 000 simulated customers.

    Parameters
    ----------
    total, done : runs of the whole question and those made before, told to `progress`
    workers : mixes simulated at once; default all cores
    """
    world, made = thinned(scenario), done

    def evaluate(points: np.ndarray, replicates: Sequence[int]) -> np.ndarray:
        nonlocal made
        points, before, count = np.atleast_2d(points), made, len(replicates)

        def told(mixes: int, _: int) -> None:
            if progress is not None:
                progress(min(before + mixes * count, total), total)

        found = trials(
            world, as_mixes(points, names), objective.measures, replicates, seed, workers=workers, progress=told
        )
        made += len(points) * count
        return objective.read(found)

    return evaluate


def in_contexts(scenario: Scenario, contexts: Iterable[str] | None) -> dict[str, Scenario]:
    """The scenario as it is ("mixed"), and in each named regime for ever.

    Raises
    ------
    ValueError : for a regime it has not
    """
    found = {MIXED: scenario}
    for name in contexts or ():
        if name != MIXED and name not in scenario.regime_names:
            raise ValueError(f"contexts: {name!r} found; there are {MIXED}, {', '.join(scenario.regime_names)}")
        found[name] = scenario if name == MIXED else scenario.with_(calendar=[[0, name]])
    return found


def placed(scenario: Scenario, at: Mapping[str, float] | None, names: Sequence[str]) -> np.ndarray:
    """(dimension,) the mix `at`, the scenario's own where it says nothing.

    Raises
    ------
    ValueError : for an axis or lever that there is not, or that lies outside its range
    """
    unknown = set(at or ()) - set(DIMENSIONS)
    if unknown:
        raise ValueError(f"at: {sorted(unknown)} found; there are {', '.join(DIMENSIONS)}")
    point = np.array([{**present(scenario, names), **(at or {})}[name] for name in names], float)
    box = bounds(names)
    outside = [name for name, x, (low, high) in zip(names, point, box, strict=True) if not low <= x <= high]
    if outside:
        raise ValueError(f"at: {outside[0]} lies outside its range {box[list(names).index(outside[0])].tolist()}")
    return point
