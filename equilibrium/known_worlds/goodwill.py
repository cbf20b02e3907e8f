"""Nerlove & Arrow (1962), Optimal advertising policy under dynamic conditions, Economica 29: goodwill is a stock.

What is put in adds up and decays: G(t) = keep G(t-1) + effort.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Nerlove-Arrow"
MECHANISM = "goodwill"
SOURCE = "Nerlove & Arrow (1962)"


def steady(effort, keep):
    """Goodwill under a constant weekly `effort` (100 hours), `keep` of it left from week to week."""
    return effort / (1.0 - keep)


def path(effort, keep, weeks, start=0.0):
    """Goodwill after weeks 1, ..., `weeks`: the steady state less what is left of the gap to it, keep^t."""
    gone = keep ** np.arange(1, weeks + 1)
    return steady(effort, keep) * (1.0 - gone) + start * gone


def half_life(keep):
    """Weeks in which an effort loses half of its effect."""
    return np.log(0.5) / np.log(keep)


def scenario(keep, weeks=156):
    """The scenario in which all hours pull, week after week; `hours(scenario) / 100` is the effort."""
    return Scenario.load("known-worlds/goodwill").with_(goodwill_keep=keep, weeks=weeks)


def hours(of):
    """Hours all cells of a scenario work in a week."""
    return of.value("cells") * of.value("people") * of.value("weekly_hours")


def effort(of):
    """What a scenario of this world puts in a week, in 100 hours."""
    return hours(of) / 100.0


def stock(scenario):
    """(week,) goodwill of one run of the model: nothing is drawn."""
    return simulate(scenario, 1, 1962).weekly["goodwill"].to_numpy()[0, :, 0]


def left_after_half_life(weeks):
    """Share of goodwill left so many weeks after all pull stopped, if that is its half-life."""
    turn = {"calendar": [[0, 0.0], [105, 1.0]]}  # after two years all hours turn to serving
    world = scenario(0.5 ** (1 / weeks), weeks=104 + weeks)
    found = stock(world.with_(selling_serving=turn, inertia_selling_serving=1))
    return found[-1] / found[103]


def findings() -> Iterator[Finding]:
    """The whole time path, where it ends, and how it fades; nothing is left to luck."""
    for keep in (0.94, 0.9, 0.5, 0.99, 0.0):
        world = scenario(keep)
        found, known = stock(world), path(effort(world), keep, 156)
        yield equal(f"goodwill after three years, keep {keep}", found[-1], known[-1], 1e-12 * known[-1])
        gap = np.max(np.abs(found / known - 1.0))
        yield equal(f"largest gap to the time path, keep {keep}", gap, 0.0, 1e-12, note="as a share of it")
    yield equal("share left after a half-life of 11 weeks", left_after_half_life(11), 0.5, 0.5e-9)


def comparison() -> Comparison:
    """Goodwill over the weeks, model and closed form."""
    lines = []
    for group, keep in enumerate((0.97, 0.94, 0.9)):
        world = scenario(keep)
        known, found, weeks = path(effort(world), keep, 156), stock(world), np.arange(1, 157)
        lines += [Line(f"closed form, keep {keep}", weeks, known, reference=True, group=group),
                  Line("model", weeks[::8], found[::8], group=group)]  # fmt: skip
    return Comparison(TITLE, "Goodwill tends to effort / (1 - keep): the longer it lasts, the later and the higher.",
                      "weeks", "goodwill, 100 hours", tuple(lines))  # fmt: skip
