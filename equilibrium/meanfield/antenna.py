"""Insight cards in expectation: they come, age, and say enough or not; cells take on what they say; people come and go."""

from math import exp, lgamma, sqrt

from numba import njit

from equilibrium.meanfield.chance import FUSED, below
from equilibrium.meanfield.knowledge import RIGHT, WRONG, believe
from equilibrium.mechanisms.antenna import listening_probability
from equilibrium.mechanisms.learning import turnover_probability


@njit(cache=True, nogil=True, error_model="numpy")
def noticed(people, a, b):
    """Cards of one fact that `people` on a mission bring, the chance to notice being beta (`a`, `b`) over facts."""
    whole = int(people)
    rest = people - whole
    last = 0.0
    if rest > 0.0:
        last = 1.0 - exp(lgamma(b + rest) + lgamma(a + b) - lgamma(b) - lgamma(a + b + rest))
    return whole * a / (a + b) + last


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def look_out(weight, evidence, beliefs, e, z, p, world, people, conceptual, care, active, energy, enough):
    """People come and go, cards come and age; cells take on what enough of them say. Returns cards per fact this week.

    Writes `enough` (class, 2): chance that the cards on a fact say what is right, or wrong, with enough weight.
    A person carries an equal share of a cell's memory, so turnover renews beliefs at the rate of persons.
    Closure: the weight of the cards on a fact is normal, with the mean and variance of a Poisson stream.
    """
    missions = noticed(people, world.notice_a, world.notice_b)
    told = listening_probability(p.listening, conceptual, care) / z * active
    keep = 1.0 - p.card_ageing
    gone = turnover_probability(p.turnover, p.turnover_energy, energy)
    gain = missions * (2.0 * p.card_accuracy - 1.0) + told * (2.0 * p.listening_accuracy - 1.0)
    half = 0.5 * (min(1.0, p.card_evidence) + 1.0)  # mean weight of what is enough but not full
    for f in range(weight.size):
        enough[f, RIGHT], enough[f, WRONG] = 0.0, 0.0
        if weight[f] <= 0.0:
            continue
        evidence[e, f, 0] = keep * (evidence[e, f, 0] + gain)
        evidence[e, f, 1] = keep * keep * (evidence[e, f, 1] + missions + told)
        mean, deviation = evidence[e, f, 0], sqrt(evidence[e, f, 1])
        right, wrong = 0.0, 0.0
        if deviation > 1e-9:
            yes, no = below((mean - p.card_evidence) / deviation), below((-mean - p.card_evidence) / deviation)
            enough[f, RIGHT], enough[f, WRONG] = yes, no
            full, full_no = yes, no
            if p.card_evidence < 1.0:
                full, full_no = below((mean - 1.0) / deviation), below((-mean - 1.0) / deviation)
            right = p.card_belief * (full + half * (yes - full))
            wrong = p.card_belief * (full_no + half * (no - full_no))
        stays = 1.0 - right - wrong
        right += 0.5 * gone * p.newcomer_knows * stays
        wrong += 0.5 * gone * p.newcomer_knows * stays
        none = gone * (1.0 - p.newcomer_knows) * stays
        for s in range(3):
            for kind in range(2):
                believe(beliefs, e, f, s, kind, right, wrong, none)
    return missions + told
