"""Nerlove & Arrow (1962): the goodwill stock, exactly, in `known-worlds/goodwill`."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.known_worlds import goodwill


def stock(scenario):
    """(week,) goodwill of one run: nothing is drawn."""
    return eq.simulate(scenario, 1, 1962).weekly["goodwill"].to_numpy()[0, :, 0]


@pytest.mark.parametrize("keep", [0.94, 0.9, 0.5, 0.99, 0.0])
def test_goodwill_follows_its_time_path_to_the_steady_state(keep):
    scenario = goodwill.scenario(keep)
    effort = goodwill.hours(scenario) / 100.0
    found = stock(scenario)
    assert found == pytest.approx(goodwill.path(effort, keep, found.size), rel=1e-12)
    left = abs(found[-1] / goodwill.steady(effort, keep) - 1.0)
    print(f"keep {keep}: steady {goodwill.steady(effort, keep):.2f}, after {found.size} weeks {found[-1]:.2f}")
    assert left == pytest.approx(keep**found.size, abs=1e-12)


def test_the_reference_stock_tends_to_180():
    assert goodwill.steady(10.8, 0.94) == pytest.approx(180.0)


def test_goodwill_is_half_gone_after_its_half_life():
    """Pull stops after two years: the shock turns all hours to serving."""
    keep = 0.5 ** (1 / 11)  # half gone in eleven weeks
    assert goodwill.half_life(keep) == pytest.approx(11.0)
    turn = {"calendar": [[0, 0.0], [105, 1.0]]}
    found = stock(goodwill.scenario(keep, weeks=130).with_(selling_serving=turn, inertia_selling_serving=1))
    assert found[104 - 1 + 11] / found[104 - 1] == pytest.approx(0.5, rel=1e-9)


def test_hours_shared_out_give_their_share_of_goodwill():
    """A third of selling hours pull: a third of the stock (nothing is lost between push and pull here)."""
    scenario = goodwill.scenario(0.94)
    assert stock(scenario.with_(push_pull=1 / 3)) == pytest.approx(stock(scenario) / 3.0, rel=1e-9)
    assert np.all(stock(scenario.with_(push_pull=0.0)) == 0.0)
