"""The end of the week: sums over customers, supply, books, energy, growth."""

import numpy as np
from numba import njit

from equilibrium.mechanisms import accounts, crafts, energy, growth, hours, service, supply
from equilibrium.state import NEVER, Account, Activity, ByNeed, Count, Event
from equilibrium.week_enterprise import total_work


@njit(cache=True, nogil=True)
def add_up(counts, requests, active, failures, failure_share, waiting_share, tally_counts, tally_by_need):
    """Sum the blocks of one replicate in their order; writes arrays (enterprise, ...) of the week."""
    for e in range(counts.shape[0]):
        counts[e] = 0.0
        requests[e] = 0.0
        active[e] = 0.0
        answered, failed = np.zeros(requests.shape[1]), np.zeros(requests.shape[1])
        for block in range(tally_counts.shape[0]):
            for k in range(counts.shape[1]):
                counts[e, k] += tally_counts[block, e, k]
            for g in range(requests.shape[1]):
                requests[e, g] += tally_by_need[block, e, g, ByNeed.REQUESTS]
                active[e, g] += tally_by_need[block, e, g, ByNeed.ACTIVE]
                answered[g] += tally_by_need[block, e, g, ByNeed.ANSWERED]
                failed[g] += tally_by_need[block, e, g, ByNeed.FAILED]
        for g in range(requests.shape[1]):
            if answered[g] > 0.0:
                failures[e, g] += 0.1 * (failed[g] / answered[g] - failures[e, g])
        served = counts[e, Count.SERVED]
        asked = served + counts[e, Count.WAITING] + counts[e, Count.ABANDONED]
        failure_share[e] = 1.0 - counts[e, Count.SUCCEEDED] / served if served > 0.0 else 0.0
        waiting_share[e] = 1.0 - served / asked if asked > 0.0 else 0.0


@njit(inline="always")
def settle(r, e, p, firms, cells):
    """Supply meets demand; money changes hands."""
    counts, flows = firms.counts[r, e], firms.flows[r, e]
    asked = counts[Count.UNITS_VOLUME] * p.customer_weight
    value = counts[Count.UNITS_VALUE] * p.customer_weight
    ahead = 1.0 - firms.position[r, e, 0]
    unit = supply.unit_cost(p.cost_volume, firms.experience[r, e], p.experience_start, p.wright)
    early = unit * (1.0 - p.ahead_discount)
    z = 0.0
    if p.safety == 0.0:
        over = early * p.holding * p.lead
        z = supply.normal_quantile(supply.critical_fractile(max(0.0, firms.price[r, e, 0] - early), over))
    stock = firms.stock[r, e]
    gone = supply.written_off(stock, p.writeoff, firms.events[r, e, Event.FLIPPED] / firms.code.shape[2])
    sold, lost, on_demand, ordered, stock, level = supply.supply(
        asked, ahead, stock - gone, firms.pipeline[r, e], firms.demand[r, e], firms.level[r, e], int(p.forecast_window),
        int(p.lead), p.safety_units, z,
    )  # fmt: skip
    firms.stock[r, e], firms.level[r, e] = stock, level
    firms.supply_gap[r, e] = min(1.0, (lost + on_demand) / asked) if asked > 0.0 else 0.0
    firms.experience[r, e] += on_demand + ordered
    firms.events[r, e, Event.ORDERED] = ordered
    firms.events[r, e, Event.LOST_SALES] = lost
    firms.events[r, e, Event.WRITTEN_OFF] = gone
    accounts.trade(flows, sold, value, ordered, on_demand, stock, firms.price[r, e], unit, early, p)
    flows[Account.WAGES] = -p.wage * firms.hours[r, e].sum()
    push = total_work(cells.work[r, e], cells.alive[r, e], Activity.PUSH)
    pull = total_work(cells.work[r, e], cells.alive[r, e], Activity.PULL)
    if push > 0.0:
        firms.yield_push[r, e] += 0.1 * (counts[Count.CONVINCED] / push - firms.yield_push[r, e])
    if pull > 0.0:
        firms.yield_pull[r, e] += 0.1 * (counts[Count.SEARCHED] / pull - firms.yield_pull[r, e])


@njit(inline="always")
def feel_energy(r, e, week, seed, ident, p, firms, cells):
    """Energy moves to its level; those who found it again are counted."""
    alive, faces, counts = cells.alive[r, e], cells.faces[r, e], firms.counts[r, e]
    organism = firms.position[r, e, 3]
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    annoyed = min(1.0, (counts[Count.CONTACTED] - counts[Count.PROSPECTS]) / own) if own > 0.0 else 0.0
    cost = service.request_cost(p.request_hours, p.method_gain, firms.method[r, e])
    facing = np.zeros(faces.shape[1])
    for c in range(alive.size):
        if alive[c]:
            facing += faces[c]
    for c in range(alive.size):
        if not alive[c]:
            continue
        result, count = 0.0, 0
        for g in range(faces.shape[1]):
            if faces[c, g]:
                result += firms.answered[r, e, g] * (1.0 - firms.failures[r, e, g])
                count += 1
        result = result / count if count else 0.5
        backlog = hours.backlog(firms.requests[r, e], faces[c], facing, cost, p.customer_weight)
        serving = cells.work[r, e, c, Activity.SERVING]
        own_load = min(2.0, backlog / serving) if serving > 0.0 else 2.0 * (backlog > 0.0)
        load = (1.0 - organism) * min(2.0, firms.load[r, e]) + organism * own_load
        cells.load[r, e, c] = growth.smoothed(cells.load[r, e, c], load, p.growth_weeks)
        level = energy.energy_level(p.energy_base, p.energy_success, result, p.energy_autonomy, organism,
                                    p.energy_overload, load, p.energy_annoyed, annoyed,
                                    energy.climate(p.energy_climate, e, c, seed, ident, week))  # fmt: skip
        cells.energy[r, e, c] = energy.next_energy(cells.energy[r, e, c], level, p.energy_rate)
    firms.events[r, e, Event.REENERGISED] = crafts.found_again(
        alive, cells.people[r, e], cells.energy[r, e], cells.energy_before[r, e], cells.craft_week[r, e],
        cells.lifted[r, e], p.energy_step, week,
    )  # fmt: skip


@njit(inline="always")
def grow(r, e, week, seed, ident, p, firms, cells, craft):
    """Every `growth_weeks` one cell may divide or die."""
    if week % int(p.growth_weeks) != 0:
        return
    alive, load = cells.alive[r, e], cells.load[r, e]
    count = min(craft.count[r, e], craft.need.shape[2])
    living, free = 0, alive.size  # free: the first empty slot
    for c in range(alive.size):
        living += alive[c]
        if not alive[c] and free == alive.size:
            free = c
    wages = p.wage * firms.hours[r, e].sum()
    energies = cells.energy[r, e]
    heavy, light = growth.heaviest(load, energies, alive), growth.lightest(load, energies, alive)
    overloaded = heavy >= 0 and load[heavy] > p.divide_load
    needed = p.divide_cash * wages if wages > 0.0 else 0.0
    if overloaded and free < alive.size and living < p.cells_most and firms.cash[r, e] > needed:
        own = growth.newest_need(count, craft.need[r, e], craft.origin[r, e], craft.born[r, e])
        growth.divide(heavy, free, p.people, alive, cells.people[r, e], energies, cells.beliefs[r, e],
                      cells.faces[r, e], cells.neighbours[r, e], int(p.links), load, firms.requests[r, e],
                      craft.need[r, e], craft.practised[r, e], own, count, p.inherit_error, e, seed, ident, week)  # fmt: skip
        cells.energy_before[r, e, free] = cells.energy[r, e, free]
        cells.craft_week[r, e, free] = NEVER  # what the slot's former cell lived through is not hers
        cells.lifted[r, e, free] = 1
        cells.hangar[r, e, free] = 0.0
        firms.flows[r, e, Account.STAFFING] = -p.hiring_cost * p.people
        firms.events[r, e, Event.DIVIDED] += 1
        return
    if living > 1 and light >= 0 and (load[light] < p.die_load or firms.cash[r, e] < -0.5 * p.credit):
        firms.flows[r, e, Account.STAFFING] = -p.severance * cells.people[r, e, light]
        growth.die(light, alive, cells.people[r, e], craft.need[r, e], craft.practised[r, e], count,
                   cells.faces[r, e], cells.neighbours[r, e])  # fmt: skip
        firms.events[r, e, Event.DIED] += 1
