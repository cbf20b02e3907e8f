"""Pareto fronts: known ones are recovered under noise, sure dominance is seldom wrong, the bend is where it was put."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from equilibrium.balance.dominance import bends, dominated, holm, p_dominates, surely_dominates
from equilibrium.balance.pareto import front, pareto
from equilibrium.balance.trials import trials
from equilibrium.parameters import AXES
from equilibrium.plots import pareto as picture
from equilibrium.plots import style
from equilibrium.scenario import Scenario
from equilibrium.studies.measures import Measure

pytest.importorskip("pymoo")
pytestmark = pytest.mark.filterwarnings("error")


def noisy(true, shared=0.3, own=0.02):
    """Runs of a `true` function from points to (objective, point): luck that all points share, and some of their own."""

    def evaluate(points, ids):
        means = true(np.asarray(points))
        luck = [np.random.default_rng([7, k]) for k in ids]
        common = np.stack([each.normal(0.0, shared, (len(means), 1)) for each in luck], -1)
        return means[..., None] + common + np.stack([each.normal(0.0, own, means.shape) for each in luck], -1)

    return evaluate


def distance(points):
    """How far the other dimensions are from where they should be; 0 on the front of all problems below."""
    return 3.0 * ((points[:, 1:] - 0.5) ** 2).sum(1)


def zdt2(points):
    """Zitzler, Deb & Thiele (2000), ZDT2, turned round: the front is second = - first ** 2, with our own distance."""
    x, g = points[:, 0], 1.0 + distance(points)
    return np.stack([x, -g * (1.0 - (1.0 - x / g) ** 2) - (g - 1.0)])


def sphere(points):
    """Deb et al. (2002), DTLZ2, turned round: the front is the eighth of a sphere that looks at the worst, radius 1."""
    a, b, r = points[:, 0] * np.pi / 2, points[:, 1] * np.pi / 2, 1.0 + distance(points[:, 1:])
    return -np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)]) * r


def corner(points):
    """Two straight pieces that meet at first = .7, second = .8."""
    x = points[:, 0]
    return np.stack([x, np.where(x < 0.7, 1.0 - 0.2 / 0.7 * x, 0.8 - 0.8 / 0.3 * (x - 0.7))]) - distance(points)


def found(true, dimensions, budget=8_000, count=2, seed=1, own=0.02):
    names = [f"x{k}" for k in range(dimensions)]
    said = [f"f{k}" for k in range(count)]
    box, start = np.array([(0.0, 1.0)] * dimensions), np.full((1, dimensions), 0.3)
    return front(noisy(true, own=own), said, names, box, start, budget=budget, seed=seed)


def test_a_known_front_of_two_is_recovered_over_all_its_length():
    """The recovered mixes' true figures lie near the curve that no mix can pass, and leave no gap on it."""
    seen = found(corner, 4)
    first, second = corner(seen.points)
    best = np.where(first < 0.7, 1.0 - 0.2 / 0.7 * first, 0.8 - 0.8 / 0.3 * (first - 0.7))
    assert (best - second).max() < 0.08 and np.median(best - second) < 0.03
    assert first.min() < 0.1 and first.max() > 0.9 and np.diff(np.sort(first)).max() < 0.2


def test_a_known_front_of_three_is_recovered():
    """All mixes lie near the sphere of radius 1; in this picture less radius is better, and 1 is the least."""
    radius = np.linalg.norm(sphere(found(sphere, 4, count=3).points), axis=0)
    assert radius.max() < 1.1 and np.median(radius) < 1.04


def test_the_bend_is_the_corner_that_was_built_in_and_stays_there_when_runs_are_drawn_anew():
    seen = found(corner, 3)
    assert abs(seen.mean[0, seen.knee] - seen.mean[0].min() - 0.7) < 0.12
    assert seen.knee_near >= 0.8 and seen.bend_low > 0.2
    assert seen.bend_low <= seen.bend <= seen.bend_high


def test_intervals_of_the_front_hold_the_true_differences_along_it():
    """All points share most of their luck, so differences between points are known much better than the points."""
    seen = found(corner, 3)
    gaps = seen.values[1] - seen.values[1, seen.knee]
    true = corner(seen.points)[1] - corner(seen.points)[1, seen.knee]
    error = gaps.std(-1, ddof=1) / np.sqrt(gaps.shape[-1])
    others = np.arange(len(true)) != seen.knee
    assert (np.abs(gaps.mean(-1) - true)[others] < 4.0 * error[others]).all()
    assert (seen.high - seen.low)[1].min() > 10.0 * error.max()


def test_more_search_comes_nearer_and_says_that_it_gains_little_in_the_end():
    poor, rich = found(zdt2, 5, budget=1_000), found(zdt2, 5, budget=12_000)
    assert (np.diff(rich.hypervolume) >= -1e-12).all()
    assert 0.0 <= rich.gained_late < 0.05
    assert distance(rich.points).mean() < distance(poor.points).mean()


def test_runs_are_counted_and_the_budget_is_kept():
    told = []
    seen = front(noisy(corner), ["a", "b"], ["x", "y"], np.array([(0.0, 1.0)] * 2), np.full((1, 2), 0.5), budget=2_000, seed=3,
                 progress=lambda done, total: told.append((done, total)))  # fmt: skip
    assert seen.searched + seen.measured <= 2_000 and seen.values.shape[-1] == seen.replicates
    assert told[-1][0] == seen.searched + seen.measured and {total for _, total in told} == {2_000}
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_of_equal_mixes_some_is_called_surely_dominated_in_at_most_one_search_in_twenty():
    """400 trials of eight equal points; the limit is three standard errors above 5 %."""
    luck = np.random.default_rng(3)
    false = [surely_dominates(luck.normal(size=(2, 8, 12))).any() for _ in range(400)]
    assert np.mean(false) <= 0.05 + 3.0 * (0.05 * 0.95 / 400) ** 0.5


def test_what_is_worse_everywhere_is_dropped_and_what_is_worse_somewhere_stays():
    luck = np.random.default_rng(4)
    means = np.array([(0.0, 1.0, 0.5, 0.5), (1.0, 0.0, 0.5, 0.2)])
    values = means[..., None] + luck.normal(0.0, 1.0, (2, 1, 30)) + luck.normal(0.0, 0.01, (2, 4, 30))
    assert dominated(values.mean(-1)).sum() <= 2
    assert surely_dominates(values).any(0).tolist() == [
        False,
        False,
        False,
        False,
    ]  # equal in the first: it may be luck
    values[0, 3] -= 0.2
    assert surely_dominates(values).any(0).tolist() == [False, False, False, True]


def test_a_figure_that_is_equal_in_every_run_speaks_neither_for_nor_against():
    luck = np.random.default_rng(5)
    better = luck.normal(0.0, 1.0, 20)
    values = np.stack([np.ones((2, 20)), np.stack([better + 1.0, better])])
    p = p_dominates(values)
    assert p[0, 1] < 1e-6 and p[1, 0] > 0.999 and p[0, 0] == 1.0


def test_holm_stops_at_the_first_test_that_does_not_stand():
    """Four tests at 5 %: .005 stands at .05 / 4 and .01 at .05 / 3, .03 does not at .05 / 2, so .04 does not either."""
    assert holm(np.array([[0.01, 0.04], [0.03, 0.005]])).tolist() == [[True, False], [False, True]]


def test_a_straight_front_has_no_bend():
    part = np.linspace(0.0, 1.0, 9)
    assert np.allclose(bends(np.stack([part * 1e6, 5.0 - part])), 0.0)


def test_a_mix_without_a_number_is_no_candidate():
    def hole(points):
        means = corner(points)
        return np.where(points[:, 0] > 0.5, np.nan, means)

    seen = found(hole, 3, budget=3_000)
    assert (seen.points[:, 0] <= 0.5).all() and np.isfinite(seen.mean).all()


def test_where_no_mix_has_a_number_that_is_said():
    with pytest.raises(ValueError, match="no mix tried has a number in every objective"):
        found(lambda points: np.full((2, len(points)), np.nan), 2, budget=1_000)


@pytest.mark.parametrize("said", [["profit"], ["profit"] * 2, ["profit", "lost", "energy", "trust", "cash", "won"]])
def test_two_to_five_different_objectives_are_asked_for(said):
    with pytest.raises(ValueError, match="two to five different ones"):
        pareto(Scenario(), said)


def test_too_small_a_budget_is_refused():
    with pytest.raises(ValueError, match="at least 1000 runs"):
        pareto(Scenario(), ["profit", "energy"], budget=10)


@pytest.fixture(scope="module")
def market():
    return Scenario().with_(customers=100, weeks=8)


@pytest.fixture(scope="module")
def measured(market):
    return pareto(market, ["profit", "-lost"], budget=1_000, seed=5)


def test_the_figures_are_those_of_trials_on_replicates_the_search_did_not_use(market, measured):
    measures = {"profit": Measure("profit"), "lost": Measure("lost")}
    seen = trials(market, measured.mixes[:2], measures, range(8, 8 + measured.replicates), 5)
    assert (seen["profit"] == measured.values[0, :2]).all() and (-seen["lost"] == measured.values[1, :2]).all()
    assert set(measured.mixes[0]) == set(AXES)


def test_the_same_seed_gives_the_same_front_whatever_the_workers(market, measured):
    again = pareto(market, ["profit", "-lost"], budget=1_000, seed=5, workers=1)
    assert (again.values == measured.values).all() and again.knee == measured.knee


def texts(sheet):
    return " ".join(text.get_text() for text in sheet.findobj(Text)).replace("\n", " ")


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_picture_of_two_names_what_is_better_when_it_is_less(measured, language):
    sheet = picture.plot(measured, "Storefront", language)
    said = texts(sheet)
    assert ("Customers lost (fewer is better)" if language == "en" else "Clienti persi (meno è meglio)") in said
    assert sheet.axes[0].yaxis_inverted() and not sheet.axes[0].xaxis_inverted()
    style.png(sheet)


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_picture_of_three_draws_a_line_a_mix(language):
    seen = found(sphere, 4, count=3, budget=2_000)
    seen = replace(
        seen, objectives=("profit", "satisfaction", "-lost"), names=AXES[:4], undecided=np.arange(len(seen.points)) == 0
    )
    sheet = picture.plot(seen, "Storefront", language)
    assert ("What it gives" if language == "en" else "Che cosa dà") in texts(sheet)
    style.png(sheet)
