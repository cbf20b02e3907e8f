"""Griffin & Hauser (1993): closed forms. What people and gatherings of the model find: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import cards


@pytest.mark.parametrize("people, share", [(6, 0.787), (10, 0.874), (20, 0.944), (30, 0.967)])
def test_the_closed_form_gives_the_known_shares(people, share):
    assert cards.share_found(people, cards.A, cards.B) == pytest.approx(share, abs=6e-4)


def test_correlated_people_make_numbers_useless():
    assert cards.crowd_error(9, 1, 20) == pytest.approx(1.45)
    assert cards.crowd_error(9, 1, 20, 0.3) == pytest.approx(4.015)


def test_found_by_gathering_counts_as_a_simulation_of_it_does():
    """Each person notices by chance, each need alone; found and seen once are then counted."""
    notice, rng = np.linspace(0.05, 0.6, 12), np.random.default_rng(1)
    found, once = cards.found_by_gathering(notice, people=5, insights=3)
    each = 1.0 - (1.0 - notice) ** (3 / notice.sum())
    seen = (rng.random((20_000, 5, 12)) < each).sum(1)
    assert (seen > 0).sum(1).mean() == pytest.approx(found, abs=0.05)
    assert (seen == 1).sum(1).mean() == pytest.approx(once, abs=0.05)
