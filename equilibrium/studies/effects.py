"""Effects: the mean of a measure at each value of each factor, the others as the design has them."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from equilibrium.studies.results import Results

MOST_VALUES = 12  # a factor with more is told by the thirds of its range
CROSSED = ("grid",)  # at each value of a factor the others take the same values: only luck is left between the means


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

    In a grid the interval is that of luck: of the replicates' means, each over the same points. In a sample other factors
    differ from point to point too: it is that of the points' means.
    """
    table, values = results.points, results.values(measure)
    found = []
    for name in table.columns:
        column = table[name].to_numpy()
        for value, there in _groups(column):
            mean, half = interval(values[there], results.manifest["design"]["method"] in CROSSED)
            found.append(Effect(name, value, mean, half, int(there.sum())))
    return found


def interval(values: np.ndarray, crossed: bool) -> tuple[float, float]:
    """Mean, and half width of its 95 % interval (Student), of `values` (point, replicate); NaN where a run failed."""
    each = _means(values.T if crossed or len(values) == 1 else values)
    each = each[~np.isnan(each)]
    if each.size < 2:
        return (float(each[0]) if each.size else np.nan), np.nan
    half = stats.t.ppf(0.975, each.size - 1) * each.std(ddof=1) / np.sqrt(each.size)
    return float(_means(values.reshape(1, -1))[0]), float(half)


def _means(values: np.ndarray) -> np.ndarray:
    """(row,) mean of what is there in each row."""
    there = ~np.isnan(values)
    count = there.sum(1)
    return np.divide(np.where(there, values, 0.0).sum(1), count, out=np.full(len(values), np.nan), where=count > 0)


def _groups(column: np.ndarray) -> list[tuple[str | float, np.ndarray]]:
    """Values, or thirds of the range, and which points (point,) bool are there; points without a value are nowhere."""
    if column.dtype.kind != "f":
        return [(str(value), column == value) for value in dict.fromkeys(column.tolist()) if value != ""]
    distinct = np.unique(column[~np.isnan(column)])
    if distinct.size <= MOST_VALUES:
        return [(float(value), column == value) for value in distinct]
    cuts = np.quantile(column[~np.isnan(column)], [1 / 3, 2 / 3])
    return [
        ("low", column <= cuts[0]),
        ("middle", (column > cuts[0]) & (column <= cuts[1])),
        ("high", column > cuts[1]),
    ]
