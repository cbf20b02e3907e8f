"""Crafts (mestieri): making, novelty, maturing by practice. Novelty is measured, never declared."""

from numba import njit

from equilibrium.draws import CELLS, FACTS, Draw, stream, uniform
from equilibrium.state import Event, Family, Origin


@njit(cache=True, nogil=True)
def maturity(hours, practice_hours, power):
    """Maturity in [0, 1) after `hours` of practice: the power law of learning by doing (Newell & Rosenbloom 1981)."""
    return 1.0 - (1.0 + hours / practice_hours) ** -power


@njit(cache=True, nogil=True)
def hours_for(level, practice_hours, power):
    """Hours of practice at which `maturity` is `level` in [0, 1)."""
    return practice_hours * ((1.0 - level) ** (-1.0 / power) - 1.0)


@njit(cache=True, nogil=True)
def pilot_passes(new, old, growing, error, u):
    """Whether a pilot with a few customers lets a content through that matches `new` facts where `old` matched so far.

    What is better passes; what is as good passes unless a craft of this need is still `growing`; what is worse passes
    by `error` (u uniform in [0, 1)).
    """
    return new > old or (new == old and not growing) or u < error


@njit(cache=True, nogil=True)
def improved(probability, success, method):
    """A probability of failing, lowered by method crafts at level `method` in [0, 1]."""
    return probability * (1.0 - success * method)


@njit(cache=True, nogil=True)
def is_growing(need, count, needs, matured, practised):
    """Whether a craft of `need` is practised and not ripe yet."""
    for k in range(count):
        if needs[k] == need and not matured[k] and practised[k].any():
            return True
    return False


@njit(cache=True, nogil=True)
def present_content(need, code, beliefs, alive, faces, organism, content):
    """Write what the enterprise does for `need` today: `content` (fact,) in -1, 0, 1, code and cells by their authority."""
    size = content.size
    facing = 0
    for c in range(alive.size):
        facing += alive[c] * faces[c, need]
    for f in range(size):
        j = need * size + f
        said = 0
        for c in range(alive.size):
            said += alive[c] * faces[c, need] * beliefs[c, j]
        lean = organism * (said / facing if facing else 0.0) + (1.0 - organism) * code[j]
        content[f] = 1 if lean > 0.0 else -1 if lean < 0.0 else 0


@njit(cache=True, nogil=True)
def gap(evidence, need, present):
    """Weight of the cards that contradict the `present` content (fact,) of `need`."""
    total = 0.0
    for f in range(present.size):
        weight = evidence[need * present.size + f]
        if weight * present[f] <= 0.0:
            total += abs(weight)
    return total


@njit(cache=True, nogil=True)
def living_cell(alive, besides, u):
    """A living cell other than `besides`, by one number `u` in [0, 1); -1 if there is none."""
    living = 0
    for c in range(alive.size):
        living += alive[c] and c != besides
    nth = int(u * living)
    for c in range(alive.size):
        if alive[c] and c != besides:
            if nth == 0:
                return c
            nth -= 1
    return -1


@njit(cache=True, nogil=True)
def draft(need, evidence, enough, beliefs, alive, chance_bits, attempt, enterprise, seed, replicate, week, content):
    """Write an attempt's `content` (fact,): what `enough` weight of cards says, else beliefs of the cells, else chance."""
    source = stream(seed, replicate, week, Draw.CRAFT_SOURCE)
    chance = stream(seed, replicate, week, Draw.CRAFT_CHANCE)
    for f in range(content.size):
        j = need * content.size + f
        entity = (enterprise * 64 + attempt) * 4096 + f
        content[f] = 1 if uniform(chance, entity) < 0.5 else -1
        if abs(evidence[j]) >= enough:
            content[f] = 1 if evidence[j] > 0.0 else -1
        elif uniform(chance, entity + 2048) >= chance_bits:
            c = living_cell(alive, -1, uniform(source, entity))
            if c >= 0 and beliefs[c, j] != 0:
                content[f] = beliefs[c, j]


@njit(cache=True, nogil=True)
def matching(reality, need, content):
    """Facts of `need` on which `content` (fact,) is right."""
    right = 0
    for f in range(content.size):
        right += reality[need * content.size + f] == content[f]
    return right


@njit(cache=True, nogil=True)
def known_as(need, content, count, needs, origins, contents):
    """Index of the craft with this content for this need, -1 if there never was one; renamings hold none of their own."""
    for k in range(count):
        if needs[k] == need and origins[k] != Origin.RELABEL:
            same = True
            for f in range(content.size):
                same = same and contents[k, f] == content[f]
            if same:
                return k
    return -1


@njit(cache=True, nogil=True)
def slot_for(count, origins, practised, born, parents):
    """Where a new craft goes: the next free slot, else the oldest renaming, else the oldest craft out of practice."""
    if count < origins.size:
        return count
    best, oldest = 0, 1 << 60
    for k in range(origins.size):
        age = born[k] if origins[k] == Origin.RELABEL else born[k] + (1 << 30)
        age += (1 << 31) if practised[k].any() else 0
        if age < oldest:
            best, oldest = k, age
    for k in range(origins.size):  # its children keep no false parent
        if parents[k] == best:
            parents[k] = -1
    return best


@njit(cache=True, nogil=True)
def family(u, conceptual, method):
    """Family of a new craft, by one number: conceptual, method or accessory."""
    return Family.CONCEPTUAL if u < conceptual else Family.METHOD if u < conceptual + method else Family.ACCESSORY


@njit(cache=True, nogil=True)
def hand_over(craft, need, needs, practised, alive, faces):
    """Cells that face `need` practise `craft` from now on, and older crafts of the need no longer."""
    for k in range(needs.size):
        if needs[k] == need:
            practised[k, :] = 0
    for c in range(alive.size):
        practised[craft, c] = alive[c] * faces[c, need]


@njit(cache=True, nogil=True)
def practise(count, needs, families, origins, novel, ages, hours, matured, contents, practised, work, alive, faces,
             beliefs, p, events, conceptual, enterprise, seed, replicate, week, ripe):  # fmt: skip
    """A week of practice: crafts mature, practising cells take on their facts; returns how many ripened, into `ripe`.

    `work` (cell,) effective front hours; `ripe` (craft,) int64 is written with the indices of crafts matured this week.
    """
    key = stream(seed, replicate, week, Draw.CRAFT_PRACTICE)
    size = contents.shape[1]
    ripened = 0
    for k in range(count):
        if matured[k] or origins[k] == Origin.RELABEL:
            continue
        for c in range(alive.size):
            if alive[c] and practised[k, c]:
                hours[k] += work[c] * p.practice_share / max(1, faces[c].sum())
        ages[k] = maturity(hours[k], p.practice_hours, p.practice_power)
        for c in range(alive.size):
            if alive[c] and practised[k, c]:
                for f in range(size):
                    j = needs[k] * size + f
                    entity = (enterprise * CELLS + c) * FACTS + j
                    if beliefs[c, j] != contents[k, f] and uniform(key, entity) < p.practice_belief * ages[k]:
                        beliefs[c, j] = contents[k, f]
        if ages[k] >= p.mature_at:
            matured[k] = 1
            events[Event.MATURED] += 1
            if families[k] == Family.CONCEPTUAL:
                conceptual[needs[k]] = 1.0
            ripe[ripened] = k
            ripened += 1
    return ripened


@njit(cache=True, nogil=True)
def lift(boost, week, alive, practised, energy, before, craft_week, lifted):
    """Energy that a new craft gives those who practise it, remembered to see later whether it lasted."""
    for c in range(alive.size):
        if alive[c] and practised[c]:
            before[c] = energy[c]
            craft_week[c] = week
            lifted[c] = 0
            energy[c] = min(1.0, energy[c] + boost)


@njit(cache=True, nogil=True)
def found_again(alive, people, energy, before, craft_week, lifted, step, week):
    """People who found energy again: it stands `step` above what it was, 1 to 13 weeks after a new craft came."""
    total = 0.0
    for c in range(alive.size):
        if alive[c] and not lifted[c] and 1 <= week - craft_week[c] <= 13 and energy[c] - before[c] >= step:
            lifted[c] = 1
            total += people[c]
    return total


@njit(cache=True, nogil=True)
def uniqueness(own, imprint, coherence, doing, alive):
    """Uniqueness in [0, 1] of enterprise `own`: own content where it is right and others do not have it; mean over needs.

    Parameters
    ----------
    imprint, coherence : (need,) of the enterprise -- how much the content is still its own; how right it is
    doing : (enterprise, fact) int8 -- what each does; a living rival that does the same for a need shares the merit
    """
    total = 0.0
    size = doing.shape[1] // imprint.size
    for g in range(imprint.size):
        if imprint[g] > 0.0:
            holders = 1
            for e in range(alive.size):
                same = e != own and alive[e] > 0
                for j in range(g * size, (g + 1) * size):
                    same = same and doing[e, j] == doing[own, j]
                holders += same
            total += imprint[g] * coherence[g] / holders
    return total / imprint.size


@njit(cache=True, nogil=True)
def host(alive, hangar, weeks, enterprise, seed, replicate, week):
    """The service designer hosts two different cells in the hangar for some `weeks`; one alone has nobody to meet."""
    key = stream(seed, replicate, week, Draw.HANGAR)
    one = living_cell(alive, -1, uniform(key, enterprise * 2))
    other = living_cell(alive, one, uniform(key, enterprise * 2 + 1))
    if other >= 0:
        hangar[one] = hangar[other] = weeks


@njit(cache=True, nogil=True)
def recombine(beliefs, reality, needs, alive, hangar):
    """Cells in the hangar share what they know: for each need the guests take the beliefs of the one who knows it best.

    `beliefs` (cell, fact) int8 is written; `reality` (fact,) judges, as in all learning from a better one.
    """
    size = reality.size // needs
    for g in range(needs):
        best, most = -1, -1
        for c in range(alive.size):
            if alive[c] and hangar[c] > 0.0:
                right = 0
                for j in range(g * size, (g + 1) * size):
                    right += beliefs[c, j] == reality[j]
                if right > most:
                    best, most = c, right
        for c in range(alive.size):
            if alive[c] and hangar[c] > 0.0:
                for j in range(g * size, (g + 1) * size):
                    beliefs[c, j] = beliefs[best, j]
