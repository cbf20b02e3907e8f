"""Factors: what varies in a study, and what each value changes in a scenario."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from equilibrium.parameters import AXES, COEFFICIENTS, REGISTRY, Parameter
from equilibrium.scenario_errors import found
from equilibrium.scenario_file import toml

Value = float | int | str | bool

DISTRIBUTIONS: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "uniform": (("low", "high"), lambda low, high: stats.uniform(low, high - low)),
    "normal": (("mean", "sd"), lambda mean, sd: stats.norm(mean, sd)),
    "lognormal": (("median", "sigma"), lambda median, sigma: stats.lognorm(sigma, scale=median)),
    "triangular": (
        ("least", "mode", "most"),
        lambda least, mode, most: stats.triang((mode - least) / (most - least), least, most - least),
    ),
    "beta": (("a", "b"), lambda a, b: stats.beta(a, b)),
}
FORMS = 'an array of values, "plausible", { low, high, scale }, { distribution, ... } or { levels = { name = { key = value } } }'


@dataclass(frozen=True)
class Factor:
    """One thing that varies.

    Attributes
    ----------
    name : a key of `Scenario.with_` (a parameter, an axis, a regime's coefficient, a dotted key), or any name if its levels
        say what they change
    labels, changes : the levels, if it has any: how each is called in tables and what it changes. A change's key is one of
        `Scenario.with_`, or "policy"; axes and levers move the focal enterprise alone (`Scenario.moved`)
    quantile : if it has none: from shares in (0, 1) to numbers
    """

    name: str
    labels: tuple[Value, ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    quantile: Callable[[np.ndarray], np.ndarray] | None = None

    def values(self, shares: np.ndarray) -> np.ndarray:
        """(point,) labels or numbers at `shares` (point,) in [0, 1]: every level has the same width."""
        shares = np.asarray(shares, float)
        if self.quantile is not None:
            return self.quantile(shares)
        last = len(self.labels) - 1
        return labelled([self.labels[k] for k in np.minimum((shares * (last + 1)).astype(int), last)])

    def steps(self, count: int) -> np.ndarray:
        """(step,) every level, or `count` numbers at evenly spaced shares from end to end of a range."""
        if self.quantile is None:
            return labelled(list(self.labels))
        with np.errstate(all="ignore"):
            ends = self.quantile(np.array([0.0, 1.0]))
        inner = 0.0 if np.isfinite(ends).all() else 0.5 / count  # a distribution without ends has no value there
        return self.quantile(np.linspace(inner, 1.0 - inner, count))

    def change(self, value: Any) -> Mapping[str, Any]:
        """What `Scenario.moved` is given for one of `values`."""
        if self.quantile is None:
            return self.changes[self.labels.index(value)]
        return {self.name: value}


def labelled(labels: Sequence[Value]) -> np.ndarray:
    """Labels as a column: numbers if all are, else texts as objects."""
    if all(isinstance(label, (int, float)) and not isinstance(label, bool) for label in labels):
        return np.array(labels, float)
    return np.array(labels, object)


def parameter_of(name: str) -> Parameter | None:
    """The registry's entry for a factor named like a parameter or a coefficient; None for an axis or a name of one's own."""
    key = name.split(".")[-1]
    return REGISTRY.get(key) or COEFFICIENTS.get(key)


def factor(name: str, said: Any) -> Factor:
    """The factor that a study's file or a caller describes.

    Raises
    ------
    ValueError : saying what was found and what is allowed
    """
    if isinstance(said, Factor):
        return said
    if isinstance(said, (list, tuple)):
        return _of_values(name, list(said))
    if said == "plausible":
        return _ranged(name, {})
    if isinstance(said, Mapping):
        if "levels" in said:
            return _of_levels(name, said)
        if "distribution" in said:
            return _distributed(name, said)
        if "low" in said or "high" in said:
            return _ranged(name, said)
    raise ValueError(f"found {found(said)}, allowed: {FORMS}")


def _of_values(name: str, values: list[Any]) -> Factor:
    if not values:
        raise ValueError("found an empty array, allowed: at least one value")
    labels = [value if isinstance(value, (int, float, str, bool)) else toml(value) for value in values]
    if len(set(map(repr, labels))) < len(labels):
        raise ValueError(f"found {toml(labels)}, allowed: values that differ")
    numbers = labelled(labels).dtype == float
    labels = [float(label) if numbers else str(label) for label in labels]
    changes = ({} if name == "policy" and value == "none" else {name: value} for value in values)
    return Factor(name, tuple(labels), tuple(changes))


def _of_levels(name: str, said: Mapping[str, Any]) -> Factor:
    levels = said["levels"]
    if set(said) != {"levels"} or not isinstance(levels, Mapping) or not levels:
        raise ValueError("allowed with levels: a table of named tables, nothing beside it")
    wrong = [key for key, change in levels.items() if not isinstance(change, Mapping)]
    if wrong:
        raise ValueError(f"levels.{wrong[0]}: found {found(levels[wrong[0]])}, allowed: a table of what it changes")
    return Factor(name, tuple(levels), tuple(levels.values()))


def _ranged(name: str, said: Mapping[str, Any]) -> Factor:
    unknown = set(said) - {"low", "high", "scale"}
    if unknown:
        raise ValueError(f"found {', '.join(sorted(unknown))}, allowed: low, high, scale")
    parameter, axis = parameter_of(name), name.split(".")[-1] in AXES
    if parameter is None and not axis and set(said) & {"low", "high"} != {"low", "high"}:
        raise ValueError("low and high are needed: it is no parameter with a plausible range")
    plausible = (0.0, 1.0) if parameter is None else (parameter.low, parameter.high)
    low, high = said.get("low", plausible[0]), said.get("high", plausible[1])
    scale = said.get("scale", "even")
    if parameter is not None and (parameter.choices or parameter.unit == "switch") and not said:
        named = [each for each in parameter.choices if each != "edges"]  # which needs a file of links
        choices: list[Any] = [*named] or [False, True]
        return _of_values(name, choices)
    for key, bound in (("low", low), ("high", high)):
        if isinstance(bound, bool) or not isinstance(bound, (int, float)) or not np.isfinite(bound):
            raise ValueError(f"{key}: found {found(bound)}, allowed: a number")
    if not low < high:
        raise ValueError(f"found low = {low:g}, high = {high:g}, allowed: low below high")
    if scale not in ("even", "log"):
        raise ValueError(f'scale: found {found(scale)}, allowed: "even", "log"')
    if scale == "log" and low <= 0:
        raise ValueError(f'low: found {low:g}, allowed with scale = "log": above 0')
    whole = parameter is not None and parameter.whole

    def quantile(shares: np.ndarray) -> np.ndarray:
        values = low * (high / low) ** shares if scale == "log" else low + (high - low) * shares
        return np.rint(values) if whole else np.clip(values, low, high)

    return Factor(name, quantile=quantile)


def _distributed(name: str, said: Mapping[str, Any]) -> Factor:
    kind = said["distribution"]
    if kind not in DISTRIBUTIONS:
        raise ValueError(f"distribution: found {found(kind)}, allowed: {', '.join(DISTRIBUTIONS)}")
    keys, make = DISTRIBUTIONS[kind]
    given = {key: value for key, value in said.items() if key != "distribution"}
    cut = {key: given.pop(key) for key in ("low", "high") if key in given and key not in keys}
    if set(given) != set(keys):
        raise ValueError(
            f"{kind}: found {', '.join(sorted(given)) or 'nothing'}, allowed: {', '.join(keys)}, and low, high"
        )
    for key, value in [*given.items(), *cut.items()]:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{key}: found {found(value)}, allowed: a number")
    try:
        with np.errstate(all="ignore"):
            frozen = make(**given)
            proper = np.isfinite(frozen.ppf([0.25, 0.75])).all() and frozen.ppf(0.25) < frozen.ppf(0.75)
    except ZeroDivisionError:
        proper = False
    if not proper:
        raise ValueError(f"{kind}: found {toml(given)}, which is no {kind} distribution")
    first = frozen.cdf(cut["low"]) if "low" in cut else 0.0
    last = frozen.cdf(cut["high"]) if "high" in cut else 1.0
    if not first < last:
        raise ValueError(f"found {toml(cut)}, allowed: low and high with some probability between them")
    parameter = parameter_of(name)

    def quantile(shares: np.ndarray) -> np.ndarray:
        values = frozen.ppf(first + (last - first) * shares)
        return np.rint(values) if parameter is not None and parameter.whole else values

    return Factor(name, quantile=quantile)
