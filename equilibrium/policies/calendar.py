"""Calendar: targets with dates, as a plan states them."""

from bisect import bisect_right
from collections.abc import Sequence


def calendar_target(week: float, weeks: Sequence[float], shares: Sequence[float]) -> float:
    """Target in `week`: the entry of `shares` whose date in `weeks` (rising) came last; before all, the first one.

    References
    ----------
    Siggelkow & Levinthal (2003), Organization Science 14(6): an order of phases, stated beforehand.
    """
    return shares[max(0, bisect_right(weeks, week) - 1)]
