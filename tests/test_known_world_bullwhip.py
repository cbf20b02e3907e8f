"""Bullwhip (Chen et al. 2000): the formula, the mechanism under demand that remembers, and `known-worlds/bullwhip`."""

import numpy as np
import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.figures import Figure
from equilibrium.known_worlds import bullwhip
from equilibrium.mechanisms import supply

MADE = Figure("made", "units", "made", "prodotto", "last", lambda state: state.enterprises.experience.copy())


@pytest.mark.parametrize("lead, window, ratio", [(1, 5, 1.48), (2, 10, 1.48), (5, 5, 5.0)])
def test_the_formula_gives_the_known_ratios(lead, window, ratio):
    assert bullwhip.variance_ratio(lead, window) == pytest.approx(ratio, abs=1e-12)


def ratio_in_the_model(scenario, replicates=16, seed=2000):
    """(replicate,) variance of what is made over variance of demand, and weeks with a missing unit."""
    weekly = eq.simulate(scenario, replicates, seed, indicators=[MADE]).weekly.isel(enterprise=0)
    made = np.diff(weekly["made"].to_numpy()[:, 51:])
    demand = weekly["units_volume"].to_numpy()[:, 52:]
    return made.var(1) / demand.var(1), float(weekly["lost_sales"].to_numpy()[:, 52:].sum())


@pytest.mark.parametrize("lead, window", [(1, 5), (2, 10), (5, 5), (3, 26), (12, 13)])
def test_orders_vary_more_than_demand_by_the_known_ratio(lead, window):
    """Nine years of weeks; 2 % is allowed for the bias of a ratio of variances of so many weeks that remember."""
    found, lost = ratio_in_the_model(bullwhip.scenario(lead, window))
    target = bullwhip.variance_ratio(lead, window)
    assert lost == 0.0
    hold(f"variance ratio, L {lead}, p {window}", found, target, allowance=0.02 * target)


def test_what_is_made_on_demand_varies_no_more_than_demand():
    found, _ = ratio_in_the_model(bullwhip.scenario(5, 5, push=0.0))
    print(f"variance ratio of pure pull: {found.mean():.4f}")
    assert (found <= 1.05).all()


def test_half_push_is_between_the_poles():
    """Half of demand is ordered ahead: made = D + L/p (D - D_p)/2, so the excess is L/p + L^2/(2 p^2)."""
    found, _ = ratio_in_the_model(bullwhip.scenario(5, 5, push=0.5))
    hold("variance ratio of half push", found, 1.0 + 1.0 + 0.5, allowance=0.02 * 2.5)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.5])
def test_demand_that_remembers_bends_the_ratio_as_the_formula_says(correlation):
    """The mechanism itself, fed with autoregressive demand; 2 % for the variances' finite length."""
    lead, window, weeks = 2, 4, 4000
    target = bullwhip.variance_ratio(lead, window, correlation)
    ratios = []
    for seed in range(8):
        demand = bullwhip.autoregressive(correlation, weeks, seed)
        pipeline, history = np.zeros(12), np.zeros(26)
        stock, level, orders = 0.0, -1.0, np.empty(weeks)
        for t in range(weeks):
            *_, orders[t], stock, level = supply.supply(
                demand[t], 1.0, stock, pipeline, history, level, window, lead, 5000.0, 0.0
            )
        assert np.allclose(orders[window + 50 :], bullwhip.orders(demand, lead, window)[50:], rtol=1e-9)
        ratios.append(orders[100:].var() / demand[100:].var())
    hold(f"variance ratio, rho {correlation}", ratios, target, allowance=0.02 * target)
