"""Wave: the target swings evenly about a mean."""

from dataclasses import dataclass
from math import pi, sin
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


def wave_target(week: float, mean: float, period: float, amplitude: float, phase: float = 0.0) -> float:
    """Target in `week`: `mean + amplitude * sin(2 pi (week / period + phase))`; the caller clips it to [0, 1].

    Parameters
    ----------
    mean, amplitude : float in [0, 1] -- shares
    period : float > 0, weeks
    phase : float -- share of a period by which the wave is ahead

    References
    ----------
    Nickerson & Zenger (2002), Organization Science 13(5): moving between poles to gain what lies between them. The
    even swing in place of their switching is our assumption.
    """
    return mean + amplitude * sin(2.0 * pi * (week / period + phase))


@dataclass(frozen=True)
class Wave:
    """A policy that lets one axis swing, and leaves the others alone; fields as in `wave_target`."""

    axis: str
    mean: float
    period: float
    amplitude: float
    phase: float = 0.0

    def __call__(self, sight: "Sight") -> np.ndarray:
        """The next targets (replicate, axis)."""
        targets = sight.target.copy()
        targets[:, AXES.index(self.axis)] = np.clip(
            wave_target(sight.week, self.mean, self.period, self.amplitude, self.phase), 0.0, 1.0
        )
        return targets
