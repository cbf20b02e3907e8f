"""Indie and weconomy: complements or substitutes, by context, and what absorptive capacity has to do with it.

The founding text ends on the question what relation can be built between the two. The statistic is
V(both) - V(indie only) - V(weconomy only) + V(neither) (Milgrom & Roberts 1990; Cassiman & Veugelers 2006), with hours
*added*: each activity, where it is on, takes a tenth of all hours, and what is off goes to the front line. The focal
enterprise moves alone: a rival that gave up renewal along with it would be counted as their complementarity. A wide line of
credit keeps ruin from bending the difference. Firms that make and buy are found to be complements (Cassiman & Veugelers): that
sign is asked for, and the one that is found is reported. Size and power of the statistic are a known world
(`known_worlds/complementarity.py`).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FRESH, MANY, best, mean_and_half, profit, reference, regimes
from equilibrium.findings import Comparison, Finding, Line, clear

TITLE = "Indie and weconomy"
MECHANISM = "crafts, alliances"
SOURCE = "MODEL 7; Cassiman & Veugelers (2006)"
HOURS = 0.10  # share of hours of either activity
MISSES = {
    "complementarity, mixed context, thousand EUR": "each makes the other worth less, however much a rival renews that does not "
    "follow; that learning from allies needs crafts of one's own offsets most of it; both together earn most all the same",
}
CASES: dict[str, dict[str, float]] = {
    "": {},
    ", nothing needs absorbing": {"absorptive_floor": 1.0},
    ", strong absorptive need": {"absorptive_floor": 0.0, "absorptive_half": 0.4},
}


@cache
def statistic(regime: str | None, case: str = "") -> np.ndarray:
    """(replicate,) V(both) - V(indie) - V(weconomy) + V(neither), thousand EUR."""
    world = reference(regime).with_(credit=1e9, **CASES[case])

    def worth(indie: bool, weconomy: bool) -> np.ndarray:
        share = 0.0 if not weconomy else 0.5 if indie else 1.0
        mix = {**best(), "indie_weconomy": share, "development": HOURS * (indie + weconomy)}
        return profit(world, mix, MANY, FRESH)

    return worth(True, True) - worth(True, False) - worth(False, True) + worth(False, False)


def findings() -> Iterator[Finding]:
    """Complements or substitutes in the mixed context; and what the need to absorb makes of it."""
    yield clear("complementarity, mixed context, thousand EUR", statistic(None), errors=1.96, note=by_context())
    needed = statistic(None, ", strong absorptive need") - statistic(None, ", nothing needs absorbing")
    yield clear("more complementary where absorbing needs own crafts, thousand EUR", needed, errors=1.96)


def by_context() -> str:
    """The statistic in each regime, in words and numbers."""
    parts = []
    for regime in regimes():
        mean, half = mean_and_half(statistic(regime))
        word = "complements" if mean > half else "substitutes" if mean < -half else "neither is shown"
        parts.append(f"{regime} {mean:.0f} ± {half:.0f}, {word}")
    return "; ".join(parts)


def comparison() -> Comparison:
    """The statistic by context."""
    names = [None, *regimes()]
    values = [statistic(name) for name in names]
    words = tuple(name or "mixed" for name in names)
    return Comparison(
        TITLE, "Above the line making and allying reinforce each other; below, one takes the other's place.",
        "context", "thousand EUR in five years",
        (Line("neither", [-0.5, len(names) - 0.5], [0.0, 0.0], reference=True, group=1),
         Line("both - indie - weconomy + neither", range(len(names)), [v.mean() for v in values],
              [v.std(ddof=1) / np.sqrt(v.size) for v in values])), words,
    )  # fmt: skip
