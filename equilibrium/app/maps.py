"""What the balance map asks the library, step by step: the twin's guess at once, then 6 by 6 places simulated, 11 by 11, 21 by 21,
each taking over the places of the one before; and the searches for the best and for a robust mix. Each is a work of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from equilibrium.app import live
from equilibrium.app.kept import Kept
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.app.work import WORKS, Busy, Work, Works
from equilibrium.balance.answer import BUDGET
from equilibrium.balance.best import Best, best
from equilibrium.balance.landscape import Landscape, landscape
from equilibrium.balance.objectives import objective
from equilibrium.balance.relief import SIDE, Relief, expected, relief
from equilibrium.balance.robust import Robust, robust
from equilibrium.balance.trials import DIMENSIONS, trials
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.simulation import cores
from equilibrium.words.dimensions import unit
from equilibrium.words.landscape import guess, sentence
from equilibrium.words.numbers import readable

OBJECTIVES = ("profit", "satisfaction", "energy", "uniqueness", "customers")
STEPS = (6, 11, 21)  # places a side; each step's places are among the next one's
PATIENCE = 90.0  # seconds: what nobody has looked at for so long is not refined
WORKERS = max(1, cores() - 1)  # of a search: a core is left to the pages
SEARCHES = ("best", "robust")
FUTURE = 1.5  # runs that a run in a future of its own takes the time of (measured: docs/app/balance_map.md)
PACE_RUNS = 8

_guesses: Kept[Relief | None] = Kept(200)
_paces: Kept[float] = Kept(64)


@dataclass(frozen=True)
class Question:
    """A map: `said` is worth what over `x` and `y`, all else at the setting's mix."""

    setting: Setting
    x: str
    y: str
    said: str

    @property
    def rest(self) -> dict[str, float]:
        """Where all else lies."""
        return {name: place for name, place in self.setting.full_mix.items() if name not in (self.x, self.y)}

    @property
    def here(self) -> np.ndarray:
        """(2,) where the mix lies on the map."""
        return np.array([self.setting.full_mix[self.x], self.setting.full_mix[self.y]])

    def key(self, n: int) -> tuple:
        """All that the map of `n` by `n` places depends on; where the mix lies on it is not among that."""
        world, rest = self.setting.world, tuple(sorted(self.rest.items()))
        return "map", world.digest, self.setting.seed, self.x, self.y, rest, self.said, n


def finest(asked: Question, works: Works = WORKS) -> tuple[int, Landscape | None]:
    """The finest map that is there, and its places a side; 0 and None if there is none."""
    for n in reversed(STEPS):
        work = works.look(asked.key(n))
        if work is not None and work.state == "done":
            return n, work.value
    return 0, None


def refine(asked: Question, who: str, *, again: bool = False, works: Works = WORKS) -> Work | None:
    """The work on the next finer map, begun if need be; None if the finest is there."""
    n, coarse = finest(asked, works)
    if n == STEPS[-1]:
        return None
    more = next(step for step in STEPS if step > n)
    world, goal = asked.setting.world, _goal(asked.setting.world, asked.said)

    def make(progress: Any) -> Landscape:
        return landscape(
            world,
            goal,
            asked.x,
            asked.y,
            at=asked.rest,
            n=more,
            seed=asked.setting.seed,
            coarse=coarse,
            progress=progress,
        )

    lane = "sketch" if more == STEPS[0] else "map"
    return works.ask(asked.key(more), make, who, lane=lane, patience=PATIENCE, again=again)


def guessed(asked: Question) -> Relief | None:
    """The twin's guess, told against where the mix lies; None where the twin cannot tell, or is not compiled yet."""
    if not live.ready():
        return None

    def make() -> Relief | None:
        try:
            twin = live.twin(asked.setting)
            return expected(twin, asked.said, asked.x, asked.y, asked.rest, asked.here)
        except ValueError:
            return None

    return _guesses.get((*asked.key(0), *asked.here), make)


def search(setting: Setting, which: str, said: str) -> tuple[tuple, Any]:
    """The key and the making of a search: "best" over all axes and levers, "robust" over the axes in all contexts."""
    world = setting.world if which == "best" else setting.with_(context="").world
    goal = _goal(world, said)
    common: dict[str, Any] = {"budget": BUDGET, "seed": setting.seed, "workers": WORKERS}

    def make(progress: Any) -> Best | Robust:
        if which == "best":
            return best(world, goal, **common, progress=progress)
        return robust(world, goal, **common, progress=progress)

    return (which, world.digest, setting.seed, said, BUDGET), make


def searched(setting: Setting, which: str, said: str, works: Works = WORKS) -> Any:
    """What such a search has found; None if nothing yet."""
    work = works.look(search(setting, which, said)[0])
    return work.value if work is not None and work.state == "done" else None


def mix_of(found: Best | Robust, setting: Setting) -> dict[str, float]:
    """The mix that a search found, all axes and levers; what it did not move is as the scenario says."""
    moved = found.mix if isinstance(found, Best) else found.chosen().mix
    return {**setting.with_(mix={}).full_mix, **{name: place for name, place in moved.items() if name in DIMENSIONS}}


def minutes(setting: Setting, which: str) -> float:
    """How long a search takes, at the pace of a few runs just now."""
    world = setting.world

    def make() -> float:
        goal, begun = _goal(world, "profit"), perf_counter()
        trials(world, [{}], goal.measures, PACE_RUNS, setting.seed, workers=1)
        return (perf_counter() - begun) / PACE_RUNS

    return _paces.get(world.digest, make) * BUDGET * (FUTURE if which == "robust" else 1.0) / WORKERS / 60.0


def told(asked: Question, language: str, who: str, have: str, again: bool, works: Works = WORKS) -> dict[str, Any]:
    """The answer to a visitor's page: the picture unless it `have`s it already, and how far the next one is."""
    text, work, busy = words(language)["map"], None, False
    try:
        work = refine(asked, who, again=again, works=works)
    except Busy:
        busy = True
    n, _ = finest(asked, works)
    marked = searched(asked.setting, "best", asked.said, works) is not None
    name = f"{n}.{','.join(f'{place:.4g}' for place in asked.here)}.{int(marked)}.{language}.{int(live.ready())}"
    answer: dict[str, Any] = {"have": name, "n": n, "work": None, "busy": busy}
    if name != have:
        answer["picture"] = picture(asked, language, works)
    if work is not None:
        answer["work"] = {
            "state": work.state,
            "share": round(work.share, 3),
            "going": work.going,
            "done": work.state == "done",
        }
        if work.state == "failed":
            answer["trouble"] = trouble(work.error, text)
    return answer


def leave(asked: Question, who: str, works: Works = WORKS) -> None:
    """`who` wants no finer map."""
    for n in STEPS:
        works.stop(asked.key(n), who)


def trouble(error: Exception | None, text: Mapping[str, str]) -> str:
    """Why a work failed, as a sentence."""
    if isinstance(error, ImportError):
        return text["needs"]
    return text["no_numbers"] if isinstance(error, ValueError) else text["failed"]


def picture(asked: Question, language: str, works: Works = WORKS) -> dict[str, Any] | None:
    """The finest map there is as plain data: lines, regions, what can be read at each place, and its sentence."""
    n, found = finest(asked, works)
    if found is None:
        seen = guessed(asked)
        if seen is None:
            return None
        said = guess(asked.x, asked.y, seen, language)
    else:
        seen = relief(found, asked.here)
        said = sentence(found, seen, language)
    drawn = contour_generator(x=_unit(SIDE), y=_unit(SIDE), z=seen.gap, fill_type=FillType.OuterOffset)
    lines = [
        {
            "text": signed(level, unit(asked.said), language),
            "zero": abs(level) < 1e-12,
            "paths": _paths(drawn.lines(level)),
        }
        for level in seen.levels.tolist()
    ]
    ridge = searched(asked.setting, "best", asked.said, works)
    return {
        "n": n, "replicates": found.replicates if found else 0, "says": said, "lines": lines,
        "value": live.plain(seen.value.ravel()), "gap": live.plain(seen.gap.ravel()),
        "half": None if seen.half is None else live.plain(seen.half.ravel()),
        "good": [] if seen.margin is None else regions(seen.margin),
        "ridge": [] if ridge is None else regions(on_ridge(ridge, asked, seen)),
        "best": [float(place) for place in seen.best],
    }  # fmt: skip


def on_ridge(found: Best, asked: Question, seen: Relief) -> np.ndarray:
    """(row, column) from 0 on where this map's mixes are as good as the best of all, as far as can be told."""
    mixes = np.array(
        [[{**asked.rest, asked.x: x, asked.y: y}[name] for name in found.names] for y in seen.ys for x in seen.xs]
    )
    return (found.ridge.limit - found.ridge.short(mixes)).reshape(seen.value.shape)


def regions(margin: np.ndarray) -> list[list[list[float]]]:
    """Where `margin` is 0 or more: polygons as flat lists of x and y from 0 to 1, with their holes."""
    side = len(margin)
    drawn = contour_generator(x=_unit(side), y=_unit(side), z=margin, fill_type=FillType.OuterOffset)
    filled: Any = drawn.filled(0.0, np.inf)
    points, offsets = filled
    return [
        [_flat(polygon[low:high]) for low, high in zip(cuts[:-1], cuts[1:], strict=True)]
        for polygon, cuts in zip(points, offsets, strict=True)
    ]


def signed(value: float, of: str, language: str) -> str:
    """A contour line's number, with its sign."""
    if abs(value) < 1e-12:
        return "0"
    return ("+" if value > 0 else "−") + readable(abs(value), of, language)


def _goal(world: Scenario, said: str) -> Any:
    return objective(said, int(world.value("weeks")))


def _unit(side: int) -> np.ndarray:
    return np.linspace(0.0, 1.0, side)


def _paths(lines: Any) -> list[list[float]]:
    return [_flat(line) for line in lines]


def _flat(points: np.ndarray) -> list[float]:
    return np.round(points, 4).ravel().tolist()


def near(one: Mapping[str, float], other: Mapping[str, float], but: tuple[str, ...]) -> bool:
    """Whether two mixes are the same in all dimensions but those of a map."""
    return all(abs(one[name] - other[name]) < 0.005 for name in DIMENSIONS if name not in but)


def default_axes() -> tuple[str, str]:
    """The two axes that a map opens with."""
    return AXES[0], AXES[2]
