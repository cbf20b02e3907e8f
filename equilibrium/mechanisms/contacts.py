"""Push: reach, fatigue, annoyance."""

from math import exp, expm1

from numba import njit

from equilibrium.draws import Draw, stream, uniform
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
            enterprise, seed, replicate, week, first, counts):  # fmt: skip
    """Contact customers `first`, `first + 1`, ... of one block; writes `considers`, `satisfaction`, `fatigue`.

    One number decides both who is contacted and who is convinced (nested thresholds), which pairs runs tightly.
    A contact with one's own customer sells nothing and annoys.
    """
    key = stream(seed, replicate, week, Draw.CONTACT)
    bit = 1 << enterprise
    offset = first * 8 + enterprise
    contacted, prospects, convinced = 0, 0, 0
    for i in range(considers.size):
        fatigue[i] *= p.fatigue_decay
        u = uniform(key, offset + 8 * i)
        if u < chance:
            contacted += 1
            if supplier[i] == enterprise:
                satisfaction[i] *= 1.0 - p.annoyance
            else:
                prospects += 1
                limit = chance * convince_probability(receptivity, credibility, p.fatigue_scale, fatigue[i])
                if u < limit * (p.seeker_response if seeker[i] else 1.0):
                    considers[i] |= bit
                    convinced += 1
            fatigue[i] += 1.0
    counts[Count.CONTACTED] += contacted
    counts[Count.PROSPECTS] += prospects
    counts[Count.CONVINCED] += convinced
