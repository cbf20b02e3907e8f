"""Oliva & Sterman (2001): the ratchet in closed form and simulated, and work pressure in `known-worlds/erosion`."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import erosion


@pytest.mark.parametrize("noise, down, up", [(0.05, 10, 40), (0.3, 30, 60), (0.1, 19, 1e9)])
def test_the_simulated_standard_erodes_as_the_closed_form_says(noise, down, up):
    fallen = -erosion.standards(noise, down, up, weeks=260, seed=3)[:, -1] / 260
    hold(f"noise {noise}, down {down}, up {up}", fallen, erosion.erosion(noise, down, up))


def test_what_rises_faster_than_it_falls_does_not_erode_but_climb():
    assert erosion.erosion(0.1, 80, 20) == -erosion.erosion(0.1, 20, 80) < 0
    assert erosion.standards(0.1, 80, 20, weeks=260)[:, -1].mean() > 0


def test_without_noise_nothing_erodes():
    assert (erosion.standards(0.0, 20, 80, weeks=50, runs=3) == 0).all()


def test_more_relief_ends_erosion_higher_and_symmetry_ends_it_at_the_start():
    floors = [erosion.floor(0.1, 20, 80, relief) for relief in (0.25, 0.5, 1.0)]
    assert floors == sorted(floors) and floors[-1] < 0
    assert floors[0] == pytest.approx(4 * floors[2])
    assert erosion.floor(0.1, 20, 20, 0.5) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("load", [0.95, 1.35, 2.7])
def test_satisfaction_at_other_loads_is_that_of_the_fluid_limit(load):
    """Allowed .005: near capacity whole customers queue now and then, and the fluid limit does not."""
    known = erosion.satisfaction_path(load, 208)[-26:].mean()
    hold(f"load {load}", erosion.satisfactions(erosion.scenario(load)), known, allowance=0.005)


def test_satisfaction_approaches_week_by_week_as_the_fluid_limit_does():
    run = erosion.simulate(erosion.scenario(1.5, weeks=60), 12, 5).weekly["satisfaction"].isel(enterprise=0)
    known = erosion.satisfaction_path(1.5, 60)
    for week in (2, 10, 30, 60):
        hold(f"week {week}", run[:, week - 1], known[week - 1], allowance=0.002)


def test_an_overload_lowers_satisfaction_while_it_lasts():
    calm, rush = (erosion.satisfactions(erosion.scenario(load, weeks=78), 4) for load in (0.9, 1.8))
    assert (calm - rush > 0.2).all()


def test_in_the_fluid_limit_satisfaction_falls_convexly_beyond_capacity_and_not_at_all_below():
    loads = np.arange(0.5, 3.01, 0.1)
    settled = np.array([erosion.satisfaction_path(load, 2000)[-1] for load in loads])
    falls = -np.diff(settled)
    assert np.abs(falls[loads[1:] < 0.95]).max() < 1e-9
    beyond = falls[loads[:-1] > 1.05]
    assert (beyond > 0).all() and (np.diff(beyond) < 0).all()
