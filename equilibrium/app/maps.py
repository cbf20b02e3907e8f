"""What the balance map asks the library, step by step: the twin's guess at once, then 6 by 6 places simulated, 11 by 11, then those
in more futures, each taking over the runs of the one before. Each is a work of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from equilibrium.app import live
from equilibrium.app.kept import Kept
from equilibrium.app.searches import searched
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.app.work import WORKS, Busy, Work, Works
from equilibrium.balance.best import Best
from equilibrium.balance.landscape import Landscape, landscape
from equilibrium.balance.objectives import Objective, objective
from equilibrium.balance.relief import SIDE, Relief, expected, relief
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.words.differences import size
from equilibrium.words.dimensions import unit
from equilibrium.words.landscape import guess, sentences

OBJECTIVES = ("profit", "satisfaction", "energy", "uniqueness", "customers")
STEPS = (
    (6, 5),
    (11, 5),
    (11, 20),
)  # places a side, futures of each. Luck is what a map is unsure of: 21 by 21 places of 5
# futures cost as much as the last step and say no more than 11 by 11 of 5 do (docs/app/balance-map.md)
PATIENCE = 90.0  # seconds: what nobody has looked at for so long is not refined

_guesses: Kept[Relief | None] = Kept(200)


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

    def key(self, step: int) -> tuple:
        """All that the map of `STEPS[step - 1]` depends on; where the mix lies on it is not among that. 0 is the guess."""
        world, rest = self.setting.world, tuple(sorted(self.rest.items()))
        return "map", world.digest, self.setting.seed, self.x, self.y, rest, self.said, step


def finest(asked: Question, works: Works = WORKS) -> tuple[int, Landscape | None]:
    """How many steps are done, and the map of the last; 0 and None if there is none."""
    for step in range(len(STEPS), 0, -1):
        work = works.look(asked.key(step))
        if work is not None and work.state == "done":
            return step, work.value
    return 0, None


def refine(asked: Question, who: str, *, again: bool = False, works: Works = WORKS) -> Work | None:
    """The work on the next finer map, begun if need be; None if the finest is there."""
    step, coarse = finest(asked, works)
    if step == len(STEPS):
        return None

    def make(progress: Any) -> Landscape:
        return simulated(asked, step + 1, coarse, progress)

    return works.ask(asked.key(step + 1), make, who, lane="map" if step else "sketch", patience=PATIENCE, again=again)


def simulated(asked: Question, step: int, coarse: Landscape | None = None, progress: Any = None) -> Landscape:
    """The map of that step, simulated; what is in the `coarse` one is taken over."""
    return landscape(
        asked.setting.world, _goal(asked.setting.world, asked.said), asked.x, asked.y, at=asked.rest, n=STEPS[step - 1][0],
        budget=runs(step), seed=asked.setting.seed, coarse=coarse, progress=progress,
    )  # fmt: skip


def runs(step: int) -> int:
    """Of the map of that step, all in all."""
    n, futures = STEPS[step - 1]
    return futures * (n * n + 1)


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


def told(asked: Question, language: str, who: str, have: str, again: bool, works: Works = WORKS) -> dict[str, Any]:
    """The answer to a visitor's page: the picture unless it `have`s it already, and how far the next one is."""
    text, work, busy = words(language)["map"], None, False
    try:
        work = refine(asked, who, again=again, works=works)
    except Busy:
        busy = True
    step, _ = finest(asked, works)
    marked = searched(asked.setting, "best", asked.said, works) is not None
    name = f"{step}.{','.join(f'{place:.4g}' for place in asked.here)}.{int(marked)}.{language}.{int(live.ready())}"
    answer: dict[str, Any] = {"have": name, "step": step, "work": None, "busy": busy}
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
    for step in range(1, len(STEPS) + 1):
        works.stop(asked.key(step), who)


def trouble(error: Exception | None, text: Mapping[str, str]) -> str:
    """Why a work failed, as a sentence."""
    if isinstance(error, ImportError):
        return text["needs"]
    return text["no_numbers"] if isinstance(error, ValueError) else text["failed"]


def picture(asked: Question, language: str, works: Works = WORKS) -> dict[str, Any] | None:
    """The finest map there is as plain data: lines, regions, what can be read at each place, and its sentences."""
    step, found = finest(asked, works)
    if found is None:
        seen = guessed(asked)
        if seen is None:
            return None
        said = [guess(asked.x, asked.y, seen, language)]
    else:
        seen = relief(found, asked.here)
        said = sentences(found, seen, language)
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
        "step": step, "n": STEPS[max(step, 1) - 1][0], "replicates": found.replicates if found else 0, "says": said, "lines": lines,
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
    return ("+" if value > 0 else "−") + size(abs(value), of, language, bare=True)


def _goal(world: Scenario, said: str) -> Objective:
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
