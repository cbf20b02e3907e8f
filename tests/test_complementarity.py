"""Complementarity: known interactions are found as often as stated, and what is not there is seldom told."""

from itertools import combinations

import numpy as np
import pytest

from equilibrium.balance.complementarity import (
    Interactions,
    by_hours,
    complementarity,
    design,
    interactions,
    of_corners,
    square,
)  # fmt: skip
from equilibrium.balance.contrasts import Contrast, contrasts, in_contexts
from equilibrium.balance.objectives import objective
from equilibrium.balance.trials import DIMENSIONS, bounds, present, trials
from equilibrium.plots import interactions as picture
from equilibrium.scenario import Scenario
from equilibrium.words.opposites import interactions_sentences

AXES3 = ("push_pull", "selling_serving", "indie_weconomy")


def small(**changes):
    return Scenario.load("storefront").with_(customers=200, customer_weight=225.0, weeks=26, **changes)


def bent(weights, noise, luck):
    """A surface with interactions `weights` {(a, b): w}, a peak along each dimension, and luck of runs and of mixes."""

    def evaluate(points, replicates):
        shape = len(points), len(replicates)
        value = sum(w * points[:, a] * points[:, b] for (a, b), w in weights.items()) - (points**2).sum(1)
        common = 20.0 * luck.standard_normal(shape[1])  # shared by all mixes, as under common random numbers
        return np.asarray(value)[:, None] + common + noise * luck.standard_normal(shape)

    return evaluate


@pytest.mark.parametrize("count", [2, 5, 6, 8])
def test_the_design_keeps_every_pair_apart_from_every_other_and_from_each_dimension_alone(count):
    signs = design(count)
    columns = np.stack(
        [*(signs[:, k] for k in range(count)), *(signs[:, a] * signs[:, b] for a, b in combinations(range(count), 2))]
    )
    assert len(signs) == (2**count if count < 6 else 2 ** (count - 1))
    np.testing.assert_array_equal(columns @ columns.T, len(signs) * np.eye(len(columns)))


def test_a_square_at_the_end_of_a_range_is_moved_inwards():
    low, high, moved_in = square(np.array([0.5, 0.05, 1.0]), np.array([[0.0, 1.0], [0.0, 1.0], [0.5, 1.0]]), 0.2)
    np.testing.assert_allclose(low, [0.3, 0.0, 0.8])
    np.testing.assert_allclose(high, [0.7, 0.4, 1.0])
    assert moved_in.tolist() == [False, True, True]


def test_intervals_hold_the_true_interaction_as_often_as_they_say_and_nothing_false_is_told_more_often_than_allowed():
    luck = np.random.default_rng(1990)
    truth, side, times = {(0, 1): 30.0, (1, 2): -20.0}, 0.4, 300
    signs = design(5)
    held, false, found = 0, 0, 0
    for _ in range(times):
        rows = interactions(bent(truth, 3.0, luck), 0.5 + signs * side / 2, signs, range(16))
        told = contrasts(rows)
        for pair, each in zip(combinations(range(5), 2), told, strict=True):
            true = truth.get(pair, 0.0) * side**2
            held += each.low <= true <= each.high
        false += any(each.sign for pair, each in zip(combinations(range(5), 2), told, strict=True) if pair not in truth)
        found += told[0].sign == 1 and told[4].sign == -1  # (0, 1) and (1, 2) of the ten pairs
    assert 0.935 <= held / (10 * times) <= 0.965
    assert false / times <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5
    assert found / times > 0.9


def test_the_matrix_of_a_scenario_is_the_difference_of_differences_of_its_runs():
    scenario, asked = small(), objective("profit", 26)
    found = complementarity(scenario, asked, names=AXES3, budget=64, seed=3)
    corners = design(3)
    mixes = [dict(zip(AXES3, (0.5 + 0.2 * row).tolist(), strict=True)) for row in corners]
    values = asked.read(trials(scenario, mixes, asked.measures, 8, 3))
    first, last = corners[:, 0], corners[:, 2]
    cells = {(a, b): values[(first == a) & (last == b)].mean(0) for a in (-1, 1) for b in (-1, 1)}
    runs = cells[1, 1] - cells[1, -1] - cells[-1, 1] + cells[-1, -1]
    assert found.of("indie_weconomy", "push_pull").value == pytest.approx(runs.mean())
    assert (found.runs, found.replicates, found.shifted) == (64, 8, ())


def test_every_context_is_looked_at_and_regimes_for_ever_differ():
    scenario = small()
    found = complementarity(
        scenario, objective("profit", 26), names=AXES3[:2], budget=96, seed=3, contexts=("calm", "crowded")
    )
    assert found.contexts == ("mixed", "calm", "crowded")
    values = [found.of("push_pull", "selling_serving", name).value for name in found.contexts]
    assert len(set(values)) == 3


def test_where_a_pair_does_the_opposite_is_said():
    sign = {"mixed": 1, "calm": -1, "crowded": 0}
    found = Interactions(
        AXES3[:2], np.full(2, 0.5), np.full(2, 0.3), np.full(2, 0.7), (), tuple(sign),
        {(name, *AXES3[:2]): Contrast(s * 5e4, s * 5e4 - 1e4, s * 5e4 + 1e4, s, 16) for name, s in sign.items()},
        "profit", 1, 64, 16,
    )  # fmt: skip
    assert found.turned(*AXES3[:2]) == ("calm",)
    assert found.label(*AXES3[:2], "calm") == "trade off"
    said = " ".join(interactions_sentences(found, "en"))
    assert "pull and serving" in said
    assert "50,000 EUR (40,000 to 60,000) more" in said
    assert "in: calm" in said
    assert "Si rafforzano di più pull e serving" in " ".join(interactions_sentences(found, "it"))


def test_what_cannot_be_told_is_blank_in_the_picture():
    pairs = list(combinations(AXES3, 2))
    signs = (1, 0, -1)
    table = {("mixed", *pair): Contrast(s * 4e4, -1e3, 1e3, s, 9) for pair, s in zip(pairs, signs, strict=True)}
    half = np.full(3, 0.5)
    found = Interactions(AXES3, half, half - 0.2, half + 0.2, (), ("mixed",), table, "profit", 1, 64, 8)
    for language, thousands in (("en", "thousand EUR"), ("it", "migliaia di euro")):
        texts = [
            text.get_text() for text in picture.plot(found, language).findobj(match=lambda x: hasattr(x, "get_text"))
        ]
        assert {"+40", "−40"} <= set(texts)
        assert not {"0", "+0"} & set(texts)
        assert any(thousands in text for text in texts)


def test_hours_for_crafts_and_for_allies_are_the_models_coordinates():
    mix = by_hours(0.06, 0.04)
    assert mix["development"] == pytest.approx(0.1)
    assert mix["development"] * mix["indie_weconomy"] == pytest.approx(0.04)
    assert by_hours(0.0, 0.0) == {"development": 0.0, "indie_weconomy": 0.0}


def test_four_corners_of_ones_own_are_told_by_the_same_statistic():
    scenario, asked = small(), objective("profit", 26)
    corners = [by_hours(own, allied) for own, allied in ((0.1, 0.1), (0.1, 0.0), (0.0, 0.1), (0.0, 0.0))]
    found = of_corners(scenario, asked, corners, replicates=6, seed=2)
    runs = [asked.read(trials(scenario.moved(**corner), [{}], asked.measures, 6, 2))[0] for corner in corners]
    assert found.value == pytest.approx((runs[0] - runs[1] - runs[2] + runs[3]).mean())
    assert found.runs == 6


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"names": ("push_pull",)}, "names: .* two or more"),
        ({"names": ("push_pull", "push_pull")}, "each once"),
        ({"step": 0.6}, "step: 0.6 found"),
        ({"budget": 100}, "budget: 100 runs found; 1024"),
        ({"contexts": ("storm",)}, "contexts: 'storm' found"),
        ({"at": {"push_pull": 1.2}}, "outside its range"),
        ({"at": {"price": 1.2}}, "at: .*price"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(how, said):
    with pytest.raises(ValueError, match=said):
        complementarity(small(), objective("profit", 26), **how)


def test_replicates_without_a_number_are_left_out():
    rows = np.array([[1.0, 2.0, np.nan, 3.0], [np.nan] * 4])
    some, none = contrasts(rows)
    assert (some.value, some.runs) == (2.0, 3)
    assert (none.runs, none.sign) == (0, 0)


def test_the_present_mix_is_where_everything_stands():
    assert set(present(small())) == set(DIMENSIONS)
    assert len(bounds()) == len(DIMENSIONS)
    assert list(in_contexts(small(), None)) == ["mixed"]
