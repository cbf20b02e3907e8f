"""SALib's own way: a problem from the registry's ranges, and the model's answers to a matrix of samples.

For who works with SALib directly; SALib itself is imported by nobody here, since a problem is a plain dictionary.
Source: Herman & Usher (2017), Journal of Open Source Software 2(9), 97.
"""

import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from equilibrium.bridges.point import Names, Range, known_figure, loaded, mean_and_error, ranges, simulate_point
from equilibrium.scenario import Scenario, ScenarioError
from equilibrium.scenario_errors import Problem


def problem(names: Names) -> dict[str, Any]:
    """A SALib problem over axes and parameters: `num_vars`, `names`, `bounds`.

    Bounds are plausible ranges, or those of a mapping {name: (low, high)}. A whole number's reach half a unit further on both
    sides, and a choice's or switch's is that of its position, so that after rounding each value is equally likely.

    Raises
    ------
    ValueError : for a name that is neither axis nor parameter, or a range that leaves what is allowed
    """
    spans = ranges(names)
    bounds = [
        [span.low - 0.5, span.high + 0.5] if span.whole or span.choices else [span.low, span.high] for span in spans
    ]
    return {"num_vars": len(spans), "names": [span.name for span in spans], "bounds": bounds}


def evaluate(
    problem: Mapping[str, Any], matrix: np.ndarray, scenario: Scenario | str | os.PathLike, figure: str = "profit",
    replicates: int = 16, seed: int = 0,
) -> np.ndarray:  # fmt: skip
    """(point,) mean over replicates of the focal enterprise's `figure` at each row of `matrix` (point, variable).

    All points share the seed, so that what differs between them is the point and not its luck. SALib's estimators need
    every point, so all are checked before the first is simulated.

    Raises
    ------
    ScenarioError : naming the first row that the scenario's checks refuse, and how many there are
    ValueError : for an unknown figure, or a matrix that is not (point, num_vars)
    """
    known_figure(figure)
    base, rows = loaded(scenario), np.asarray(matrix, float)
    if rows.ndim != 2 or rows.shape[1] != problem["num_vars"]:
        raise ValueError(f"matrix: shape {rows.shape} found; (point, {problem['num_vars']}) is allowed")
    spans = ranges(problem["names"])
    points = [
        {span.name: _value(span, x, bounds) for span, x, bounds in zip(spans, row, problem["bounds"], strict=True)}
        for row in rows.tolist()
    ]
    refused: dict[int, ScenarioError] = {}
    for number, point in enumerate(points):
        try:
            base.moved(**point)
        except ScenarioError as error:
            refused[number] = error
    if refused:
        first = min(refused)
        problems = [each._replace(file=f"row {first} of the matrix") for each in refused[first].problems]
        if len(refused) > 1:
            problems.append(Problem("", "", f"{len(refused)} of {len(points)} rows are refused"))
        raise ScenarioError(problems)
    results = (simulate_point(base, point, replicates, seed, threads=None) for point in points)
    return np.array([mean_and_error(ensemble, figure)[0] for ensemble in results])


def _value(span: Range, x: float, bounds: tuple[float, float]) -> Any:
    """What SALib's number `x` means: itself, the nearest whole number within `bounds`, or the choice at that place."""
    if not (span.whole or span.choices):
        return x
    whole = min(max(math.floor(x + 0.5), math.ceil(bounds[0])), math.floor(bounds[1]))
    return span.choices[whole] if span.choices else whole
