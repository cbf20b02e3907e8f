"""Griffin & Hauser (1993): what n people notice; the gathering of twenty people with ten cards each."""

import numpy as np
import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.figures import Figure
from equilibrium.known_worlds import cards

A, B = 1.445, 2.934
ONCE = Figure("once", "facts", "once", "una volta", "last", lambda state: (state.cards.seen == 1).sum(-1) * 1.0)


def _unseen(state):
    """(replicate, enterprise) share of all noticing, by chance to be noticed, that no card shows."""
    rate = -np.log1p(-state.context.notice)[:, None]
    return (rate * (state.cards.seen == 0)).sum(-1) / rate.sum(-1)


def _right(state):
    """(replicate, enterprise) share of the cards on the wall that say what is true."""
    shares = np.empty(state.cards.count.shape)
    for r, e in np.ndindex(shares.shape):
        shown = slice(0, int(state.cards.count[r, e]))
        facts = state.cards.fact[r, e, shown]
        shares[r, e] = np.mean(state.cards.value[r, e, shown] == state.context.reality[r, facts])
    return shares


UNSEEN = Figure("unseen", "share", "unseen", "non visto", "last", _unseen)
RIGHT = Figure("right", "share", "right", "giuste", "last", _right)


@pytest.mark.parametrize("people, share", [(6, 0.787), (10, 0.874), (20, 0.944), (30, 0.967)])
def test_the_closed_form_gives_the_known_shares(people, share):
    assert cards.share_found(people, A, B) == pytest.approx(share, abs=6e-4)


def test_correlated_people_make_numbers_useless():
    assert cards.crowd_error(9, 1, 20) == pytest.approx(1.45)
    assert cards.crowd_error(9, 1, 20, 0.3) == pytest.approx(4.015)


@pytest.mark.parametrize("a, b", [(A, B), (1.0, 2.0), (2.0, 4.0)])
def test_n_people_on_missions_find_the_share_the_closed_form_says(a, b):
    """One person a week, a whole mission each, from the antenna's hours."""
    found = eq.simulate(cards.scenario_one_by_one(30, a, b), 200, 1993).weekly["facts_seen"].isel(enterprise=0)
    for people in (1, 6, 10, 20, 30):
        hold(f"share found by {people}, a {a}, b {b}", found.sel(week=people), cards.share_found(people, a, b))


@pytest.mark.parametrize("needs, least, most", [(30, 26, 30), (100, 66, 88), (200, 98, 128)])
def test_twenty_people_with_ten_cards_each_find_as_much_of_a_pool_as_known(needs, least, most):
    """Every single gathering of a hundred: the known range is of single gatherings."""
    weekly = eq.simulate(cards.scenario(needs, 20, 10), 100, 1993, indicators=[ONCE]).weekly.isel(enterprise=0, week=0)
    found = weekly["facts_seen"].to_numpy() * needs
    once = weekly["once"].to_numpy() / 200
    print(f"pool {needs}: found {found.mean():.1f} ({found.min():.0f} to {found.max():.0f}), once {once.mean():.3f}")
    assert (weekly["insight_cards"] == 200).all()
    assert np.mean((found >= least - 0.5) & (found <= most + 0.5)) >= 0.95
    assert abs(found.mean() - (least + most) / 2) <= 0.05 * needs


def test_the_share_of_cards_seen_once_tells_what_is_still_unseen():
    """Good (1953), the stop rule. Cards of one person differ, which Good's does not know: 0.03 is allowed."""
    shares = []
    for needs in (30, 100, 200):
        scenario = cards.scenario(needs, 20, 10)
        weekly = eq.simulate(scenario, 100, 1953, indicators=[ONCE, UNSEEN]).weekly.isel(enterprise=0, week=0)
        told = cards.unseen_share(weekly["once"], 200.0)
        hold(f"told by cards seen once, pool {needs}", told, float(weekly["unseen"].mean()), allowance=0.03)
        shares.append(float(told.mean()))
    assert shares == sorted(shares)


def test_a_card_is_right_as_often_as_it_should_be():
    scenario = cards.scenario(30, 20, 10).with_(card_accuracy=0.75)
    share = eq.simulate(scenario, 100, 1993, indicators=[RIGHT]).weekly["right"].isel(enterprise=0, week=0)
    hold("cards that are right", share, 0.75)
