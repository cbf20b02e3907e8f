"""One week of the twin, and all weeks of one path: the mechanisms in the order of `week.py`."""

from typing import NamedTuple

import numpy as np
from numba import njit

from equilibrium.meanfield import enterprise, knowledge, market, renewal
from equilibrium.meanfield.customers import OFFER, Classes, Market
from equilibrium.meanfield.knowledge import NONE, OTHER, Knowledge, cohere, look_out
from equilibrium.mechanisms import regimes, service
from equilibrium.state import Account, Activity, Count

ACTIVITIES, ACCOUNTS, COUNTS = len(Activity), len(Account), len(Count)


class State(NamedTuple):
    """All that the next week depends on, besides the regime."""

    market: Market
    know: Knowledge
    firms: np.ndarray  # (enterprise,) of `firms.record()`
    tried: np.ndarray  # (enterprise, regime, facts wrong): share of contents that the enterprise ever had


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
    beliefs, shared = know.beliefs, 0.0
    for f in range(beliefs.shape[1]):
        for s in range(NONE):
            shared += faced * beliefs[e, f, s, 0, s] + (1.0 - faced) * beliefs[e, f, s, OTHER, s]
    return shared


@njit(cache=True, nogil=True, error_model="numpy")
def one(state, world, own, at, price, target, campaign, mission, before, now, out):
    """One week; writes `out` (enterprise,) of `firms.OUT`. `before`, `now`: regimes."""
    know, firms, tried = state.know, state.firms, state.tried
    enterprises = firms.size
    first = own[0]
    z = int(first.facts)
    flips = regimes.flip_probability(first.drift, at.drift_factor)
    flipped = knowledge.mutate(know, world.signs, before, now, flips)
    knowledge.track(know, first.ally_tracking, first.ally_error)
    spent, work = np.zeros((enterprises, ACTIVITIES)), np.zeros((enterprises, ACTIVITIES))
    done = np.zeros((enterprises, know.weight.size, 3, 3))
    crafts, names, allied = np.zeros((enterprises, 4)), np.zeros((enterprises, 2)), np.zeros((enterprises, 3))
    cards, capacity, faces = np.zeros(enterprises), np.zeros(enterprises), np.zeros(enterprises)
    counts, flows, goods = (
        np.zeros((enterprises, COUNTS)),
        np.zeros((enterprises, ACCOUNTS)),
        np.zeros((enterprises, 2)),
    )
    offer = np.zeros(enterprises, OFFER)
    coherent, numbers, enough = np.empty(2), np.empty(2), np.empty((know.weight.size, 2))
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
            look_out(know, e, z, p, first, people, firms[e].conceptual, care, active, firms[e].energy, enough)
            * p.needs
            * z
        )
        renewal.rename(tried[e], firms, e, p, work[e], campaign[e], now, facing, z, names[e])
        renewal.ally(firms, e, p, first, at, work[e], allied[e])
        renewal.renew(know, tried[e], firms, e, p, work[e], now, world.crossing, facing, faced, z, crafts[e], allied[e, 2],
                      enough, done[e])  # fmt: skip
        cohere(know, e, z, firms[e].position[3], max(1.0, facing), p.coherence_power, coherent)
        firms[e].coherence[0], firms[e].coherence[1] = coherent[0], coherent[1]
    for e in range(enterprises):
        offer[e].price[0], offer[e].price[1] = price[e, 0], price[e, 1]
        if firms[e].alive > 0.0:
            p = own[e]
            enterprise.uniqueness(know, firms, e, z, done)
            capacity[e] = enterprise.open_doors(firms, e, p, first, at, allied[e, 1], work[e], offer, faces[e])
            offer[e].care = service.care_level(firms[e].spare, p.care_saturation)
    market.week(state.market, world.kinds, offer, own, at, world.degree, counts)
    for e in range(enterprises):
        p = own[e]
        if firms[e].alive > 0.0:
            firms[e].active = counts[e, Count.CUSTOMERS_VOLUME] + counts[e, Count.CUSTOMERS_VALUE]
            firms[e].requests = state.market.grid[:, 2 * e : 2 * e + 2, 1].sum()
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
    """Write the week's figures of one enterprise into its record `out`."""
    scale = p.customers * p.customer_weight
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    gone = counts[Count.LAPSED] + counts[Count.SWITCHED]
    asked = counts[Count.SERVED] + counts[Count.WAITING] + counts[Count.ABANDONED]
    served = counts[Count.SERVED]
    out.profit = flows.sum()
    out.revenue = flows[Account.SALES_VOLUME] + flows[Account.SALES_VALUE]
    out.wages = -flows[Account.WAGES]
    out.cash = firms[e].cash
    out.alive = firms[e].alive
    out.customers = own * scale
    out.market_share = own
    out.value_share = counts[Count.CUSTOMERS_VALUE] / own if own > 0.0 else np.nan
    out.satisfaction = counts[Count.SATISFACTION] / own if own > 0.0 else np.nan
    out.energy = firms[e].energy if firms[e].alive > 0.0 else np.nan
    out.coherence = firms[e].coherence[0]
    out.uniqueness = firms[e].uniqueness
    out.credibility = firms[e].credibility
    out.trust = firms[e].trust
    out.goodwill = firms[e].goodwill
    out.contacts = counts[Count.CONTACTED] * scale
    out.convinced_share = counts[Count.CONVINCED] / counts[Count.PROSPECTS] if counts[Count.PROSPECTS] > 0.0 else np.nan
    out.won = counts[Count.WON] * scale
    out.lost = (gone + counts[Count.CLOSED]) * scale
    out.lapse_rate = gone / own if own > 0.0 else np.nan
    out.units_volume = counts[Count.UNITS_VOLUME] * scale
    out.units_value = counts[Count.UNITS_VALUE] * scale
    out.served_share = served / asked if asked > 0.0 else 1.0
    out.failure_share = 1.0 - counts[Count.SUCCEEDED] / served if served > 0.0 else 0.0
    out.utilisation = served * p.customers / capacity if capacity > 1e-9 else np.nan
    out.stock = firms[e].stock
    out.ordered = goods[0]
    out.lost_sales = goods[1]
    out.new_crafts = crafts[0]
    out.woken_crafts = crafts[1]
    out.absorbed_crafts = crafts[2]
    out.renamings = names[0]
    out.found_out = names[1]
    out.insight_cards = cards
    out.partners = allied[0]
    out.cells = firms[e].cells * firms[e].alive
    out.people = firms[e].cells * p.people * firms[e].alive
    paid = spent.sum()
    out.interference = spent[Activity.INTERFERENCE] / paid if paid > 0.0 else np.nan
    out.push_pull = firms[e].position[0]
    out.volume_value = firms[e].position[1]
    out.selling_serving = firms[e].position[2]
    out.organization_organism = firms[e].position[3]
    out.indie_weconomy = firms[e].position[4]


@njit(cache=True, nogil=True, error_model="numpy")
def path(state, world, segment, own, coefficients, price, targets, campaigns, missions, start, regime, out):
    """All weeks of one path of regimes; writes `out` (week, enterprise) of `firms.OUT`.

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
