"""Each axis has its best place inside, in a context that mutates; and single regimes pull it toward one pole or the other."""

from collections.abc import Iterator, Sequence

import numpy as np

from equilibrium.claims.landscape import (
    FEW,
    FRESH,
    GRID,
    MANY,
    SEARCHED,
    along,
    best,
    best_line,
    gain,
    reference,
    regimes,
)
from equilibrium.figures import AXIS_LABELS
from equilibrium.findings import Comparison, Finding, Line, clear
from equilibrium.parameters import AXES

TITLE = "Balance inside"
MECHANISM = "all"
SOURCE = "claim 1"


MISSES = {
    "volume ↔ value: lost at 0.95, thousand EUR, shelf elasticity 1": "where attraction is proportional to shelf "
    "space nothing holds the value pole back: below 1 falling returns to shelf are one of the causes of this balance",
    **{
        f"{axis}: some regime pulls it high, gain over the middle, thousand EUR": "at the best mix searched for renaissance "
        "the middle and the place above it are as good as each other: a ridge"
        for axis in ("volume ↔ value", "organisation ↔ organism")
    },
    "indie ↔ weconomy: some regime pulls it low, gain over the middle, thousand EUR": "where allies' reach is least making "
    "alone earns as much as the middle, or less; no shipped regime makes it earn more",
}

MIDDLE = GRID[2]


def findings() -> Iterator[Finding]:
    """Profit lost at either end, and regimes that pull an axis toward either pole; every 95 % interval clear of zero.

    The place on an axis, and the regime that pulls it most, come from the search; what is measured, from other seeds.
    """
    for axis in AXES:
        yield from ends(axis, best_line(axis), GRID.index(best()[axis]))
    proportional, axis = reference().with_(shelf=1.0), "volume_value"
    place = int(along(proportional, best(), axis, FEW, SEARCHED)[1:-1].mean(1).argmax()) + 1
    yield from ends(axis, along(proportional, best(), axis, MANY, FRESH), place, ", shelf elasticity 1")
    plain, axis = reference().with_(standard_gain=0.0, energy_autonomy=0.0), "organization_organism"
    place = int(along(plain, best(), axis, FEW, SEARCHED)[1:-1].mean(1).argmax()) + 1
    yield from ends(axis, along(plain, best(), axis, MANY, FRESH), place, ", no standard and no autonomy")
    for axis in AXES:
        for word, places in (("low", GRID[:2]), ("high", GRID[3:])):
            regime, at = pulled(axis, places)
            yield clear(f"{AXIS_LABELS[axis][0]}: some regime pulls it {word}, gain over the middle, thousand EUR",
                        gain(regime, axis, at, MIDDLE), errors=1.96, note=f"{regime}, {at:g}")  # fmt: skip


def pulled(axis: str, places: Sequence[float]) -> tuple[str, float]:
    """The regime, and which of `places` on the axis, that on the search's seed gain most over the middle."""
    tried = [(regime, place) for regime in regimes() for place in places]
    lines = {
        regime: along(reference(regime), best(regime), axis, FEW, SEARCHED, (MIDDLE, *places)).mean(1)
        for regime in regimes()
    }
    return max(tried, key=lambda pair: lines[pair[0]][1 + places.index(pair[1])] - lines[pair[0]][0])


def ends(axis: str, line: np.ndarray, place: int, where: str = "") -> Iterator[Finding]:
    """Paired loss at both ends of a line (position, replicate) against the `place` that another seed's search chose."""
    for end in (0, -1):
        figure = f"{AXIS_LABELS[axis][0]}: lost at {GRID[end]}, thousand EUR{where}"
        yield clear(figure, line[place] - line[end], errors=1.96, note=f"against {GRID[place]:g}")


def comparison() -> Comparison:
    """Five lines through the best mix; the end points and the middle with their errors."""
    lines = []
    for group, axis in enumerate(AXES):
        line = best_line(axis)
        against = line - line[int(line.mean(1).argmax())]
        error = against.std(1, ddof=1) / np.sqrt(line.shape[1])
        lines += [Line(AXIS_LABELS[axis][0], GRID, against.mean(1), error, group=group),
                  Line("", GRID, against.mean(1), reference=True, group=group)]  # fmt: skip
    return Comparison(
        TITLE, "Five years' profit as one axis moves and the others stay at the best mix: what is lost against the best place.",
        "position on the axis, 0 the first pole, 1 the second", "thousand EUR against the best place", tuple(lines),
    )  # fmt: skip
