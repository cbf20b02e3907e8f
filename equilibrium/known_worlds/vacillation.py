"""Nickerson & Zenger (2002), Being efficiently fickle, Organization Science 13(5): two poles, no choice between them.

Only poles can be chosen. The informal organisation, position F, drifts to the pole in force with time constant tau;
what it earns is 1 - (F - F*)^2, and a switch of poles costs c. Who switches at F* - d and F* + d keeps F near F*; a
small d costs switches, a large d distance. With A = 1 - F* for the way up and A = F* for the way down, a way takes
tau ln((A + d) / (A - d)) and loses tau (A^2 ln((A + d) / (A - d)) - 2 A d) by distance; the best d is the one with
the highest mean.

This is a test world. The model holds any position for nothing (a fixed target 1/2 is reached), and pays for none.
What it shares is the drift: x += (target - x) / inertia, which is the source's in whole weeks for inertia = 1 / (1 -
exp(-1 / tau)). So the model's positions under a square rhythm, and under a rule that switches at F* +- d, are held to
the closed form; the payoff is then reckoned from these positions. Weeks are whole, so a rule that looks once a week
overshoots; with `TICKS` weeks to a unit of time it hardly does.
"""

from collections.abc import Callable, Iterator
from math import exp, log

import numpy as np
from scipy.optimize import minimize_scalar

from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.simulation import Sight, simulate

TITLE = "vacillation"
MECHANISM = "rhythm"
SOURCE = "Nickerson & Zenger (2002)"

AXIS = "organization_organism"
TICKS = 10  # weeks to a unit of time


def period(optimum, tau, band):
    """Time from one switch to the pole 1 to the next, switching at optimum +- `band`."""
    return tau * sum(log((way + band) / (way - band)) for way in (1.0 - optimum, optimum))


def mean_payoff(optimum, tau, cost, band):
    """Mean of 1 - (F - F*)^2 over a period, less what its two switches cost."""
    lost = sum(tau * (way**2 * log((way + band) / (way - band)) - 2.0 * way * band) for way in (1.0 - optimum, optimum))
    return 1.0 - (lost + 2.0 * cost) / period(optimum, tau, band)


def best_band(optimum, tau, cost):
    """The d with the highest mean payoff, below the distance to the nearer pole."""
    most = min(optimum, 1.0 - optimum)
    found = minimize_scalar(lambda band: -mean_payoff(optimum, tau, cost, band), method="bounded",
                            bounds=(1e-6 * most, most * (1 - 1e-6)), options={"xatol": 1e-9})  # fmt: skip
    return float(found.x)


def fixed_payoff(optimum):
    """What the better of the two poles earns if it is kept for ever."""
    return 1.0 - min(optimum, 1.0 - optimum) ** 2


def inertia(tau):
    """Weeks of inertia whose weekly step is a drift with time constant `tau` (weeks)."""
    return 1.0 / (1.0 - exp(-1.0 / tau))


def square_path(weeks, tau, period, start=0.0):
    """(week,) position after weeks 1, ..., `weeks`: pole 0 where week mod period is below half of it, else pole 1.

    `period` in whole weeks. Stretch by stretch: pole + (position at its start - pole) exp(-t / tau).
    """
    path, place = [], start
    pole = np.array([0.0 if week % period < period / 2.0 else 1.0 for week in range(1, weeks + 1)])
    for stretch in np.split(pole, np.flatnonzero(np.diff(pole)) + 1):
        path += list(stretch[0] + (place - stretch[0]) * np.exp(-np.arange(1, stretch.size + 1) / tau))
        place = path[-1]
    return np.array(path)


def swing(tau, period):
    """Half of the way between highest and lowest position of a square rhythm of even `period`, once it has settled."""
    return 0.5 * np.tanh(period / 4.0 / tau)


def scenario(tau, period=13, weeks=260):
    """The scenario whose position follows `square_path` (all in weeks)."""
    return Scenario.load("known-worlds/vacillation").with_(
        organization_organism={"alternate": {"period": period, "low": 0, "high": 1}},
        inertia_organization_organism=inertia(tau),
        weeks=weeks,
    )


def switching(optimum, band) -> Callable[[Sight], np.ndarray]:
    """The policy that turns to the other pole once the position has passed optimum +- `band`."""
    axis = AXES.index(AXIS)

    def policy(sight: Sight) -> np.ndarray:
        targets, position = sight.target.copy(), sight.position[:, axis]
        targets[:, axis] = np.where(position >= optimum + band, 0.0, targets[:, axis])
        targets[:, axis] = np.where(position <= optimum - band, 1.0, targets[:, axis])
        return targets

    return policy


def positions(scenario, policy=None):
    """(week,) the model's positions."""
    return simulate(scenario, 1, 2002, policy=policy).weekly[AXIS].isel(replicate=0, enterprise=0).to_numpy()


def lived(optimum, tau, cost, band, cycles=4):
    """(period, mean payoff) of the model's positions under `switching`, over whole cycles."""
    weeks = int((cycles + 1.5) * (period(optimum, tau, band) * TICKS + 2))
    world = scenario(tau * TICKS, weeks=weeks).with_(organization_organism=1.0)  # the policy alone turns it
    at = positions(world, switching(optimum, band))
    lowest = np.flatnonzero((np.diff(at)[:-1] < 0) & (np.diff(at)[1:] > 0)) + 1
    whole = at[lowest[0] : lowest[-1]]
    done = lowest.size - 1
    payoff = (1.0 - (whole - optimum) ** 2).mean() - 2.0 * cost * done * TICKS / whole.size
    return whole.size / TICKS / done, payoff


def findings() -> Iterator[Finding]:
    """The source's figures by the closed form, and the model's positions held to it; 1 % as the figures are given."""
    for cost, d, length, payoff in ((0.1, 0.154, 12.8, 0.9762), (0.5, 0.260, 23.1, 0.9322)):
        known = best_band(0.5, 10.0, cost)
        yield equal(f"closed form: best d, c {cost:g}", known, d, 0.01 * d)
        yield equal(f"closed form: period, c {cost:g}", period(0.5, 10.0, known), length, 0.01 * length)
        yield equal(f"closed form: mean payoff, c {cost:g}", mean_payoff(0.5, 10.0, cost, known), payoff, 0.01 * payoff)
    yield equal("closed form: a fixed pole", fixed_payoff(0.5), 0.75, 1e-12)
    for tau, weeks in ((10.0, 13), (4.0, 26), (25.0, 52)):
        gap = np.abs(positions(scenario(tau, weeks)) - square_path(260, tau, weeks)).max()
        yield equal(f"largest gap of the position to its path, tau {tau:g}, period {weeks}", gap, 0.0, 1e-12)
    for optimum, tau, cost in ((0.5, 10.0, 0.1), (0.5, 10.0, 0.5), (0.4, 6.0, 0.1), (0.7, 15.0, 0.05)):
        band = best_band(optimum, tau, cost)
        length, payoff = lived(optimum, tau, cost, band)
        known = period(optimum, tau, band), mean_payoff(optimum, tau, cost, band)
        world = f"F* {optimum:g}, tau {tau:g}, c {cost:g}"
        yield equal(
            f"period of the position, {world}", length, known[0], 4.0 / TICKS, "each turn comes up to a week late"
        )
        yield equal(f"mean payoff of the position, {world}", payoff, known[1], 0.01 * known[1])
        yield between(f"what it earns above the better pole, {world}", payoff - fixed_payoff(optimum), 0.0, np.inf)


def comparison() -> Comparison:
    """Mean payoff over the distance at which one switches."""
    lines = []
    for group, cost in enumerate((0.1, 0.5)):
        d = np.linspace(0.04, 0.43, 120)
        dots = np.linspace(0.05, 0.4, 8)
        known = [mean_payoff(0.5, 10.0, cost, x) for x in d]
        measured = [lived(0.5, 10.0, cost, x, 3)[1] for x in dots]
        lines += [Line(f"closed form, switch cost {cost:g}", d, known, reference=True, group=group),
                  Line("the model's positions", dots, measured, group=group)]  # fmt: skip
    lines.append(Line("a fixed pole", (0.04, 0.43), (0.75, 0.75), reference=True, group=2))
    return Comparison(TITLE, "Who turns early pays for switches, who turns late for distance; a fixed pole costs most.",
                      "distance d from F* = 0.5 at which one turns", "mean payoff", tuple(lines))  # fmt: skip
