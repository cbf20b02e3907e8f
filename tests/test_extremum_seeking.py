"""Extremum seeking: on a quadratic of known best, and in the reference scenario."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.parameters import AXES
from equilibrium.policies.extremum_seeking import ExtremumSeeking
from equilibrium.simulation import Sight

BEST = np.array([0.4, 0.6, 0.5, 0.35, 0.65])


def quadratic(policy, weeks, start=0.5, best=BEST, inertia=1.0, replicates=1):
    """A world outside the model: results are minus the squared distance to `best`, an array or a function of the week.

    Estimates (week, replicate, axis).
    """
    position = np.full((replicates, len(AXES)), start)
    target, estimates = position.copy(), []
    for week in range(1, weeks + 1):
        profit = -((position - (best(week) if callable(best) else best)) ** 2).sum(1)
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
    later = 1.0 - BEST
    estimates = quadratic(ExtremumSeeking(gain=0.3), 1000, best=lambda week: BEST if week <= 500 else later)[:, 0]
    assert estimates[450:500].mean(0) == pytest.approx(BEST, abs=0.03)
    assert estimates[-50:].mean(0) == pytest.approx(later, abs=0.03)


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


def test_in_the_reference_scenario_it_leaves_a_lopsided_mix_and_gains():
    """From little serving it finds more, against noise: the gain over the fixed mix, paired by luck, beats 2 errors."""
    scenario = eq.Scenario.load("storefront").with_(selling_serving=0.15, credit=1e9)  # ruin would end the search
    policy = ExtremumSeeking(axes=["selling_serving"], gain=0.2)
    profits = [eq.simulate(scenario, 8, seed=3, policy=p).weekly["profit"].isel(enterprise=0) for p in (None, policy)]
    gained = (profits[1] - profits[0]).mean("week").values
    assert gained.mean() > 2.0 * gained.std(ddof=1) / 8**0.5
    assert policy.estimate[:, AXES.index("selling_serving")].mean() > 0.3


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
    with pytest.raises(ValueError, match=r"allowed|axes are"):
        ExtremumSeeking(**wrong)
