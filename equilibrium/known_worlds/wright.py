"""Wright (1936), Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences 3(4): the learning curve."""

from collections.abc import Iterator
from math import log2

import numpy as np

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Wright"
MECHANISM = "supply, accounts"
SOURCE = "Wright (1936)"

MADE = Figure("made", "units", "Units made so far", "Unità prodotte finora", "last",
              lambda state: state.enterprises.experience.copy())  # fmt: skip


def unit_cost(first_cost, made, before, exponent):
    """Cost of a unit once `made` units were made, `first_cost` being that after `before` units."""
    return first_cost * (np.asarray(made, float) / before) ** -exponent


def saved_by_doubling(exponent):
    """Share of unit cost that a doubling of all output so far takes away, 1 - 2^-b."""
    return 1.0 - 2.0**-exponent


def exponent(progress):
    """b of a `progress` curve: 0.8 for Wright's 80 % curve gives 0.322."""
    return -log2(progress)


def scenario(exponent, weeks=52):
    """The scenario in which all is made on demand and only experience moves unit cost."""
    return Scenario.load("known-worlds/wright").with_(wright=exponent, weeks=weeks)


def books(scenario):
    """(units made before the week, unit cost of the week) from revenue, profit and units; nothing else is booked."""
    weekly = simulate(scenario, 1, 1936, indicators=[MADE]).weekly.isel(replicate=0, enterprise=0)
    start = scenario.value("experience_start")
    before = np.append(start, weekly["made"].to_numpy()[:-1])
    return before, ((weekly["revenue"] - weekly["profit"]) / weekly["units_volume"]).to_numpy()


def doubling(exponent):
    """Share of unit cost that a doubling saves in the model's own books, at each output that was doubled."""
    before, cost = books(scenario(exponent, weeks=104))
    doubled = 2.0 * before[: np.searchsorted(before, before[-1] / 2.0)]
    return 1.0 - np.exp(np.interp(np.log(doubled), np.log(before), np.log(cost))) / cost[: doubled.size]


def findings() -> Iterator[Finding]:
    """Cost saved by a doubling: of Wright's own 80 % curve and of others."""
    for b in (exponent(0.8), 0.1, 1.0, 0.0):
        yield equal(f"saved by a doubling, b {b:.3g}", doubling(b).mean(), saved_by_doubling(b), 1e-9)


def comparison() -> Comparison:
    """Unit cost over output, model and curve."""
    lines = []
    for group, b in enumerate((0.1, exponent(0.8), 1.0)):
        world = scenario(b, weeks=104)
        before, cost = books(world)
        curve = unit_cost(world.value("cost_volume"), before, world.value("experience_start"), b)
        lines += [Line(f"curve, b {b:.3g}", before / 1000, curve, reference=True, group=group),
                  Line("model", before[::13] / 1000, cost[::13], group=group)]  # fmt: skip
    return Comparison(TITLE, "Unit cost falls by the same share each time all output so far doubles.",
                      "units made so far, thousands", "EUR a unit", tuple(lines))  # fmt: skip
