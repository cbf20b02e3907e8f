"""One state and one week's enterprises held fixed, for the library, the C loop and the Mesa agents alike."""

import numpy as np

import equilibrium as eq
from equilibrium.mechanisms.service import care_level
from equilibrium.simulation import begin, step
from equilibrium.state import State

WARM_UP = 26  # weeks: moods, fatigue, queues and shares are then as in use


def warmed_up(customers: int) -> State:
    """The reference scenario's state after half a year; of it only the customers go on from here."""
    scenario = eq.Scenario.load("storefront").with_(customers=customers)
    run = begin(scenario, 1, range(1), threads=1)
    for _ in range(WARM_UP):
        step(run)
    return run.state


def enterprises_as_seen(state: State) -> list[dict[str, float | np.ndarray]]:
    """What each enterprise is for customers this week: one dictionary an enterprise, named as in customers.c."""
    own, firms = state.parameters[0], state.enterprises
    at = state.context.coefficients[state.context.regime[0]]
    rows: list[dict[str, float | np.ndarray]] = []
    for e in range(len(own)):
        p = own[e]
        row = {key: float(p[key]) for key in (
            "fatigue_decay", "fatigue_scale", "seeker_response", "annoyance", "base_success", "success_up", "failure_down",
            "wait_down", "patience", "repeat_satisfaction", "cross_selling", "supply_wait", "drop_satisfaction",
            "lapse_natural", "lapse_dissatisfied", "loyalty", "loyalty_satisfaction", "satisfaction_start")}  # fmt: skip
        care = care_level(firms.spare[0, e], p["care_saturation"])
        talk = float(at["word_of_mouth"]) * (1.0 + p["amplification"] * firms.conceptual[0, e])
        rows.append({
            **row, "contact": firms.contact_chance[0, e], "search": firms.search_chance[0, e],
            "receptivity": at["receptivity"], "credibility": firms.credibility[0, e], "care": care,
            "care_gain": p["care"] * care, "supply_gap": firms.supply_gap[0, e], "price": firms.price[0, e],
            "hazard": np.array([p["request_volume"], p["request_value"]]) * at["service"],
            "attention": firms.attention_chance[0, e], "talk": talk, "answered": firms.answered[0, e],
            "coherence": firms.coherence[0, e], "appeal": firms.appeal[0, e],
        })  # fmt: skip
    return rows


def world_as_seen(state: State) -> dict[str, float]:
    """The common coefficients, named as in customers.c."""
    world = state.parameters[0, 0]
    at = state.context.coefficients[state.context.regime[0]]
    return {
        "sorry_weight": float(world["sorry_weight"]), "price_factor": float(at["price"]),
        "glad_above": float(world["glad_above"]), "sorry_below": float(world["sorry_below"]),
    }  # fmt: skip


def copy_of_customers(state: State) -> dict[str, np.ndarray]:
    """The customers' arrays of replicate 0, one's own to change."""
    return {name: array[0].copy() for name, array in zip(state.customers._fields, state.customers, strict=True)}
