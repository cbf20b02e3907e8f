"""CUSUM: has a mean moved? Small deviations to one side are added up until they can no longer be luck."""

from dataclasses import dataclass, field

import numpy as np


def next_sum(total, value, allowance):
    """The sum of what `value` exceeds `allowance` by, never below 0: max(0, total + value - allowance)."""
    return np.maximum(0.0, total + value - allowance)


@dataclass
class Cusum:
    """A two-sided detector: fed one standardised value a week, it tells when the mean has moved up (1) or down (-1).

    Parameters
    ----------
    allowance : float >= 0, standard deviations -- k; deviations below it count as luck; half the shift one looks for
    limit : float > 0, standard deviations -- h; a sum beyond it is a signal; high for few false alarms

    After a signal both sums of that run start anew.

    References
    ----------
    Page (1954), Biometrika 41: continuous inspection schemes. Known world: run lengths of Brook & Evans (1972).
    """

    allowance: float = 0.5
    limit: float = 5.0
    up: np.ndarray = field(init=False, repr=False)  # (run, ...) sums so far
    down: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.allowance < 0.0 or self.limit <= 0.0:
            raise ValueError("an allowance of 0 or more and a limit above 0 are allowed")

    def start(self, shape: int | tuple[int, ...]) -> None:
        """Forget everything; values will come in this shape."""
        self.up, self.down = np.zeros(shape), np.zeros(shape)

    def hear(self, value: np.ndarray) -> np.ndarray:
        """Take in `value` (run, ...), in standard deviations from the mean expected; 1, -1 or 0 for each."""
        self.up = next_sum(self.up, value, self.allowance)
        self.down = next_sum(self.down, -value, self.allowance)
        signal = np.where(self.up > self.limit, 1, np.where(self.down > self.limit, -1, 0))
        self.up[signal != 0] = self.down[signal != 0] = 0.0
        return signal
