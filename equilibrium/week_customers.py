"""The week of one block of customers: answered, buying, reached, choosing, asking, counted.

Customers read last week's moods; they are told this week's once all blocks are done.
"""

import numpy as np
from numba import njit

from equilibrium.draws import no_marks
from equilibrium.mechanisms import alliances, choice, contacts, goodwill, loyalty, service, word_of_mouth
from equilibrium.state import BLOCK, Count

MIXING = 1.0  # position of "mixing" among the networks


@njit(inline="always")
def customers(r, block, week, seed, ids, parameters, context, firms, people, network, tally):
    """One block of customers: answered, buying, reached, choosing, asking, counted."""
    ident = ids[r]
    first = block * BLOCK
    last = min(first + BLOCK, people.need.shape[1])
    own = parameters[r]
    world = own[0]
    at = context.coefficients[context.regime[r]]
    counts, by_need = tally.counts[r, block], tally.by_need[r, block]
    counts[:, :] = 0.0
    by_need[:, :, :] = 0.0
    alive = firms.alive[r]
    need, seeker = people.need[r, first:last], people.seeker[r, first:last]
    supplier, tier = people.supplier[r, first:last], people.tier[r, first:last]
    satisfaction, request = people.satisfaction[r, first:last], people.request[r, first:last]
    mood = people.mood[r, first:last]
    considers, marks = np.zeros(last - first, np.uint8), no_marks(last - first)
    care, hazards = np.empty(alive.size), np.empty((alive.size, 2))
    for e in range(alive.size):
        care[e] = service.care_level(firms.spare[r, e], own[e].care_saturation)
        hazards[e, 0], hazards[e, 1] = own[e].request_volume * at.service, own[e].request_value * at.service
    if not alive.all():
        loyalty.close(supplier, request, alive, counts)
    service.answer(request, need, supplier, satisfaction, firms.answered[r], firms.coherence[r], own, seed, ident, week,
                   first, marks, counts, by_need)  # fmt: skip
    loyalty.cared_for(supplier, satisfaction, care, own)
    loyalty.buy(supplier, tier, satisfaction, request, people.rate[r, first:last], people.drop[r, first:last], care,
                firms.supply_gap[r], own, seed, ident, week, first, marks, counts)  # fmt: skip
    loyalty.lapse(supplier, satisfaction, request, own, seed, ident, week, first, marks, counts)
    for e in range(alive.size):
        if not alive[e]:
            continue
        p = own[e]
        contacts.contact(considers, satisfaction, people.fatigue[r, e, first:last], supplier, seeker,
                         firms.contact_chance[r, e], at.receptivity, firms.credibility[r, e], p, e, seed, ident, week,
                         first, marks, counts[e])  # fmt: skip
        goodwill.attract(considers, supplier, seeker, firms.search_chance[r, e], e, seed, ident, week, first, marks,
                         counts[e])  # fmt: skip
        alliances.introduce(considers, need, supplier, firms.attention_chance[r, e], e, seed, ident, week, first, marks,
                            counts[e])  # fmt: skip
        if world.network == MIXING:
            scale = (1.0 if world.influence == 1.0 else world.degree) / people.need.shape[1]
            word_of_mouth.talk_mixed(considers, need, supplier, firms.counts[r, e, Count.GLAD] * scale,
                                     firms.counts[r, e, Count.SORRY] * scale, at.word_of_mouth, world.amplification,
                                     firms.conceptual[r, e], world.sorry_weight, e, seed, ident, week, first, marks,
                                     counts[e])  # fmt: skip
        elif network.neighbours.shape[1] > 0:
            word_of_mouth.talk(considers, need, supplier, people.glad[r, e, first:last], people.sorry[r, e, first:last],
                               network.start[r, first : last + 1], world.influence == 1.0, at.word_of_mouth,
                               world.amplification, firms.conceptual[r, e], world.sorry_weight, e, seed, ident, week,
                               first, marks, counts[e])  # fmt: skip
    choice.choose(considers, need, people.sensitivity[r, first:last], supplier, tier, satisfaction, request,
                  firms.appeal[r], firms.price[r], at.price, own, seed, ident, week, first, marks,
                  counts)  # fmt: skip
    service.ask(request, supplier, tier, hazards, seed, ident, week, first, marks)
    word_of_mouth.feel(mood, supplier, satisfaction, world.glad_above, world.sorry_below)
    loyalty.census(need, supplier, tier, satisfaction, request, mood, marks, counts, by_need)
