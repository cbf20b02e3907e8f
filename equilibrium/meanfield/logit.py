"""What those who consider choose, in expectation: the mechanism's logit, over every set of enterprises one may consider."""

from math import exp

from numba import njit

from equilibrium.meanfield.customers import CHOOSERS, COARSE, LEVELS, SENSITIVITIES, SUMS
from equilibrium.mechanisms.choice import utility


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
