"""Garivier & Moulines (2011): learners over arms, and the policy that makes arms of mixes. Findings: test_findings.py."""

from math import inf

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.known_worlds import bandits
from equilibrium.parameters import AXES
from equilibrium.policies.bandits import Bandit, SlidingWindowUCB, Thompson, confidence_index
from equilibrium.simulation import Sight

ARMS = [{"push_pull": 0.1}, {"push_pull": 0.5, "indie_weconomy": 0.2}, {"push_pull": 0.9}]


def test_the_index_is_the_mean_and_a_benefit_of_the_doubt_and_who_was_not_tried_comes_first():
    index = confidence_index(np.array([[3.0, 0.0]]), np.array([[4.0, 0.0]]), 10, 0.6)
    assert index[0] == pytest.approx([0.75 + (0.6 * np.log(10) / 4) ** 0.5, inf])


def test_the_window_of_least_regret_is_the_papers():
    assert bandits.best_window(10_000) == pytest.approx(1213.9, abs=0.1)


def test_a_window_as_long_as_the_game_is_ucb1():
    means = bandits.switching(500)
    assert np.array_equal(
        bandits.regret(means, SlidingWindowUCB(500), 20), bandits.regret(means, SlidingWindowUCB(inf), 20)
    )


def test_what_left_the_window_is_forgotten_exactly():
    """Counted again from the list of all trials, at every trial."""
    luck, learner, past = np.random.default_rng(1), SlidingWindowUCB(7), []
    learner.start(5, 3)
    for _ in range(40):
        chosen = learner.choose(luck.random((5, 3)))
        past.append((chosen, luck.random(5)))
        learner.learn(*past[-1])
        for run in range(5):
            for arm in range(3):
                paid = [reward[run] for chosen, reward in past[-7:] if chosen[run] == arm]
                assert learner.recent.tries[run, arm] == len(paid)
                assert learner.recent.total[run, arm] == pytest.approx(sum(paid), abs=1e-12)


@pytest.mark.parametrize("learner", [SlidingWindowUCB(), Thompson()])
def test_where_nothing_changes_the_best_arm_is_found(learner):
    means = np.tile([0.2, 0.5, 0.8], (2000, 1))
    lost = bandits.regret(means, learner, 40)
    assert lost.mean() + 3 * lost.std() / 40**0.5 < 0.1 * 0.3 * 2000


@pytest.mark.parametrize(
    "remembers, forgets", [(SlidingWindowUCB(), SlidingWindowUCB(300)), (Thompson(), Thompson(0.99))]
)
def test_where_the_best_arm_changes_who_forgets_loses_less(remembers, forgets):
    means = bandits.switching(2000)
    gained = bandits.regret(means, remembers, 60) - bandits.regret(means, forgets, 60)
    assert gained.mean() > 3 * gained.std(ddof=1) / 60**0.5


def test_a_draw_from_the_posterior_chooses_an_arm_as_often_as_it_is_the_best():
    """Beta(4, 2) against Beta(2, 4), the chance by summing over a grid."""
    learner = Thompson()
    learner.start(40_000, 2)
    learner.total[:], learner.tries[:] = [3.0, 1.0], [4.0, 4.0]
    share = (learner.choose(np.random.default_rng(3).random((40_000, 2))) == 0).mean()
    grid = (np.arange(4000) + 0.5) / 4000
    first, second = grid**3 * (1 - grid), grid * (1 - grid) ** 3
    known = (first * np.cumsum(second)).sum() / (first.sum() * second.sum())
    assert share == pytest.approx(known, abs=3 * (0.25 / 40_000) ** 0.5 + 0.001)


def sights(policy, weeks, profit, runs=2):
    """Targets (week, run, axis) of a policy that sees `profit(week, targets)` (run,) of the week before."""
    target, seen, all_targets = np.full((runs, len(AXES)), 0.3), np.zeros(runs), []
    for week in range(1, weeks + 1):
        figures = {"profit": seen, "wages": np.ones(runs)}
        target = policy(Sight(week, figures, target.copy(), target.copy(), np.zeros((runs, 1))))
        all_targets.append(target)
        seen = profit(week, target)
    return np.array(all_targets)


def test_each_mix_is_held_for_its_weeks_and_only_its_axes_move():
    told = sights(Bandit(ARMS, weeks=5, settle=2), 60, lambda week, target: target[:, 0] * 0.5)
    pull = told[:, 0, 0].reshape(12, 5)
    assert (pull == pull[:, :1]).all() and list(pull[:3, 0]) == [0.1, 0.5, 0.9]
    assert (told[:, :, 1:4] == 0.3).all() and set(np.unique(told[:, :, 4])) == {0.3, 0.2}
    assert (pull[:, 0] == 0.9).sum() > 4  # what pays most is tried most


def test_weeks_in_which_the_position_still_moves_do_not_count():
    """Every spell begins with a windfall for the worst mix: who counts all weeks finds all mixes alike."""

    def pays(week, target):
        return 0.7 * np.where((week - 1) % 6 < 3, 1.0 - target[:, 0], target[:, 0])

    for settle, counted in ((3, np.array([0.1, 0.5, 0.9])), (0, np.full(3, 0.5))):
        policy = Bandit(ARMS, weeks=6, settle=settle, low=-0.4, high=0.8)
        sights(policy, 240, pays)
        seen = policy.learner.recent
        assert seen.total / seen.tries == pytest.approx(np.tile((0.7 * counted + 0.4) / 1.2, (2, 1)))


@pytest.mark.parametrize("learner", [SlidingWindowUCB(6, xi=0.01), Thompson(0.9)])
def test_in_the_model_replicates_do_not_see_each_other_and_threads_change_nothing(learner):
    scenario = eq.Scenario.load("storefront").with_(weeks=60, customers=500, customer_weight=90)
    policy = Bandit(ARMS, learner, weeks=4, settle=1)
    among = eq.simulate(scenario, range(6), seed=5, policy=policy, threads=2).weekly
    alone = eq.simulate(scenario, [4], seed=5, policy=policy, threads=1).weekly
    assert np.array_equal(among["profit"][4], alone["profit"][0])
    assert len(np.unique(among["push_pull"].isel(enterprise=0), axis=0)) > 1


@pytest.mark.parametrize("wrong", [{"mixes": []}, {"mixes": [{"pull_push": 1}]}, {"mixes": ARMS, "settle": 13}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"allowed|axes are"):
        Bandit(**wrong)
