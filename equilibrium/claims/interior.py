"""Each axis has its best place inside, in a context that mutates; and single regimes pull it toward one pole or the other."""

from collections.abc import Iterator

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
    mean_and_half,
    reference,
    regimes,
)
from equilibrium.figures import AXIS_LABELS
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.parameters import AXES

TITLE = "Balance inside"
MECHANISM = "all"
SOURCE = "claim 1"
AT_MOST, AT_LEAST = 0.3, 0.7  # where one regime and another must pull the peak


MISSES = {
    "volume ↔ value: lost at 0.95 against 0.75, thousand EUR, shelf elasticity 1": "where attraction is proportional to shelf "
    "space nothing holds the value pole back: below 1 falling returns to shelf are one of the causes of this balance",
}


def findings() -> Iterator[Finding]:
    """Profit lost at either end against the best place, with every 95 % interval clear of zero; peaks by regime."""
    for axis in AXES:
        yield from ends(axis, best_line(None, axis), GRID.index(best()[axis]))
    proportional, axis = reference().with_(shelf=1.0), "volume_value"
    place = int(along(proportional, best(), axis, FEW, SEARCHED)[1:-1].mean(1).argmax()) + 1
    yield from ends(axis, along(proportional, best(), axis, MANY, FRESH), place, ", shelf elasticity 1")
    for axis in AXES:
        peaks = {regime: int(best_line(regime, axis).mean(1).argmax()) for regime in regimes()}
        label = AXIS_LABELS[axis][0]
        for word, choose, low, high in (("lowest", min, 0.0, AT_MOST), ("highest", max, AT_LEAST, 1.0)):
            regime = choose(peaks, key=lambda name: peaks[name])
            line = best_line(regime, axis)
            gain, half = mean_and_half(line[peaks[regime]] - line[GRID.index(0.5)])
            yield between(f"{label}: {word} peak of a regime", GRID[peaks[regime]], low, high,
                          note=f"{regime}, over the middle by {gain:.0f} ± {half:.0f} thousand EUR")  # fmt: skip


def ends(axis: str, line: np.ndarray, place: int, where: str = "") -> Iterator[Finding]:
    """Paired loss at both ends of a line (position, replicate) against the `place` that another seed's search chose."""
    for end in (0, -1):
        figure = f"{AXIS_LABELS[axis][0]}: lost at {GRID[end]} against {GRID[place]}, thousand EUR{where}"
        yield clear(figure, line[place] - line[end], errors=1.96)


def comparison() -> Comparison:
    """Five lines through the best mix; the end points and the middle with their errors."""
    lines = []
    for group, axis in enumerate(AXES):
        line = best_line(None, axis)
        against = line - line[int(line.mean(1).argmax())]
        error = against.std(1, ddof=1) / np.sqrt(line.shape[1])
        lines += [Line(AXIS_LABELS[axis][0], GRID, against.mean(1), error, group=group),
                  Line("", GRID, against.mean(1), reference=True, group=group)]  # fmt: skip
    return Comparison(
        TITLE, "Five years' profit as one axis moves and the others stay at the best mix: what is lost against the best place.",
        "position on the axis, 0 the first pole, 1 the second", "thousand EUR against the best place", tuple(lines),
    )  # fmt: skip
