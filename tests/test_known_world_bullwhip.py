"""Bullwhip (Chen et al. 2000): the formula and what it is made of. Variance ratios are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import bullwhip


@pytest.mark.parametrize("lead, window, ratio", [(1, 5, 1.48), (2, 10, 1.48), (5, 5, 5.0)])
def test_the_formula_gives_the_known_ratios(lead, window, ratio):
    assert bullwhip.variance_ratio(lead, window) == pytest.approx(ratio, abs=1e-12)


@pytest.mark.parametrize("correlation", [0.0, 0.9, -0.5])
def test_the_mechanism_orders_the_levels_change_plus_demand(correlation):
    demand = bullwhip.autoregressive(correlation, 400, seed=0)
    assert np.allclose(bullwhip.supplied(demand, 2, 4)[54:], bullwhip.orders(demand, 2, 4)[50:], rtol=1e-9)


def test_with_no_safety_stock_sales_are_lost_and_the_formula_does_not_hold():
    """The trap: the formula owes the customer what is missing, the model loses it, and orders vary less than demand."""
    found, lost = bullwhip.measured_ratio(bullwhip.scenario(1, 5).with_(safety_units=0), replicates=4)
    assert lost > 0.0 and (found < 1.0).all()
