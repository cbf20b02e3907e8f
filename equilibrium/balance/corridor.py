"""Corridor: how far each axis may move, alone and together, and stay within x % of the best in y % of futures.

A future is a replicate, met by both mixes: a mix is good if in a share of at least y of futures it earns no less than the best
mix less a tolerance (chance-constrained: Charnes & Cooper 1959). Two mixes part ways in a single future even where their means
are equal, so a corridor is narrower than a ridge of means; where luck alone takes more than the tolerance, it says so, and
which x or y would open it.

Alone: places along each axis, the share of good futures falling with the distance (isotonic regression, Barlow et al. 1972).
Together: a surface over the shares inside (`surface.py`), and a box that grows from the best mix face by face while at least
95 % of the mixes in it are good. What it says is then tried on luck of its own: as long as it does not hold there, a margin is
added to y, and the last word has a fresh lot of mixes, each with futures that nothing before has seen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import binomtest, qmc

from equilibrium.balance import avoid
from equilibrium.balance.avoid import Avoid, AvoidBoth, falling
from equilibrium.balance.contrasts import Evaluate, Progress, placed, worth
from equilibrium.balance.objectives import Objective
from equilibrium.balance.surface import Surface, fit
from equilibrium.balance.trials import Mix, bounds, present
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario

HOLDS = 0.95  # of the mixes inside must be good
DISTANCES = (0.025, 0.05, 0.1, 0.175, 0.275, 0.4, 0.6, 1.0)  # along an axis to either side, as shares of its range
MARGINS = (0.0, 0.03, 0.06, 0.09, 0.12, 0.16)  # added to y, one after the other, until the corridor holds on other luck
OPENING = 0.05  # a corridor counts as open when every axis may move so far to both sides
GRAIN = 0.04  # of the way a face of the box may go: by so much it moves
MIXES = 20  # that try a margin
CLOUD = 256  # mixes of the surface that are looked at in a box
LINES, INSIDE, TRIED = 0.25, 0.2, 0.2  # shares of the budget; what is left is for the last word
SAFETY = 2  # margins further than the first that held: it may have held by luck
CHECKED = 25  # mixes of either kind that have the last word
TOGETHER = 0.04  # share of the budget for two axes at once
BOTH = 50  # number of the lot of futures for that
LAST = 100  # number of the first lot that has the last word
LOT = 100_000  # replicates of one lot begin so far from the last one's
LEAST = 3_000  # runs


@dataclass(frozen=True)
class Share:
    """`good` of `tried` mixes were good; `low` and `high` bound the true share (Clopper & Pearson 1934, 95 %)."""

    good: int
    tried: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.good / self.tried if self.tried else float("nan")


@dataclass(frozen=True)
class Corridor:
    """Where the mix may wander.

    Attributes
    ----------
    names, best, here : axes, (axis,) the best mix and the present one
    within, share, tolerance, level : x, y, the tolerance in the objective's unit, and the mean of the objective at the best
    alone : (axis, 2) how far each may move with the others at the best mix
    box : (axis, 2) within which all may move together
    margins : added to y for `alone` and for `box`, so that they hold on fresh luck
    alone_verified, box_verified : shares of mixes sampled along the single corridors and in the box that were good in fresh
        futures, `replicates` of them for each mix
    opens_share, opens_within : the y at which, with this x, every axis may move by 0.05 of its range alone, and the x with this y
    places, shares : {axis: (place,)} and {axis: (place,)} share of good futures along each axis, as measured
    avoid, avoid_both : where not to go along one axis, and along two at once
    loss : what is exceeded there in most futures, in the objective's unit
    objective, seed, runs : what was asked, and the runs it took
    """

    names: tuple[str, ...]
    best: np.ndarray
    here: np.ndarray
    within: float
    share: float
    tolerance: float
    level: float
    alone: np.ndarray
    box: np.ndarray
    margins: tuple[float, float]
    alone_verified: Share
    box_verified: Share
    replicates: int
    opens_share: float
    opens_within: float
    places: Mapping[str, np.ndarray]
    shares: Mapping[str, np.ndarray]
    avoid: tuple[Avoid, ...]
    avoid_both: tuple[AvoidBoth, ...]
    loss: float
    objective: str
    seed: int
    runs: int

    @property
    def open(self) -> bool:
        """Whether every axis may move 0.05 of its range to both sides, alone, where there is so much room."""
        limits = bounds(self.names)
        room = OPENING * np.ptp(limits, axis=1)
        low, high = np.maximum(self.best - room, limits[:, 0]), np.minimum(self.best + room, limits[:, 1])
        return bool(((self.alone[:, 0] <= low + 1e-9) & (self.alone[:, 1] >= high - 1e-9)).all())

    @property
    def roomy(self) -> bool:
        """Whether the box is more than a point: some axis may move in it by a hundredth of its range."""
        return bool((np.ptp(self.box, axis=1) >= 0.01 * np.ptp(bounds(self.names), axis=1)).any())


def corridor(
    scenario: Scenario, objective: Objective, *, within: float = 0.1, share: float = 0.8, at: Mix | None = None,
    names: Sequence[str] = AXES, loss: float = 0.25, budget: int = 12_000, mixes: int | None = None, seed: int = 0,
    workers: int | None = None, progress: Progress | None = None,
) -> Corridor:  # fmt: skip
    """How far `names` may move from the best mix `at`.

    Parameters
    ----------
    within : x, a share of the absolute value at the best mix
    share : y, a share of futures
    at : the best mix (`best_mix`); what it leaves out stays as the scenario has it
    loss : what counts as a region to avoid: more is lost than this share of the value, in most futures
    budget : runs, not more than which are made, unless `mixes` says so
    mixes : of either kind, along the single corridors and in the box, that have the last word; by default about 25, as the budget
        allows. More of them take runs on top of the budget, and change nothing but how sure the last word is
    workers : mixes simulated at once; default all cores. Changes nothing but time
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for names, shares or a budget that cannot be used, in a sentence
    ImportError : without scikit-learn, saying what to install
    """
    names = tuple(names)
    if not names or len(set(names)) < len(names):
        raise ValueError(f"names: {list(names)} found; one or more, each once, are needed")
    if not (within > 0.0 and 0.0 < share < 1.0 and loss > 0.0):
        raise ValueError(f"within: {within}, share: {share}, loss: {loss} found; more than 0, share less than 1")
    if budget < LEAST:
        raise ValueError(f"budget: {budget} runs found; {LEAST} at least are needed")
    if mixes is not None and mixes < 1:
        raise ValueError(f"mixes: {mixes} found; one at least is needed")
    point, count = placed(scenario, at, names), 0
    total = budget + int((1 - LINES - INSIDE - TRIED) * budget * max(0, (mixes or CHECKED) / CHECKED - 1))

    def counted(evaluate: Evaluate) -> Evaluate:
        def evaluated(points: np.ndarray, replicates: Sequence[int]) -> np.ndarray:
            nonlocal count
            count += len(points) * len(replicates)
            return evaluate(points, replicates)

        return evaluated

    evaluate = counted(worth(scenario, objective, names, seed, total=total, workers=workers, progress=progress))
    found = search(evaluate, names, point, within, share, loss, budget, mixes)
    own = present(scenario, names)
    here = np.array([own[name] for name in names])
    return Corridor(names=names, best=point, here=here, within=within, share=share, objective=objective.said, seed=seed,
                    runs=count, **found)  # fmt: skip


def search(
    evaluate: Evaluate, names: Sequence[str], best: np.ndarray, within: float, share: float, loss: float, budget: int,
    mixes: int | None = None,
) -> dict:  # fmt: skip
    """The measured part of a `Corridor`, of any function of mixes."""
    limits = bounds(names)
    lines = [_line(best, limits, k) for k in range(len(names))]
    points = np.vstack([best, *lines])
    futures = _lot(0, LINES * budget / len(points))
    values = evaluate(points, futures)
    level = float(np.nanmean(values[0]))
    tolerance, lost = within * abs(level), loss * abs(level)
    gaps = values[1:] - values[0]  # a future without a number is none that is good
    cuts = np.cumsum([len(line) for line in lines])[:-1]
    by_axis = np.split(gaps, cuts)
    places = [line[:, k] for k, line in enumerate(lines)]
    shares = [(gap >= -tolerance).mean(1) for gap in by_axis]
    widths = partial(_alone, best, places, shares, limits)

    cloud = _inside(widths(share), max(4 * len(names), int(INSIDE * budget / len(futures))), 1)
    everywhere, gained = np.vstack([points, cloud]), np.vstack([values, evaluate(cloud, futures)]) - values[0]
    surface = fit(everywhere, (gained >= -tolerance).astype(float), limits)  # of the share of good futures
    walk = 1 + avoid.CORNERS * len(avoid.STEPS) if len(names) > 1 else 0  # mixes, with the best
    both = _lot(BOTH, TOGETHER * budget / max(1, walk), 24)
    heights = fit(everywhere, np.where(np.isfinite(gained), gained, np.nanmin(gained)), limits)
    together = avoid.both(names, best, places, by_axis, lost, heights, evaluate, both)
    grow = partial(_box, surface, best)

    left = int(TRIED * budget)
    alone, box, margins, left = _tried(evaluate, best, tolerance, share, widths, grow, left)
    spare = max(1.0, budget - len(futures) * len(everywhere) - walk * len(both) - (TRIED * budget - left))
    each = int(np.clip(spare / (4 * CHECKED), 24, 100))  # of either kind, each beside the best
    count = mixes or max(1, int(spare / (4 * each)))
    verified = [
        _verified(evaluate, best, tried, tolerance, share, each, LAST + k)
        for k, tried in enumerate((_along(alone, best, count, 20), _inside(box, count, 21)))
    ]
    near = [_near(best[k], places[k], by_axis[k], limits[k]) for k in range(len(names))]
    order = np.sort(np.vstack(near), axis=1)
    short = -order[:, int(np.floor((1 - share) * order.shape[1]))].min()
    return {
        "level": level, "tolerance": tolerance, "alone": alone, "box": box, "margins": margins,
        "alone_verified": verified[0], "box_verified": verified[1], "replicates": each,
        "opens_share": float(min((gap >= -tolerance).mean() for gap in np.vstack(near))),
        "opens_within": float(max(0.0, short) / abs(level)) if level else float("inf"),
        "places": {name: np.sort(np.append(places[k], best[k])) for k, name in enumerate(names)},
        "shares": {
            name: np.append(shares[k], 1.0)[np.argsort(np.append(places[k], best[k]))] for k, name in enumerate(names)
        },
        "avoid": avoid.alone(names, best, places, by_axis, lost), "avoid_both": together, "loss": lost,
    }  # fmt: skip


def _lot(number: int, count: float, least: int = 40) -> range:
    """Replicates that no other lot has."""
    return range(number * LOT, number * LOT + max(least, int(count)))


def _line(best: np.ndarray, limits: np.ndarray, k: int) -> np.ndarray:
    """(place, axis) mixes along axis `k` to both sides, its two ends among them."""
    reach = limits[k, 1] - limits[k, 0]
    steps = best[k] + reach * np.array([*(-np.array(DISTANCES)), *DISTANCES])
    inner = steps[(steps > limits[k, 0] + 1e-9) & (steps < limits[k, 1] - 1e-9)]
    ends = [end for end in limits[k] if abs(end - best[k]) > 1e-9]
    points = np.repeat(best[None], len(inner) + len(ends), 0)
    points[:, k] = np.sort(np.append(inner, ends))
    return points


def _alone(
    best: np.ndarray, places: list[np.ndarray], shares: list[np.ndarray], limits: np.ndarray, wanted: float
) -> np.ndarray:
    """(axis, 2) the places to either side where the share of good futures falls to what is wanted."""
    out = np.repeat(best[:, None], 2, 1)
    for k in range(len(best)):
        for side, way in enumerate((-1, 1)):
            distance, down = falling(best[k], places[k], shares[k], way)
            below = np.flatnonzero(down < wanted)
            if below.size == 0:
                out[k, side] = best[k] + way * distance[-1]
                continue
            j = below[0]
            part = (down[j - 1] - wanted) / (down[j - 1] - down[j])
            out[k, side] = best[k] + way * (distance[j - 1] + part * (distance[j] - distance[j - 1]))
    return np.clip(out, limits[:, :1], limits[:, 1:])


def _inside(box: np.ndarray, count: int, seed: int) -> np.ndarray:
    """(mix, axis) evenly spread over a box."""
    unit = qmc.Sobol(len(box), seed=seed).random(int(2 ** np.ceil(np.log2(max(1, count)))))[:count]
    return box[:, 0] + unit * np.ptp(box, axis=1)


def _along(alone: np.ndarray, best: np.ndarray, count: int, seed: int) -> np.ndarray:
    """(mix, axis) evenly spread over the single corridors."""
    luck = np.random.default_rng(seed)
    points = np.repeat(best[None], count, 0)
    which = np.arange(count) % len(best)
    points[np.arange(count), which] = luck.uniform(alone[which, 0], alone[which, 1])
    return points


def _box(surface: Surface, best: np.ndarray, alone: np.ndarray, wanted: float) -> np.ndarray:
    """(axis, 2) the box that grows in `alone`, a face after the other, while 95 % of the mixes in it keep the wanted share."""
    box, spread = np.repeat(best[:, None], 2, 1), qmc.Sobol(len(best), seed=2).random(CLOUD)
    growing = [(k, side) for k in range(len(best)) for side in (0, 1)]
    while growing:
        for face in list(growing):
            k = face[0]
            larger = box.copy()
            larger[face] += GRAIN * (alone[face] - best[k])
            beyond = abs(larger[face] - best[k]) > abs(alone[face] - best[k]) + 1e-12 or alone[face] == best[k]
            if beyond or (surface.mean(larger[:, 0] + spread * np.ptp(larger, axis=1)) >= wanted).mean() < HOLDS:
                growing.remove(face)
            else:
                box = larger
    return np.clip(box, alone[:, :1], alone[:, 1:])


def _tried(
    evaluate: Evaluate, best: np.ndarray, tolerance: float, share: float, widths: Callable[[float], np.ndarray],
    grow: Callable[[np.ndarray, float], np.ndarray], left: int,
) -> tuple[np.ndarray, np.ndarray, tuple[float, float], int]:  # fmt: skip
    """Two margins beyond the first under which corridors and box hold, or that no runs are left to try; what is left of them."""
    chosen = list[tuple[np.ndarray, float]]()
    for kind in (0, 1):
        held = 0
        while held < len(MARGINS) - 1:
            wanted = min(share + MARGINS[held], 1.0)
            shape = widths(wanted) if kind == 0 else grow(widths(wanted), wanted)
            futures = _lot(2 + kind * len(MARGINS) + held, 0.0)
            if left < (MIXES + 1) * len(futures) * (2 - kind):
                break
            mixes = _along(shape, best, MIXES, futures[0]) if kind == 0 else _inside(shape, MIXES, futures[0])
            values = evaluate(np.vstack([best, mixes]), futures)
            left -= values.size
            if ((values[1:] - values[0] >= -tolerance).mean(1) >= share).mean() >= HOLDS:
                break
            held += 1
        margin = MARGINS[min(held + SAFETY, len(MARGINS) - 1)]
        wanted = min(share + margin, 1.0)
        shape = widths(wanted) if kind == 0 else grow(widths(wanted), wanted)
        chosen.append((shape, margin))
    return chosen[0][0], chosen[1][0], (chosen[0][1], chosen[1][1]), left


def _verified(
    evaluate: Evaluate, best: np.ndarray, mixes: np.ndarray, tolerance: float, share: float, replicates: int, lot: int
) -> Share:
    """In how many of the mixes a share of at least y of futures is good, each mix with futures of its own."""
    good = 0
    for k, mix in enumerate(mixes):
        there, here = evaluate(
            np.stack([mix, best]), range(lot * LOT + k * replicates, lot * LOT + (k + 1) * replicates)
        )
        good += bool((there - here >= -tolerance).mean() >= share)
    interval = binomtest(good, len(mixes)).proportion_ci(HOLDS)
    return Share(good, len(mixes), float(interval.low), float(interval.high))


def _near(best: float, places: np.ndarray, gaps: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """(side, replicate) what is gained 0.05 of the range to either side, where there is room."""
    reach = limits[1] - limits[0]
    return np.stack([
        gaps[np.abs(places - (best + way * OPENING * reach)).argmin()]
        for way in (-1, 1) if limits[0] <= best + way * OPENING * reach <= limits[1]
    ])  # fmt: skip
