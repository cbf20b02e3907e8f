"""Tension: which pull each pole exerts at the present mix, and by which figures its downside shows first.

Pulls: all axes and levers stand at, a step below or a step above the mix at once, in an orthogonal array of strength three
(Bose 1947; Bush 1952), so that every run serves every pull and no interaction of two is mistaken for one. A pull is the mean
over the others' places: it holds around the mix.

Poles: paired runs, one with the axis at the mix, one with it near a pole. What is better or worse there by the last year is the
pole's upside and downside; the downside that a manager can see first is its early warning. That is what a polarity map says
(Johnson 1992).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from equilibrium.balance.contrasts import MIXED, Contrast, Evaluate, Progress, contrasts, in_contexts, placed, worth
from equilibrium.balance.objectives import Objective
from equilibrium.balance.trials import DIMENSIONS, Mix, bounds, thinned, trials
from equilibrium.figures import FIGURES
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.studies.measures import Measure

FEWEST = 8  # replicates a context
NEAR = 0.05  # how near a pole one leans, in shares of the axis
PULLS = 0.75  # share of the budget; the rest is for the poles
VISIBLE = 0.5  # spreads of a run's luck from which on a change can be seen by one who lives in one future only
FIRST = ((1, 13), (14, 26), (27, 52))  # weeks in which an early warning is looked for

# Which way is better; a figure of which nobody can say (contacts, stock, partners) is no sign.
BETTER = {
    "profit": 1, "revenue": 1, "alive": 1, "customers": 1, "satisfaction": 1, "energy": 1, "coherence": 1, "uniqueness": 1,
    "credibility": 1, "trust": 1, "goodwill": 1, "convinced_share": 1, "won": 1, "lapse_rate": -1,
    "served_share": 1, "failure_share": -1, "utilisation": 1, "lost_sales": -1, "new_crafts": 1, "absorbed_crafts": 1,
    "found_out": -1, "people_reenergised": 1, "facts_seen": 1, "interference": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Pull:
    """What it gains to move one axis or lever toward either side.

    Attributes
    ----------
    name, context : of what, and where
    down, up : how far, in its own unit: less than the step where the range ends before
    first, second : gain of moving toward the first pole (or to less), and toward the second (to more); None where it
        stands at the end
    whole : second less first: which side pulls more, and by how much from end to end
    """

    name: str
    context: str
    down: float
    up: float
    first: Contrast | None
    second: Contrast | None
    whole: Contrast

    @property
    def verdict(self) -> str:
        """ "first" or "second": that side pulls; "held": to either side is a loss; "cannot tell"."""
        sides = [side.sign for side in (self.first, self.second) if side is not None]
        if all(sign < 0 for sign in sides):
            return "held"
        return {1: "second", -1: "first", 0: "cannot tell"}[self.whole.sign]


@dataclass(frozen=True)
class Sign:
    """A figure that changes where one leans to a pole.

    Attributes
    ----------
    figure : its key
    weeks : first and last of them
    change : mean paired change, in the figure's unit; a sum over these weeks for a figure that adds up
    size : the change in standard deviations between runs at the mix, above zero where it is better
    seen : whether a manager can read the figure
    """

    figure: str
    weeks: tuple[int, int]
    change: Contrast
    size: float
    seen: bool


@dataclass(frozen=True)
class Pole:
    """One pole of an axis: what it is worth to go there, what is better there, what is worse, and what tells first.

    Attributes
    ----------
    axis, pole, place : 0 or 1 for the first or second, and where on the axis it was tried
    worth : the objective there less that at the mix
    upsides, downsides : signs of the last year that are told, the largest first
    warnings : downsides that a manager can see within the first year, told and at least half a spread large, each where it
        first shows; those that show first before, then the largest
    """

    axis: str
    pole: int
    place: float
    worth: Contrast
    upsides: tuple[Sign, ...]
    downsides: tuple[Sign, ...]
    warnings: tuple[Sign, ...]


@dataclass(frozen=True)
class Tension:
    """Pulls and poles at a mix.

    Attributes
    ----------
    names, at, step : axes and levers, (dimension,) where they stand, and the step as a share of each range
    pulls : {(context, name): Pull}; told among the sides (and among the wholes) of its context
    poles : {(axis, 0 or 1): Pole}, in the context as it is
    contexts, objective, seed, runs : what was asked, and the runs it took
    """

    names: tuple[str, ...]
    at: np.ndarray
    step: float
    pulls: Mapping[tuple[str, str], Pull]
    poles: Mapping[tuple[str, int], Pole]
    contexts: tuple[str, ...]
    objective: str
    seed: int
    runs: int

    def pull(self, name: str, context: str = MIXED) -> Pull:
        """The pull along an axis or lever."""
        return self.pulls[context, name]


def tension(
    scenario: Scenario, objective: Objective, *, at: Mix | None = None, names: Sequence[str] = DIMENSIONS,
    step: float = 0.1, budget: int = 6000, seed: int = 0, contexts: Iterable[str] | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Tension:  # fmt: skip
    """Pulls along `names` around a mix, and the two poles of each axis among them.

    Parameters
    ----------
    at : the mix; what it leaves out stays as the scenario has it
    step : how far an axis or lever moves, as a share of its range
    budget : runs, of all contexts; with eight dimensions a replicate of the pulls takes 81
    contexts : regimes in which pulls are asked for as well, each as if it lasted for ever
    workers : mixes simulated at once; default all cores. Changes nothing but time
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for names, a step or a budget that cannot be used, in a sentence
    """
    names = tuple(names)
    if not names or len(set(names)) < len(names):
        raise ValueError(f"names: {list(names)} found; one or more, each once, are needed")
    if not 0.0 < step <= 0.5:
        raise ValueError(f"step: {step} found; more than 0 and at most 0.5 of a range is allowed")
    worlds, point, levels = in_contexts(scenario, contexts), placed(scenario, at, names), design(len(names))
    axes = [name for name in names if name in AXES]
    share, leant = (PULLS if axes else 1.0), 2 * len(axes) + 1
    replicates = int(share * budget) // (len(levels) * len(worlds))
    beside = max(FEWEST, (budget - replicates * len(levels) * len(worlds)) // leant) if axes else 0
    if replicates < FEWEST:
        raise ValueError(f"budget: {budget} runs found; {least_budget(names, len(worlds))} at least are needed")
    places, each = around(point, bounds(names), step), replicates * len(levels)
    total, pulls = each * len(worlds) + beside * leant * bool(axes), dict[tuple[str, str], Pull]()
    for k, (context, world) in enumerate(worlds.items()):
        evaluate = worth(world, objective, names, seed, total=total, done=k * each, workers=workers, progress=progress)
        for pull in _pulls(evaluate, names, context, places, levels, range(replicates)):
            pulls[context, pull.name] = pull

    def told(mixes: int, _: int) -> None:
        if progress is not None:
            progress(min(each * len(worlds) + mixes * beside, total), total)

    mix = dict(zip(names, point.tolist(), strict=True))
    poles = _poles(scenario, objective, mix, axes, range(beside), seed, workers, told) if axes else {}
    return Tension(names, point, step, pulls, poles, tuple(worlds), objective.said, seed, total)


def least_budget(names: Sequence[str], contexts: int = 1) -> int:
    """The fewest runs that a question about `names` takes."""
    share = PULLS if any(name in AXES for name in names) else 1.0
    return int(np.ceil(FEWEST * len(design(len(names))) * contexts / share))


def design(count: int) -> np.ndarray:
    """(mix, dimension) of -1, 0, 1: every combination of any three dimensions as often as any other.

    Up to four dimensions all combinations; for five to ten the 81 of the elliptic quadric over three elements.

    Raises
    ------
    ValueError : for more than ten
    """
    if count <= 4:
        return np.array(list(product((-1, 0, 1), repeat=count)))
    if count > 10:
        raise ValueError(f"names: {count} found; at most ten are allowed")
    cap = [(1, a, b, (a * a + b * b) % 3) for a, b in product(range(3), repeat=2)] + [
        (0, 0, 0, 1)
    ]  # no three dependent
    words = np.array(list(product(range(3), repeat=4))) @ np.array(cap[:count]).T
    return words % 3 - 1


def around(at: np.ndarray, box: np.ndarray, step: float) -> np.ndarray:
    """(3, dimension) a step below, at and above the mix, not beyond the box."""
    reach = step * np.ptp(box, axis=1)
    return np.stack([np.maximum(at - reach, box[:, 0]), at, np.minimum(at + reach, box[:, 1])])


def pulls_of(evaluate: Evaluate, places: np.ndarray, levels: np.ndarray, replicates: Sequence[int]) -> np.ndarray:
    """(dimension, 3, replicate) mean value with each dimension below, at and above; over all places of the others."""
    points = places[levels + 1, np.arange(levels.shape[1])]
    values = evaluate(points, replicates)
    return np.stack([[values[levels[:, k] == level].mean(0) for level in (-1, 0, 1)] for k in range(levels.shape[1])])


def _pulls(
    evaluate: Evaluate, names: Sequence[str], context: str, places: np.ndarray, levels: np.ndarray,
    replicates: Sequence[int],
) -> list[Pull]:  # fmt: skip
    values = pulls_of(evaluate, places, levels, replicates)
    moved = np.stack([places[1] - places[0], places[2] - places[1]], 1)  # (dimension, side)
    there = np.argwhere(moved > 1e-9)
    sides = contrasts(np.stack([values[k, 2 * side] - values[k, 1] for k, side in there]))
    side_of = {(int(k), int(side)): contrast for (k, side), contrast in zip(there, sides, strict=True)}
    wholes = contrasts(values[:, 2] - values[:, 0])
    return [
        Pull(name, context, float(moved[k, 0]), float(moved[k, 1]), side_of.get((k, 0)), side_of.get((k, 1)), wholes[k])
        for k, name in enumerate(names)
    ]


def _poles(
    scenario: Scenario, objective: Objective, mix: Mix, axes: Sequence[str], replicates: Sequence[int], seed: int,
    workers: int | None, progress: Progress,
) -> dict[tuple[str, int], Pole]:  # fmt: skip
    """Each axis near each of its poles against the mix, figure by figure."""
    weeks = int(scenario.value("weeks"))
    spans = [*[span for span in FIRST if span[1] <= weeks], (max(1, weeks - 51), weeks)]
    asked = {f"{key}@{a}-{b}": Measure(key, a, b) for key in BETTER for a, b in spans}
    places = {(axis, pole): NEAR if pole == 0 else 1.0 - NEAR for axis in axes for pole in (0, 1)}
    mixes = [mix, *({**mix, axis: place} for (axis, _), place in places.items())]
    found = trials(thinned(scenario), mixes, {**asked, **objective.measures}, replicates, seed, workers=workers,
                   progress=progress)  # fmt: skip
    values, out = objective.read(found), {}
    worths = contrasts(values[1:] - values[0])
    for k, ((axis, pole), place) in enumerate(places.items()):
        signs = [sign for sign in _signs(found, k + 1, spans) if sign.change.sign]
        late = [sign for sign in signs if sign.weeks == spans[-1]]
        worse = {s.figure for s in late if s.size < 0}
        early = [s for s in signs if s.weeks in FIRST and s.figure in worse and s.seen and s.size <= -VISIBLE]
        first = {s.figure: s for s in sorted(early, key=lambda s: -s.weeks[0])}  # of each figure, where it first shows
        out[axis, pole] = Pole(
            axis, pole, place, worths[k],
            tuple(sorted((s for s in late if s.size > 0), key=lambda s: -s.size)),
            tuple(sorted((s for s in late if s.size < 0), key=lambda s: s.size)),
            tuple(sorted(first.values(), key=lambda s: (s.weeks[0], s.size))),
        )  # fmt: skip
    return out


def _signs(found: Mapping[str, np.ndarray], k: int, spans: Sequence[tuple[int, int]]) -> list[Sign]:
    """All figures of mix `k` against mix 0 in all spans of weeks, judged together; those that luck does not move are left out."""
    kept, rows = [], []
    for key in BETTER:
        for a, b in spans:
            here, there = found[f"{key}@{a}-{b}"][[0, k]]
            spread = float(np.nanstd(here, ddof=1)) if np.isfinite(here).sum() > 1 else 0.0
            if spread > 0.0 and np.isfinite(there - here).sum() > 1:
                kept.append((key, (a, b), spread))
                rows.append(there - here)
    changes = contrasts(np.array(rows)) if rows else []
    return [
        Sign(key, span, change, BETTER[key] * change.value / spread, FIGURES[key].seen)
        for (key, span, spread), change in zip(kept, changes, strict=True)
    ]
