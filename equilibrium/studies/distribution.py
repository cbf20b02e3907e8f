"""Distribution: PAWN, how far knowing a factor moves the measure's whole distribution, against a factor that does nothing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from equilibrium.studies.designs import unit_problem
from equilibrium.studies.response import NORMAL, RESAMPLED, Broken, Response, groups

DUMMIES, RESAMPLES = 200, 50
MOST_SLICES, FEWEST_IN_SLICE = 10, 10
READS = ("latin_hypercube", "sobol", "saltelli")


@dataclass(frozen=True)
class Pawn:
    """PAWN indices.

    Attributes
    ----------
    table : a row a factor: `index`, the median over slices of its range of the Kolmogorov-Smirnov distance between the
        measure within the slice and over all points; `half` width of the 95 % interval (bootstrap); `above`, whether the index
        is above `floor`; `rank`, shared by factors whose intervals overlap
    floor : the index that 95 % of factors which do nothing stay below, with as many points and slices. It is a bound for one
        factor: of twenty that do nothing one is above it by chance
    points, slices : how many there were
    """

    table: pd.DataFrame
    floor: float
    points: int
    slices: int

    @property
    def ranked(self) -> bool:
        """Whether at least two factors can be told apart."""
        return int(self.table["rank"].max()) > 1


def pawn(response: Response) -> Pawn:
    """PAWN (Pianosi & Wagener 2018) by SALib of the points' means, with dummy factors beside (Zadeh et al. 2017).

    Points without a run that went well are left out: the method needs no structure. Of a Saltelli design only the two
    independent samples are read: its other points repeat their coordinates, and what is repeated looks like an effect.

    Raises
    ------
    Broken : for another design, or too few points for two slices
    """
    if response.method not in READS:
        raise Broken(f"PAWN needs one of the designs {', '.join(READS)}, found {response.method}")
    rows, step = np.arange(len(response.values)), 1
    if response.method == "saltelli":
        step = (2 if response.design.get("second_order", False) else 1) * len(response.factors) + 2
    there = np.setdiff1d(rows[(rows % step == 0) | (rows % step == step - 1)], response.lost)
    shares, means = response.shares()[there], response.means()[there]
    slices = min(MOST_SLICES, len(there) // FEWEST_IN_SLICE)
    if slices < 2:
        least = 2 * FEWEST_IN_SLICE
        raise Broken(f"PAWN needs at least {least} points, found {len(there)}", "few", least=least, found=len(there))
    rng = np.random.default_rng(RESAMPLED)
    dummies = rng.random((len(there), DUMMIES))
    found = indices(np.hstack([shares, dummies]), means, slices)
    count = len(response.factors)
    floor = float(np.quantile(found[count:], 0.95))
    again = [rng.integers(len(there), size=len(there)) for _ in range(RESAMPLES)]
    half = NORMAL * np.std([indices(shares[rows], means[rows], slices) for rows in again], axis=0, ddof=1)
    table = pd.DataFrame({"factor": response.names, "index": found[:count], "half": half})
    table["above"] = table["index"] > floor
    table["rank"] = groups((table["index"] - half).to_numpy(), (table["index"] + half).to_numpy())
    return Pawn(table, floor, len(there), slices)


def indices(shares: np.ndarray, means: np.ndarray, slices: int) -> np.ndarray:
    """(factor,) SALib's median PAWN index of `means` (point,) at `shares` (point, factor)."""
    from SALib.analyze import pawn as salib

    found = salib.analyze(unit_problem(shares.shape[1]), shares, means, S=slices, seed=RESAMPLED)
    return np.asarray(found["median"], float)
