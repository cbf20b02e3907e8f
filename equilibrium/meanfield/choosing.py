"""Who considers an enterprise, and what those who consider choose, in expectation: the mechanisms' logit over classes."""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.meanfield.customers import MEMORY, SUMS
from equilibrium.mechanisms.choice import loyalty, utility
from equilibrium.mechanisms.contacts import convince_probability
from equilibrium.mechanisms.word_of_mouth import consideration_probability, talk_hazard
from equilibrium.state import Count


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
    mass, contacts, glad, sorry = market.mass, market.contacts, market.glad, market.sorry
    nodes = mass.shape[2] // 2
    for e in range(offer.size):
        considers[:, e] = 0.0
        p = own[e]
        if not offer[e].alive:
            continue
        with_own = np.zeros(2)
        for place in range(2 * e, 2 * e + 2):
            for b in range(mass.shape[1]):
                for seeker in range(2):
                    for n in range(nodes):
                        with_own[seeker] += mass[place, b, seeker * nodes + n]
        others = 1.0 - with_own[0] - with_own[1]
        convinced = convince_probability(at.receptivity, offer[e].credibility, 0.0, 0.0)
        convinced *= tired(contacts[e], p.fatigue_scale, p.fatigue_decay)
        talk = talk_hazard(at.word_of_mouth, glad[e] * degree, sorry[e] * degree, world.sorry_weight)
        heard = consideration_probability(talk * (1.0 + world.amplification * offer[e].conceptual))
        counts[e, Count.CONTACTED] = offer[e].contact
        counts[e, Count.PROSPECTS] = offer[e].contact * others
        for j in range(MEMORY - 1, 0, -1):
            contacts[e, j] = contacts[e, j - 1]
        contacts[e, 0] = offer[e].contact
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
    """Write the logit's weights: `weight` (place, sensitivity) of price, `loyal` (enterprise, coarse), `common` (case, place).

    Coherence differs between needs: two equally likely values an enterprise, mean and spread kept; a case is one of each.
    """
    sensitivity, coarse = kinds.sensitivity, kinds.coarse
    cases = common.shape[0]
    for e in range(offer.size):
        p = own[e]
        for q in range(coarse.size):
            loyal[e, q] = exp(loyalty(p.loyalty, p.loyalty_satisfaction, coarse[q]))
        for t in range(2):
            place = 2 * e + t
            share, quality = offer[e].value if t else 1.0 - offer[e].value, offer[e].quality if t else 0.0
            for n in range(sensitivity.size):
                weight[place, n] = exp(-sensitivity[n] * price_factor * offer[e].price[t] / 60.0)
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

    `join` (place, chooser): of those with none. `move` (supplier, coarse, (place + 1) * chooser): of those with a supplier, by
    satisfaction; the last of its places is none, and what is missing to 1 did not choose.
    """
    enterprises, places, nodes = offer.size, 2 * offer.size, kinds.sensitivity.size
    coarse, choosers = kinds.coarse.size, kinds.choosers.size
    cases = 1 << enterprises if enterprises <= 3 else 1
    weight, loyal, common = np.empty((places, nodes)), np.empty((enterprises, coarse)), np.empty((cases, places))
    weigh(kinds, offer, own, price_factor, weight, loyal, common)
    others, mine, each = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    share, chance = np.empty((coarse, places + 1, nodes)), np.empty(2)
    join[:] = 0.0
    move[:] = 0.0
    for mask in range(1, 1 << enterprises):
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
            levels = coarse if a >= 0 else 1
            for q in range(levels):
                for place in range(places + 1):
                    for n in range(nodes):
                        share[q, place, n] = 0.0
            for case in range(cases):
                for n in range(nodes):
                    others[n], mine[n] = 1.0, 0.0
                for place in range(places):
                    appeal = common[case, place]
                    if (mask >> (place // 2)) & 1:
                        for n in range(nodes):
                            others[n] += appeal * weight[place, n]
                    elif place // 2 == a:
                        for n in range(nodes):
                            mine[n] += appeal * weight[place, n]
                for q in range(levels):
                    stays = loyal[a, q] if a >= 0 else 0.0
                    for n in range(nodes):
                        each[n] = 1.0 / (others[n] + stays * mine[n])
                        share[q, places, n] += each[n]
                    for place in range(places):
                        appeal = common[case, place]
                        if place // 2 == a:
                            appeal *= stays
                        elif not (mask >> (place // 2)) & 1:
                            continue
                        for n in range(nodes):
                            share[q, place, n] += appeal * weight[place, n] * each[n]
            for k in range(places if a < 0 else places + 1):
                for seeker in range(2):
                    if a < 0:
                        for n in range(nodes):
                            join[k, seeker * nodes + n] += chance[seeker] * share[0, k, n]
                        continue
                    first = k * choosers + seeker * nodes
                    for q in range(coarse):
                        for n in range(nodes):
                            move[a, q, first + n] += chance[seeker] * share[q, k, n]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def choose(market, kinds, offer, own, price_factor, considers, counts):
    """Those who consider choose: masses move between places and none."""
    mass, grid = market.mass, market.grid
    chooser, buyer, pace = kinds.choosers, kinds.buyers, kinds.pace
    places, choosers = 2 * offer.size, chooser.size
    whole = (places + 1) * choosers
    join, move = np.empty((places, choosers)), np.empty((offer.size, kinds.coarse.size, whole))
    chances(kinds, offer, own, price_factor, considers, join, move)
    group, free = np.empty((places, choosers)), np.empty(choosers)
    flow = np.empty((places, whole))  # of those in each place, the share that goes where
    won, lost, away = np.empty(places), np.empty(places), np.empty(choosers)
    old, unbound = np.empty((places, choosers)), np.empty(choosers)
    for g in range(grid.shape[0]):
        weight = 0.0
        for place in range(places):
            for c in range(choosers):
                group[place, c] = 0.0
        for b in range(buyer.size):
            if pace[b] == g:
                weight += buyer[b]
                for place in range(places):
                    for c in range(choosers):
                        group[place, c] += mass[place, b, c]
        if weight <= 0.0:
            continue
        for c in range(choosers):
            free[c] = weight * chooser[c]
        for place in range(places):
            for c in range(choosers):
                free[c] -= group[place, c]
        for k in range(places):
            won[k] = 0.0
            for c in range(choosers):
                won[k] += max(0.0, free[c]) * join[k, c]
        leave(grid, g, kinds, move, flow)
        for place in range(places):
            e = place // 2
            lost[place] = 0.0
            for c in range(choosers):
                away[c] = 0.0
            for k in range(places + 1):
                gone = 0.0
                for c in range(choosers):
                    away[c] += flow[place, k * choosers + c]
                    gone += group[place, c] * flow[place, k * choosers + c]
                lost[place] += gone
                if k == places:
                    counts[e, Count.LAPSED] += gone
                elif k // 2 != e:
                    won[k] += gone
                    counts[e, Count.SWITCHED] += gone
            for c in range(choosers):
                flow[place, place * choosers + c] += 1.0 - away[c]
        for b in range(buyer.size):
            if pace[b] != g:
                continue
            for c in range(choosers):
                unbound[c] = buyer[b] * chooser[c]
            for place in range(places):
                for c in range(choosers):
                    old[place, c] = mass[place, b, c]
                    unbound[c] -= old[place, c]
            for k in range(places):
                for c in range(choosers):
                    mass[k, b, c] = max(0.0, unbound[c]) * join[k, c]
                for place in range(places):
                    for c in range(choosers):
                        mass[k, b, c] += old[place, c] * flow[place, k * choosers + c]
        stay(grid, g, kinds, own, group, move, lost, won)
        for place in range(places):
            counts[place // 2, Count.WON] += won[place]
            counts[place // 2, Count.WON_VALUE] += won[place] if place % 2 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def leave(grid, g, kinds, move, flow):
    """Write `flow` (place, (place + 1) * chooser): of those of pace `g` in each place the share that goes where."""
    low, part = kinds.low, kinds.part
    shares = np.empty(kinds.coarse.size)
    for place in range(flow.shape[0]):
        for q in range(shares.size):
            shares[q] = 0.0
        total = 0.0
        for k in range(low.size):
            here = grid[g, place, 0, k] + grid[g, place, 1, k]
            q = low[k]
            shares[q] += here * (1.0 - part[k])
            shares[q + 1] += here * part[k]
            total += here
        for j in range(flow.shape[1]):
            flow[place, j] = 0.0
        for q in range(shares.size):
            if shares[q] > 0.0:
                at = shares[q] / total
                for j in range(flow.shape[1]):
                    flow[place, j] += at * move[place // 2, q, j]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def stay(grid, g, kinds, own, group, move, lost, won):
    """Satisfactions of pace `g` after the choice: who stays keeps it, who was won begins at `satisfaction_start`.

    `group` (place, chooser) before the choice, of which `lost` (place,) chose; `won` (place,) came.
    """
    low, part = kinds.low, kinds.part
    nodes, coarse, choosers = low.size, kinds.coarse.size, kinds.choosers.size
    to, new = np.empty((2, coarse)), np.empty((2, 2, nodes))
    for e in range(own.size):
        for there in range(2):
            for k in range(nodes):
                new[there, 0, k], new[there, 1, k] = 0.0, 0.0
        for here in range(2):
            place = 2 * e + here
            mass = 0.0
            for c in range(choosers):
                mass += group[place, c]
            if mass <= 0.0:
                continue
            for q in range(coarse):
                for there in range(2):
                    to[there, q] = 0.0
                    for c in range(choosers):
                        to[there, q] += group[place, c] * move[e, q, (2 * e + there) * choosers + c]
                    to[there, q] /= mass
                to[here, q] += 1.0 - lost[place] / mass  # whether one considers has nothing to do with satisfaction
            for there in range(2):
                for k in range(nodes):
                    q = low[k]
                    share = (1.0 - part[k]) * to[there, q] + part[k] * to[there, q + 1]
                    new[there, 0, k] += grid[g, place, 0, k] * share
                    new[there, 1, k] += grid[g, place, 1, k] * share
        for t in range(2):
            for k in range(nodes):
                grid[g, 2 * e + t, 0, k], grid[g, 2 * e + t, 1, k] = new[t, 0, k], new[t, 1, k]
            begins = own[e].satisfaction_start * (nodes - 1)
            k = min(int(begins), nodes - 2)
            grid[g, 2 * e + t, 0, k] += won[2 * e + t] * (k + 1 - begins)
            grid[g, 2 * e + t, 0, k + 1] += won[2 * e + t] * (begins - k)
