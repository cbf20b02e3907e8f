"""Weconomy: absorption, leakage, purposes. Cohen & Levinthal (1990): absorbing needs crafts of one's own."""

from math import expm1

from numba import njit

from equilibrium.draws import ALLIES, ENTERPRISES, FACTS, Draw, marked, stream, uniform
from equilibrium.state import Count


@njit(cache=True, nogil=True)
def absorb_probability(own, half, floor):
    """Probability that an attempt to absorb succeeds; `own` in [0, 1] is the share of needs with a recent own craft."""
    return floor + (1.0 - floor) * own / (own + half)


@njit(cache=True, nogil=True)
def form_probability(rate, hours, overlap):
    """Probability that a partnership forms this week.

    Parameters: rate per 100 alliance hours, `hours` spent, `overlap` in [0, 1] of the ally's needs with one's customers.
    """
    return -expm1(-rate * hours / 100.0 * overlap)


@njit(cache=True, nogil=True)
def attention_probability(most, reach, stock, half, partners):
    """Probability that a customer of the allies considers this week; saturates in the stock of alliance hours."""
    return min(1.0, most * reach * stock / (stock + half)) if partners > 0 else 0.0


@njit(cache=True, nogil=True)
def open_attention(partner, cares, chance, chances):
    """Write `chances` (need,): the attention of partners' customers, `chance` where all partners (ally,) care for the need."""
    partners = partner.sum()
    for g in range(chances.size):
        caring = 0
        for a in range(partner.size):
            caring += partner[a] and cares[a, g]
        chances[g] = chance * caring / partners if partners > 0 else 0.0


@njit(cache=True, nogil=True)
def introduce(considers, need, supplier, chances, enterprise, seed, replicate, week, first, marks, counts):
    """Mark whom partners bring along in one block, by their need; `chances` (need,) a week."""
    most = chances.max()
    if most <= 0.0:
        return
    key = stream(seed, replicate, week, Draw.ALLY_ATTENTION)
    offset = first * 8 + enterprise
    flag = marks.flag
    for i in range(need.size):
        flag[i] = uniform(key, offset + 8 * i) < most
    came = 0
    for i in marks.place[: marked(marks, need.size)]:
        if supplier[i] != enterprise and uniform(key, offset + 8 * i) < chances[need[i]]:
            considers[i] |= 1 << enterprise
            came += 1
    counts[Count.INTRODUCED] += came


@njit(cache=True, nogil=True)
def track(beliefs, reality, tracking, error, seed, replicate, week):
    """Allies update facts (ally, fact): a lag of 1 / `tracking` weeks, wrong with probability `error`."""
    key = stream(seed, replicate, week, Draw.ALLY_TRACKS)
    for a in range(beliefs.shape[0]):
        for j in range(beliefs.shape[1]):
            u = uniform(key, a * beliefs.shape[1] + j)
            if u < tracking:
                beliefs[a, j] = -reality[j] if u < tracking * error else reality[j]


@njit(cache=True, nogil=True)
def form(partner, cares, active, hours, stock, rate, enterprise, seed, replicate, week):
    """Partnerships (ally,) uint8 form where purposes overlap, and end when nobody works on them; returns their number."""
    key = stream(seed, replicate, week, Draw.ALLY_FORMS)
    total = active.sum()
    partners = 0
    for a in range(partner.size):
        overlap = 0.0
        for g in range(active.size):
            overlap += cares[a, g] * (active[g] / total if total > 0.0 else 1.0 / active.size)
        if partner[a]:
            partner[a] = stock > 1.0
        elif uniform(key, enterprise * ALLIES + a) < form_probability(rate, hours, overlap):
            partner[a] = 1
        partners += partner[a]
    return partners


@njit(cache=True, nogil=True)
def pick_need(failures, attempt, enterprise, seed, replicate, week):
    """The need to absorb for, by the enterprise's own recent failures (need,)."""
    total = 0.0
    for g in range(failures.size):
        total += failures[g] + 0.02
    u = uniform(stream(seed, replicate, week, Draw.ABSORB_NEED), enterprise * 64 + attempt) * total
    for g in range(failures.size):
        u -= failures[g] + 0.02
        if u < 0.0:
            return g
    return failures.size - 1


@njit(cache=True, nogil=True)
def pick_partner(partner, cares, need, attempt, enterprise, seed, replicate, week):
    """A partner that cares for `need`, by chance; -1 if none does."""
    willing = 0
    for a in range(partner.size):
        willing += partner[a] and cares[a, need]
    if willing == 0:
        return -1
    nth = int(uniform(stream(seed, replicate, week, Draw.ABSORB_PARTNER), enterprise * 64 + attempt) * willing)
    for a in range(partner.size):
        if partner[a] and cares[a, need]:
            if nth == 0:
                return a
            nth -= 1
    return -1


@njit(cache=True, nogil=True)
def leak(imprint, doing, cares, beliefs, chance, attempt, enterprise, seed, replicate, week):
    """A partner learns in return: own contents pass to it, need by need, with `chance`; they are then less one's own.

    Parameters
    ----------
    imprint : (need,), written -- what is left of one's own; doing : (fact,) int8 -- one's present contents
    cares : (need,) uint8, beliefs : (fact,) int8, written -- of the partner
    """
    key = stream(seed, replicate, week, Draw.LEAK)
    size = beliefs.size // imprint.size
    for g in range(imprint.size):
        taken = uniform(key, (attempt * ENTERPRISES + enterprise) * FACTS + g) < chance
        if taken and imprint[g] > 0.0 and cares[g]:
            for j in range(g * size, (g + 1) * size):
                if doing[j] != 0:
                    beliefs[j] = doing[j]
        imprint[g] *= 1.0 - chance
