"""Chen, Drezner, Ryan & Simchi-Levi (2000), Quantifying the bullwhip effect, Management Science 46(3): 436-443.

Orders up to L times a moving average of `window` weeks vary more than demand. As in the paper (section 2), safety stock is
kept by inflating L beyond the physical lead time, with z = 0.
"""

import numpy as np

from equilibrium.scenario import Scenario


def variance_ratio(cover, window, correlation=0.0):
    """Variance of orders over that of demand: 1 + (2 L/p + 2 L^2/p^2)(1 - rho^p).

    Parameters: `cover` L, weeks of demand held and ordered; `window` p, weeks averaged; `correlation` rho of AR(1) demand.
    """
    share = cover / window
    return 1.0 + (2.0 * share + 2.0 * share**2) * (1.0 - correlation**window)


def orders(demand, cover, window):
    """Orders (week,) from `window` weeks on, when what is missing is owed to the customer: y_t - y_(t-1) + D_t."""
    demand = np.asarray(demand, float)
    mean = np.convolve(demand, np.ones(window) / window, "valid")
    return cover * np.diff(mean) + demand[window:]
