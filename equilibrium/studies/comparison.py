"""Paired differences with intervals and a verdict: is it real, too close to call, and how many runs would tell.

**Verdict.** Replicate by replicate the baseline's value is taken from the other's; Student's interval of the mean says
"real" where it leaves out 0. Of several figures or scenarios at once, each is held to its share of the 5 % (Bonferroni):
then of two equal scenarios anything at all is called real in at most 5 % of trials, and table, picture and verdict
cannot disagree. One figure alone is judged at the full 5 %.

**How many runs would tell.** The usual formula of power puts the pilot's own difference in place of the true one and
promises too much: what is too close to call is so because luck made it small or because it is small. We ask instead how
likely a future verdict is given what was seen (assurance, predictive power). A pilot of n pairs whose mean lies t
standard errors from 0, all differences thought equally likely beforehand, leaves for the true one t plus one standard
error of luck. With m times as many runs, what lies within +- z / sqrt(m) of 0 stays hidden: of probability close to

    2 z pdf(t) / sqrt(m)

with z the threshold of the verdict and pdf the normal density. Set equal to `MISSED` it gives m; the first n are among
the runs, hence 1 + (2 z pdf(t) / MISSED)**2. `MISSED` is the one number chosen by trial: the largest that keeps the
promise (the number named is enough in 80 % of the trials in which it is named) for every true difference from 0.3
standard errors of the pilot on, one figure or six. It asks for more than a middling difference needs: that is
the price of a promise that does not depend on luck. Between equal scenarios no number of runs is enough.

References
----------
Spiegelhalter, Freedman, Blackburn (1986), Controlled Clinical Trials 7(1): predictive power.
O'Hagan, Stevens, Campbell (2005), Pharmaceutical Statistics 4(3): assurance.
"""

from dataclasses import dataclass
from math import ceil, floor, log2, log10
from typing import Literal

import numpy as np
from scipy.stats import chi2, norm
from scipy.stats import t as student

Verdict = Literal["real", "too close to call", "identical"]

LEVEL = 0.05  # of calling real what is luck, over all that is compared at once
MISSED = 0.09  # see above
FEWEST = 8  # pairs; with fewer, how far luck moves a difference is itself hardly known, and no number is named
MOST = 1_000_000  # runs; more are not asked for
POWER = 0.8


@dataclass(frozen=True)
class Difference:
    """How much higher a figure is in a scenario than in the baseline, over runs that met the same luck.

    `mean`, `sd`, and `low` to `high` (interval of the mean, 95 % for all that is compared at once) are in the figure's
    unit; `n` pairs were compared and `dropped` others left out, for one side is no number; `higher` is the share of pairs
    in which the scenario is above the baseline, ties half. What is too close to call has `needed`, the runs in all
    that would tell if there is a difference, or else `visible`: a difference of this size would be seen with
    `visible_with` runs. None stands for what cannot be said.
    """

    figure: str
    mean: float
    low: float | None
    high: float | None
    sd: float | None
    n: int
    dropped: int
    higher: float
    verdict: Verdict
    needed: int | None = None
    visible: float | None = None
    visible_with: int | None = None


def difference(figure: str, baseline: np.ndarray, other: np.ndarray, *, at_once: int = 1) -> Difference:
    """The difference of `figure` between two arrays (replicate,) of runs paired by replicate.

    Parameters
    ----------
    at_once : how many differences are judged together with this one, itself included

    Raises
    ------
    ValueError : for arrays that are not paired
    """
    baseline, other = np.asarray(baseline, float), np.asarray(other, float)
    if baseline.shape != other.shape or baseline.ndim != 1:
        raise ValueError(
            f"{figure}: found shapes {baseline.shape} and {other.shape}; one value per replicate is allowed"
        )
    gaps = other - baseline
    gaps = gaps[np.isfinite(gaps)]
    n, dropped = len(gaps), len(baseline) - len(gaps)
    if n == 0:
        return Difference(figure, np.nan, None, None, None, 0, dropped, np.nan, "too close to call")
    mean, higher = float(gaps.mean()), float(np.mean((gaps > 0) + 0.5 * (gaps == 0)))
    if not gaps.any():
        return Difference(figure, 0.0, 0.0, 0.0, 0.0, n, dropped, higher, "identical")
    if n == 1:
        return Difference(figure, mean, None, None, None, 1, dropped, higher, "too close to call")
    level = LEVEL / at_once
    if np.ptp(gaps) <= 1e-9 * abs(mean):
        return _always_the_same(figure, mean, n, dropped, higher, level)
    sd = float(gaps.std(ddof=1))
    half = float(student.isf(level / 2, n - 1)) * sd / n**0.5
    measured = (figure, mean, mean - half, mean + half, sd, n, dropped, higher)
    if abs(mean) > half:
        return Difference(*measured, "real")
    needed = runs_needed(mean, sd, n, level)
    if needed is not None:
        return Difference(*measured, "too close to call", needed)
    return Difference(*measured, "too close to call", None, visible_difference(sd, n, 4 * n, level), 4 * n)


def runs_needed(mean: float, sd: float, n: int, level: float = LEVEL) -> int | None:
    """Runs in all, the first `n` among them, after which a difference is real with 80 %; None if no number can be named."""
    if n < FEWEST:
        return None
    seen = norm.isf(student.sf(abs(mean) / (sd / n**0.5), n - 1))  # in the normal's standard errors
    times = 1.0 + (2.0 * norm.isf(level / 2) * norm.pdf(seen) / MISSED) ** 2
    return about(times * n) if times * n <= MOST else None


def visible_difference(sd: float, n: int, runs: int, level: float = LEVEL) -> float:
    """The least difference that `runs` runs call real with 80 %, where `n` of them have spread by `sd`.

    `sd` is taken at the upper end of what `n` runs leave open (one-sided 80 %).
    """
    most = sd * ((n - 1) / chi2.ppf(1.0 - POWER, n - 1)) ** 0.5
    return float((student.isf(level / 2, runs - 1) + norm.ppf(POWER)) * most / runs**0.5)


def _always_the_same(figure: str, mean: float, n: int, dropped: int, higher: float, level: float) -> Difference:
    """A difference that is the same in every pair: luck would give one sign n times with probability 2 ** (1 - n)."""
    enough = ceil(1 + log2(1 / level))
    verdict: Verdict = "real" if n >= enough else "too close to call"
    return Difference(figure, mean, mean, mean, 0.0, n, dropped, higher, verdict, None if n >= enough else enough)


def about(runs: float) -> int:
    """`runs` rounded up to two figures."""
    step = 10 ** max(0, floor(log10(runs)) - 1)
    return ceil(runs / step) * step
