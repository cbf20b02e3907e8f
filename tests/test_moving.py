"""The moving balance: known places are found, standing still is not made to look worse than it is, paths follow with inertia."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from equilibrium.balance.moving import Path, balanced, moving, regime_shares
from equilibrium.balance.objectives import objective
from equilibrium.balance.regime_places import by_cma
from equilibrium.balance.trials import trials
from equilibrium.claims.adaptive import earned
from equilibrium.parameters import AXES
from equilibrium.plots import moving as picture
from equilibrium.plots import style
from equilibrium.policies.clairvoyant import Clairvoyant
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

pytest.importorskip("cma")
pytestmark = pytest.mark.filterwarnings("error")

NAMES, REGIMES = AXES[:3], ("calm", "crowded", "price_war", "renaissance")
SHARES = np.array([0.4, 0.35, 0.25, 0.0])
BEST = np.array([(0.2, 0.5, 0.3), (0.8, 0.5, 0.4), (0.5, 0.5, 0.9), (0.1, 0.1, 0.1)])
STATIC = SHARES @ BEST
HERE = dict.fromkeys(NAMES, 0.9)


def world(best=BEST, price=0.0, scale=100.0, shared=10.0, own=1.0):
    """A policy earns what its distance from each regime's best place leaves, less `price` for each place it keeps apart."""
    chance = np.random.default_rng(1)

    def run(mixes, tables, ids):
        stand = np.array([[{**HERE, **mix}[name] for name in NAMES] for mix in mixes])
        at = np.repeat(stand[:, None], len(REGIMES), 1) if tables is None else tables
        apart = np.abs(at - at.mean(1, keepdims=True)).sum((1, 2))
        means = -scale * (SHARES[:, None] * (at - best) ** 2).sum((1, 2)) - price * apart
        common = np.array([np.random.default_rng([3, k]).normal(0.0, shared) for k in ids])
        return means[:, None] + common + chance.normal(0.0, own, (len(means), len(ids)))

    return run


def no_path(still, places):
    return Path(0, np.repeat([0, 1], 3), np.repeat(places[:2], 3, 0), np.repeat(places[:2], 3, 0))


def found(seed=1, budget=12_000, static=None, **settings):
    return balanced(
        world(**settings), no_path, "profit", NAMES, REGIMES, SHARES, HERE, budget=budget, seed=seed, static=static
    )


def test_the_places_of_a_known_world_are_found_and_their_intervals_hold_them():
    seen = found()
    met = SHARES > 0.0
    assert np.abs(seen.places - BEST)[met].max() < 0.15
    step = 0.02  # the places between which an interval is told
    assert ((seen.low - step <= BEST) & (seen.high + step >= BEST))[met].all()
    assert (seen.high - seen.low)[met].max() < 0.8


def test_what_standing_still_costs_is_near_the_known_cost():
    """Known: the variance of the best places over the regimes. The interval (of three comparisons) is of the policies found."""
    seen = found()
    off = [
        100.0 * (SHARES[:, None] * (BEST - at) ** 2).sum() for at in (list(seen.static.values()), seen.places, STATIC)
    ]
    assert seen.pays is True and seen.still.low < off[0] - off[1] < seen.still.high
    assert 0.9 < seen.still.mean / off[2] < 1.1
    assert np.abs(np.array(list(seen.static.values())) - STATIC).max() < 0.15


def test_an_axis_that_is_best_in_one_place_in_all_regimes_gains_nothing_by_moving():
    each = found().each
    assert each[NAMES[0]].verdict == "real" and each[NAMES[0]].mean > 0.0
    assert each[NAMES[1]].verdict != "real" or abs(each[NAMES[1]].mean) < 0.5


def test_where_nothing_differs_between_regimes_moving_is_not_said_to_pay():
    """Ten searches in a world where one place is best always: to be called paying it must be so by luck of the measurement."""
    told = [found(seed, 3_000, best=np.full(BEST.shape, 0.5)).pays for seed in range(10)]
    assert told.count(True) <= 2


def test_where_moves_are_dear_standing_still_is_found_to_be_better_or_as_good():
    """The static mix is handed in, so that the moving search starts there; each place kept apart costs more than it brings."""
    seen = found(price=30.0, static=dict(zip(NAMES, STATIC, strict=True)))
    assert seen.pays is not True
    assert dict(seen.static) == dict(zip(NAMES, STATIC, strict=True))


def test_a_regime_that_never_reigns_keeps_the_place_that_stands_still():
    static = dict(zip(NAMES, STATIC, strict=True))
    assert np.allclose(found(budget=2_000, static=static).places[3], STATIC)


def test_own_search_may_be_handed_in():
    asked = []

    def knows(worth, start, box, budget, seed):
        asked.append((start.shape, box.shape, budget))
        assert worth(np.stack([start, start]), range(4)).shape == (2, 4)
        return start

    seen = balanced(world(), no_path, "profit", NAMES, REGIMES, SHARES, HERE, budget=4_000, seed=1, search=knows)
    assert len(asked) == 5 and set(asked[0][:2]) == {(3,), (3, 2)}  # static twice, and each regime that reigns
    assert seen.searched <= 4_000


def test_by_cma_finds_the_top_of_a_noisy_hill_at_the_edge_of_its_box():
    def worth(points, ids):
        return -((points - [0.9, 0.12]) ** 2 @ [1.0, 100.0])[:, None] + np.array(
            [np.random.default_rng(k).normal() for k in ids]
        )

    top = by_cma(worth, np.array([0.3, 0.14]), np.array([(0.0, 1.0), (0.08, 0.2)]), 4_000, 1)
    assert abs(top[0] - 0.9) < 0.05 and abs(top[1] - 0.12) < 0.01


@pytest.fixture(scope="module")
def market():
    return Scenario().with_(
        customers=100, customer_weight=450, weeks=30, calendar=[[0, "calm"], [10, "price_war"], [20, "calm"]]
    )


@pytest.fixture(scope="module")
def measured(market):
    return moving(market, objective("profit", 30), names=("push_pull", "volume_value"), budget=2_000, seed=4)


def test_the_path_follows_its_targets_with_the_models_inertia(market, measured):
    path = measured.path
    inertia = np.array([market.value("inertia_push_pull"), market.value("inertia_volume_value")])
    before = np.vstack([list(measured.static.values()), path.position[:-1]])
    assert np.allclose(path.position, before + (path.target - before) / inertia)
    known = np.append(path.regime[:1], path.regime[:-1])  # the regime of the week before is the one that is known
    assert np.allclose(path.target, measured.places[known])


def test_the_regimes_of_the_calendar_are_those_that_reign(market, measured):
    weeks = dict(zip(measured.regimes, regime_shares(market, 4), strict=True))
    assert weeks["crowded"] == weeks["renaissance"] == 0.0 and weeks["calm"] + weeks["price_war"] == 1.0
    assert (measured.places[measured.regimes.index("crowded")] == list(measured.static.values())).all()


def test_standing_still_is_measured_on_runs_that_were_not_searched(market, measured):
    seen = objective("profit", 30)
    ids = range(1_000_000, 1_000_000 + 200 + measured.replicates)
    values = seen.read(trials(market, [measured.static, {}], seen.measures, ids, 4))
    assert any((values[0, k : k + measured.replicates] == measured.values["static"]).all() for k in range(200))
    assert any((values[1, k : k + measured.replicates] == measured.values["here"]).all() for k in range(200))


def test_a_lever_cannot_move():
    with pytest.raises(ValueError, match="levers have no targets"):
        moving(Scenario(), objective("profit"), names=("push_pull", "development"))


def test_the_clairvoyant_sees_the_regime_of_the_week_before_and_leaves_other_axes_alone(market):
    places = np.full((4, 5), np.nan)
    places[:, 0] = (0.1, 0.2, 0.3, 0.4)
    targets = []
    simulate(market, 2, 1, mix={"volume_value": 0.7},
             hooks=[Clairvoyant(places), lambda run: targets.append(run.state.enterprises.target[0, 0].copy())])  # fmt: skip
    target = np.array(targets)
    assert (target[:, 1] == 0.7).all()
    assert set(target[:, 0]) == {0.1, 0.3}


def test_the_claims_measure_with_the_same_clairvoyant(monkeypatch):
    """One mix in all regimes is that mix: the policy that moves nowhere earns what standing still earns."""
    from equilibrium.claims import adaptive

    small = Scenario().with_(customers=100, weeks=20)
    mix = dict.fromkeys(AXES, 0.4)
    monkeypatch.setattr(adaptive, "reference", lambda: small)
    monkeypatch.setattr(adaptive, "best", lambda: mix)
    assert (earned(4, 1) == earned(4, 1, table=dict.fromkeys(small.regime_names, mix))).all()


def texts(sheet):
    return " ".join(text.get_text() for text in sheet.findobj(Text)).replace("\n", " ")


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_picture_says_whether_moving_pays(measured, language):
    pays = replace(measured.still, mean=5e4, low=2e4, high=8e4, verdict="real")
    costs = replace(measured.still, mean=-5e4, low=-8e4, high=-2e4, verdict="real")
    luck = replace(measured.still, mean=1e4, low=-2e4, high=4e4, verdict="too close to call")
    words = {"en": ("Standing still costs", "standing still is better", "cannot be told"),
             "it": ("Stare fermi costa", "conviene stare fermi", "Non si può dire")}[language]  # fmt: skip
    for still, said in zip((pays, costs, luck), words, strict=True):
        sheet = picture.plot(replace(measured, still=still), "Storefront", language)
        assert said in texts(sheet)
    style.png(sheet)
