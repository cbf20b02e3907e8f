"""The week of one enterprise up to the opening of its doors: hours, learning, missions, crafts, allies, reach."""

import numpy as np
from numba import njit

from equilibrium.draws import CELLS, ENTERPRISES, Draw, stream, uniform
from equilibrium.mechanisms import (
    alliances,
    antenna,
    choice,
    coherence,
    contacts,
    crafts,
    goodwill,
    hours,
    integration,
    learning,
    relabelling,
    service,
)
from equilibrium.state import Account, Activity, Event, Family, Origin

MOST_ATTEMPTS = 8  # a week; what is left waits


@njit(inline="always")
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
        cells.shared[r, e, c] = learning.shared(firms.code[r, e], cells.beliefs[r, e, c])
        rate = hours.productivity(cells.energy[r, e, c], p.productivity_floor, p.standard_gain, organism,
                                  cells.shared[r, e, c])  # fmt: skip
        needed = hours.backlog(firms.requests[r, e], faces[c], facing, cost, p.customer_weight)
        needed = hours.noisy(needed, p.local_noise, Draw.LOCAL_NOISE, seed, ident, week, e * CELLS + c)
        seen = hours.noisy(advantage, p.local_noise, Draw.LOCAL_NOISE_YIELD, seed, ident, week, e * CELLS + c)
        front = rest * (1.0 - p.development - p.antenna) * rate
        weight = p.local * organism
        serving = hours.local_share(mix[2], min(1.0, needed / front) if front > 0.0 else 0.0, weight)
        pull = hours.local_share(mix[0], min(1.0, seen), weight)
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


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def total_work(work, alive, activity):
    """Effective hours of all living cells on one activity."""
    total = 0.0
    for c in range(alive.size):
        if alive[c]:
            total += work[c, activity]
    return total


@njit(inline="always")
def learn(r, e, week, seed, ident, p, context, firms, cells):
    """Code and cells learn; people come and go; guests of the hangar share."""
    alive, beliefs = cells.alive[r, e], cells.beliefs[r, e]
    learning.learn(context.reality[r], firms.code[r, e], beliefs, alive, cells.faces[r, e], cells.neighbours[r, e],
                   firms.position[r, e, 3], p, e, seed, ident, week)  # fmt: skip
    crafts.recombine(beliefs, context.reality[r], cells.faces.shape[3], alive, cells.hangar[r, e])
    for c in range(alive.size):
        cells.hangar[r, e, c] = max(0.0, cells.hangar[r, e, c] - 1.0)
        if alive[c]:
            firms.events[r, e, Event.REPLACED] += learning.replace(
                beliefs[c], cells.people[r, e, c], cells.energy[r, e, c], p, e * CELLS + c, seed, ident, week
            )


@njit(inline="always")
def look_out(r, e, week, seed, ident, p, context, firms, cells, cards, mission):
    """Antenna: weekly missions, paid and free, a dated campaign (people, insights each), own customers who tell; cards are
    weighed and believed."""
    reality, notice = context.reality[r], context.notice[r]
    had = cards.count[r, e]
    people = total_work(cells.work[r, e], cells.alive[r, e], Activity.ANTENNA) / p.mission_hours
    people += p.free_missions * firms.accessory[r, e] * (cells.people[r, e] * cells.alive[r, e]).sum()
    count = antenna.go(people, reality, notice, p.card_accuracy, e, seed, ident, week, had, cards.fact[r, e],
                       cards.value[r, e], cards.week[r, e], cards.weight[r, e], cards.seen[r, e])  # fmt: skip
    if mission[0] > 0.0:
        count = antenna.gather(mission[0], mission[1], reality, notice, p.card_accuracy, e + ENTERPRISES, seed, ident, week,
                               count, cards.fact[r, e], cards.value[r, e], cards.week[r, e], cards.weight[r, e],
                               cards.seen[r, e])  # fmt: skip
    care = service.care_level(firms.spare[r, e], p.care_saturation)
    count = antenna.listen(firms.active[r, e], firms.conceptual[r, e], care, p.listening, reality, p.listening_accuracy, e,
                           seed, ident, week, count, cards.fact[r, e], cards.value[r, e], cards.week[r, e],
                           cards.weight[r, e], cards.seen[r, e])  # fmt: skip
    cards.count[r, e] = count
    firms.events[r, e, Event.CARDS] = count - had
    antenna.weigh(firms.evidence[r, e], count, cards.fact[r, e], cards.value[r, e], cards.weight[r, e], p.card_ageing)
    antenna.correct(cells.beliefs[r, e], firms.evidence[r, e], p.card_evidence, p.card_belief, e, cells.alive[r, e], seed,
                    ident, week)  # fmt: skip


@njit(inline="always")
def renew(r, e, week, seed, ident, p, context, firms, cells, craft):
    """Indie: attempts at new crafts, and a week of practice of those that are growing."""
    alive, faces, beliefs = cells.alive[r, e], cells.faces[r, e], cells.beliefs[r, e]
    needs, evidence = faces.shape[1], firms.evidence[r, e]
    content = np.empty(craft.content.shape[3], np.int8)
    present = np.empty(craft.content.shape[3], np.int8)
    cost = service.request_cost(p.make_hours, p.method_gain, firms.method[r, e])
    firms.effort[r, e, 0] += total_work(cells.work[r, e], alive, Activity.MAKING)
    for attempt in range(MOST_ATTEMPTS):
        if firms.effort[r, e, 0] < cost:
            break
        firms.effort[r, e, 0] -= cost
        need, worst = (
            int(uniform(stream(seed, ident, week, Draw.CRAFT_NEED), e * 64 + attempt) * needs),
            p.card_evidence,
        )
        for g in range(needs):
            crafts.present_content(g, firms.code[r, e], beliefs, alive, faces, firms.position[r, e, 3], present)
            weight = crafts.gap(evidence, g, present)
            if weight > worst:
                need, worst = g, weight
        crafts.present_content(need, firms.code[r, e], beliefs, alive, faces, firms.position[r, e, 3], present)
        chance = crafts.improved(p.chance_bits, p.method_success, firms.method[r, e])
        crafts.draft(need, evidence, p.card_evidence, beliefs, alive, chance, attempt, e, seed, ident, week, content)
        error = crafts.improved(p.pilot_error, p.method_success, firms.method[r, e])
        take_up(r, e, week, seed, ident, p, need, content, present, Origin.INDIE, error, attempt, context, firms, cells,
                craft)  # fmt: skip
    firms.conceptual[r, e] *= 1.0 - p.craft_fades
    firms.method[r, e] *= 1.0 - p.craft_fades
    firms.accessory[r, e] *= 1.0 - p.craft_fades
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
            firms.method[r, e] += p.craft_step * (1.0 - firms.method[r, e])
            crafts.host(alive, cells.hangar[r, e], p.hangar_weeks, e, seed, ident, week)
        elif craft.family[r, e, k] == Family.ACCESSORY:
            firms.accessory[r, e] += p.craft_step * (1.0 - firms.accessory[r, e])
        if craft.origin[r, e, k] == Origin.ALLY:  # what is practised now is no longer one's own
            firms.imprint[r, e, craft.need[r, e, k]] = 0.0
        elif craft.origin[r, e, k] == Origin.INDIE and craft.novel[r, e, k]:
            firms.events[r, e, Event.NEW_CRAFTS] += 1
            firms.imprint[r, e, craft.need[r, e, k]] = 1.0
            firms.own_recent[r, e, craft.need[r, e, k]] = 1.0
            boost = (
                p.craft_energy * firms.trust[r, e] / max(1.0, p.needs_faced)
            )  # one of the needs a cell faces changed
            crafts.lift(boost, week, alive, craft.practised[r, e, k], cells.energy[r, e],
                        cells.energy_before[r, e], cells.craft_week[r, e], cells.lifted[r, e])  # fmt: skip


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def take_up(r, e, week, seed, ident, p, need, content, present, origin, error, attempt, context, firms, cells, craft):
    """Pilot a content; if it passes, wake the old craft that holds it or add a new one, and hand the need over to it.

    `error` is the chance that a pilot lets a worse content through.
    """
    reality = context.reality[r]
    u = uniform(stream(seed, ident, week, Draw.CRAFT_PILOT), (e * 4 + origin) * 64 + attempt)
    new, old = crafts.matching(reality, need, content), crafts.matching(reality, need, present)
    slots = craft.need.shape[2]
    count = min(craft.count[r, e], slots)
    growing = crafts.is_growing(need, count, craft.need[r, e], craft.matured[r, e], craft.practised[r, e])
    if not crafts.pilot_passes(new, old, growing, error, u):
        firms.events[r, e, Event.PILOTED_OUT] += 1
        return
    k = crafts.known_as(need, content, count, craft.need[r, e], craft.origin[r, e], craft.content[r, e])
    half = 0.5 * crafts.hours_for(p.mature_at, p.practice_hours, p.practice_power)
    if k >= 0:
        if not craft.practised[r, e, k].any():  # asleep, or given up before it was ripe
            if craft.matured[r, e, k]:  # old know-how matures fast, and is no novelty
                craft.matured[r, e, k] = 0
                craft.practice[r, e, k] = half
                craft.novel[r, e, k] = 0
            crafts.hand_over(k, need, craft.need[r, e], craft.practised[r, e], cells.alive[r, e], cells.faces[r, e])
            firms.events[r, e, Event.WOKEN] += craft.practised[r, e, k].any()
        return
    k = add_craft(r, e, week, need, content, origin, -1, firms, craft)
    u = uniform(stream(seed, ident, week, Draw.CRAFT_FAMILY), (e * 4 + origin) * 64 + attempt)
    craft.family[r, e, k] = crafts.family(u, p.conceptual, p.method)
    craft.novel[r, e, k] = origin == Origin.INDIE
    craft.practice[r, e, k] = 0.0 if origin == Origin.INDIE else half
    firms.events[r, e, Event.ABSORBED] += origin == Origin.ALLY
    for other in range(count):  # its parent is the craft that served the need so far
        if craft.need[r, e, other] == need and craft.practised[r, e, other].any():
            craft.parent[r, e, k] = other
    crafts.hand_over(k, need, craft.need[r, e], craft.practised[r, e], cells.alive[r, e], cells.faces[r, e])
    if p.symbolic:
        firms.goodwill[r, e] += p.buzz


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def add_craft(r, e, week, need, content, origin, parent, firms, craft):
    """Enter a craft in its slot; returns the slot."""
    k = crafts.slot_for(
        craft.count[r, e], craft.origin[r, e], craft.practised[r, e], craft.born[r, e], craft.parent[r, e]
    )
    craft.count[r, e] += craft.count[r, e] < craft.need.shape[2]
    craft.need[r, e, k], craft.origin[r, e, k], craft.born[r, e, k], craft.parent[r, e, k] = need, origin, week, parent
    craft.maturity[r, e, k], craft.practice[r, e, k] = 0.0, 0.0
    craft.matured[r, e, k], craft.found[r, e, k], craft.novel[r, e, k] = 0, 0, 0
    craft.practised[r, e, k, :] = 0
    craft.content[r, e, k] = content
    return k


@njit(inline="always")
def rename(r, e, week, seed, ident, p, firms, cells, craft, campaign):
    """Revamping: old crafts get new names, are announced, and one day found out."""
    firms.effort[r, e, 1] += total_work(cells.work[r, e], cells.alive[r, e], Activity.RELABELLING)
    for attempt in range(MOST_ATTEMPTS + campaign):
        if attempt >= campaign:
            if firms.effort[r, e, 1] < max(1e-9, p.relabel_hours):
                break
            firms.effort[r, e, 1] -= p.relabel_hours
        elif p.symbolic:  # announcing a dated campaign takes the hours that real crafts would have had
            firms.effort[r, e, 0] -= p.relabel_hours
        count = min(craft.count[r, e], craft.need.shape[2])
        parent = relabelling.which(count, craft.origin[r, e], e, attempt, seed, ident, week)
        if parent < 0 or not relabelling.has_room(craft.count[r, e], craft.origin[r, e]):
            continue
        firms.events[r, e, Event.RENAMED] += 1
        content = craft.content[r, e, parent].copy()
        k = add_craft(r, e, week, craft.need[r, e, parent], content, Origin.RELABEL, parent, firms, craft)
        craft.family[r, e, k] = craft.family[r, e, parent]
        if p.symbolic:
            firms.goodwill[r, e] += p.buzz
            for c in range(cells.alive.shape[2]):
                if cells.alive[r, e, c] and craft.practised[r, e, parent, c]:
                    gain = p.relabel_energy * p.craft_energy * firms.trust[r, e] / max(1.0, p.needs_faced)
                    cells.energy[r, e, c] = min(1.0, cells.energy[r, e, c] + gain)
    firms.credibility[r, e] = relabelling.recovered(firms.credibility[r, e], p.credibility_recovery)
    firms.trust[r, e] = relabelling.recovered(firms.trust[r, e], p.credibility_recovery)
    count = min(craft.count[r, e], craft.need.shape[2])
    if p.symbolic and relabelling.discover(count, craft.origin[r, e], craft.found[r, e], p.found, e, seed, ident, week):
        firms.events[r, e, Event.FOUND_OUT] += 1
        firms.credibility[r, e] *= 1.0 - p.credibility_loss
        firms.trust[r, e] *= 1.0 - p.credibility_loss
        for c in range(cells.alive.shape[2]):
            cells.energy[r, e, c] = max(0.0, cells.energy[r, e, c] - p.found_energy)


@njit(inline="always")
def ally(r, e, week, seed, ident, p, context, firms, cells, craft, allies):
    """Weconomy: partnerships form, contents are absorbed, own ones leak, allies' customers look over."""
    alive, faces = cells.alive[r, e], cells.faces[r, e]
    spent = total_work(cells.work[r, e], alive, Activity.ALLYING)
    firms.alliance_stock[r, e] = p.alliance_keep * firms.alliance_stock[r, e] + spent
    partners = alliances.form(allies.partner[r, e], allies.cares[r], firms.active[r, e], spent, firms.alliance_stock[r, e],
                              p.alliance_forms, e, seed, ident, week)  # fmt: skip
    firms.flows[r, e, Account.ALLIANCES] = -p.alliance_cost * partners
    reach = context.coefficients[context.regime[r]].ally_reach
    chance = alliances.attention_probability(
        p.ally_attention, reach * firms.credibility[r, e], firms.alliance_stock[r, e], p.ally_half, partners
    )
    alliances.open_attention(allies.partner[r, e], allies.cares[r], chance, firms.attention_chance[r, e])
    if partners == 0:
        return
    firms.effort[r, e, 2] += spent
    size = craft.content.shape[3]
    present = np.empty(size, np.int8)
    for attempt in range(MOST_ATTEMPTS):
        if firms.effort[r, e, 2] < p.absorb_hours:
            break
        firms.effort[r, e, 2] -= p.absorb_hours
        need = alliances.pick_need(firms.failures[r, e], attempt, e, seed, ident, week)
        partner = alliances.pick_partner(allies.partner[r, e], allies.cares[r], need, attempt, e, seed, ident, week)
        chance = alliances.absorb_probability(np.mean(firms.own_recent[r, e]), p.absorptive_half, p.absorptive_floor)
        u = uniform(stream(seed, ident, week, Draw.ABSORB_SUCCESS), e * 64 + attempt)
        if partner >= 0 and u < chance:
            content = allies.beliefs[r, partner, need * size : (need + 1) * size].copy()
            crafts.present_content(need, firms.code[r, e], cells.beliefs[r, e], alive, faces, firms.position[r, e, 3],
                                   present)  # fmt: skip
            alliances.leak(firms.imprint[r, e], firms.doing[r, e], allies.cares[r, partner], allies.beliefs[r, partner],
                           p.leak, attempt, e, seed, ident, week)  # fmt: skip
            take_up(r, e, week, seed, ident, p, need, content, present, Origin.ALLY, p.pilot_error, attempt, context,
                    firms, cells, craft)  # fmt: skip


@njit(inline="always")
def settle_in(r, e, p, context, firms, cells):
    """What the enterprise does for each need from now on, and how well that fits reality."""
    organism = firms.position[r, e, 3]
    beliefs, alive, faces, code = cells.beliefs[r, e], cells.alive[r, e], cells.faces[r, e], firms.code[r, e]
    coherence.cohere(
        firms.coherence[r, e], context.reality[r], code, beliefs, alive, faces, organism, p.coherence_power
    )
    needs = faces.shape[1]
    size = code.size // needs
    for g in range(needs):
        crafts.present_content(g, code, beliefs, alive, faces, organism, firms.doing[r, e, g * size : (g + 1) * size])


@njit(inline="always")
def open_doors(r, e, week, p, at, world, firms, cells):
    """Uniqueness, offer, service capacity and reach of the week to come, once all enterprises know what they do."""
    organism = firms.position[r, e, 3]
    alive, faces, work = cells.alive[r, e], cells.faces[r, e], cells.work[r, e]
    firms.uniqueness[r, e] = crafts.uniqueness(
        e, firms.imprint[r, e], firms.coherence[r, e], firms.doing[r], firms.alive[r]
    )
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
