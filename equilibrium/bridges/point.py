"""A point: values for some axes and parameters, what they may be, and the runs they give. All bridges simulate here."""

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from equilibrium.ensemble import Ensemble
from equilibrium.figures import FIGURES
from equilibrium.parameters import AXES, COEFFICIENTS, REGISTRY, Parameter
from equilibrium.scenario import Scenario
from equilibrium.scenario_errors import nearest, plain_number
from equilibrium.simulation import simulate

Names = Iterable[str] | Mapping[str, Sequence[Any] | None]


@dataclass(frozen=True, slots=True)
class Range:
    """Where a study may put one axis or parameter: from `low` to `high`, or one of `choices`."""

    name: str
    low: float
    high: float
    whole: bool = False
    choices: tuple[Any, ...] = ()


def loaded(scenario: Scenario | str | os.PathLike) -> Scenario:
    """A scenario as it is, or loaded from a file or by a shipped one's name."""
    return scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)


def ranges(names: Names) -> list[Range]:
    """The plausible range of each of `names`: axes, parameters of the registry, coefficients of all regimes.

    A mapping gives ranges of one's own: (low, high) for a quantity, the choices for a choice or switch, None for the
    plausible range.

    Raises
    ------
    ValueError : for a name that is none of these, or a range that leaves what is allowed at all
    """
    if isinstance(names, str):
        raise ValueError(f"{names!r} found; a list of names is expected")
    own: Mapping[str, Sequence[Any] | None] = names if isinstance(names, Mapping) else dict.fromkeys(names)
    return [_range(name, said) for name, said in own.items()]


def _range(name: str, said: Sequence[Any] | None) -> Range:
    if name in AXES:
        return _quantity(name, said, 0.0, 1.0, 0.0, 1.0, False)
    known = {**REGISTRY, **COEFFICIENTS}
    if name not in known:
        near = nearest(name, [*AXES, *known])
        raise ValueError(f"{name}: neither axis nor parameter" + (f"; nearest: {near}" if near else ""))
    parameter = known[name]
    choices = _choices(parameter)
    if not choices:
        return _quantity(name, said, parameter.low, parameter.high, parameter.least, parameter.most, parameter.whole)
    if said is not None and (len(said) < 2 or not set(said) <= set(choices)):
        raise ValueError(f"{name}: {list(said)} found; two or more of {', '.join(map(str, choices))} are allowed")
    chosen = choices if said is None else tuple(said)
    return Range(name, 0, len(chosen) - 1, choices=chosen)


def _choices(parameter: Parameter) -> tuple[Any, ...]:
    """What a parameter that is no quantity may be; a list of links needs a file, so no study draws it."""
    if parameter.unit == "switch":
        return (False, True)
    return tuple(choice for choice in parameter.choices if choice != "edges")


def _quantity(
    name: str, said: Sequence[Any] | None, low: float, high: float, least: float, most: float, whole: bool
) -> Range:
    if said is not None:
        if len(said) != 2 or not least <= said[0] < said[1] <= most:
            allowed = f"{plain_number(least)} <= low < high <= {plain_number(most)}"
            raise ValueError(f"{name}: {list(said)} found; a range (low, high) with {allowed} is allowed")
        low, high = said
    if whole and not (float(low).is_integer() and float(high).is_integer()):
        raise ValueError(f"{name}: {[low, high]} found; whole numbers are allowed")
    return Range(name, low, high, whole)


def known_figure(key: str) -> str:
    """`key`, if it is a figure's.

    Raises
    ------
    ValueError : if it is not
    """
    if key not in FIGURES:
        near = nearest(key, FIGURES)
        raise ValueError(f"{key}: no figure" + (f"; nearest: {near}" if near else ""))
    return key


def simulate_point(
    scenario: Scenario, values: Mapping[str, Any], replicates: int, seed: int, threads: int | None = 1
) -> Ensemble:
    """The runs at one point: `scenario` with `values`, of which axes and levers are the focal enterprise's alone. Points
    under one seed meet the same luck.

    Raises
    ------
    ScenarioError : for a point that the scenario's checks refuse, before anything is simulated
    """
    return simulate(scenario.moved(**values), replicates, seed=seed, threads=threads)


def mean_and_error(ensemble: Ensemble, figure: str) -> tuple[float, float]:
    """Mean of the focal enterprise's `figure` over replicates, weeks summarised as the figure says, and its standard error.

    Replicates in which there is nothing to say are left out, as in `Ensemble.summary`; the error of fewer than two is
    not a number.
    """
    values = ensemble.per_run(figure)
    values = values[~np.isnan(values)]
    mean = float(values.mean()) if values.size else math.nan
    return mean, float(values.std(ddof=1) / values.size**0.5) if values.size > 1 else math.nan
