"""Luck: how much of a measure's variance the factors make, and how much chance makes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from equilibrium.studies.response import Broken, Response


@dataclass(frozen=True)
class Luck:
    """Variance of a measure over a design, in parts.

    Attributes
    ----------
    factors : variance between points: what the factors make
    common : luck that all points share, because replicate r meets the same draws everywhere; it cancels in differences
    meeting : luck that meets points differently; it stays in differences
    points, replicates : how many there are
    """

    factors: float
    common: float
    meeting: float
    points: int
    replicates: int

    def table(self) -> pd.DataFrame:
        """A row a part: its variance, its share of the variance of a single run, of a point's mean over the replicates, and
        of a point's mean once the luck common to all points is taken out (what indices read)."""
        variance = np.array([self.factors, self.common, self.meeting])
        mean = variance / [1.0, self.replicates, self.replicates]
        paired = mean * [1.0, 0.0, 1.0]
        shares = [part / part.sum() if part.sum() > 0 else np.zeros(3) for part in (variance, mean, paired)]
        parts = ["factors", "common", "meeting"]
        columns = dict(zip(("of_a_run", "of_a_mean", "of_a_paired_mean"), shares, strict=True))
        return pd.DataFrame({"part": parts, "variance": variance, **columns})


def luck(response: Response) -> Luck:
    """Two-way variance components, Y = mean + point + replicate + point x replicate, by the method of moments.

    With P points and R replicates, mean squares MSP, MSR and MSE of the two-way table without repetition (Searle, Casella &
    McCulloch 1992, ch. 4): meeting = MSE, common = (MSR - MSE) / P, factors = (MSP - MSE) / R, none below 0. Nothing is
    assumed of how luck is distributed, only that replicates are independent. A replicate that failed anywhere is left out.

    Raises
    ------
    Broken : for fewer than two points, or two replicates that went well at every point
    """
    values = response.values[:, ~np.isnan(response.values).any(axis=0)]
    points, replicates = values.shape
    if points < 2 or replicates < 2:
        raise Broken(
            f"luck is told apart from factors with two points and two replicates at least; "
            f"found {points} points and {replicates} replicates that went well at all of them"
        )
    point, replicate, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    between = replicates * ((point - mean) ** 2).sum() / (points - 1)
    shared = points * ((replicate - mean) ** 2).sum() / (replicates - 1)
    left = values - point[:, None] - replicate[None, :] + mean
    meeting = (left**2).sum() / ((points - 1) * (replicates - 1))
    return Luck(
        max(0.0, (between - meeting) / replicates), max(0.0, (shared - meeting) / points), meeting, points, replicates
    )
