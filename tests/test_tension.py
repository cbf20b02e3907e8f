"""Tension: known pulls are found, balance is told from a slope, and early warnings are downsides that show soon."""

from itertools import combinations

import numpy as np
import pytest

from equilibrium.balance.contrasts import contrasts
from equilibrium.balance.objectives import objective
from equilibrium.balance.tension import BETTER, VISIBLE, around, design, pulls_of, tension
from equilibrium.balance.trials import bounds, trials
from equilibrium.figures import FIGURES
from equilibrium.plots import tension as picture
from equilibrium.scenario import Scenario
from equilibrium.words.opposites import tension_sentences, warning_sentence

NAMES = ("selling_serving", "substance")


def small(weeks=52):
    return Scenario.load("storefront").with_(customers=300, customer_weight=150.0, weeks=weeks)


@pytest.fixture(scope="module")
def found():
    return tension(small(), objective("profit", 52), names=NAMES, budget=240, seed=4)


@pytest.mark.parametrize("count", [2, 4, 5, 8, 10])
def test_any_three_dimensions_meet_all_their_places_equally_often(count):
    levels = design(count)
    for some in combinations(range(count), min(3, count)):
        places, times = np.unique(levels[:, some], axis=0, return_counts=True)
        assert len(places) == 3 ** len(some)
        assert len(set(times)) == 1


def test_no_step_leaves_the_range():
    places = around(np.array([0.05, 0.5, 1.0]), np.array([[0.0, 1.0], [0.0, 1.0], [0.5, 1.0]]), 0.1)
    np.testing.assert_allclose(places, [[0.0, 0.4, 0.95], [0.05, 0.5, 1.0], [0.15, 0.6, 1.0]])


def test_gains_are_found_whatever_pairs_do_to_each_other_and_the_intervals_hold_them():
    luck, times = np.random.default_rng(7), 300
    slope, curve = np.array([40.0, 0.0, -20.0, 0.0, 10.0]), np.array([0.0, 80.0, 0.0, 0.0, 50.0])
    pairs = luck.normal(0, 60, (5, 5))
    at, places = np.full(5, 0.5), around(np.full(5, 0.5), np.tile([0.0, 1.0], (5, 1)), 0.1)

    def evaluate(points, replicates):
        x = points - at
        value = x @ slope - x**2 @ curve + np.einsum("pa,ab,pb->p", x, np.triu(pairs, 1), x)
        return (
            value[:, None]
            + 30 * luck.standard_normal(len(replicates))
            + 3 * luck.standard_normal((len(x), len(replicates)))
        )

    held = 0
    for _ in range(times):
        values = pulls_of(evaluate, places, design(5), range(12))
        for k in range(5):
            first, second = contrasts(np.stack([values[k, 0] - values[k, 1], values[k, 2] - values[k, 1]]))
            held += first.low <= -0.1 * slope[k] - 0.01 * curve[k] <= first.high
            held += second.low <= 0.1 * slope[k] - 0.01 * curve[k] <= second.high
    assert 0.93 <= held / (10 * times) <= 0.97


def test_a_side_without_room_is_not_asked_for(found):
    assert found.pull("substance").second is None
    assert found.pull("substance").up == pytest.approx(0.0)
    assert found.pull("selling_serving").first is not None


def test_the_pull_of_a_pole_is_the_gain_of_a_step_over_the_others_places(found):
    scenario, asked = small(), objective("profit", 52)
    places = around(found.at, bounds(NAMES), 0.1)
    mixes = [{NAMES[0]: places[a, 0], NAMES[1]: places[b, 1]} for a in range(3) for b in range(3)]
    values = asked.read(trials(scenario, mixes, asked.measures, found.pull(NAMES[0]).first.runs, 4))
    values = values.reshape(3, 3, -1).mean(1)
    assert found.pull(NAMES[0]).second.value == pytest.approx((values[2] - values[1]).mean())


def test_too_much_selling_is_warned_of_by_unanswered_requests_before_the_year_is_over(found):
    selling = found.poles["selling_serving", 0]
    figures = [sign.figure for sign in selling.warnings]
    assert "served_share" in figures
    assert set(figures) <= {sign.figure for sign in selling.downsides}
    assert all(FIGURES[sign.figure].seen and sign.size <= -VISIBLE for sign in selling.warnings)
    assert [sign.weeks for sign in selling.warnings] == sorted(sign.weeks for sign in selling.warnings)
    assert "Too near selling" in warning_sentence(selling, "en")
    assert "Troppo vicino a selling" in warning_sentence(selling, "it")


def test_idle_hours_are_among_the_downsides_of_serving(found):
    serving = found.poles["selling_serving", 1]
    assert "utilisation" in [sign.figure for sign in serving.downsides]
    assert "interference" in [sign.figure for sign in serving.upsides]  # fewer hours lost between opposites at a pole


def test_every_sign_is_a_figure_and_the_better_way_is_known():
    assert set(BETTER) <= set(FIGURES)
    assert set(BETTER.values()) == {1, -1}


def test_the_picture_names_both_poles_and_the_first_warning(found):
    texts = [text.get_text() for text in picture.plot(found).findobj(match=lambda x: hasattr(x, "get_text"))]
    assert {"selling", "serving", "more real renewal"} <= set(texts)
    assert any("(down)" in text or "(up)" in text for text in texts)
    picture.plot(found, "it")
    assert all(tension_sentences(found, language) for language in ("en", "it"))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"names": ()}, "names: .* one or more"),
        ({"step": 0.0}, "step: 0.0 found"),
        ({"budget": 100}, "budget: 100 runs found"),
        ({"contexts": ("storm",)}, "contexts: 'storm' found"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(how, said):
    with pytest.raises(ValueError, match=said):
        tension(small(), objective("profit", 52), **how)
