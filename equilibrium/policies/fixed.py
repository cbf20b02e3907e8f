"""Fixed: one target, every week. The rule against which all others are measured."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


def fixed_target(week: float, share: float) -> float:
    """Target `share` in [0, 1], whatever the `week`."""
    return share


@dataclass(frozen=True)
class Fixed:
    """A policy that holds one axis where it is told, and leaves the others alone."""

    axis: str
    share: float

    def __call__(self, sight: "Sight") -> np.ndarray:
        """The next targets (replicate, axis)."""
        targets = sight.target.copy()
        targets[:, AXES.index(self.axis)] = fixed_target(sight.week, self.share)
        return targets
