"""A setting: all that a page shows follows from it. Scenario, context, mix, assumptions, luck, and what it is compared with."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from equilibrium.balance.trials import DIMENSIONS, bounds, present, thinned
from equilibrium.parameters import AXES, LEVERS, REGISTRY
from equilibrium.scenario import Scenario, ScenarioError, shipped
from equilibrium.scenario_errors import Problem, quoted
from equilibrium.scenario_file import read
from equilibrium.studies.paired import POPULATION

SEED = 7
START = "storefront"
MOST_NAMED, MOST_ASSUMPTIONS = 8, 24
LONGEST_NAME = 40  # of a mix that is kept
ASSUMPTIONS = tuple(
    key for key, p in REGISTRY.items() if key not in (*AXES, *LEVERS) and not p.choices and p.high > p.low
    and not isinstance(p.default, bool) and key not in (*POPULATION, "customer_weight", "weeks")
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What a page shows.

    Attributes
    ----------
    scenario : name of a shipped scenario, "" if `own` holds one
    own : a scenario of one's own, as TOML
    context : a regime that reigns in all weeks, "" for the context as it mutates
    mix : where every axis and lever lies that the scenario's own mix does not say
    assumptions : other parameters, each within its plausible range
    seed : of the luck
    pinned : the mix that this one is compared with, None for the scenario's own
    named : mixes kept under a name
    sides : what the page of comparisons sets side by side (`sides.py`); () for what it proposes
    """

    scenario: str = START
    own: str = ""
    context: str = ""
    mix: Mapping[str, float] = field(default_factory=dict)
    assumptions: Mapping[str, float] = field(default_factory=dict)
    seed: int = SEED
    pinned: Mapping[str, float] | None = None
    named: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sides: tuple[str, ...] = ()

    @property
    def base(self) -> Scenario:
        """The scenario as it is written, before anything is moved."""
        return _written(self.own) if self.own else _shipped(self.scenario)

    @property
    def world(self) -> Scenario:
        """The scenario in its context and under the assumptions, with as many simulated customers as a page takes."""
        return _world(self.scenario, self.own, self.context, tuple(sorted(self.assumptions.items())))

    @property
    def full_mix(self) -> dict[str, float]:
        """Where every axis and lever lies."""
        return {**present(self.world), **self.mix}

    @property
    def pinned_mix(self) -> dict[str, float]:
        """Where every axis and lever of the comparison lies."""
        return {**present(self.world), **(self.pinned or {})}

    def at(self, mix: Mapping[str, float]) -> Scenario:
        """The world with the enterprise's own mix moved."""
        here = present(self.world)
        return self.world.moved(**{name: place for name, place in mix.items() if place != here[name]})

    @property
    def now(self) -> Scenario:
        """The scenario that is simulated."""
        return self.at(self.full_mix)

    @property
    def compared(self) -> Scenario:
        """The scenario that it is compared with."""
        return self.at(self.pinned_mix)

    def with_(self, **changes: Any) -> "Setting":
        """A copy with `changes`."""
        return replace(self, **changes)


def limits() -> dict[str, tuple[float, float]]:
    """Where each axis and lever may be put."""
    return {name: (float(low), float(high)) for name, (low, high) in zip(DIMENSIONS, bounds(), strict=True)}


def titles(language: str) -> dict[str, str]:
    """Shipped scenarios by name, the reference first; known worlds are for researchers and left out."""
    names = sorted((name for name in shipped() if "/" not in name), key=lambda name: (name != START, name))
    return {name: _shipped(name).title[language] for name in names}


@lru_cache(maxsize=64)
def _shipped(name: str) -> Scenario:
    return Scenario.load(name)


@lru_cache(maxsize=64)
def _written(text: str) -> Scenario:
    """The scenario of a visitor: it may extend one that ships, but reads no file of the server's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(text, "utf-8")
        said, here = read(path), str(path)
        base, population = said.get("extends"), said.get("population")
        if isinstance(base, str) and base not in shipped():
            raise ScenarioError([Problem(here, "extends", f"found {quoted(base)}, allowed: {', '.join(titles('en'))}")])
        if isinstance(population, dict) and "edges" in population:
            raise ScenarioError(
                [Problem(here, "population.edges", "found, allowed on the command line: no file is read here")]
            )
        return Scenario.load(path)


@lru_cache(maxsize=256)
def _world(name: str, own: str, context: str, assumptions: tuple[tuple[str, float], ...]) -> Scenario:
    base = _written(own) if own else _shipped(name)
    changes: dict[str, Any] = dict(assumptions)
    if context:
        changes["calendar"] = [[0, context]]
    return thinned(base.with_(**changes) if changes else base)
