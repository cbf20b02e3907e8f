"""The installed base: the closed form, and the model's own customers in `known-worlds/installed-base`."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import installed_base as base

ROWS = [(0.08, 0.85), (0.4, 0.75), (0.01, 0.97)]


def test_the_formulas_give_the_known_figures():
    assert base.settled(0.05, 0.9) == pytest.approx(0.3333, abs=5e-5)
    assert base.half_life(0.05, 0.9) == pytest.approx(4.27, abs=5e-3)


def test_the_path_is_the_recursion():
    n = 0.7
    for known in base.path(0.12, 0.8, 20, start=0.7):
        n = 0.8 * n + 0.12 * (1 - n)
        assert n == pytest.approx(known)


@pytest.mark.parametrize("a, r", [*ROWS, *base.ROWS])
def test_a_point_of_acquisition_beats_a_point_of_retention_only_below_a_half(a, r):
    step = 1e-6
    won = base.settled(a + step, r) - base.settled(a, r)
    kept = base.settled(a, r + step) - base.settled(a, r)
    assert (won > kept) == base.acquisition_first(a, r) == (base.settled(a, r) < 0.5)


@pytest.mark.parametrize("a, r", [*ROWS, *base.ROWS])
def test_the_models_week_is_the_sources_period_with_another_stay(a, r):
    stay = base.weekly_stay(a, r)
    assert base.settled_weekly(a, stay) == pytest.approx(base.settled(a, r))
    assert stay * (1 - a) == pytest.approx(r - a)
    step = 1e-6  # in the model's own terms: acquisition first if 1 - s > a (1 - a)
    won = base.settled_weekly(a + step, stay) - base.settled_weekly(a, stay)
    kept = base.settled_weekly(a, stay + step) - base.settled_weekly(a, stay)
    assert (won > kept) == (1 - stay > a * (1 - a))


@pytest.mark.parametrize("a, r", ROWS)
def test_the_models_customers_settle_and_approach_as_known(a, r):
    hold("n*", base.long_run(a, r, 12), base.settled(a, r))
    hold("half-life", base.half_lives(a, r, weeks=3, replicates=12), base.half_life(a, r))


def test_nobody_is_won_without_acquisition():
    assert (base.shares(base.scenario(0.0, 0.9, start=0.0, weeks=5, customers=100), 2) == 0).all()


def test_with_full_retention_all_come_in_the_end():
    shares = base.shares(base.scenario(0.3, 1.0, weeks=60, customers=500), 2)
    assert (np.diff(shares) >= 0).all() and (shares[:, -1] == 1).all()
