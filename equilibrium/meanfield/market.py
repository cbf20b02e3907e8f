"""One week of all customers in expectation: served, cared for, buying, lapsing, choosing and asking.

All probabilities are those of `mechanisms`; needs are told apart by the spread of coherence only.
"""

from math import exp, expm1

from numba import njit

from equilibrium.meanfield.chance import FUSED
from equilibrium.meanfield.choosing import choose
from equilibrium.meanfield.considering import reach
from equilibrium.meanfield.customers import BUYERS, DROPS, GRID, RATES, SUMS, feel, put
from equilibrium.mechanisms.loyalty import purchase_hazard
from equilibrium.mechanisms.service import leave_probability, success_probability
from equilibrium.state import Count


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def serve_and_care(grid, kinds, offer, own, tables, space, counts):
    """Open requests are answered, wait or leave; own customers are cared for; some are annoyed by contacts."""
    satisfaction, still, open_ = kinds.satisfaction, space.still, space.open  # (pace and tier, node)
    for e in range(offer.size):
        p, table = own[e], tables[e]
        up_low, up_share, down_low, down_share = table.up_low, table.up_share, table.down_low, table.down_share
        slow_low, slow_share = table.slow_low, table.slow_share
        solved = success_probability(p.base_success, offer[e].coherence)
        gives_up = leave_probability(p.patience)
        chance = offer[e].answered
        gain = p.care * offer[e].care
        kept = 1.0 - p.annoyance * (offer[e].contact if offer[e].alive else 0.0)
        glad, sorry = chance * solved, chance * (1.0 - solved)
        gone, waits = (1.0 - chance) * gives_up, (1.0 - chance) * (1.0 - gives_up)
        asked = 0.0
        for g in range(grid.shape[0]):
            for t in range(2):
                for k in range(GRID):
                    still[2 * g + t, k], open_[2 * g + t, k] = grid[g, 2 * e + t, 0, k], 0.0
        for k in range(GRID):
            up, more, down, less = up_low[k], up_share[k], down_low[k], down_share[k]
            slow, part = slow_low[k], slow_share[k]
            for g in range(grid.shape[0]):
                for t in range(2):
                    row, waiting = 2 * g + t, grid[g, 2 * e + t, 1, k]
                    asked += waiting
                    still[row, up] += waiting * (glad * (1.0 - more))
                    still[row, up + 1] += waiting * (glad * more)
                    still[row, down] += waiting * (sorry * (1.0 - less))
                    still[row, down + 1] += waiting * (sorry * less)
                    still[row, slow] += waiting * (gone * (1.0 - part))
                    still[row, slow + 1] += waiting * (gone * part)
                    open_[row, slow] += waiting * (waits * (1.0 - part))
                    open_[row, slow + 1] += waiting * (waits * part)
                    grid[g, 2 * e + t, 0, k], grid[g, 2 * e + t, 1, k] = 0.0, 0.0
        for k in range(GRID):
            # care lifts all, contacts lower the mean: one step, not two
            place = (satisfaction[k] + gain * (1.0 - satisfaction[k])) * kept * (GRID - 1)
            low = min(int(place), GRID - 2)
            share = place - low
            for g in range(grid.shape[0]):
                for t in range(2):
                    quiet, asking = still[2 * g + t, k], open_[2 * g + t, k]
                    grid[g, 2 * e + t, 0, low] += quiet * (1.0 - share)
                    grid[g, 2 * e + t, 0, low + 1] += quiet * share
                    grid[g, 2 * e + t, 1, low] += asking * (1.0 - share)
                    grid[g, 2 * e + t, 1, low + 1] += asking * share
        counts[e, Count.SERVED] = asked * chance
        counts[e, Count.SUCCEEDED] = asked * chance * solved
        counts[e, Count.ABANDONED] = asked * (1.0 - chance) * gives_up
        counts[e, Count.WAITING] = asked * (1.0 - chance) * (1.0 - gives_up)


@njit(cache=True, nogil=True, error_model="numpy")
def chances_to_buy(p, care, rate, satisfaction, buys):
    """Write `buys` (rate, satisfaction), the chance to buy in a week.

    The hazard is a straight line in satisfaction unless it is cut off at zero; chances not to buy are then powers of one number.
    """
    straight = abs(p.repeat_satisfaction) <= 1.0
    for i in range(RATES):
        first = purchase_hazard(rate[i], p.repeat_satisfaction, satisfaction[0], p.cross_selling, care)
        last = purchase_hazard(rate[i], p.repeat_satisfaction, satisfaction[GRID - 1], p.cross_selling, care)
        none, step = exp(-first), exp((first - last) / (GRID - 1))
        for k in range(GRID):
            if not straight:
                none = exp(-purchase_hazard(rate[i], p.repeat_satisfaction, satisfaction[k], p.cross_selling, care))
            buys[i, k] = 1.0 - none
            none *= step


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def buy_and_lapse(market, kinds, offer, own, tables, space, group, counts):
    """Own customers buy, are disappointed by missing goods, drop out after it, or lapse; writes `group` (pace, place, chooser).

    `group` counts who is left, by pace.
    """
    mass, grid, rate, pace, satisfaction = market.mass, market.grid, kinds.rate, kinds.pace, kinds.satisfaction
    choosers = kinds.choosers.size
    here, survive, bought, buys = space.here, space.survive, space.bought, space.buys
    here_volume, here_value, survive_volume, survive_value = here[0], here[1], survive[0], survive[1]
    quiet, asking = space.quiet, space.asking
    for e in range(offer.size):
        p, table = own[e], tables[e]
        stays, falls = table.stays, table.falls
        chances_to_buy(p, offer[e].care, rate, satisfaction, buys)
        gap = p.supply_wait * offer[e].supply_gap
        for g in range(grid.shape[0]):
            volume, value = 0.0, 0.0
            for k in range(GRID):
                here[0, k] = grid[g, 2 * e, 0, k] + grid[g, 2 * e, 1, k]
                here[1, k] = grid[g, 2 * e + 1, 0, k] + grid[g, 2 * e + 1, 1, k]
                volume += here[0, k]
                value += here[1, k]
                survive[0, k], survive[1, k], bought[k] = 0.0, 0.0, 0.0
            for c in range(choosers):
                group[g, 2 * e, c], group[g, 2 * e + 1, c] = 0.0, 0.0
            each_volume = 1.0 / volume if volume > 0.0 else 0.0
            each_value = 1.0 / value if value > 0.0 else 0.0
            for b in range(BUYERS):
                if pace[b] != g:
                    continue
                buy, fall = buys[b // DROPS], falls[b % DROPS]
                share_volume, share_value = 0.0, 0.0
                for c in range(choosers):
                    share_volume += mass[2 * e, b, c]
                    share_value += mass[2 * e + 1, b, c]
                w, v = share_volume * each_volume, share_value * each_value
                keeps, keeps_value, asks, asks_value = 0.0, 0.0, 0.0, 0.0
                for k in range(GRID):
                    keep = (1.0 - buy[k] * fall[k]) * stays[k]
                    survive_volume[k] += w * keep
                    survive_value[k] += v * keep
                    bought[k] += w * buy[k]
                    keeps += here_volume[k] * keep
                    keeps_value += here_value[k] * keep
                    asks += here_volume[k] * buy[k]
                    asks_value += here_value[k] * buy[k]
                kept, kept_value = keeps * each_volume, keeps_value * each_value
                for c in range(choosers):
                    left, left_value = mass[2 * e, b, c] * kept, mass[2 * e + 1, b, c] * kept_value
                    mass[2 * e, b, c], mass[2 * e + 1, b, c] = left, left_value
                    group[g, 2 * e, c] += left
                    group[g, 2 * e + 1, c] += left_value
                counts[e, Count.UNITS_VOLUME] += w * asks
                counts[e, Count.UNITS_VALUE] += v * asks_value
                counts[e, Count.LAPSED] += share_volume * (1.0 - kept) + share_value * (1.0 - kept_value)
            for t in range(1 if gap > 0.0 else 0, 2):
                for o in range(2):
                    for k in range(GRID):
                        grid[g, 2 * e + t, o, k] *= survive[t, k]
            if gap > 0.0:
                for k in range(GRID):
                    quiet[k], asking[k] = 0.0, 0.0
                for k in range(GRID):
                    s = satisfaction[k] * (1.0 - gap * bought[k])
                    put(quiet, s, grid[g, 2 * e, 0, k] * survive[0, k])
                    put(asking, s, grid[g, 2 * e, 1, k] * survive[0, k])
                for k in range(GRID):
                    grid[g, 2 * e, 0, k], grid[g, 2 * e, 1, k] = quiet[k], asking[k]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def ask(grid, satisfaction, own, service, counts):
    """New requests are raised; how many customers each enterprise has, and how satisfied."""
    for e in range(own.size):
        for t in range(2):
            hazard = (own[e].request_value if t else own[e].request_volume) * service
            asks = -expm1(-hazard)
            total, satisfied = 0.0, 0.0
            place = 2 * e + t
            for g in range(grid.shape[0]):
                for k in range(GRID):
                    quiet = grid[g, place, 0, k]
                    here = quiet + grid[g, place, 1, k]
                    total += here
                    satisfied += here * satisfaction[k]
                    grid[g, place, 0, k] -= quiet * asks
                    grid[g, place, 1, k] += quiet * asks
            counts[e, Count.CUSTOMERS_VOLUME + t] = total
            counts[e, Count.SATISFACTION] += satisfied


@njit(cache=True, nogil=True, error_model="numpy")
def week(market, kinds, offer, own, at, degree, tables, room, counts):
    """One week of all customers; writes `counts` (enterprise, count), as shares of all customers.

    `own` (enterprise,) records, `at` the regime's coefficients; everybody has `degree` people to talk with, drawn from all.
    `room` of `room.Choices`.
    """
    world = own[0]
    counts[:] = 0.0
    space = room.space[0]
    for e in range(offer.size):
        if not offer[e].alive:
            counts[e, Count.CLOSED] = market.mass[2 * e : 2 * e + 2].sum()
            market.grid[:, 2 * e : 2 * e + 2] = 0.0
            market.mass[2 * e : 2 * e + 2] = 0.0
    serve_and_care(market.grid, kinds, offer, own, tables, space, counts)
    buy_and_lapse(market, kinds, offer, own, tables, space, room.group, counts)
    reach(market, room.group, offer, own, world, at, degree, tables, room.considers, counts)
    choose(market, kinds, offer, own, tables, room, counts)
    ask(market.grid, kinds.satisfaction, own, at.service, counts)
    feel(market, world.glad_above, world.sorry_below)
    for e in range(offer.size):
        counts[e, Count.GLAD], counts[e, Count.SORRY] = market.glad[e], market.sorry[e]
