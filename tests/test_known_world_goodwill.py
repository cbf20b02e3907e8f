"""Nerlove & Arrow (1962): the goodwill stock. Its path in the model is among the findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import goodwill


@pytest.mark.parametrize("keep", [0.94, 0.5, 0.99])
def test_the_gap_to_the_steady_state_closes_as_keep_to_the_weeks(keep):
    steady = goodwill.steady(10.8, keep)
    assert 1.0 - goodwill.path(10.8, keep, 156) / steady == pytest.approx(keep ** np.arange(1, 157), abs=1e-12)


def test_the_reference_stock_tends_to_180():
    assert goodwill.steady(10.8, 0.94) == pytest.approx(180.0)
    assert goodwill.effort(goodwill.scenario(0.94)) == pytest.approx(10.8)


def test_half_of_what_is_kept_for_eleven_weeks_is_gone():
    assert goodwill.half_life(0.5 ** (1 / 11)) == pytest.approx(11.0)


def test_hours_shared_out_give_their_share_of_goodwill():
    """A third of selling hours pull: a third of the stock (nothing is lost between push and pull here)."""
    scenario = goodwill.scenario(0.94)
    assert goodwill.stock(scenario.with_(push_pull=1 / 3)) == pytest.approx(goodwill.stock(scenario) / 3.0, rel=1e-9)
    assert np.all(goodwill.stock(scenario.with_(push_pull=0.0)) == 0.0)
