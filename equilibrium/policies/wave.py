"""Wave: the target swings evenly about a mean."""

from math import pi, sin


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
