"""Staff who both sell and serve: Jasmand, Blazevic & de Ruyter (2012), Journal of Marketing 76(1); Gabler, Ogilvie,
Rapp & Bachrach (2017), Journal of Service Research 20(4). Signs only, recalled.

Jasmand et al.: ambidextrous service staff have more satisfied customers, sell more, work less efficiently, and earn
more on balance. Gabler et al.: the dual focus raises role conflict. Here role conflict is the hours lost between
opposites (`interference`), efficiency the effective hours per paid hour. The reference storefront is run at an even
mix against pure selling and against pure serving, with the same luck; nobody is ruined (`credit` without end), so
that all weeks compare.

One budget with falling returns (a closed form, our own on top of the installed base): the share 1 - s of all hours
wins the share a = 1 - exp(-reach (1 - s)) of those who are free, the share s lowers lapse to lapse exp(-care s). The
base n* = a / (a + lapse exp(-care s)) is nobody at s = 1, and rises from s = 0 if care > reach / (exp(reach) - 1):
both poles are then dominated. `known-worlds/dual-focus` is that budget in the model, with contacts, requests, waiting
and interference.
"""

from collections.abc import Iterator
from math import exp, inf

import numpy as np
from scipy.optimize import minimize_scalar

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, between, clear, equal, held
from equilibrium.known_worlds.installed_base import settled
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.state import Activity

TITLE = "dual focus"
MECHANISM = "integration, hours, service, contacts"
SOURCE = "Jasmand et al. (2012), Gabler et al. (2017)"

AT_WORK = [Activity.PUSH, Activity.PULL, Activity.SERVING, Activity.MAKING, Activity.ALLYING, Activity.ANTENNA]


def _efficiency(state):
    paid = state.enterprises.hours.sum(-1)
    return (state.cells.work * state.cells.alive[..., None])[..., AT_WORK].sum((-1, -2)) / paid


EFFICIENCY = Figure("efficiency", "share", "Effective hours per paid hour", "Ore efficaci per ora pagata", "mean",
                    _efficiency)  # fmt: skip


def base_on_budget(serving, reach, care, lapse):
    """Share of customers in the long run if the share `serving` of one budget keeps them and the rest wins them."""
    return settled(1.0 - np.exp(-reach * (1.0 - serving)), 1.0 - lapse * np.exp(-care * serving))


def best_share(reach, care, lapse):
    """The share of serving with the largest base."""
    found = minimize_scalar(lambda s: -base_on_budget(s, reach, care, lapse), method="bounded", bounds=(0.0, 1.0))
    return float(found.x)


def selling_alone_dominated(reach, care):
    """Whether the first hour of serving adds customers."""
    return care > reach / (exp(reach) - 1.0)


def conflict(interference, serving):
    """Share of hours lost by those who hold both, no craft joining them: `interference` at an even split."""
    return interference * 4.0 * serving * (1.0 - serving)


def budget(serving, interference=0.3):
    """The scenario of one budget, `serving` of it."""
    return Scenario.load("known-worlds/dual-focus").with_(selling_serving=serving, interference=interference)


def earned(serving, replicates=8, seed=2012):
    """(replicate,) weekly profit of the budget's last hundred weeks, EUR."""
    profit = simulate(budget(serving), replicates, seed).weekly["profit"].isel(enterprise=0)
    return profit[:, -100:].mean("week").to_numpy()


def storefront(serving, replicates=24, seed=2012, **changes):
    """What the reference gives at `serving`: figure -> (replicate,) weekly mean. `changes` of its parameters."""
    world = Scenario.load("storefront").with_(selling_serving=serving, credit=inf, **changes)
    weekly = simulate(world, replicates, seed, indicators=[EFFICIENCY]).weekly.isel(enterprise=0)
    weekly["units"] = weekly["units_volume"] + weekly["units_value"]
    names = ("satisfaction", "units", "efficiency", "interference", "profit")
    return {name: weekly[name].mean("week").to_numpy() for name in names}


SIGNS = {"satisfaction": 1, "units": 1, "efficiency": -1, "interference": 1, "profit": 1}
SAID = {"satisfaction": "satisfaction up", "units": "sales up, units a week", "efficiency": "efficiency down",
        "interference": "role conflict up, share of hours", "profit": "net up, EUR a week"}  # fmt: skip

MISSES = {
    "efficiency down, against selling alone": "customers well served lift energy, which adds more hours than holding "
    "both costs; with energy apart efficiency falls",
    "satisfaction up, against serving alone": "an hour of selling helps no customer of one's own here; in the source "
    "a fitting offer does",
}


def findings() -> Iterator[Finding]:
    """Signs of an even mix in the reference, against each pole; the budget whose poles are dominated."""
    mixed = storefront(0.5)
    for pole, name in ((0.0, "selling"), (1.0, "serving")):
        alone = storefront(pole)
        for figure, sign in SIGNS.items():
            yield clear(f"{SAID[figure]}, against {name} alone", sign * (mixed[figure] - alone[figure]))
    near = storefront(0.75)["profit"]
    yield clear("three quarters serving earn more than serving alone, EUR a week", near - alone["profit"])
    yield from _steady_energy()
    yield from _budget()


def _steady_energy():
    mixed, alone = (storefront(share, productivity_floor=1.0)["efficiency"] for share in (0.5, 0.0))
    yield clear("efficiency down, against selling alone, energy apart", alone - mixed)


def _budget():
    reach, care, lapse = 4.0, 3.0, 0.2
    best = best_share(reach, care, lapse)
    yield equal("closed form: all-serving has no customers", base_on_budget(1.0, reach, care, lapse), 0.0, 1e-12)
    gain = base_on_budget(best, reach, care, lapse) - base_on_budget(0.0, reach, care, lapse)
    yield between("closed form: the best share has more customers than selling alone", gain, 1e-6, inf)
    lost = simulate(budget(0.4), 1, 2012, weeks=1).weekly["interference"].to_numpy()
    yield equal("role conflict at .4 serving, share of hours", lost.mean(), conflict(0.3, 0.4), 1e-12)
    inner, selling, serving = (earned(share) for share in (0.4, 0.0, 1.0))
    yield clear("one budget, an inner share earns more than selling alone", inner - selling)
    yield clear("one budget, an inner share earns more than serving alone", inner - serving)
    yield held("one budget, all-serving earns nothing, share of the inner", serving / inner, 0.0, allowance=0.01,
               note="allowed: who is left of the start")  # fmt: skip


def comparison() -> Comparison:
    """Profit over the share of serving, in the reference and in the budget; hours lost, model and form."""
    shares = np.linspace(0.0, 1.0, 11)
    runs = [simulate(budget(s), 4, 2012).weekly.isel(enterprise=0) for s in shares]
    lost = np.array([float(run["interference"].mean()) for run in runs])
    profit = np.array([float(run["profit"][:, -100:].mean()) for run in runs])
    reference = np.array([storefront(s, 8)["profit"].mean() for s in shares])
    fine = np.linspace(0.0, 1.0, 101)
    return Comparison(
        TITLE, "Both poles earn less than what lies between, although holding both costs hours.",
        "share of serving", "share of hours lost; profit, best = 1",
        (Line("hours lost, form", fine, conflict(0.3, fine), reference=True), Line("model", shares, lost),
         Line("profit, one budget", shares, profit / profit.max(), group=1),
         Line("profit, reference scenario", shares, reference / reference.max(), group=2)),
    )  # fmt: skip
