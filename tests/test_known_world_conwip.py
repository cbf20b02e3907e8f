"""CONWIP (Spearman, Woodruff & Hopp 1990): the law, two exact ways to it, and the model's supply ahead or on demand."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import conwip

LINES = [(100.0, 5, 1.0), (40.0, 3, 0.5), (20.0, 10, 0.1)]  # price, stations, holding


@pytest.mark.parametrize("jobs, stations", [(1, 2), (4, 3), (7, 2), (6, 4)])
def test_the_law_is_what_a_balanced_lines_markov_chain_gives(jobs, stations):
    assert conwip.markov_chain(jobs, [1.0] * stations) == pytest.approx(conwip.throughput(jobs, stations))


@pytest.mark.parametrize("times", [(1.0, 2.0, 0.5), (1.0, 1.0, 1.0, 3.0)])
def test_mean_value_analysis_and_the_markov_chain_agree_on_unbalanced_lines(times):
    for jobs in (1, 3, 6):
        assert conwip.mean_value_analysis(jobs, times) == pytest.approx(conwip.markov_chain(jobs, times))
        assert conwip.mean_value_analysis(jobs, times) < 1 / max(times)  # never above the bottleneck


@pytest.mark.parametrize("jobs, stations", [(2, 2), (12, 7), (50, 3)])
def test_push_needs_more_jobs_for_the_same_throughput(jobs, stations):
    rate = conwip.throughput(jobs, stations)
    assert conwip.pushed_jobs(rate, stations) / jobs == pytest.approx(stations / (stations - 1))


@pytest.mark.parametrize("price, stations, holding", LINES)
def test_the_best_settings_earn_most_and_pull_earns_more_than_push(price, stations, holding):
    jobs, rate = conwip.best_jobs(stations, price, holding), conwip.best_rate(stations, price, holding)
    pull = conwip.pull_profit(jobs, stations, price, holding)
    push = conwip.push_profit(rate, stations, price, holding)
    assert pull > push > 0
    for step in (-1e-3, 1e-3):
        assert conwip.pull_profit(jobs + step, stations, price, holding) < pull
        assert conwip.push_profit(rate + step, stations, price, holding) < push


@pytest.mark.parametrize("price, stations, holding", LINES)
@pytest.mark.parametrize("factor", [0.5, 0.9, 1.1, 1.5])
def test_pull_loses_less_by_a_setting_wrong_by_the_same_factor(price, stations, holding, factor):
    pull, push = conwip.lost_by(factor, stations, price, holding)
    assert 0 < pull < push


@pytest.mark.parametrize("window, units", [(13, 0.0), (26, 10.0), (8, 30.0)])
def test_the_models_push_earns_what_a_newsvendor_so_set_earns(window, units):
    """Allowed 0.2 % of profit, as for the newsvendor: purchases are whole and a little skewed."""
    earned = conwip.profits(conwip.scenario(0.0, window).with_(safety_units=units), replicates=12)
    known = conwip.pushed_profit(window, units)
    hold(f"window {window}, {units} more", earned, known, allowance=0.002 * known)


def test_what_is_made_on_demand_earns_its_margin_whatever_the_forecast():
    assert np.abs(conwip.foregone(conwip.scenario(1.0, window=3, weeks=60), replicates=3)).max() < 1e-9
    assert conwip.foregone(conwip.scenario(0.0, window=3, weeks=60), replicates=3).min() > 10
