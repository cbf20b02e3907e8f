"""Wright (1936): unit cost in the model's own books, in `known-worlds/wright`. Findings: test_findings.py."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.known_worlds import wright


def test_the_formula_gives_wrights_curve():
    assert wright.exponent(0.8) == pytest.approx(0.3219, abs=5e-5)
    assert wright.saved_by_doubling(wright.exponent(0.8)) == pytest.approx(0.2)


@pytest.mark.parametrize("exponent", [0.322, 0.1, 0.0, 1.0])
def test_unit_cost_follows_the_curve_straight_on_double_logarithms(exponent):
    scenario = wright.scenario(exponent, weeks=104)
    before, cost = wright.books(scenario)
    curve = wright.unit_cost(scenario.value("cost_volume"), before, scenario.value("experience_start"), exponent)
    assert cost == pytest.approx(curve, rel=1e-9)
    assert wright.doubling(exponent) == pytest.approx(wright.saved_by_doubling(exponent), abs=1e-9)


def test_what_is_made_ahead_teaches_as_well():
    """All ordered to a forecast: experience counts orders, and cost still follows all units made."""
    scenario = wright.scenario(0.322, weeks=52).with_(push_pull=0.0)
    weekly = eq.simulate(scenario, 1, 1936, indicators=[wright.MADE]).weekly.isel(replicate=0, enterprise=0)
    before = np.append(scenario.value("experience_start"), weekly["made"].to_numpy()[:-1])
    spent = (weekly["revenue"] - weekly["profit"]).to_numpy()
    known = wright.unit_cost(scenario.value("cost_volume"), before, scenario.value("experience_start"), 0.322)
    assert spent == pytest.approx(weekly["ordered"].to_numpy() * known, rel=1e-9, abs=1e-6)
    assert weekly["ordered"].sum() > 0.9 * weekly["units_volume"].sum()
