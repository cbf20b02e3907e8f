"""Both selling and serving: the closed form of one budget, and `known-worlds/dual-focus`."""

import numpy as np
import pytest

from equilibrium.known_worlds import dual_focus
from equilibrium.simulation import simulate


def hours_lost(interference, serving):
    """Share of hours lost in one week of the budget's world."""
    return float(simulate(dual_focus.budget(serving, interference), 1, 1, weeks=1).weekly["interference"].mean())


@pytest.mark.parametrize("interference, serving", [(0.3, 0.5), (0.1, 0.2), (0.4, 0.9), (0.3, 0.0), (0.3, 1.0)])
def test_holding_both_costs_hours_as_the_form_says(interference, serving):
    assert hours_lost(interference, serving) == pytest.approx(dual_focus.conflict(interference, serving), abs=1e-12)


@pytest.mark.parametrize("reach, care, lapse", [(4.0, 3.0, 0.2), (1.0, 2.0, 0.05), (0.5, 0.2, 0.1), (8.0, 0.1, 0.3)])
def test_the_first_hour_of_serving_adds_customers_only_where_care_outweighs_reach(reach, care, lapse):
    step = 1e-5
    gain = dual_focus.base_on_budget(step, reach, care, lapse) - dual_focus.base_on_budget(0.0, reach, care, lapse)
    assert (gain > 0) == dual_focus.selling_alone_dominated(reach, care)


def test_the_best_share_of_one_budget_beats_all_others_and_both_poles():
    best = dual_focus.best_share(4.0, 3.0, 0.2)
    others = dual_focus.base_on_budget(np.linspace(0, 1, 101), 4.0, 3.0, 0.2)
    assert 0 < best < 1 and dual_focus.base_on_budget(best, 4.0, 3.0, 0.2) >= others.max()
    assert others[0] > others[-1] == 0


def test_without_interference_an_inner_share_earns_more_still():
    """Interference pushes to the poles: what it takes is taken between them."""
    earned = {
        cost: simulate(dual_focus.budget(0.4, cost), 2, 5).weekly["profit"][..., -100:].mean() for cost in (0.0, 0.3)
    }
    assert earned[0.0] > earned[0.3]
