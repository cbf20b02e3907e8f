"""The newsvendor (Edgeworth 1888; Arrow, Harris & Marschak 1951): how much to make ahead of uncertain demand.

Demand is normal here. In the model a spare unit is kept, not sold off: with a lead of one week, cost `cost` and holding
`holding` x cost, a spare unit loses what it loses with salvage = cost (1 - holding), and the weekly profit is the same.
"""

from math import sqrt

import numpy as np
from scipy import stats

from equilibrium.scenario import Scenario


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
