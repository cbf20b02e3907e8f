"""Alternate: one pole for half a period, the other for the other half."""


def alternate_target(week: float, period: float, low: float, high: float) -> float:
    """Target in `week`: `low` in the first half of each `period` (weeks > 0), `high` in the second; shares in [0, 1].

    References
    ----------
    Nickerson & Zenger (2002), Organization Science 13(5): vacillation. The position, drifting to the pole in force,
    passes levels that no fixed target holds. A fixed period in place of a trigger is our assumption.
    """
    return low if week % period < period / 2.0 else high
