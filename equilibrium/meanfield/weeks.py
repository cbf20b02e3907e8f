"""One week of the twin, and all weeks of one path: the mechanisms in the order of `week.py`."""

from typing import NamedTuple

import numpy as np
from numba import njit

from equilibrium.meanfield import enterprise, knowledge, market, renewal
from equilibrium.meanfield.antenna import look_out
from equilibrium.meanfield.borrowed import borrowed
from equilibrium.meanfield.customers import Classes, Market
from equilibrium.meanfield.knowledge import NONE, OTHER, Knowledge, cohere
from equilibrium.meanfield.learning import learn
from equilibrium.meanfield.tables import tabulate, tabulate_prices
from equilibrium.mechanisms import regimes, service
from equilibrium.state import Account, Activity, Count


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
def agreement(beliefs, e, faced):
    """Share of facts on which a cell agrees with the code."""
    shared = 0.0
    for f in range(beliefs.shape[1]):
        for s in range(NONE):
            shared += faced * beliefs[e, f, s, 0, s] + (1.0 - faced) * beliefs[e, f, s, OTHER, s]
    return shared


@njit(cache=True, nogil=True, error_model="numpy")
def one(state, world, room, own, at, price, target, campaign, mission, before, now, out):
    """One week; writes `out` (enterprise,) of `firms.OUT`. `before`, `now`: regimes. `room` of `room.Room`, tables written."""
    market_now, know, firms, tried = state
    weight, code, beliefs = know.weight, know.code, know.beliefs
    tables, facts, choices, weeks, offer, counts = room
    space, enterprises, first = facts.space[0], firms.size, own[0]
    z = facts.passed.size - 1
    flips = regimes.flip_probability(first.drift, at.drift_factor)
    flipped = knowledge.mutate(know, world.signs, before, now, flips)
    knowledge.track(know.allies, first.ally_tracking, first.ally_error)
    for e in range(enterprises):
        p, week = own[e], weeks[e]
        if firms[e].alive == 0.0:
            rest(week)
            continue
        faced = min(1.0, max(p.needs_faced, np.ceil(p.needs / p.cells)) / p.needs)
        facing = firms[e].cells * faced
        week.faces = faced
        enterprise.work_hours(firms, e, p, target[e], agreement(beliefs, e, faced), week.spent, week.work)
        space.numbers[0] = np.rint(p.cells * faced)
        space.numbers[1] = p.cells - space.numbers[0]
        learn(weight, code, beliefs, e, firms[e].position[3], p, world.meets[e], tables[e].moved, facts.hits, facts.tail,
              facts.ahead, space)  # fmt: skip
        care = service.care_level(firms[e].spare, p.care_saturation)
        people = week.work[Activity.ANTENNA] * firms[e].cells / p.mission_hours
        people += p.free_missions * firms[e].accessory * p.people * firms[e].cells + mission[e, 0]
        active = 1.0 if firms[e].active > 0.0 else 0.0
        cards = look_out(weight, know.evidence, beliefs, e, z, p, first, people, firms[e].conceptual, care, active,
                         firms[e].energy, facts.enough)  # fmt: skip
        week.cards = cards * p.needs * z
        renewal.rename(tried[e], firms, e, p, week.work, campaign[e], now, facing, facts.ways, week.names)
        renewal.ally(firms, e, p, first, at, week.work, week.allied)
        renewal.renew(know, tried[e], firms, e, p, week.work, now, world.crossing, facing, faced, week.crafts,
                      week.allied[2], tables[e], facts, facts.done[e])  # fmt: skip
        cohere(code, beliefs, e, firms[e].position[3], max(1.0, facing), p.coherence_power, facts.found,
               firms[e].coherence)  # fmt: skip
    for e in range(enterprises):
        offer[e].price[0], offer[e].price[1] = price[e, 0], price[e, 1]
        offer[e].alive = firms[e].alive
        if firms[e].alive > 0.0:
            p, week = own[e], weeks[e]
            enterprise.uniqueness(weight, code, firms, e, z, facts.done)
            week.capacity = enterprise.open_doors(firms, e, p, first, at, week.allied[1], week.work, offer, week.faces)
            offer[e].care = service.care_level(firms[e].spare, p.care_saturation)
    market.week(market_now, world.kinds, offer, own, at, world.degree, tables, choices, counts)
    grid = market_now.grid
    for e in range(enterprises):
        p, week = own[e], weeks[e]
        if firms[e].alive > 0.0:
            firms[e].active = counts[e, Count.CUSTOMERS_VOLUME] + counts[e, Count.CUSTOMERS_VALUE]
            requests = 0.0
            for g in range(grid.shape[0]):
                for place in range(2 * e, 2 * e + 2):
                    for k in range(grid.shape[3]):
                        requests += grid[g, place, 1, k]
            firms[e].requests = requests
            enterprise.settle(firms, e, p, price[e], counts[e], week.work, week.spent, flipped, week.allied[0], week.flows,
                              week.goods)  # fmt: skip
            enterprise.feel_energy(firms, e, p, counts[e], offer)
            if p.growth > 0.0:
                enterprise.grow(firms, e, p, week.spent, week.flows)
            enterprise.close_books(firms, e, week.flows, p.credit)
        write(out[e], firms[e], p, counts[e], week)


@njit(cache=True, nogil=True, error_model="numpy")
def rest(week):
    """An enterprise that is no more does nothing in its `week`."""
    week.faces, week.cards, week.capacity = 0.0, 0.0, 0.0
    week.spent[:] = 0.0
    week.work[:] = 0.0
    week.names[:] = 0.0
    week.allied[:] = 0.0
    week.crafts[:] = 0.0
    week.flows[:] = 0.0
    week.goods[:] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def write(out, firm, p, counts, week):
    """Write the week's figures of one enterprise into its record `out`."""
    flows, spent = week.flows, week.spent
    scale = p.customers * p.customer_weight
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    gone = counts[Count.LAPSED] + counts[Count.SWITCHED]
    asked = counts[Count.SERVED] + counts[Count.WAITING] + counts[Count.ABANDONED]
    served = counts[Count.SERVED]
    out.profit = flows.sum()
    out.revenue = flows[Account.SALES_VOLUME] + flows[Account.SALES_VALUE]
    out.wages = -flows[Account.WAGES]
    out.cash = firm.cash
    out.alive = firm.alive
    out.customers = own * scale
    out.market_share = own
    out.value_share = counts[Count.CUSTOMERS_VALUE] / own if own > 0.0 else np.nan
    out.satisfaction = counts[Count.SATISFACTION] / own if own > 0.0 else np.nan
    out.energy = firm.energy if firm.alive > 0.0 else np.nan
    out.coherence = firm.coherence[0]
    out.uniqueness = firm.uniqueness
    out.credibility = firm.credibility
    out.trust = firm.trust
    out.goodwill = firm.goodwill
    out.contacts = counts[Count.CONTACTED] * scale
    out.convinced_share = counts[Count.CONVINCED] / counts[Count.PROSPECTS] if counts[Count.PROSPECTS] > 0.0 else np.nan
    out.won = counts[Count.WON] * scale
    out.lost = (gone + counts[Count.CLOSED]) * scale
    out.lapse_rate = gone / own if own > 0.0 else np.nan
    out.units_volume = counts[Count.UNITS_VOLUME] * scale
    out.units_value = counts[Count.UNITS_VALUE] * scale
    out.served_share = served / asked if asked > 0.0 else 1.0
    out.failure_share = 1.0 - counts[Count.SUCCEEDED] / served if served > 0.0 else 0.0
    out.utilisation = served * p.customers / week.capacity if week.capacity > 1e-9 else np.nan
    out.stock = firm.stock
    out.ordered = week.goods[0]
    out.lost_sales = week.goods[1]
    out.new_crafts = week.crafts[0]
    out.woken_crafts = week.crafts[1]
    out.absorbed_crafts = week.crafts[2]
    out.renamings = week.names[0]
    out.found_out = week.names[1]
    out.insight_cards = week.cards
    out.partners = week.allied[0]
    out.cells = firm.cells * firm.alive
    out.people = firm.cells * p.people * firm.alive
    paid = spent.sum()
    out.interference = spent[Activity.INTERFERENCE] / paid if paid > 0.0 else np.nan
    out.push_pull = firm.position[0]
    out.volume_value = firm.position[1]
    out.selling_serving = firm.position[2]
    out.organization_organism = firm.position[3]
    out.indie_weconomy = firm.position[4]


@njit(cache=True, nogil=True, error_model="numpy")
def path(state, world, room, segment, own, coefficients, price, targets, campaigns, missions, start, regime, out):
    """All weeks of one path of regimes; writes `out` (week, enterprise) of `firms.OUT`.

    `segment` (week + 1,) which row of `own` (segment, enterprise), `coefficients` and `price` is in force; `start` the regime
    before week 1, `regime` (week,).
    """
    held = (state, world, room, own, coefficients, price, targets, campaigns, missions, out)
    state, world, room, own, coefficients, price, targets, campaigns, missions, out = borrowed(held)
    before, row = start, -1
    for t in range(regime.size):
        now, k = regime[t], segment[t + 1]
        if k != row:
            tabulate(room.tables, world.kinds, own[k])
        if k != row or now != before:
            tabulate_prices(room.tables, world.kinds, price[k], coefficients[k, now].price)
        row = k
        one(state, world, room, own[k], coefficients[k, now], price[k], targets[t + 1], campaigns[t], missions[t], before, now,
            out[t])  # fmt: skip
        before = now
