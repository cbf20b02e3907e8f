"""The context as a Markov chain: stays and long-run shares in `known-worlds/regimes`."""

import numpy as np
import pytest
from scipy import stats
from tolerance import hold

import equilibrium as eq
from equilibrium.known_worlds import regimes

CHAINS = {
    "to and fro": ([[0, 1], [1, 0]], 20.0),
    "one prefers": (
        [[0, 0.5, 0.25, 0.25], [1 / 3, 0, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 0, 1 / 3], [0.7, 0.1, 0.2, 0]],
        20.0,
    ),
    "a cycle": ([[0, 1, 0], [0, 0, 1], [1, 0, 0]], 8.0),
    "mostly back": ([[0, 0.9, 0.1], [1, 0, 0], [0.5, 0.5, 0]], 5.0),
}


def passed(chain, replicates=16, seed=1989, weeks=2080):
    """(replicate, week) regime in force."""
    return eq.simulate(regimes.scenario(*CHAINS[chain], weeks=weeks), replicates, seed).weekly["regime"].to_numpy()


def stays(row):
    """Lengths of the stays that both began and ended within the run, and the regimes left and entered."""
    changes = np.flatnonzero(np.diff(row)) + 1
    return np.diff(changes), row[changes[:-1]], row[changes[1:]]


@pytest.mark.parametrize("stay, lag, share", [(20, 1, 0.95), (20, 8, 0.715), (5, 3, 0.608)])
def test_the_closed_form_gives_the_known_aligned_shares(stay, lag, share):
    assert regimes.aligned_share(stay, lag) == pytest.approx(share, abs=5e-4)
    matrix = regimes.weekly_matrix([[0, 1], [1, 0]], stay)
    assert np.linalg.matrix_power(matrix, lag)[0, 0] == pytest.approx(regimes.aligned_share(stay, lag), abs=1e-12)


@pytest.mark.parametrize("chain", CHAINS)
def test_the_stationary_law_stands_still(chain):
    transition, stay = CHAINS[chain]
    law = regimes.stationary(transition, stay)
    assert law @ regimes.weekly_matrix(transition, stay) == pytest.approx(
        law, abs=1e-12
    ) and law.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("chain", CHAINS)
def test_stays_are_geometric_and_shares_stationary(chain):
    transition, stay = CHAINS[chain]
    found = passed(chain)
    law = regimes.stationary(transition, stay)
    for k, share in enumerate(law):
        hold(f"{chain}: share of regime {k}", (found == k).mean(1), share)
    lengths, left, entered = (np.concatenate(part) for part in zip(*map(stays, found), strict=True))
    edges = stats.geom(1 / stay).ppf(np.arange(1, 8) / 8)
    seen = np.histogram(lengths, [0.5, *(edges + 0.5), np.inf])[0]
    share = np.diff(stats.geom(1 / stay).cdf([0, *edges, np.inf]))
    chance = stats.chisquare(seen, share * lengths.size).pvalue
    print(f"{chain}: mean stay {lengths.mean():.3f} of {stay}, {lengths.size} stays, chi-square p {chance:.3f}")
    assert chance > 0.003
    assert (
        abs(lengths.mean() - stay) <= 3.0 * lengths.std() / lengths.size**0.5 + 0.005 * stay
    )  # long stays are cut off
    for k, row in enumerate(transition):
        went = np.bincount(entered[left == k], minlength=len(row)) / (left == k).sum()
        assert np.abs(went - row).max() <= 3.0 * np.sqrt(0.25 / (left == k).sum())


@pytest.mark.parametrize("stay, lags", [(20.0, (1, 8)), (5.0, (3,))])
def test_what_fitted_a_while_ago_fits_as_often_as_the_closed_form_says(stay, lags):
    scenario = regimes.scenario([[0, 1], [1, 0]], stay)
    found = eq.simulate(scenario, 16, 1989).weekly["regime"].to_numpy()
    for lag in lags:
        aligned = (found[:, lag:] == found[:, :-lag]).mean(1)
        hold(f"aligned share, D {stay:.0f}, L {lag}", aligned, regimes.aligned_share(stay, lag))
