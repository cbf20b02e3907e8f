"""Crafts, names and alliances in expectation: flows between stocks instead of single crafts.

An attempt's content and the present one are told fact by fact (right or not, jointly), over the facts of a need by convolution; a
pilot then lets the better one pass as `crafts.pilot_passes` does, on average. Crafts ripen through stages, so that ripening takes
the hours that `crafts.hours_for` asks. Closures: contents known so far are told apart by how many facts they have wrong, in each
regime; a need that the cards point at is chosen again while its craft grows.
"""

from math import exp

from numba import njit

from equilibrium.meanfield.attempts import compare, drafts, pilot
from equilibrium.meanfield.chance import FUSED
from equilibrium.meanfield.firms import STAGES
from equilibrium.meanfield.knowledge import FACED, believe
from equilibrium.mechanisms import alliances, crafts, relabelling, service
from equilibrium.state import Activity

MOST_ATTEMPTS = 8.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def learn_contents(tried, crossing, amount, ways):
    """Contents become known: `amount` (facts wrong now,) of them for each need.

    `tried` (regime, facts wrong) is the share known of all contents with so many facts wrong; `crossing` (regime, facts wrong
    now, facts wrong there) says how a content of this regime stands in another; `ways` (facts wrong,) how many there are.
    """
    z = tried.shape[1] - 1
    for k in range(tried.shape[0]):
        for there in range(z + 1):
            add = 0.0
            for wrong in range(z + 1):
                add += amount[wrong] * crossing[k, wrong, there]
            tried[k, there] += add / ways[there] * max(0.0, 1.0 - tried[k, there])


@njit(cache=True, nogil=True, error_model="numpy")
def take_up(passed, attempts, tried, regime, asleep, needs, amount):
    """What becomes of contents that pass a pilot: (added, woken, right facts of both, in needs' worth), a week.

    `passed` (right facts,) chance that an attempt passes with so many right; writes `amount` (facts wrong,) added for each need.
    """
    z = passed.size - 1
    added, woken, right = 0.0, 0.0, 0.0
    for n in range(z + 1):
        known = min(1.0, tried[regime, z - n])
        fresh = attempts * passed[n] * (1.0 - known)
        old = attempts * passed[n] * known * asleep
        added += fresh
        woken += old
        right += (fresh + old) * n / z
        amount[z - n] = fresh / needs
    return added, woken, right


@njit(cache=True, nogil=True, error_model="numpy")
def tilted(share, odds):
    """A share whose odds are multiplied by `odds`."""
    return share * odds / (share * odds + 1.0 - share)


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def renew(know, tried, firms, e, p, work, regime, crossing, facing, faced, flows, ally_flow, fixed, room, done):
    """A week of attempts, absorbing and practice; writes `flows`: new, woken, absorbed, crafts added.

    `ally_flow`: attempts to absorb that succeed this week. `fixed`: the tables' record. `room` of `room.Facts`, in which
    `enough` is as `antenna.look_out` writes it. `done` (class, view of the code, 3) is written: what the enterprise does.
    """
    needs, organism = p.needs, firms[e].position[3]
    weight, code, beliefs, _, held, allies = know
    enough, content, joint, passed, amount = room.enough, room.content, room.joint, room.passed, room.amount
    table, pointed, z = room.space[0].table, room.space[0].pointed, passed.size - 1
    chance = crafts.improved(p.chance_bits, p.method_success, firms[e].method)
    error = crafts.improved(p.pilot_error, p.method_success, firms[e].method)
    cost = service.request_cost(p.make_hours, p.method_gain, firms[e].method)
    hours = work[Activity.MAKING] * firms[e].cells
    paid = min(firms[e].debt, hours)
    firms[e].debt -= paid
    attempts = min(MOST_ATTEMPTS, (hours - paid) / max(cost, 1e-9))
    share = drafts(weight, code, beliefs, e, enough, organism, facing, faced, chance, table, pointed, content, done)
    per_need = 1.0 - (1.0 - share) ** z
    any_need = 1.0 - (1.0 - per_need) ** needs
    growing = 0.0
    for kind in range(2):
        for stage in range(STAGES):
            growing += firms[e].growing[kind, stage]
    busy = min(1.0, growing / needs)
    again = growing / (growing + needs * per_need) if growing > 0.0 else 0.0
    compare(table, table, z, joint)
    pilot(joint, busy, error, passed)
    for n in range(z + 1):
        passed[n] *= 1.0 - any_need
    if any_need > 0.0:
        aimed = room.aimed
        compare(pointed, table, z, joint)
        pilot(joint, busy, error, aimed)
        for n in range(z + 1):
            passed[n] += any_need * (1.0 - again) * aimed[n]
    contents = 0.0
    for wrong in range(z + 1):
        contents += tried[regime, wrong] * room.ways[wrong]
    asleep = max(0.0, 1.0 - 1.0 / max(1.0, contents))
    new, woken, right = take_up(passed, attempts, tried, regime, asleep, needs, amount)
    accepted = new + woken
    learn_contents(tried, crossing[regime], amount, room.ways)
    absorbed = 0.0
    if ally_flow > 0.0:
        for a in range(2):
            for b in range(2):
                table[a, b] = 0.0
        for f in range(weight.size):
            for s in range(3):
                mass = code[e, f, s]
                if mass > 1e-15:
                    for a in range(2):
                        theirs = allies[f] if a else 1.0 - allies[f]
                        table[a, 1] += mass * theirs * done[f, s, 0]
                        table[a, 0] += mass * theirs * (1.0 - done[f, s, 0])
        compare(table, table, z, joint)
        pilot(joint, busy, p.pilot_error, passed)
        absorbed, roused, ally_right = take_up(passed, ally_flow, tried, regime, asleep, needs, amount)
        woken += roused
        accepted += roused
        accepted += absorbed
        right += ally_right
        learn_contents(tried, crossing[regime], amount, room.ways)
    flows[0], flows[1], flows[2], flows[3] = 0.0, woken, absorbed, new + absorbed
    # what grows: contents, stages, beliefs
    if accepted > 1e-15:
        mean = 0.0
        for f in range(weight.size):
            mean += weight[f] * content[f]
        goal = min(1.0 - 1e-6, max(1e-6, right / accepted))
        mean = min(1.0 - 1e-6, max(1e-6, mean))
        odds = goal / (1.0 - goal) * (1.0 - mean) / mean
        stay = growing / (growing + accepted)
        for f in range(weight.size):
            held[e, f] = stay * held[e, f] + (1.0 - stay) * tilted(content[f], odds)
        known_before = 0.0
        for stage in range(STAGES):
            known_before += firms[e].growing[1, stage]
        if known_before + woken + absorbed > 0.0:
            ally = firms[e].ally_share * known_before + absorbed
            firms[e].ally_share = ally / (known_before + woken + absorbed)
    front = work[Activity.SERVING] + work[Activity.PUSH] + work[Activity.PULL]
    practice = facing * front * p.practice_share / max(1.0, faced * needs)  # hours a week on each craft
    displaced = 1.0 - exp(-accepted / needs)
    age, novel, known = 0.0, 0.0, 0.0
    for kind in range(2):
        rate = 1.0 - exp(-STAGES * practice / fixed.ripe_hours[kind])
        inflow = new if kind == 0 else woken + absorbed
        for stage in range(STAGES):
            here = firms[e].growing[kind, stage]
            age += here * fixed.maturity[kind, stage]
            out = here * rate
            firms[e].growing[kind, stage] = max(0.0, here - out - displaced * (here - out)) + inflow
            inflow = out
        novel, known = (inflow, known) if kind == 0 else (novel, inflow)
    taken = min(1.0, p.practice_belief * age / needs)
    for f in range(weight.size):
        for s in range(3):
            right = taken * held[e, f]
            believe(beliefs, e, f, s, FACED, right, taken - right, 0.0)
    flows[0] = novel
    ripen(firms, e, p, novel, known, facing)
    if p.symbolic:
        firms[e].goodwill += p.buzz * (new + absorbed)


@njit(cache=True, nogil=True, error_model="numpy")
def ripen(firms, e, p, novel, known, facing):
    """Levels fade, and rise with the crafts that ripened this week: `novel` own ones, `known` or allies'."""
    needs = p.needs
    ripe = novel + known
    firms[e].conceptual *= 1.0 - p.craft_fades
    firms[e].method *= 1.0 - p.craft_fades
    firms[e].accessory *= 1.0 - p.craft_fades
    conceptual = min(1.0, p.conceptual)
    method = min(1.0 - conceptual, p.method)
    firms[e].conceptual += min(1.0, ripe * conceptual / needs) * (1.0 - firms[e].conceptual)
    firms[e].method += min(1.0, ripe * method * p.craft_step) * (1.0 - firms[e].method)
    firms[e].accessory += min(1.0, ripe * (1.0 - conceptual - method) * p.craft_step) * (1.0 - firms[e].accessory)
    ally = known * firms[e].ally_share / needs
    firms[e].imprint *= (1.0 - p.imitation) * (1.0 - min(1.0, ally))
    firms[e].imprint += min(1.0, novel / needs) * (1.0 - firms[e].imprint)
    firms[e].own_recent *= 1.0 - p.own_decay
    firms[e].own_recent += min(1.0, novel / needs) * (1.0 - firms[e].own_recent)
    stays = exp(-1.0 / p.hangar_weeks) if p.hangar_weeks > 0.0 else 0.0
    firms[e].hosted = min(firms[e].cells, stays * firms[e].hosted + 2.0 * ripe * method * (firms[e].cells > 1.0))
    boost = p.craft_energy * firms[e].trust / max(1.0, p.needs_faced)
    firms[e].energy = min(1.0, firms[e].energy + novel * boost * facing / max(1.0, firms[e].cells))


@njit(cache=True, nogil=True, error_model="numpy")
def rename(tried, firms, e, p, work, campaign, regime, facing, ways, flows):
    """Names are announced and found out; writes `flows` (renamed, found out)."""
    hours = work[Activity.RELABELLING] * firms[e].cells
    named = min(MOST_ATTEMPTS, hours / max(1e-9, p.relabel_hours)) + campaign
    if p.symbolic:
        firms[e].debt += campaign * p.relabel_hours
        firms[e].goodwill += p.buzz * named
        contents = 0.0
        for wrong in range(ways.size):
            contents += tried[regime, wrong] * ways[wrong]
        practised = 1.0 / max(1.0, contents)  # of a need's crafts one is practised
        gain = p.relabel_energy * p.craft_energy * firms[e].trust / max(1.0, p.needs_faced)
        firms[e].energy = min(1.0, firms[e].energy + named * practised * gain * facing / max(1.0, firms[e].cells))
    firms[e].open_names += named
    firms[e].credibility = relabelling.recovered(firms[e].credibility, p.credibility_recovery)
    firms[e].trust = relabelling.recovered(firms[e].trust, p.credibility_recovery)
    flows[0], flows[1] = named, 0.0
    if p.symbolic:
        found = relabelling.discovery_probability(p.found, firms[e].open_names)
        firms[e].open_names = max(0.0, firms[e].open_names - found)
        firms[e].credibility *= 1.0 - found * p.credibility_loss
        firms[e].trust *= 1.0 - found * p.credibility_loss
        firms[e].energy = max(0.0, firms[e].energy - found * p.found_energy)
        flows[1] = found


@njit(cache=True, nogil=True, error_model="numpy")
def ally(firms, e, p, world, at, work, out):
    """Partnerships form and end; writes `out`: partners, attention (mean over needs), attempts to absorb that succeed."""
    spent = work[Activity.ALLYING] * firms[e].cells
    stock = p.alliance_keep * firms[e].alliance_stock + spent
    firms[e].alliance_stock = stock
    forms = alliances.form_probability(p.alliance_forms, spent, world.purposes)
    partner = firms[e].partner
    lasts = 1.0 - exp(-(stock**2))  # the agents' partnership ends when fewer than one hour is left in stock
    firms[e].partner = partner * lasts + (1.0 - partner) * forms
    partner = firms[e].partner
    some = 1.0 - (1.0 - partner) ** world.allies
    out[0] = partner * world.allies
    most = alliances.attention_probability(
        p.ally_attention, at.ally_reach * firms[e].credibility, stock, p.ally_half, 1
    )
    out[1] = most * some * world.purposes
    willing = 1.0 - (1.0 - partner * world.purposes) ** world.allies
    chance = alliances.absorb_probability(firms[e].own_recent, p.absorptive_half, p.absorptive_floor)
    out[2] = min(MOST_ATTEMPTS, spent / p.absorb_hours) * willing * chance
    firms[e].imprint *= (1.0 - p.leak) ** out[2]
