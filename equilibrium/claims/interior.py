"""Each axis has its best place inside, in a context that mutates; and single regimes pull it toward one pole or the other."""

from collections.abc import Iterator

import numpy as np

from equilibrium.claims.landscape import FRESH, GRID, MANY, along, best, best_line, reference, regimes
from equilibrium.figures import AXIS_LABELS
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.parameters import AXES

TITLE = "Balance inside"
MECHANISM = "all"
SOURCE = "claim 1"
AT_MOST, AT_LEAST = 0.3, 0.7  # where one regime and another must pull the peak


def findings() -> Iterator[Finding]:
    """Profit lost at either end, against the best inner place, with every 95 % interval clear of zero; peaks by regime."""
    for axis in AXES:
        yield from ends(axis, best_line(None, axis))
    proportional = reference().with_(shelf=1.0)
    yield from ends("volume_value", along(proportional, best(), "volume_value", MANY, FRESH), ", shelf elasticity 1")
    for axis in AXES:
        peaks = {regime: peak(best_line(regime, axis)) for regime in regimes()}
        least, most = min(peaks, key=lambda name: peaks[name]), max(peaks, key=lambda name: peaks[name])
        label = AXIS_LABELS[axis][0]
        yield between(f"{label}: lowest peak of a regime ({least})", peaks[least], 0.0, AT_MOST)
        yield between(f"{label}: highest peak of a regime ({most})", peaks[most], AT_LEAST, 1.0)


def peak(line: np.ndarray) -> float:
    """Place on the grid with the highest mean of a line (position, replicate)."""
    return GRID[int(line.mean(1).argmax())]


def ends(axis: str, line: np.ndarray, where: str = "") -> Iterator[Finding]:
    """Paired loss at both ends of a line (position, replicate) against its best inner place."""
    inner = 1 + int(line[1:-1].mean(1).argmax())
    for end in (0, -1):
        figure = f"{AXIS_LABELS[axis][0]}: lost at {GRID[end]} against {GRID[inner]}, thousand EUR{where}"
        yield clear(figure, line[inner] - line[end], errors=1.96)


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
