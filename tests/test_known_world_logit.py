"""Logit choice and prices under it: closed forms, and shares, profits and best replies in `known-worlds/logit`."""

import numpy as np
import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.known_worlds import logit

VALUE, VOLUME = (4.0, 2.0), (2.0, 0.5)  # attraction, cost: the rich offer and the lean one


def won(scenario, replicates=8, seed=1974):
    """(replicate, enterprise) shares after everybody has chosen once."""
    return eq.simulate(scenario, replicates, seed).weekly["market_share"].isel(week=0).to_numpy()


@pytest.mark.parametrize("a, b, c, price, share", [(1, 1, 0, 1.567143, 0.361896), (3, 0.5, 2, 6.0, 0.5)])
def test_the_monopolist_asks_the_known_price(a, b, c, price, share):
    assert logit.monopoly(a, b, c) == pytest.approx((price, share), abs=1e-6)


@pytest.mark.parametrize("b, value, volume", [(0.5, 2.118, 0.798), (2.0, 0.094, 0.238)])
def test_value_wins_among_the_tolerant_and_volume_among_the_price_sensitive(b, value, volume):
    price, share = logit.bertrand([VALUE[0], VOLUME[0]], b, [VALUE[1], VOLUME[1]])
    profit = (price - [VALUE[1], VOLUME[1]]) * share
    assert profit == pytest.approx([value, volume], abs=5e-4)
    assert price - [VALUE[1], VOLUME[1]] == pytest.approx(1.0 / (b * (1.0 - share)), rel=1e-9)


def test_the_elasticity_is_the_slope_of_the_share():
    a, b, price = np.array([1.0, 0.3]), 1.4, np.array([0.8, 0.5])
    up = logit.shares(a, b, price * [1 + 1e-6, 1])[0]
    down = logit.shares(a, b, price * [1 - 1e-6, 1])[0]
    slope = (up - down) / 2e-6 / logit.shares(a, b, price)[0]
    assert logit.price_elasticity(a, b, price)[0] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("a, b, c", [(1, 1, 0), (3, 0.5, 2), (0.5, 2.5, 0.2)])
def test_a_monopolist_wins_the_logit_share(a, b, c):
    price, share = logit.monopoly(a, b, c)
    hold(f"share, a {a}, b {b}", won(logit.scenario([a], b, [price], [c]))[:, 0], share)


@pytest.mark.parametrize("b", [0.5, 2.0])
def test_rivals_win_the_logit_shares_at_bertrand_prices(b):
    a, c = [VALUE[0], VOLUME[0]], [VALUE[1], VOLUME[1]]
    price, share = logit.bertrand(a, b, c)
    found = won(logit.scenario(a, b, price, c))
    for k, name in enumerate(("value", "volume")):
        hold(f"share of {name}, b {b}", found[:, k], share[k])
        hold(f"profit of {name}, b {b}", found[:, k] * (price[k] - c[k]), (price[k] - c[k]) * share[k])


def test_three_offers_share_as_the_logit_says():
    a, price = [1.0, 0.2, -0.5], [1.2, 0.4, 0.1]
    found = won(logit.scenario(a, 0.9, price, [0.0, 0.0, 0.0]))
    for k, share in enumerate(logit.shares(a, 0.9, price)):
        hold(f"share of offer {k}", found[:, k], share)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_no_other_price_earns_the_value_house_more_than_its_bertrand_price(factor):
    """The same customers under both prices: common random numbers make the small difference visible."""
    a, b, c = [VALUE[0], VOLUME[0]], 0.5, [VALUE[1], VOLUME[1]]
    price, _ = logit.bertrand(a, b, c)
    other = price * [factor, 1.0]
    best = won(logit.scenario(a, b, price, c))[:, 0] * (price[0] - c[0])
    moved = won(logit.scenario(a, b, other, c))[:, 0] * (other[0] - c[0])
    target = price[0] - c[0], other[0] - c[0]
    gain = target[0] * logit.shares(a, b, price)[0] - target[1] * logit.shares(a, b, other)[0]
    assert gain > 0.0
    hold(f"profit lost by a price {factor} times it", best - moved, gain)
    assert (best > moved).all()
