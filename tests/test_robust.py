"""Robust mixes: futures drawn once for all mixes, four rules over them, and nothing reported that was used to choose."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.balance import futures, robust, rules, thresholds
from equilibrium.balance.objectives import objective
from equilibrium.balance.surface import Measured
from equilibrium.parameters import REGISTRY
from equilibrium.plots import regret, style
from equilibrium.studies.flips import LEVERS, SIZES
from equilibrium.words import LANGUAGES
from equilibrium.words.robust import robust_sentences

SMALL = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225, weeks=12, missions=[])
MIXES = [{"push_pull": 0.2}, {"push_pull": 0.8, "volume_value": 0.3}]


@pytest.fixture(scope="module")
def found():
    return robust.robust(
        SMALL, objective("profit", 12), names=["push_pull", "volume_value"], given=MIXES[:1], budget=330, seed=2
    )


def test_futures_fill_every_range_and_leave_sizes_and_levers_alone():
    drawn = futures.draw(SMALL, 20, 1)
    assert not set(drawn.draws) & set(SIZES + LEVERS)
    for key in ("loyalty", "energy_success"):
        cells = ((drawn.draws[key] - REGISTRY[key].low) / (REGISTRY[key].high - REGISTRY[key].low) * 20).astype(int)
        assert sorted(cells) == list(range(20))  # a Latin hypercube: each twentieth once
    assert sorted({name: drawn.contexts.count(name) for name in drawn.contexts}.values()) == [4] * 5
    assert drawn.scenario(3).value("loyalty") == drawn.draws["loyalty"].iat[3]


def test_batches_share_neither_draws_nor_luck_and_the_same_batch_is_the_same():
    one, same, other = (futures.draw(SMALL, 10, 1, batch=batch) for batch in (0, 0, 1))
    assert one.draws.equals(same.draws) and one.contexts == same.contexts and one.luck == same.luck
    assert not set(one.luck) & set(other.luck)
    assert not np.isin(one.draws["loyalty"], other.draws["loyalty"]).any()


def test_a_named_context_keeps_what_it_says_otherwise():
    war = SMALL.with_(rival_margin=0.6, patience=7.5)
    drawn = futures.draw(SMALL, 12, 1, contexts={"mixed": {}, "war": war}, weights={"mixed": 2, "war": 1})
    assert drawn.contexts.count("war") == 4
    for k, context in enumerate(drawn.contexts):
        there = drawn.scenario(k)
        assert (there.value("patience") == 7.5) == (context == "war")
        assert there.value("loyalty") == drawn.draws["loyalty"].iat[k]
        assert drawn.table().loc[k, "patience"] == there.value("patience")


def test_every_mix_meets_the_same_futures_whatever_the_number_of_workers():
    drawn = futures.draw(SMALL, 5, 1)
    measures = objective("profit", 12).measures
    one = futures.run(drawn, [*MIXES, MIXES[0]], measures, workers=1)["profit"]
    two = futures.run(drawn, [*MIXES, MIXES[0]], measures, workers=3)["profit"]
    assert (one == two).all() and (one[0] == one[2]).all() and (one[0] != one[1]).all()


def test_what_is_uncertain_can_be_named_or_nothing():
    assert list(futures.draw(SMALL, 4, 1, uncertain=["loyalty"]).draws) == ["loyalty"]
    nothing = futures.draw(SMALL, 4, 1, uncertain=[], contexts={"mixed": {}})
    assert nothing.scenario(2) == SMALL
    with pytest.raises(ValueError, match='"some"'):
        futures.draw(SMALL, 4, 1, uncertain="some")
    with pytest.raises(ValueError, match="weights"):
        futures.draw(SMALL, 4, 1, weights={"no such": 1.0})


def test_each_rule_chooses_what_it_is_named_for():
    """Three mixes, two contexts: one is best on average, one is never far from the best, one is good enough most often."""
    values = np.array([
        [100.0, 100.0, 100.0, 0.0, 0.0, 0.0],
        [60.0, 60.0, 60.0, 25.0, 25.0, 25.0],
        [31.0, 31.0, 31.0, 31.0, 31.0, 31.0],
    ])  # fmt: skip
    found = rules.outcomes(values, values >= 30.0, ["a"] * 3 + ["b"] * 3)
    chosen = {rule: rules.choice(rule, found).candidate for rule in rules.RULES}
    assert chosen == {"expected": 0, "regret": 0, "context": 0, "satisficing": 2}
    wide = rules.outcomes(
        values - np.array([[0, 0, 0, 60, 60, 60], [0] * 6, [0] * 6]), values >= 30.0, ["a"] * 3 + ["b"] * 3
    )
    assert rules.choice("context", wide).candidate == 1 and rules.choice("regret", wide).candidate == 1


def test_futures_that_tie_are_decided_by_regret_and_one_future_more_outweighs_any():
    values = np.array([[5.0, 5.0, 5.0], [9.0, 9.0, 9.0], [0.0, 0.0, 0.0]])
    met = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 1]], bool)
    assert rules.choice("satisficing", rules.outcomes(values, met, ["a"] * 3)).candidate == 2
    assert rules.choice("satisficing", rules.outcomes(values, met[[0, 1, 1]], ["a"] * 3)).candidate == 1


def test_a_clear_choice_is_sure_and_one_between_equals_is_split():
    rng = np.random.default_rng(0)
    luck = rng.normal(size=(2, 60))
    clear = rules.choice("expected", rules.outcomes(luck + np.array([[0.0], [2.0]]), luck > 0, ["a"] * 60))
    assert clear.candidate == 1 and clear.sure > 0.99
    sure = [
        rules.choice("expected", rules.outcomes(rng.normal(size=(2, 60)), luck > 0, ["a"] * 60)).sure for _ in range(40)
    ]
    assert 0.6 < np.mean(sure) < 0.9 and sum(clear.shares) == pytest.approx(1.0)


def test_intervals_of_a_mean_hold_the_truth_about_as_often_as_they_say():
    rng, held = np.random.default_rng(3), 0
    for _ in range(100):
        values = rng.normal(10.0, 3.0, (1, 40))
        again = rules.outcomes(values, values > 0, ["a"] * 20 + ["b"] * 20).resampled()
        told = rules.estimate(values.mean(), again.values[0].mean(-1))
        held += told.low <= 10.0 <= told.high
    assert 86 <= held <= 99


def test_thresholds_are_least_values_spans_and_expressions():
    values = {"profit": np.array([-1.0, 5.0, 9.0, np.nan]), "energy": np.array([0.5, 0.7, 0.9, 0.7])}
    hold = thresholds.holding({"profit": 0.0, "energy": (0.6, 0.8)}, values, 12)
    assert hold.tolist() == [False, True, False, False]
    assert thresholds.holding({"profit / 10 + energy": (None, 1.3)}, values, 12).tolist() == [True, True, False, False]
    for wrong in ({}, {"profit": (3.0, 1.0)}):
        with pytest.raises(ValueError, match="thresholds"):
            thresholds.measured(wrong, 12)


def test_present_and_given_mixes_are_measured_beside_what_the_search_finds(found):
    origins = [each.origin for each in found.candidates]
    assert origins[:2] == ["present", "given"] and len(origins) > 2 and found.searched >= 12
    assert found.candidates[0].mix == {"push_pull": 0.5, "volume_value": 0.5}
    assert found.candidates[1].mix == {"push_pull": 0.2, "volume_value": 0.5}
    assert found.runs <= 330 and found.lots[1] == found.lots[2] == len(found.futures)
    assert found.candidates[0].gain == Measured(0.0, 0.0, 0.0)
    for each in found.candidates:
        assert each.expected.low <= each.expected.value <= each.expected.high
        assert min(one.regret.value for one in each.contexts.values()) >= 0.0 and each.worst >= each.regret.value
    for context in found.candidates[0].contexts:
        assert min(each.contexts[context].regret.value for each in found.candidates) == 0.0


def test_what_is_reported_comes_from_the_fresh_futures_alone(found):
    values = futures.run(found.futures, [each.mix for each in found.candidates], objective("profit", 12).measures)[
        "profit"
    ]
    assert (values == found.values).all()
    assert [each.expected.value for each in found.candidates] == pytest.approx(values.mean(1))
    assert min(found.futures.luck) == 2 * futures.BATCH


def test_an_obviously_better_mix_is_found_chosen_and_sure():
    """Named candidates: prices below cost can be no rule's choice."""
    poor = {"push_pull": 0.5, "price_volume": 20.0, "price_value": 40.0}
    found = robust.robust(SMALL, objective("profit", 12), candidates=[poor, {"push_pull": 0.5}], uncertain=["loyalty", "wage"],
                          budget=100, seed=1)  # fmt: skip
    assert {choice.candidate for choice in found.choices.values()} == {
        0
    }  # the third is the present mix, and ties with it
    assert found.candidates[1].gain.high < 0.0 and found.names == ()


def test_too_small_a_budget_says_how_much_is_needed():
    with pytest.raises(ValueError, match="at least are allowed for a search"):
        robust.robust(SMALL, objective("profit", 12), budget=50)
    with pytest.raises(ValueError, match="48 at least"):
        robust.robust(SMALL, objective("profit", 12), candidates=MIXES, budget=20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_and_picture_tell_the_same_choice(found, language):
    mix = found.chosen()
    lines = robust_sentences(found, language)
    assert (
        f"{round(100 * mix.satisfies.value)}" in lines[0]
        and f"{round(100 * found.choices['satisficing'].sure)}" in lines[1]
    )
    sheet = regret.plot(found, "Test", "foot", language)
    assert len(style.png(sheet)) > 10_000
    texts = [text.get_text() for text in sheet.findobj(lambda each: hasattr(each, "get_text"))]
    assert "foot" in texts and not any("{" in text for text in texts)
