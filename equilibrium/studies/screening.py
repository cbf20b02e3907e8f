"""Screening: Morris's elementary effects, with what luck alone would show."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from equilibrium.studies.designs import unit_problem
from equilibrium.studies.response import CONFIDENCE, RESAMPLED, Broken, Response, groups

RESAMPLES = 200


@dataclass(frozen=True)
class Morris:
    """Elementary effects: how much the measure changes when one factor crosses its whole range, from many places.

    Attributes
    ----------
    table : a row a factor: `mu_star`, the mean size of its effects, and `half` width of the 95 % interval (SALib's bootstrap);
        `mu`, the mean effect; `sigma`, how much effects differ from place to place, and `sigma_clean` without luck;
        `floor`, the size that luck alone would show on average (0 with one replicate, which shows no luck); `above`, whether
        the interval lies above that floor; `rank`, shared by factors whose intervals overlap
    trajectories, replicates : how many there were
    """

    table: pd.DataFrame
    trajectories: int
    replicates: int

    @property
    def ranked(self) -> bool:
        """Whether at least two factors can be told apart."""
        return int(self.table["rank"].max()) > 1


def morris(response: Response) -> Morris:
    """Morris's (1991) measures by SALib, mu* of Campolongo, Cariboni & Saltelli (2007).

    An effect that luck alone makes is normal with the standard error of the paired difference over replicates, and its size
    then is sqrt(2 / pi) standard errors on average: the floor.

    Raises
    ------
    Broken : for another design, or a point without a run that went well
    """
    from SALib.analyze import morris as salib

    if response.method != "morris":
        raise Broken(f"Morris's effects need the design morris, found {response.method}")
    shares = response.complete().shares()
    count, levels = len(response.factors), int(response.design.get("levels", 4))
    found = salib.analyze(
        unit_problem(count, response.names), shares, response.means(), num_resamples=RESAMPLES, conf_level=CONFIDENCE,
        num_levels=levels, seed=RESAMPLED,
    )  # fmt: skip
    error = errors(response, shares)
    noise = np.where(np.isnan(error), 0.0, error)
    runs = np.maximum(1, (~np.isnan(error)).sum(axis=0))
    squared = (noise**2).sum(axis=0) / runs
    table = pd.DataFrame({"factor": response.names})
    table["mu_star"], table["half"] = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    table["mu"], table["sigma"] = np.asarray(found["mu"], float), np.asarray(found["sigma"], float)
    table["sigma_clean"] = np.sqrt(np.maximum(0.0, table["sigma"] ** 2 - squared))
    table["floor"] = np.sqrt(2.0 / np.pi * squared)
    table["above"] = table["mu_star"] - table["half"] > table["floor"]
    table["rank"] = groups((table["mu_star"] - table["half"]).to_numpy(), (table["mu_star"] + table["half"]).to_numpy())
    return Morris(table, len(shares) // (count + 1), response.values.shape[1])


def errors(response: Response, shares: np.ndarray) -> np.ndarray:
    """(trajectory, factor) standard error over replicates of each elementary effect; NaN with fewer than two replicates."""
    count = shares.shape[1]
    places = shares.reshape(-1, count + 1, count)
    values = response.values.reshape(len(places), count + 1, -1)
    step, change = np.diff(places, axis=1), np.diff(values, axis=1)
    moved = abs(step).argmax(axis=2)
    effect = change / np.take_along_axis(step, moved[..., None], axis=2)
    runs = (~np.isnan(effect)).sum(axis=2)
    if runs.max() < 2:
        return np.full((len(places), count), np.nan)
    spread = np.nanstd(effect, axis=2) * np.sqrt(runs / np.maximum(runs - 1.0, 1.0)) / np.sqrt(np.maximum(runs, 1.0))
    error = np.empty((len(places), count))
    np.put_along_axis(error, moved, np.where(runs > 1, spread, np.nan), axis=1)
    return error
