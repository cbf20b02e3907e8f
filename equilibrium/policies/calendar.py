"""Calendar: targets with dates, as a plan states them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


def calendar_target(week: float, weeks: Sequence[float], shares: Sequence[float]) -> float:
    """Target in `week`: the entry of `shares` whose date in `weeks` (rising) came last; before all, the first one.

    References
    ----------
    Siggelkow & Levinthal (2003), Organization Science 14(6): an order of phases, stated beforehand.
    """
    return shares[max(0, bisect_right(weeks, week) - 1)]


@dataclass(frozen=True)
class Calendar:
    """A policy that moves one axis by a calendar, and leaves the others alone; fields as in `calendar_target`."""

    axis: str
    weeks: Sequence[float]
    shares: Sequence[float]

    def __call__(self, sight: "Sight") -> np.ndarray:
        """The next targets (replicate, axis)."""
        targets = sight.target.copy()
        targets[:, AXES.index(self.axis)] = calendar_target(sight.week, self.weeks, self.shares)
        return targets
