"""How often the true optimum lies in the reported intervals and ridge: the table of docs/balance/best.md.

    python -m benchmarks.optimum_coverage 200 [TABLE.npz]

Known functions over the reference scenario's eight dimensions, and the real model's luck around them: of a table of profit
(mix, replicate) each replicate's deviation from the mean is a quadratic with coefficients of its own plus a rest; a new
replicate draws the coefficients of one and rests of its own, a place each. The table is simulated once (three minutes of one
core) and kept in the named file if one is named.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from equilibrium.balance.best import find
from equilibrium.balance.objectives import objective
from equilibrium.balance.surface import spaced
from equilibrium.balance.trials import DIMENSIONS, as_mixes, bounds, present, thinned, trials
from equilibrium.scenario import Scenario
from equilibrium.simulation import cores

MIXES, REPLICATES, SEED = 160, 48, 404
BUDGET = 8_000
FIRST = 1_000  # repetition; those from 0 on were looked at when the method was made
COUNT = len(DIMENSIONS)
CENTRE = np.array([0.8, 0.6, 0.75, 0.55, 0.7, 0.5, 0.4, 0.6])
STEEP = np.array([0.8, 0.8, 2.4, 1.2, 1.6, 0.4, 0.2, 0.8]) * 1e6  # EUR lost a range squared


def concave(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One peak inside, of sides that are not quadratic."""
    return -(STEEP * (np.cosh(2 * (x - CENTRE)) - 1) / 2).sum(-1), CENTRE


def slanting(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A ridge at an angle: the first two axes nearly replace each other, and so do the last two of the axes."""
    best = np.array([0.5, 0.5, 0.75, 0.5, 0.6, 0.5, 0.5, 0.5])
    z = x - best
    along, across = (z[..., [0, 3]] + z[..., [1, 4]]), (z[..., [0, 3]] - z[..., [1, 4]])
    rest = (STEEP[[2, 5, 6, 7]] * z[..., [2, 5, 6, 7]] ** 2).sum(-1)
    return -1.6e6 * (along**2).sum(-1) - 0.1e6 * (across**2).sum(-1) - rest, best


def edged(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best substance is all, the best first axis its second pole, the best development its least; the rest inside."""
    best = CENTRE.copy()
    best[[0, 5, 7]] = 1.0, 0.0, 1.0
    slope = 0.3e6 * (1 - x[..., 0]) + 0.1e6 * x[..., 5] + 0.5e6 * (1 - x[..., 7])
    return -(STEEP * (x - best) ** 2).sum(-1) - slope, best


def two_peaks(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two peaks far apart in the first two axes, the lower one 120 thousand EUR below and broader."""
    high, low = CENTRE.copy(), CENTRE.copy()
    high[:2], low[:2] = (0.2, 0.75), (0.8, 0.25)
    first = -(STEEP * (x - high) ** 2).sum(-1)
    second = -0.12e6 - 0.6 * (STEEP * (x - low) ** 2).sum(-1)
    return np.maximum(first, second), high


KNOWN = (concave, slanting, edged, two_peaks)


class Luck:
    """The model's luck around a known function: values of any place in any replicate."""

    def __init__(self, unit: np.ndarray, values: np.ndarray):
        apart = values - values.mean(1, keepdims=True)
        self.coefficients = np.linalg.lstsq(quadratic(unit), apart, rcond=None)[0]
        rest = apart - quadratic(unit) @ self.coefficients
        self.rest = rest.ravel() * np.sqrt(len(unit) / (len(unit) - len(self.coefficients)))

    def around(self, known, seed: int):
        """A function as `find` takes it; a replicate is the same wherever and whenever it is asked for."""

        def evaluate(points: np.ndarray, replicates: range) -> np.ndarray:
            low, high = bounds().T
            unit = (points - low) / (high - low)
            values = np.empty((len(points), len(replicates)))
            for k, replicate in enumerate(replicates):
                own = np.random.default_rng((seed, replicate)).integers(self.coefficients.shape[1])
                values[:, k] = quadratic(unit) @ self.coefficients[:, own]
            for k, place in enumerate(unit):
                luck = np.random.default_rng((seed, replicates.start, *np.round(place * 1e9).astype(np.int64)))
                values[k] += luck.choice(self.rest, len(replicates))
            return values + known(unit)[0][:, None]

        return evaluate


def quadratic(unit: np.ndarray) -> np.ndarray:
    """(point, term) of a full quadratic."""
    one, other = np.triu_indices(unit.shape[1])
    return np.column_stack([np.ones(len(unit)), unit, unit[:, one] * unit[:, other]])


def table(path: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Places in the unit box and their profit (mix, replicate), simulated unless `path` holds them."""
    if path is not None and path.exists():
        with np.load(path) as kept:
            return kept["unit"], kept["values"]
    unit = spaced(COUNT, MIXES, SEED)
    low, high = bounds().T
    profit = objective("profit")
    scenario = thinned(Scenario.load("storefront"))
    found = trials(scenario, as_mixes(low + unit * (high - low), DIMENSIONS), profit.measures, REPLICATES, SEED)
    values = profit.read(found)
    if path is not None:
        np.savez_compressed(path, unit=unit, values=values)
    return unit, values


def once(known, luck: Luck, repetition: int) -> tuple[np.ndarray, bool, np.ndarray, float, float]:
    """One search: what its intervals hold, whether its ridge does, its intervals' widths, EUR short of the best, core-s."""
    began = time.process_time()
    low, high = bounds().T
    here = np.array(list(present(Scenario.load("storefront")).values()))
    found = find(luck.around(known, repetition), DIMENSIONS, bounds(), here, budget=BUDGET, seed=repetition)
    truth = known(np.zeros(COUNT))[1]
    place = low + truth * (high - low)
    inside = (found.interval[:, 0] - 1e-9 <= place) & (place <= found.interval[:, 1] + 1e-9)
    width = np.ptp(found.interval, axis=1) / (high - low)
    short = known(truth)[0] - known((found.place - low) / (high - low))[0]
    return inside, bool(found.ridge.contains(place)[0]), width, float(short), time.process_time() - began


def main(words: list[str] | None = None) -> None:
    """Print, by known function, the share of repetitions in which interval and ridge hold the true optimum."""
    repetitions = int(words[0]) if words else 200
    luck = Luck(*table(Path(words[1]) if words and len(words) > 1 else None))
    print(
        f"  {'function':<12}{'in interval, by dimension':<52}{'all':>6}{'ridge':>7}{'width':>7}{'short, k EUR':>14}{'core-s':>8}"
    )
    everything = []
    with ProcessPoolExecutor(cores()) as pool:
        for known in KNOWN:
            rows = list(pool.map(partial(once, known, luck), range(FIRST, FIRST + repetitions // len(KNOWN))))
            inside, ridge, width, short, took = (np.array(column) for column in zip(*rows, strict=True))
            everything.append((inside, ridge))
            print(line(known.__name__, inside, ridge)
                  + f"{width.mean():7.2f}{np.median(short) / 1e3:14.1f}{took.mean():8.1f}", flush=True)  # fmt: skip
    inside, ridge = (np.concatenate(column) for column in zip(*everything, strict=True))
    print(f"{line('all', inside, ridge)}   of {len(ridge)}")


def line(name: str, inside: np.ndarray, ridge: np.ndarray) -> str:
    """Shares that hold the truth: each dimension's interval, all of them, the ridge."""
    said = "".join(f"{share:6.2f}" for share in inside.mean(0))
    return f"  {name:<12}{said:<52}{inside.mean():6.3f}{ridge.mean():7.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
