"""Cohen & Levinthal (1990): absorbing needs crafts of one's own. Findings: test_findings.py."""

import numpy as np
import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.known_worlds import absorptive
from equilibrium.mechanisms.alliances import absorb_probability


@pytest.mark.parametrize("half, floor", [(0.15, 0.0), (0.4, 0.03), (2.0, 0.5)])
def test_formula_and_mechanism_agree(half, floor):
    own = np.linspace(0, 1, 11)
    model = [absorb_probability(share, half, floor) for share in own]
    assert absorptive.success(own, half, floor) == pytest.approx(model, abs=1e-12)
    assert np.diff(model, 2).max() < 0.0 < np.diff(model).min()  # rises, ever less


@pytest.mark.parametrize("own, half, floor", [(0.5, 0.25, 0.0), (0.2, 0.08, 0.1), (1.0, 1.0, 0.0)])
def test_attempts_succeed_as_often_as_own_crafts_say(own, half, floor):
    absorbed = absorptive.counted(absorptive.scenario(half, floor), hooks=[absorptive.holding(own)])[0]
    hold(f"own {own}, half {half}, floor {floor}", absorbed.mean(1), absorptive.success(own, half, floor))


def test_allies_bring_nothing_to_who_makes_nothing_in_the_reference_scenario_too():
    scenario = eq.Scenario.load("storefront").with_(weeks=104, customers=500, indie_weconomy=1.0, absorptive_floor=0)
    weekly = eq.simulate(scenario, 4, seed=5).weekly.isel(enterprise=0)
    assert weekly["partners"].sum() > 0 and weekly["absorbed_crafts"].sum() == 0
    some = eq.simulate(scenario.with_(indie_weconomy=0.5), 4, seed=5).weekly.isel(enterprise=0)
    assert some["absorbed_crafts"].sum() > 0


def test_more_half_absorbs_less_under_the_same_luck():
    few, many = (absorptive.counted(absorptive.scenario(half, indie=0.5))[0].sum(1) for half in (0.6, 0.1))
    assert (many > few).all()
