"""Siggelkow & Levinthal (2003): search on landscapes, and phases of organism in March's world."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import decentralisation as apart


def test_each_decision_depends_on_its_half_and_on_as_many_of_the_other_as_said():
    for decisions, crossing in ((6, 0), (6, 2), (8, 3)):
        depends = apart.interactions(decisions, crossing)
        half = decisions // 2
        assert depends.diagonal().all() and depends[:half, :half].all() and depends[half:, half:].all()
        assert (depends[:half, half:].sum(1) == crossing).all() and (depends[half:, :half].sum(1) == crossing).all()


def test_a_contribution_depends_on_what_it_is_said_to_depend_on_and_on_nothing_else():
    depends = apart.interactions(6, 1)
    values = apart.landscapes(depends, 20, np.random.default_rng(1))
    configurations = np.arange(64)
    for i in range(6):
        for j in range(6):
            changes = values[:, i, configurations] != values[:, i, configurations ^ (1 << j)]
            assert changes.all() if depends[i, j] else not changes.any()


def test_central_search_never_falls_and_ends_on_a_local_peak():
    depends = apart.interactions(6, 3)
    central, reintegrated = apart.search(depends, 40, 240, runs=200, seed=4)
    assert (np.diff(central, axis=1) >= 0).all() and (np.diff(reintegrated[:, 40:], axis=1) >= 0).all()
    whole = apart.landscapes(depends, 200, np.random.default_rng(4)).mean(1)
    whole /= whole.max(1)[:, None]
    for run in range(200):
        at = int(np.argmin(np.abs(whole[run] - central[run, -1])))
        assert all(whole[run, at ^ (1 << i)] < whole[run, at] for i in range(6))


def test_divisions_that_look_at_themselves_sometimes_hurt_the_whole():
    _, reintegrated = apart.search(apart.interactions(6, 2), 40, 40, runs=500)
    assert (np.diff(reintegrated, axis=1) < 0).any()


@pytest.mark.parametrize("decisions, crossing", [(8, 2), (8, 3), (10, 1)])
def test_other_landscapes_whose_halves_interact_gain_as_known(decisions, crossing):
    gained = apart.gain(decisions, crossing, runs=3000 if decisions < 10 else 1000)
    error = gained.std(ddof=1) / gained.size**0.5
    assert 0.010 - 3 * error <= gained.mean() <= 0.027 + 3 * error


def test_where_halves_do_not_interact_no_step_of_a_division_hurts_and_nothing_is_gained():
    _, reintegrated = apart.search(apart.interactions(6, 0), 60, 60, runs=500)
    assert (np.diff(reintegrated, axis=1) >= 0).all()
    hold("gain, N 6, other landscapes", apart.gain(6, 0, seed=7), 0.0)


@pytest.mark.slow
def test_organism_first_pays_in_marchs_world_however_fast_people_learn_from_the_code():
    for p1 in (0.1, 0.5, 0.9):
        pair = [apart.knowledge(apart.scenario(phase, learn_from_code=p1), 300)[:, -1] for phase in (0, 15)]
        gained = pair[1] - pair[0]
        print(f"p1 {p1}: {gained.mean():.4f} +- {gained.std(ddof=1) / gained.size**0.5:.4f}")
        assert gained.mean() > 3 * gained.std(ddof=1) / gained.size**0.5
