"""What single mechanisms give and cost along one opposite, as the mechanisms themselves compute it: no run, no luck.

Whole runs say where balance lies; these parts say what pulls there. Each leaves all the rest out, so the top of a curve here is
no best place: that emerges from all of them together (docs/app/how-it-works.md says what each part leaves out).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from equilibrium.known_worlds.goodwill import steady
from equilibrium.mechanisms.alliances import absorb_probability
from equilibrium.mechanisms.choice import NOWHERE, utility, value_quality
from equilibrium.mechanisms.contacts import contact_probability, convince_probability
from equilibrium.mechanisms.goodwill import search_probability
from equilibrium.mechanisms.hours import coordination_share
from equilibrium.mechanisms.hours import productivity as effective
from equilibrium.mechanisms.integration import lost_share
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario

GRID = np.linspace(0.0, 1.0, 41)
CUSTOMERS = 99  # quantiles of price sensitivity among which the choice is averaged
UNIQUENESS, COHERENCE, SHARED, ENERGY = 0.05, 0.6, 0.5, 0.6  # about the reference scenario's means


@dataclass(frozen=True)
class Parts:
    """Curves along one quantity.

    Attributes
    ----------
    axis : the opposite they belong to
    x : (grid,) the position on it; for `indie_weconomy` the share of needs with a recent craft of one's own
    lines : name, then (grid,) what it gives: shares, or EUR for `volume_value`
    """

    axis: str
    x: np.ndarray
    lines: dict[str, np.ndarray]


def parts(axis: str, scenario: Scenario) -> Parts:
    """The parts of an opposite with the parameters of `scenario`.

    Raises
    ------
    ValueError : for what is no axis
    """
    if axis not in AXES:
        raise ValueError(f"axis: {axis!r} found; there are {', '.join(AXES)}")
    return Parts(axis, GRID, _LINES[axis](scenario))


def _of(scenario: Scenario, *keys: str) -> list[float]:
    return [float(scenario.value(key)) for key in keys]


def _attention(scenario: Scenario) -> dict[str, np.ndarray]:
    """Share of all customers that selling wins for a look in a week, by push and by pull, once fatigue and goodwill are steady.

    All selling hours of the start, in the first regime, full credibility; without talk, allies, and what both cost together.
    """
    cells, people, hours, renewal, antenna = _of(scenario, "cells", "people", "weekly_hours", "development", "antenna")
    selling = cells * people * hours * (1.0 - renewal - antenna) * 0.5  # half of the front line sells, half serves
    count, weight, seekers, response = _of(scenario, "customers", "customer_weight", "seekers", "seeker_response")
    rate, scale, decay, keep, half = _of(
        scenario, "contact_rate", "fatigue_scale", "fatigue_decay", "goodwill_keep", "goodwill_half"
    )
    regime = next(iter(scenario.regimes.values()))
    push, pull = np.empty(GRID.size), np.empty(GRID.size)
    for at, share in enumerate(GRID):
        chance = contact_probability(rate, selling * (1.0 - share), count * weight)
        fatigue = decay * chance / (1.0 - decay)
        won = convince_probability(float(regime["receptivity"]), 1.0, scale, fatigue)
        push[at] = chance * won * (1.0 - seekers + seekers * response)
        stock = float(steady(selling * share / 100.0, keep))
        pull[at] = seekers * search_probability(float(regime["search"]), 1.0, stock, half)
    return {"push": push, "pull": pull, "both": push + pull}


def _margin(scenario: Scenario) -> dict[str, np.ndarray]:
    """EUR that a customer who looks leaves, by the share of the offer in the value tier: in the regime that is least sensitive to
    price and in the one that is most. One enterprise or nothing, at the mean coherence and uniqueness of the reference.
    """
    attraction, weight, shelf, base, more = _of(
        scenario, "attraction", "coherence_weight", "shelf", "value_quality", "uniqueness_quality"
    )
    prices, costs = _of(scenario, "price_volume", "price_value"), _of(scenario, "cost_volume", "cost_value")
    middle, spread = _of(scenario, "price_sensitivity", "price_spread")
    quality = value_quality(base, more, UNIQUENESS)
    factors = [float(row["price"]) for row in scenario.regimes.values()]
    sensitivity = middle * np.exp(spread * _normal_quantiles(CUSTOMERS))
    found = {}
    for name, factor in (("tolerant", min(factors)), ("sensitive", max(factors))):
        line = np.empty(GRID.size)
        for at, share in enumerate(GRID):
            looks = [
                [utility(attraction, weight, COHERENCE, extra, b * factor, price, shelf, part) for b in sensitivity]
                for extra, price, part in zip((0.0, quality), prices, (1.0 - share, share), strict=True)
            ]
            odds = np.where(np.array(looks) <= NOWHERE, 0.0, np.exp(looks))
            chosen = (odds / (1.0 + odds.sum(0))).mean(1)
            line[at] = float(chosen @ (np.array(prices) - np.array(costs)))
        found[name] = line
    return found


def _normal_quantiles(count: int) -> np.ndarray:
    return np.array([NormalDist().inv_cdf((k + 0.5) / count) for k in range(count)])


def _lost(scenario: Scenario) -> dict[str, np.ndarray]:
    """Share of front-line hours lost by one cell that both sells and serves: without crafts that join the two, and with them."""
    (most,) = _of(scenario, "interference")
    levels = {"apart": 0.0, "joined_half": 0.5, "joined": 0.9}
    return {name: np.array([lost_share(most, share, level) for share in GRID]) for name, level in levels.items()}


def _agreed(scenario: Scenario) -> dict[str, np.ndarray]:
    """Share of hours: what the standard adds where half of the facts are shared, what agreeing with neighbours takes."""
    gain, floor, cost, links = _of(scenario, "standard_gain", "productivity_floor", "coordination", "links")
    bare = effective(ENERGY, floor, 0.0, 0.0, SHARED)
    added = [effective(ENERGY, floor, gain, organism, SHARED) / bare - 1.0 for organism in GRID]
    taken = [coordination_share(cost, organism, links) for organism in GRID]
    return {"standard": np.array(added), "agreeing": -np.array(taken)}


def _absorbed(scenario: Scenario) -> dict[str, np.ndarray]:
    """Share of attempts to absorb an ally's craft that succeed."""
    half, floor = _of(scenario, "absorptive_half", "absorptive_floor")
    return {"absorbed": np.array([absorb_probability(own, half, floor) for own in GRID])}


_LINES = dict(zip(AXES, (_attention, _margin, _lost, _agreed, _absorbed), strict=True))
