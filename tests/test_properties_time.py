"""Moving with time: shocks start and end, what a caller writes stays, hooks and policies act between two weeks."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.parameters import AXES
from equilibrium.simulation import begin, step

SMALL = eq.Scenario().with_(customers=60, weeks=12, missions=[])


def seen(scenario, look, weeks=12, before=None):
    """What `look(state)` finds in each week, after shocks and hooks and before the week itself."""
    found = []
    hooks = ([before] if before else []) + [lambda run: found.append(look(run.state))]
    run = begin(scenario, 1, [0, 1], threads=1, hooks=hooks)
    for _ in range(weeks):
        step(run)
    return np.array(found)


# Shocks


def test_a_shock_starts_in_its_week_and_ends_before_its_last():
    scenario = SMALL.with_(shocks=[{"week": 4, "until": 7, "wage": {"factor": 2.0}}])
    wages = seen(scenario, lambda state: state.parameters["wage"][0, 0])
    assert wages.tolist() == [13.0] * 3 + [26.0] * 3 + [13.0] * 6


def test_a_shock_without_an_end_lasts():
    wages = seen(SMALL.with_(shocks=[{"week": 4, "wage": {"set": 5.0}}]), lambda state: state.parameters["wage"][1, 1])
    assert wages.tolist() == [13.0] * 3 + [5.0] * 9


def test_shocks_on_top_of_each_other_end_each_on_its_own_date():
    shocks = [{"week": 2, "until": 8, "wage": {"factor": 2.0}}, {"week": 4, "until": 6, "wage": {"add": 1.0}}]
    wages = seen(SMALL.with_(shocks=shocks), lambda state: state.parameters["wage"][0, 0])
    assert wages.tolist() == [13, 26, 26, 27, 27, 26, 26, 13, 13, 13, 13, 13]


def test_a_shock_of_one_enterprise_leaves_the_others_alone():
    scenario = SMALL.with_(shocks=[{"week": 3, "price_volume": {"set": 45.0}, "enterprise": "rival"}])
    prices = seen(scenario, lambda state: state.enterprises.price[0, :, 0].copy())
    assert prices[:, 0].tolist() == [60.0] * 12
    np.testing.assert_allclose(prices[:, 1], [60.0] * 2 + [45.0] * 10)


def test_a_price_war_moves_the_rivals_prices_and_ends():
    scenario = SMALL.with_(shocks=[{"week": 3, "until": 5, "rival_margin": {"factor": 0.5}}])
    prices = seen(scenario, lambda state: state.enterprises.price[0, 1].copy())
    np.testing.assert_allclose(prices[[1, 2, 3, 4]], [[60, 120], [49, 100.5], [49, 100.5], [60, 120]])


def test_a_shock_of_a_coefficient_holds_in_every_regime_and_ends():
    scenario = SMALL.with_(shocks=[{"week": 3, "until": 5, "search": {"factor": 0.0}}])
    search = seen(scenario, lambda state: state.context.coefficients["search"].copy())
    usual = [row["search"] for row in SMALL.regimes.values()]
    assert search[[1, 2, 3, 4]].tolist() == [usual, [0.0] * 4, [0.0] * 4, usual]


@pytest.mark.parametrize(
    "shock", [{"wage": {"set": 9.0}}, {"search": {"factor": 2.0}}, {"rival_margin": {"factor": 0.5}}]
)
def test_what_a_hook_wrote_outlasts_shocks_elsewhere(shock):
    """The focal enterprise's price, holding cost and talk, by hand in week 2; a shock comes in week 5 and ends in 8."""

    def write(run):
        if run.week == 2:
            run.state.enterprises.price[:, 0, 0] = 77.0
            run.state.parameters["holding"][:, 0] = 0.5
            run.state.context.coefficients["word_of_mouth"][1] = 0.25

    def look(state):
        firms, context = state.enterprises, state.context
        return [firms.price[0, 0, 0], state.parameters["holding"][0, 0], context.coefficients["word_of_mouth"][1]]

    found = seen(SMALL.with_(shocks=[{"week": 5, "until": 8, **shock}]), look, before=write)
    assert (found[1:] == [77.0, 0.5, 0.25]).all()


def test_a_run_under_shocks_leaves_the_scenario_as_it_was():
    scenario = SMALL.with_(shocks=[{"week": 2, "wage": {"factor": 2.0}}])
    before = scenario.records().copy()
    eq.simulate(scenario, 1, 1)
    assert (scenario.records() == before).all()


# Targets and positions


def test_positions_follow_targets_with_their_inertia():
    """x += (target - x) / tau: after n weeks (1 - 1/tau)^n of the gap is left."""
    scenario = SMALL.with_(push_pull={"calendar": [[0, 0.2], [1, 1.0]]}, inertia_push_pull=5.0)
    weekly = eq.simulate(scenario, 1, 1).weekly
    np.testing.assert_allclose(weekly["push_pull"][0, :, 0], 1.0 - 0.8 * 0.8 ** np.arange(1, 13))


def test_a_target_written_by_hand_stays():
    def write(run):
        if run.week == 3:
            run.state.enterprises.target[:, 0, 2] = 0.9

    targets = seen(SMALL, lambda state: state.enterprises.target[0, 0].copy(), before=write)
    assert targets[:, 2].tolist() == [0.5] * 2 + [0.9] * 10
    assert (targets[:, [0, 1, 3, 4]] == 0.5).all()


def test_a_target_written_by_hand_stays_until_the_calendar_moves_that_axis():
    scenario = SMALL.with_(
        selling_serving={"calendar": [[0, 0.5], [6, 0.2]]}, push_pull={"calendar": [[0, 0.5], [4, 0.1]]}
    )

    def write(run):
        if run.week == 3:
            run.state.enterprises.target[:, 0, 2] = 0.9

    targets = seen(scenario, lambda state: state.enterprises.target[0, 0].copy(), before=write)
    assert targets[:, 2].tolist() == [0.5] * 2 + [0.9] * 3 + [0.2] * 7
    assert targets[:, 0].tolist() == [0.5] * 3 + [0.1] * 9


@pytest.mark.parametrize("far, held", [(7.0, 1.0), (-3.0, 0.0), (np.inf, 1.0)])
def test_a_policy_beyond_the_poles_is_held_at_them(far, held):
    found = []

    def policy(sight):
        found.append(sight.target.copy())
        return np.full(sight.position.shape, far)

    weekly = eq.simulate(SMALL, 2, 1, policy=policy).weekly
    assert (found[-1] == held).all()
    assert all(((weekly[axis] >= 0) & (weekly[axis] <= 1)).all() for axis in AXES)
    assert (weekly["push_pull"].sel(enterprise="rival") == 0.5).all()  # a policy steers the focal enterprise alone


def test_a_policy_that_returns_no_number_is_refused():
    with pytest.raises(ValueError, match="policy"):
        eq.simulate(SMALL, 1, 1, policy=lambda sight: sight.position * np.nan)


def test_a_policy_that_repeats_the_target_changes_nothing():
    plain, steered = (eq.simulate(SMALL, 2, 1, policy=policy).weekly for policy in (None, lambda sight: sight.target))
    assert plain.identical(steered)


def test_a_policy_sees_last_weeks_figures_and_never_the_regime():
    profits = []

    def policy(sight):
        profits.append(sight.figures["profit"].copy())
        assert not hasattr(sight, "regime") and "regime" not in sight.figures
        return sight.target

    weekly = eq.simulate(SMALL, 2, 1, policy=policy).weekly
    np.testing.assert_array_equal(np.array(profits[1:]), weekly["profit"].isel(enterprise=0).values.T[:-1])


# Hooks


def test_hooks_act_once_a_week_in_their_order_before_the_week():
    called = []
    hooks = [lambda run: called.append(("a", run.week)), lambda run: called.append(("b", run.week))]
    eq.simulate(SMALL, 1, 1, weeks=3, hooks=hooks)
    assert called == [(name, week) for week in (1, 2, 3) for name in "ab"]


def test_a_hook_that_only_looks_changes_nothing():
    plain = eq.simulate(SMALL, 2, 1).weekly
    looked = eq.simulate(SMALL, 2, 1, hooks=[lambda run: run.state.customers.satisfaction.mean()]).weekly
    assert plain.identical(looked)


def test_what_a_hook_does_in_one_replicate_stays_there():
    def write(run):
        run.state.cells.energy[run.state.ids == 1] = 0.0

    plain, touched = (eq.simulate(SMALL, 3, 1, hooks=hooks).weekly for hooks in ([], [write]))
    assert plain.sel(replicate=[0, 2]).identical(touched.sel(replicate=[0, 2]))
    assert not plain.sel(replicate=[1]).identical(touched.sel(replicate=[1]))


# Dated events


def test_a_calendar_of_regimes_is_kept():
    scenario = SMALL.with_(calendar=[[0, "calm"], [4, "crowded"], [9, "calm"]])
    regime = eq.simulate(scenario, 3, 1).weekly["regime"].values
    assert (regime == [0] * 3 + [1] * 5 + [0] * 4).all()


def test_a_regime_that_returns_brings_its_old_facts_back():
    scenario = SMALL.with_(calendar=[[0, "calm"], [4, "crowded"], [9, "calm"]], drift=0.0)
    facts = seen(scenario, lambda state: state.context.reality[0].copy())
    assert (facts[1:3] == facts[0]).all() and (facts[9:] == facts[0]).all()  # a week's facts are seen before the next
    assert (facts[4] != facts[0]).any()


def test_missions_and_renamings_happen_in_their_week():
    scenario = SMALL.with_(
        missions=[{"week": 3, "people": 20, "insights": 10}], renamings=[{"week": 5, "crafts": 4, "enterprise": "rival"}],
        antenna=0.0, listening=0.0, rivals=[{"name": "rival"}],
    )  # fmt: skip
    weekly = eq.simulate(scenario, 4, 1).weekly
    cards, renamed = weekly["insight_cards"].values, weekly["renamings"].values
    assert cards[:, 2, 0].mean() == pytest.approx(200, rel=0.1)
    assert cards.sum() == cards[:, 2, 0].sum()
    assert (renamed[:, 4, 1] == 4).all() and renamed.sum() == 16
