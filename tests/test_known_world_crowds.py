"""Page (2007): crowds, their diversity and what correlation leaves of it. Findings: test_findings.py."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import crowds
from equilibrium.known_worlds.cards import crowd_error


@pytest.mark.parametrize("members", [1, 2, 50])
def test_the_crowds_error_is_the_mean_error_less_diversity(members):
    luck = np.random.default_rng(members)
    said, truth = luck.standard_cauchy((members, 40)), luck.normal(size=40)
    crowd, member, diversity = crowds.errors(said, truth)
    assert crowd == pytest.approx(member - diversity, rel=1e-6)
    assert crowds.identity_gap(said.round(), truth.round()) == pytest.approx(0.0, abs=1e-6 * (said**2).max())
    assert (diversity > 0).all() or members == 1


@pytest.mark.parametrize("variance, bias, members, correlation", [(4, 0, 5, 0.1), (1, 2, 100, 0.9), (9, 1, 1, 0.5)])
def test_correlated_members_are_off_by_the_closed_form(variance, bias, members, correlation):
    hold(f"{variance}, {bias}, {members}, {correlation}", crowds.drawn(variance, bias, members, correlation, 8000),
         crowd_error(variance, bias, members, correlation))  # fmt: skip


def test_variance_bias_and_correlation_are_found_again():
    luck = np.random.default_rng(8)
    error = 1.0 + 3.0 * (0.3**0.5 * luck.normal(size=(50_000, 1)) + 0.7**0.5 * luck.normal(size=(50_000, 6)))
    assert crowds.together(error) == pytest.approx((9.0, 1.0, 0.3), rel=0.03)


def test_members_picked_by_chance_err_by_the_formula_whoever_they_are():
    """Exact over all ways to pick two of four, members as different as one likes."""
    from itertools import combinations

    error = np.random.default_rng(9).normal([0, 2, -1, 5], [1, 2, 3, 1], (30, 4))
    variance, bias, correlation = crowds.together(error)
    all_ways = np.mean([(error[:, list(few)].mean(1) ** 2).mean() for few in combinations(range(4), 2)])
    assert all_ways == pytest.approx(crowd_error(variance, bias, 2, correlation), rel=1e-12)


def test_the_models_cells_and_cards_keep_the_identity_at_any_mix():
    watcher = crowds.watched(0.7, replicates=2, seed=4)
    assert watcher.gap_cells < 1e-9 and watcher.gap_cards < 1e-9 and watcher.cards > 10 and len(watcher.error) == 51
