"""Turbulence moves the best place between organisation and organism toward the organism.

Calm coefficients for ever, the other axes at the mixed context's best mix; only the pace at which single facts of reality
change is multiplied. Posen & Levinthal (2012) warn that more turbulence need not always call for more exploration: it is
measured here, not forced.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FEW, FRESH, GRID, along, best, reference
from equilibrium.findings import Comparison, Finding, Line, clear

TITLE = "Turbulence calls the organism"
MECHANISM = "regimes, learning, hours"
SOURCE = "claim 5"
DRIFTS = (0.0, 1.0, 3.0, 6.0, 12.0)  # times the default drift
AXIS = "organization_organism"


@cache
def line(drift: float) -> np.ndarray:
    """(position, replicate) profit along the axis where facts drift at `drift` times the default, thousand EUR."""
    return along(reference("calm").with_(drift_factor=drift), best(), AXIS, 2 * FEW, FRESH)


def findings() -> Iterator[Finding]:
    """The paired shift of what .75 gains over .25, and which of the two is better at either end."""
    peaks = ", ".join(f"{GRID[int(line(drift).mean(1).argmax())]:g}" for drift in DRIFTS)
    note = f"best at {', '.join(f'{drift:g}' for drift in DRIFTS)} times: {peaks}"
    low, high, still, wild = GRID.index(0.25), GRID.index(0.75), line(DRIFTS[0]), line(DRIFTS[-1])
    yield clear("organism gains on organisation from no drift to 12 times, thousand EUR",
                (wild[high] - wild[low]) - (still[high] - still[low]), errors=1.96, note=note)  # fmt: skip
    yield clear("organisation better where nothing drifts, thousand EUR", still[low] - still[high], errors=1.96)
    yield clear("organism better at 12 times the drift, thousand EUR", wild[high] - wild[low], errors=1.96)


def comparison() -> Comparison:
    """Profit along the axis, world by world."""
    lines = [Line("the middle", GRID, np.zeros(len(GRID)), reference=True, group=len(DRIFTS))]
    for group, drift in enumerate(DRIFTS):
        against = line(drift) - line(drift)[GRID.index(0.5)]
        error = against.std(1, ddof=1) / np.sqrt(against.shape[1])
        lines.append(Line(f"drift times {drift:g}", GRID, against.mean(1), error, group=group))
    return Comparison(TITLE, "Profit along the axis against its middle, in worlds that change ever faster.",
                      "0 organisation, 1 organism", "thousand EUR against the middle", tuple(lines))  # fmt: skip
