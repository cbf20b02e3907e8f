"""Lifetime value (Gupta & Lehmann 2003): the closed form, and a cohort's books in `known-worlds/lifetime-value`."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import lifetime_value as clv


def test_the_formulas_give_the_known_figures():
    assert clv.value(1, 0.9, 0.12) == pytest.approx(4.09, abs=5e-3)
    assert clv.value(1, 0.8, 0.12) == pytest.approx(2.50, abs=5e-3)
    assert clv.elasticity(0.9, 0.12) == pytest.approx(5.09, abs=5e-3)
    assert clv.elasticity(0.6, 0.12) == pytest.approx(2.15, abs=5e-3)


def test_the_formula_is_the_sum_of_what_is_paid():
    t = np.arange(1, 2000)
    assert clv.value(7, 0.93, 0.08) == pytest.approx((7 * (0.93 / 1.08) ** t).sum())


def test_a_margin_paid_every_week_is_worth_more_than_one_paid_at_the_end():
    for weeks in (2, 13, 52):
        assert clv.value_paid_weekly(1 / weeks, 0.9, 0.12, weeks) > clv.value(1, 0.9, 0.12)
    assert clv.value_paid_weekly(1, 0.9, 0.12, 1) == pytest.approx(clv.value(1, 0.9, 0.12))


@pytest.mark.parametrize("retention, interest", [(0.75, 0.1), (0.85, 0.15), (0.3, 0.02)])
def test_a_cohort_earns_its_lifetime_value(retention, interest):
    known = clv.value(1.0, retention, interest)
    hold(f"r {retention}, i {interest}", clv.values(retention, interest), known, allowance=clv.LEFT * known)


def test_a_year_of_weeks_is_a_period_like_any_other():
    known = clv.value(1.0, 0.9, 0.12)
    measured = clv.values(0.9, 0.12, weeks_a_period=52, replicates=8, customers=500)
    hold("r .9, i .12, a period of 52 weeks", measured, known, allowance=clv.LEFT * known)


def test_profit_is_in_proportion_to_margin():
    """The same customers at a margin of EUR 3 instead of 1."""
    scenario = clv.scenario(0.8, customers=200)
    one, three = clv.profits(scenario, 2), clv.profits(scenario.with_(price_volume=13), 2)
    assert three == pytest.approx(3 * one, abs=1e-9)
