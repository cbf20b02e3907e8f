"""The model's own claims: what they measure with, and that no term pays for a position as such."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.claims import landscape, no_bonus, random_draws
from equilibrium.parameters import AXES, REGISTRY

SMALL = eq.Scenario.load("storefront").with_(customers=500, weeks=26)


@pytest.mark.parametrize("axis", AXES)
def test_an_axis_has_no_effect_where_what_it_divides_is_worth_the_same(axis):
    line = no_bonus.line(axis)
    assert np.abs(line).min() > 1.0  # money changes hands
    assert line == pytest.approx(np.broadcast_to(line[2], line.shape), rel=1e-9)


def test_in_those_worlds_the_axis_still_divides_something():
    """The same bits at all positions are no proof if the axis were not there: hours and tiers do move."""
    for axis, figure in (
        ("selling_serving", "utilisation"),
        ("volume_value", "value_share"),
        ("push_pull", "goodwill"),
    ):
        world = no_bonus.world(axis).with_(weeks=26)
        ends = [eq.simulate(world, 1, 3, mix={axis: x}).weekly.isel(enterprise=0, week=-1) for x in (0.05, 0.95)]
        assert ends[0][axis] != ends[1][axis]
        assert axis == "selling_serving" or ends[0][figure] != ends[1][figure]


def test_points_of_a_line_share_their_luck():
    line = landscape.along(SMALL, landscape.START, "push_pull", 3, 5, grid=(0.4, 0.4, 0.6))
    assert (line[0] == line[1]).all() and (line[0] != line[2]).any()
    assert (line[2] == landscape.profit(SMALL, {**landscape.START, "push_pull": 0.6}, 3, 5)).all()


def test_the_search_stops_where_no_axis_moves_for_the_better():
    grid = (0.2, 0.8)
    best = landscape.search(SMALL, dict.fromkeys(AXES, 0.2), 2, 5, passes=6, grid=grid)
    for axis in AXES:
        assert grid[int(landscape.along(SMALL, best, axis, 2, 5, grid).mean(1).argmax())] == best[axis]


def test_a_random_draw_lies_in_the_plausible_ranges_and_does_not_depend_on_their_number():
    few, many = random_draws.parameters(3), random_draws.parameters(120)
    assert (few == many[:3]).all()
    for key, column in zip(random_draws.KEYS, many.T, strict=True):
        assert REGISTRY[key].low <= column.min() < column.max() <= REGISTRY[key].high


def test_what_decides_the_balance_is_told_only_where_it_is_clear_of_chance():
    rng = np.random.default_rng(1)
    rows = np.column_stack([np.arange(200), rng.choice(landscape.GRID, (200, 5)), rng.normal(size=200)])
    told = random_draws.told(rows)
    assert told.count("none clear of chance") >= 9  # eleven tests, each wrong in at most 5 % of trials
    values = random_draws.parameters(200)[:, random_draws.KEYS.index("seekers")]
    rows[:, 1] = np.where(values > np.median(values), 0.95, 0.5)
    assert "seekers +0.8" in random_draws.told(rows)


def test_draws_of_another_world_are_not_mixed_with_todays(tmp_path, capsys):
    path = tmp_path / "draws.csv"
    path.write_text("draw,push_pull,volume_value,selling_serving,organization_organism,indie_weconomy,profit,world\n"
                    "0,0.5,0.5,0.5,0.5,0.5,1.0,000000000000\n")  # fmt: skip
    assert random_draws.main(["--draws", "1", "--out", str(path)]) == 2
    assert "other ranges" in capsys.readouterr().err and path.read_text().count("\n") == 2


@pytest.mark.slow
def test_an_interrupted_study_goes_on_where_it_stopped(tmp_path):
    whole, broken = tmp_path / "whole.csv", tmp_path / "broken.csv"
    assert list(random_draws.run(2, whole)) == [1, 2]
    broken.write_text("\n".join(whole.read_text().splitlines()[:2]) + "\n")
    assert list(random_draws.run(2, broken)) == [2]
    assert broken.read_bytes() == whole.read_bytes()
