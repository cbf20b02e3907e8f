"""Complementarity: is doing more of one worth more where there is more of the other? (Milgrom & Roberts 1990, 1995.)

Four cells, without and with each of two practices, `n` independent runs each, and the contrast y11 - y10 - y01 + y00 over its
standard error. It is told when it exceeds 1.645 (5 %, one side). With equal spread in all cells it is Student's t with 4 (n - 1)
degrees of freedom, non-central if the contrast is real, and so its size and power are known exactly. Profits of the model are
not normal (some enterprises end in ruin): its size is therefore measured on them as well, where by construction nothing is there
to be found. Whether indie and weconomy *are* complements is a claim of the model, not measured here.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from scipy.stats import nct, norm
from scipy.stats import t as student

from equilibrium.findings import Comparison, Finding, Line, between, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "complementarity"
MECHANISM = "profit of whole runs"
SOURCE = "Milgrom & Roberts (1990)"

CRITICAL = float(norm.ppf(0.95))


def statistic(both, first, second, none):
    """t = (y11 - y10 - y01 + y00) / sqrt(sum s^2/n); each (..., run), independent runs; cells may differ in number."""
    cells = [np.asarray(cell, float) for cell in (both, first, second, none)]
    means = [cell.mean(-1) for cell in cells]
    error = np.sqrt(sum(cell.var(-1, ddof=1) / cell.shape[-1] for cell in cells))
    return (means[0] - means[1] - means[2] + means[3]) / error


def size(runs, critical=CRITICAL):
    """Chance to tell what is not there, `runs` a cell (2 or more), normal with equal spread."""
    return float(student.sf(critical, 4 * (runs - 1)))


def power(contrast, runs, critical=CRITICAL):
    """Chance to tell a `contrast`, in standard deviations of a run, with `runs` a cell."""
    return float(nct.sf(critical, 4 * (runs - 1), contrast * np.sqrt(runs) / 2.0))


def runs_needed(contrast, wanted=0.8, critical=CRITICAL):
    """Fewest runs a cell whose power reaches `wanted`."""
    runs = 2
    while power(contrast, runs, critical) < wanted:
        runs += 1
    return runs


def told(contrast, runs, times=20_000, seed=1990, draw=None):
    """(time,) 1 where the statistic exceeds its limit, the first cell raised by `contrast`; `draw(luck, shape)` a run's result."""
    luck = np.random.default_rng(seed)
    draw = draw or (lambda luck, shape: luck.normal(size=shape))
    found = []
    for part in np.array_split(np.arange(times), max(1, times * runs // 200_000)):  # a few megabytes at once
        cells = draw(luck, (4, len(part), runs))
        found.append(statistic(cells[0] + contrast, *cells[1:]) > CRITICAL)
    return np.concatenate(found).astype(float)


@lru_cache(maxsize=1)
def profits(runs=512, seed=1990):
    """(run,) profit of a year in a small storefront at its reference mix, in standard deviations."""
    scenario = Scenario.load("storefront").with_(weeks=52, customers=500)
    profit = simulate(scenario, runs, seed).weekly["profit"].isel(enterprise=0).sum("week").to_numpy()
    return (profit - profit.mean()) / profit.std()


def by_model(luck, shape):
    """Results drawn from the model's own runs."""
    return luck.choice(profits(), shape)


def findings() -> Iterator[Finding]:
    """Size and power: exact, by the statistic on normal results, and on the model's own."""
    for runs in (20, 50, 200):
        yield between(f"closed form: size, n {runs}", size(runs), 0.05, 0.06)
        yield held(f"closed form: size of the statistic on normal results, n {runs}", told(0.0, runs), size(runs))
        yield held(f"size on the model's profits, n {runs}", told(0.0, runs, 5000, draw=by_model), size(runs),
                   allowance=0.005, note="allowed .005: profits are not normal")  # fmt: skip
    yield equal("closed form: power for half a deviation, n 99", power(0.5, 99), 0.80, 0.005)
    yield held("closed form: power of the statistic on normal results, n 99", told(0.5, 99), power(0.5, 99))
    yield held("power on the model's profits for half a deviation, n 99", told(0.5, 99, 5000, draw=by_model),
               power(0.5, 99), allowance=0.01, note="allowed .01: profits are not normal")  # fmt: skip
    yield equal("closed form: runs a cell for power .80", runs_needed(0.5), 99, 1)


def comparison() -> Comparison:
    """Power by runs a cell, exact and by the statistic on the model's profits."""
    fine, runs = np.arange(5, 201, 5), (5, 10, 20, 50, 99, 150, 200)
    lines = []
    for group, contrast in enumerate((0.0, 0.25, 0.5, 1.0)):
        found = [told(contrast, n, 1500, draw=by_model) for n in runs]
        lines += [Line(f"exact, {contrast:g} sd", fine, [power(contrast, n) if contrast else size(n) for n in fine],
                       reference=True, group=group),
                  Line("on the model's profits", runs, [x.mean() for x in found],
                       [x.std(ddof=1) / x.size**0.5 for x in found], group=group)]  # fmt: skip
    return Comparison(TITLE, "A contrast of half a standard deviation needs a hundred runs a cell to be told four times in five.",
                      "runs a cell", "share of tests that tell it", tuple(lines))  # fmt: skip
