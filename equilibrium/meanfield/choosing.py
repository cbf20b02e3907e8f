"""Who considers an enterprise, and what those who consider choose, in expectation: the mechanisms' logit over classes."""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.meanfield.customers import GRID, MEMORY, SUMS, put
from equilibrium.mechanisms.choice import loyalty, utility
from equilibrium.mechanisms.contacts import convince_probability
from equilibrium.mechanisms.word_of_mouth import consideration_probability, talk_hazard
from equilibrium.state import Count

COARSE = 8  # satisfactions of which choices are computed, straight lines between


@njit(cache=True, nogil=True, error_model="numpy")
def tired(contacts, scale, keep):
    """Mean of exp(-scale * fatigue) over customers, exactly: fatigue is the sum of past contacts, each faded by `keep`."""
    total, left = 1.0, 1.0
    for j in range(contacts.size):
        left *= keep
        total *= 1.0 + contacts[j] * expm1(-scale * left)
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def reach(market, offer, own, world, at, degree, considers, counts):
    """Write `considers` (seeker, enterprise): the chance that one who is with another enterprise, or none, considers."""
    nodes = market.mass.shape[2] // 2
    for e in range(offer.size):
        considers[:, e] = 0.0
        p = own[e]
        if not offer[e].alive:
            continue
        with_own = np.zeros(2)
        for place in range(2 * e, 2 * e + 2):
            for b in range(market.mass.shape[1]):
                for seeker in range(2):
                    for n in range(nodes):
                        with_own[seeker] += market.mass[place, b, seeker * nodes + n]
        others = 1.0 - with_own[0] - with_own[1]
        convinced = convince_probability(at.receptivity, offer[e].credibility, 0.0, 0.0)
        convinced *= tired(market.contacts[e], p.fatigue_scale, p.fatigue_decay)
        talk = talk_hazard(at.word_of_mouth, market.glad[e] * degree, market.sorry[e] * degree, world.sorry_weight)
        heard = consideration_probability(talk * (1.0 + world.amplification * offer[e].conceptual))
        counts[e, Count.CONTACTED] = offer[e].contact
        counts[e, Count.PROSPECTS] = offer[e].contact * others
        for j in range(MEMORY - 1, 0, -1):
            market.contacts[e, j] = market.contacts[e, j - 1]
        market.contacts[e, 0] = offer[e].contact
        for seeker in range(2):
            push = offer[e].contact * convinced * (p.seeker_response if seeker else 1.0)
            search = offer[e].search if seeker else 0.0
            missed = (1.0 - push) * (1.0 - search) * (1.0 - offer[e].attention) * (1.0 - heard)
            considers[seeker, e] = 1.0 - missed
            with_others = (world.seekers if seeker else 1.0 - world.seekers) - with_own[seeker]
            counts[e, Count.CONVINCED] += push * with_others
            counts[e, Count.SEARCHED] += search * with_others
            counts[e, Count.TALKED] += heard * with_others
            counts[e, Count.INTRODUCED] += offer[e].attention * with_others


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(kinds, offer, own, price_factor, weight, loyal, common):
    """Write the logit's weights: `weight` (place, sensitivity) of price, `loyal` (enterprise, COARSE), `common` (case, place).

    Coherence differs between needs: two equally likely values an enterprise, mean and spread kept; a case is one of each.
    """
    cases = common.shape[0]
    for e in range(offer.size):
        p = own[e]
        for q in range(COARSE):
            loyal[e, q] = exp(loyalty(p.loyalty, p.loyalty_satisfaction, q / (COARSE - 1)))
        for t in range(2):
            place = 2 * e + t
            share, quality = offer[e].value if t else 1.0 - offer[e].value, offer[e].quality if t else 0.0
            for n in range(kinds.sensitivity.size):
                weight[place, n] = exp(-kinds.sensitivity[n] * price_factor * offer[e].price[t] / 60.0)
            for side in range(2 if cases > 1 else 1):
                spread = 0.0 if cases == 1 else (2.0 * side - 1.0) * offer[e].spread
                coherence = min(1.0, max(0.0, offer[e].coherence + spread))
                value = 0.0
                if offer[e].alive:
                    value = exp(utility(p.attraction, p.coherence_weight, coherence, quality, 0.0, 0.0, p.shelf, share))
                for case in range(cases):
                    if cases == 1 or (case >> e) & 1 == side:
                        common[case, place] = value


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def chances(kinds, offer, own, price_factor, considers, join, move):
    """Write what those who consider choose, by multinomial logit over every set of enterprises they may consider.

    `join` (place, chooser): of those with none. `move` (supplier, COARSE, places + 1, chooser): of those with a supplier,
    by satisfaction; the last is none, and what is missing to 1 did not choose.
    """
    enterprises, places, nodes = offer.size, 2 * offer.size, kinds.sensitivity.size
    cases = 1 << enterprises if enterprises <= 3 else 1
    weight, loyal = np.empty((places, nodes)), np.empty((enterprises, COARSE))
    common = np.empty((cases, places))
    weigh(kinds, offer, own, price_factor, weight, loyal, common)
    appeal, total, each = np.empty((places, nodes)), np.empty(nodes), np.empty(nodes)
    chance = np.empty(2)
    join[:] = 0.0
    move[:] = 0.0
    for case in range(cases):
        for place in range(places):
            for n in range(nodes):
                appeal[place, n] = weight[place, n] * common[case, place]
        for mask in range(1, 1 << enterprises):
            for n in range(nodes):
                total[n] = 1.0
            for place in range(places):
                if (mask >> (place // 2)) & 1:
                    for n in range(nodes):
                        total[n] += appeal[place, n]
            for a in range(-1, enterprises):
                if a >= 0 and ((mask >> a) & 1 or not offer[a].alive):
                    continue
                for seeker in range(2):
                    chance[seeker] = 1.0 / cases
                    for e in range(enterprises):
                        if e != a:
                            reached = considers[seeker, e]
                            chance[seeker] *= reached if (mask >> e) & 1 else 1.0 - reached
                if chance[0] + chance[1] <= 0.0:
                    continue
                if a < 0:
                    for n in range(nodes):
                        each[n] = 1.0 / total[n]
                    for place in range(places):
                        if (mask >> (place // 2)) & 1:
                            add(join[place], chance, appeal[place], each, 1.0)
                    continue
                for q in range(COARSE):
                    for n in range(nodes):
                        each[n] = 1.0 / (total[n] + (appeal[2 * a, n] + appeal[2 * a + 1, n]) * loyal[a, q])
                    for place in range(places):
                        if (mask >> (place // 2)) & 1:
                            add(move[a, q, place], chance, appeal[place], each, 1.0)
                        elif place // 2 == a:
                            add(move[a, q, place], chance, appeal[place], each, loyal[a, q])
                    for seeker in range(2):
                        for n in range(nodes):
                            move[a, q, places, seeker * nodes + n] += chance[seeker] * each[n]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def add(to, chance, appeal, each, loyal):
    """Add to `to` (chooser,) the share of the logit that a place has: `chance` (seeker,), `appeal` and `each` (sensitivity,)."""
    nodes = each.size
    for seeker in range(2):
        factor = chance[seeker] * loyal
        for n in range(nodes):
            to[seeker * nodes + n] += factor * appeal[n] * each[n]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def choose(market, kinds, offer, own, price_factor, considers, counts):
    """Those who consider choose: masses move between places and none."""
    enterprises, places, choosers = offer.size, 2 * offer.size, kinds.choosers.size
    join, move = np.empty((places, choosers)), np.empty((enterprises, COARSE, places + 1, choosers))
    chances(kinds, offer, own, price_factor, considers, join, move)
    coarse, mean = np.empty((places, COARSE)), np.empty((places, COARSE, places + 1))
    group, free = np.empty((places, choosers)), np.empty(choosers)
    flow = np.empty((places, places + 1, choosers))  # of those in each place, how many go where
    won, old, unbound = np.empty(places), np.empty((places, choosers)), np.empty(choosers)
    for g in range(market.grid.shape[0]):
        weight = 0.0
        group[:] = 0.0
        won[:] = 0.0
        for b in range(kinds.buyers.size):
            if kinds.pace[b] == g:
                weight += kinds.buyers[b]
                for place in range(places):
                    for c in range(choosers):
                        group[place, c] += market.mass[place, b, c]
        if weight <= 0.0:
            continue
        for c in range(choosers):
            free[c] = weight * kinds.choosers[c]
        for place in range(places):
            for c in range(choosers):
                free[c] -= group[place, c]
        for place in range(places):
            for c in range(choosers):
                won[place] += max(0.0, free[c]) * join[place, c]
        for place in range(places):
            leave(market.grid[g, place], move[place // 2], group[place], coarse[place], mean[place], flow[place])
            e = place // 2
            for k in range(places + 1):
                gone = 0.0
                for q in range(COARSE):
                    gone += coarse[place, q] * mean[place, q, k]
                if k == places:
                    counts[e, Count.LAPSED] += gone
                elif k // 2 != e:
                    won[k] += gone
                    counts[e, Count.SWITCHED] += gone
            for c in range(choosers):
                away = 0.0
                for k in range(places + 1):
                    away += flow[place, k, c]
                flow[place, place, c] += 1.0 - away
        for b in range(kinds.buyers.size):
            if kinds.pace[b] != g:
                continue
            for c in range(choosers):
                unbound[c] = kinds.buyers[b] * kinds.choosers[c]
            for place in range(places):
                for c in range(choosers):
                    old[place, c] = market.mass[place, b, c]
                    unbound[c] -= old[place, c]
            for k in range(places):
                to = market.mass[k, b]
                for c in range(choosers):
                    to[c] = max(0.0, unbound[c]) * join[k, c]
                for place in range(places):
                    for c in range(choosers):
                        to[c] += old[place, c] * flow[place, k, c]
        for e in range(enterprises):
            stay(market.grid[g], e, group, mean, won, own[e].satisfaction_start)
            for t in range(2):
                counts[e, Count.WON] += won[2 * e + t]
                counts[e, Count.WON_VALUE] += won[2 * e + 1] if t == 1 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def leave(grid, move, group, coarse, mean, flow):
    """Of those in one place: `coarse` (COARSE,) share by satisfaction, `mean` (COARSE, places + 1) mass that would go where if
    all were so satisfied, `flow` (places + 1, chooser) share that goes where. All are written.
    """
    total, choosers = 0.0, group.size
    coarse[:] = 0.0
    for k in range(GRID):
        here = grid[0, k] + grid[1, k]
        put(coarse, k / (GRID - 1), here)
        total += here
    for q in range(COARSE):
        coarse[q] = coarse[q] / total if total > 0.0 else 0.0
    for k in range(mean.shape[1]):
        to = flow[k]
        to[:] = 0.0
        for q in range(COARSE):
            moved, at, goes = 0.0, coarse[q], move[q, k]
            for c in range(choosers):
                to[c] += at * goes[c]
                moved += group[c] * goes[c]
            mean[q, k] = moved


@njit(cache=True, nogil=True, error_model="numpy")
def stay(grid, e, group, mean, won, satisfaction):
    """The satisfactions of those with enterprise `e` after the choice: who stays keeps it, who was won begins at `satisfaction`."""
    places = group.shape[0]
    scale = (COARSE - 1) / (GRID - 1)
    new = np.zeros((2, 2, GRID))
    for t in range(2):
        place = 2 * e + t
        mass = group[place].sum()
        if mass <= 0.0:
            continue
        for k in range(GRID):
            low = min(int(k * scale), COARSE - 2)
            part = k * scale - low
            moved = 0.0
            for c in range(places + 1):
                share = ((1.0 - part) * mean[place, low, c] + part * mean[place, low + 1, c]) / mass
                moved += share
                if c // 2 == e and c < places:
                    new[c % 2, 0, k] += grid[place, 0, k] * share
                    new[c % 2, 1, k] += grid[place, 1, k] * share
            new[t, 0, k] += grid[place, 0, k] * (1.0 - moved)
            new[t, 1, k] += grid[place, 1, k] * (1.0 - moved)
    for t in range(2):
        grid[2 * e + t] = new[t]
        put(grid[2 * e + t, 0], satisfaction, won[2 * e + t])
