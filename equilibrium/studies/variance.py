"""Variance: Sobol's indices with their intervals, cleaned of luck, and whether there were samples enough.

A point's mean over R replicates is f + luck / sqrt(R). Luck is new at every point, so it looks like a factor that meets all
others: total indices come out too high, and the variance too. Each estimator is a mean over base samples of a product of two
point means, U V. Its replicates are independent and shared by all points, so the product without luck is estimated without
bias by the products of different replicates only,

    (R mean(U) mean(V) - mean(U V)) / (R - 1),

whatever luck does within a replicate. First index: U = f(B), V = f(AB) - f(A); total index: U = V = f(A) - f(AB); variance:
U = V = f - mean (Saltelli et al. 2010 for the products; the correction is our own, docs/sensitivity.md).
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from equilibrium.studies.comparison import about
from equilibrium.studies.designs import unit_problem
from equilibrium.studies.response import CONFIDENCE, NORMAL, RESAMPLED, Broken, Response, groups

RESAMPLES = 200
ENOUGH = 4  # replicates: with fewer, how far luck moves an index is itself not known
TOLERANCE = 0.05  # half width of an interval, and change from half of the samples to all, at which an index is settled


@dataclass(frozen=True)
class Sobol:
    """Sobol's indices.

    Attributes
    ----------
    table : a row a factor: `first` and `total` index without luck, their `_half` widths of 95 % intervals, `rank` (shared by
        factors whose total intervals overlap; by all if luck is not judged), and SALib's own as `raw_first`, `raw_total`
    samples, replicates : how many there were
    cleaned : whether luck could be taken out (two replicates at least)
    lucky : whether luck is in play: in a simulation, and in a function that differs from replicate to replicate
    judged : whether the intervals hold all luck there is: `ENOUGH` replicates went well at every point, or there is none
    converged : whether luck is judged, and half widths and changes from half of the samples on are within `TOLERANCE`
    needs_samples, needs_replicates : about how many would do; what there is if that does
    widest, change : the largest half width, and the largest change from half of the samples to all
    """

    table: pd.DataFrame
    samples: int
    replicates: int
    cleaned: bool
    lucky: bool
    judged: bool
    converged: bool
    needs_samples: int
    needs_replicates: int
    widest: float
    change: float

    @property
    def ranked(self) -> bool:
        """Whether at least two factors can be told apart."""
        return int(self.table["rank"].max()) > 1


def sobol(response: Response) -> Sobol:
    """First and total indices of a Saltelli design.

    Raises
    ------
    Broken : for another design, a point without a run that went well, or a measure that does not vary
    """
    if response.method != "saltelli":
        raise Broken(f"Sobol's indices need the design saltelli, found {response.method}")
    response.complete()
    count, second = len(response.factors), bool(response.design.get("second_order", False))
    step = 2 * count + 2 if second else count + 2
    values = response.values.reshape(-1, step, response.values.shape[1])
    if np.ptp(response.means()) <= 1e-12 * max(1.0, abs(float(np.nanmean(response.values)))):
        raise Broken("the measure is the same at every point: there is nothing to explain", "constant")
    raw = _raw(response, count, second)
    centred = values - response.common() - response.means().mean()
    a, b, mixed = centred[:, 0], centred[:, -1], centred[:, 1 : count + 1]
    least = int((~np.isnan(values)).sum(-1).min())
    terms = _Terms(a, b, mixed)
    varied = bool(np.nanstd(centred, axis=-1).max() > 0) if least > 1 else False
    estimate = terms.indices(varied)
    if not np.isfinite(estimate).all():
        raise _drowned()
    lucky = response.simulated or bool((np.nanmax(values, axis=-1) > np.nanmin(values, axis=-1)).any())
    judged = least >= ENOUGH or not lucky
    rows = terms.errors_of_rows(varied)
    chance = terms.errors_of_luck() if varied and least > 2 else 0.0 * estimate
    if not (np.isfinite(rows).all() and np.isfinite(chance).all()):  # without one replicate luck would have it all
        raise _drowned()
    half = np.hypot(NORMAL * rows, _student(values.shape[-1]) * chance)
    change = float(abs(terms.part(len(a) // 2).indices(varied) - estimate).max())
    table = pd.DataFrame({"factor": response.names})
    for place, name in enumerate(("first", "total")):
        table[name], table[f"{name}_half"] = estimate[place], half[place]
    table["rank"] = groups(estimate[1] - half[1], estimate[1] + half[1]) if judged else 1
    for name, key in (("first", "S1"), ("total", "ST")):
        table[f"raw_{name}"], table[f"raw_{name}_half"] = raw[key], raw[f"{key}_conf"]
    widest = float(half.max())
    converged = judged and widest <= TOLERANCE and change <= TOLERANCE
    samples, replicates = len(a), values.shape[-1]
    wanted = (samples, replicates)
    if not converged:
        wanted = _wanted(rows, chance, change, samples, replicates, least, lucky)
    return Sobol(table, samples, replicates, varied, lucky, judged, converged, *wanted, widest, change)


def _drowned() -> Broken:
    text = "luck leaves nothing to the factors: the variance they make is not above 0; more replicates are needed"
    return Broken(text, "drowned")


def _raw(response: Response, count: int, second: bool) -> dict[str, np.ndarray]:
    """SALib's indices of the point means, and its bootstrap half widths."""
    from SALib.analyze import sobol as salib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return salib.analyze(
            unit_problem(count, response.names), response.means(), calc_second_order=second, num_resamples=RESAMPLES,
            conf_level=CONFIDENCE, seed=RESAMPLED,
        )  # fmt: skip


class _Terms:
    """What the indices are ratios of, a row a base sample: products of point means over (sample, factor)."""

    def __init__(self, a: np.ndarray, b: np.ndarray, mixed: np.ndarray):
        self.a, self.b, self.mixed = a, b, mixed

    def part(self, last: int) -> "_Terms":
        """Of the first `last` samples."""
        return _Terms(self.a[:last], self.b[:last], self.mixed[:last])

    def products(self, cleaned: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(sample, factor) terms of first and total index, (sample,) of the square and of the mean of A and B."""
        moved = self.mixed - self.a[:, None]
        mean = 0.5 * (np.nanmean(self.a, axis=-1) + np.nanmean(self.b, axis=-1))
        square = 0.5 * (_product(self.a, self.a, cleaned) + _product(self.b, self.b, cleaned))
        return _product(self.b[:, None], moved, cleaned), 0.5 * _product(moved, moved, cleaned), square, mean

    def indices(self, cleaned: bool) -> np.ndarray:
        """(2, factor) first and total indices; NaN if the factors' variance is not above 0."""
        first, total, square, mean = (each.mean(axis=0) for each in self.products(cleaned))
        return np.stack([first, total]) / _above_nothing(square - mean**2)

    def errors_of_rows(self, cleaned: bool) -> np.ndarray:
        """(2, factor) standard errors that come from which points were sampled: a bootstrap over base samples."""
        first, total, square, mean = self.products(cleaned)
        rng, found = np.random.default_rng(RESAMPLED), []
        for _ in range(RESAMPLES):
            weight = np.bincount(rng.integers(len(square), size=len(square)), minlength=len(square)) / len(square)
            found.append(
                np.stack([weight @ first, weight @ total]) / _above_nothing(weight @ square - (weight @ mean) ** 2)
            )
        return np.nanstd(found, axis=0, ddof=1)

    def errors_of_luck(self) -> np.ndarray:
        """(2, factor) standard errors that come from which replicates were drawn: a jackknife over them.

        The same replicates stand at all points, so a bootstrap of points alone does not see what they share.
        """
        count = self.a.shape[-1]
        kept = [np.arange(count) != left_out for left_out in range(count)]
        found = np.stack([_Terms(self.a[:, k], self.b[:, k], self.mixed[..., k]).indices(True) for k in kept])
        return np.sqrt((count - 1) / count * ((found - found.mean(axis=0)) ** 2).sum(axis=0))


def _product(one: np.ndarray, other: np.ndarray, cleaned: bool) -> np.ndarray:
    """Product of the means over the last dimension (replicate); if `cleaned`, of different replicates only."""
    there = ~np.isnan(one) & ~np.isnan(other)
    x, y, n = np.where(there, one, 0.0), np.where(there, other, 0.0), there.sum(axis=-1)
    if not cleaned:
        return x.sum(axis=-1) * y.sum(axis=-1) / n**2
    return (x.sum(axis=-1) * y.sum(axis=-1) - (x * y).sum(axis=-1)) / (n * (n - 1.0))


def _above_nothing(variance: float) -> float:
    return variance if variance > 0 else np.nan


def _student(replicates: int) -> float:
    """Half width of a 95 % interval in standard errors that so many replicates showed."""
    return float(student.ppf(0.5 + CONFIDENCE / 2, max(1, replicates - 1)))


def _wanted(
    rows: np.ndarray, chance: np.ndarray, change: float, samples: int, replicates: int, least: int, lucky: bool
) -> tuple[int, int]:
    """About how many samples and replicates bring every interval within `TOLERANCE`; if there is luck, half of its variance
    is allowed to each. Where runs failed and `least` is all that a point has, replicates for that too."""
    allowed = TOLERANCE / (np.sqrt(2.0) if lucky else 1.0)
    moved = (change / TOLERANCE) ** 2 if np.isfinite(change) else 2.0
    more = max(1.0, (NORMAL * rows.max() / allowed) ** 2, moved)
    if not lucky:
        return 2 ** int(np.ceil(np.log2(samples * more))), replicates
    again = max(replicates, ENOUGH, int(np.ceil(ENOUGH * replicates / least)))
    spread = float(chance.max()) * np.sqrt(replicates)
    while _student(again) * spread / np.sqrt(again) > allowed:
        again = max(again + 1, int(1.05 * again))
    return 2 ** int(np.ceil(np.log2(samples * more))), about(again)
