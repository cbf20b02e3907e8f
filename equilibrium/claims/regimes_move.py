"""The best mix moves with the regime: a mix tuned to one loses in another, unless the two are shown to share it."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FEW, FRESH, best, profit, reference, regimes
from equilibrium.findings import Comparison, Finding, Line, clear

TITLE = "Regimes move the mix"
MECHANISM = "regimes, all"
SOURCE = "claim 2"
MISSES = {
    "in renaissance: lost by the mix tuned to crowded, thousand EUR": "the two share their mix, as far as renaissance is asked",
}


@cache
def losses(here: str) -> dict[str, np.ndarray]:
    """(replicate,) profit lost in the regime `here` by each regime's best mix, against its own; fresh seeds."""
    world = reference(here)
    own = profit(world, best(here), FEW, FRESH)
    return {
        tuned: own - profit(world, best(tuned), FEW, FRESH)
        for tuned in regimes()
        if dict(best(tuned)) != dict(best(here))
    }


def findings() -> Iterator[Finding]:
    """Each pair of regimes: what the other's mix loses."""
    for here in regimes():
        for tuned, lost in losses(here).items():
            yield clear(f"in {here}: lost by the mix tuned to {tuned}, thousand EUR", lost, errors=1.96)


def comparison() -> Comparison:
    """What foreign mixes lose, regime by regime; the reference is one's own mix."""
    names = regimes()
    lines = [Line("the regime's own mix", [-0.5, len(names) - 0.5], [0.0, 0.0], reference=True, group=len(names))]
    for group, tuned in enumerate(names):
        rows = [(k, losses(here)[tuned]) for k, here in enumerate(names) if tuned in losses(here)]
        lines.append(
            Line(f"mix tuned to {tuned}", [at for at, _ in rows], [-lost.mean() for _, lost in rows],
                 [lost.std(ddof=1) / np.sqrt(lost.size) for _, lost in rows], group=group)
        )  # fmt: skip
    return Comparison(TITLE, "Five years in one regime with the mix tuned to another: what it earns less.",
                      "regime", "thousand EUR against its own mix", tuple(lines), names)  # fmt: skip
