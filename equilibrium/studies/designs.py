"""Designs: which points of the space of factors a study visits. Grids are ours, samples are scipy's and SALib's."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.studies.factors import Factor, labelled

MOST_POINTS = 10_000_000


def grid(factors: Sequence[Factor], seed: int, steps: int = 5) -> pd.DataFrame:
    """Every combination: all levels of a factor, or `steps` evenly spaced values of its range; the last varies fastest."""
    columns = [factor.steps(steps) for factor in factors]
    rows = list(product(*columns))
    return pd.DataFrame({f.name: labelled([row[k] for row in rows]) for k, f in enumerate(factors)})


def one_at_a_time(factors: Sequence[Factor], seed: int, steps: int = 5) -> pd.DataFrame:
    """The scenario as it is (a row without values), then each factor alone over its levels or range."""
    columns: dict[str, list[Any]] = {factor.name: [None] for factor in factors}
    for factor in factors:
        for value in factor.steps(steps):
            for name, column in columns.items():
                column.append(value if name == factor.name else None)
    return pd.DataFrame({f.name: _with_gaps(columns[f.name]) for f in factors})


def _with_gaps(values: list[Any]) -> np.ndarray:
    there = [value for value in values if value is not None]
    if labelled(there).dtype == float:
        return np.array([np.nan if value is None else value for value in values], float)
    return np.array(values, object)


def latin_hypercube(factors: int, seed: int, points: int = 100) -> np.ndarray:
    """A Latin hypercube (McKay, Beckman & Conover 1979): each factor's range cut into `points` parts, each met once."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(points)


def sobol(factors: int, seed: int, points: int = 128) -> np.ndarray:
    """A scrambled Sobol sequence (Sobol 1967, Owen 1998): even cover; balanced when `points` is a power of two."""
    from scipy.stats import qmc

    return qmc.Sobol(factors, rng=np.random.default_rng(seed)).random(points)


def saltelli(factors: int, seed: int, samples: int = 256, second_order: bool = False) -> np.ndarray:
    """Saltelli's extension of the Sobol sequence (2010): `samples` x (factors + 2) points, or x (2 factors + 2)."""
    from SALib.sample import sobol as sample

    return sample.sample(unit_problem(factors), samples, calc_second_order=second_order, seed=seed)


def morris(factors: int, seed: int, trajectories: int = 20, levels: int = 4) -> np.ndarray:
    """Morris's (1991) random walks: `trajectories` x (factors + 1) points on a grid of `levels` levels."""
    from SALib.sample import morris as sample

    return sample.sample(unit_problem(factors), trajectories, num_levels=levels, seed=seed)


def table(factors: Sequence[Factor], seed: int, rows: Sequence[Mapping[str, Any]] = (), file: str = "") -> pd.DataFrame:
    """The user's own points: `rows`, or a CSV `file` with a column for each factor."""
    frame = pd.read_csv(Path(file)) if file else pd.DataFrame(list(rows))
    names = [factor.name for factor in factors]
    if sorted(map(str, frame.columns)) != sorted(names):
        raise ValueError(f"found columns {', '.join(map(str, frame.columns)) or 'none'}, allowed: {', '.join(names)}")
    if frame.empty or frame.isna().any(axis=None):
        raise ValueError("allowed: at least one row, and a value in every cell")
    for each in factors:
        if each.quantile is None:
            wrong = [value for value in frame[each.name] if value not in each.labels]
            if wrong:
                raise ValueError(f"{each.name}: found {wrong[0]}, allowed: {', '.join(map(str, each.labels))}")
    return pd.DataFrame({name: labelled(frame[name].tolist()) for name in names})


LISTED: dict[str, Callable[..., pd.DataFrame]] = {"grid": grid, "one_at_a_time": one_at_a_time, "table": table}
SAMPLED: dict[str, Callable[..., np.ndarray]] = {
    "latin_hypercube": latin_hypercube, "sobol": sobol, "saltelli": saltelli, "morris": morris,
}  # fmt: skip
DESIGNS = (*LISTED, *SAMPLED)
COUNTS = {
    "grid": ("steps",), "one_at_a_time": ("steps",), "latin_hypercube": ("points",), "sobol": ("points",),
    "saltelli": ("samples",), "morris": ("trajectories", "levels"), "table": (),
}  # fmt: skip


def unit_problem(factors: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """SALib's description of so many factors, each as its share from 0 to 1."""
    return {
        "num_vars": factors,
        "names": list(names) or [str(k) for k in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }


def points(method: str, factors: Sequence[Factor], seed: int, **said: Any) -> pd.DataFrame:
    """(point, factor) values of a design of `DESIGNS`; `said` are its own settings."""
    if method in LISTED:
        return LISTED[method](factors, seed, **said)
    return _at(factors, SAMPLED[method](len(factors), seed, **said))


def _at(factors: Sequence[Factor], shares: np.ndarray) -> pd.DataFrame:
    """Values at `shares` (point, factor); the very ends of a distribution without ends are moved in."""
    inside = np.clip(shares, 2.0**-53, 1.0 - 2.0**-53)
    columns = {}
    for k, each in enumerate(factors):
        values = each.values(shares[:, k])
        endless = values.dtype == float and not np.isfinite(values).all()
        columns[each.name] = each.values(inside[:, k]) if endless else values
    return pd.DataFrame(columns)
