"""One week, block by block: the mechanisms in the order the ODD states. A page of calls, nothing else.

`before` is context and enterprises, `customers` one block of customers, `after` the settlement. `run` does all three for
some replicates; one huge replicate shares its blocks among threads instead. Customers read last week's moods.
"""

import numpy as np
from numba import njit

from equilibrium.draws import Draw, stream, uniform
from equilibrium.mechanisms import (
    accounts,
    alliances,
    antenna,
    choice,
    coherence,
    contacts,
    crafts,
    energy,
    goodwill,
    growth,
    hours,
    integration,
    learning,
    loyalty,
    regimes,
    relabelling,
    rhythm,
    service,
    supply,
    word_of_mouth,
)
from equilibrium.state import BLOCK, Account, Activity, ByNeed, Count, Event, Family, Origin

MIXING = 1.0  # position of "mixing" among the networks
MOST_ATTEMPTS = 8  # a week; what is left waits


@njit(cache=True, nogil=True)
def before(r, week, seed, ids, parameters, context, firms, cells, craft, cards, allies, missions, renamings):
    """Context and enterprises of replicate `r` up to the doors' opening."""
    ident = ids[r]
    world = parameters[r, 0]
    last = context.regime[r]
    now = regimes.next_regime(last, world.sojourn, context.transition, context.forced[0], seed, ident, week)
    context.regime[r] = now
    if now != last:
        context.entered[r] = week
    at = context.coefficients[now]
    flips = regimes.flip_probability(world.drift, at.drift_factor)
    flipped = regimes.mutate(context.reality[r], context.template[r, now], now != last, flips, seed, ident, week)
    alliances.track(allies.beliefs[r], context.reality[r], world.ally_tracking, world.ally_error, seed, ident, week)
    for e in range(firms.alive.shape[1]):
        firms.events[r, e, :] = 0.0
        firms.hours[r, e, :] = 0.0
        firms.flows[r, e, :] = 0.0
        firms.moved[r, e] = 0.0
        firms.events[r, e, Event.FLIPPED] = flipped
        if firms.alive[r, e]:
            p = parameters[r, e]
            firms.moved[r, e] = rhythm.follow(firms.position[r, e], firms.target[r, e], p)
            work_hours(r, e, week, seed, ident, p, firms, cells)
            learn(r, e, week, seed, ident, p, context, firms, cells)
            look_out(r, e, week, seed, ident, p, context, firms, cells, cards, missions[e])
            renew(r, e, week, seed, ident, p, context, firms, cells, craft)
            rename(r, e, week, seed, ident, p, firms, cells, craft, renamings[e])
            ally(r, e, week, seed, ident, p, context, firms, cells, craft, allies)
            open_doors(r, e, week, p, at, world, context, firms, cells)


@njit(cache=True, nogil=True)
def work_hours(r, e, week, seed, ident, p, firms, cells):
    """Every cell spends its hours, each once; paid hours become effective ones."""
    mix, alive, faces = firms.position[r, e], cells.alive[r, e], cells.faces[r, e]
    organism = mix[3]
    cost = service.request_cost(p.request_hours, p.method_gain, firms.method[r, e])
    facing = np.zeros(faces.shape[1])
    for c in range(alive.size):
        if alive[c]:
            facing += faces[c]
    pull_yield, push_yield = firms.yield_pull[r, e], firms.yield_push[r, e]
    advantage = pull_yield / (pull_yield + push_yield) if pull_yield + push_yield > 0.0 else 0.5
    for c in range(alive.size):
        if not alive[c]:
            continue
        spent, work = cells.hours[r, e, c], cells.work[r, e, c]
        neighbours = 0.0
        for link in range(cells.neighbours.shape[3]):
            other = cells.neighbours[r, e, c, link]
            neighbours += other >= 0 and alive[other]
        paid = cells.people[r, e, c] * p.weekly_hours
        rest = hours.overhead(paid, firms.moved[r, e], organism, cells.hangar[r, e, c], neighbours, p, spent)
        cells.hangar[r, e, c] = max(0.0, cells.hangar[r, e, c] - 1.0)
        cells.shared[r, e, c] = np.mean((firms.code[r, e] != 0) & (firms.code[r, e] == cells.beliefs[r, e, c]))
        rate = hours.productivity(cells.energy[r, e, c], p.productivity_floor, p.standard_gain, organism,
                                  cells.shared[r, e, c])  # fmt: skip
        needed = hours.backlog(firms.requests[r, e], faces[c], facing, cost, p.customer_weight)
        needed = hours.noisy(needed, p.local_noise, seed, ident, week, e * alive.size + c)
        front = rest * (1.0 - p.development - p.antenna) * rate
        weight = p.local * organism
        serving = hours.local_share(mix[2], min(1.0, needed / front) if front > 0.0 else 0.0, weight)
        pull = hours.local_share(mix[0], advantage, weight)
        joined = integration.cell_integration(firms.conceptual[r, e], firms.coherence[r, e], faces[c],
                                              p.integration_floor)  # fmt: skip
        method = firms.method[r, e]
        lost_front = integration.lost_share(p.interference, serving, joined)
        lost_sides = integration.lost_share(p.interference_sides, pull, method)
        lost_renewal = integration.lost_share(p.interference_sides, mix[4], method)
        hours.split(rest, serving, pull, mix[4], lost_front, lost_sides, lost_renewal, p, spent)
        for k in range(spent.size):
            work[k] = spent[k] * rate
            firms.hours[r, e, k] += spent[k]


@njit(cache=True, nogil=True)
def total_work(work, alive, activity):
    """Effective hours of all living cells on one activity."""
    total = 0.0
    for c in range(alive.size):
        if alive[c]:
            total += work[c, activity]
    return total


@njit(cache=True, nogil=True)
def learn(r, e, week, seed, ident, p, context, firms, cells):
    """Code and cells learn; people come and go; guests of the hangar share."""
    alive, beliefs = cells.alive[r, e], cells.beliefs[r, e]
    learning.learn(context.reality[r], firms.code[r, e], beliefs, alive, cells.faces[r, e], cells.neighbours[r, e],
                   firms.position[r, e, 3], p, e, seed, ident, week)  # fmt: skip
    crafts.recombine(beliefs, alive, cells.hangar[r, e], e, seed, ident, week)
    for c in range(alive.size):
        if alive[c]:
            firms.events[r, e, Event.REPLACED] += learning.replace(
                beliefs[c], cells.people[r, e, c], cells.energy[r, e, c], p, e * alive.size + c, seed, ident, week
            )


@njit(cache=True, nogil=True)
def look_out(r, e, week, seed, ident, p, context, firms, cells, cards, mission):
    """Antenna: weekly missions from the hours given, a dated campaign (people, insights each), cards weighed and believed."""
    reality, notice = context.reality[r], context.notice[r]
    had = cards.count[r, e]
    people = total_work(cells.work[r, e], cells.alive[r, e], Activity.ANTENNA) / p.mission_hours
    count = antenna.go(people, 1.0, reality, notice, p.card_accuracy, e, seed, ident, week, had, cards.fact[r, e],
                       cards.value[r, e], cards.week[r, e], cards.weight[r, e], cards.seen[r, e])  # fmt: skip
    if mission[0] > 0.0 and mission[1] > 0.0:
        effort = mission[1] / max(1e-9, notice.sum())
        count = antenna.go(mission[0], effort, reality, notice, p.card_accuracy, e + 8, seed, ident, week, count,
                           cards.fact[r, e], cards.value[r, e], cards.week[r, e], cards.weight[r, e],
                           cards.seen[r, e])  # fmt: skip
    cards.count[r, e] = count
    firms.events[r, e, Event.CARDS] = count - had
    antenna.weigh(firms.evidence[r, e], count, cards.fact[r, e], cards.value[r, e], cards.weight[r, e], p.card_ageing)
    antenna.correct(cells.beliefs[r, e], firms.evidence[r, e], p.card_belief, e, cells.alive[r, e], seed, ident, week)


@njit(cache=True, nogil=True)
def renew(r, e, week, seed, ident, p, context, firms, cells, craft):
    """Indie: attempts at new crafts, and a week of practice of those that are growing."""
    alive, faces, beliefs = cells.alive[r, e], cells.faces[r, e], cells.beliefs[r, e]
    needs, evidence = faces.shape[1], firms.evidence[r, e]
    content = np.empty(craft.content.shape[3], np.int8)
    present = np.empty(craft.content.shape[3], np.int8)
    cost = service.request_cost(p.make_hours, p.method_gain, firms.method[r, e])
    firms.effort[r, e, 0] += total_work(cells.work[r, e], alive, Activity.MAKING)
    attempt = 0
    while firms.effort[r, e, 0] >= cost and attempt < MOST_ATTEMPTS:
        firms.effort[r, e, 0] -= cost
        need, worst = int(uniform(stream(seed, ident, week, Draw.CRAFT_NEED), e * 64 + attempt) * needs), 0.5
        for g in range(needs):
            crafts.present_content(g, firms.code[r, e], beliefs, alive, faces, firms.position[r, e, 3], present)
            weight = crafts.gap(evidence, g, present)
            if weight > worst:
                need, worst = g, weight
        crafts.present_content(need, firms.code[r, e], beliefs, alive, faces, firms.position[r, e, 3], present)
        crafts.draft(need, evidence, beliefs, alive, p.chance_bits, attempt, e, seed, ident, week, content)
        take_up(r, e, week, seed, ident, p, need, content, present, Origin.INDIE, attempt, context, firms, cells, craft)
        attempt += 1
    firms.conceptual[r, e] *= 1.0 - p.craft_fades
    firms.method[r, e] *= 1.0 - p.craft_fades
    firms.imprint[r, e] *= 1.0 - p.imitation
    firms.own_recent[r, e] *= 1.0 - p.own_decay
    front = np.zeros(alive.size)
    for c in range(alive.size):
        front[c] = cells.work[r, e, c, Activity.SERVING] + cells.work[r, e, c, Activity.PUSH]
        front[c] += cells.work[r, e, c, Activity.PULL]
    ripe = np.empty(craft.need.shape[2], np.int64)
    ripened = crafts.practise(
        min(craft.count[r, e], craft.need.shape[2]), craft.need[r, e], craft.family[r, e], craft.origin[r, e], craft.novel[r, e],
        craft.maturity[r, e], craft.practice[r, e], craft.matured[r, e], craft.content[r, e], craft.practised[r, e], front, alive,
        faces, beliefs, p, firms.events[r, e], firms.conceptual[r, e], e, seed, ident, week, ripe,
    )  # fmt: skip
    for k in ripe[:ripened]:
        if craft.family[r, e, k] == Family.METHOD:
            firms.method[r, e] += 0.25 * (1.0 - firms.method[r, e])
            crafts.host(alive, cells.hangar[r, e], p.hangar_weeks, e, seed, ident, week)
        if craft.origin[r, e, k] == Origin.INDIE and craft.novel[r, e, k]:
            firms.imprint[r, e, craft.need[r, e, k]] = 1.0
            firms.own_recent[r, e, craft.need[r, e, k]] = 1.0
            crafts.lift(p.craft_energy * firms.trust[r, e], week, alive, craft.practised[r, e, k], cells.energy[r, e],
                        cells.energy_before[r, e], cells.craft_week[r, e], cells.lifted[r, e])  # fmt: skip


@njit(cache=True, nogil=True)
def take_up(r, e, week, seed, ident, p, need, content, present, origin, attempt, context, firms, cells, craft):
    """Pilot a content; if it passes, wake the old craft that holds it or add a new one, and hand the need over to it."""
    reality = context.reality[r]
    u = uniform(stream(seed, ident, week, Draw.CRAFT_PILOT), (e * 4 + origin) * 64 + attempt)
    new, old = crafts.matching(reality, need, content), crafts.matching(reality, need, present)
    if not crafts.pilot_passes(new, old, p.pilot_error, u):
        firms.events[r, e, Event.PILOTED_OUT] += 1
        return
    slots = craft.need.shape[2]
    count = min(craft.count[r, e], slots)
    k = crafts.known_as(need, content, count, craft.need[r, e], craft.origin[r, e], craft.content[r, e])
    half = 0.5 * crafts.hours_for(p.mature_at, p.practice_hours, p.practice_power)
    if k >= 0:
        if craft.matured[r, e, k] and not craft.practised[r, e, k].any():  # asleep: old know-how matures fast
            craft.matured[r, e, k] = 0
            craft.practice[r, e, k] = half
            craft.novel[r, e, k] = 0
            firms.events[r, e, Event.WOKEN] += 1
            crafts.hand_over(k, need, craft.need[r, e], craft.practised[r, e], cells.alive[r, e], cells.faces[r, e])
        return
    k = add_craft(r, e, week, need, content, origin, -1, firms, craft)
    u = uniform(stream(seed, ident, week, Draw.CRAFT_FAMILY), (e * 4 + origin) * 64 + attempt)
    craft.family[r, e, k] = crafts.family(u, p.conceptual, p.method)
    craft.novel[r, e, k] = origin == Origin.INDIE
    craft.practice[r, e, k] = 0.0 if origin == Origin.INDIE else half
    firms.events[r, e, Event.NEW_CRAFTS if origin == Origin.INDIE else Event.ABSORBED] += 1
    for other in range(count):  # its parent is the craft that served the need so far
        if craft.need[r, e, other] == need and craft.practised[r, e, other].any():
            craft.parent[r, e, k] = other
    crafts.hand_over(k, need, craft.need[r, e], craft.practised[r, e], cells.alive[r, e], cells.faces[r, e])
    if p.symbolic:
        firms.goodwill[r, e] += p.buzz * firms.credibility[r, e]


@njit(cache=True, nogil=True)
def add_craft(r, e, week, need, content, origin, parent, firms, craft):
    """Enter a craft in its slot; returns the slot."""
    k = crafts.slot_for(craft.count[r, e], craft.origin[r, e], craft.practised[r, e], craft.born[r, e], craft.parent[r, e])
    craft.count[r, e] += craft.count[r, e] < craft.need.shape[2]
    craft.need[r, e, k], craft.origin[r, e, k], craft.born[r, e, k], craft.parent[r, e, k] = need, origin, week, parent
    craft.maturity[r, e, k], craft.practice[r, e, k] = 0.0, 0.0
    craft.matured[r, e, k], craft.found[r, e, k], craft.novel[r, e, k] = 0, 0, 0
    craft.practised[r, e, k, :] = 0
    craft.content[r, e, k] = content
    return k


@njit(cache=True, nogil=True)
def rename(r, e, week, seed, ident, p, firms, cells, craft, campaign):
    """Revamping: old crafts get new names, are announced, and one day found out."""
    firms.effort[r, e, 1] += total_work(cells.work[r, e], cells.alive[r, e], Activity.RELABELLING)
    free = campaign  # a dated campaign takes its hours from the effort to come
    attempt = 0
    while attempt < MOST_ATTEMPTS + campaign and (free > 0 or firms.effort[r, e, 1] >= max(1e-9, p.relabel_hours)):
        firms.effort[r, e, 1] -= p.relabel_hours
        free -= 1
        count = min(craft.count[r, e], craft.need.shape[2])
        parent = relabelling.which(count, craft.origin[r, e], e, attempt, seed, ident, week)
        attempt += 1
        if parent < 0:
            continue
        firms.events[r, e, Event.RENAMED] += 1
        content = craft.content[r, e, parent].copy()
        k = add_craft(r, e, week, craft.need[r, e, parent], content, Origin.RELABEL, parent, firms, craft)
        craft.family[r, e, k] = craft.family[r, e, parent]
        if p.symbolic:
            firms.goodwill[r, e] += p.buzz * firms.credibility[r, e]
            for c in range(cells.alive.shape[2]):
                if cells.alive[r, e, c] and craft.practised[r, e, parent, c]:
                    gain = p.relabel_energy * p.craft_energy * firms.trust[r, e] / max(1.0, p.needs_faced)
                    cells.energy[r, e, c] = min(1.0, cells.energy[r, e, c] + gain)
    firms.credibility[r, e] = accounts.recovered(firms.credibility[r, e], p.credibility_recovery)
    firms.trust[r, e] = accounts.recovered(firms.trust[r, e], p.credibility_recovery)
    count = min(craft.count[r, e], craft.need.shape[2])
    if p.symbolic and relabelling.discover(count, craft.origin[r, e], craft.found[r, e], p.found, e, seed, ident, week):
        firms.events[r, e, Event.FOUND_OUT] += 1
        firms.credibility[r, e] *= 1.0 - p.credibility_loss
        firms.trust[r, e] *= 1.0 - p.credibility_loss
        for c in range(cells.alive.shape[2]):
            cells.energy[r, e, c] = max(0.0, cells.energy[r, e, c] - p.found_energy)


@njit(cache=True, nogil=True)
def ally(r, e, week, seed, ident, p, context, firms, cells, craft, allies):
    """Weconomy: partnerships form, contents are absorbed, own ones leak, allies' customers look over."""
    alive, faces = cells.alive[r, e], cells.faces[r, e]
    spent = total_work(cells.work[r, e], alive, Activity.ALLYING)
    firms.alliance_stock[r, e] = 0.9 * firms.alliance_stock[r, e] + spent
    partners = alliances.form(allies.partner[r, e], allies.cares[r], firms.active[r, e], spent, firms.alliance_stock[r, e],
                              p.alliance_forms, e, seed, ident, week)  # fmt: skip
    firms.flows[r, e, Account.ALLIANCES] = -p.alliance_cost * partners
    reach = context.coefficients[context.regime[r]].ally_reach
    firms.attention_chance[r, e] = alliances.attention_probability(
        p.ally_attention, reach * firms.credibility[r, e], firms.alliance_stock[r, e], p.ally_half, partners
    )
    if partners == 0:
        return
    firms.effort[r, e, 2] += spent
    size = craft.content.shape[3]
    present = np.empty(size, np.int8)
    attempt = 0
    while firms.effort[r, e, 2] >= p.absorb_hours and attempt < MOST_ATTEMPTS:
        firms.effort[r, e, 2] -= p.absorb_hours
        need = alliances.pick_need(firms.failures[r, e], attempt, e, seed, ident, week)
        partner = alliances.pick_partner(allies.partner[r, e], allies.cares[r], need, attempt, e, seed, ident, week)
        chance = alliances.absorb_probability(np.mean(firms.own_recent[r, e]), p.absorptive_half, p.absorptive_floor)
        u = uniform(stream(seed, ident, week, Draw.ABSORB_SUCCESS), e * 64 + attempt)
        if partner >= 0 and u < chance:
            content = allies.beliefs[r, partner, need * size : (need + 1) * size].copy()
            crafts.present_content(need, firms.code[r, e], cells.beliefs[r, e], alive, faces, firms.position[r, e, 3],
                                   present)  # fmt: skip
            firms.imprint[r, e] *= 1.0 - p.leak
            take_up(r, e, week, seed, ident, p, need, content, present, Origin.ALLY, attempt, context, firms, cells, craft)
        attempt += 1


@njit(cache=True, nogil=True)
def open_doors(r, e, week, p, at, world, context, firms, cells):
    """Coherence, service capacity and reach of the week to come."""
    organism = firms.position[r, e, 3]
    alive, faces, work = cells.alive[r, e], cells.faces[r, e], cells.work[r, e]
    coherence.cohere(firms.coherence[r, e], context.reality[r], firms.code[r, e], cells.beliefs[r, e], alive, faces,
                     organism, p.coherence_power)  # fmt: skip
    firms.uniqueness[r, e] = crafts.uniqueness(firms.imprint[r, e], firms.coherence[r, e])
    choice.appeal(firms.alive[r, e], firms.position[r, e, 1], firms.coherence[r, e], firms.uniqueness[r, e], p,
                  firms.appeal[r, e])  # fmt: skip
    firms.reviewed[r, e] = hours.review_plan(
        firms.picture[r, e], firms.requests[r, e], p.plan_period, firms.reviewed[r, e], week
    )
    cost = service.request_cost(p.request_hours, p.method_gain, firms.method[r, e])
    load, spare, capacity = service.serve(firms.requests[r, e], firms.picture[r, e], work, alive, faces, organism, cost,
                                          p.customer_weight, firms.answered[r, e])  # fmt: skip
    firms.load[r, e], firms.spare[r, e] = load, spare
    firms.events[r, e, Event.CAPACITY] = capacity
    firms.goodwill[r, e] = goodwill.next_goodwill(firms.goodwill[r, e], total_work(work, alive, Activity.PULL),
                                                  p.goodwill_keep)  # fmt: skip
    firms.search_chance[r, e] = goodwill.search_probability(at.search, firms.credibility[r, e], firms.goodwill[r, e],
                                                            p.goodwill_half)  # fmt: skip
    firms.contact_chance[r, e] = contacts.contact_probability(
        p.contact_rate, total_work(work, alive, Activity.PUSH), world.customers * world.customer_weight
    )


@njit(cache=True, nogil=True)
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
    considers = np.zeros(last - first, np.uint8)
    care, hazards = np.empty(alive.size), np.empty((alive.size, 2))
    for e in range(alive.size):
        care[e] = service.care_level(firms.spare[r, e])
        hazards[e, 0], hazards[e, 1] = own[e].request_volume * at.service, own[e].request_value * at.service
    if not alive.all():
        loyalty.close(supplier, request, alive, counts)
    service.answer(request, need, supplier, satisfaction, firms.answered[r], firms.coherence[r], own, seed, ident, week,
                   first, counts, by_need)  # fmt: skip
    loyalty.buy(supplier, tier, satisfaction, request, people.rate[r, first:last], people.drop[r, first:last], care,
                firms.supply_gap[r], own, seed, ident, week, first, counts)  # fmt: skip
    for e in range(alive.size):
        if not alive[e]:
            continue
        p = own[e]
        contacts.contact(considers, satisfaction, people.fatigue[r, e, first:last], supplier, seeker,
                         firms.contact_chance[r, e], at.receptivity, firms.credibility[r, e], p, e, seed, ident, week,
                         first, counts[e])  # fmt: skip
        goodwill.attract(considers, supplier, firms.search_chance[r, e], 0.0, seeker, Draw.SEARCH, Count.SEARCHED, e,
                         seed, ident, week, first, counts[e])  # fmt: skip
        chance = firms.attention_chance[r, e]
        goodwill.attract(considers, supplier, chance, chance, seeker, Draw.ALLY_ATTENTION, Count.INTRODUCED, e, seed,
                         ident, week, first, counts[e])  # fmt: skip
        if world.network == MIXING:
            scale = (1.0 if world.influence == 1.0 else world.degree) / people.need.shape[1]
            word_of_mouth.talk_mixed(considers, need, supplier, firms.counts[r, e, Count.GLAD] * scale,
                                     firms.counts[r, e, Count.SORRY] * scale, at.word_of_mouth, world.amplification,
                                     firms.conceptual[r, e], world.sorry_weight, e, seed, ident, week, first,
                                     counts[e])  # fmt: skip
        elif network.neighbours.shape[1] > 0:
            word_of_mouth.talk(considers, need, supplier, people.glad[r, e, first:last], people.sorry[r, e, first:last],
                               network.start[r, first : last + 1], world.influence == 1.0, at.word_of_mouth,
                               world.amplification, firms.conceptual[r, e], world.sorry_weight, e, seed, ident, week,
                               first, counts[e])  # fmt: skip
    choice.choose(considers, need, people.sensitivity[r, first:last], supplier, tier, satisfaction, request,
                  firms.appeal[r], firms.price[r], at.price, own, seed, ident, week, first, counts)  # fmt: skip
    service.ask(request, supplier, tier, hazards, seed, ident, week, first)
    word_of_mouth.feel(mood, supplier, satisfaction, world.glad_above, world.sorry_below)
    loyalty.census(need, supplier, tier, satisfaction, request, mood, counts, by_need)


@njit(cache=True, nogil=True)
def spread(r, first, last, people, network):
    """Tell the neighbours among customers `first` to `last` of every changed mood."""
    if network.neighbours.shape[1] > 0:
        word_of_mouth.tell(people.mood[r], people.told[r], network.start[r], network.neighbours[r], people.glad[r],
                           people.sorry[r], first, last)  # fmt: skip


@njit(cache=True, nogil=True)
def add_up(r, firms, tally):
    """Sum the blocks in their order."""
    for e in range(firms.alive.shape[1]):
        counts, requests, active = firms.counts[r, e], firms.requests[r, e], firms.active[r, e]
        counts[:] = 0.0
        requests[:] = 0.0
        active[:] = 0.0
        answered, failed = np.zeros(requests.size), np.zeros(requests.size)
        for block in range(tally.counts.shape[1]):
            counts += tally.counts[r, block, e]
            for g in range(requests.size):
                requests[g] += tally.by_need[r, block, e, g, ByNeed.REQUESTS]
                active[g] += tally.by_need[r, block, e, g, ByNeed.ACTIVE]
                answered[g] += tally.by_need[r, block, e, g, ByNeed.ANSWERED]
                failed[g] += tally.by_need[r, block, e, g, ByNeed.FAILED]
        for g in range(requests.size):
            if answered[g] > 0.0:
                firms.failures[r, e, g] += 0.1 * (failed[g] / answered[g] - firms.failures[r, e, g])
        served = counts[Count.SERVED]
        asked = served + counts[Count.WAITING] + counts[Count.ABANDONED]
        firms.failure_share[r, e] = 1.0 - counts[Count.SUCCEEDED] / served if served > 0.0 else 0.0
        firms.waiting_share[r, e] = 1.0 - served / asked if asked > 0.0 else 0.0


@njit(cache=True, nogil=True)
def after(r, week, seed, ids, parameters, firms, cells, craft, people, tally):
    """Settlement: sums, supply, books, energy, growth."""
    people.told[r] = people.mood[r]
    add_up(r, firms, tally)
    for e in range(firms.alive.shape[1]):
        if not firms.alive[r, e]:
            continue
        p = parameters[r, e]
        settle(r, e, p, firms, cells)
        feel_energy(r, e, week, p, firms, cells)
        if p.growth:
            grow(r, e, week, seed, ids[r], p, firms, cells, craft)
        firms.cash[r, e], solvent = accounts.close_books(firms.cash[r, e], firms.flows[r, e], p.credit)
        if not solvent:
            firms.alive[r, e] = 0
            cells.alive[r, e, :] = 0


@njit(cache=True, nogil=True)
def settle(r, e, p, firms, cells):
    """Supply meets demand; money changes hands."""
    counts, flows = firms.counts[r, e], firms.flows[r, e]
    asked = counts[Count.UNITS_VOLUME] * p.customer_weight
    value = counts[Count.UNITS_VALUE] * p.customer_weight
    ahead = 1.0 - firms.position[r, e, 0]
    unit = supply.unit_cost(p.cost_volume, firms.experience[r, e], p.experience_start, p.wright)
    early = unit * (1.0 - p.ahead_discount)
    z = 0.0
    if p.safety == 0.0:
        over = early * (p.holding * p.lead + p.writeoff * firms.events[r, e, Event.FLIPPED] / firms.code.shape[2])
        z = supply.normal_quantile(supply.critical_fractile(max(0.0, firms.price[r, e, 0] - early), over))
    stock = firms.stock[r, e]
    gone = supply.written_off(stock, p.writeoff, firms.events[r, e, Event.FLIPPED] / firms.code.shape[2])
    sold, lost, on_demand, ordered, stock, level = supply.supply(
        asked, ahead, stock - gone, firms.pipeline[r, e], firms.demand[r, e], firms.level[r, e], int(p.forecast_window),
        int(p.lead), z,
    )  # fmt: skip
    firms.stock[r, e], firms.level[r, e] = stock, level
    firms.supply_gap[r, e] = (lost + on_demand) / asked if asked > 0.0 else 0.0
    firms.experience[r, e] += on_demand + ordered
    firms.events[r, e, Event.ORDERED] = ordered
    firms.events[r, e, Event.LOST_SALES] = lost
    firms.events[r, e, Event.WRITTEN_OFF] = gone
    flows[Account.SALES_VOLUME] = sold * firms.price[r, e, 0]
    flows[Account.SALES_VALUE] = value * firms.price[r, e, 1]
    flows[Account.COST_AHEAD] = -ordered * early
    flows[Account.COST_DEMAND] = -on_demand * unit
    flows[Account.COST_VALUE] = -value * p.cost_value
    flows[Account.HOLDING] = -p.holding * early * stock
    flows[Account.WAGES] = -p.wage * firms.hours[r, e].sum()
    push = total_work(cells.work[r, e], cells.alive[r, e], Activity.PUSH)
    pull = total_work(cells.work[r, e], cells.alive[r, e], Activity.PULL)
    if push > 0.0:
        firms.yield_push[r, e] += 0.1 * (counts[Count.CONVINCED] / push - firms.yield_push[r, e])
    if pull > 0.0:
        firms.yield_pull[r, e] += 0.1 * (counts[Count.SEARCHED] / pull - firms.yield_pull[r, e])


@njit(cache=True, nogil=True)
def feel_energy(r, e, week, p, firms, cells):
    """Energy moves to its level; those who found it again are counted."""
    alive, faces, counts = cells.alive[r, e], cells.faces[r, e], firms.counts[r, e]
    organism = firms.position[r, e, 3]
    own = counts[Count.CUSTOMERS_VOLUME] + counts[Count.CUSTOMERS_VALUE]
    annoyed = min(1.0, (counts[Count.CONTACTED] - counts[Count.PROSPECTS]) / own) if own > 0.0 else 0.0
    cost = service.request_cost(p.request_hours, p.method_gain, firms.method[r, e])
    facing = np.zeros(faces.shape[1])
    for c in range(alive.size):
        if alive[c]:
            facing += faces[c]
    for c in range(alive.size):
        if not alive[c]:
            continue
        result, count = 0.0, 0
        for g in range(faces.shape[1]):
            if faces[c, g]:
                result += firms.answered[r, e, g] * (1.0 - firms.failures[r, e, g])
                count += 1
        result = result / count if count else 0.5
        backlog = hours.backlog(firms.requests[r, e], faces[c], facing, cost, p.customer_weight)
        serving = cells.work[r, e, c, Activity.SERVING]
        own_load = min(2.0, backlog / serving) if serving > 0.0 else 2.0 * (backlog > 0.0)
        load = (1.0 - organism) * min(2.0, firms.load[r, e]) + organism * own_load
        cells.load[r, e, c] = growth.smoothed(cells.load[r, e, c], load, p.growth_weeks)
        level = energy.energy_level(p.energy_base, p.energy_success, result, p.energy_autonomy, organism,
                                    p.energy_overload, load, p.energy_annoyed, annoyed)  # fmt: skip
        cells.energy[r, e, c] = energy.next_energy(cells.energy[r, e, c], level, p.energy_rate)
    firms.events[r, e, Event.REENERGISED] = crafts.found_again(
        alive, cells.people[r, e], cells.energy[r, e], cells.energy_before[r, e], cells.craft_week[r, e],
        cells.lifted[r, e], p.energy_step, week,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def grow(r, e, week, seed, ident, p, firms, cells, craft):
    """Every `growth_weeks` one cell may divide or die."""
    if week % int(p.growth_weeks) != 0:
        return
    alive, load = cells.alive[r, e], cells.load[r, e]
    count = min(craft.count[r, e], craft.need.shape[2])
    living, free = 0, -1
    for c in range(alive.size):
        living += alive[c]
        if not alive[c] and free < 0:
            free = c
    wages = p.wage * firms.hours[r, e].sum()
    heavy, light = growth.heaviest(load, alive), growth.lightest(load, alive)
    if heavy >= 0 and load[heavy] > p.divide_load and free >= 0 and living < p.cells_most:
        if firms.cash[r, e] > p.divide_cash * wages:
            growth.divide(heavy, free, p.people, alive, cells.people[r, e], cells.energy[r, e], cells.energy_before[r, e],
                          cells.beliefs[r, e], cells.faces[r, e], cells.neighbours[r, e], load, firms.requests[r, e],
                          craft.practised[r, e], count, p.inherit_error, e, seed, ident, week)  # fmt: skip
            firms.flows[r, e, Account.HIRING] = -p.hiring_cost * p.people
            firms.events[r, e, Event.DIVIDED] += 1
            return
    if living > 1 and light >= 0 and (load[light] < p.die_load or firms.cash[r, e] < -0.5 * p.credit):
        growth.die(light, alive, cells.people[r, e], cells.hours[r, e], cells.work[r, e], craft.practised[r, e], count,
                   cells.faces[r, e])  # fmt: skip
        firms.events[r, e, Event.DIED] += 1


@njit(cache=True, nogil=True)
def run(first, last, week, seed, ids, parameters, context, firms, cells, craft, cards, allies, people, network, tally,
        missions, renamings):  # fmt: skip
    """The whole week of replicates `first` to `last`."""
    for r in range(first, last):
        before(r, week, seed, ids, parameters, context, firms, cells, craft, cards, allies, missions, renamings)
        for block in range(tally.counts.shape[1]):
            customers(r, block, week, seed, ids, parameters, context, firms, people, network, tally)
        spread(r, 0, people.need.shape[1], people, network)
        after(r, week, seed, ids, parameters, firms, cells, craft, people, tally)


@njit(cache=True, nogil=True)
def run_blocks(first, last, r, week, seed, ids, parameters, context, firms, people, network, tally):
    """Blocks `first` to `last` of one huge replicate: the same pass, for a thread of its own."""
    for block in range(first, last):
        customers(r, block, week, seed, ids, parameters, context, firms, people, network, tally)


@njit(cache=True, nogil=True)
def begin(r, parameters, firms, people, network, tally):
    """Moods, neighbours' moods and counts of replicate `r` before week 1."""
    world = parameters[r, 0]
    word_of_mouth.feel(people.mood[r], people.supplier[r], people.satisfaction[r], world.glad_above, world.sorry_below)
    tally.counts[r] = 0.0
    tally.by_need[r] = 0.0
    loyalty.census(people.need[r], people.supplier[r], people.tier[r], people.satisfaction[r], people.request[r],
                   people.mood[r], tally.counts[r, 0], tally.by_need[r, 0])  # fmt: skip
    spread(r, 0, people.need.shape[1], people, network)
    people.told[r] = people.mood[r]
    add_up(r, firms, tally)
