"""Chen, Drezner, Ryan & Simchi-Levi (2000), Quantifying the bullwhip effect, Management Science 46(3): 436-443.

Orders up to L times a moving average of p weeks vary more than demand. The formula is exact for z = 0 when what is missing is
owed to the customer; the model loses it, so a constant safety stock, which moves no variance, sees to it that nothing is.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, between, equal, held
from equilibrium.mechanisms import supply
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "bullwhip"
MECHANISM = "supply"
SOURCE = "Chen et al. (2000)"

MADE = Figure("made", "units", "Units made so far", "Unità prodotte finora", "last",
              lambda state: state.enterprises.experience.copy())  # fmt: skip


def variance_ratio(lead, window, correlation=0.0):
    """Variance of orders over that of demand: 1 + (2 L/p + 2 L^2/p^2)(1 - rho^p).

    Parameters: `lead` L, weeks; `window` p, weeks averaged; `correlation` rho of AR(1) demand.
    """
    share = lead / window
    return 1.0 + (2.0 * share + 2.0 * share**2) * (1.0 - correlation**window)


def orders(demand, lead, window):
    """Orders (week,) from week `window` on, when nothing is lost: the level's change plus the week's demand."""
    demand = np.asarray(demand, float)
    mean = np.convolve(demand, np.ones(window) / window, "valid")
    return lead * np.diff(mean) + demand[window:]


def autoregressive(correlation, weeks, seed, mean=1000.0, deviation=50.0):
    """Demand (week,) that remembers: D(t) - mean = rho (D(t-1) - mean) + noise, with this `deviation` in the long run."""
    noise = np.random.default_rng(seed).normal(0.0, deviation * np.sqrt(1.0 - correlation**2), weeks)
    gap, path = 0.0, np.empty(weeks)
    for t in range(weeks):
        gap = correlation * gap + noise[t]
        path[t] = mean + gap
    return path


def scenario(lead, window, push=1.0, weeks=520):
    """The scenario whose orders vary by `variance_ratio(lead, window)`; `push` is the share of supply made ahead."""
    return Scenario.load("known-worlds/bullwhip").with_(
        lead=lead, forecast_window=window, push_pull=1.0 - push, weeks=weeks
    )


def measured_ratio(scenario, replicates=16, seed=2000):
    """(replicate,) variance of what the model makes over variance of demand, and units missing; after the first year."""
    weekly = simulate(scenario, replicates, seed, indicators=[MADE]).weekly.isel(enterprise=0)
    made = np.diff(weekly["made"].to_numpy()[:, 51:])
    demand = weekly["units_volume"].to_numpy()[:, 52:]
    return made.var(1) / demand.var(1), float(weekly["lost_sales"].to_numpy()[:, 52:].sum())


def supplied(demand, lead, window, safety_units=5000.0):
    """Orders (week,) of the mechanism itself, all of it ahead, fed with `demand` of any kind."""
    pipeline, past = np.zeros(12), np.zeros(26)
    stock, level, made = 0.0, -1.0, np.empty(len(demand))
    for t, asked in enumerate(demand):
        *_, made[t], stock, level = supply.supply(
            asked, 1.0, stock, pipeline, past, level, window, lead, safety_units, 0.0
        )
    return made


def findings() -> Iterator[Finding]:
    """Variance ratios of all push, nine years of weeks; of half push, of pull; of demand that remembers."""
    long = "2 % allowed for the bias of a ratio of variances of so many weeks that remember"
    for lead, window in ((1, 5), (2, 10), (5, 5), (3, 26), (12, 13)):
        found, lost = measured_ratio(scenario(lead, window))
        target = variance_ratio(lead, window)
        yield held(f"variance ratio, L {lead}, p {window}", found, target, allowance=0.02 * target, note=long)
        yield equal(f"units missing, L {lead}, p {window}", lost, 0.0, 0.0, note="the formula's condition")
    found, _ = measured_ratio(scenario(5, 5, push=0.0))
    yield between("variance ratio of pure pull, the largest run", found.max(), 0.0, 1.05)
    half = "made = D + L/p (D - D_p)/2, so the excess is L/p + L^2/(2 p^2); 2 % allowed as above"
    found, _ = measured_ratio(scenario(5, 5, push=0.5))
    yield held("variance ratio of half push, L 5, p 5", found, 1.0 + 1.0 + 0.5, allowance=0.02 * 2.5, note=half)
    for correlation in (0.0, 0.5, 0.9, -0.5):
        target = variance_ratio(2, 4, correlation)
        ratios = []
        for seed in range(8):
            demand = autoregressive(correlation, 4000, seed)
            ratios.append(supplied(demand, 2, 4)[100:].var() / demand[100:].var())
        yield held(f"variance ratio of the mechanism, rho {correlation}, L 2, p 4", ratios, target, allowance=0.02 * target,
                   note="2 % allowed for the variances' finite length")  # fmt: skip


def comparison() -> Comparison:
    """Variance ratio over weeks averaged, for three leads."""
    fine, tried = np.arange(3, 27), np.array([3, 5, 8, 13, 26])
    lines = []
    for group, lead in enumerate((1, 2, 5)):
        found = np.array([measured_ratio(scenario(lead, int(window)))[0] for window in tried])
        error = found.std(1, ddof=1) / found.shape[1] ** 0.5
        lines += [Line(f"formula, lead {lead}", fine, variance_ratio(lead, fine), reference=True, group=group),
                  Line("model", tried, found.mean(1), error, group=group)]  # fmt: skip
    return Comparison(TITLE, "Orders to a forecast vary more than demand, the more so with a long lead and a short memory.",
                      "weeks that the forecast averages; the lead is in weeks", "variance of orders over variance of demand",
                      tuple(lines))  # fmt: skip
