"""Verification: an ensemble is simulated again from what it says of itself, and held against itself bit for bit."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from equilibrium import receipts
from equilibrium.ensemble import Ensemble
from equilibrium.simulation import simulate

ROUNDING = 1e-9  # relative; what another processor or compiler may round differently stays far below


@dataclass(frozen=True)
class Difference:
    """Where two results differ: `name` of the figure or column, `values` that differ `of` so many, and by how much.

    `largest` is |a - b| over the larger of |a| and |b|, at most; infinite where texts, kinds or shapes differ, or one has a
    number and the other none.
    """

    name: str
    values: int
    of: int
    largest: float


def simulated_again(
    ensemble: Ensemble, *, threads: int | None = None, progress: Callable[[int, int], None] | None = None
) -> Ensemble:
    """The ensemble that its scenario, seed and replicates give here and now.

    Raises
    ------
    ValueError : if it was made with a policy, hooks, indicators or agents of one's own, which are not saved with it
    """
    if ensemble.made_with:
        raise ValueError(f"made with {', '.join(ensemble.made_with)}: scenario and seed alone do not give it again")
    ids = ensemble.weekly["replicate"].to_numpy().tolist()
    return simulate(ensemble.scenario, ids, ensemble.seed, threads=threads, progress=progress)


def differences(first: Ensemble, second: Ensemble) -> list[Difference]:
    """Every figure, column and cell data in which two ensembles are not the same bits, in the order of the first."""
    here, there = dict(receipts.arrays(first)), dict(receipts.arrays(second))
    found = [difference(name, here.get(name), there.get(name)) for name in {**here, **there}]
    return [difference for difference in found if difference.values]


def difference(name: str, first: np.ndarray | None, second: np.ndarray | None) -> Difference:
    """In how many values two arrays differ, bit for bit, and by how much."""
    if first is None or second is None or first.shape != second.shape:
        size = max(one.size for one in (first, second) if one is not None)
        return Difference(name, max(size, 1), size, np.inf)
    if receipts.digest_of_arrays([(name, first)]) == receipts.digest_of_arrays([(name, second)]):
        return Difference(name, 0, first.size, 0.0)
    if first.dtype.kind not in "fiu" or second.dtype.kind not in "fiu":
        differ = first.astype(object) != second.astype(object)
        return Difference(name, max(int(differ.sum()), 1), first.size, np.inf)
    one, other = first.astype(np.float64), second.astype(np.float64)
    differ = ~((one == other) & (np.signbit(one) == np.signbit(other)) | np.isnan(one) & np.isnan(other))
    one, other = one[differ], other[differ]
    with np.errstate(invalid="ignore", over="ignore"):
        relative = np.abs(one - other) / np.maximum(np.maximum(np.abs(one), np.abs(other)), np.finfo(float).tiny)
    largest = float(np.where(np.isfinite(relative), relative, np.inf).max(initial=0.0))
    return Difference(name, max(int(differ.sum()), 1), first.size, largest)
