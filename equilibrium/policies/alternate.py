"""Alternate: one pole for half a period, the other for the other half."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


def alternate_target(week: float, period: float, low: float, high: float) -> float:
    """Target in `week`: `low` in the first half of each `period` (weeks > 0), `high` in the second; shares in [0, 1].

    References
    ----------
    Nickerson & Zenger (2002), Organization Science 13(5): vacillation. The position, drifting to the pole in force,
    passes levels that no fixed target holds. A fixed period in place of a trigger is our assumption.
    """
    return low if week % period < period / 2.0 else high


@dataclass(frozen=True)
class Alternate:
    """A policy that alternates one axis, and leaves the others alone; fields as in `alternate_target`."""

    axis: str
    period: float
    low: float
    high: float

    def __call__(self, sight: "Sight") -> np.ndarray:
        """The next targets (replicate, axis)."""
        targets = sight.target.copy()
        targets[:, AXES.index(self.axis)] = alternate_target(sight.week, self.period, self.low, self.high)
        return targets
