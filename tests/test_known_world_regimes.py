"""The context as a Markov chain: closed forms. Stays and shares in the model are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import regimes


@pytest.mark.parametrize("stay, lag, share", [(20, 1, 0.95), (20, 8, 0.715), (5, 3, 0.608)])
def test_the_closed_form_gives_the_known_aligned_shares(stay, lag, share):
    assert regimes.aligned_share(stay, lag) == pytest.approx(share, abs=5e-4)
    matrix = regimes.weekly_matrix(regimes.TO_AND_FRO, stay)
    assert np.linalg.matrix_power(matrix, lag)[0, 0] == pytest.approx(regimes.aligned_share(stay, lag), abs=1e-12)


@pytest.mark.parametrize("chain", regimes.CHAINS)
def test_the_stationary_law_stands_still(chain):
    transition, stay = regimes.CHAINS[chain]
    law = regimes.stationary(transition, stay)
    assert law @ regimes.weekly_matrix(transition, stay) == pytest.approx(law, abs=1e-12)
    assert law.sum() == pytest.approx(1.0)


def test_only_stays_that_began_and_ended_within_the_run_are_counted():
    lengths, left, entered = regimes.stays(np.array([0, 0, 1, 1, 1, 0, 2, 2]))
    assert lengths.tolist() == [3, 1] and left.tolist() == [1, 0] and entered.tolist() == [0, 2]


def test_the_gap_of_what_comes_next_is_in_standard_errors_of_each_share():
    """Of 100: 20 where 10 are due are 10/3 off, 80 where 90 are due as well; with p 0 or 1 one alone is too far."""
    assert regimes.largest_gap(np.array([0, 20, 80]), [0, 0.1, 0.9]) == pytest.approx(10 / 3)
    assert regimes.largest_gap(np.array([0, 100]), [0, 1]) == 0.0
    assert regimes.largest_gap(np.array([1, 99]), [0, 1]) == np.inf
