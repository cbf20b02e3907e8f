"""Polarity watch: what it sees, where it leans, and what that is worth in the reference scenario."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.parameters import AXES
from equilibrium.policies.polarity_watch import SIGNS, EarlySign, PolarityWatch
from equilibrium.simulation import Sight

SERVING, ORGANISM, WECONOMY = (
    AXES.index(axis) for axis in ("selling_serving", "organization_organism", "indie_weconomy")
)
BETTER = {
    "push_pull": 0.3,
    "volume_value": 0.6,
    "selling_serving": 0.85,
    "organization_organism": 0.75,
    "indie_weconomy": 0.6,
}
NORMAL = {"served_share": 0.93, "utilisation": 0.65, "failure_share": 0.11}


def watched(policy, weeks, runs=1, **seen):
    """The last targets (replicate, axis) of a policy that sees the normal figures but for `seen`."""
    figures = {key: np.full(runs, value) for key, value in {**NORMAL, **seen}.items()}
    target = np.full((runs, len(AXES)), 0.5)
    for week in range(1, weeks + 1):
        target = policy(Sight(week, figures, target, target, np.zeros((runs, 1))))
    return target


def test_while_all_is_normal_the_base_mix_is_held():
    policy = PolarityWatch({"push_pull": 0.3, "selling_serving": 0.8})
    assert watched(policy, 60)[0] == pytest.approx([0.3, 0.5, 0.8, 0.5, 0.5])


@pytest.mark.parametrize(
    "seen, moved",
    [
        ({"served_share": 0.73}, {SERVING: 0.5 * 0.2}),
        ({"utilisation": 0.35}, {SERVING: -0.5 * 0.3}),
        ({"failure_share": 0.21}, {ORGANISM: 1.5 * 0.1, WECONOMY: -0.7 * 0.1}),
        ({"failure_share": 0.21, "served_share": 0.73}, {SERVING: 0.1, ORGANISM: 0.15, WECONOMY: -0.07}),
    ],
)
@pytest.mark.parametrize("limit", [None, 4.0])
def test_each_sign_leans_to_the_other_pole_in_proportion(seen, moved, limit):
    expected = np.full(len(AXES), 0.5)
    for axis, by in moved.items():
        expected[axis] += by
    assert watched(PolarityWatch(limit=limit), 100, **seen)[0] == pytest.approx(expected, abs=1e-6)


def test_luck_is_not_chased_and_a_lasting_change_is_answered():
    """One deviation of a sign, every other week up and down: nothing. Then up for good: the full answer."""
    policy = PolarityWatch(signs=[EarlySign(lambda sight: sight.figures["x"], 0.0, 1.0, {"push_pull": 0.2})])
    target = np.full((1, len(AXES)), 0.5)
    pulled = []
    for week in range(1, 81):
        seen = 1.0 if week > 40 else (-1.0) ** week
        target = policy(Sight(week, {"x": np.array([seen])}, target, target, np.zeros((1, 1))))
        pulled.append(target[0, 0])
    assert np.unique(pulled[:40]) == pytest.approx([0.5]) and pulled[-1] == pytest.approx(0.7, abs=1e-3)
    always = PolarityWatch(signs=policy.signs, limit=None)
    assert always(Sight(1, {"x": np.array([1.0])}, target, target, np.zeros((1, 1))))[0, 0] == target[0, 0]
    assert always(Sight(2, {"x": np.array([1.0])}, target, target, np.zeros((1, 1))))[0, 0] > target[0, 0]


def test_what_cannot_be_seen_counts_as_normal():
    assert watched(PolarityWatch(limit=None), 30, failure_share=np.nan)[0] == pytest.approx(np.full(len(AXES), 0.5))


@pytest.mark.slow
@pytest.mark.parametrize("base", [{}, BETTER])
def test_it_gains_over_its_base_mix_held_still_and_over_its_own_mean_mix(base):
    """Paired by luck, three errors. Held at the mean of where the watch stood, a mix gains nothing: it is the leaning that pays."""
    scenario = eq.Scenario.load("storefront").with_(**base)
    steered = eq.simulate(scenario, 64, seed=1992, policy=PolarityWatch()).weekly.isel(enterprise=0)
    stood = {axis: float(steered[axis].mean()) for axis in AXES}
    for mix in ({}, stood):
        still = eq.simulate(scenario, 64, seed=1992, mix=mix).weekly.isel(enterprise=0)
        gained = (steered["profit"] - still["profit"]).mean("week").values
        assert gained.mean() > 3.0 * gained.std(ddof=1) / 8.0


def test_one_policy_serves_several_runs_and_replicates_do_not_see_each_other():
    scenario = eq.Scenario.load("storefront").with_(weeks=40, customers=600)
    policy = PolarityWatch(limit=1.0)
    first = eq.simulate(scenario, [0, 1], seed=7, policy=policy).weekly
    second = eq.simulate(scenario, [1], seed=7, policy=policy).weekly
    assert np.array_equal(first["profit"][1], second["profit"][0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": {"pull_push": 0.5}},
        {"signs": [EarlySign(SIGNS[0].see, 0, 1, {"serving": 1})]},
        {"signs": [EarlySign(SIGNS[0].see, 0, 0, {})]},
        {"memory": 0.5},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"allowed|axes are"):
        PolarityWatch(**wrong)
