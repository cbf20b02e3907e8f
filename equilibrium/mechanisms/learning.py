"""Code, beliefs, turnover (March 1991); neighbours (Fang, Lee & Schilling 2010); sensing.

Known world: March's figures with `organization_organism = 0`, one need of 30 facts, 50 cells of one person.
Superiority is judged need by need; with a single need this is March exactly.

Two readings of March (`learning_reading`): his printed "text", or the "program" behind his printed figures. In the second a
belief opposed to the code is given up one week and replaced another, and who believes nothing of a fact (0) is taken to hold
1 or -1 by a coin flip, new each week, wherever he is judged or votes; so is the code where it is judged.
"""

import numpy as np
from numba import njit

from equilibrium.draws import CELLS, FACTS, PEOPLE, Draw, stream, uniform


@njit(cache=True, nogil=True)
def code_moves_probability(code_learns, votes):
    """Probability that the code takes the superior group's view of a fact, given net `votes` against the code.

    March (1991), Organization Science 2(1): 1 - (1 - p2)^k.
    """
    return 1.0 - (1.0 - code_learns) ** votes if votes > 0 else 0.0


@njit(cache=True, nogil=True)
def adoption_probability(learn_from_code, spread, organism, cell):
    """Probability that a cell takes a differing fact of the code this week, p1 (1 - organism).

    Every second `cell` (its number) learns faster and the others slower by the share `spread`, as March (1991) mixes
    fast and slow learners.
    """
    speed = 1.0 + spread if cell % 2 else 1.0 - spread
    return min(1.0, learn_from_code * (1.0 - organism) * speed)


@njit(cache=True, nogil=True)
def turnover_probability(turnover, turnover_energy, energy):
    """Weekly probability that a person is replaced; rises as `energy` in [0, 1] falls."""
    return min(1.0, turnover * (1.0 + turnover_energy * (1.0 - energy)))


@njit(cache=True, nogil=True)
def compare(reality, beliefs, matches):
    """Write `matches` (need,): the facts on which `beliefs` (fact,) agree with `reality`."""
    facts = reality.size // matches.size
    for g in range(matches.size):
        same = 0
        for j in range(g * facts, (g + 1) * facts):
            same += beliefs[j] == reality[j]
        matches[g] = same


@njit(cache=True, nogil=True)
def shared(code, beliefs):
    """Share of all facts on which `beliefs` (fact,) agree with the `code` (fact,), where the code says anything."""
    agreed = 0
    for j in range(code.size):
        agreed += code[j] != 0 and code[j] == beliefs[j]
    return agreed / code.size


@njit(cache=True, nogil=True)
def socialised(belief, code, gradual):
    """The belief in {-1, 0, 1} that a cell holds once it takes the differing `code`; `gradual`: through 0 first."""
    return 0 if gradual and belief == -code else code


@njit(cache=True, nogil=True)
def guessed(belief, u):
    """`belief` in {-1, 0, 1} as it is judged and votes where nothing believed is a coin flip, by `u` in [0, 1)."""
    if belief != 0:
        return belief
    return 1 if u < 0.5 else -1


@njit(cache=True, nogil=True)
def learn(reality, code, beliefs, alive, faces, neighbours, organism, p, enterprise, seed, replicate, week):
    """One week of learning, all at once from last week's beliefs; writes `code` (fact,) and `beliefs` (cell, fact).

    Organisation: a cell takes each differing fact of the code with p1 (1 - o), and the code moves towards the
    majority of the cells that know a need better than it. Organism: a cell copies a better neighbour with
    `peer` o and senses the facts of the needs it faces with `sense` o, with false alarms. By the reading "program" the
    code's teaching is gradual, and nothing believed is a coin flip where code and cells are judged and where cells vote.
    """
    cells, facts = beliefs.shape
    needs = faces.shape[1]
    size = facts // needs
    before = beliefs.copy()
    offset = enterprise * CELLS
    program = p.learning_reading == 1.0
    shown, code_shown = before, code  # what is judged and votes
    if program:
        shown, code_shown = before.copy(), code.copy()
        key_guess = stream(seed, replicate, week, Draw.GUESS)
        key_code_guess = stream(seed, replicate, week, Draw.GUESS_OF_CODE)
        for j in range(facts):
            code_shown[j] = guessed(code[j], uniform(key_code_guess, enterprise * FACTS + j))
            for c in range(cells):
                shown[c, j] = guessed(before[c, j], uniform(key_guess, (offset + c) * FACTS + j))
    matches, of_code = np.empty((cells, needs), np.int64), np.empty(needs, np.int64)
    for c in range(cells):
        if alive[c]:
            compare(reality, shown[c], matches[c])
    compare(reality, code_shown, of_code)
    key_code = stream(seed, replicate, week, Draw.LEARN_FROM_CODE)
    key_peer = stream(seed, replicate, week, Draw.PEER)
    key_who = stream(seed, replicate, week, Draw.PEER_WHO)
    key_sense = stream(seed, replicate, week, Draw.SENSE)
    from_peer = p.peer * organism
    sensed = p.sense * organism
    for c in range(cells):
        if not alive[c]:
            continue
        peer = one_of(neighbours[c], alive, uniform(key_who, offset + c))
        from_code = adoption_probability(p.learn_from_code, p.learning_spread, organism, c)
        first = (offset + c) * FACTS
        for j in range(facts):
            if code[j] != 0 and code[j] != before[c, j] and uniform(key_code, first + j) < from_code:
                beliefs[c, j] = socialised(before[c, j], code[j], program)
        for g in range(needs):
            if peer >= 0 and matches[peer, g] > matches[c, g]:
                for j in range(g * size, (g + 1) * size):
                    theirs = before[peer, j]
                    if theirs != 0 and theirs != before[c, j] and uniform(key_peer, first + j) < from_peer:
                        beliefs[c, j] = theirs
            if faces[c, g] and sensed > 0.0:
                for j in range(g * size, (g + 1) * size):
                    u = uniform(key_sense, first + j)
                    if u < sensed:
                        beliefs[c, j] = reality[j]
                    elif u < sensed * (1.0 + p.false_alarm):
                        beliefs[c, j] = -reality[j]
    key = stream(seed, replicate, week, Draw.CODE_LEARNS)
    superior = np.empty(cells, np.int64)
    for g in range(needs):
        better = 0
        for c in range(cells):
            if alive[c] and matches[c, g] > of_code[g]:
                superior[better] = c
                better += 1
        if better == 0:
            continue
        for j in range(g * size, (g + 1) * size):
            plus, minus = 0, 0
            for c in superior[:better]:
                plus += shown[c, j] == 1
                minus += shown[c, j] == -1
            view, votes = majority_view(code[j], plus, minus)
            if view != code[j] and uniform(key, enterprise * FACTS + j) < code_moves_probability(p.code_learns, votes):
                code[j] = view


@njit(cache=True, nogil=True)
def one_of(neighbours, alive, u):
    """A living cell among `neighbours` (link,), -1 where none, by one number `u` in [0, 1); -1 if none lives."""
    living = 0
    for other in neighbours:
        living += other >= 0 and alive[other]
    nth = int(u * living)
    for other in neighbours:
        if other >= 0 and alive[other]:
            if nth == 0:
                return other
            nth -= 1
    return -1


@njit(cache=True, nogil=True)
def majority_view(code, plus, minus):
    """The superior group's view of a fact and the net votes for it: (view, votes).

    Parameters: how many of the group believe 1 and -1. Who believes nothing (0) has no view and no vote: counted as
    differing from the code, the silent would move March's figures by up to .02 (docs/known-worlds.md).
    """
    if plus == minus:
        return code, 0
    return (1 if plus > minus else -1), abs(plus - minus)


@njit(cache=True, nogil=True)
def replace(beliefs, people, energy, p, cell, seed, replicate, week):
    """Turnover: newcomers bring beliefs by chance into a cell's `beliefs` (fact,); returns persons replaced.

    `cell` is the cell's number among all of all enterprises.
    """
    key = stream(seed, replicate, week, Draw.TURNOVER)
    fresh = stream(seed, replicate, week, Draw.NEWCOMER)
    chance = turnover_probability(p.turnover, p.turnover_energy, energy)
    count = max(1, int(people + 0.5))
    gone = 0
    for person in range(count):
        if uniform(key, cell * PEOPLE + person) >= chance:
            continue
        gone += 1
        for j in range(beliefs.size):
            u = uniform(fresh, (cell * PEOPLE + person) * FACTS + j) * count
            if u < 1.0:  # the share of the cell's memory that this person carried
                beliefs[j] = 0 if u >= p.newcomer_knows else 1 if u < 0.5 * p.newcomer_knows else -1
    return gone
