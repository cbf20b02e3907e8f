"""Null tests: two public settings that are the same world give the same bits; and what is common luck stays common.

A mechanism switched off leaves no trace, not even in the last bit. `but` names the figures that count the mechanism's own
idle motions.
"""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.parameters import AXES, COEFFICIENTS, REGIMES, REGISTRY
from equilibrium.simulation import begin, step

BUSY = eq.Scenario().with_(  # everything happens within a year, at a small size
    customers=400, weeks=52, missions=[], make_hours=60.0, absorb_hours=20.0, practice_hours=40.0, sojourn=8.0,
    growth_weeks=4.0, divide_cash=-1e6, divide_load=0.7, die_load=0.2, degree=6, hangar_weeks=2.0,
    request_hours=0.5, severance=200.0, sorry_below=0.6, ally_attention=0.2,
)  # fmt: skip
CAMPAIGN = {"renamings": [{"week": 5, "crafts": 20}, {"week": 20, "crafts": 100}]}
EVEN = dict.fromkeys(AXES, 0.5)
IDLE_METHOD = dict.fromkeys(
    ["method_gain", "method_success", "hangar_weeks", "interference_sides", "free_missions"], 0.0
)
IDLE_CONCEPTUAL = dict.fromkeys(["method", "interference", "amplification", "listening", "free_missions"], 0.0)
ALONE = {**EVEN, "rivals": []}


def same(one, other, but=()):
    """Assert that two ensembles hold the same bits in every figure, save those in `but`."""
    differ = [key for key in one.data_vars if not one[key].equals(other[key])]
    assert set(differ) <= set(but), differ


def weekly(changes):
    return eq.simulate(BUSY.with_(**changes), [0, 3], 7).weekly


NULLS = {
    # names
    "names that nobody hears rename nothing": (
        {"symbolic": False, **CAMPAIGN}, {"symbolic": False}, ["renamings"]),
    "names without buzz, lift, discovery or cost rename nothing": (
        {"buzz": 0.0, "relabel_energy": 0.0, "found": 0.0, "relabel_hours": 0.0, **CAMPAIGN},
        {"buzz": 0.0, "relabel_energy": 0.0, "found": 0.0, "relabel_hours": 0.0}, ["renamings"]),
    "without buzz and renamings the symbolic switch does nothing": ({"symbolic": False}, {"buzz": 0.0}, []),
    # rival readings
    "where nobody learns from code, peers or cells, both readings of March are one": (
        {"learn_from_code": 0.0, "code_learns": 0.0, "peer": 0.0},
        {"learn_from_code": 0.0, "code_learns": 0.0, "peer": 0.0, "learning_reading": "program"}, []),
    "where uniqueness adds no quality it does not matter how": (
        {"uniqueness_quality": 0.0}, {"uniqueness_quality": 0.0, "quality_response": "saturating"}, []),
    # growth
    "growth that never divides nor kills is no growth": (
        {"growth": False, "credit": 1e12}, {"growth": True, "divide_load": 10.0, "die_load": 0.0, "credit": 1e12}, []),
    "room for cells that never come is no room": (
        {"growth": True, "divide_load": 10.0, "cells_most": 10}, {"growth": True, "divide_load": 10.0, "cells_most": 30},
        []),
    # talk
    "talk without strength is no network": ({"word_of_mouth": 0.0}, {"network": "none"}, []),
    "talk without strength is talk in full mixing without strength": (
        {"word_of_mouth": 0.0}, {"word_of_mouth": 0.0, "network": "mixing"}, []),
    "nobody talks on a graph without links": ({"network": "none"}, {"degree": 0}, []),
    "without talk nothing amplifies it": (
        {"word_of_mouth": 0.0, "amplification": 5.0}, {"word_of_mouth": 0.0, "amplification": 0.0}, []),
    "a small world without rewiring is a ring": ({"rewiring": 0.0}, {"network": "ring"}, []),
    # allies
    "allies that never become partners are no allies": ({"alliance_forms": 0.0}, {"allies": 0}, []),
    "at the indie pole allies do not matter": (
        {**ALONE, "indie_weconomy": 0.0, "allies": 8}, {**ALONE, "indie_weconomy": 0.0, "allies": 0}, []),
    "attention out of reach is no attention": ({"ally_attention": 0.0}, {"ally_half": float("inf")}, []),
    "allies of no reach draw no attention": ({"ally_attention": 0.0}, {"ally_reach": 0.0}, []),
    "allies that nobody absorbs from may err as they like": (
        {"absorb_hours": float("inf"), "ally_error": 0.9, "leak": 1.0}, {"absorb_hours": float("inf"), "ally_error": 0.0}, []),
    # opposites
    "at the poles opposites do not interfere": (
        {**ALONE, **dict.fromkeys(AXES, 1.0), "local": 0.0, "interference": 1.0, "interference_sides": 1.0},
        {**ALONE, **dict.fromkeys(AXES, 1.0), "local": 0.0, "interference": 0.0, "interference_sides": 0.0}, []),
    "who does not move pays for no move": ({**EVEN, "move_cost": 10.0}, {**EVEN, "move_cost": 0.0}, []),
    "who does not move has no inertia": (
        {**EVEN, "inertia_push_pull": 1.0}, {**EVEN, "inertia_push_pull": 500.0}, []),
    # context
    "drift of nothing is no drift": ({"drift": 0.0}, {"drift_factor": 0.0}, []),
    "regimes that are all alike are one regime": (
        {"template_flip": 0.0, "drift": 0.0, "regimes": {"only": REGIMES["calm"]}},
        {"template_flip": 0.0, "drift": 0.0, "regimes": dict.fromkeys("abcd", REGIMES["calm"])}, ["regime"]),
    # reach
    "deaf ears are no contacts": (
        {"receptivity": 0.0, "annoyance": 0.0, "energy_annoyed": 0.0},
        {"contact_rate": 0.0, "annoyance": 0.0, "energy_annoyed": 0.0}, ["contacts", "convinced_share"]),
    "fatigue that dulls nothing does not matter": (
        {"fatigue_scale": 0.0, "fatigue_decay": 0.0}, {"fatigue_scale": 0.0, "fatigue_decay": 1.0}, []),
    "who never searches has no use for goodwill": ({"search": 0.0}, {"goodwill_half": float("inf")}, []),
    # knowledge
    "without links there are no peers": (
        {"links": 0, "coordination": 0.0, "peer": 0.5}, {"peer": 0.0, "coordination": 0.0}, []),
    "missions whose cards nobody believes or uses bring nothing": (
        {"card_belief": 0.0, "make_hours": float("inf"), "missions": [{"week": 3, "people": 30, "insights": 20}]},
        {"card_belief": 0.0, "make_hours": float("inf")}, ["insight_cards", "facts_seen"]),
    "an endless mission brings no card": (
        {"mission_hours": float("inf"), "free_missions": 0.0, "card_accuracy": 0.0},
        {"mission_hours": float("inf"), "free_missions": 0.0, "card_accuracy": 1.0}, []),
    "customers who are not listened to may be wrong": (
        {"listening": 0.0, "listening_accuracy": 0.0}, {"listening": 0.0, "listening_accuracy": 1.0}, []),
    "cards that never weigh enough are not believed, whatever the belief in them": (
        {"card_evidence": 1000.0, "card_belief": 1.0}, {"card_evidence": 1000.0, "card_belief": 0.0}, []),
    # crafts
    "crafts that are never made need no family": (
        {"make_hours": float("inf"), "absorb_hours": float("inf"), "conceptual": 1.0, "method": 0.0},
        {"make_hours": float("inf"), "absorb_hours": float("inf"), "conceptual": 0.0, "method": 1.0}, []),
    "method crafts without effect are accessories": (
        {**IDLE_METHOD, "method": 0.4}, {**IDLE_METHOD, "method": 0.0}, []),
    "conceptual crafts that join nothing are accessories": (
        {**IDLE_CONCEPTUAL, "conceptual": 0.4}, {**IDLE_CONCEPTUAL, "conceptual": 0.0}, []),
    "crafts of no family that does anything are all alike": (
        {**IDLE_METHOD, **IDLE_CONCEPTUAL, "conceptual": 0.4, "method": 0.4},
        {**IDLE_METHOD, **IDLE_CONCEPTUAL, "conceptual": 0.0, "method": 0.0}, []),
    "practice that teaches nothing and never ripens is no practice": (
        {"practice_share": 0.0, "practice_belief": 1.0}, {"practice_hours": 1e15, "practice_belief": 1.0}, []),
    # market
    "customers who never ask have no requests in any regime": ({"request_volume": 0.0, "request_value": 0.0}, {"service": 0.0}, []),
    "customers blind to prices are so in every regime": ({"price_sensitivity": 0.0}, {"price": 0.0}, []),
    "what is made on demand has no stock to hold, spoil or wait for": (
        {**ALONE, "push_pull": 1.0, "holding": 1.0, "writeoff": 1.0, "lead": 12},
        {**ALONE, "push_pull": 1.0, "holding": 0.0, "writeoff": 0.0, "lead": 1}, []),
    "without learning by making experience is worth nothing": (
        {"wright": 0.0, "experience_start": 1.0}, {"wright": 0.0, "experience_start": 1e6}, []),
    "uniqueness that nobody pays for is copied without harm": (
        {"uniqueness_quality": 0.0, "leak": 0.0, "imitation": 1.0},
        {"uniqueness_quality": 0.0, "leak": 0.0, "imitation": 0.0}, ["uniqueness"]),
    # dates
    "a shock of factor one is no shock": ({"shocks": [{"week": 9, "wage": {"factor": 1.0}}]}, {}, []),
    "a shock after the end is no shock": ({"shocks": [{"week": 500, "wage": {"set": 99.0}}]}, {}, []),
    "a wave without amplitude is its mean": (
        {"push_pull": {"mean": 0.3, "wave": {"period": 9, "amplitude": 0.0}}}, {"push_pull": 0.3}, []),
    "a rival who says nothing of its own is the focal enterprise's double": (
        {"rivals": [{"name": "double"}]}, {"rivals": [{"name": "double", "wage": 13.0, "mix": {"push_pull": 0.5}}]}, []),
}  # fmt: skip


@pytest.mark.parametrize("one, other, but", NULLS.values(), ids=NULLS)
def test_a_mechanism_that_is_off_leaves_no_trace(one, other, but):
    same(weekly(one), weekly(other), but)


# The other half: where a mechanism is on, it shows

MOVING = BUSY.with_(  # besides, targets swing, crafts are renamed and goods are missed
    substance=0.7, missions=[{"week": 3, "people": 5, "insights": 5}], absorb_hours=8.0, alliance_forms=0.1,
    **{axis: {"mean": 0.5, "wave": {"period": 13, "amplitude": 0.4}} for axis in AXES},
)  # fmt: skip


@pytest.fixture(scope="module")
def moving():
    return eq.simulate(MOVING, [0, 3], 7).weekly


def alternatives(parameter):
    """Other values for a parameter: the ends of the plausible range, then the least allowed, then one."""
    if parameter.choices:
        return [choice for choice in parameter.choices[1:] if choice != "edges"]
    if parameter.unit == "switch":
        return [not parameter.default]
    ends = dict.fromkeys((parameter.high, parameter.low, parameter.least, min(parameter.most, 1.0)))
    values = [int(end) if parameter.whole else end for end in ends if np.isfinite(end)]
    return [value for value in values if value not in (MOVING.value(parameter.key), 1_000_000)]


@pytest.mark.parametrize("key", [key for key in REGISTRY if key != "weeks"])
def test_every_parameter_moves_some_figure(key, moving):
    """A parameter that moves nothing is not read, and a null test about it compares nothing with nothing."""
    for value in alternatives(REGISTRY[key]):
        changed = eq.simulate(MOVING.with_(**{key: value}), [0, 3], 7).weekly
        if any(not moving[figure].equals(changed[figure]) for figure in moving.data_vars):
            return
    pytest.fail(f"{key}: no figure moves")


@pytest.mark.parametrize("key", COEFFICIENTS)
def test_every_coefficient_of_a_regime_moves_some_figure(key, moving):
    changed = eq.simulate(MOVING.with_(**{key: COEFFICIENTS[key].high}), [0, 3], 7).weekly
    assert any(not moving[figure].equals(changed[figure]) for figure in moving.data_vars)


def test_the_busy_scenario_sees_everything_happen():
    """Else the null tests above would compare nothing with nothing."""
    busy = weekly({})
    for key in ("new_crafts", "absorbed_crafts", "woken_crafts", "partners", "insight_cards", "people_reenergised",
                "lost_sales", "won", "lost", "failure_share", "interference", "uniqueness"):  # fmt: skip
        assert float(busy[key].sum()) > 0, key
    cells = busy["cells"].values
    assert (np.diff(cells, axis=1) > 0).any() and (np.diff(cells, axis=1) < 0).any()


# Common random numbers: what changes somewhere changes nobody else's luck


def started(**changes):
    return begin(BUSY.with_(**changes), 7, [0, 3], threads=1)


FIXED = ("need", "seeker", "sensitivity", "rate", "drop")


@pytest.mark.parametrize(
    "change",
    [
        {"customers": 401}, {"customers": 1500}, {"push_pull": 0.9, "volume_value": 0.1}, {"growth": False}, {"cells": 4},
        {"rivals": []}, {"rivals": [{"name": f"r{k}", "cells": 30, "start_share": 0.1} for k in range(7)]}, {"allies": 9},
        {"people": 9},
        {"network": "none"}, {"weeks": 20},
    ],
    ids=lambda change: " ".join(change),
)  # fmt: skip
def test_the_same_customers_come_and_the_same_reality_whatever_else_changes(change):
    one, other = started().state, started(**change).state
    for name in FIXED:
        np.testing.assert_array_equal(
            getattr(one.customers, name)[:, :400], getattr(other.customers, name)[:, :400], name
        )
    for name in ("regime", "reality", "template", "notice"):
        np.testing.assert_array_equal(getattr(one.context, name), getattr(other.context, name), name)
    np.testing.assert_array_equal(one.enterprises.code[:, 0], other.enterprises.code[:, 0])
    cells = min(4, one.shape["cell"])
    np.testing.assert_array_equal(one.cells.beliefs[:, 0, :cells], other.cells.beliefs[:, 0, :cells])


@pytest.mark.parametrize(
    "change",
    [
        {"customers": 800},
        {"selling_serving": 0.1},
        {"rivals": []},
        {"growth": False},
        {"allies": 9},
        {"make_hours": 500.0},
    ],
    ids=str,
)
def test_the_same_regimes_and_facts_pass_whatever_the_enterprise_does(change):
    one, other = started(), started(**change)
    for _ in range(30):
        step(one)
        step(other)
        for name in ("regime", "reality", "entered"):
            np.testing.assert_array_equal(getattr(one.state.context, name), getattr(other.state.context, name), name)


def inside(run, enterprise):
    """What an enterprise is inside, bit by bit."""
    firms, cells, crafts = run.state.enterprises, run.state.cells, run.state.crafts
    count = int(run.scenario.value("cells"))
    return [firms.code[:, enterprise], cells.beliefs[:, enterprise, :count], firms.evidence[:, enterprise],
            firms.effort[:, enterprise], crafts.content[:, enterprise], crafts.origin[:, enterprise]]  # fmt: skip


@pytest.mark.parametrize(
    "rivals",
    [
        [{"name": "rival"}, {"name": "another"}],
        [{"name": "rival"}, {"name": "crowd", "cells": 40, "links": 20}],
        [{"name": "rival"}, {"name": "talker", "antenna": 0.4, "mission_hours": 1.0}],
    ],
    ids=["one more", "of many cells and links", "with many missions"],
)
def test_a_rival_more_changes_nobody_elses_luck_inside(rivals):
    """Customers apart, who are split anew; so nobody has any here, and energy does not depend on them."""
    alone = {"start_share": 0.0, "attraction": -20.0, "shelf": 0.0, "growth": False, "alliance_forms": 0.0}
    one, other = started(**alone, rivals=rivals[:1]), started(**alone, rivals=rivals)
    for _ in range(40):
        step(one)
        step(other)
    for enterprise in (0, 1):
        for a, b in zip(inside(one, enterprise), inside(other, enterprise), strict=True):
            np.testing.assert_array_equal(a, b)


def test_room_for_more_cells_changes_nobodys_luck():
    """A rival that may grow to many cells makes room for them in everybody's arrays."""
    still = {"divide_load": 10.0, "die_load": 0.0}
    one = started(**still)
    other = started(**still, rivals=[{"name": "rival", "cells_most": 200}])
    for _ in range(40):
        step(one)
        step(other)
    for enterprise in (0, 1):
        for a, b in zip(inside(one, enterprise), inside(other, enterprise), strict=True):
            np.testing.assert_array_equal(a, b)


def test_two_people_on_the_same_mission_never_share_their_luck():
    """Thousands go at once; two enterprises' wide missions notice different facts."""
    missions = [{"week": 1, "people": 9000, "insights": 1, "enterprise": k} for k in range(2)]
    run = begin(BUSY.with_(missions=missions, needs=10), 3, range(20), threads=1)
    step(run)
    seen = run.state.cards.seen
    assert seen.sum() > 20 * 9000
    assert all((seen[r, 0] != seen[r, 1]).mean() > 0.8 for r in range(20))  # the same luck would count the same
