"""Magnitudes of the reference scenario: satisfaction, churn, conversion, utilisation, who goes bankrupt, energy.

Measured at the default mix and at a dozen others, under the same luck. What is
asked for: satisfaction .5 to .8, yearly churn .10 to .40, conversions per contact with a
prospect .01 to .10, use of service hours .5 to .9; mixes that neglect customers go bankrupt, sound ones do not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from equilibrium.figures import Figure
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate
from equilibrium.state import Count, Event, State

YEAR = 52
SEED = 2024

MIXES: dict[str, dict[str, float]] = {
    "centre": {},
    "all selling": {"selling_serving": 0.0},
    "mostly selling": {"selling_serving": 0.2},
    "mostly serving": {"selling_serving": 0.8},
    "all serving": {"selling_serving": 1.0},
    "all push": {"push_pull": 0.0},
    "all pull": {"push_pull": 1.0},
    "all volume": {"volume_value": 0.0},
    "all value": {"volume_value": 1.0},
    "all selling, by push": {"selling_serving": 0.0, "push_pull": 0.0},
    "all serving, by pull": {"selling_serving": 1.0, "push_pull": 1.0},
    "all first poles": dict.fromkeys(AXES, 0.0),
    "all second poles": dict.fromkeys(AXES, 1.0),
    "prototype's best": dict(zip(AXES, (0.3, 0.6, 0.85, 0.75, 0.6), strict=True)),
}


@dataclass
class Churn:
    """A hook: the share of customers at a year's beginning that left at least once within the year."""

    years: list[np.ndarray] = field(default_factory=list)
    base: np.ndarray | None = None
    stayed: np.ndarray | None = None

    def __call__(self, run: Run) -> None:
        own = run.state.customers.supplier == 0
        if self.stayed is not None:
            self.stayed &= own
        if run.week % YEAR != 1:
            return
        if self.base is not None and self.stayed is not None:
            number = self.base.sum(1)
            left = (self.base & ~self.stayed).sum(1)
            self.years.append(np.divide(left, number, out=np.full(len(number), np.nan), where=number > 0))
        self.base, self.stayed = own, own.copy()


@dataclass
class CellResults:
    """A hook: every quarter, energy of each living focal cell beside satisfaction of the customers it faces.

    Both less their mean over the enterprise's cells that quarter: what moves all cells at once is no relation across cells.
    """

    energy: list[list[np.ndarray]] = field(default_factory=list)
    satisfaction: list[list[np.ndarray]] = field(default_factory=list)

    def __call__(self, run: Run) -> None:
        if run.week % (YEAR // 4) or run.week < YEAR:
            return
        people, cells = run.state.customers, run.state.cells
        needs = cells.faces.shape[-1]
        if not self.energy:
            self.energy = [[] for _ in people.need]
            self.satisfaction = [[] for _ in people.need]
        for r in range(len(people.need)):
            own = people.supplier[r] == 0
            number = np.bincount(people.need[r][own], minlength=needs)
            total = np.bincount(people.need[r][own], people.satisfaction[r][own], minlength=needs)
            alive = cells.alive[r, 0] > 0
            served = cells.faces[r, 0][alive] @ number
            if (served > 0).sum() < 2:
                continue
            result = (cells.faces[r, 0][alive] @ total)[served > 0] / served[served > 0]
            energy = cells.energy[r, 0][alive][served > 0]
            self.energy[r].append(energy - energy.mean())
            self.satisfaction[r].append(result - result.mean())

    @property
    def correlations(self) -> np.ndarray:
        """(replicate,) across cells, over the quarters of each run."""
        pairs = zip(self.energy, self.satisfaction, strict=True)
        return np.array([np.corrcoef(np.concatenate(e), np.concatenate(s))[0, 1] for e, s in pairs if e])


def _counts(*which: Count) -> Callable[[State], np.ndarray]:
    return lambda state: state.enterprises.counts[..., list(which)].sum(-1)


INDICATORS = (
    Figure("prospects", "contacts/week", "Prospects contacted", "Potenziali contattati", "sum", _counts(Count.PROSPECTS)),
    Figure("convinced", "contacts/week", "Convinced", "Convinti", "sum", _counts(Count.CONVINCED)),
    Figure("considering", "customers/week", "Considering", "Che considerano", "sum",
           _counts(Count.CONVINCED, Count.SEARCHED, Count.TALKED, Count.INTRODUCED)),
    Figure("replaced", "persons/week", "People replaced", "Persone sostituite", "sum",
           lambda state: state.enterprises.events[..., Event.REPLACED].copy()),
)  # fmt: skip
COLUMNS = ("profit", "alive", "satisfaction", "churn", "conversion", "utilisation", "served", "value", "cells")


def measure(scenario: Scenario, mix: dict[str, float], replicates: int, seed: int = SEED) -> dict[str, float]:
    """Magnitudes of the focal enterprise, mean over replicates and the weeks it lives; profit in million EUR over the run.

    `conversion` is won over contacted prospects: the share convinced times the share of those considering who come.
    """
    churn = Churn()
    ensemble = simulate(scenario, replicates, seed, mix=mix, hooks=[churn], indicators=INDICATORS)
    focal = ensemble.weekly.isel(enterprise=0)
    living = focal.where(focal["alive"] > 0)
    total = {key: float(focal[key].sum()) for key in ("prospects", "convinced", "considering", "won")}
    won = total["won"] / float(scenario.value("customer_weight"))
    conversion = total["convinced"] / max(1.0, total["prospects"]) * won / max(1.0, total["considering"])
    mean = {
        key: float(living[key].mean())
        for key in ("satisfaction", "utilisation", "served_share", "value_share", "cells")
    }
    return {
        "profit": float(focal["profit"].sum("week").mean()) / 1e6,
        "alive": float(focal["alive"].isel(week=-1).mean()),
        "satisfaction": mean["satisfaction"],
        "churn": float(np.nanmean(churn.years)),
        "conversion": conversion,
        "utilisation": mean["utilisation"],
        "served": mean["served_share"],
        "value": mean["value_share"],
        "cells": mean["cells"],
    }


def energy_correlations(scenario: Scenario, replicates: int, seed: int = SEED) -> dict[str, np.ndarray]:
    """(replicate,) correlations of people's energy, at the default mix.

    Asked for (TARGETS 10; Harter et al. 2002, meta-analytic upper bounds, across business units): customer result .2 to
    .45, profit .05 to .3, exit -.45 to -.15. `cells, satisfaction` is across cells. Cells have no profit of their own and
    few people: the others are across the enterprises and years of a run.
    """
    cells = CellResults()
    weekly = simulate(scenario, replicates, seed, hooks=[cells], indicators=INDICATORS).weekly
    years = weekly.coarsen(week=YEAR, boundary="trim").mean().transpose("replicate", "week", "enterprise")
    pairs = {
        "profit": years["profit"],
        "satisfaction": years["satisfaction"],
        "leaving": years["replaced"] / years["people"],
    }
    out = {"cells, satisfaction": cells.correlations}
    energy = years["energy"].to_numpy().reshape(replicates, -1)
    for key, values in pairs.items():
        other = values.to_numpy().reshape(replicates, -1)
        there = np.isfinite(energy) & np.isfinite(other)
        out[key] = np.array(
            [np.corrcoef(e[t], o[t])[0, 1] for e, o, t in zip(energy, other, there, strict=True) if t.sum() > 2]
        )
    return out


def report(replicates: int = 16) -> str:
    """Markdown: the magnitudes at every mix, and energy's correlations."""
    scenario = Scenario.load("storefront")
    lines = [f"{replicates} replicates, seed {SEED}:", "", f"| mix | {' | '.join(COLUMNS)} |"]
    lines.append("| --- " * (len(COLUMNS) + 1) + "|")
    for name, mix in MIXES.items():
        row = measure(scenario, mix, replicates)
        cells = (f"{row[key]:.3f}" if key == "conversion" else f"{row[key]:.2f}" for key in COLUMNS)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    found = energy_correlations(scenario, replicates)
    words = "; ".join(f"{key} {values.mean():.2f}" for key, values in found.items())
    return "\n".join([*lines, "", f"Energy's correlation: {words}.", ""])
