"""The context as a Markov chain (Hamilton 1989, Econometrica 57(2)): how long regimes last, how often they are in force.

A regime is left in a week with probability 1/D, D being its mean stay; row i of `transition` says where it goes.
"""

import numpy as np

from equilibrium.scenario import Scenario


def weekly_matrix(transition, stay):
    """(regime, regime) probabilities from week to week."""
    transition = np.asarray(transition, float)
    return np.eye(len(transition)) * (1.0 - 1.0 / stay) + transition / stay


def stationary(transition, stay=1.0):
    """(regime,) long-run shares of weeks: the left unit eigenvector of the weekly chain."""
    matrix = weekly_matrix(transition, stay)
    count = len(matrix)
    system = np.vstack([matrix.T - np.eye(count), np.ones(count)])
    return np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]


def stay_probability(stay, weeks):
    """Probability that a regime lasts exactly `weeks` (an array, from 1): geometric with mean `stay`."""
    return (1.0 - 1.0 / stay) ** (np.asarray(weeks) - 1) / stay


def aligned_share(stay, lag):
    """Share of weeks in which what fitted `lag` weeks ago fits now, with two regimes: (1 + (1 - 2/D)^L) / 2."""
    return 0.5 * (1.0 + (1.0 - 2.0 / stay) ** lag)


def scenario(transition, stay, weeks=2080):
    """The scenario in which regimes "0", "1", ... follow the chain; `transition` (regime, regime) has an empty diagonal."""
    names = [str(k) for k in range(len(transition))]
    rows = {
        row: dict(zip(names, map(float, chances), strict=True)) for row, chances in zip(names, transition, strict=True)
    }
    return Scenario.load("known-worlds/regimes").with_(
        regimes={name: {} for name in names}, transition=rows, start_regime=None, sojourn=stay, weeks=weeks
    )
