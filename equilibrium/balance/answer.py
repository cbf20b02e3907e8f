"""One answer: where the points of balance of a scenario lie, with all that was asked about them, made from one seed.

Always: the best mix, its interval and ridge, what being off costs, and a map over two axes. On request: corridor, interactions,
tension, robust mix and what breaks it, Pareto front, moving balance, rival structures.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from equilibrium.balance import (
    best,
    complementarity,
    corridor,
    discovery,
    landscape,
    moving,
    pareto,
    rivals,
    robust,
    tension,
)
from equilibrium.balance.best import Best
from equilibrium.balance.complementarity import Interactions
from equilibrium.balance.corridor import Corridor
from equilibrium.balance.discovery import Breaks
from equilibrium.balance.landscape import Landscape
from equilibrium.balance.moving import Moving
from equilibrium.balance.objectives import Objective, objective, scorecard, weights
from equilibrium.balance.pareto import Front
from equilibrium.balance.records import plain, restored
from equilibrium.balance.rivals import Recount
from equilibrium.balance.robust import Robust
from equilibrium.balance.tension import Tension
from equilibrium.balance.trials import DIMENSIONS, present, thinned, trials
from equilibrium.parameters import AXES
from equilibrium.receipts import Receipt, digest_of_inputs
from equilibrium.scenario import Scenario
from equilibrium.simulation import versions
from equilibrium.studies.measures import measure

PARTS = ("best", "map", "tension", "corridor", "opposites", "robust", "breaks", "pareto", "moving", "rivals")
NEEDED = {"best": "sklearn", "robust": "ema_workbench", "pareto": "pymoo", "moving": "cma"}  # by what is asked for
BUDGET = 4_000  # runs of each part
TYPICAL = 64  # replicates of the present mix, for a scorecard's spreads
RECOUNTED = range(1_000_000, 1_000_064)  # replicates of the recount: none that found the best mix
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Answer:
    """What was asked and what was found; a part that was not asked for is None."""

    scenario: Scenario
    objective: Objective
    names: tuple[str, ...]
    budget: int
    seed: int
    versions: Mapping[str, str]
    best: Best
    map: Landscape
    tension: Tension | None = None
    corridor: Corridor | None = None
    opposites: Interactions | None = None
    robust: Robust | None = None
    breaks: Breaks | None = None
    pareto: Front | None = None
    moving: Moving | None = None
    rivals: Recount | None = None

    @classmethod
    def load(cls, path: str | Path) -> "Answer":
        """Read what `equilibrium balance` wrote.

        Raises
        ------
        FileNotFoundError, ValueError : if there is no such file, or it holds no answer, or its numbers were changed
        """
        try:
            record = json.loads(Path(path).read_text("utf-8"))
            found = restored(cls, record["answer"])
            same = Receipt.read(record["receipt"]).outputs == found.receipt.outputs
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: no points of balance, or damaged ({error})") from None
        if not same:
            raise ValueError(f"{path}: the numbers are not those of its receipt")
        return found

    @property
    def receipt(self) -> Receipt:
        """Digests of what was asked and of all numbers found."""
        asked = {
            "scenario": self.scenario.digest, "objective": self.objective.said, "names": list(self.names), "budget": self.budget,
            "seed": self.seed, "parts": [part for part in PARTS if getattr(self, part) is not None],
        }  # fmt: skip
        found = json.dumps({part: plain(getattr(self, part)) for part in PARTS}, sort_keys=True)
        return Receipt(digest_of_inputs(asked), dict(self.versions), sha256(found.encode()).hexdigest())


def answer(
    scenario: Scenario, said: str = "profit", *, names: Sequence[str] = DIMENSIONS, budget: int = BUDGET, parts: Sequence[str] = (),
    pareto_of: Sequence[str] = (), over: tuple[str, str] | None = None, seed: int = 0, workers: int | None = None,
    progress: Progress | None = None,
) -> Answer:  # fmt: skip
    """Find what is asked for.

    Parameters
    ----------
    said : the objective: a figure, an expression, or a scorecard ("profit:3, satisfaction:1")
    names : axes and levers that may move
    budget : runs of each part
    parts : of `PARTS`, beside "best" and "map"; with "robust" comes what breaks the robust mix, in runs of its own
    pareto_of : two to five objectives of a front
    over : the map's axes; by default the two that are dearest to miss
    progress : called with (part, runs or mixes done, of how many)

    Raises
    ------
    ValueError : for what is not allowed
    ModuleNotFoundError : for a part that is not installed
    """
    goal, market = aim(scenario, said, seed), thinned(scenario)
    asked = {*parts, *(["pareto"] if pareto_of else [])}
    axes = [name for name in names if name in AXES]
    if not axes and asked & {"corridor", "moving"}:
        raise ValueError(f"names: {', '.join(names)} found; corridor and moving need an axis, and levers are none")
    if len(names) < 2 and "opposites" in asked:
        raise ValueError(f"names: {', '.join(names)} found; opposites need two at least")
    for part, package in NEEDED.items():
        if part in {"best", *asked} and find_spec(package) is None:
            raise ModuleNotFoundError(f"{package} is missing: pip install 'equilibrium[balance]'", name=package)
    needed = {part: runs for part, runs in least(names).items() if part in {"best", *asked}}
    dear = max(needed, key=lambda part: needed[part])
    if budget < needed[dear]:  # before hours of simulation, not after
        raise ValueError(f"budget: {budget} runs found; {dear} needs at least {needed[dear]}")

    def told(part: str) -> Callable[[int, int], None]:
        return lambda done, of: progress(part, done, of) if progress is not None else None

    common: dict[str, Any] = {"budget": budget, "seed": seed, "workers": workers}
    found = best.best(scenario, goal, names=names, **common, progress=told("best"))
    x, y = over or dearest(found)
    drawn = landscape.landscape(scenario, goal, x, y, at=found.mix, seed=seed, workers=workers, progress=told("map"))
    static = found.mix if len(axes) == len(names) else None
    claim = rivals.better(found.mix, present(scenario, names))
    questions: dict[str, Callable[[Callable[[int, int], None]], Any]] = {
        "tension": lambda tell: tension.tension(scenario, goal, names=names, **common, progress=tell),
        "corridor": lambda tell: corridor.corridor(scenario, goal, at=found.mix, names=axes, **common, progress=tell),
        "opposites": lambda tell: complementarity.complementarity(scenario, goal, names=names, **common, progress=tell),
        "robust": lambda tell: replace(  # its futures are drawn again from the seed
            robust.robust(market, goal, names=names, given=[found.mix], **common, progress=tell), futures=None
        ),
        "pareto": lambda tell: pareto.pareto(
            market, pareto_of, names=names, start=[found.mix], **common, progress=tell
        ),
        "moving": lambda tell: moving.moving(market, goal, names=axes, static=static, **common, progress=tell),
        "rivals": lambda tell: rivals.recount(
            market, claim, goal, replicates=RECOUNTED, seed=seed, workers=workers, progress=tell
        ),
    }
    answers = {part: ask(told(part)) for part, ask in questions.items() if part in asked}
    if "robust" in answers:
        answers["breaks"] = _broken(market, answers["robust"], **common, progress=told("breaks"))
    return Answer(scenario, goal, tuple(names), budget, seed, versions(), found, drawn, **answers)


def _broken(market: Scenario, found: Robust, budget: int, **common: Any) -> Breaks:
    """What breaks the robust mix; of its futures only what its boxes name is kept: they are drawn again from the seed."""
    seen = 2 * budget // 3
    broken = discovery.breaks(market, found.chosen().mix, found.thresholds, futures=seen, fresh=budget - seen, **common)
    named = {each.name for box in broken.boxes for each in box.restrictions}
    return replace(broken, table=broken.table[[name for name in broken.table if name in named]])


def least(names: Sequence[str]) -> dict[str, int]:
    """The fewest runs that each part takes about `names`."""
    return {
        "best": best.least_budget(len(names)), "tension": tension.least_budget(names),
        "opposites": complementarity.least_budget(names), "corridor": corridor.LEAST, "robust": robust.LEAST,
        "pareto": pareto.FEWEST, "moving": moving.FEWEST,
    }  # fmt: skip


def aim(scenario: Scenario, said: str, seed: int) -> Objective:
    """The objective that a text names; a scorecard's spreads are measured at the scenario's own mix."""
    weeks = int(scenario.value("weeks"))
    card = weights(said)
    if card is None:
        return objective(said, weeks)
    measures = {key: measure(key, weeks) for key in card}
    typical = trials(thinned(scenario), [{}], measures, TYPICAL, seed)
    return scorecard(card, {key: values[0] for key, values in typical.items()}, weeks)


def dearest(found: Best) -> tuple[str, str]:
    """The two axes that are dearest to miss, in the model's order."""
    cost = {name: max((side.value for side in sides if side is not None), default=0.0)
            for name, sides in zip(found.names, found.price, strict=True) if name in AXES}  # fmt: skip
    pair = sorted(cost, key=lambda name: -cost[name])[:2]
    pair += [axis for axis in AXES if axis not in pair][: 2 - len(pair)]
    first, second = (axis for axis in AXES if axis in pair)
    return first, second
