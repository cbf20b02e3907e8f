"""Extremum seeking: swing every axis a little, see which way the results lean, and move there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES

if TYPE_CHECKING:
    from equilibrium.simulation import Sight

SWINGS = (9, 5, 8, 6, 7)  # per cycle and axis: within one octave, so that no sum, difference or double is another's


def margin(sight: "Sight") -> np.ndarray:
    """(replicate,) last week's profit in units of its wages; 0 where no wages are paid."""
    profit, wages = sight.figures["profit"], sight.figures["wages"]
    return np.divide(profit, wages, out=np.zeros(profit.shape), where=wages > 0)


@dataclass
class ExtremumSeeking:
    """A policy that knows nothing of the model: it sees its results, and its own position.

    Each axis's target is an estimate plus a swing `amplitude * sin`, each axis at a frequency of its own. Results above
    their running level while an axis is above its estimate raise the estimate. What counts as the swing is what the
    position did, not what the target asked: so inertia needs not be known. For results `-(x - best)**2` and no inertia
    the estimate approaches `best` with time constant `1 / (gain * amplitude)` weeks.

    Parameters
    ----------
    gain : float >= 0, 1/week -- per unit of `objective`
    amplitude : float in (0, 0.5] -- of the swing; estimates stay that far from both ends
    cycle : float > 0, weeks -- in which the axes make 9, 5, 8, 6 and 7 swings, slow axes the fewest
    memory : float >= 1, weeks -- over which the level of results is judged
    axes : those it moves; others keep the target they have
    objective : from a `Sight` to (replicate,) results; by default profit over wages

    A single enterprise's weekly results are noisy, so that searching few `axes` is surer than all five (figures in
    docs/extending.md).

    It starts anew in week 1, so that one may serve several runs, one after the other.

    References
    ----------
    Ariyur & Krstic (2003), Real-Time Optimization by Extremum-Seeking Control, chapters 1 and 2 (perturbation, wash-out
    filter, demodulation). Demodulating by the realised position in place of a phase-shifted sine is our assumption.
    """

    gain: float = 0.1
    amplitude: float = 0.1
    cycle: float = 208.0
    memory: float = 26.0
    axes: Sequence[str] = AXES
    objective: Callable[["Sight"], np.ndarray] = margin
    estimate: np.ndarray = field(init=False, repr=False)  # (replicate, axis)
    level: np.ndarray = field(init=False, repr=False)  # (replicate,)

    def __post_init__(self) -> None:
        unknown = [axis for axis in self.axes if axis not in AXES]
        if unknown:
            raise ValueError(f"axes: {unknown} found; axes are {', '.join(AXES)}")
        if not 0.0 < self.amplitude <= 0.5 or self.cycle <= 0.0 or self.memory < 1.0:
            raise ValueError("amplitude in (0, 0.5], cycle above 0 and memory of at least 1 week are allowed")

    def __call__(self, sight: "Sight") -> np.ndarray:
        """Targets (replicate, axis) for week `sight.week`."""
        if sight.week == 1:
            self.estimate = np.clip(sight.position, self.amplitude, 1.0 - self.amplitude)
            self.level = np.zeros(len(sight.position))
        else:
            self._learn(sight)
        turns = np.array(SWINGS) * sight.week / self.cycle
        wanted = self.estimate + self.amplitude * np.sin(2.0 * np.pi * turns)
        moves = np.isin(AXES, self.axes)
        return np.where(moves, wanted, sight.target)

    def _learn(self, sight: "Sight") -> None:
        """Move the estimate by what last week's results say of last week's position."""
        results = np.nan_to_num(self.objective(sight))
        if sight.week == 2:
            self.level = results.copy()
        lean = results - self.level
        self.level += lean / self.memory
        swing = (sight.position - self.estimate) / self.amplitude
        self.estimate += self.gain * lean[:, None] * swing
        np.clip(self.estimate, self.amplitude, 1.0 - self.amplitude, out=self.estimate)
