"""Those who consider choose: masses of customers move between enterprises, tiers and none, and their satisfaction with them."""

from numba import njit

from equilibrium.meanfield.customers import BUYERS, CHOOSERS, COARSE, GRID, STEP, SUMS
from equilibrium.meanfield.logit import chances, weigh
from equilibrium.state import Count


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
                for place in range(2, places, 2):  # both tiers at once
                    of_volume, of_value = flow[place, k], flow[place + 1, k]
                    for c in range(choosers):
                        mass[k, b, c] += old[place, c] * of_volume[c] + old[place + 1, c] * of_value[c]
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
                    flow[place, k, c] += (
                        one * move[e, q, k, c] + two * move[e, q + 1, k, c] + three * move[e, q + 2, k, c]
                    )


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def stay(grid, own, group, move, lost, won, space):
    """Satisfactions of one pace after the choice: who stays keeps it, who was won begins at `satisfaction_start`.

    `grid` (place, open request, satisfaction). `group` (place, chooser) before the choice, of which `lost` (place,) chose;
    `won` (place,) came.
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
