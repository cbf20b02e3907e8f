"""Multinomial logit choice (McFadden 1974) and prices under it: shares, the monopolist's, and Bertrand competition.

Utility of offer j is a_j - b p_j, of none 0. In the model prices count in 60 EUR: b is `price_sensitivity`, a is
`attraction`, p is the price over 60.
"""

import numpy as np
from scipy.special import lambertw

from equilibrium.scenario import Scenario


def shares(attraction, sensitivity, price):
    """(offer,) shares of those who choose; what is missing to 1 chooses none."""
    weight = np.exp(np.asarray(attraction, float) - sensitivity * np.asarray(price, float))
    return weight / (1.0 + weight.sum())


def price_elasticity(attraction, sensitivity, price):
    """(offer,) own-price elasticity of each share, -b p (1 - s)."""
    return -sensitivity * np.asarray(price, float) * (1.0 - shares(attraction, sensitivity, price))


def monopoly(attraction, sensitivity, cost):
    """(price, share) of a monopolist: p - c = 1 / (b (1 - s)), solved by Lambert's W."""
    odds = float(lambertw(np.exp(attraction - sensitivity * cost - 1.0)).real)
    return cost + (1.0 + odds) / sensitivity, odds / (1.0 + odds)


def bertrand(attraction, sensitivity, cost):
    """((offer,) prices, (offer,) shares) in the equilibrium of one-offer rivals: p_j - c_j = 1 / (b (1 - s_j)).

    Best replies by the monopolist's formula against the rivals' offers; prices are strategic complements, so this
    converges (Anderson, de Palma & Thisse 1992, ch. 7).
    """
    attraction, cost = np.asarray(attraction, float), np.asarray(cost, float)
    price = cost + 1.0 / sensitivity
    for _ in range(10_000):
        before = price.copy()
        for j in range(price.size):
            rivals = np.delete(np.exp(attraction - sensitivity * price), j).sum()
            price[j], _ = monopoly(attraction[j] - np.log1p(rivals), sensitivity, cost[j])
        if np.abs(price - before).max() < 1e-13 * (1.0 + np.abs(price).max()):
            break
    return price, shares(attraction, sensitivity, price)


def scenario(attraction, sensitivity, price, cost, customers=100_000):
    """The scenario in which everybody chooses once among enterprises (attraction, price, cost each: (enterprise,))."""
    firms = [
        {"attraction": a, "price_volume": 60.0 * p, "cost_volume": 60.0 * c}
        for a, p, c in zip(attraction, price, cost, strict=True)
    ]
    base = Scenario.load("known-worlds/logit")
    rivals = [{"name": f"rival-{k}", **firm} for k, firm in enumerate(firms[1:], 1)]
    return base.with_(customers=customers, price_sensitivity=sensitivity, rivals=rivals, **firms[0])
