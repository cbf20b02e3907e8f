"""Which of the scenarios side by side leads in a figure, and which of them cannot be told from it."""

from dataclasses import dataclass

import numpy as np

from equilibrium.studies.comparison import Difference, difference
from equilibrium.studies.paired import Comparison


@dataclass(frozen=True)
class Leading:
    """The lead in a figure.

    Attributes
    ----------
    best : position of the scenario with the highest mean over the runs
    tied : positions of those that cannot be told from it, the best among them, best first
    behind : how far each other one lies below the best, by its position; every pair of scenarios is judged at once, so that
        the best one's luck of being the best is allowed for
    """

    best: int
    tied: tuple[int, ...]
    behind: dict[int, Difference]


def leading(comparison: Comparison, figure: str) -> Leading | None:
    """Who leads in `figure`; None if in no run it is a number for all.

    Raises
    ------
    KeyError : for a figure that was not compared
    """
    values = comparison.values[figure].to_numpy()
    whole = values[:, np.isfinite(values).all(0)]
    if not whole.size:
        return None
    count = len(values)
    means = whole.mean(1)
    best = int(means.argmax())
    at_once = max(
        count * (count - 1) // 2, (count - 1) * len(comparison.figures)
    )  # never less strict than the comparison
    behind = {k: difference(figure, values[best], values[k], at_once=at_once) for k in range(count) if k != best}
    tied = [best, *(k for k, found in behind.items() if found.verdict != "real")]
    return Leading(best, tuple(sorted(tied, key=lambda k: (k != best, -means[k]))), behind)
