"""Missions and insight cards. Known world: share of needs found after n people (Griffin & Hauser 1993)."""

from math import inf, log1p

import numpy as np
from numba import njit

from equilibrium.draws import CELLS, ENTERPRISES, FACTS, Draw, stream, uniform


@njit(cache=True, nogil=True)
def notice_probability(notice, effort):
    """Probability that a person notices a fact, `notice` being that of one whole mission and `effort` missions done."""
    missed = 1.0 - notice
    return 1.0 - (missed if effort == 1.0 else missed**effort)


@njit(cache=True, nogil=True)
def pin(fact, value, week, count, facts, values, weeks, weights, seen):
    """Hang a card of `fact` and `value` on the wall (card,); a full wall drops the oldest. Returns the new count."""
    slot = count % facts.size
    facts[slot], values[slot], weeks[slot], weights[slot] = fact, value, week, 1.0
    seen[fact] += 1
    return count + 1


@njit(cache=True, nogil=True)
def go(people, reality, notice, accuracy, mission, seed, replicate, week,
       count, facts, values, weeks, weights, seen):  # fmt: skip
    """Send `people` on a mission each (the last may go for a fraction); returns the count of cards ever.

    Each person, a customer elsewhere in free time, notices fact j with its chance and brings one card of it,
    right with probability `accuracy`. `mission` is a number of its own: the enterprise's weekly missions or its campaign.
    """
    key = stream(seed, replicate, week, Draw.MISSION_NOTICE)
    right = stream(seed, replicate, week, Draw.CARD_RIGHT)
    person = 0
    while people > 0.0:
        share = min(1.0, people)
        for j in range(reality.size):
            entity = (person * 2 * ENTERPRISES + mission) * FACTS + j
            u = uniform(key, entity)
            if u < notice_probability(notice[j], 1.0) and u < notice_probability(notice[j], share):  # a power is dear
                value = reality[j] if uniform(right, entity) < accuracy else -reality[j]
                count = pin(j, value, week, count, facts, values, weeks, weights, seen)
        people -= 1.0
        person += 1
    return count


@njit(cache=True, nogil=True)
def gather(people, insights, reality, notice, accuracy, mission, seed, replicate, week,
           count, facts, values, weeks, weights, seen):  # fmt: skip
    """A dated campaign: each of `people` stays out until having noticed `insights` facts (all, if there are fewer).

    After `t` missions a fact is noticed with probability 1 - (1 - notice)^t, as in `go`: the facts race, each with its own
    exponential time, and the first `insights` become cards.
    """
    key = stream(seed, replicate, week, Draw.MISSION_NOTICE)
    right = stream(seed, replicate, week, Draw.CARD_RIGHT)
    missions = np.empty(reality.size)
    for person in range(int(people)):
        first = (person * 2 * ENTERPRISES + mission) * FACTS
        for j in range(reality.size):
            missions[j] = log1p(-uniform(key, first + j)) / log1p(-notice[j]) if notice[j] > 0.0 else 1e300
        for _ in range(min(int(insights), reality.size)):
            j = np.argmin(missions)
            missions[j] = inf
            value = reality[j] if uniform(right, first + j) < accuracy else -reality[j]
            count = pin(j, value, week, count, facts, values, weeks, weights, seen)
    return count


@njit(cache=True, nogil=True)
def weigh(evidence, count, facts, values, weights, ageing):
    """Age the cards and add them up: writes `evidence` (fact,), signed weight of all cards on a fact."""
    evidence[:] = 0.0
    for slot in range(min(count, facts.size)):
        weights[slot] *= 1.0 - ageing
        evidence[facts[slot]] += values[slot] * weights[slot]


@njit(cache=True, nogil=True)
def listening_probability(most, conceptual, care):
    """Weekly probability of a card from one's own customers of a need.

    `most` at full level: of the `conceptual` crafts that represent them, or of the `care` given to them, in [0, 1].
    """
    return most * (1.0 - (1.0 - conceptual) * (1.0 - care))


@njit(cache=True, nogil=True)
def listen(active, conceptual, care, most, reality, accuracy, enterprise, seed, replicate, week,
           count, facts, values, weeks, weights, seen):  # fmt: skip
    """Own customers tell: at most one card a need, of one of its facts; returns the count of cards ever.

    `active`, `conceptual` (need,): own customers, level of conceptual crafts.
    """
    tells = stream(seed, replicate, week, Draw.LISTEN)
    which = stream(seed, replicate, week, Draw.LISTEN_FACT)
    right = stream(seed, replicate, week, Draw.LISTEN_RIGHT)
    size = reality.size // active.size
    for g in range(active.size):
        entity = enterprise * FACTS + g
        if active[g] > 0.0 and uniform(tells, entity) < listening_probability(most, conceptual[g], care):
            j = g * size + int(uniform(which, entity) * size)
            value = reality[j] if uniform(right, entity) < accuracy else -reality[j]
            count = pin(j, value, week, count, facts, values, weeks, weights, seen)
    return count


@njit(cache=True, nogil=True)
def correct(beliefs, evidence, enough, probability, enterprise, alive, seed, replicate, week):
    """Cells take on what `enough` weight of cards says against them: `probability` times that weight (at most 1)."""
    key = stream(seed, replicate, week, Draw.CARD_BELIEVED)
    for j in range(evidence.size):
        if abs(evidence[j]) < enough:
            continue
        says = 1 if evidence[j] > 0.0 else -1
        for c in range(alive.size):
            if alive[c] and beliefs[c, j] != says:
                entity = (enterprise * CELLS + c) * FACTS + j
                if uniform(key, entity) < probability * min(1.0, abs(evidence[j])):
                    beliefs[c, j] = says
