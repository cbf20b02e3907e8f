"""The mean-field twin: it meets the agents' regimes, is smooth in the mix, and agents' luck around it shrinks as they grow many."""

import sys

import numpy as np
import pytest
from numba import njit
from scipy.optimize import brentq
from scipy.stats import spearmanr

import equilibrium as eq
from equilibrium import meanfield
from equilibrium.balance.trials import thinned
from equilibrium.known_worlds import bass
from equilibrium.meanfield import stability, weeks
from equilibrium.meanfield.borrowed import borrowed
from equilibrium.meanfield.firms import OUT
from equilibrium.meanfield.twin import begin, room, with_mix
from equilibrium.parameters import AXES

STILL = {
    "network": "mixing", "knowledge_start": 1.0, "code_start": 1.0, "drift": 0.0, "learn_from_code": 0.0, "code_learns": 0.0,
    "turnover": 0.0, "peer": 0.0, "sense": 0.0, "development": 0.0, "antenna": 0.0, "listening": 0.0, "growth": False,
    "weeks": 104, "start_regime": "calm", "sojourn": 1e12, "energy_climate": 0.0, "local_noise": 0.0,
}  # fmt: skip
FIGURES = ("customers", "satisfaction", "won", "units_volume", "revenue")


def test_the_twin_meets_the_regimes_that_the_agents_meet():
    scenario = eq.Scenario.load("regime-carousel").with_(weeks=120, customers=20, customer_weight=2250.0)
    for world in (scenario, eq.Scenario.load("storefront").with_(weeks=120, customers=20, customer_weight=2250.0)):
        agents = eq.simulate(world, replicates=[0, 3, 8], seed=5)
        _, found = meanfield.regime_paths(world, 5, [0, 3, 8], 120)
        assert np.array_equal(found, agents.weekly["regime"].to_numpy())


def test_the_same_question_has_the_same_answer_to_the_last_bit():
    scenario = eq.Scenario.load("storefront").with_(weeks=52)
    one, other = (meanfield.evaluate(scenario, {"push_pull": 0.3}, seed=2, paths=2) for _ in range(2))
    for key, values in one.weekly.items():
        assert np.array_equal(values, other.weekly[key], equal_nan=True), key


def test_many_mixes_at_once_are_as_each_alone_to_the_last_bit():
    prepared = meanfield.prepare(eq.Scenario.load("storefront").with_(weeks=30), seed=2, paths=2)
    mixes = [None, {"push_pull": 0.1}, {"push_pull": 0.9, "antenna": 0.02}]
    for mix, found in zip(mixes, meanfield.run_each(prepared, mixes), strict=True):
        alone = meanfield.run(prepared, mix)
        for key, values in alone.weekly.items():
            assert np.array_equal(values, found.weekly[key], equal_nan=True), key


def test_a_week_finds_nothing_in_the_room_that_another_mix_left():
    prepared = meanfield.prepare(eq.Scenario.load("storefront").with_(weeks=30), seed=2, paths=1)
    used = room(prepared)

    def live(mix, within):
        own, targets = with_mix(prepared, mix)
        out = np.zeros((30, 2), OUT)
        weeks.path(begin(prepared, own[0], targets[0]), prepared.world, within, prepared.segment, own, prepared.coefficients,
                   prepared.price, targets, prepared.campaigns, prepared.missions, prepared.first[0], prepared.regimes[0],
                   out)  # fmt: skip
        return out.view(float)

    live({"push_pull": 0.9, "selling_serving": 0.1}, used)
    assert np.array_equal(live(None, used), live(None, room(prepared)), equal_nan=True)


def test_what_compiled_code_borrows_is_the_array_itself_and_nobody_counts_it():
    held = (np.zeros(3), (np.arange(4.0).reshape(2, 2), np.zeros(1)))

    @njit
    def fill(held):
        first, (table, last) = borrowed(held)
        first[1:] = table[1]
        last[0] = table.sum()

    before = [sys.getrefcount(array) for array in (held[0], *held[1])]
    fill(held)
    assert [sys.getrefcount(array) for array in (held[0], *held[1])] == before
    assert held[0].tolist() == [0.0, 2.0, 3.0] and held[1][1].tolist() == [6.0]


def test_paths_of_the_same_regimes_are_the_same_and_stand_where_they_were_asked_for():
    scenario = eq.Scenario.load("storefront").with_(weeks=60)
    every = meanfield.evaluate(scenario, seed=2, paths=[0, 1, 0, 2])
    one = meanfield.evaluate(scenario, seed=2, paths=[1])
    assert every.per_run("profit").shape[0] == 4
    assert np.array_equal(every.weekly["profit"][0], every.weekly["profit"][2])
    assert not np.array_equal(every.weekly["profit"][0], every.weekly["profit"][1])
    assert np.allclose(every.weekly["profit"][1], one.weekly["profit"][0], rtol=1e-9)


def test_scenarios_share_what_is_compiled_however_many_regimes_and_facts_they_have():
    scenario = eq.Scenario.load("storefront").with_(weeks=4)
    meanfield.evaluate(scenario, paths=1)
    compiled = len(weeks.path.overloads)
    meanfield.evaluate(scenario.with_(start_regime="calm", sojourn=1e12, facts=2), paths=1)
    meanfield.evaluate(eq.Scenario.load("regime-carousel").with_(weeks=4), paths=1)
    assert len(weeks.path.overloads) == compiled


@pytest.mark.parametrize(("p", "q"), [(bass.P, bass.Q), (0.0026, 0.216)])
def test_adopters_follow_bass(p, q):
    """Agents need many customers and replicates for it; the twin follows the recursion at once, up to who considers and does
    not come (2e-9 of them)."""
    share = meanfield.evaluate(bass.scenario(p, q), paths=1).weekly["market_share"][0, :, 0]
    assert np.abs(share - bass.recursion(p, q, 40)[1:]).max() < 1e-6


@pytest.mark.slow
def test_it_ranks_mixes_nearly_as_the_agents_do():
    """Forty mixes drawn from everywhere: what makes it fit to be followed while a slider is dragged."""
    scenario = thinned(eq.Scenario.load("storefront"), 1_000)
    random = np.random.default_rng(60)
    mixes = [dict(zip(AXES, random.random(5).tolist(), strict=True)) for _ in range(40)]
    twin = meanfield.run_each(meanfield.prepare(scenario, seed=5, paths=4), mixes)
    agents = [eq.simulate(scenario.with_(**mix), replicates=4, seed=5) for mix in mixes]
    for figure in ("profit", "customers", "satisfaction"):
        there = [float(run.per_run(figure).mean()) for run in agents]
        assert spearmanr(there, [run.mean(figure)[0] for run in twin]).statistic > 0.9, figure


@pytest.mark.parametrize(
    "axis", ["push_pull", "volume_value", "selling_serving", "organization_organism", "indie_weconomy", "development"]
)
def test_it_is_smooth_in_the_mix(axis):
    """A step a thousand times smaller moves every figure about a thousand times less: there is no jump."""
    prepared = meanfield.prepare(eq.Scenario.load("storefront").with_(weeks=104), seed=2, paths=1)
    at = 0.12 if axis == "development" else 0.4
    base, small, smaller = (meanfield.run(prepared, {axis: at + step}) for step in (0.0, 1e-3, 1e-6))
    for key in ("profit", "customers", "satisfaction", "energy", "coherence", "uniqueness"):
        moved, hardly = (abs(each.mean(key)[0] - base.mean(key)[0]) for each in (small, smaller))
        assert hardly <= 2e-3 * moved + 1e-9 * abs(base.mean(key)[0]), key


def test_what_is_no_axis_and_no_lever_is_refused():
    with pytest.raises(ValueError, match="credit"):
        meanfield.run(meanfield.prepare(eq.Scenario().with_(weeks=2), paths=1), {"credit": 1.0})


def test_a_reading_that_it_does_not_know_is_refused():
    with pytest.raises(ValueError, match="as printed"):
        meanfield.prepare(eq.Scenario().with_(learning_reading="program"))


def test_with_knowledge_held_fixed_the_agents_luck_around_the_twin_shrinks_with_the_root_of_their_number():
    """Sixteen times the customers, a quarter of the gap. Of 24 replicates a root mean square is known to 15 %, so a ratio of
    two to 21 %: below 1/2.4 means five such errors from no shrinking at all, and two above the root."""
    gap = {}
    for size in (500, 8_000):
        scenario = eq.Scenario().with_(**STILL, customers=size, customer_weight=45_000 / size)
        agents, twin = eq.simulate(scenario, replicates=24, seed=5), meanfield.evaluate(scenario, seed=5, paths=1)
        gap[size] = {key: np.sqrt(np.mean((agents.per_run(key) / twin.mean(key)[0] - 1.0) ** 2)) for key in FIGURES}
    for key in FIGURES:
        assert gap[8_000][key] < gap[500][key] / 2.4, (key, gap[500][key], gap[8_000][key])


@pytest.mark.parametrize("regime", ["calm", "renaissance"])
def test_rest_is_a_state_that_a_week_leaves_as_it_is(regime):
    scenario = eq.Scenario().with_(weeks=10)
    found = stability.rest(scenario, regime, spectrum=False)
    week = stability.Week(scenario, regime)
    assert found.found
    assert np.abs(week(found.state) - found.state).max() <= stability.SETTLED
    assert np.abs(week(week.pack(week.start)) - week.pack(week.start)).max() > 1e-3  # the start is none


def test_a_search_that_is_too_short_says_that_it_found_no_rest():
    assert not stability.rest(eq.Scenario().with_(weeks=10), "calm", weeks=52, spectrum=False).stable


def test_a_period_is_read_from_the_leading_pair():
    kept, period = 0.8, 26.0
    pair = kept ** (1 / period) * np.exp(2j * np.pi / period * np.array([1, -1]))
    assert stability.natural_period(np.array([0.99, *pair, 0.5])) == (pytest.approx(period), pytest.approx(kept))
    assert stability.natural_period(np.array([0.99, 0.5])) == (None, 0.0)


LAPSE = 0.1  # hazard a week of the customers who come by talk alone


def by_talk_alone(strength):
    """Nobody is contacted; who has come is glad and talks, and lapses by himself."""
    return bass.scenario(0.0, strength).with_(contact_rate=0.0, lapse_natural=LAPSE)


def left_with(strength):
    """Share of customers at which as many come by talk as lapse in a week; 0 if none does."""

    def more(share):
        kept = share * np.exp(-LAPSE)
        return kept + (1.0 - kept) * -np.expm1(-strength * share) - share

    return brentq(more, 1e-3, 1.0) if more(1e-3) > 0.0 else 0.0


def test_who_starts_with_nobody_ends_elsewhere_than_who_starts_with_a_few():
    found = stability.basin(by_talk_alone(0.2), [{"start_share": share} for share in (0.0, 0.02, 0.5)], weeks=1_000)
    assert found.ends.tolist() == [0, 1, 1]
    assert [rest.figures["market_share"][0] for rest in found.rests] == pytest.approx([0.0, left_with(0.2)], abs=1e-6)


@pytest.mark.parametrize("strength", [0.085, 0.11, 0.15])
def test_talk_carries_an_enterprise_from_the_strength_on_at_which_more_come_than_lapse(strength):
    """It tips where the first customer wins as many a week as lapse of him: at a strength of 1 - exp(-lapse), .095."""
    found = stability.rest(by_talk_alone(strength).with_(start_share=0.02), weeks=2_000, spectrum=False)
    assert found.figures["market_share"][0] == pytest.approx(left_with(strength), abs=1e-6)
    assert (left_with(strength) > 0.0) == (strength > -np.expm1(-LAPSE))


SWINGS = STILL | {
    "weeks": 260, "credit": 1e12, "request_hours": 0.6, "wait_down": 0.5, "lapse_dissatisfied": 0.5, "word_of_mouth": 0.6,
    "sorry_weight": 2.0,
}  # fmt: skip


def rhythm(ensemble):
    """Lag in weeks and height of the first peak of the autocorrelation of satisfaction, start left out, mean of replicates."""
    weekly = ensemble.weekly["satisfaction"].transpose("replicate", "week", "enterprise").to_numpy()[:, 104:, 0]
    swings = weekly - weekly.mean(1, keepdims=True)
    weeks = swings.shape[1]
    alike = np.array([(swings[:, : weeks - k] * swings[:, k:]).sum(1) / (swings**2).sum(1) for k in range(40)]).mean(1)
    peaks = [k for k in range(2, 39) if alike[k - 1] < alike[k] >= alike[k + 1]]
    return peaks[0], alike[peaks[0]]


@pytest.mark.slow
def test_the_natural_period_is_that_of_the_agents_and_where_nothing_swings_there_is_none():
    """A front that is too small, people who leave when they wait, and talk that brings them back: waiting swings."""
    scenario = eq.Scenario().with_(**SWINGS)
    found = stability.rest(scenario, weeks=1_500)
    assert found.stable and found.kept > 0.3
    many = scenario.with_(customers=8_000, customer_weight=45_000 / 8_000)
    lag, height = rhythm(eq.simulate(many, replicates=8, seed=3))
    assert height > 0.1 and abs(found.period - lag) <= 2.0
    calm = stability.rest(
        scenario.with_(wait_down=0.3, lapse_dissatisfied=0.3, word_of_mouth=0.3, sorry_weight=0.7), weeks=1_500
    )
    assert calm.stable and calm.period is None
