"""An enterprise's week in expectation: one mean cell instead of many, one representative need.

Closure for few customers: open requests of a need are Poisson, the plan's picture is one such draw, and weekly demand is Poisson;
with normal tails this gives the capacity and the goods that miss each other. All of it vanishes as customers grow.
"""

from math import sqrt

from numba import njit

from equilibrium.meanfield.chance import below, excess
from equilibrium.mechanisms import (
    accounts,
    choice,
    contacts,
    energy,
    goodwill,
    growth,
    hours,
    integration,
    service,
    supply,
)
from equilibrium.mechanisms.rhythm import follow
from equilibrium.state import Account, Activity, Count

SOFT_LOAD, SOFT_WEEKS = 0.04, 2.0  # widths over which cells begin to divide and die


@njit(cache=True, nogil=True, error_model="numpy")
def work_hours(firms, e, p, target, shared, spent, work):
    """Write `spent` paid and `work` effective hours (activity,) of the mean cell."""
    firms[e].moved = follow(firms[e].position, target, p)
    mix, cells = firms[e].position, firms[e].cells
    organism = mix[3]
    cost = service.request_cost(p.request_hours, p.method_gain, firms[e].method)
    neighbours = min(p.links, max(0.0, cells - 1.0))
    paid = p.people * p.weekly_hours
    hosted = min(1.0, firms[e].hosted / cells)
    guest = hours.overhead(paid, firms[e].moved, organism, 1.0, neighbours, p, spent)
    away = spent[Activity.HANGAR]
    rest = hours.overhead(paid, firms[e].moved, organism, 0.0, neighbours, p, spent)
    spent[Activity.HANGAR] = hosted * away
    rest = hosted * guest + (1.0 - hosted) * rest
    rate = hours.productivity(firms[e].energy, p.productivity_floor, p.standard_gain, organism, shared)
    needed = firms[e].requests * p.customers * cost * p.customer_weight / cells
    yields = firms[e].yields
    seen = yields[1] / (yields[0] + yields[1]) if yields[0] + yields[1] > 0.0 else 0.5
    front = rest * (1.0 - p.development - p.antenna) * rate
    weight = p.local * organism
    asked = 1.0 - excess(1.0 - needed / front, 0.1) if front > 0.0 else 0.0  # a soft minimum of 1 and the backlog
    serving = hours.local_share(mix[2], max(0.0, asked), weight)
    pull = hours.local_share(mix[0], min(1.0, seen), weight)
    joined = integration.need_integration(firms[e].conceptual, firms[e].coherence[0], p.integration_floor)
    lost_front = integration.lost_share(p.interference, serving, joined)
    lost_sides = integration.lost_share(p.interference_sides, pull, firms[e].method)
    lost_renewal = integration.lost_share(p.interference_sides, mix[4], firms[e].method)
    hours.split(rest, serving, pull, mix[4], lost_front, lost_sides, lost_renewal, p, spent)
    for k in range(spent.size):
        work[k] = spent[k] * rate


@njit(cache=True, nogil=True, error_model="numpy")
def open_doors(firms, e, p, world, at, attention, work, offer, faced):
    """Capacity, reach and offer of the week to come."""
    cells, organism = firms[e].cells, firms[e].position[3]
    cost = service.request_cost(p.request_hours, p.method_gain, firms[e].method)
    capacity = work[Activity.SERVING] * cells / cost / p.customer_weight  # in simulated customers
    asked = firms[e].requests * p.customers
    if capacity < 1e-9:
        firms[e].answered, firms[e].load, firms[e].spare = (
            (0.0 if asked > 0.0 else 1.0),
            (2.0 if asked > 0.0 else 0.0),
            0.0,
        )
    else:
        mean, able = asked / p.needs, capacity / p.needs
        luck = 1.0 / max(mean, 1e-9)  # relative variance of a need's requests
        own = max(1.0, faced * p.needs)
        varies = (organism * able - mean) ** 2 + ((1.0 - organism) * able) ** 2 + (organism * able) ** 2 / own
        if p.needs == 1.0:  # a single need: the plan cannot misjudge its share
            varies = mean * mean
        deviation = min(sqrt(varies * luck), able + mean)
        left = min(able, excess(able - mean, deviation))
        firms[e].answered = min(1.0, (able - left) / mean) if mean > 1e-9 else service.answered_probability(able, mean)
        firms[e].load, firms[e].spare = asked / capacity, left / able
    firms[e].goodwill = goodwill.next_goodwill(firms[e].goodwill, work[Activity.PULL] * cells, p.goodwill_keep)
    offer[e].alive = 1.0
    offer[e].answered = firms[e].answered
    offer[e].coherence, offer[e].spread = firms[e].coherence[0], firms[e].coherence[1]
    offer[e].value = firms[e].position[1]
    offer[e].quality = choice.value_quality(p.value_quality, p.uniqueness_quality, firms[e].uniqueness,
                                            p.quality_response == 1.0)  # fmt: skip
    offer[e].supply_gap = firms[e].supply_gap
    offer[e].contact = contacts.contact_probability(p.contact_rate, work[Activity.PUSH] * cells,
                                                    world.customers * world.customer_weight)  # fmt: skip
    offer[e].credibility = firms[e].credibility
    offer[e].search = goodwill.search_probability(at.search, firms[e].credibility, firms[e].goodwill, p.goodwill_half)
    offer[e].attention = attention
    offer[e].conceptual = firms[e].conceptual
    return capacity


@njit(cache=True, nogil=True, error_model="numpy")
def settle(firms, e, p, price, counts, work, spent, flipped, partners, flows, goods):
    """Goods meet demand, money changes hands; writes `flows` (account,) and `goods` (ordered, lost)."""
    cells = firms[e].cells
    scale = p.customers * p.customer_weight
    asked, value = counts[Count.UNITS_VOLUME] * scale, counts[Count.UNITS_VALUE] * scale
    ahead = 1.0 - firms[e].position[0]
    unit = supply.unit_cost(p.cost_volume, firms[e].experience, p.experience_start, p.wright)
    early = unit * (1.0 - p.ahead_discount)
    z = 0.0
    if p.safety == 0.0:
        over = early * p.holding * p.lead
        z = supply.normal_quantile(supply.critical_fractile(max(0.0, price[0] - early), over))
    gone = supply.written_off(firms[e].stock, p.writeoff, flipped)
    luck = ahead * p.customer_weight * sqrt(counts[Count.UNITS_VOLUME] * p.customers)  # deviation of a week's demand
    stock = firms[e].stock - gone
    wanted, there = asked * ahead, stock + firms[e].pipeline[0]
    safety = p.safety_units + z * luck * sqrt(p.lead)
    sold, lost, on_demand, ordered, stock, level = supply.supply(
        asked, ahead, stock, firms[e].pipeline, firms[e].demand, firms[e].level, int(p.forecast_window), int(p.lead),
        safety, z,
    )  # fmt: skip
    missed = min(wanted, excess(wanted - there, luck * sqrt(p.lead + 1.0)))
    more = max(0.0, missed - lost)
    lost, sold, stock = lost + more, sold - more, stock + more
    firms[e].stock, firms[e].level = stock, level
    firms[e].supply_gap = min(1.0, (lost + on_demand) / asked) if asked > 0.0 else 0.0
    firms[e].experience += on_demand + ordered
    goods[0], goods[1] = ordered, lost
    flows[:] = 0.0
    accounts.trade(flows, sold, value, ordered, on_demand, stock, price, unit, early, p)
    flows[Account.WAGES] = -p.wage * spent.sum() * cells
    flows[Account.ALLIANCES] = -p.alliance_cost * partners
    push, pull = work[Activity.PUSH] * cells, work[Activity.PULL] * cells
    if push > 0.0:
        firms[e].yields[0] += 0.1 * (counts[Count.CONVINCED] * p.customers / push - firms[e].yields[0])
    if pull > 0.0:
        firms[e].yields[1] += 0.1 * (counts[Count.SEARCHED] * p.customers / pull - firms[e].yields[1])


@njit(cache=True, nogil=True, error_model="numpy")
def feel_energy(firms, e, p, counts, offer):
    """Energy of the mean cell moves to its level; failures are remembered."""
    served = counts[Count.SERVED]
    if served > 0.0:
        firms[e].failures += 0.1 * (1.0 - counts[Count.SUCCEEDED] / served - firms[e].failures)
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    annoyed = min(1.0, (counts[Count.CONTACTED] - counts[Count.PROSPECTS]) / own) if own > 0.0 else 0.0
    firms[e].smooth_load = growth.smoothed(firms[e].smooth_load, min(2.0, firms[e].load), p.growth_weeks)
    result = firms[e].answered * (1.0 - firms[e].failures)
    level = energy.energy_level(p.energy_base, p.energy_success, result, p.energy_autonomy, firms[e].position[3],
                                p.energy_overload, min(2.0, firms[e].load), p.energy_annoyed, annoyed, 0.0)  # fmt: skip
    firms[e].energy = energy.next_energy(firms[e].energy, level, p.energy_rate)


@njit(cache=True, nogil=True, error_model="numpy")
def grow(firms, e, p, spent, flows):
    """Cells divide and die as a smooth flow: at most one in `growth_weeks`, thresholds softened."""
    cells = firms[e].cells
    wages = p.wage * spent.sum() * cells
    cash = firms[e].cash
    heavy = below((firms[e].smooth_load - p.divide_load) / SOFT_LOAD)
    rich = below((cash / wages - p.divide_cash) / SOFT_WEEKS) if wages > 0.0 else 1.0
    room = below((p.cells_most - 0.5 - cells) / 0.25)
    light = below((p.die_load - firms[e].smooth_load) / SOFT_LOAD)
    poor = below((-0.5 * p.credit - cash) / (0.05 * p.credit)) if p.credit > 0.0 else 0.0
    births = heavy * rich * room / p.growth_weeks
    deaths = (1.0 - heavy * rich * room) * (light + poor - light * poor) * below((cells - 1.5) / 0.25) / p.growth_weeks
    flows[Account.STAFFING] = -p.people * (p.hiring_cost * births + p.severance * deaths)
    firms[e].cells = max(1.0, cells + births - deaths)
    firms[e].smooth_load += births / cells * 2.0 * (0.6 - firms[e].smooth_load)


@njit(cache=True, nogil=True, error_model="numpy")
def close_books(firms, e, flows, credit):
    """Cash of the week; an enterprise beyond its credit line is no more."""
    firms[e].cash, solvent = accounts.close_books(firms[e].cash, flows, credit)
    if not solvent:
        firms[e].alive = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def uniqueness(weight, code, firms, e, z, done):
    """Uniqueness: own content where it is right, shared with living rivals that do the same; `done` (enterprise, class,
    view of the code, 3).

    Rivals' contents are independent of one's own within a class; for each rival the merit is halved where it does the same.
    """
    holders = 1.0
    for other in range(firms.size):
        if other != e and firms[other].alive > 0.0:
            same = 0.0
            for f in range(weight.size):
                if weight[f] > 1e-12:
                    for x in range(3):
                        mine, theirs = 0.0, 0.0
                        for s in range(3):
                            mine += code[e, f, s] * done[e, f, s, x]
                            theirs += code[other, f, s] * done[other, f, s, x]
                        same += mine * theirs / weight[f]
            holders += same**z
    firms[e].uniqueness = firms[e].imprint * firms[e].coherence[0] * (1.0 - 0.5 * (holders - 1.0) if holders < 2.0
                                                                      else 1.0 / holders)  # fmt: skip


__all__ = ["close_books", "feel_energy", "grow", "open_doors", "settle", "uniqueness", "work_hours"]
