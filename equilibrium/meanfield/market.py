"""One week of all customers in expectation: served, cared for, buying, lapsing, choosing and asking.

All probabilities are those of `mechanisms`; needs are told apart by the spread of coherence only.
"""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.meanfield.choosing import choose, reach
from equilibrium.meanfield.customers import SUMS, feel, put
from equilibrium.mechanisms.loyalty import drop_probability, lapse_hazard, purchase_hazard
from equilibrium.mechanisms.service import leave_probability, success_probability
from equilibrium.state import Count


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def aim(low, share, k, satisfaction):
    """Write between which nodes a `satisfaction` in [0, 1] lies: the lower one, and how far it is to the next."""
    place = satisfaction * (low.size - 1)
    low[k] = min(int(place), low.size - 2)
    share[k] = place - low[k]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def add(nodes, low, share, k, mass):
    """Add `mass` where `aim` points for `k`."""
    nodes[low[k]] += mass * (1.0 - share[k])
    nodes[low[k] + 1] += mass * share[k]


@njit(cache=True, nogil=True, error_model="numpy")
def serve_and_care(market, kinds, offer, own, counts):
    """Open requests are answered, wait or leave; own customers are cared for; some are annoyed by contacts."""
    grid, satisfaction = market.grid, kinds.satisfaction
    nodes = satisfaction.size
    quiet, asking = np.empty(nodes), np.empty(nodes)
    up, down, slow, all_ = (np.empty(nodes, np.int64), np.empty(nodes, np.int64), np.empty(nodes, np.int64),
                            np.empty(nodes, np.int64))  # fmt: skip
    to_up, to_down, to_slow, to_all = np.empty(nodes), np.empty(nodes), np.empty(nodes), np.empty(nodes)
    for e in range(offer.size):
        p = own[e]
        solved = success_probability(p.base_success, offer[e].coherence)
        gives_up = leave_probability(p.patience)
        chance = offer[e].answered
        gain = p.care * offer[e].care
        kept = 1.0 - p.annoyance * (offer[e].contact if offer[e].alive else 0.0)
        for k in range(nodes):
            s = satisfaction[k]
            aim(up, to_up, k, s + p.success_up * (1.0 - s))
            aim(down, to_down, k, s * (1.0 - p.failure_down))
            aim(slow, to_slow, k, s * (1.0 - p.wait_down))
            aim(
                all_, to_all, k, (s + gain * (1.0 - s)) * kept
            )  # care lifts all, contacts lower the mean: one step, not two
        asked = 0.0
        for g in range(grid.shape[0]):
            for place in range(2 * e, 2 * e + 2):
                for k in range(nodes):
                    quiet[k], asking[k] = grid[g, place, 0, k], 0.0
                for k in range(nodes):
                    waiting = grid[g, place, 1, k]
                    asked += waiting
                    add(quiet, up, to_up, k, waiting * chance * solved)
                    add(quiet, down, to_down, k, waiting * chance * (1.0 - solved))
                    add(quiet, slow, to_slow, k, waiting * (1.0 - chance) * gives_up)
                    add(asking, slow, to_slow, k, waiting * (1.0 - chance) * (1.0 - gives_up))
                for k in range(nodes):
                    grid[g, place, 0, k], grid[g, place, 1, k] = 0.0, 0.0
                for k in range(nodes):
                    low, share = all_[k], to_all[k]
                    grid[g, place, 0, low] += quiet[k] * (1.0 - share)
                    grid[g, place, 0, low + 1] += quiet[k] * share
                    grid[g, place, 1, low] += asking[k] * (1.0 - share)
                    grid[g, place, 1, low + 1] += asking[k] * share
        counts[e, Count.SERVED] = asked * chance
        counts[e, Count.SUCCEEDED] = asked * chance * solved
        counts[e, Count.ABANDONED] = asked * (1.0 - chance) * gives_up
        counts[e, Count.WAITING] = asked * (1.0 - chance) * (1.0 - gives_up)


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def buy_and_lapse(market, kinds, offer, own, counts):
    """Own customers buy, are disappointed by missing goods, drop out after it, or lapse."""
    mass, grid = market.mass, market.grid
    rate, drop, pace, satisfaction = kinds.rate, kinds.drop, kinds.pace, kinds.satisfaction
    rates, drops, nodes, choosers = rate.size, drop.size, satisfaction.size, kinds.choosers.size
    here, survive, bought = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    buys, falls, stays = np.empty((rates, nodes)), np.empty((drops, nodes)), np.empty(nodes)
    quiet, asking = np.empty(nodes), np.empty(nodes)
    for e in range(offer.size):
        p = own[e]
        for k in range(nodes):
            s = satisfaction[k]
            stays[k] = exp(-lapse_hazard(p.lapse_natural, p.lapse_dissatisfied, s))
            for i in range(rates):
                hazard = purchase_hazard(rate[i], p.repeat_satisfaction, s, p.cross_selling, offer[e].care)
                buys[i, k] = 1.0 - exp(-hazard)
            for d in range(drops):
                falls[d, k] = drop_probability(drop[d], p.drop_satisfaction, s)
        for t in range(2):
            place = 2 * e + t
            for g in range(grid.shape[0]):
                total = 0.0
                for k in range(nodes):
                    here[k] = grid[g, place, 0, k] + grid[g, place, 1, k]
                    total += here[k]
                    survive[k] = 0.0
                    bought[k] = 0.0
                if total <= 0.0:
                    continue
                for b in range(pace.size):
                    if pace[b] != g:
                        continue
                    share = 0.0
                    for c in range(choosers):
                        share += mass[place, b, c]
                    w, keeps, asks = share / total, 0.0, 0.0
                    i, d = b // drops, b % drops
                    for k in range(nodes):
                        keep = (1.0 - buys[i, k] * falls[d, k]) * stays[k]
                        survive[k] += w * keep
                        bought[k] += w * buys[i, k]
                        keeps += here[k] * keep
                        asks += here[k] * buys[i, k]
                    kept = keeps / total
                    for c in range(choosers):
                        mass[place, b, c] *= kept
                    counts[e, Count.UNITS_VOLUME + t] += w * asks
                    counts[e, Count.LAPSED] += share * (1.0 - kept)
                gap = p.supply_wait * offer[e].supply_gap if t == 0 else 0.0
                if gap == 0.0:
                    for o in range(2):
                        for k in range(nodes):
                            grid[g, place, o, k] *= survive[k]
                    continue
                for k in range(nodes):
                    quiet[k], asking[k] = 0.0, 0.0
                for k in range(nodes):
                    s = satisfaction[k] * (1.0 - gap * bought[k])
                    put(quiet, s, grid[g, place, 0, k] * survive[k])
                    put(asking, s, grid[g, place, 1, k] * survive[k])
                for k in range(nodes):
                    grid[g, place, 0, k], grid[g, place, 1, k] = quiet[k], asking[k]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def ask(market, kinds, own, service, counts):
    """New requests are raised; how many customers each enterprise has, and how satisfied."""
    grid, satisfaction = market.grid, kinds.satisfaction
    for e in range(own.size):
        for t in range(2):
            hazard = (own[e].request_value if t else own[e].request_volume) * service
            asks = -expm1(-hazard)
            total, satisfied = 0.0, 0.0
            place = 2 * e + t
            for g in range(grid.shape[0]):
                for k in range(satisfaction.size):
                    quiet = grid[g, place, 0, k]
                    here = quiet + grid[g, place, 1, k]
                    total += here
                    satisfied += here * satisfaction[k]
                    grid[g, place, 0, k] -= quiet * asks
                    grid[g, place, 1, k] += quiet * asks
            counts[e, Count.CUSTOMERS_VOLUME + t] = total
            counts[e, Count.SATISFACTION] += satisfied


@njit(cache=True, nogil=True, error_model="numpy")
def week(market, kinds, offer, own, at, degree, counts):
    """One week of all customers; writes `counts` (enterprise, count), as shares of all customers.

    `own` (enterprise,) records, `at` the regime's coefficients; everybody has `degree` people to talk with, drawn from all.
    """
    world = own[0]
    counts[:] = 0.0
    considers = np.zeros((2, offer.size))
    for e in range(offer.size):
        if not offer[e].alive:
            counts[e, Count.CLOSED] = market.mass[2 * e : 2 * e + 2].sum()
            market.grid[:, 2 * e : 2 * e + 2] = 0.0
            market.mass[2 * e : 2 * e + 2] = 0.0
    serve_and_care(market, kinds, offer, own, counts)
    buy_and_lapse(market, kinds, offer, own, counts)
    reach(market, offer, own, world, at, degree, considers, counts)
    choose(market, kinds, offer, own, at.price, considers, counts)
    ask(market, kinds, own, at.service, counts)
    feel(market, world.glad_above, world.sorry_below)
    counts[:, Count.GLAD] = market.glad
    counts[:, Count.SORRY] = market.sorry
