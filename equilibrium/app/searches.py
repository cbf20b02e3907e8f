"""The searches for the best and for a robust mix, as works of their own, and what they found in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equilibrium.app.kept import Kept
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.app.work import WORKS, Works
from equilibrium.balance.answer import BUDGET
from equilibrium.balance.best import Best, best
from equilibrium.balance.objectives import Objective, objective
from equilibrium.balance.robust import Robust, robust
from equilibrium.balance.trials import DIMENSIONS, cost
from equilibrium.simulation import cores
from equilibrium.words import LANGUAGES
from equilibrium.words.balance import best as best_sentences
from equilibrium.words.differences import size
from equilibrium.words.dimensions import unit
from equilibrium.words.robust import robust_sentences

SEARCHES = ("best", "robust")
WORKERS = max(1, cores() - 1)  # of a search: a core is left to the pages
COST = {"best": 1.1, "robust": 1.8}  # core-seconds of a search, in those of its runs alone (docs/app/balance-map.md)

_paces: Kept[float] = Kept(64)


@dataclass(frozen=True)
class Searched:
    """What a search found, and in words by language: what more runs would buy takes a second or two to say."""

    found: Best | Robust
    says: Mapping[str, list[str]]


def search(setting: Setting, which: str, said: str) -> tuple[tuple, Any]:
    """The key and the making of a search: "best" over all axes and levers, "robust" over the axes in all contexts."""
    world = setting.world if which == "best" else setting.with_(context="").world
    goal = objective(said, int(world.value("weeks")))
    common: dict[str, Any] = {"budget": BUDGET, "seed": setting.seed, "workers": WORKERS}

    def make(progress: Any) -> Searched:
        found = (best if which == "best" else robust)(world, goal, **common, progress=progress)
        return Searched(found, {language: in_words(found, goal, language) for language in LANGUAGES})

    return (which, world.digest, setting.seed, said, BUDGET), make


def in_words(found: Best | Robust, goal: Objective, language: str) -> list[str]:
    """What was found, with intervals."""
    if isinstance(found, Best):
        return best_sentences(found, goal, language)
    gain, of = found.chosen().gain, unit(goal.said)
    if found.choices["satisficing"].candidate == 0:
        return robust_sentences(found, language)
    key = "more" if gain.low > 0 else "less" if gain.high < 0 else "open"
    ends = {
        name: size(value, of, language)
        for name, value in (("low", gain.low), ("high", gain.high), ("gain", abs(gain.value)))
    }
    return [*robust_sentences(found, language), words(language)["map"]["robust"][key].format(**ends)]


def searched(setting: Setting, which: str, said: str, works: Works = WORKS) -> Any:
    """What such a search has found; None if nothing yet."""
    work = works.look(search(setting, which, said)[0])
    return work.value.found if work is not None and work.state == "done" else None


def mix_of(found: Best | Robust, setting: Setting) -> dict[str, float]:
    """The mix that a search found, all axes and levers; what it did not move is as the scenario says."""
    moved = found.mix if isinstance(found, Best) else found.chosen().mix
    return {**setting.with_(mix={}).full_mix, **{name: place for name, place in moved.items() if name in DIMENSIONS}}


def minutes(setting: Setting, which: str) -> float:
    """How long a search takes where nothing else is asked of the machine, by what a few runs of it cost."""
    world = setting.world
    each = _paces.get(
        world.digest, lambda: cost(world, objective("profit", int(world.value("weeks"))).measures, setting.seed)
    )
    return each * BUDGET * COST[which] / WORKERS / 60.0
