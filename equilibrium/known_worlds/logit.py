"""Multinomial logit choice (McFadden 1974) and prices under it: shares, the monopolist's, and Bertrand competition.

Utility of offer j is a_j - b p_j, of none 0. In the model prices count in 60 EUR: b is `price_sensitivity`, a is
`attraction`, p is the price over 60.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import lambertw

from equilibrium.findings import Comparison, Finding, Line, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "logit, Bertrand"
MECHANISM = "choice"
SOURCE = "McFadden (1974), Anderson et al. (1992)"

VALUE, VOLUME = (4.0, 2.0), (2.0, 0.5)  # attraction, cost: the rich offer and the lean one


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


def won(scenario, replicates=8, seed=1974):
    """(replicate, enterprise) shares in the model after everybody has chosen once."""
    return simulate(scenario, replicates, seed).weekly["market_share"].isel(week=0).to_numpy()


def rivals(b):
    """Attractions and costs of value and volume, and their Bertrand (prices, shares) at sensitivity `b`."""
    a, c = (np.array(pair) for pair in zip(VALUE, VOLUME, strict=True))
    return a, c, *bertrand(a, b, c)


def lost_by_another_price(factor):
    """(per replicate, of the closed form): what the value house loses at `factor` times its Bertrand price, b .5.

    The same customers under both prices: common random numbers make the small difference visible.
    """
    a, c, price, share = rivals(0.5)
    other = price * [factor, 1.0]
    best = won(scenario(a, 0.5, price, c))[:, 0] * (price[0] - c[0])
    moved = won(scenario(a, 0.5, other, c))[:, 0] * (other[0] - c[0])
    return best - moved, (price[0] - c[0]) * share[0] - (other[0] - c[0]) * shares(a, 0.5, other)[0]


def findings() -> Iterator[Finding]:
    """Shares at the monopolist's and at Bertrand prices, profits there, and no other price earning more."""
    for a, b, c in ((1, 1, 0), (3, 0.5, 2), (0.5, 2.5, 0.2)):
        price, share = monopoly(a, b, c)
        found = won(scenario([a], b, [price], [c]))[:, 0]
        yield held(f"share at the monopoly price {price:.4g}, a {a}, b {b}, c {c}", found, share)
    for b in (0.5, 2.0):
        a, c, price, share = rivals(b)
        found = won(scenario(a, b, price, c))
        for k, name in enumerate(("value", "volume")):
            margin = price[k] - c[k]
            yield held(f"share of {name} at Bertrand prices, b {b}", found[:, k], share[k])
            yield held(f"profit of {name} at Bertrand prices, b {b}", found[:, k] * margin, margin * share[k])
    attraction, prices = [1.0, 0.2, -0.5], [1.2, 0.4, 0.1]
    found = won(scenario(attraction, 0.9, prices, [0.0, 0.0, 0.0]))
    for k, share in enumerate(shares(attraction, 0.9, prices)):
        yield held(f"share of offer {k + 1} of three", found[:, k], share)
    for factor in (0.8, 1.25):
        lost, target = lost_by_another_price(factor)
        yield held(f"profit value loses at {factor} times its Bertrand price", lost, target)
        yield equal(f"runs in which value earns more at {factor} times it", np.sum(lost <= 0.0), 0, 0)


def comparison() -> Comparison:
    """Profit of value and of volume over price sensitivity, at Bertrand prices."""
    fine, tried = np.geomspace(0.3, 2.5, 40), np.array([0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5])
    lines = []
    for group, name in enumerate(("value", "volume")):
        curve = [(price[group] - c[group]) * share[group] for a, c, price, share in map(rivals, fine)]
        lines.append(Line(f"{name}, closed form", fine, curve, reference=True, group=group))
    found = [won(scenario(a, b, price, c)) * (price - c) for b in tried for a, c, price, _ in [rivals(b)]]
    for group in range(2):
        profits = np.array([profit[:, group] for profit in found])
        error = profits.std(1, ddof=1) / profits.shape[1] ** 0.5
        lines.append(Line("model", tried, profits.mean(1), error, group=group))
    return Comparison(TITLE, "Value wins among the price-tolerant, volume among the price-sensitive.",
                      "price sensitivity b", "profit a customer (prices in 60 EUR)", tuple(lines))  # fmt: skip
