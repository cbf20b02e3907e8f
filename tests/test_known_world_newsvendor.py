"""The newsvendor: closed forms, and level, cover, fill and profit of the model's own supply in `known-worlds/newsvendor`."""

import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.figures import Figure
from equilibrium.known_worlds import newsvendor

LEVEL = Figure("level", "units", "level", "livello", "mean", lambda state: state.enterprises.level.copy())
MEAN, DEVIATION = 100.0, 20.0


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


@pytest.mark.parametrize("price, cost, salvage", [(10, 4, 1), (10, 4, 2), (10, 7, 3), (6, 4, 0)])
def test_the_models_supply_is_a_newsvendors(price, cost, salvage):
    """Nine years of weeks.

    Allowed: for the level 1 % of the safety stock, the small-sample bias of a deviation, and 0.1 units; for weeks without a
    missing unit 0.015 and for fill 0.005, as purchases are whole and a little skewed (25 a week); for profit 0.2 %.
    """
    share = newsvendor.fractile(price, cost, salvage)
    level = newsvendor.quantity(MEAN, DEVIATION, share)
    weekly = eq.simulate(newsvendor.scenario(price, cost, salvage), 16, 1951, indicators=[LEVEL]).weekly
    weekly = weekly.isel(enterprise=0).sel(week=slice(53, None))
    lost, asked = weekly["lost_sales"], weekly["units_volume"]
    hold("level", weekly["level"].mean("week"), level, allowance=0.1 + 0.01 * abs(level - MEAN))
    cover = newsvendor.covered_by_estimates(share, 26)
    hold("weeks without a missing unit", (lost == 0).mean("week"), cover, allowance=0.015)
    fill = newsvendor.fill(MEAN, DEVIATION, level)
    hold("fill", 1.0 - lost.sum("week") / asked.sum("week"), fill, allowance=0.005)
    profit = newsvendor.profit_by_estimates(MEAN, DEVIATION, price, cost, salvage, 26)
    hold("profit", weekly["profit"].mean("week"), profit, allowance=0.002 * profit)


def test_a_longer_memory_earns_more():
    """The same customers: the price of estimating mean and deviation from 5 weeks instead of 26."""
    profits = [
        eq.simulate(newsvendor.scenario(10, 4, 1, window), 16, 1951).weekly["profit"].isel(enterprise=0)
        .sel(week=slice(53, None)).mean("week").to_numpy()
        for window in (26, 5)
    ]  # fmt: skip
    known = [newsvendor.profit_by_estimates(MEAN, DEVIATION, 10, 4, 1, window) for window in (26, 5)]
    hold("profit of 26 weeks' memory over 5", profits[0] - profits[1], known[0] - known[1], allowance=0.5)
