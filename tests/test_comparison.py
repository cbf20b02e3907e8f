"""Paired differences: equal scenarios are called real in 5 % of trials at most, and the number of runs named is enough.

Rates are counted over trials with fixed seeds; a binomial count that is right is beyond the tolerance once in a thousand.
"""

import numpy as np
import pytest
from scipy.stats import binom

import equilibrium as eq
from benchmarks.verdicts import kept, told
from equilibrium.studies.comparison import (
    FEWEST,
    LEVEL,
    POWER,
    Difference,
    difference,
    runs_needed,
    visible_difference,
)  # fmt: skip
from equilibrium.studies.paired import compare

RUNS = 640


@pytest.fixture(scope="module")
def pool():
    """Profit, energy and customers of a small storefront and of a nearby mix, under the same and under another seed."""
    scenario = eq.Scenario.load("storefront").with_(customers=200, weeks=26)
    near = scenario.with_(push_pull=0.6)
    runs = {
        "base": eq.simulate(scenario, RUNS, 1), "near": eq.simulate(near, RUNS, 1), "other": eq.simulate(scenario, RUNS, 2),
    }  # fmt: skip
    return {name: {key: run.per_run(key) for key in ("profit", "energy", "customers")} for name, run in runs.items()}


def at_most(share, trials):
    """Most hits of `trials` where each has probability `share`."""
    return binom.ppf(0.999, trials, share)


def at_least(share, trials):
    return binom.ppf(0.001, trials, share)


@pytest.mark.parametrize("pairs", [2, 4, 16, 64])
def test_luck_alone_is_called_real_in_five_trials_of_a_hundred_at_most(pairs):
    rng, trials = np.random.default_rng(pairs), 2000
    real = sum(told(rng.standard_normal(pairs)).verdict == "real" for _ in range(trials))
    assert real <= at_most(LEVEL, trials)


@pytest.mark.parametrize("figure", ["profit", "energy", "customers"])
@pytest.mark.parametrize("pairs", [8, 32])
def test_equal_scenarios_of_the_model_with_other_luck_are_rarely_called_real(pool, figure, pairs):
    """Two sets of runs of one scenario, drawn without overlap from each pool."""
    rng, trials, real = np.random.default_rng(pairs), 1500, 0
    for _ in range(trials):
        a, b = rng.choice(RUNS, pairs, replace=False), rng.choice(RUNS, pairs, replace=False)
        gaps = pool["other"][figure][b] - pool["base"][figure][a]
        centre = (
            pool["other"][figure].mean() - pool["base"][figure].mean()
        )  # what the pools differ by is no luck of a trial
        real += told(gaps - centre).verdict == "real"
    assert real <= at_most(LEVEL, trials)


def test_of_many_figures_of_equal_scenarios_none_is_called_real_in_95_trials_of_100():
    rng, trials, figures = np.random.default_rng(5), 400, 6
    real = 0
    for _ in range(trials):
        verdicts = [told(gaps, at_once=figures).verdict for gaps in rng.standard_normal((figures, 20))]
        real += "real" in verdicts
    assert real <= at_most(LEVEL, trials)


@pytest.mark.parametrize("effect", [0.3, 0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("at_once", [1, 6])
def test_the_number_of_runs_named_is_enough_in_four_trials_of_five(effect, at_once):
    named, enough = kept(lambda rng, n: rng.standard_normal(n), 16, effect, at_once, seed=11)
    assert enough >= at_least(POWER, named)


@pytest.mark.parametrize("effect", [0.3, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_number_is_enough_for_skewed_differences_too(effect, side):
    named, enough = kept(lambda rng, n: side * (rng.exponential(size=n) - 1), 16, effect, 1, seed=13)
    assert enough >= at_least(POWER, named)


@pytest.mark.parametrize("effect", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("figure", ["profit", "energy", "customers"])
def test_the_number_is_enough_for_differences_of_the_model(pool, figure, effect):
    """Differences of two nearby mixes, drawn anew: what they lack in number the pool's shape makes up for."""
    gaps = pool["near"][figure] - pool["base"][figure]
    gaps = (gaps - gaps.mean()) / gaps.std()
    named, enough = kept(lambda rng, n: rng.choice(gaps, n), 16, effect, 1, seed=17)
    assert enough >= at_least(POWER, named)


def test_a_formula_that_believes_the_pilot_breaks_the_promise():
    """Why the rule is not the usual one: the pilot's own difference in place of the true one."""
    rng, named, enough, pairs = np.random.default_rng(3), 0, 0, 16
    for _ in range(1000):
        pilot = rng.standard_normal(pairs) + 0.5 / pairs**0.5
        found = told(pilot)
        if found.verdict == "real":
            continue
        n = min(2_000_000, max(pairs + 1, int(np.ceil((2.8 * found.sd / found.mean) ** 2))))
        more = (n - pairs) * 0.5 / pairs**0.5 + (n - pairs) ** 0.5 * rng.standard_normal()
        named += 1
        enough += abs(pilot.sum() + more) / n**0.5 > 1.96
    assert enough < at_least(POWER, named)


def test_the_interval_covers_the_true_difference():
    rng, trials = np.random.default_rng(8), 1000
    found = [told(rng.standard_normal(12) + 3.0) for _ in range(trials)]
    missed = sum(not each.low <= 3.0 <= each.high for each in found)
    assert at_least(LEVEL, trials) <= missed <= at_most(LEVEL, trials)


def test_verdict_and_interval_agree():
    rng = np.random.default_rng(9)
    for at_once in (1, 5):
        for gaps in rng.standard_normal((200, 10)) + 0.6:
            found = told(gaps, at_once)
            assert (found.verdict == "real") == (found.low > 0 or found.high < 0)
            assert (found.needed is None) == (found.verdict == "real")


def test_a_difference_said_to_be_visible_is_seen_in_four_trials_of_five():
    rng, trials, seen = np.random.default_rng(10), 500, 0
    for _ in range(trials):
        size = visible_difference(1.0, 6, 24)
        seen += told(rng.standard_normal(24) + size).verdict == "real"
    assert seen >= at_least(POWER, trials)


def test_one_pair_tells_nothing_and_no_number_is_named():
    found = told(np.array([5.0]))
    assert found == Difference("profit", 5.0, None, None, None, 1, 0, 1.0, "too close to call")


def test_two_pairs_have_an_interval_and_a_visible_difference_but_no_number():
    found = told(np.array([1.0, 3.0]))
    assert found.verdict == "too close to call" and found.low < 0 < found.high
    assert found.needed is None and found.visible > 0 and found.visible_with == 8


def test_few_pairs_name_no_number():
    gaps = np.resize([1.0, -1.2], FEWEST)
    assert told(gaps).needed is not None
    assert told(gaps[:-1]).needed is None
    assert runs_needed(0.0, 1.0, FEWEST - 1) is None


def test_a_number_beyond_a_million_is_not_named():
    gaps = np.resize([1.0, -1.0], 100_000)
    found = told(gaps)
    assert found.needed is None and found.visible_with == 400_000


def test_replicates_without_a_number_on_either_side_are_left_out_and_counted():
    nan = np.nan
    found = difference("energy", np.array([1.0, nan, 2.0, 4.0]), np.array([2.0, 1.0, nan, 7.0]))
    assert (found.n, found.dropped, found.mean) == (2, 2, 2.0)
    empty = difference("energy", np.array([nan]), np.array([1.0]))
    assert (empty.n, empty.dropped, empty.verdict) == (0, 1, "too close to call")


def test_what_never_differs_is_identical():
    found = told(np.zeros(3))
    assert found.verdict == "identical" and (found.mean, found.higher) == (0.0, 0.5)


def test_a_constant_difference_is_real_once_luck_would_hardly_give_one_sign_so_often():
    few = told(np.full(3, 0.05))
    assert few.verdict == "too close to call" and few.needed == 6
    assert told(np.full(6, 0.05)).verdict == "real"
    assert told(np.full(6, 0.05), at_once=4).verdict == "too close to call"


def test_ties_count_half():
    assert told(np.array([1.0, 0.0, -1.0, 1.0])).higher == pytest.approx(0.625)


def test_arrays_that_are_not_paired_are_refused():
    with pytest.raises(ValueError, match="one value per replicate"):
        difference("profit", np.zeros(3), np.zeros(4))


SMALL = eq.Scenario.load("storefront").with_(customers=200, weeks=12)


def test_the_baseline_against_itself_is_identical_in_every_figure():
    found = compare([SMALL, SMALL], 4, 7, names=("one", "two"))
    assert {each.verdict for each in found.differences[0]} == {"identical"}


def test_a_comparison_holds_what_the_runs_summaries_are_made_of():
    found = compare([SMALL, SMALL.with_(push_pull=0.9)], 5, 7, figures=("profit", "energy"))
    run = eq.simulate(SMALL, 5, 7)
    rows = run.summary().set_index("figure")
    for key in ("profit", "energy"):
        assert np.median(found.values[key].isel(scenario=0)) == rows.loc[key, "median"]
        assert found.values[key].attrs["unit"] == rows.loc[key, "unit"]


def test_a_saved_run_is_compared_with_a_scenario_under_its_own_luck():
    run = eq.simulate(SMALL, [2, 3, 5], 7)
    found = compare([run, SMALL])
    assert found.seed == 7 and found.values["replicate"].to_numpy().tolist() == [2, 3, 5]
    assert {each.verdict for each in found.differences[0]} == {"identical"}


@pytest.mark.parametrize(
    "other, what",
    [
        (lambda: eq.simulate(SMALL, 3, 8), "seed"),
        (lambda: eq.simulate(SMALL, 4, 7), "replicates"),
        (lambda: eq.simulate(SMALL, 3, 7, weeks=13), "weeks"),
        (lambda: SMALL.with_(weeks=13), "weeks"),
    ],
)
def test_runs_that_met_other_luck_are_refused(other, what):
    with pytest.raises(ValueError, match=f"different {what} met different luck"):
        compare([eq.simulate(SMALL, 3, 7), other()])


def test_another_population_is_told():
    found = compare([SMALL, SMALL.with_(customers=250, degree=4)], 2, 7)
    assert found.otherwise == (("customers", "degree"),)
