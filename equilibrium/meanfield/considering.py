"""Who considers an enterprise, in expectation: contacts and how they tire, search, attention, word of mouth."""

from numba import njit

from equilibrium.meanfield.customers import MEMORY, SENSITIVITIES, SUMS
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
