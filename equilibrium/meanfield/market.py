"""One week of all customers in expectation: served, cared for, buying, lapsing, choosing and asking.

All probabilities are those of `mechanisms`; needs are told apart by the spread of coherence only.
"""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.meanfield.choosing import choose, reach
from equilibrium.meanfield.customers import GRID, SUMS, feel, put
from equilibrium.mechanisms.loyalty import drop_probability, lapse_hazard, purchase_hazard
from equilibrium.mechanisms.service import leave_probability, success_probability
from equilibrium.state import Count


@njit(cache=True, nogil=True, error_model="numpy")
def serve_and_care(market, offer, own, counts):
    """Open requests are answered, wait or leave; own customers are cared for; some are annoyed by contacts."""
    left = np.empty((2, GRID))
    for e in range(offer.size):
        p = own[e]
        solved = success_probability(p.base_success, offer[e].coherence)
        gives_up = leave_probability(p.patience)
        chance = offer[e].answered
        gain = p.care * offer[e].care
        contact = offer[e].contact if offer[e].alive else 0.0
        for both in range(2 * market.grid.shape[0]):
            grid = market.grid[both // 2, 2 * e + both % 2]
            left[:] = 0.0
            for k in range(GRID):
                s, waiting = k / (GRID - 1), grid[1, k]
                if waiting > 0.0:
                    counts[e, Count.SERVED] += waiting * chance
                    counts[e, Count.SUCCEEDED] += waiting * chance * solved
                    counts[e, Count.ABANDONED] += waiting * (1.0 - chance) * gives_up
                    counts[e, Count.WAITING] += waiting * (1.0 - chance) * (1.0 - gives_up)
                    put(left[0], s + p.success_up * (1.0 - s), waiting * chance * solved)
                    put(left[0], s * (1.0 - p.failure_down), waiting * chance * (1.0 - solved))
                    put(left[0], s * (1.0 - p.wait_down), waiting * (1.0 - chance) * gives_up)
                    put(left[1], s * (1.0 - p.wait_down), waiting * (1.0 - chance) * (1.0 - gives_up))
                left[0, k] += grid[0, k]
            grid[:] = 0.0
            for o in range(2):
                for k in range(GRID):
                    if left[o, k] > 0.0:  # care lifts everybody, contacts lower the mean: one small step, not two
                        s = k / (GRID - 1)
                        s += gain * (1.0 - s)
                        put(grid[o], s * (1.0 - p.annoyance * contact), left[o, k])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def buy_and_lapse(market, kinds, offer, own, counts):
    """Own customers buy, are disappointed by missing goods, drop out after it, or lapse."""
    rates, drops = kinds.rate.size, kinds.drop.size
    distribution, survive, bought = np.empty(GRID), np.empty(GRID), np.empty(GRID)
    buys, falls, stays = np.empty((rates, GRID)), np.empty((drops, GRID)), np.empty(GRID)
    moved = np.empty((2, GRID))
    for e in range(offer.size):
        p = own[e]
        for k in range(distribution.size):
            s = k / (GRID - 1)
            stays[k] = exp(-lapse_hazard(p.lapse_natural, p.lapse_dissatisfied, s))
            for i in range(rates):
                hazard = purchase_hazard(kinds.rate[i], p.repeat_satisfaction, s, p.cross_selling, offer[e].care)
                buys[i, k] = 1.0 - exp(-hazard)
            for d in range(drops):
                falls[d, k] = drop_probability(kinds.drop[d], p.drop_satisfaction, s)
        for t in range(2):
            place = 2 * e + t
            for g in range(market.grid.shape[0]):
                grid = market.grid[g, place]
                total = 0.0
                for k in range(distribution.size):
                    distribution[k] = grid[0, k] + grid[1, k]
                    total += distribution[k]
                    survive[k] = 0.0
                    bought[k] = 0.0
                if total <= 0.0:
                    continue
                for b in range(kinds.buyers.size):
                    if kinds.pace[b] != g:
                        continue
                    share = 0.0
                    for c in range(kinds.choosers.size):
                        share += market.mass[place, b, c]
                    w, keeps, asks = share / total, 0.0, 0.0
                    often, fall = buys[b // drops], falls[b % drops]
                    for k in range(distribution.size):
                        keep = (1.0 - often[k] * fall[k]) * stays[k]
                        survive[k] += w * keep
                        bought[k] += w * often[k]
                        keeps += distribution[k] * keep
                        asks += distribution[k] * often[k]
                    kept = keeps / total
                    for c in range(kinds.choosers.size):
                        market.mass[place, b, c] *= kept
                    counts[e, Count.UNITS_VOLUME + t] += w * asks
                    counts[e, Count.LAPSED] += share * (1.0 - kept)
                gap = p.supply_wait * offer[e].supply_gap if t == 0 else 0.0
                moved[:] = 0.0
                for o in range(2):
                    for k in range(distribution.size):
                        put(moved[o], k / (GRID - 1) * (1.0 - gap * bought[k]), grid[o, k] * survive[k])
                grid[:] = moved


@njit(cache=True, nogil=True, error_model="numpy")
def ask(market, own, service, counts):
    """New requests are raised; how many customers each enterprise has, and how satisfied."""
    for e in range(own.size):
        for t in range(2):
            hazard = (own[e].request_value if t else own[e].request_volume) * service
            asks = -expm1(-hazard)
            total, satisfied = 0.0, 0.0
            for g in range(market.grid.shape[0]):
                grid = market.grid[g, 2 * e + t]
                for k in range(GRID):
                    quiet = grid[0, k]
                    here = quiet + grid[1, k]
                    total += here
                    satisfied += here * k / (GRID - 1)
                    grid[0, k] -= quiet * asks
                    grid[1, k] += quiet * asks
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
    serve_and_care(market, offer, own, counts)
    buy_and_lapse(market, kinds, offer, own, counts)
    reach(market, offer, own, world, at, degree, considers, counts)
    choose(market, kinds, offer, own, at.price, considers, counts)
    ask(market, own, at.service, counts)
    feel(market, world.glad_above, world.sorry_below)
    counts[:, Count.GLAD] = market.glad
    counts[:, Count.SORRY] = market.sorry
