"""Push: reach, fatigue, annoyance."""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import Count


@njit(cache=True, nogil=True)
def contact_probability(rate, hours, customers):
    """Probability that a customer is contacted this week.

    Parameters: contacts per hour, effective push `hours`, and real `customers` among whom contacts fall at random.
    """
    return -expm1(-rate * hours / customers)


@njit(cache=True, nogil=True)
def convince_probability(receptivity, credibility, scale, fatigue):
    """Probability that one contact wins consideration: the regime's receptivity, dulled by fatigue."""
    return receptivity * credibility * exp(-scale * fatigue)


@njit(cache=True, nogil=True)
def contact(considers, satisfaction, fatigue, supplier, seeker, chance, receptivity, credibility, p,
            enterprise, seed, replicate, week, first, marks, counts):  # fmt: skip
    """Contact customers `first`, `first + 1`, ... of one block; writes `considers`, `satisfaction`, `fatigue`.

    One number decides both who is contacted and who is convinced (nested thresholds), which pairs runs tightly.
    A contact with one's own customer sells nothing and annoys.
    """
    keep = np.float32(p.fatigue_decay)
    for i in range(fatigue.size):
        fatigue[i] *= keep
    if chance <= 0.0:
        return
    key = stream(seed, replicate, week, Draw.CONTACT)
    offset = first * 8 + enterprise
    flag = marks.flag
    for i in range(fatigue.size):
        flag[i] = uniform(key, offset + 8 * i) < chance
    contacted, prospects, convinced = marked(marks, fatigue.size), 0, 0
    for i in marks.place[:contacted]:
        if supplier[i] == enterprise:
            satisfaction[i] *= 1.0 - p.annoyance
        else:
            prospects += 1
            limit = chance * convince_probability(receptivity, credibility, p.fatigue_scale, fatigue[i])
            if uniform(key, offset + 8 * i) < limit * (p.seeker_response if seeker[i] else 1.0):
                considers[i] |= 1 << enterprise
                convinced += 1
        fatigue[i] += 1.0
    counts[Count.CONTACTED] += contacted
    counts[Count.PROSPECTS] += prospects
    counts[Count.CONVINCED] += convinced
