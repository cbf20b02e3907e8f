"""Relief: a landscape drawn out on a fine grid, told against any place of it; and a first guess of one, by the twin.

What is simulated are the places of the landscape; the relief reads its surface between them, with the surface's own error.
The guess (`expected`) is the mean-field twin's at a few places with a spline between them: it shows the shape in a moment, has
no interval, and is not to be read as a level.

References
----------
Stone (1974), Journal of the Royal Statistical Society B 36(2): choosing and assessing by cross-validation.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RectBivariateSpline

from equilibrium import meanfield
from equilibrium.balance.landscape import Landscape
from equilibrium.balance.surface import Measured, measured
from equilibrium.balance.trials import bounds
from equilibrium.simulation import cores

SIDE = 41  # places a side
PLACES = 5  # a side, that the twin is asked at
LINES = 7  # contour lines at most


@dataclass(frozen=True)
class Relief:
    """Grids are (row, column): y by row, x by column.

    Attributes
    ----------
    xs, ys : places of columns and rows
    place : (2,) what the gaps are told against
    value : the objective
    gap, half : how much that is above `place`, and half its 95 % interval; a guess has no interval (`half` is None)
    margin : from 0 on a place is as good as the best of the map, as far as can be told; None for a guess
    best : (2,) the highest place
    gain : what moving from `place` to the best brings; None for a guess. The best is chosen again without each future in turn and
        measured in that one (Stone 1974): who chooses and measures in the same futures finds more than there is
    """

    xs: np.ndarray
    ys: np.ndarray
    place: np.ndarray
    value: np.ndarray
    gap: np.ndarray
    half: np.ndarray | None
    margin: np.ndarray | None
    best: np.ndarray
    gain: Measured | None = None

    @property
    def levels(self) -> np.ndarray:
        """Round numbers within the gaps, 0 among them if it is: where contour lines go."""
        least, most = float(self.gap.min()), float(self.gap.max())
        if not most - least > 1e-9 * max(abs(least), abs(most)):
            return np.empty(0)
        rough = (most - least) / LINES
        size = 10.0 ** np.floor(np.log10(rough))
        step = size * next(each for each in (1.0, 2.0, 5.0, 10.0) if each * size >= rough)
        return step * np.arange(np.floor(least / step) + 1, np.ceil(most / step))


def relief(found: Landscape, place: np.ndarray, side: int = SIDE) -> Relief:
    """`found` on `side` by `side` places, told against `place` (2,) of it."""
    xs, ys = (np.linspace(places[0], places[-1], side) for places in (found.xs, found.ys))
    points, grid = np.array([(across, up) for up in ys for across in xs]), (side, side)
    gap, half = found.above(points, place)
    gaps = found.surface.per_replicate(points) - found.surface.per_replicate(place)
    others = gaps.sum(1, keepdims=True) - gaps  # (point, replicate): without each replicate
    gain = measured(gaps[others.argmax(0), np.arange(gaps.shape[1])])
    return Relief(xs, ys, np.asarray(place, float), found.surface.mean(points).reshape(grid), gap.reshape(grid),
                  half.reshape(grid), found.margin(points).reshape(grid), found.best, gain)  # fmt: skip


def expected(
    prepared: meanfield.Prepared, figure: str, x: str, y: str, at: Mapping[str, float], place: np.ndarray,
    n: int = PLACES, side: int = SIDE,
) -> Relief:  # fmt: skip
    """What the twin expects of `figure` over `x` and `y`, all else at the mix `at`, told against `place` (2,).

    Raises
    ------
    ValueError : for a figure that the twin does not know, or that is no number somewhere on the map
    """
    limits = bounds((x, y))
    across, up = (np.linspace(low, high, n) for low, high in limits)

    def worth(column: float, row: float) -> float:
        weeks = meanfield.run(prepared, {**at, x: float(column), y: float(row)})
        if figure not in weeks.weekly:
            raise ValueError(f"the twin does not know {figure}")
        return float(weeks.per_run(figure)[:, 0].mean())

    with ThreadPoolExecutor(cores()) as pool:
        coarse = np.array(list(pool.map(worth, np.tile(across, n), np.repeat(up, n)))).reshape(n, n)
    if not np.isfinite(coarse).all():
        raise ValueError(f"{figure} is no number somewhere on this map")
    degree = min(3, n - 1)
    spline = RectBivariateSpline(up, across, coarse, kx=degree, ky=degree)
    xs, ys = (np.linspace(low, high, side) for low, high in limits)
    value = spline(ys, xs)
    row, column = np.unravel_index(int(value.argmax()), value.shape)
    here = float(spline(place[1], place[0])[0, 0])
    return Relief(xs, ys, np.asarray(place, float), value, value - here, None, None, np.array([xs[column], ys[row]]))
