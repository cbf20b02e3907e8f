"""The newsvendor: closed forms. Level, cover, fill and profit of the model's supply are findings: test_findings.py."""

import pytest

from equilibrium.known_worlds import newsvendor
from equilibrium.known_worlds.newsvendor import DEVIATION, MEAN


def test_the_closed_forms_give_the_known_figures():
    assert newsvendor.fractile(10, 4, 1) == pytest.approx(0.6667, abs=5e-5)
    made = newsvendor.quantity(MEAN, DEVIATION, newsvendor.fractile(10, 4, 1))
    assert made == pytest.approx(108.615, abs=5e-4)
    assert newsvendor.profit(MEAN, DEVIATION, made, 10, 4, 1) == pytest.approx(534.55, abs=5e-3)


def test_no_other_quantity_earns_more():
    best = newsvendor.quantity(MEAN, DEVIATION, newsvendor.fractile(10, 4, 1))
    top = newsvendor.profit(MEAN, DEVIATION, best, 10, 4, 1)
    assert all(newsvendor.profit(MEAN, DEVIATION, best + step, 10, 4, 1) < top for step in (-5, -0.5, 0.5, 5))


def test_estimates_cover_less_and_earn_less_and_tend_to_what_is_known():
    known = newsvendor.profit(MEAN, DEVIATION, 108.6145, 10, 4, 1)
    earned = [newsvendor.profit_by_estimates(MEAN, DEVIATION, 10, 4, 1, window) for window in (5, 26, 2000)]
    assert earned[0] < earned[1] < earned[2] < known and known - earned[2] < 0.05
    assert newsvendor.covered_by_estimates(2 / 3, 5) < newsvendor.covered_by_estimates(2 / 3, 26) < 2 / 3
