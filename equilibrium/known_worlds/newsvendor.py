"""The newsvendor (Edgeworth 1888; Arrow, Harris & Marschak 1951): how much to make ahead of uncertain demand.

Demand is normal here. In the model a spare unit is kept, not sold off: with a lead of one week, cost `cost` and holding
`holding` x cost, a spare unit loses what it loses with salvage = cost (1 - holding), and the weekly profit is the same.
"""

from collections.abc import Iterator
from math import sqrt

import numpy as np
from scipy import stats

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "newsvendor"
MECHANISM = "supply, accounts"
SOURCE = "Arrow, Harris & Marschak (1951)"

MEAN, DEVIATION = 100.0, 20.0  # of a week's demand in the scenario
LEVEL = Figure("level", "units", "Order-up-to level", "Livello da raggiungere", "mean",
               lambda state: state.enterprises.level.copy())  # fmt: skip


def fractile(price, cost, salvage):
    """Share of demand to cover: what a missing unit costs over what a missing and a spare one cost together."""
    return (price - cost) / (price - salvage)


def quantity(mean, deviation, share):
    """Units that cover demand with probability `share`."""
    return mean + deviation * stats.norm.ppf(share)


def missing(mean, deviation, made):
    """Mean units that demand exceeds what is `made`: the normal loss function."""
    z = (np.asarray(made, float) - mean) / deviation
    return deviation * (stats.norm.pdf(z) - z * stats.norm.sf(z))


def fill(mean, deviation, made):
    """Share of demand met from what is `made`."""
    return 1.0 - missing(mean, deviation, made) / mean


def profit(mean, deviation, made, price, cost, salvage):
    """Mean profit when `made` units are made."""
    sold = mean - missing(mean, deviation, made)
    return price * sold + salvage * (made - sold) - cost * made


def covered_by_estimates(share, window):
    """Probability that demand is covered when mean and deviation are estimated from `window` independent weeks.

    The level m + z s covers a new normal draw with Student's probability at z / sqrt(1 + 1/window): less than `share`.
    """
    return stats.t.cdf(stats.norm.ppf(share) / sqrt(1.0 + 1.0 / window), window - 1)


def profit_by_estimates(mean, deviation, price, cost, salvage, window, points=4000):
    """Mean profit when the level is m + z s with m, s estimated from `window` independent weeks.

    m and s are independent, m normal and s^2 (window - 1) / deviation^2 chi-squared; the integral is over quantiles of s.
    """
    z = stats.norm.ppf(fractile(price, cost, salvage))
    quantiles = (np.arange(points) + 0.5) / points
    s = deviation * np.sqrt(stats.chi2.ppf(quantiles, window - 1) / (window - 1))
    spread = deviation * sqrt(1.0 + 1.0 / window)  # of demand around the estimated mean
    sold = mean - missing(mean, spread, mean + z * s).mean()
    made = mean + z * s.mean()
    return price * sold + salvage * (made - sold) - cost * made


def scenario(price, cost, salvage, window=26, weeks=520):
    """The scenario whose weekly profit is that of the newsvendor, demand of mean 100 and deviation 20."""
    return Scenario.load("known-worlds/newsvendor").with_(
        price_volume=price, cost_volume=cost, holding=1.0 - salvage / cost, forecast_window=window, weeks=weeks
    )


def settled(scenario, replicates=16, seed=1951):
    """The model's weeks (replicate, week) after the first year, the level among them."""
    weekly = simulate(scenario, replicates, seed, indicators=[LEVEL]).weekly.isel(enterprise=0)
    return weekly.sel(week=slice(53, None))


def findings() -> Iterator[Finding]:
    """Level, cover, fill and profit of the model's own supply, nine years of weeks; what a short memory costs."""
    for row in ((10, 4, 1), (10, 4, 2), (10, 7, 3), (6, 4, 0)):
        yield from supplied(*row)
    profits = [settled(scenario(10, 4, 1, window))["profit"].mean("week").to_numpy() for window in (26, 5)]
    known = [profit_by_estimates(MEAN, DEVIATION, 10, 4, 1, window) for window in (26, 5)]
    yield held("profit of 26 weeks' memory over 5", profits[0] - profits[1], known[0] - known[1], allowance=0.5,
               note="the same customers; 0.5 allowed: demand is whole and a little skewed")  # fmt: skip


def supplied(price, cost, salvage) -> Iterator[Finding]:
    """One row of price, cost and salvage."""
    share, row = fractile(price, cost, salvage), f"price {price}, cost {cost}, salvage {salvage}"
    level = quantity(MEAN, DEVIATION, share)
    weekly = settled(scenario(price, cost, salvage))
    lost, asked = weekly["lost_sales"], weekly["units_volume"]
    yield held(f"level, {row}", weekly["level"].mean("week"), level, allowance=0.1 + 0.01 * abs(level - MEAN),
               note="0.1 units and 1 % of safety stock allowed: a small sample's deviation is too small")  # fmt: skip
    skewed = "allowed: purchases are whole and a little skewed, 25 a week"
    yield held(f"weeks without a missing unit, {row}", (lost == 0).mean("week"), covered_by_estimates(share, 26),
               allowance=0.015, note=f"0.015 {skewed}")  # fmt: skip
    yield held(f"fill, {row}", 1.0 - lost.sum("week") / asked.sum("week"), fill(MEAN, DEVIATION, level),
               allowance=0.005, note=f"0.005 {skewed}")  # fmt: skip
    earned = profit_by_estimates(MEAN, DEVIATION, price, cost, salvage, 26)
    yield held(
        f"profit, {row}", weekly["profit"].mean("week"), earned, allowance=0.002 * earned, note=f"0.2 % {skewed}"
    )


def comparison() -> Comparison:
    """Weekly profit that a short memory of demand costs, against 26 weeks: model and closed form, for two prices."""
    fine, tried = np.arange(4, 27), np.array([4, 5, 6, 8, 10, 13, 18])
    lines = []
    for group, row in enumerate(((10, 4, 1), (6, 4, 0))):
        known = np.array([profit_by_estimates(MEAN, DEVIATION, *row, int(window)) for window in fine])
        earned = [settled(scenario(*row, int(window)))["profit"].mean("week").to_numpy() for window in (*tried, 26)]
        lost = earned[-1] - np.array(earned[:-1])  # the same customers
        error = lost.std(1, ddof=1) / lost.shape[1] ** 0.5
        name = "price {}, cost {}, salvage {}".format(*row)
        lines += [Line(name, fine, known[-1] - known, reference=True, group=group),
                  Line("model", tried, lost.mean(1), error, group=group)]  # fmt: skip
    return Comparison(TITLE, "Who estimates demand from few weeks earns less, by as much as Student's law says.",
                      "weeks of demand the manager remembers", "EUR a week less than with 26 weeks", tuple(lines))  # fmt: skip
