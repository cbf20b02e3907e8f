"""Chen, Drezner, Ryan & Simchi-Levi (2000), Quantifying the bullwhip effect, Management Science 46(3): 436-443.

Orders up to L times a moving average of p weeks vary more than demand. The formula is exact for z = 0 when what is missing is
owed to the customer; the model loses it, so a constant safety stock, which moves no variance, sees to it that nothing is.
"""

import numpy as np

from equilibrium.scenario import Scenario


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
