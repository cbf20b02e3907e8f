"""Who considers an enterprise, and what those who consider choose, in expectation: the mechanisms' logit over classes."""

from math import exp

from numba import njit

from equilibrium.meanfield.customers import BUYERS, CHOOSERS, COARSE, GRID, LEVELS, MEMORY, SENSITIVITIES, STEP, SUMS
from equilibrium.mechanisms.choice import utility
from equilibrium.mechanisms.contacts import convince_probability
from equilibrium.mechanisms.word_of_mouth import consideration_probability, talk_hazard
from equilibrium.state import Count


@njit(cache=True, nogil=True, error_model="numpy")
def tired(contacts, tiring):
    """Mean of exp(-scale * fatigue) over customers, exactly: fatigue is the sum of past contacts, each faded by `keep`."""
    total = 1.0
    for j in range(MEMORY):
        total *= 1.0 + contacts[j] * tiring[j]
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def reach(market, group, offer, own, world, at, degree, tables, considers, counts):
    """Write `considers` (seeker, enterprise): the chance that one who is with another enterprise, or none, considers.

    `group` (pace, place, chooser) as `market.buy_and_lapse` writes it.
    """
    contacts, glad, sorry = market.contacts, market.glad, market.sorry
    for e in range(offer.size):
        considers[0, e], considers[1, e] = 0.0, 0.0
        p = own[e]
        if not offer[e].alive:
            continue
        idle, seeking = 0.0, 0.0
        for g in range(market.grid.shape[0]):
            for n in range(SENSITIVITIES):
                idle += group[g, 2 * e, n] + group[g, 2 * e + 1, n]
                seeking += group[g, 2 * e, SENSITIVITIES + n] + group[g, 2 * e + 1, SENSITIVITIES + n]
        others = 1.0 - idle - seeking
        convinced = convince_probability(at.receptivity, offer[e].credibility, 0.0, 0.0)
        convinced *= tired(contacts[e], tables[e].tiring)
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
            with_others = world.seekers - seeking if seeker else 1.0 - world.seekers - idle
            counts[e, Count.CONVINCED] += push * with_others
            counts[e, Count.SEARCHED] += search * with_others
            counts[e, Count.TALKED] += heard * with_others
            counts[e, Count.INTRODUCED] += offer[e].attention * with_others


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(offer, own, common):
    """Write the logit's weights that do not depend on the customer: `common` (case, place).

    Coherence differs between needs: two equally likely values an enterprise, mean and spread kept; a case is one of each.
    """
    cases = common.shape[0]
    for e in range(offer.size):
        p = own[e]
        for t in range(2):
            place = 2 * e + t
            share, quality = offer[e].value if t else 1.0 - offer[e].value, offer[e].quality if t else 0.0
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
def chances(offer, tables, room):
    """Write what those who consider choose, by multinomial logit over every set of enterprises they may consider.

    `room.join` (place, chooser): of those with none. `room.move` (supplier, coarse, place + 1, chooser): of those with a
    supplier, by satisfaction; the last of its places is none, and what is missing to 1 did not choose.
    """
    considers, common, share, join, move = room.considers, room.common, room.share, room.join, room.move
    space = room.space[0]
    each, chance = space.each, space.chance
    enterprises, places, cases = offer.size, 2 * offer.size, common.shape[0]
    for k in range(places):
        for c in range(CHOOSERS):
            join[k, c] = 0.0
    for e in range(enterprises):
        for q in range(COARSE):
            for k in range(places + 1):
                for c in range(CHOOSERS):
                    move[e, q, k, c] = 0.0
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
            width = LEVELS if a >= 0 else SENSITIVITIES  # who has no supplier has no satisfaction
            logit(a, mask, common, tables, width, each, share)
            for k in range(places if a < 0 else places + 1):
                if k < places and k // 2 != a and not (mask >> (k // 2)) & 1:
                    continue
                if a < 0:
                    for n in range(SENSITIVITIES):
                        join[k, n] += chance[0] * share[k, n]
                        join[k, SENSITIVITIES + n] += chance[1] * share[k, n]
                    continue
                for q in range(COARSE):
                    for n in range(SENSITIVITIES):
                        chosen = share[k, q * SENSITIVITIES + n]
                        move[a, q, k, n] += chance[0] * chosen
                        move[a, q, k, SENSITIVITIES + n] += chance[1] * chosen


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def logit(a, mask, common, tables, width, each, share):
    """Write `share` (place + 1, coarse * sensitivity): where those of supplier `a` go who consider the enterprises in `mask`."""
    cases, places = common.shape
    for k in range(places + 1):
        for j in range(width):
            share[k, j] = 0.0
    for case in range(cases):
        for j in range(width):
            each[j] = 1.0
        for k in range(places):
            appeal, e, t = common[case, k], k // 2, k % 2
            if e == a:
                held = tables[e].held
                for j in range(width):
                    each[j] += appeal * held[t, j]
            elif (mask >> e) & 1:
                dear = tables[e].dear
                for j in range(width):
                    each[j] += appeal * dear[t, j]
        for j in range(width):
            each[j] = 1.0 / each[j]
            share[places, j] += each[j]
        for k in range(places):
            if k // 2 == a or (mask >> (k // 2)) & 1:
                appeal = common[case, k]
                for j in range(width):
                    share[k, j] += appeal * each[j]
    for k in range(places):
        e, t = k // 2, k % 2
        if e == a:
            held = tables[e].held
            for j in range(width):
                share[k, j] *= held[t, j]
        elif (mask >> e) & 1:
            dear = tables[e].dear
            for j in range(width):
                share[k, j] *= dear[t, j]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def choose(market, kinds, offer, own, tables, room, counts):
    """Those who consider choose: masses move between places and none. `room` of `room.Choices`."""
    mass, grid = market.mass, market.grid
    chooser, buyer, pace = kinds.choosers, kinds.buyers, kinds.pace
    join, move, flow, groups, old = room.join, room.move, room.flow, room.group, room.old
    won, lost, space = room.won, room.lost, room.space[0]
    free, away, unbound = space.free, space.away, space.unbound
    places, choosers = 2 * offer.size, chooser.size
    weigh(offer, own, room.common)
    chances(offer, tables, room)
    for g in range(grid.shape[0]):
        weight, group = 0.0, groups[g]
        for b in range(BUYERS):
            if pace[b] == g:
                weight += buyer[b]
        if weight <= 0.0:
            continue
        for c in range(choosers):
            free[c] = weight * chooser[c]
        for place in range(0, places, 2):
            for c in range(choosers):
                free[c] -= group[place, c] + group[place + 1, c]
        for c in range(choosers):
            free[c] = max(0.0, free[c])
        for k in range(0, places, 2):
            volume, value = 0.0, 0.0
            for c in range(choosers):
                volume += free[c] * join[k, c]
                value += free[c] * join[k + 1, c]
            won[k], won[k + 1] = volume, value
        leave(grid[g], move, space, flow)
        for place in range(places):
            e = place // 2
            gone = 0.0
            for c in range(choosers):
                away[c] = flow[place, places, c]
                gone += group[place, c] * flow[place, places, c]
            counts[e, Count.LAPSED] += gone
            lost[place] = gone
            for k in range(0, places, 2):  # both tiers at once
                volume, value = 0.0, 0.0
                for c in range(CHOOSERS):
                    to_volume, to_value, here = flow[place, k, c], flow[place, k + 1, c], group[place, c]
                    volume += here * to_volume
                    value += here * to_value
                    away[c] += to_volume + to_value
                lost[place] += volume + value
                if k // 2 != e:
                    won[k] += volume
                    won[k + 1] += value
                    counts[e, Count.SWITCHED] += volume + value
            for c in range(choosers):
                flow[place, place, c] += 1.0 - away[c]
        for b in range(BUYERS):
            if pace[b] != g:
                continue
            for c in range(choosers):
                unbound[c] = buyer[b] * chooser[c]
            for place in range(0, places, 2):
                for c in range(choosers):
                    volume, value = mass[place, b, c], mass[place + 1, b, c]
                    old[place, c], old[place + 1, c] = volume, value
                    unbound[c] -= volume + value
            for c in range(choosers):
                unbound[c] = max(0.0, unbound[c])
            for k in range(places):
                for c in range(CHOOSERS):
                    mass[k, b, c] = unbound[c] * join[k, c] + old[0, c] * flow[0, k, c] + old[1, c] * flow[1, k, c]
                for place in range(2, places, 2):
                    for c in range(choosers):
                        mass[k, b, c] += old[place, c] * flow[place, k, c] + old[place + 1, c] * flow[place + 1, k, c]
        stay(grid[g], own, group, move, lost, won, space)
        for place in range(places):
            counts[place // 2, Count.WON] += won[place]
            counts[place // 2, Count.WON_VALUE] += won[place] if place % 2 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def leave(grid, move, space, flow):
    """Write `flow` (place, place + 1, chooser): of those of one pace in each place the share that goes where.

    `grid` (place, open request, satisfaction).
    """
    shares = space.shares
    for place in range(flow.shape[0]):
        total, above = 0.0, 0.0
        for q in range(COARSE - 1):
            at = above
            above = 0.0
            for j in range(STEP):
                here = grid[place, 0, STEP * q + j] + grid[place, 1, STEP * q + j]
                at += here * (1.0 - j / STEP)
                above += here * (j / STEP)
            shares[q] = at
            total += at
        shares[COARSE - 1] = above + grid[place, 0, GRID - 1] + grid[place, 1, GRID - 1]
        total += shares[COARSE - 1]
        each = 1.0 / total if total > 0.0 else 0.0
        e = place // 2
        for k in range(flow.shape[1]):
            for c in range(CHOOSERS):
                flow[place, k, c] = 0.0
            for q in range(0, COARSE, 3):  # three at once
                one, two, three = shares[q] * each, shares[q + 1] * each, shares[q + 2] * each
                for c in range(CHOOSERS):
                    flow[place, k, c] += one * move[e, q, k, c] + two * move[e, q + 1, k, c] + three * move[e, q + 2, k, c]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def stay(grid, own, group, move, lost, won, space):
    """Satisfactions of one pace, `grid` (place, open request, satisfaction), after the choice: who stays keeps it, who was won begins at `satisfaction_start`.

    `group` (place, chooser) before the choice, of which `lost` (place,) chose; `won` (place,) came.
    """
    to, new, line = space.to, space.new, space.line
    for e in range(own.size):
        for there in range(2):
            for k in range(GRID):
                new[there, 0, k], new[there, 1, k] = 0.0, 0.0
        for here in range(2):
            place = 2 * e + here
            mass = 0.0
            for c in range(CHOOSERS):
                mass += group[place, c]
            if mass <= 0.0:
                continue
            each = 1.0 / mass
            for q in range(0, COARSE, 2):  # two at once
                one, other, one_value, other_value = 0.0, 0.0, 0.0, 0.0
                for c in range(CHOOSERS):
                    who = group[place, c]
                    one += who * move[e, q, 2 * e, c]
                    other += who * move[e, q + 1, 2 * e, c]
                    one_value += who * move[e, q, 2 * e + 1, c]
                    other_value += who * move[e, q + 1, 2 * e + 1, c]
                to[0, q], to[0, q + 1], to[1, q], to[1, q + 1] = (
                    one * each, other * each, one_value * each, other_value * each)  # fmt: skip
            for q in range(COARSE):
                to[here, q] += 1.0 - lost[place] * each  # whether one considers has nothing to do with satisfaction
            for there in range(2):
                for q in range(COARSE - 1):
                    for j in range(STEP):
                        line[STEP * q + j] = (1.0 - j / STEP) * to[there, q] + (j / STEP) * to[there, q + 1]
                line[GRID - 1] = to[there, COARSE - 1]
                for k in range(GRID):
                    new[there, 0, k] += grid[place, 0, k] * line[k]
                    new[there, 1, k] += grid[place, 1, k] * line[k]
        for t in range(2):
            for k in range(GRID):
                grid[2 * e + t, 0, k], grid[2 * e + t, 1, k] = new[t, 0, k], new[t, 1, k]
            begins = own[e].satisfaction_start * (GRID - 1)
            k = min(int(begins), GRID - 2)
            grid[2 * e + t, 0, k] += won[2 * e + t] * (k + 1 - begins)
            grid[2 * e + t, 0, k + 1] += won[2 * e + t] * (begins - k)
