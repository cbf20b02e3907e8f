"""Effects: the mean of a measure at each value of each factor, the others as the design has them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from equilibrium.studies.designs import SAMPLED
from equilibrium.studies.results import Results

MOST_VALUES = 12  # a factor with more is told by the thirds of its range
CROSSED = ("grid",)  # at each value of a factor the others take the same values


@dataclass(frozen=True)
class Effect:
    """What a measure is at one value of a factor.

    Attributes
    ----------
    factor : its name
    value : a level or number; of a range with many values "low", "middle" or "high" for its thirds
    mean, half : mean of the points there, and half width of its 95 % interval
    points : how many
    """

    factor: str
    value: str | float
    mean: float
    half: float
    points: int


def effects(results: Results, measure: str) -> list[Effect]:
    """Every factor's values in order, factor after factor.

    In a grid a value is told by the combinations of the others that have runs at every value, so that a failure moves no
    comparison; the interval is that of luck. In a sample other factors differ from point to point too, and are counted in.
    """
    table, values, method = results.points, results.values(measure), results.manifest["design"]["method"]
    there = ~np.isnan(values).all(1)
    found = []
    for name in table.columns:
        groups = _groups(table[name].to_numpy(), method in SAMPLED)
        able = there & _complete(table, name, there, [at for _, at in groups]) if method in CROSSED else there
        for value, at in groups:
            mean, half = interval(values[at & able], method not in SAMPLED)
            found.append(Effect(name, value, mean, half, int((at & able).sum())))
    return found


def _complete(table: pd.DataFrame, name: str, there: np.ndarray, groups: list[np.ndarray]) -> np.ndarray:
    """(point,) whether the point's combination of the other factors has runs at every value of `name`."""
    others = [other for other in table.columns if other != name]
    if not others:
        return np.ones(len(table), bool)
    cell = table.groupby(others, sort=False, dropna=False).ngroup().to_numpy()
    full = np.ones(cell.max() + 1, bool)
    for at in groups:
        full &= np.isin(np.arange(full.size), cell[at & there])
    return full[cell]


def sides(results: Results, measure: str) -> list[Effect]:
    """Of a study with a contrast: each further side less the first, run by run, over all points."""
    table, values, method = results.points, results.values(measure), results.manifest["design"]["method"]
    labels = list(results.manifest["contrast"])
    first = values[(table["contrast"] == labels[0]).to_numpy()] if labels else values
    found = []
    for label in labels[1:]:
        gaps = values[(table["contrast"] == label).to_numpy()] - first
        gaps = gaps[~np.isnan(gaps).all(1)]
        found.append(Effect("contrast", label, *interval(gaps, method not in SAMPLED), len(gaps)))
    return found


def interval(values: np.ndarray, fixed: bool) -> tuple[float, float]:
    """Mean, and half width of its 95 % interval, of `values` (point, replicate); NaN where a run failed.

    All points meet the same luck, replicate by replicate, so that the luck of the mean is read from the replicates' means.
    If the points are a sample (not `fixed`), the spread of the points' means comes on top; what both hold of the luck of
    single runs is then counted twice, on the safe side. Student's t, with the fewer degrees of freedom of the two.
    """
    values = values[~np.isnan(values).all(1)] if len(values) else values
    ways = [_means(values.T)] if fixed else [_means(values.T), _means(values)]
    ways = [each[~np.isnan(each)] for each in ways]
    if not len(values):
        return np.nan, np.nan
    mean = float(_means(values.reshape(1, -1))[0])
    if any(each.size < 2 for each in ways):
        return mean, np.nan
    error = np.sqrt(sum(each.var(ddof=1) / each.size for each in ways))
    return mean, float(stats.t.ppf(0.975, min(each.size for each in ways) - 1) * error)


def ahead(results: Results, measure: str) -> tuple[int, int, int] | None:
    """The point with the most of a measure, of how many others it is ahead by more than luck, and how many they are.

    Differences are paired, run by run, and judged at 95 % for all pairs of points at once (Bonferroni), so that the best may
    be picked from the same runs. None with fewer than two points or replicates.
    """
    values = results.values(measure)
    means = _means(values)
    there = np.flatnonzero(~np.isnan(means))
    if there.size < 2 or values.shape[1] < 2:
        return None
    best = int(there[np.argmax(means[there])])
    count = 0
    for other in there[there != best]:
        gaps = values[best] - values[other]
        gaps = gaps[~np.isnan(gaps)]
        if gaps.size > 1:
            room = stats.t.ppf(1 - 0.025 / (there.size * (there.size - 1) / 2), gaps.size - 1)
            count += bool(gaps.mean() > room * gaps.std(ddof=1) / np.sqrt(gaps.size))
    return best, count, there.size - 1


def _means(values: np.ndarray) -> np.ndarray:
    """(row,) mean of what is there in each row."""
    there = ~np.isnan(values)
    count = there.sum(1)
    return np.divide(np.where(there, values, 0.0).sum(1), count, out=np.full(len(values), np.nan), where=count > 0)


def _groups(column: np.ndarray, sampled: bool) -> list[tuple[str | float, np.ndarray]]:
    """Values, or thirds of the range, and which points (point,) bool are there; points without a value are nowhere."""
    if column.dtype.kind != "f":
        return [(str(value), column == value) for value in dict.fromkeys(column.tolist()) if value != ""]
    distinct, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    if distinct.size <= (3 if sampled and counts.min(initial=2) == 1 else MOST_VALUES):
        return [(float(value), column == value) for value in distinct]
    cuts = np.quantile(column[~np.isnan(column)], [1 / 3, 2 / 3])
    return [
        ("low", column <= cuts[0]),
        ("middle", (column > cuts[0]) & (column <= cuts[1])),
        ("high", column > cuts[1]),
    ]
