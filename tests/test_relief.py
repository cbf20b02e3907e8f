"""Reliefs of landscapes, the twin's first guess, their words, and what makes them again."""

import shlex

import numpy as np
import pytest

import equilibrium as eq
from equilibrium import meanfield
from equilibrium.balance.best import best
from equilibrium.balance.landscape import landscape
from equilibrium.balance.objectives import objective
from equilibrium.balance.relief import Relief, expected, relief
from equilibrium.balance.trials import cost, present
from equilibrium.words.landscape import guess, sentences, spot
from equilibrium.words.reproduce import best_as_command, map_as_python, search_as_python

WORLD = eq.Scenario.load("storefront").with_(weeks=30, customers=120)
PROFIT = objective("profit", 30)
HERE = np.array([0.5, 0.5])


@pytest.fixture(scope="module")
def found():
    return landscape(WORLD, PROFIT, "push_pull", "selling_serving", n=5, budget=6 * 26, seed=3)


@pytest.fixture(scope="module")
def seen(found):
    return relief(found, HERE)


def test_a_relief_is_the_surface_read_against_a_place(found, seen):
    assert seen.value.shape == (41, 41) and seen.xs[-1] == 1.0
    assert seen.gap[20, 20] == pytest.approx(0.0, abs=1e-6) and seen.half[20, 20] == pytest.approx(0.0, abs=1e-6)
    assert seen.value[4, 30] == pytest.approx(found.surface.mean(np.array([[0.75, 0.1]]))[0])
    assert np.allclose(seen.gap, seen.value - found.surface.mean(HERE[None])[0])
    assert (seen.margin >= 0).any()  # the best is as good as itself


def test_seen_from_elsewhere_the_same_map_tells_other_gaps(found, seen):
    other = relief(found, np.array([0.1, 0.9]))
    assert np.allclose(other.value, seen.value) and np.array_equal(other.best, seen.best)
    assert other.gap[36, 4] == pytest.approx(0.0, abs=1e-6) and not np.allclose(other.gap, seen.gap)


def test_contour_lines_are_round_few_and_within_the_map(seen):
    assert 1 <= len(seen.levels) <= 9
    assert seen.levels.min() > seen.gap.min() and seen.levels.max() < seen.gap.max()
    step = float(np.diff(seen.levels).mean())
    assert round(step / 10 ** np.floor(np.log10(step * 1.001)), 6) in (1, 2, 5)
    flat = Relief(seen.xs, seen.ys, HERE, seen.value * 0, seen.gap * 0, None, None, HERE)
    assert flat.levels.size == 0


def test_luck_alone_is_not_sold_as_a_gain(found):
    luck = np.random.default_rng(5)
    sold = []
    for _ in range(12):  # worlds in which no place is better than any other, each future with hills of its own
        waves, turns = luck.normal(0, 4, (8, 2)), luck.uniform(0, 6.3, (8, 6))
        hills = np.cos((found.surface.points @ waves.T)[:, :, None] + turns).sum(1)
        surface = type(found.surface)(
            found.surface.points, hills * luck.normal(0, 1, 6), found.surface.bounds, np.full(2, 0.4), 1.0, 1e-3
        )
        plain = type(found)(**{**vars(found), "surface": surface, "best": surface.best(), "baseline": np.zeros(6)})
        told = relief(plain, HERE)
        sold.append((told.gap.max(), told.gain.value))
    highest, gain = np.mean(sold, axis=0)
    assert highest > 0.5 and abs(gain) < highest / 2


def test_the_twin_guesses_the_shape_and_has_no_interval():
    twin = meanfield.prepare(WORLD, seed=3, paths=1)
    told = expected(twin, "profit", "push_pull", "selling_serving", present(WORLD), HERE, n=3)
    assert told.half is None and told.margin is None and told.gain is None
    direct = (
        meanfield.run(twin, {**present(WORLD), "push_pull": 1.0, "selling_serving": 0.0}).per_run("profit")[:, 0].mean()
    )
    assert told.value[0, -1] == pytest.approx(direct)
    assert told.gap[20, 20] == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(ValueError, match="does not know"):
        expected(twin, "nothing", "push_pull", "selling_serving", present(WORLD), HERE, n=3)


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_map_in_words_says_where_how_much_and_how_sure(found, seen, language):
    first, second = sentences(found, seen, language)
    assert "95%" in first and "%" in second
    for place in seen.best:
        assert str(round(100 * max(place, 1 - place))) in first
    sure = type(seen)(**{**vars(seen), "gain": type(seen.gain)(100.0, 50.0, 150.0)})
    open_ = type(seen)(**{**vars(seen), "gain": type(seen.gain)(100.0, -50.0, 250.0)})
    assert sentences(found, sure, language)[0] != sentences(found, open_, language)[0]
    assert "{" not in guess("push_pull", "development", seen, language)


def test_places_are_said_as_one_says_them():
    assert spot("push_pull", 0.25, "en") == "75% push" and spot("push_pull", 0.25, "it") == "push al 75%"
    assert "12%" in spot("development", 0.12, "en")


def run(lines):
    space = {}
    exec(lines, space)
    return space["found"]


def test_the_copied_lines_make_the_same_map_again(found, capsys):
    at = {name: place for name, place in present(WORLD).items() if name not in ("push_pull", "selling_serving")}
    again = run(map_as_python(WORLD, "push_pull", "selling_serving", "profit", at, 3, 5, 6 * 26))
    assert np.array_equal(again.simulated, found.simulated) and np.array_equal(again.best, found.best)
    assert capsys.readouterr().out.strip() == str(found.best)


@pytest.mark.slow
def test_the_copied_lines_and_the_command_search_the_same_best_mix(tmp_path, capsys):
    from equilibrium.balance.answer import Answer
    from equilibrium.cli import main

    budget = 1_000
    found = best(WORLD, PROFIT, budget=budget, seed=3)
    assert run(search_as_python(WORLD, "best", "profit", 3, budget)).mix == found.mix
    command = shlex.split(best_as_command(WORLD, "profit", 3, budget))
    assert command[0] == "equilibrium" and main([*command[1:], "--out", str(tmp_path)]) == 0
    (file,) = tmp_path.glob("*.json")
    kept = Answer.load(file).best
    assert kept.mix == pytest.approx(found.mix) and kept.gain.value == pytest.approx(found.gain.value)


def test_lines_for_a_robust_mix_are_python_that_knows_its_names():
    lines = search_as_python(WORLD, "robust", "satisfaction", 3, 500)
    compile(lines, "copied", "exec")
    space = {}
    exec("\n".join(line for line in lines.splitlines() if "found" not in line), space)
    assert callable(space["robust"]) and space["scenario"].digest == WORLD.digest


def test_what_a_run_costs_is_measured_in_core_seconds():
    small, large = (cost(WORLD.with_(weeks=weeks), PROFIT.measures, 1) for weeks in (30, 400))
    assert 0 < small < large
