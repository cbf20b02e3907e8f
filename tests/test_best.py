"""Best mix: known optima are found and held by interval and ridge, on edges and slanting ridges too; what is said is measured."""

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

import equilibrium as eq
from equilibrium.balance.best import best, find, split
from equilibrium.balance.landscape import landscape
from equilibrium.balance.objectives import objective
from equilibrium.balance.surface import Measured, fit, measured, spaced
from equilibrium.balance.trials import bounds
from equilibrium.plots import landscape as landscape_picture
from equilibrium.plots import price_of_error, style
from equilibrium.words.balance import best as best_sentences

pytest.importorskip("sklearn")

TINY = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225.0, weeks=26)
PROFIT = objective("profit", 26)
NAMES = ("push_pull", "selling_serving", "substance")
BOX = bounds(NAMES)
BUDGET = 2_600


def unit(points):
    return (points - BOX[:, 0]) / np.ptp(BOX, axis=1)


def lucky(known, seed, level=1.0, slope=0.8, rest=0.6):
    """A function as the search takes it: luck of a replicate lifts all and tilts, the rest is new at every place."""

    def evaluate(points, replicates):
        x, out = unit(points), np.empty((len(points), len(replicates)))
        for k, replicate in enumerate(replicates):
            own = np.random.default_rng((seed, replicate))
            out[:, k] = known(x) + level * own.normal() + slope * x @ own.normal(size=x.shape[1])
            out[:, k] += rest * own.normal(size=4096)[(x @ [911.0, 577.0, 353.0] * 1e4).astype(int) % 4096]
        return out

    return evaluate


def found(known, seed=0, **luck):
    return find(lucky(known, seed, **luck), NAMES, BOX, BOX.mean(1), budget=BUDGET, seed=seed)


def peak(x, at=(0.7, 0.3, 0.6), steep=(8.0, 8.0, 4.0)):
    return -(np.array(steep) * (x - at) ** 2).sum(1)


def test_the_surface_repeats_what_it_was_given_and_reads_every_replicate_alike():
    points = BOX[:, 0] + spaced(3, 60, 1) * np.ptp(BOX, axis=1)
    luck = np.random.default_rng(0).normal(size=6)
    values = 5.0 + peak(unit(points))[:, None] + luck
    surface = fit(points, values, BOX)
    assert np.allclose(surface.per_replicate(points), values, atol=0.05)
    assert np.allclose(surface.per_replicate(points).mean(1), surface.mean(points))
    gap, error = surface.difference(points[:5], points[7])
    assert np.allclose(gap, peak(unit(points[:5])) - peak(unit(points[7:8])), atol=0.05)
    assert (error < 0.1).all()  # luck that lifts all places alike is not in a difference
    assert np.allclose(unit(surface.best()), (0.7, 0.3, 0.6), atol=0.05)


def test_the_surface_knows_less_where_nothing_was_simulated():
    points = BOX[:, 0] + 0.5 * spaced(3, 40, 1) * np.ptp(BOX, axis=1)
    surface = fit(points, np.sin(6 * unit(points)).sum(1)[:, None] + np.zeros(4), BOX)
    near, far = BOX[:, 0] + np.array([[0.25], [0.95]]) * np.ptp(BOX, axis=1)
    assert 5 * surface.bends(near)[0] < surface.bends(far)[0]


def test_mixes_without_a_number_are_left_out_and_too_few_are_refused():
    points = BOX[:, 0] + spaced(3, 20, 1) * np.ptp(BOX, axis=1)
    values = peak(unit(points))[:, None] + np.zeros(3)
    values[4, 1] = np.nan
    assert len(fit(points, values, BOX).points) == 19
    with pytest.raises(ValueError, match="at least 5"):
        fit(points[:5], values[:5], BOX)


def test_a_known_optimum_is_found_with_its_interval_and_ridge():
    got = found(peak)
    true = BOX[:, 0] + np.array((0.7, 0.3, 0.6)) * np.ptp(BOX, axis=1)
    assert (got.interval[:, 0] <= true).all() and (true <= got.interval[:, 1]).all()
    assert got.ridge.contains(true)[0] and got.ridge.contains(got.ridge.sample).all()
    assert not got.ridge.contains(BOX[:, 0])[0]
    assert np.allclose(unit(got.place), (0.7, 0.3, 0.6), atol=0.15)
    assert got.gain.low <= peak(unit(got.place[None]))[0] - peak(np.full((1, 3), 0.5))[0] <= got.gain.high


def test_an_optimum_on_the_edge_has_a_one_sided_interval_that_includes_it():
    got = found(lambda x: peak(x, (0.5, 0.4, 1.0)) + 3.0 * x[:, 2])
    assert got.place[2] == 1.0 and got.interval[2, 1] == 1.0 and got.interval[2, 0] > 0.7
    assert got.price[2][1] is None and got.price[2][0].value > 0
    assert got.ridge.contains(BOX[:, 0] + np.array((0.5, 0.4, 1.0)) * np.ptp(BOX, axis=1))[0]


def test_a_slanting_ridge_is_told_as_two_axes_that_replace_each_other():
    got = found(lambda x: -12.0 * (x[:, 0] + x[:, 1] - 1.0) ** 2 - 6.0 * (x[:, 2] - 0.5) ** 2)
    assert set(got.ridge.free) == {"push_pull", "selling_serving"}
    assert got.ridge.pairs[0][:2] == ("push_pull", "selling_serving") and got.ridge.pairs[0][2] < -0.8
    assert abs(got.ridge.direction[0] + got.ridge.direction[1]) < 0.3 and got.ridge.share > 0.8


def test_of_two_peaks_the_higher_is_found():
    def two(x):
        return np.maximum(peak(x, (0.15, 0.2, 0.5), (20.0, 20.0, 4.0)), peak(x, (0.85, 0.8, 0.5)) - 1.5)

    assert np.allclose(unit(found(two, seed=3).place)[:2], (0.15, 0.2), atol=0.15)


def test_what_is_claimed_is_measured_on_replicates_the_search_did_not_see():
    asked = []

    def evaluate(points, replicates):
        asked.append((len(points), replicates))
        return lucky(peak, 0)(points, replicates)

    got = find(evaluate, NAMES, BOX, BOX.mean(1), budget=BUDGET)
    searched, measured_on = {r for _, r in asked[:-1]}, asked[-1][1]
    assert searched == {range(got.replicates)} and measured_on.start == got.replicates
    assert got.runs == sum(n * len(r) for n, r in asked) <= BUDGET
    assert got.searched + asked[-1][0] * got.fresh == got.runs


def test_more_replicates_narrow_the_intervals():
    got = found(peak)
    now, then = np.ptp(got.interval, axis=1).sum(), np.ptp(got.with_more(4), axis=1).sum()
    assert 0.35 * now < then < 0.8 * now


def test_more_runs_are_said_to_narrow_an_interval_only_if_its_words_change(monkeypatch):
    got = found(peak)
    assert "would bring it to about" in best_sentences(got, PROFIT, "en")[-1]
    monkeypatch.setattr(type(got), "with_more", lambda self, times: self.interval)
    assert "would hardly narrow it" in best_sentences(got, PROFIT, "en")[-1]
    assert "nemmeno il quadruplo" in best_sentences(got, PROFIT, "it")[-1]


def test_a_flat_objective_leaves_all_free():
    got = find(
        lambda points, replicates: np.ones((len(points), len(replicates))), NAMES, BOX, BOX.mean(1), budget=1_000
    )
    assert got.gain.value == 0.0 and got.value.value == 1.0
    assert got.ridge.contains(BOX.T).all()


def test_too_small_a_budget_is_refused_with_the_least_that_will_do():
    with pytest.raises(ValueError, match="at least") as told:
        split(100, 8)
    assert split(int(str(told.value).split()[-1]), 8)[0] >= 8


@pytest.fixture(scope="module")
def small():
    return best(TINY, PROFIT, names=NAMES[:2], budget=400, seed=2)


def test_the_best_mix_of_a_scenario_is_the_same_for_the_same_seed_whatever_the_workers(small):
    told = []
    again = best(TINY, PROFIT, names=NAMES[:2], budget=400, seed=2, workers=1, progress=lambda *at: told.append(at))
    assert np.array_equal(small.place, again.place) and small.value == again.value
    assert set(small.mix) == set(NAMES[:2]) and small.objective == "profit"
    assert told[-1] == (again.runs, 400) and [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.fixture(scope="module")
def map_of():
    return landscape(TINY, PROFIT, "push_pull", "substance", n=5, budget=104, seed=1)


def test_a_landscape_simulates_every_point_under_the_luck_of_the_present_mix(map_of):
    assert map_of.simulated.shape == (5, 5, 4) and map_of.runs == 104
    shows = eq.simulate(TINY.with_(push_pull=1.0, substance=0.5), 4, 1)
    assert np.allclose(map_of.simulated[0, 4], PROFIT.measures["profit"].read(shows))
    assert (map_of.low <= map_of.difference).all() and (map_of.difference <= map_of.high).all()
    own = np.abs(map_of.difference[-1, 2]) / (map_of.high - map_of.low)[-1, 2]
    assert own < 0.5  # the present mix is a point of this grid: no difference from itself


def test_a_finer_landscape_takes_over_the_points_of_a_coarse_one(map_of):
    fine = landscape(TINY, PROFIT, "push_pull", "substance", n=9, seed=1, coarse=map_of)
    assert fine.runs == (81 - 25) * 4
    assert np.array_equal(fine.simulated[::2, ::2], map_of.simulated)
    with pytest.raises(ValueError, match="two dimensions"):
        landscape(TINY, PROFIT, "push_pull", "push_pull")


def test_more_replicates_join_those_of_a_coarse_landscape_and_give_the_map_that_all_at_once_give(map_of):
    told = []
    more = landscape(TINY, PROFIT, "push_pull", "substance", n=5, budget=6 * 26, seed=1, coarse=map_of,
                     progress=lambda *at: told.append(at))  # fmt: skip
    whole = landscape(TINY, PROFIT, "push_pull", "substance", n=5, budget=6 * 26, seed=1)
    assert more.replicates == 6 and more.runs == 2 * 26 and told[-1] == (52, 52)
    assert np.array_equal(more.simulated, whole.simulated) and np.array_equal(more.baseline, whole.baseline)
    assert np.array_equal(more.value, whole.value) and np.array_equal(more.best, whole.best)


@pytest.mark.parametrize("language", ["en", "it"])
def test_pictures_draw_in_both_languages(small, map_of, language):
    for sheet, word in (
        (landscape_picture.plot(map_of, language, robust={"push_pull": 0.2, "substance": 0.8}), ("robust", "robusto")),
        (price_of_error.plot(small, language), ("best found", "il migliore trovato")),
    ):
        texts = [text.get_text() for text in sheet.findobj(Text)]
        assert word[language == "it"] in texts
        style.png(sheet)


def test_a_map_tells_the_gain_that_it_is_given_and_says_when_there_is_none(map_of):
    for gain, word in (
        (Measured(123_000.0, 45_000.0, 201_000.0), "€123k"),
        (Measured(1.0, -45_000.0, 45_000.0), "Nowhere"),
    ):
        texts = " ".join(text.get_text() for text in landscape_picture.plot(map_of, "en", gain=gain).findobj(Text))
        assert word in texts.replace("\n", " ")


def test_a_mix_that_does_not_move_an_axis_of_the_map_stands_at_the_present_place_there(map_of):
    for mix in ({"substance": 0.8}, {}):
        sheet = landscape_picture.plot(map_of, "en", robust=mix)
        (robust,) = [line for line in sheet.findobj(Line2D) if line.get_marker() == "D"]
        assert robust.get_xdata()[0] == pytest.approx(map_of.present[0])
        assert robust.get_ydata()[0] == pytest.approx(mix.get("substance", map_of.present[1]))


def test_a_word_on_the_map_stands_beside_its_own_mark_and_on_no_other(map_of):
    near = map_of.best + np.array([-0.08, -0.02])
    sheet = landscape_picture.plot(map_of, "it", robust={"push_pull": near[0], "substance": near[1]})
    sheet.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in sheet.findobj(Text)}
    words = [boxes[word] for word in ("robusto", "il meglio qui", "oggi")]
    axes = next(line.axes for line in sheet.findobj(Line2D) if line.get_marker() == "D")
    spots = [axes.transData.transform(place) for place in (near, map_of.best, map_of.present)]
    for k, box in enumerate(words):
        middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        far = np.maximum(np.abs(spots[k] - middle) - [box.width / 2, box.height / 2], 0).max() / sheet.dpi
        assert far < 0.3  # inches
        assert not any(box.contains(*spot) for spot in spots)
        assert not any(box.overlaps(other) for other in words[:k])


def test_an_interval_of_one_number_is_without_end():
    assert measured(np.array([3.0])).high == np.inf


@pytest.mark.slow
def test_intervals_and_ridge_hold_the_optimum_about_as_often_as_they_say():
    true = BOX[:, 0] + np.array((0.7, 0.3, 0.6)) * np.ptp(BOX, axis=1)
    got = [found(peak, seed) for seed in range(60)]
    inside = np.mean([(one.interval[:, 0] <= true) & (true <= one.interval[:, 1]) for one in got])
    on_ridge = np.mean([one.ridge.contains(true)[0] for one in got])
    assert inside > 0.88 and on_ridge > 0.86  # 95 % less three errors of 60
    assert np.mean([np.ptp(unit(one.interval.T), axis=0) for one in got]) < 0.6
