"""Logit choice and prices under it: closed forms. Shares and profits of the model are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import logit
from equilibrium.mechanisms import choice


@pytest.mark.parametrize("a, b, c, price, share", [(1, 1, 0, 1.567143, 0.361896), (3, 0.5, 2, 6.0, 0.5)])
def test_the_monopolist_asks_the_known_price(a, b, c, price, share):
    assert logit.monopoly(a, b, c) == pytest.approx((price, share), abs=1e-6)


@pytest.mark.parametrize("b, value, volume", [(0.5, 2.118, 0.798), (2.0, 0.094, 0.238)])
def test_value_wins_among_the_tolerant_and_volume_among_the_price_sensitive(b, value, volume):
    _, cost, price, share = logit.rivals(b)
    assert (price - cost) * share == pytest.approx([value, volume], abs=5e-4)
    assert price - cost == pytest.approx(1.0 / (b * (1.0 - share)), rel=1e-9)


def test_the_elasticity_is_the_slope_of_the_share():
    a, b, price = np.array([1.0, 0.3]), 1.4, np.array([0.8, 0.5])
    up = logit.shares(a, b, price * [1 + 1e-6, 1])[0]
    down = logit.shares(a, b, price * [1 - 1e-6, 1])[0]
    slope = (up - down) / 2e-6 / logit.shares(a, b, price)[0]
    assert logit.price_elasticity(a, b, price)[0] == pytest.approx(slope, rel=1e-6)


def test_nobody_is_won_twice():
    a, c, price, _ = logit.rivals(0.5)
    assert (logit.won(logit.scenario(a, 0.5, price, c, customers=1000), 3).sum(1) < 1.0).all()


def test_both_responses_of_quality_agree_without_uniqueness_and_at_the_reference():
    linear, saturating = (
        [choice.value_quality(1.2, 1.8, u, rule) for u in (0.0, 0.05, choice.REFERENCE, 0.4, 1.0)]
        for rule in (False, True)
    )
    assert np.sign(np.round(np.subtract(saturating, linear), 12)).tolist() == [0, 1, 0, -1, -1]
    assert np.diff(saturating).min() > 0.0
