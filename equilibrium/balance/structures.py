"""Structures: the model's main choices of form, each with the alternatives that it can be switched to.

A model's form is an assumption like its numbers, only less often asked. Four choices can be switched: who talks with whom, what
talk counts, how March is read, how uniqueness raises quality. A fifth is the elasticity of attraction to shelf space, taken at 1:
there no form of the model favours the middle between volume and value.

The two rules of talk have different scales: by link a customer hears the number of his glad neighbours, by share their share. The
strength of talk is therefore multiplied, or divided, by the mean number of neighbours: the mean hazard is as before, and only who
hears more than others differs. The networks keep that mean too. Nothing else is fitted anew: what a rival changes on the way, it
changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from equilibrium.scenario import Scenario


@dataclass(frozen=True)
class Rival:
    """One structural choice made otherwise: its name in both languages, and what it changes in a scenario; None where the
    scenario is already so, or has nothing that it could change."""

    en: str
    it: str
    changes: Callable[[Scenario], Mapping[str, Any] | None]


def _switch(key: str, to: str) -> Callable[[Scenario], Mapping[str, Any] | None]:
    return lambda scenario: None if scenario.choice(key) == to else {key: to}


def _network(to: str) -> Callable[[Scenario], Mapping[str, Any] | None]:
    """Another graph of the same mean degree; a graph from a file, or none, has no rivals."""
    return lambda scenario: None if scenario.choice("network") in (to, "none", "edges") else {"network": to}


def _influence(to: str) -> Callable[[Scenario], Mapping[str, Any] | None]:
    """The other rule of talk at the same mean hazard: in every regime, and in dated changes of it."""

    def changes(scenario: Scenario) -> Mapping[str, Any] | None:
        degree = float(scenario.value("degree"))
        if scenario.choice("influence") == to or scenario.choice("network") in ("none", "edges") or degree == 0.0:
            return None
        times = degree if to == "share" else 1.0 / degree
        found: dict[str, Any] = {"influence": to}
        for regime, row in scenario.regimes.items():
            found[f"regimes.{regime}.word_of_mouth"] = row["word_of_mouth"] * times
        if any("word_of_mouth" in shock for shock in scenario.shocks):
            found["shocks"] = [
                {key: _scaled(said, times) if key == "word_of_mouth" else said for key, said in shock.items()}
                for shock in scenario.shocks
            ]
        return found

    return changes


def _scaled(said: Mapping[str, float], times: float) -> dict[str, float]:
    return {way: amount if way == "factor" else amount * times for way, amount in said.items()}


def _shelf(scenario: Scenario) -> Mapping[str, Any] | None:
    return None if scenario.value("shelf") == 1.0 else {"shelf": 1.0}


RIVALS: Mapping[str, Rival] = {
    "influence_share": Rival("talk counts the share of glad neighbours", "il passaparola conta la quota di vicini contenti",
                             _influence("share")),
    "influence_link": Rival("talk counts glad neighbours", "il passaparola conta i vicini contenti", _influence("link")),
    "learning_program": Rival("people change their mind by degrees", "si cambia idea per gradi",
                              _switch("learning_reading", "program")),
    "learning_text": Rival("people change their mind at once", "si cambia idea di colpo", _switch("learning_reading", "text")),
    "quality_saturating": Rival("the first unique crafts count most", "i primi mestieri unici contano di più",
                                _switch("quality_response", "saturating")),
    "quality_linear": Rival("unique crafts count all alike", "i mestieri unici contano tutti allo stesso modo",
                            _switch("quality_response", "linear")),
    "network_watts_strogatz": Rival("talk in a small world", "passaparola in un piccolo mondo", _network("watts_strogatz")),
    "network_random": Rival("talk along random links", "passaparola lungo legami a caso", _network("random")),
    "network_barabasi_albert": Rival("talk through a few hubs", "passaparola attraverso pochi molto connessi",
                                     _network("barabasi_albert")),
    "network_ring": Rival("talk along a ring", "passaparola lungo un anello", _network("ring")),
    "network_mixing": Rival("everybody talks with everybody", "tutti parlano con tutti", _network("mixing")),
    "shelf_1": Rival("attraction in proportion to the shelf", "attrattiva in proporzione allo scaffale", _shelf),
}  # fmt: skip


def rival_scenarios(scenario: Scenario, rivals: Mapping[str, Rival] = RIVALS) -> dict[str, Scenario]:
    """The scenario under each rival that differs from it, by name. The reference scenario has eight."""
    found = {name: rival.changes(scenario) for name, rival in rivals.items()}
    return {name: scenario.with_(**changes) for name, changes in found.items() if changes is not None}
