"""Rivals: recommendations counted again under structures that the model could have had."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.balance import rivals, structures
from equilibrium.balance.objectives import objective

SMALL = eq.Scenario.load("storefront").with_(customers=300, customer_weight=150, weeks=30, missions=[])
STEADY = SMALL.with_(calendar=[[0, "calm"]])


def test_the_reference_scenario_has_eight_rivals_and_each_differs_from_it_in_what_it_names():
    scenario = eq.Scenario.load("storefront")
    found = structures.rival_scenarios(scenario)
    assert list(found) == [
        "influence_share", "learning_program", "quality_saturating", "network_random", "network_barabasi_albert",
        "network_ring", "network_mixing", "shelf_1",
    ]  # fmt: skip
    assert len({each.digest for each in found.values()} | {scenario.digest}) == 9


def test_a_rival_of_a_rival_is_the_scenario_itself():
    scenario = eq.Scenario.load("storefront").with_(
        shocks=[{"week": 9, "word_of_mouth": {"set": 0.004}}, {"week": 20, "word_of_mouth": {"factor": 0.5}}]
    )
    there = structures.rival_scenarios(scenario)["influence_share"]
    assert there.coefficients(9)["word_of_mouth"] == pytest.approx(8 * scenario.coefficients(9)["word_of_mouth"])
    assert there.coefficients(20)["word_of_mouth"] == pytest.approx(8 * scenario.coefficients(20)["word_of_mouth"])
    assert structures.rival_scenarios(there)["influence_link"] == scenario
    for name, back in (("learning_program", "learning_text"), ("quality_saturating", "quality_linear"),
                       ("network_ring", "network_watts_strogatz")):  # fmt: skip
        there = structures.rival_scenarios(scenario)[name]
        assert structures.rival_scenarios(there)[back] == scenario


def test_where_all_have_the_same_neighbours_both_rules_of_talk_are_one_world_once_scaled():
    """On a ring share times degree is the number; up to rounding of the product nothing may differ."""
    ring = STEADY.with_(network="ring", word_of_mouth=0.02)
    other = structures.rival_scenarios(ring)["influence_share"]
    one, two = (eq.simulate(each, 2, 5).weekly["customers"].to_numpy() for each in (ring, other))
    assert np.abs(one - two).max() <= 2 and one.std() > 0


def test_nobody_to_talk_to_leaves_the_rivals_of_talk_out():
    found = structures.rival_scenarios(SMALL.with_(network="none"))
    assert list(found) == ["learning_program", "quality_saturating", "shelf_1"]


def test_a_claim_that_cannot_fail_holds_in_all_rivals_and_its_opposite_turns_in_all():
    """Prices below cost against prices above: no structure of the model changes that."""
    poor, rich = {"price_volume": 20.0, "price_value": 50.0}, {"price_volume": 60.0, "price_value": 120.0}
    for pair, verdict in (((rich, poor), "holds"), ((poor, rich), "turns")):
        found = rivals.recount(STEADY, rivals.better(*pair), objective("profit", 30), replicates=4, seed=3)
        assert found.of == 8 and found.those(verdict) == tuple(structures.rival_scenarios(STEADY))
        assert found.holds == (8 if verdict == "holds" else 0) and found.base.verdict == verdict
        assert found.runs == 9 * 2 * 4


def test_a_mix_against_itself_is_told_nowhere():
    calls = []
    found = rivals.recount(STEADY, rivals.better({}, {}), objective("profit", 30), replicates=2, seed=3,
                           progress=lambda *at: calls.append(at))  # fmt: skip
    assert {each.verdict for each in (found.base, *found.rivals)} == {"cannot tell"}
    assert calls[-1] == (found.runs, found.runs)


def test_intervals_are_as_wide_as_holms_rule_judged():
    """Two clear gaps, one that would pass alone and not among three, one that is nothing."""
    luck = np.random.default_rng(0).normal(size=(4, 40))
    luck = (luck - luck.mean(1, keepdims=True)) / luck.std(1, ddof=1, keepdims=True) * 40**0.5
    counts = rivals.judged("abcd", list(luck + np.array([[6.0], [-5.0], [2.2], [0.1]])), 1)
    assert [each.verdict for each in counts] == ["holds", "turns", "cannot tell", "cannot tell"]
    assert counts[2].p < 0.05
    for each in counts:
        assert (each.low > 0 or each.high < 0) == (each.verdict != "cannot tell")


def test_false_verdicts_stay_within_five_per_cent_of_recounts():
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(400):
        counts = rivals.judged("abcdefgh", list(rng.normal(size=(8, 16))), 1)
        wrong += any(each.verdict != "cannot tell" for each in counts)
    assert wrong / 400 < 0.08


def test_pull_and_interaction_are_the_contrasts_they_name():
    claim = rivals.pull(SMALL, "push_pull", {"volume_value": 0.4, "push_pull": 0.99})
    assert [mix["push_pull"] for mix in claim.mixes] == pytest.approx([1.0, 0.94])
    assert {mix["volume_value"] for mix in claim.mixes} == {0.4}
    claim = rivals.interaction("indie_weconomy", "development")
    value = {(0.75, 0.17): 5.0, (0.75, 0.11): 3.0, (0.25, 0.17): 1.5, (0.25, 0.11): 1.0}
    total = sum(
        weight * value[round(mix["indie_weconomy"], 4), round(mix["development"], 4)]
        for mix, weight in zip(claim.mixes, claim.weights, strict=True)
    )
    assert total == pytest.approx(5.0 - 3.0 - 1.5 + 1.0)


def test_missing_numbers_and_single_runs_are_refused_or_left_out():
    with pytest.raises(ValueError, match="2 at least"):
        rivals.recount(SMALL, rivals.better({}, {}), objective("profit", 30), replicates=1)
    with pytest.raises(ValueError, match="none of them differs"):
        rivals.recount(SMALL, rivals.better({}, {}), objective("profit", 30), rivals={})
    (count,) = rivals.judged("a", [np.array([1.0, np.nan, 2.0, 3.0])], 1)
    assert count.runs == 3 and count.mean == 2.0
