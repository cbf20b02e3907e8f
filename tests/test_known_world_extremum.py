"""Ariyur & Krstic (2003): the pace of the policy that ships. Findings: test_findings.py."""

import pytest

from equilibrium.known_worlds import extremum
from equilibrium.parameters import AXES
from equilibrium.policies.extremum_seeking import SWINGS, ExtremumSeeking


def test_slow_and_without_inertia_it_is_the_textbooks():
    assert extremum.time_constant(0.2, 0.1) == pytest.approx(50.0)
    assert extremum.time_constant(0.2, 0.1, 1.0, 9, 52, 1e9, 1.0) == pytest.approx(50.0)


def test_the_faster_a_swing_the_less_inertia_leaves_of_it():
    pace = [extremum.time_constant(0.1, 0.1, swings=swings, cycle=104, inertia=8.0) for swings in sorted(SWINGS)]
    assert pace == sorted(pace) and pace[0] > 100.0


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize(
    "gain, amplitude, curvature, memory, inertia", [(0.08, 0.1, 1.0, 8, 1), (0.2, 0.05, 1.5, 20, 2)]
)
def test_the_approach_takes_as_long_as_the_arguments_say(axis, gain, amplitude, curvature, memory, inertia):
    cycle = 52
    expected = extremum.time_constant(gain, amplitude, curvature, SWINGS[AXES.index(axis)], cycle, memory, inertia)
    policy = ExtremumSeeking(gain, amplitude, cycle, memory, [axis])
    weeks = (int(2.5 * expected / cycle) + 3) * cycle
    gaps = extremum.approach(policy, axis, weeks, curvature=curvature, inertia=inertia)
    assert extremum.measured(gaps, cycle) == pytest.approx(expected, rel=0.05)


def test_it_comes_from_either_side():
    up, down = (
        extremum.approach(ExtremumSeeking(0.05, 0.1, 52, 13, ["push_pull"]), "push_pull", 520, start, best)
        for start, best in ((0.3, 0.6), (0.7, 0.4))
    )
    assert up[0] == pytest.approx(-0.3) and down[0] == pytest.approx(0.3)
    assert extremum.measured(up, 52) == pytest.approx(extremum.measured(down, 52), rel=0.05)
