"""Trials: the same numbers as `simulate`, for many mixes under the same luck."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.balance.objectives import objective
from equilibrium.balance.trials import as_mixes, as_points, bounds, present, thinned, trials
from equilibrium.parameters import AXES

SMALL = eq.Scenario.load("storefront").with_(customers=300, customer_weight=150.0, weeks=30)
MIXES = [{"push_pull": 0.2}, {"selling_serving": 0.8, "development": 0.1}, {}]
MEASURES = objective("profit + satisfaction@5-20 + alive + energy + profit@10-12 + cash@7", 30).measures


def test_trials_are_the_ensembles_numbers_bit_for_bit():
    found = trials(SMALL, MIXES, MEASURES, 3, 7)
    for k, mix in enumerate(MIXES):
        ensemble = eq.simulate(SMALL.moved(**mix), 3, 7)
        for name, measure in MEASURES.items():
            assert np.array_equal(found[name][k], measure.read(ensemble)), (name, mix)


def test_workers_and_the_company_of_other_mixes_change_nothing():
    alone = trials(SMALL, MIXES[1:2], MEASURES, [2, 5], 7, workers=1)
    among = trials(SMALL, MIXES, MEASURES, [5, 2], 7, workers=4)
    for name in MEASURES:
        assert np.array_equal(alone[name][0], among[name][1][::-1])


def test_a_refused_mix_is_told_and_stops_the_rest():
    told = []
    with pytest.raises(eq.ScenarioError, match="push_pull"):
        trials(SMALL, [{"push_pull": 2.0}, *MIXES], MEASURES, 1, 7, progress=lambda done, of: told.append(done))
    assert told == []


def test_progress_counts_mixes():
    told = []
    trials(SMALL, MIXES, MEASURES, 1, 7, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_policy_takes_the_place_of_the_mix():
    aim = np.full(len(AXES), 0.1)
    found = trials(
        SMALL, [{}, {}], MEASURES, 2, 7, policies=[None, lambda sight: np.tile(aim, (len(sight.position), 1))]
    )
    ensemble = eq.simulate(SMALL, 2, 7, policy=lambda sight: np.tile(aim, (len(sight.position), 1)))
    assert np.array_equal(found["profit"][1], MEASURES["profit"].read(ensemble))
    assert not np.array_equal(found["profit"][0], found["profit"][1])


def test_a_thinned_market_is_as_large():
    full = eq.Scenario.load("storefront")
    thin = thinned(full, 1_000)
    for scenario in (full, thin):
        assert scenario.value("customers") * scenario.value("customer_weight") == pytest.approx(45_000)
    assert thinned(thin, 1_000) is thin


def test_mixes_and_points_are_two_ways_to_say_the_same():
    names = ("push_pull", "development")
    mixes = as_mixes(np.array([[0.1, 0.1], [0.9, 0.2]]), names)
    assert np.array_equal(as_points(mixes, names), [[0.1, 0.1], [0.9, 0.2]])
    assert present(SMALL.with_(push_pull=0.3))["push_pull"] == 0.3
    assert bounds(("substance",)).tolist() == [[0.5, 1.0]]
    with pytest.raises(ValueError, match="credit"):
        bounds(("credit",))
