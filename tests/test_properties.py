"""Any valid scenario runs, conserves customers, hours and money, stays in its domains, and gives the same bits however run."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import scenarios

import equilibrium as eq
from equilibrium.figures import FIGURES
from equilibrium.simulation import begin, step
from equilibrium.state import Account, Activity, Count, Event, Origin

SEEDS = st.integers(0, 2**63 - 1)
UNHURRIED = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
SOME = settings(max_examples=60, derandomize=True, **UNHURRIED)
FEW = settings(max_examples=12, derandomize=True, **UNHURRIED)
MANY = settings(max_examples=2000, **UNHURRIED)

SHARES = {
    "enterprises": "position target coherence imprint uniqueness own_recent conceptual method accessory credibility trust picture "
    "answered failures failure_share waiting_share spare contact_chance search_chance attention_chance supply_gap",
    "cells": "energy shared energy_before",
    "crafts": "maturity",
    "cards": "weight",
    "customers": "drop satisfaction",
    "context": "notice",
}
AMOUNTS = {
    "enterprises": "moved goodwill alliance_stock requests active load yield_push yield_pull stock pipeline demand "
    "experience price hours events year counts",
    "cells": "people hours work load hangar",
    "crafts": "count practice",
    "cards": "count seen",
    "customers": "sensitivity rate fatigue glad sorry",
    "tally": "counts by_need",
}
SIGNS = {
    "context": ("reality", "template"), "enterprises": ("code", "doing"), "cells": ("beliefs",), "crafts": ("content",),
    "cards": ("value",), "allies": ("beliefs",),
}  # fmt: skip
MAY_LACK = set(
    "value_share satisfaction energy convinced_share lapse_rate utilisation interference".split()
)  # not a number where there is nothing to divide by


def check_domains(state):
    """Every array of `state` holds what its field may hold."""
    for part, names in SHARES.items():
        for name in names.split():
            array = getattr(getattr(state, part), name)
            assert ((array >= 0) & (array <= 1)).all(), (part, name, array.min(), array.max())
    for part, names in AMOUNTS.items():
        for name in names.split():
            array = getattr(getattr(state, part), name)
            assert (np.isfinite(array) & (array >= 0)).all(), (part, name, array.min(), array.max())
    for part, names in SIGNS.items():
        for name in names:
            assert np.isin(getattr(getattr(state, part), name), (-1, 0, 1)).all(), (part, name)
    assert (state.context.reality != 0).all()
    for name in ("cash", "flows", "effort", "level", "appeal", "evidence"):
        assert np.isfinite(getattr(state.enterprises, name)).all(), name
    check_customers(state)
    check_cells(state)
    check_crafts(state)


def check_customers(state):
    people, shape = state.customers, state.shape
    assert (people.supplier >= -1).all() and (people.supplier < shape["enterprise"]).all()
    assert (people.need < shape["need"]).all()
    assert np.isin(people.tier, (0, 1)).all()
    assert (people.request[people.supplier < 0] == 0).all()  # who has no supplier asks nobody
    mood = people.mood.astype(int)
    spoken = mood > 0
    assert ((mood[spoken] - 1) // 2 == people.supplier[spoken]).all()


def check_cells(state):
    cells = state.cells
    alive = cells.alive.astype(bool)
    assert (cells.people[~alive] == 0).all() or not state.enterprises.alive.all()
    assert (cells.faces.sum(-1)[alive] >= 1).all()  # every living cell has work
    links = cells.neighbours
    own = np.arange(alive.shape[2])[None, None, :, None]
    assert (links < alive.shape[2]).all() and (links >= -1).all()
    assert (links[alive] != np.broadcast_to(own, links.shape)[alive]).all()  # nobody is linked to itself
    ordered = np.sort(links[alive], axis=-1)
    assert ((ordered[:, 1:] != ordered[:, :-1]) | (ordered[:, 1:] < 0)).all()  # no link stands twice
    most = state.parameters["links"][..., None]
    assert ((links >= 0).sum(-1) <= most).all()


def check_crafts(state):
    crafts, cells = state.crafts, state.cells
    slots = crafts.need.shape[2]
    assert (crafts.count <= slots).all()
    used = np.arange(slots) < crafts.count[..., None]
    assert (crafts.need < state.shape["need"]).all()
    assert (crafts.parent < crafts.count[..., None]).all() and (crafts.parent[used] != np.nonzero(used)[2]).all()
    assert not crafts.practised[~used].any()
    assert not crafts.practised[crafts.origin == Origin.RELABEL].any()
    for r, e in np.ndindex(crafts.count.shape):
        practised = crafts.practised[r, e].astype(bool)
        faced = cells.faces[r, e].T[crafts.need[r, e]] * cells.alive[r, e]
        if state.enterprises.alive[r, e]:
            assert not (practised & (faced == 0)).any()  # a cell practises only what its needs ask for
        per_need = np.zeros((state.shape["need"], practised.shape[1]), int)
        np.add.at(per_need, crafts.need[r, e], practised)
        assert (per_need <= 1).all()  # one craft a need at a time


class Watch:
    """What must not be lost from one week to the next, seen from outside."""

    def __init__(self, state):
        firms = state.enterprises
        self.customers = self.own(state)
        self.cash, self.stock = firms.cash.copy(), firms.stock.copy()
        self.pipeline, self.demand = firms.pipeline.copy(), firms.demand.copy()
        self.requests, self.alive = firms.requests.sum(-1), firms.alive.astype(bool)
        self.people = (state.cells.people * state.cells.alive).copy()
        self.experience = firms.experience.copy()

    @staticmethod
    def own(state):
        supplier = state.customers.supplier
        return np.stack([(supplier == e).sum(1) for e in range(state.shape["enterprise"])], 1)

    def check(self, state):
        """Compare with the `state` one week later."""
        firms, counts, ran = state.enterprises, state.enterprises.counts, self.alive
        now = self.own(state)
        census = counts[..., [Count.CUSTOMERS_VOLUME, Count.CUSTOMERS_VALUE]].sum(-1)
        assert (census == now).all()
        lost = counts[..., [Count.LAPSED, Count.SWITCHED, Count.CLOSED]].sum(-1)
        assert (now == self.customers + counts[..., Count.WON] - lost).all()
        assert (firms.active.sum(-1) == now).all()
        ended = counts[..., [Count.SERVED, Count.ABANDONED, Count.WAITING]].sum(-1)
        assert (ended == np.where(ran, self.requests, 0)).all()
        assert (counts[..., Count.SUCCEEDED] <= counts[..., Count.SERVED]).all()
        # hours: each is spent once, and paid
        p = state.parameters
        paid = self.people.sum(-1) * p["weekly_hours"]
        np.testing.assert_allclose(firms.hours.sum(-1), np.where(ran, paid, 0), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(-firms.flows[..., Account.WAGES], p["wage"] * firms.hours.sum(-1), rtol=1e-12)
        busy = state.cells.hours.sum(-1)
        each = self.people * p["weekly_hours"][..., None]
        living = state.cells.alive.astype(bool) & (self.people > 0)
        np.testing.assert_allclose(busy[living], each[living], rtol=1e-9)
        # money: opening cash and flows are closing cash
        closing = self.cash + firms.flows.sum(-1)
        np.testing.assert_allclose(firms.cash, closing, rtol=1e-12, atol=0.001)
        # goods: what is asked for is sold, made or missing; what was there and came is sold, spoilt or there
        asked = counts[..., Count.UNITS_VOLUME] * p["customer_weight"]
        sold = np.where(ran, asked - firms.events[..., Event.LOST_SALES], 0)
        np.testing.assert_allclose(
            firms.flows[..., Account.SALES_VOLUME], sold * firms.price[..., 0], rtol=1e-9, atol=0.001
        )
        from_stock = asked * (1 - firms.position[..., 0]) - firms.events[..., Event.LOST_SALES]
        stock = self.stock + self.pipeline[..., 0] - firms.events[..., Event.WRITTEN_OFF] - from_stock
        np.testing.assert_allclose(firms.stock, np.where(ran, stock, self.stock), rtol=1e-9, atol=1e-6)
        ordered = firms.pipeline.sum(-1) - self.pipeline[..., 1:].sum(-1)
        np.testing.assert_allclose(
            np.where(ran, ordered, 0),
            firms.events[..., Event.ORDERED],
            rtol=1e-9,
            atol=1e-6 * (1 + self.pipeline.max()),
        )
        made = firms.experience - self.experience
        on_demand = sold - from_stock
        np.testing.assert_allclose(
            np.where(ran, made, 0), np.where(ran, on_demand + firms.events[..., Event.ORDERED], 0),
            rtol=1e-6, atol=1e-6 * (1 + firms.experience.max()),
        )  # fmt: skip
        dead = ~firms.alive.astype(bool)
        assert (firms.cash[dead] < -p["credit"][dead]).all()
        assert not state.cells.alive[dead].any()


def run_and_check(scenario, seed):
    run = begin(scenario, seed, [0, 5], threads=1)
    check_domains(run.state)
    for _ in range(scenario.value("weeks")):
        watch = Watch(run.state)
        step(run)
        watch.check(run.state)
        check_domains(run.state)
        for key, figure in FIGURES.items():
            measured = figure.measure(run.state)
            assert np.isfinite(measured).all() or (key in MAY_LACK and not np.isinf(measured).any()), key


@SOME
@given(scenarios(), SEEDS)
def test_any_scenario_conserves_customers_hours_money_and_goods_and_keeps_its_domains(scenario, seed):
    run_and_check(scenario, seed)


@pytest.mark.slow
@MANY
@given(scenarios(), SEEDS)
def test_thousands_of_scenarios_conserve_and_keep_their_domains(scenario, seed):
    run_and_check(scenario, seed)


@FEW
@given(scenarios(), SEEDS)
def test_two_threads_give_the_bits_of_one(scenario, seed):
    one, two = (eq.simulate(scenario, 3, seed, threads=threads) for threads in (1, 2))
    assert one.weekly.identical(two.weekly)
    assert one.crafts.equals(two.crafts)


@FEW
@given(scenarios(), SEEDS)
def test_a_replicate_alone_has_the_bits_it_has_among_others(scenario, seed):
    among = eq.simulate(scenario, 4, seed).weekly
    alone = eq.simulate(scenario, [3], seed).weekly
    others = eq.simulate(scenario, [7, 3, 1], seed).weekly
    assert alone.identical(among.sel(replicate=[3]))
    assert alone.identical(others.sel(replicate=[3]))


@FEW
@given(scenarios(), SEEDS)
def test_stepping_gives_the_bits_of_the_ensemble(scenario, seed):
    weekly = eq.simulate(scenario, 2, seed).weekly
    run = begin(scenario, seed, [0, 1], threads=1)
    for week in weekly["week"].values:
        step(run)
        for key, figure in FIGURES.items():
            np.testing.assert_array_equal(figure.measure(run.state), weekly[key].sel(week=week), key)


@FEW
@given(scenarios(), SEEDS)
def test_a_run_leaves_its_scenario_as_it_was_and_repeats_itself(scenario, seed):
    before = scenario.text
    first, again = (eq.simulate(scenario, 1, seed) for _ in range(2))
    assert first.weekly.identical(again.weekly)
    assert scenario.text == before


def test_blocks_of_one_huge_run_give_the_same_bits_on_two_threads():
    """Above 32 blocks of customers a single replicate shares its blocks among the threads."""
    scenario = eq.Scenario().with_(customers=40_000, weeks=4, missions=[])
    one, two = (eq.simulate(scenario, 1, 3, threads=threads) for threads in (1, 2))
    assert one.weekly.identical(two.weekly)


def test_weeks_beyond_the_horizon_do_not_change_those_before():
    scenario = eq.Scenario().with_(customers=300)
    short, long = (eq.simulate(scenario, 2, 11, weeks=weeks).weekly for weeks in (8, 16))
    for key in FIGURES:
        np.testing.assert_array_equal(short[key], long[key].sel(week=slice(1, 8)), key)


def test_hours_of_a_week_are_split_among_all_activities():
    """The reference scenario uses every activity, so that conservation above is about all of them."""
    scenario = eq.Scenario().with_(
        customers=300, substance=0.5, hangar_weeks=10, push_pull={"calendar": [[0, 0.5], [2, 1.0]]}
    )
    run = begin(scenario, 0, range(4), threads=1)
    spent = np.zeros(len(Activity))
    for _ in range(80):
        step(run)
        spent += run.state.enterprises.hours.sum((0, 1))
    assert (spent > 0).all(), dict(zip(Activity, spent, strict=True))


def test_customers_who_never_buy_have_a_rate_of_nothing():
    state = begin(eq.Scenario().with_(customers=50, purchase_rate=0.0), 1, [0]).state
    assert (state.customers.rate == 0).all()
