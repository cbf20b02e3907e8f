"""Ariyur & Krstic (2003), Real-Time Optimization by Extremum-Seeking Control: how fast is the best found?

On results `-curvature (x - best)^2` the averaged estimate moves as theta' = -(theta - best) / tau. For the policy that ships
(`policies/extremum_seeking.py`: gain k, amplitude a, cycle, memory m), week by week:

    tau = 1 / (curvature k a |G|^2 Re H),   a week's factor 1 - 1/tau

with w = 2 pi swings / cycle the axis's own frequency (1/week); H = (z - 1)/(z - 1 + 1/m) at z = e^(iw), the wash-out that
takes the level of results away; and G = g/(z - 1 + g) with g = 1/inertia, what inertia leaves of a swing (all of it at 1 week). A
swing twice multiplies by |G|: once in the results, once in the position by which results are read. For slow seeking, a long
memory and no inertia this is the textbook's 1/(k a).

The averaged law neglects what changes within a swing. Most of it is the estimate's own wiggle while a level L of results is not
yet washed out: it takes k L / (2 a) of the swing, 2 % here at the start with a long memory. 5 % are allowed for all of it.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, equal
from equilibrium.mechanisms.rhythm import step_size
from equilibrium.parameters import AXES
from equilibrium.policies.extremum_seeking import SWINGS, ExtremumSeeking
from equilibrium.simulation import Sight

TITLE = "extremum seeking"
MECHANISM = "policies/extremum_seeking"
SOURCE = "Ariyur & Krstic (2003)"


def time_constant(gain, amplitude, curvature=1.0, swings=None, cycle=208.0, memory=np.inf, inertia=1.0):
    """Weeks in which the averaged estimate comes nearer to the best by a factor e; without `swings` the textbook's 1/(k a).

    Parameters
    ----------
    gain, amplitude, cycle, memory : the arguments of `ExtremumSeeking`; `swings` of the axis in a cycle
    curvature : float > 0 -- of results `-curvature (x - best)^2`
    inertia : float >= 1, weeks -- the position goes 1/inertia of its way each week
    """
    slow = 1.0 / (curvature * gain * amplitude)
    if swings is None:
        return slow
    z = np.exp(2j * np.pi * swings / cycle)
    washed = ((z - 1.0) / (z - 1.0 + 1.0 / memory)).real
    follows = (1.0 / inertia) / (z - 1.0 + 1.0 / inertia)
    return slow / (washed * abs(follows) ** 2)


def approach(policy: ExtremumSeeking, axis: str, weeks, start=0.65, best=0.35, curvature=1.0, inertia=1.0):
    """(week,) gap between the policy's estimate and the best, when it meets `-curvature (x - best)^2` in all it sees."""
    at = AXES.index(axis)
    position = np.full((1, len(AXES)), start)
    target, gaps = position.copy(), np.empty(weeks)
    for week in range(1, weeks + 1):
        figures = {"profit": -curvature * (position[:, at] - best) ** 2, "wages": np.ones(1)}
        target = policy(Sight(week, figures, position.copy(), target.copy(), np.zeros((1, 1))))
        position += step_size(position, target, inertia)
        gaps[week - 1] = policy.estimate[0, at] - best
    return gaps


def measured(gaps, cycle):
    """Time constant of an approach: by the means of whole cycles, in which swings cancel, but for the first."""
    means = np.abs(gaps[: len(gaps) // cycle * cycle].reshape(-1, cycle).mean(1))[1:]
    return -cycle / np.polyfit(np.arange(len(means)), np.log(means), 1)[0]


CASES = {  # gain, amplitude, axis, curvature, memory, inertia
    "long memory": (0.05, 0.1, "push_pull", 1.0, 1e4, 1.0),
    "half the gain": (0.025, 0.1, "push_pull", 1.0, 1e4, 1.0),
    "twice the swing": (0.05, 0.2, "push_pull", 1.0, 1e4, 1.0),
    "flatter results": (0.05, 0.1, "selling_serving", 0.5, 1e4, 1.0),
    "memory of 13 weeks": (0.05, 0.1, "volume_value", 1.0, 13.0, 1.0),
    "memory of 3 weeks": (0.05, 0.1, "organization_organism", 1.0, 3.0, 1.0),
    "inertia of 4 weeks": (0.1, 0.1, "indie_weconomy", 1.0, 13.0, 4.0),
}
CYCLE = 52


def constants(case, cycle=CYCLE):
    """(closed form, measured) time constants of a case, in weeks."""
    gain, amplitude, axis, curvature, memory, inertia = CASES[case]
    expected = time_constant(gain, amplitude, curvature, SWINGS[AXES.index(axis)], cycle, memory, inertia)
    policy = ExtremumSeeking(gain, amplitude, cycle, memory, [axis])
    weeks = (int(2.5 * expected / cycle) + 3) * cycle
    return expected, measured(approach(policy, axis, weeks, curvature=curvature, inertia=inertia), cycle)


def findings() -> Iterator[Finding]:
    """Time constants of the shipped policy."""
    for case in CASES:
        expected, found = constants(case)
        yield equal(f"time constant in weeks: {case}", found, expected, 0.05 * expected)


def comparison() -> Comparison:
    """Approaches of the policy, and the averaged law."""
    lines = []
    for group, case in enumerate(("long memory", "half the gain", "memory of 3 weeks", "inertia of 4 weeks")):
        gain, amplitude, axis, curvature, memory, inertia = CASES[case]
        gaps = approach(ExtremumSeeking(gain, amplitude, CYCLE, memory, [axis]), axis, 20 * CYCLE,
                        curvature=curvature, inertia=inertia)  # fmt: skip
        weeks = np.arange(gaps.size)
        tau = constants(case)[0]
        lines += [Line(f"averaged law: {case}, {tau:.0f} weeks", weeks, gaps[0] * (1.0 - 1.0 / tau) ** weeks,
                       reference=True, group=group),
                  Line("policy", weeks[::CYCLE], gaps[::CYCLE], group=group)]  # fmt: skip
    return Comparison(TITLE, "The policy that ships nears the best as fast as its arguments say.",
                      "week", "estimate less best", tuple(lines))  # fmt: skip
