"""Missions and insight cards. Known world: share of needs found after n people (Griffin & Hauser 1993)."""

from numba import njit

from equilibrium.draws import CELLS, ENTERPRISES, FACTS, Draw, stream, uniform


@njit(cache=True, nogil=True)
def notice_probability(notice, effort):
    """Probability that a person notices a fact, `notice` being that of one whole mission and `effort` missions done."""
    return 1.0 - (1.0 - notice) ** effort


@njit(cache=True, nogil=True)
def pin(fact, value, week, count, facts, values, weeks, weights, seen):
    """Hang a card of `fact` and `value` on the wall (card,); a full wall drops the oldest. Returns the new count."""
    slot = count % facts.size
    facts[slot], values[slot], weeks[slot], weights[slot] = fact, value, week, 1.0
    seen[fact] += 1
    return count + 1


@njit(cache=True, nogil=True)
def go(people, effort, reality, notice, accuracy, mission, seed, replicate, week,
       count, facts, values, weeks, weights, seen):  # fmt: skip
    """Send `people` on missions of `effort` each (the last may go for a fraction); returns the count of cards ever.

    Each person, a customer elsewhere in free time, notices fact j with its chance and brings one card of it,
    right with probability `accuracy`. `mission` is a number of its own: the enterprise's weekly missions or its campaign.
    """
    key = stream(seed, replicate, week, Draw.MISSION_NOTICE)
    right = stream(seed, replicate, week, Draw.CARD_RIGHT)
    person = 0
    while people > 0.0:
        share = effort * min(1.0, people)
        for j in range(reality.size):
            entity = (person * 2 * ENTERPRISES + mission) * FACTS + j
            if uniform(key, entity) < notice_probability(notice[j], share):
                value = reality[j] if uniform(right, entity) < accuracy else -reality[j]
                count = pin(j, value, week, count, facts, values, weeks, weights, seen)
        people -= 1.0
        person += 1
    return count


@njit(cache=True, nogil=True)
def weigh(evidence, count, facts, values, weights, ageing):
    """Age the cards and add them up: writes `evidence` (fact,), signed weight of all cards on a fact."""
    evidence[:] = 0.0
    for slot in range(min(count, facts.size)):
        weights[slot] *= 1.0 - ageing
        evidence[facts[slot]] += values[slot] * weights[slot]


@njit(cache=True, nogil=True)
def correct(beliefs, evidence, probability, enterprise, alive, seed, replicate, week):
    """Cells take on what the cards say against them, with `probability` times the weight of evidence (at most 1)."""
    key = stream(seed, replicate, week, Draw.CARD_BELIEVED)
    for j in range(evidence.size):
        if abs(evidence[j]) < 0.5:
            continue
        says = 1 if evidence[j] > 0.0 else -1
        for c in range(alive.size):
            if alive[c] and beliefs[c, j] != says:
                entity = (enterprise * CELLS + c) * FACTS + j
                if uniform(key, entity) < probability * min(1.0, abs(evidence[j])):
                    beliefs[c, j] = says
