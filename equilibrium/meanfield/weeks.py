"""One week of the twin, and all weeks of one path: the mechanisms in the order of `week.py`."""

from typing import NamedTuple

import numpy as np
from numba import njit

from equilibrium.meanfield import enterprise, knowledge, market, renewal
from equilibrium.meanfield.firms import OUT
from equilibrium.meanfield.knowledge import NONE, OTHER, Knowledge, cohere, look_out
from equilibrium.meanfield.market import OFFER, Classes, Market
from equilibrium.mechanisms import regimes, service
from equilibrium.state import Account, Activity, Count

FIGURES = len(OUT)


class State(NamedTuple):
    """All that the next week depends on, besides the regime."""

    market: Market
    know: Knowledge
    firms: np.ndarray  # (enterprise,) of `firms.FIRM`


class World(NamedTuple):
    """What stays as it is."""

    kinds: Classes
    signs: np.ndarray  # (pattern, regime) of -1 and 1
    crossing: np.ndarray  # (regime, regime, facts wrong here, facts wrong there): how contents are spread
    meets: np.ndarray  # (enterprise, 2, 2) whom a cell's neighbour is: faces the need or not, given the cell
    degree: float  # people one talks with


@njit(cache=True, nogil=True, error_model="numpy")
def agreement(know, e, faced):
    """Share of facts on which a cell agrees with the code."""
    shared = 0.0
    for f in range(know.weight.size):
        for s in range(NONE):
            shared += faced * know.beliefs[e, f, s, 0, s] + (1.0 - faced) * know.beliefs[e, f, s, OTHER, s]
    return shared


@njit(cache=True, nogil=True, error_model="numpy")
def one(state, world, own, at, price, target, campaign, mission, before, now, out):
    """One week; writes `out` (enterprise, figure). `before`, `now`: regimes."""
    know, firms = state.know, state.firms
    enterprises = firms.size
    first = own[0]
    z = int(first.facts)
    flips = regimes.flip_probability(first.drift, at.drift_factor)
    flipped = knowledge.mutate(know, world.signs, before, now, flips)
    knowledge.track(know, first.ally_tracking, first.ally_error)
    activities, accounts = 11, 9
    spent, work = np.zeros((enterprises, activities)), np.zeros((enterprises, activities))
    done = np.zeros((enterprises, know.weight.size, 3, 3))
    crafts, names, allied = np.zeros((enterprises, 4)), np.zeros((enterprises, 2)), np.zeros((enterprises, 3))
    cards, capacity, faces = np.zeros(enterprises), np.zeros(enterprises), np.zeros(enterprises)
    counts, flows, goods = np.zeros((enterprises, 22)), np.zeros((enterprises, accounts)), np.zeros((enterprises, 2))
    offer = np.zeros(enterprises, OFFER)
    coherent, numbers = np.empty(2), np.empty(2)
    for e in range(enterprises):
        p = own[e]
        if firms[e].alive == 0.0:
            continue
        faced = min(1.0, max(p.needs_faced, np.ceil(p.needs / p.cells)) / p.needs)
        facing = firms[e].cells * faced
        faces[e] = faced
        enterprise.work_hours(firms, e, p, target[e], agreement(know, e, faced), spent[e], work[e])
        numbers[0] = np.rint(p.cells * faced)
        numbers[1] = p.cells - numbers[0]
        knowledge.learn(know, e, z, firms[e].position[3], p, numbers, world.meets[e])
        care = service.care_level(firms[e].spare, p.care_saturation)
        people = work[e, Activity.ANTENNA] * firms[e].cells / p.mission_hours
        people += p.free_missions * firms[e].accessory * p.people * firms[e].cells + mission[e, 0]
        active = 1.0 if firms[e].active > 0.0 else 0.0
        cards[e] = (
            look_out(know, e, z, p, first, people, firms[e].conceptual, care, active, firms[e].energy) * p.needs * z
        )
        renewal.rename(firms, e, p, work[e], campaign[e], now, facing, z, names[e])
        renewal.ally(firms, e, p, first, at, work[e], allied[e])
        renewal.renew(know, firms, e, p, work[e], now, world.crossing, facing, faced, z, crafts[e], allied[e, 2],
                      done[e])  # fmt: skip
        cohere(know, e, z, firms[e].position[3], max(1.0, facing), p.coherence_power, coherent)
        firms[e].coherence[0], firms[e].coherence[1] = coherent[0], coherent[1]
    for e in range(enterprises):
        offer[e].price[0], offer[e].price[1] = price[e, 0], price[e, 1]
        if firms[e].alive > 0.0:
            p = own[e]
            enterprise.uniqueness(know, firms, e, done)
            capacity[e] = enterprise.open_doors(firms, e, p, first, at, allied[e, 1], 0.0, work[e], offer, faces[e])
            offer[e].care = service.care_level(firms[e].spare, p.care_saturation)
    market.week(state.market, world.kinds, offer, own, at, world.degree, counts)
    for e in range(enterprises):
        p = own[e]
        if firms[e].alive > 0.0:
            firms[e].active = counts[e, Count.CUSTOMERS_VOLUME] + counts[e, Count.CUSTOMERS_VALUE]
            firms[e].requests = state.market.grid[:, e, :, 1, :].sum()
            enterprise.settle(
                firms, e, p, price[e], counts[e], work[e], spent[e], flipped, allied[e, 0], flows[e], goods[e]
            )
            enterprise.feel_energy(firms, e, p, counts[e], offer)
            if p.growth > 0.0:
                enterprise.grow(firms, e, p, spent[e], flows[e])
            enterprise.close_books(firms, e, flows[e], p.credit)
        write(out[e], firms, e, p, counts[e], flows[e], goods[e], crafts[e], names[e], allied[e], cards[e], capacity[e],
              spent[e])  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def write(out, firms, e, p, counts, flows, goods, crafts, names, allied, cards, capacity, spent):
    """Write the week's figures (figure,) of one enterprise in the order of `OUT`."""
    scale = p.customers * p.customer_weight
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    gone = counts[Count.LAPSED] + counts[Count.SWITCHED]
    asked = counts[Count.SERVED] + counts[Count.WAITING] + counts[Count.ABANDONED]
    served = counts[Count.SERVED]
    out[0] = flows.sum()
    out[1] = flows[Account.SALES_VOLUME] + flows[Account.SALES_VALUE]
    out[2] = -flows[Account.WAGES]
    out[3] = firms[e].cash
    out[4] = firms[e].alive
    out[5] = own * scale
    out[6] = own
    out[7] = counts[Count.CUSTOMERS_VALUE] / own if own > 0.0 else np.nan
    out[8] = counts[Count.SATISFACTION] / own if own > 0.0 else np.nan
    out[9] = firms[e].energy if firms[e].alive > 0.0 else np.nan
    out[10] = firms[e].coherence[0]
    out[11] = firms[e].uniqueness
    out[12] = firms[e].credibility
    out[13] = firms[e].trust
    out[14] = firms[e].goodwill
    out[15] = counts[Count.CONTACTED] * scale
    out[16] = counts[Count.CONVINCED] / counts[Count.PROSPECTS] if counts[Count.PROSPECTS] > 0.0 else np.nan
    out[17] = counts[Count.WON] * scale
    out[18] = (gone + counts[Count.CLOSED]) * scale
    out[19] = gone / own if own > 0.0 else np.nan
    out[20] = counts[Count.UNITS_VOLUME] * scale
    out[21] = counts[Count.UNITS_VALUE] * scale
    out[22] = served / asked if asked > 0.0 else 1.0
    out[23] = 1.0 - counts[Count.SUCCEEDED] / served if served > 0.0 else 0.0
    out[24] = served * p.customers / capacity if capacity > 1e-9 else np.nan
    out[25] = firms[e].stock
    out[26] = goods[0]
    out[27] = goods[1]
    out[28] = crafts[0]
    out[29] = crafts[1]
    out[30] = crafts[2]
    out[31] = names[0]
    out[32] = names[1]
    out[33] = cards
    out[34] = allied[0]
    out[35] = firms[e].cells * firms[e].alive
    out[36] = firms[e].cells * p.people * firms[e].alive
    paid = spent.sum()
    out[37] = spent[Activity.INTERFERENCE] / paid if paid > 0.0 else np.nan
    for axis in range(5):
        out[38 + axis] = firms[e].position[axis]


@njit(cache=True, nogil=True, error_model="numpy")
def path(state, world, segment, own, coefficients, price, targets, campaigns, missions, start, regime, out):
    """All weeks of one path of regimes; writes `out` (week, enterprise, figure).

    `segment` (week + 1,) which row of `own` (segment, enterprise), `coefficients` and `price` is in force; `start` the regime
    before week 1, `regime` (week,).
    """
    before = start
    for t in range(regime.size):
        now = regime[t]
        k = segment[t + 1]
        one(state, world, own[k], coefficients[k, now], price[k], targets[t + 1], campaigns[t], missions[t], before, now,
            out[t])  # fmt: skip
        before = now
