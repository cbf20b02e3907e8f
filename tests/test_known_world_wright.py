"""Wright (1936): unit cost in the model's own books, in `known-worlds/wright`."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.figures import Figure
from equilibrium.known_worlds import wright

MADE = Figure("made", "units", "made", "prodotto", "last", lambda state: state.enterprises.experience.copy())


def books(scenario):
    """(units made before the week, unit cost of the week) from revenue, profit and units; nothing else is booked."""
    weekly = eq.simulate(scenario, 1, 1936, indicators=[MADE]).weekly.isel(replicate=0, enterprise=0)
    start = scenario.value("experience_start")
    before = np.append(start, weekly["made"].to_numpy()[:-1])
    return before, ((weekly["revenue"] - weekly["profit"]) / weekly["units_volume"]).to_numpy()


def test_the_formula_gives_wrights_curve():
    assert wright.exponent(0.8) == pytest.approx(0.3219, abs=5e-5)
    assert wright.saved_by_doubling(wright.exponent(0.8)) == pytest.approx(0.2)


@pytest.mark.parametrize("exponent", [0.322, 0.1, 0.0, 1.0])
def test_each_doubling_of_output_saves_its_share_of_unit_cost(exponent):
    scenario = wright.scenario(exponent, weeks=104)
    before, cost = books(scenario)
    first = scenario.value("cost_volume")
    assert cost == pytest.approx(
        wright.unit_cost(first, before, scenario.value("experience_start"), exponent), rel=1e-9
    )
    doubled = 2.0 * before[: np.searchsorted(before, before[-1] / 2.0)]
    saved = 1.0 - np.exp(np.interp(np.log(doubled), np.log(before), np.log(cost))) / cost[: doubled.size]
    print(f"b {exponent}: saved by a doubling {saved.mean():.4f}, known {wright.saved_by_doubling(exponent):.4f}")
    assert saved == pytest.approx(wright.saved_by_doubling(exponent), abs=1e-9)  # straight on double logarithms


def test_what_is_made_ahead_teaches_as_well():
    """All ordered to a forecast: experience counts orders, and cost still follows all units made."""
    scenario = wright.scenario(0.322, weeks=52).with_(push_pull=0.0)
    weekly = eq.simulate(scenario, 1, 1936, indicators=[MADE]).weekly.isel(replicate=0, enterprise=0)
    before = np.append(scenario.value("experience_start"), weekly["made"].to_numpy()[:-1])
    spent = (weekly["revenue"] - weekly["profit"]).to_numpy()
    known = wright.unit_cost(scenario.value("cost_volume"), before, scenario.value("experience_start"), 0.322)
    assert spent == pytest.approx(weekly["ordered"].to_numpy() * known, rel=1e-9, abs=1e-6)
    assert weekly["ordered"].sum() > 0.9 * weekly["units_volume"].sum()
