"""Response: what a sensitivity analysis reads of a sweep: one measure, or the difference of two sides of a contrast."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.studies.designs import SAMPLED, _at
from equilibrium.studies.factors import Factor, factor
from equilibrium.studies.results import Results
from equilibrium.studies.study import CONTRAST

CONFIDENCE = 0.95
NORMAL = 1.959964  # half width of that interval in standard errors
RESAMPLED = 1  # seed of all bootstraps: SALib takes 0 for no seed at all


class Broken(ValueError):
    """The points do not hold what an analysis needs; says which, and by a `reason` with its `places` for other languages."""

    def __init__(self, text: str, reason: str = "", **places: Any):
        super().__init__(text)
        self.reason, self.places = reason, places


@dataclass(frozen=True)
class Response:
    """A measure at every point of a design, run by run.

    Attributes
    ----------
    measure : what was measured
    factors : (factor,) what varied
    points : DataFrame (point, factor) values; nothing where the scenario's own value stands
    values : (point, replicate); NaN where a run failed. Points share their luck: replicate r meets the same everywhere
    design, seed : how the points were chosen
    sides : of a contrast: `values` are the first side's less the second's; () without contrast
    simulated : whether the simulation made them; a function that stands in for it may be free of luck
    """

    measure: str
    factors: tuple[Factor, ...]
    points: pd.DataFrame
    values: np.ndarray
    design: Mapping[str, Any]
    seed: int
    sides: tuple[str, ...] = ()
    simulated: bool = True

    @property
    def names(self) -> list[str]:
        """(factor,) their names."""
        return [each.name for each in self.factors]

    @property
    def method(self) -> str:
        """A name of `designs.DESIGNS`."""
        return str(self.design["method"])

    @property
    def failed(self) -> np.ndarray:
        """Numbers of the points at which at least one run failed."""
        return np.flatnonzero(np.isnan(self.values).any(axis=1))

    @property
    def lost(self) -> np.ndarray:
        """Numbers of the points at which every run failed."""
        return np.flatnonzero(np.isnan(self.values).all(axis=1))

    def complete(self) -> "Response":
        """Itself, if every point has at least one run.

        Raises
        ------
        Broken : naming the points that have none; an index whose design has a hole is not that index
        """
        if self.lost.size:
            first = ", ".join(map(str, self.lost[:5])) + (", ..." if self.lost.size > 5 else "")
            text = f"{self.lost.size} of {len(self.values)} points have no run that went well: {first}"
            raise Broken(text, "lost", count=self.lost.size, of=len(self.values), points=first)
        return self

    def common(self) -> np.ndarray:
        """(replicate,) what a replicate's luck adds at all points alike, read where no run failed (0 if there is no such point).

        Runs fail where a factor makes them fail; a mean over whatever is left would take that factor for luck.
        """
        whole = self.values[~np.isnan(self.values).any(axis=1)]
        return whole.mean(axis=0) - whole.mean() if len(whole) else np.zeros(self.values.shape[1])

    def means(self) -> np.ndarray:
        """(point,) means over the runs that went well; a replicate that is missing at a point takes its common luck along."""
        values = self.values - self.common()
        runs = (~np.isnan(values)).sum(axis=1)
        return np.where(runs > 0, np.nansum(values, axis=1) / np.maximum(runs, 1), np.nan)

    def shares(self) -> np.ndarray:
        """(point, factor) in [0, 1]: where each factor stands in its range, as the design drew it.

        Raises
        ------
        Broken : if the design is no sample, or drawn anew it does not give the stored points
        """
        if self.method not in SAMPLED:
            raise Broken(f"a {self.method} is no sample; samples are {', '.join(SAMPLED)}")
        settings = {key: value for key, value in self.design.items() if key != "method"}
        shares = SAMPLED[self.method](len(self.factors), self.seed, **settings)
        again = _at(self.factors, shares)
        same = len(again) == len(self.points) and all(_equal(again[name], self.points[name]) for name in self.names)
        if not same:
            raise Broken(
                "the design, drawn anew, does not give the stored points: SALib or scipy may have changed since",
                "redrawn",
            )
        return shares


def _equal(one: pd.Series, other: pd.Series) -> bool:
    if one.dtype == float:
        return np.allclose(one.to_numpy(float), other.to_numpy(float), rtol=1e-9, atol=0.0, equal_nan=True)
    return one.astype(str).tolist() == other.astype(str).tolist()


def response(results: Results, measure: str, sides: Sequence[str] = ()) -> Response:
    """What `measure` did in a sweep; of a contrast, its first side less its second, or the two that `sides` names.

    Raises
    ------
    ValueError : for a measure or sides the sweep does not have
    """
    said, values, points = results.manifest, None, results.points
    if measure not in said["measures"]:
        raise ValueError(f'found "{measure}", allowed: {", ".join(said["measures"])}')
    values, labels = results.values(measure), said[CONTRAST]
    if labels:
        sides = tuple(sides) or tuple(labels[:2])
        if len(sides) != 2 or set(sides) - set(labels):
            raise ValueError(f"found {', '.join(sides)}, allowed: two of {', '.join(labels)}")
        first, second = ((points[CONTRAST] == side).to_numpy() for side in sides)
        values = values[first] - values[second]
        points = points[first].drop(columns=CONTRAST).reset_index(drop=True)
    elif sides:
        raise ValueError(f"found {', '.join(sides)}, allowed: none, the study has no contrast")
    simulated = said.get("model") is None
    return Response(
        measure, factors_of(results), points, values, said["design"], int(said["seed"]), tuple(sides), simulated
    )


def factors_of(results: Results) -> tuple[Factor, ...]:
    """The factors of a sweep, from the study that lies in its folder."""
    said = tomllib.loads((results.folder / "study.toml").read_text("utf-8")).get("factors", {})
    return tuple(factor(name, said[name]) for name in results.manifest["factors"])


def interval(values: np.ndarray) -> tuple[float, float]:
    """Mean and half width of the 95 % interval (Student's t) of independent `values`; NaN left out; infinite for fewer than two."""
    from scipy.stats import t

    there = values[~np.isnan(values)]
    if there.size < 2:
        return (float(there.mean()) if there.size else np.nan), np.inf
    half = t.ppf(0.5 + CONFIDENCE / 2, there.size - 1) * there.std(ddof=1) / np.sqrt(there.size)
    return float(there.mean()), float(half)


def groups(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(factor,) ranks from 1, highest first; factors whose intervals overlap, directly or through others, share one."""
    ranks, rank, floor = np.zeros(len(low), int), 0, np.inf
    for place in np.argsort(-high, kind="stable"):
        if high[place] < floor:
            rank += 1
            floor = low[place]
        floor = min(floor, low[place])
        ranks[place] = rank
    return ranks
