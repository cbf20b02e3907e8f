"""Extremum seeking: on a quadratic of known best, and in the reference scenario."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.parameters import AXES
from equilibrium.policies.extremum_seeking import ExtremumSeeking
from equilibrium.simulation import Sight

BEST = np.array([0.4, 0.6, 0.5, 0.35, 0.65])


def quadratic(policy, weeks, start=0.5, best=BEST, inertia=1.0, replicates=1):
    """A world outside the model: results are minus the squared distance to `best`. Estimates (week, replicate, axis)."""
    position = np.full((replicates, len(AXES)), start)
    target, estimates = position.copy(), []
    for week in range(1, weeks + 1):
        profit = -((position - best) ** 2).sum(1)
        figures = {"profit": profit, "wages": np.ones(replicates)}
        target = policy(Sight(week, figures, position.copy(), target.copy(), np.zeros((replicates, 30))))
        position += (target - position) / inertia
        estimates.append(policy.estimate.copy())
    return np.array(estimates)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("gain, amplitude", [(0.1, 0.1), (0.2, 0.1), (0.1, 0.2)])
def test_on_a_quadratic_the_time_constant_is_one_over_gain_times_amplitude(axis, gain, amplitude):
    """Ariyur & Krstic (2003): 1 / (k a). Measured from 0.65 towards 0.35; 5 % for the wash-out filter's lag."""
    k = AXES.index(axis)
    expected = 1.0 / (gain * amplitude)
    policy = ExtremumSeeking(gain=gain, amplitude=amplitude, axes=[axis], cycle=156.0)
    gaps = (
        quadratic(policy, int(3 * expected), start=0.65, best=np.where(np.arange(5) == k, 0.35, 0.65))[:, 0, k] - 0.35
    )
    weeks = np.arange(len(gaps))
    late = weeks > 26  # once the level of results is known
    measured = -1.0 / np.polyfit(weeks[late], np.log(gaps[late]), 1)[0]
    assert measured == pytest.approx(expected, rel=0.05)


def test_all_axes_find_their_best_at_once():
    assert quadratic(ExtremumSeeking(gain=0.2), 800)[-100:].mean(0)[0] == pytest.approx(BEST, abs=0.02)


def test_the_best_is_found_under_inertia_that_the_policy_does_not_know():
    assert quadratic(ExtremumSeeking(gain=0.4), 1500, inertia=8.0)[-200:].mean(0)[0] == pytest.approx(BEST, abs=0.03)


def test_a_best_that_moves_is_followed():
    policy, moving = ExtremumSeeking(gain=0.3), np.array([0.3, 0.5, 0.7, 0.5, 0.5])
    first = quadratic(policy, 500)[-1]
    policy_start = first[0]
    after = quadratic(ExtremumSeeking(gain=0.3), 500, start=policy_start, best=moving)[-1]
    assert first[0] == pytest.approx(BEST, abs=0.04) and after[0] == pytest.approx(moving, abs=0.04)


def test_replicates_do_not_see_each_other():
    alone, among = ExtremumSeeking(), ExtremumSeeking()
    best = np.stack([BEST, 1.0 - BEST])
    assert np.array_equal(quadratic(alone, 60, best=best[1])[:, 0], quadratic(among, 60, best=best, replicates=2)[:, 1])


def test_axes_left_out_keep_their_target():
    policy = ExtremumSeeking(axes=["push_pull"])
    target = np.array([[0.5, 0.1, 0.9, 0.3, 0.7]])
    given = policy(Sight(1, {"profit": np.zeros(1), "wages": np.ones(1)}, target.copy(), target, np.zeros((1, 30))))
    assert np.array_equal(given[0, 1:], target[0, 1:])


def test_no_swing_is_the_sum_difference_or_double_of_others():
    from equilibrium.policies.extremum_seeking import SWINGS

    mixed = {abs(a + sign * b) for a in SWINGS for b in SWINGS for sign in (1, -1)}
    assert len(set(SWINGS)) == len(AXES) and not mixed & set(SWINGS)


def test_one_policy_serves_several_runs_and_gives_the_same_again():
    scenario = eq.Scenario.load("storefront").with_(weeks=20, customers=800)
    policy = ExtremumSeeking()
    first, second = (eq.simulate(scenario, 2, seed=7, policy=policy).weekly for _ in range(2))
    assert first.identical(second)


def test_targets_stay_in_their_domain_whatever_the_results():
    policy = ExtremumSeeking(gain=1e6, amplitude=0.2)
    estimates = quadratic(policy, 100)
    assert estimates.min() >= 0.2 and estimates.max() <= 0.8


@pytest.mark.parametrize("wrong", [{"amplitude": 0.0}, {"amplitude": 0.7}, {"cycle": 0.0}, {"axes": ["pull_push"]}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="allowed|axes are"):
        ExtremumSeeking(**wrong)
