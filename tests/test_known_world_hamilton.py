"""Hamilton (1989): what can be known of a regime, and that no rule knows more. Findings: test_findings.py."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import hamilton


def chain(leave, back, runs=40, weeks=1500, seed=4):
    """(run, week) regime of a chain that need not be even."""
    luck = np.random.default_rng(seed)
    regime = np.zeros((runs, weeks), int)
    now = (luck.random(runs) < leave / (leave + back)).astype(int)
    for week in range(weeks):
        now = np.where(luck.random(runs) < np.where(now == 1, back, leave), 1 - now, now)
        regime[:, week] = now
    return regime


@pytest.mark.parametrize(
    "separation, leave, back", [(1.0, 0.2, 0.2), (0.7, 0.02, 0.1), (1.5, 0.1, 0.03), (3.0, 0.05, 0.05)]
)
def test_the_filter_recognises_the_exact_share(separation, leave, back):
    regime = chain(leave, back)
    share = hamilton.recognised(hamilton.filtered(hamilton.figure(regime, separation), separation, leave, back), regime)
    hold(f"{separation} sd, {leave}, {back}", share, hamilton.most_recognised(separation, leave, back))


@pytest.mark.parametrize("known", [0.05, 0.3])
def test_with_regimes_of_a_week_each_nothing_but_the_week_itself_helps(known):
    """Left with chance one half a week has no memory: the likelier by this value alone, Phi(separation / 2)."""
    from scipy.stats import norm

    assert hamilton.most_recognised(known, 0.5) == pytest.approx(norm.cdf(known / 2), abs=2e-4)


def test_regimes_that_differ_little_are_named_by_how_common_they_are():
    assert hamilton.most_recognised(0.02, 0.05, 0.15) == pytest.approx(0.75, abs=0.01)


def test_the_filters_chances_are_right_as_often_as_they_say():
    regime = chain(0.05, 0.1)
    chance = hamilton.filtered(hamilton.figure(regime, 1.0), 1.0, 0.05, 0.1)
    for low in np.arange(0.0, 1.0, 0.2):
        within = (chance >= low) & (chance < low + 0.2)
        assert regime[within].mean() == pytest.approx(chance[within].mean(), abs=0.02)


def test_the_smoother_is_bayes_over_all_paths():
    """Six weeks, all 64 paths added up."""
    from itertools import product

    from scipy.stats import norm

    leave, back, separation = 0.1, 0.3, 1.2
    values = np.random.default_rng(6).normal(size=6) + 0.5
    chances, total = np.zeros(6), 0.0
    for path in product((0, 1), repeat=6):
        weight = (back, leave)[path[0]] / (leave + back)
        for old, new in zip(path, path[1:], strict=False):
            out = (leave, back)[old]
            weight *= out if new != old else 1 - out
        weight *= np.prod(norm.pdf(values - separation * np.array(path)))
        chances, total = chances + weight * np.array(path), total + weight
    assert hamilton.smoothed(values[None], separation, leave, back)[0] == pytest.approx(chances / total, abs=1e-10)
    last = hamilton.filtered(values[None], separation, leave, back)[0, -1]
    assert last == pytest.approx(chances[-1] / total, abs=1e-10)


@pytest.mark.parametrize("separation", [0.4, 1.3])
def test_no_rule_without_hindsight_recognises_more(separation):
    """Means and CUSUMs of many tunings, the best one picked afterwards; 3 errors of luck are granted to it."""
    regime = chain(0.08, 0.04)
    values = hamilton.figure(regime, separation)
    most = hamilton.most_recognised(separation, 0.08, 0.04)
    rules = [hamilton.by_mean(values, separation, weeks) for weeks in range(1, 30)]
    rules += [hamilton.by_cusum(values, separation, limit) for limit in np.arange(0.5, 8.0, 0.5)]
    for rule in rules:
        share = hamilton.recognised(rule, regime)
        assert share.mean() <= most + 3 * share.std(ddof=1) / len(share) ** 0.5
