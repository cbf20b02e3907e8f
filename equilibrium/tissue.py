"""One future of an enterprise as a living tissue: its cells week by week, whom they come from, what they practise and face.

An `Ensemble` keeps the figures of all futures; this keeps all the cells of one. It is that same future: seed and replicate
give the figures of the ensemble, bit for bit.
"""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.ensemble import Chronicle
from equilibrium.figures import FIGURES
from equilibrium.scenario import Scenario
from equilibrium.simulation import begin, step
from equilibrium.state import ByNeed, State

MOST_LOAD = 2.0  # the model's own limit of what is felt as load
STEPS = 255


@dataclass(frozen=True)
class Tissue:
    """One future of one enterprise, cell by cell.

    A cell lives in a place of the state's arrays that another may take after its death; `lives` numbers the cells apart.
    Row 0 of what is said by week is the start, row `w` the end of week `w`.

    Attributes
    ----------
    scenario, seed, replicate, enterprise : what made it
    figures : (week,) of every figure of the ensemble, weeks from 1
    regime : (week,) int64
    alive : (week + 1, cell) bool
    energy : (week + 1, cell) in [0, 1], 0 where no cell lives
    load : (week + 1, cell) requests over capacity, smoothed; 0 where no cell lives
    own : (week + 1, need) the enterprise's customers by their main need
    market : (need,) all customers
    lives : a row each: `cell` (its place), `born` (week, 0 for the start), `died` (week, -1 if it lives at the end), `mother`
        (row, -1 for the start), `people` (persons)
    faces : a row for each spell in which cell `life` faces `need`: after weeks `first` to `last`
    links : a row for each spell in which cell `life` has `other` among its neighbours
    crafts : a row each in the order of birth, as in `Ensemble.crafts`, and `ripened` (week in which it first counted as
        matured; 0 for the start, -1 if never)
    serving : (week + 1, need) row of the craft that serves the need, -1 if none. Every cell that faces the need practises it:
        an enterprise hands a need over as a whole (`mechanisms.crafts.hand_over`)
    """

    scenario: Scenario
    seed: int
    replicate: int
    enterprise: int
    figures: dict[str, np.ndarray]
    regime: np.ndarray
    alive: np.ndarray
    energy: np.ndarray
    load: np.ndarray
    own: np.ndarray
    market: np.ndarray
    lives: pd.DataFrame
    faces: pd.DataFrame
    links: pd.DataFrame
    crafts: pd.DataFrame
    serving: np.ndarray

    @property
    def weeks(self) -> int:
        """How many weeks were run."""
        return len(self.regime)


class Spells:
    """From when to when each pair of numbers held."""

    def __init__(self) -> None:
        self.open: dict[tuple[int, int], int] = {}
        self.rows: list[tuple[int, int, int, int]] = []

    def note(self, pairs: set[tuple[int, int]], week: int) -> None:
        """Enter which `pairs` hold after `week`."""
        for pair in [pair for pair in self.open if pair not in pairs]:
            self.rows.append((*pair, self.open.pop(pair), week - 1))
        for pair in pairs:
            self.open.setdefault(pair, week)

    def table(self, names: tuple[str, str], week: int) -> pd.DataFrame:
        """All spells; what still holds after the last `week` ends there."""
        rows = self.rows + [(*pair, first, week) for pair, first in self.open.items()]
        return pd.DataFrame(sorted(rows), columns=[*names, "first", "last"], dtype=np.int64)


class Register:
    """The lives of one enterprise's cells, what they face and whom they are linked to, as the weeks go by."""

    def __init__(self, state: State, enterprise: int) -> None:
        self.enterprise = enterprise
        self.lives: list[dict[str, float]] = []
        self.life_of = np.full(state.cells.alive.shape[2], -1, np.int64)
        self.faces, self.links = Spells(), Spells()
        self.before = np.zeros(self.life_of.size, bool)
        self.note(state, 0)

    def note(self, state: State, week: int) -> None:
        """Enter who was born and who died in `week`; nothing else changes what a cell faces, or its neighbours."""
        cells, place = state.cells, (0, self.enterprise)
        alive = cells.alive[place] > 0
        changed = alive != self.before
        if not changed.any():
            return
        for c in np.flatnonzero(changed & ~alive).tolist():
            self.lives[self.life_of[c]]["died"] = week
            self.life_of[c] = -1
        for c in np.flatnonzero(changed & alive).tolist():
            mother = -1
            if week:  # growth.divide leaves mother and daughter with the same energy and the same load
                alike = (cells.energy[place] == cells.energy[place][c]) & (cells.load[place] == cells.load[place][c])
                mother = int(self.life_of[np.flatnonzero(alike & alive & self.before)[0]])
            self.life_of[c] = len(self.lives)
            people = float(cells.people[place][c])
            self.lives.append({"cell": c, "born": week, "died": -1, "mother": mother, "people": people})
        self.before = alive
        here = np.flatnonzero(alive)
        faced, near = cells.faces[place], cells.neighbours[place]
        self.faces.note({(int(self.life_of[c]), int(g)) for c in here for g in np.flatnonzero(faced[c])}, week)
        linked = {(int(self.life_of[c]), int(self.life_of[o])) for c in here for o in near[c] if o >= 0 and alive[o]}
        self.links.note(linked, week)


def record(scenario: Scenario, seed: int, replicate: int = 0, enterprise: int = 0) -> Tissue:
    """Run future `replicate` of `scenario` under `seed`, and keep the cells of `enterprise`.

    Raises
    ------
    ValueError : if there is no such enterprise, or the replicate is below 0
    """
    if not 0 <= enterprise < len(scenario.enterprise_names) or replicate < 0:
        raise ValueError(
            f"enterprise {enterprise}, replicate {replicate}: there are {len(scenario.enterprise_names)}"
            " enterprises, and replicates are numbered from 0"
        )
    weeks = int(scenario.value("weeks"))
    run = begin(scenario, seed, [replicate], threads=1)
    state, place = run.state, (0, enterprise)
    shape = (weeks + 1, state.cells.alive.shape[2])
    alive, energy, load = np.zeros(shape, bool), np.zeros(shape), np.zeros(shape)
    needs, weight = state.cells.faces.shape[3], float(state.parameters["customer_weight"][place])
    own = np.zeros((weeks + 1, needs))
    figures, regime = {key: np.empty(weeks) for key in FIGURES}, np.empty(weeks, np.int64)
    register, chronicle = Register(state, enterprise), Chronicle(state, weeks)
    ripened: dict[int, int] = {}

    def keep(week: int) -> None:
        alive[week] = state.cells.alive[place] > 0
        energy[week] = np.where(alive[week], state.cells.energy[place], 0.0)
        load[week] = np.where(alive[week], state.cells.load[place], 0.0)
        own[week] = state.tally.by_need[0, :, enterprise, :, ByNeed.ACTIVE].sum(0) * weight
        for slot in np.flatnonzero(state.crafts.matured[place]).tolist():
            ripened.setdefault(int(chronicle.row_of[enterprise, slot]), week)

    keep(0)
    for week in range(1, weeks + 1):
        step(run)
        for key, figure in FIGURES.items():
            figures[key][week - 1] = figure.measure(state)[place]
        regime[week - 1] = state.context.regime[0]
        register.note(state, week)
        chronicle.note(state, week)
        keep(week)
    crafts = chronicle.table(state)
    crafts = crafts[crafts["enterprise"] == enterprise].drop(columns="enterprise").reset_index(drop=True)
    crafts["ripened"] = [ripened.get(row, -1) for row in range(len(crafts))]
    market = np.bincount(state.customers.need[0], minlength=needs) * weight
    return Tissue(
        scenario, seed, replicate, enterprise, figures, regime, alive, energy, load, own, market,
        pd.DataFrame(register.lives), register.faces.table(("life", "need"), weeks),
        register.links.table(("life", "other"), weeks), crafts, chronicle.serving[:, enterprise],
    )  # fmt: skip


def packed(tissue: Tissue) -> dict[str, Any]:
    """The tissue as plain data for a picture: rounded to what an eye can tell, and small.

    Bytes are base64: `energy` and `load` (week + 1, cell) in 1/255 of their range, as differences from week to week modulo 256,
    which pack better; `serving` (week + 1, need) int16, little end first. Tables are a list for each column.
    """
    crafts = tissue.crafts
    figures = ("customers", "won", "lost", "revenue", "insight_cards", "new_crafts", "energy", "people", "cells",
               "organization_organism", "indie_weconomy", "profit")  # fmt: skip
    return {
        "weeks": tissue.weeks, "cells": tissue.alive.shape[1], "needs": len(tissue.market), "replicate": tissue.replicate,
        "energy": _differences(tissue.energy), "load": _differences(tissue.load / MOST_LOAD),
        "serving": base64.b64encode(tissue.serving.astype("<i2").tobytes()).decode(),
        "market": [float(f"{x:.6g}") for x in tissue.market],
        "own": [[round(x) for x in week] for week in tissue.own.tolist()],
        "regime": tissue.regime.tolist(),
        "figures": {key: [None if np.isnan(x) else float(f"{x:.4g}") for x in tissue.figures[key]] for key in figures},
        "lives": {key: [round(x) for x in tissue.lives[key].tolist()] for key in ("cell", "born", "died", "mother", "people")},
        "faces": {key: tissue.faces[key].tolist() for key in ("life", "need", "first", "last")},
        "links": {key: tissue.links[key].tolist() for key in ("life", "other", "first", "last")},
        "crafts": {
            key: crafts[key].tolist()
            for key in ("need", "family", "origin", "born", "parent", "ripened", "found_week")
        },
    }  # fmt: skip


def _differences(shares: np.ndarray) -> str:
    """(week, cell) in [0, 1] as bytes: each week less the one before, modulo 256."""
    whole = np.rint(np.clip(shares, 0.0, 1.0) * STEPS).astype(np.uint8)
    return base64.b64encode(np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1])).tobytes()).decode()


__all__ = ["Tissue", "packed", "record"]
