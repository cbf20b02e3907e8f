"""One by one: what each factor alone does to a measure along its range, against the scenario as it is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from equilibrium.studies.factors import Factor, Value
from equilibrium.studies.response import Broken, Response, interval


@dataclass(frozen=True)
class Line:
    """One factor moved along its range or over its levels.

    Attributes
    ----------
    factor : which
    values : (step,) numbers, or labels of levels
    shares : (step,) where they stand from one end (0) to the other (1)
    change, half : (step,) mean change against the scenario as it is, paired by replicate, and half width of its 95 % interval
    level, level_half : (step,) the measure itself there, with its half width
    runs : (step,) replicates that went well both there and in the scenario as it is
    swing, swing_half : how far apart the measure's lowest and highest means along the line are, the scenario as it is among
        them, with the half width of that difference's own interval. The highest of several means is picked for being high, so
        a swing of luck alone is above 0
    """

    factor: Factor
    values: tuple[Value, ...]
    shares: np.ndarray
    change: np.ndarray
    half: np.ndarray
    level: np.ndarray
    level_half: np.ndarray
    runs: np.ndarray
    swing: float
    swing_half: float

    @property
    def clear(self) -> np.ndarray:
        """(step,) whether the change's interval lies clear of zero."""
        return np.abs(self.change) > self.half


@dataclass(frozen=True)
class OneByOne:
    """Every factor alone: the measure (of a contrast, the first of `sides` less the second) in the scenario as it is, with its
    half width and the runs behind it, and a line a factor, widest swing first."""

    measure: str
    sides: tuple[str, ...]
    base: float
    base_half: float
    base_runs: int
    lines: tuple[Line, ...]

    def table(self) -> pd.DataFrame:
        """A row a factor and value."""
        rows = [
            (line.factor.name, value, *numbers)
            for line in self.lines
            for value, *numbers in zip(
                line.values, line.shares, line.change, line.half, line.level, line.level_half, line.runs, strict=True
            )
        ]
        columns = ["factor", "value", "share", "change", "half", "level", "level_half", "runs"]
        return pd.DataFrame(rows, columns=columns)


def one_by_one(response: Response) -> OneByOne:
    """The changes in a one-at-a-time design.

    Raises
    ------
    Broken : for another design, or if the scenario as it is never went well
    """
    if response.method != "one_at_a_time":
        raise Broken(f"changes one by one need the design one_at_a_time, found {response.method}")
    there = np.array(
        [[value is not None and value == value for value in response.points[name]] for name in response.names]
    )
    base = response.values[np.flatnonzero(~there.any(axis=0))[0]]
    if np.isnan(base).all():
        raise Broken("the scenario as it is has no run that went well", "no_base")
    lines = []
    for factor, rows in zip(response.factors, there, strict=True):
        values = response.values[rows]
        changes = np.array([interval(each - base) for each in values])
        levels = np.array([interval(each) for each in values])
        runs = (~np.isnan(values - base)).sum(axis=1)
        shares = np.linspace(0.0, 1.0, len(values)) if len(values) > 1 else np.zeros(1)
        lines.append(Line(
            factor, tuple(response.points[factor.name][rows]), shares,
            changes[:, 0], changes[:, 1], levels[:, 0], levels[:, 1], runs, *swing(values - base),
        ))  # fmt: skip
    lines.sort(key=lambda line: -line.swing)
    return OneByOne(response.measure, response.sides, *interval(base), int((~np.isnan(base)).sum()), tuple(lines))


def swing(changes: np.ndarray) -> tuple[float, float]:
    """Mean and half width of the highest less the lowest of `changes` (step, replicate), no change among them."""
    there = changes[~np.isnan(changes).all(axis=1)]
    steps = np.vstack([there, np.zeros((1, changes.shape[1]))])
    means = np.nanmean(steps, axis=1)
    return interval(steps[means.argmax()] - steps[means.argmin()])
