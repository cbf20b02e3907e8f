"""What is known, in expectation: shares of facts that code and cells have right, wrong or not at all.

Facts are told apart by how they differ between regimes (a *pattern*: which templates agree) and by whether they have drifted since
the regime was entered. A change of regime turns whole classes, so that on return the old facts are back, and so is what was known
of them. Within a class the twin keeps the joint share of (code, belief of a cell), for cells that face the fact's need and for
those that do not. Closures: facts of a need are independent; so are cells, given the code's view.
"""

from math import erf, lgamma, pi, sqrt
from math import exp as exponential
from typing import NamedTuple

import numpy as np
from numba import njit

from equilibrium.mechanisms.antenna import listening_probability
from equilibrium.mechanisms.coherence import need_coherence
from equilibrium.mechanisms.learning import adoption_probability, code_moves_probability, turnover_probability

RIGHT, WRONG, NONE = 0, 1, 2
FACED, OTHER = 0, 1
MANY = 24  # cells beyond which votes are taken at their mean


class Knowledge(NamedTuple):
    """Facts of one path. Class 2 p + d: pattern p, drifted (1) or not (0)."""

    weight: np.ndarray  # (class,) share of all facts
    code: np.ndarray  # (enterprise, class, view of the code): share of all facts
    beliefs: np.ndarray  # (enterprise, class, view of the code, faced or not, belief): joint share of all facts
    evidence: np.ndarray  # (enterprise, class, 2): mean and variance of the cards' weight, towards what is right
    content: np.ndarray  # (enterprise, class): share right in crafts that are growing
    allies: np.ndarray  # (class,): share right among allies


def patterns(regimes: int, flip: float) -> tuple[np.ndarray, np.ndarray]:
    """(pattern, regime) of -1 and 1, and the share of facts of each; `flip` is the chance that a regime differs from the common.

    Only agreement between regimes counts, so the first is 1 in each pattern.
    """
    codes = np.arange(2 ** (regimes - 1))
    signs = np.ones((len(codes), regimes))
    for k in range(1, regimes):
        signs[:, k] = 1.0 - 2.0 * ((codes >> (k - 1)) & 1)
    turned = (signs < 0).sum(1)
    weight = flip**turned * (1.0 - flip) ** (regimes - turned) + flip ** (regimes - turned) * (1.0 - flip) ** turned
    return signs, weight / weight.sum()


def begin(parameters: np.ndarray, weight: np.ndarray) -> Knowledge:
    """Knowledge before week 1: beliefs right with `knowledge_start`, else by chance; the code right or silent."""
    enterprises, count = len(parameters), 2 * len(weight)
    weights = np.zeros(count)
    weights[0::2] = weight
    code = np.zeros((enterprises, count, 3))
    beliefs = np.zeros((enterprises, count, 3, 2, 3))
    for e, p in enumerate(parameters):
        code[e, :, RIGHT], code[e, :, NONE] = weights * p["code_start"], weights * (1.0 - p["code_start"])
        chance = (1.0 - p["knowledge_start"]) / 3.0
        beliefs[e] = code[e, :, :, None, None] * np.array([p["knowledge_start"] + chance, chance, chance])
    evidence = np.zeros((enterprises, count, 2))
    allies = np.full(count, 1.0 - float(parameters[0]["ally_error"]))
    return Knowledge(weights, code, beliefs, evidence, np.full((enterprises, count), 0.5), allies)


@njit(cache=True, nogil=True, error_model="numpy")
def blend(know, to, source, share, turn):
    """Move `share` of the class `source` into the class `to`; where `turn`, what was right is wrong there and the reverse."""
    moved = know.weight[source] * share
    if moved <= 0.0:
        return
    sign = -1.0 if turn else 1.0
    whole = know.weight[to] + moved
    old = know.weight[to] / whole
    right = know.allies[source]
    know.allies[to] = old * know.allies[to] + (1.0 - old) * (1.0 - right if turn else right)
    for e in range(know.code.shape[0]):
        right = know.content[e, source]
        know.content[e, to] = old * know.content[e, to] + (1.0 - old) * (1.0 - right if turn else right)
        a, b = know.evidence[e, to, 0], sign * know.evidence[e, source, 0]
        square = old * (know.evidence[e, to, 1] + a * a) + (1.0 - old) * (know.evidence[e, source, 1] + b * b)
        know.evidence[e, to, 0] = old * a + (1.0 - old) * b
        know.evidence[e, to, 1] = max(0.0, square - know.evidence[e, to, 0] ** 2)
        for s in range(3):
            view = s if s == NONE or not turn else 1 - s
            know.code[e, to, view] += share * know.code[e, source, s]
            know.code[e, source, s] *= 1.0 - share
            for kind in range(2):
                for x in range(3):
                    belief = x if x == NONE or not turn else 1 - x
                    know.beliefs[e, to, view, kind, belief] += share * know.beliefs[e, source, s, kind, x]
                    know.beliefs[e, source, s, kind, x] *= 1.0 - share
    know.weight[to] = whole
    know.weight[source] -= moved


@njit(cache=True, nogil=True, error_model="numpy")
def turn(know, f):
    """All facts of class `f` flip."""
    know.allies[f] = 1.0 - know.allies[f]
    for e in range(know.code.shape[0]):
        know.content[e, f] = 1.0 - know.content[e, f]
        know.evidence[e, f, 0] *= -1.0
        know.code[e, f, RIGHT], know.code[e, f, WRONG] = know.code[e, f, WRONG], know.code[e, f, RIGHT]
        for kind in range(2):
            for x in range(3):
                y = x if x == NONE else 1 - x
                if x == RIGHT:
                    a = know.beliefs[e, f, RIGHT, kind, RIGHT]
                    know.beliefs[e, f, RIGHT, kind, RIGHT] = know.beliefs[e, f, WRONG, kind, WRONG]
                    know.beliefs[e, f, WRONG, kind, WRONG] = a
                    a = know.beliefs[e, f, RIGHT, kind, WRONG]
                    know.beliefs[e, f, RIGHT, kind, WRONG] = know.beliefs[e, f, WRONG, kind, RIGHT]
                    know.beliefs[e, f, WRONG, kind, RIGHT] = a
                    a = know.beliefs[e, f, NONE, kind, RIGHT]
                    know.beliefs[e, f, NONE, kind, RIGHT] = know.beliefs[e, f, NONE, kind, WRONG]
                    know.beliefs[e, f, NONE, kind, WRONG] = a
                elif y == NONE:
                    a = know.beliefs[e, f, RIGHT, kind, NONE]
                    know.beliefs[e, f, RIGHT, kind, NONE] = know.beliefs[e, f, WRONG, kind, NONE]
                    know.beliefs[e, f, WRONG, kind, NONE] = a


@njit(cache=True, nogil=True, error_model="numpy")
def mutate(know, signs, before, now, flips):
    """A newly entered regime brings its facts back, then facts drift with chance `flips`; returns the share that flipped."""
    flipped = 0.0
    for p in range(signs.shape[0]):
        f, drifted = 2 * p, 2 * p + 1
        if before != now:
            differs = signs[p, before] != signs[p, now]
            flipped += know.weight[f] if differs else know.weight[drifted]
            if differs:
                turn(know, f)
            blend(know, f, drifted, 1.0, not differs)
        if flips > 0.0:
            flipped += flips * (know.weight[f] + know.weight[drifted])
            back = flips * know.weight[drifted]  # who drifted before drifts back
            blend(know, drifted, f, flips, True)
            if back > 0.0:
                blend(know, f, drifted, back / know.weight[drifted], True)
    return flipped


@njit(cache=True, nogil=True, error_model="numpy")
def track(know, tracking, error):
    """Allies update facts: a lag of 1 / `tracking` weeks, wrong with probability `error`."""
    for f in range(know.weight.size):
        know.allies[f] += tracking * (1.0 - error - know.allies[f])


@njit(cache=True, nogil=True, error_model="numpy")
def binomial(n, share, out):
    """Write the probabilities (n + 1,) of 0 to n hits."""
    out[: n + 1] = 0.0
    out[0] = 1.0
    for i in range(n):
        for k in range(i + 1, 0, -1):
            out[k] = out[k] * (1.0 - share) + out[k - 1] * share
        out[0] *= 1.0 - share


@njit(cache=True, nogil=True, error_model="numpy")
def shares_right(know, e, out):
    """Write (faced, other): share of facts that a cell has right."""
    out[:] = 0.0
    for f in range(know.weight.size):
        for s in range(3):
            for kind in range(2):
                out[kind] += know.beliefs[e, f, s, kind, RIGHT]


@njit(cache=True, nogil=True, error_model="numpy")
def better(z, theirs, own, plus_theirs, plus_own):
    """Chance that who has `theirs` of a need's other facts right beats who has `own`, this fact counted in."""
    a, b = np.empty(z), np.empty(z)
    binomial(z - 1, theirs, a)
    binomial(z - 1, own, b)
    total = 0.0
    for i in range(z):
        for j in range(z):
            if i + plus_theirs > j + plus_own:
                total += a[i] * b[j]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def superior(z, right, best):
    """Chance that who has `right` of a need's z - 1 other facts right has more than `best`."""
    a = np.empty(z)
    binomial(z - 1, right, a)
    total = 0.0
    for i in range(z):
        if i > best:
            total += a[i]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def votes(code_learns, numbers, says_right, says_wrong, moves):
    """Write `moves` (right, wrong): chance that the code takes that view when cells vote independently.

    `numbers` (2,) whole cells that face and that do not, `says_*` (2,) chance that one is superior and believes so.
    """
    total = int(numbers[0] + numbers[1])
    moves[:] = 0.0
    if total > MANY:
        net = numbers[0] * (says_right[0] - says_wrong[0]) + numbers[1] * (says_right[1] - says_wrong[1])
        moves[RIGHT], moves[WRONG] = code_moves_probability(code_learns, net), code_moves_probability(code_learns, -net)
        return
    chance = np.zeros(2 * total + 3)
    middle = total + 1
    chance[middle] = 1.0
    reach = 0
    for kind in range(2):
        up, down = says_right[kind], says_wrong[kind]
        for _ in range(int(numbers[kind])):
            reach += 1
            before = chance[middle - reach]
            for k in range(middle - reach, middle + reach + 1):
                here = chance[k]
                chance[k] = before * up + here * (1.0 - up - down) + chance[k + 1] * down
                before = here
    for net in range(1, total + 1):
        moved = code_moves_probability(code_learns, net)
        moves[RIGHT] += chance[middle + net] * moved
        moves[WRONG] += chance[middle - net] * moved


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def believe(beliefs, e, f, s, kind, right, wrong, none):
    """Beliefs move: `right`, `wrong`, `none` of all take on that belief instead of theirs; the rest stay."""
    a, b, c = beliefs[e, f, s, kind, 0], beliefs[e, f, s, kind, 1], beliefs[e, f, s, kind, 2]
    total, stays = a + b + c, 1.0 - right - wrong - none
    beliefs[e, f, s, kind, 0] = stays * a + right * total
    beliefs[e, f, s, kind, 1] = stays * b + wrong * total
    beliefs[e, f, s, kind, 2] = stays * c + none * total


@njit(cache=True, nogil=True, error_model="numpy")
def learn(know, e, z, organism, p, numbers, meets):
    """One week of learning from code, neighbours and customers; `meets` (2, 2): whom a cell's neighbour is, given the cell."""
    right = np.empty(2)
    shares_right(know, e, right)
    from_peer, sensed = p.peer * organism, p.sense * organism
    from_code = 0.5 * (adoption_probability(p.learn_from_code, p.learning_spread, organism, 0)
                       + adoption_probability(p.learn_from_code, p.learning_spread, organism, 1))  # fmt: skip
    code_right = know.code[e, :, RIGHT].sum()
    wins = np.zeros((2, 2, 2, 2))  # own kind, peer's kind, own right, peer's right
    if from_peer > 0.0 and p.links > 0.0:
        for kind in range(2):
            for other in range(2):
                for own in range(2):
                    for theirs in range(2):
                        wins[kind, other, own, theirs] = better(z, right[other], right[kind], theirs, own)
    moves = np.zeros((3, 2))  # by the code's view: to right, to wrong
    says_right, says_wrong, part, ahead = np.empty(2), np.empty(2), np.empty(2), np.empty(z)
    binomial(z - 1, code_right, ahead)
    for s in range(3):
        mass = know.code[e, :, s].sum()
        if mass <= 1e-12:
            continue
        for m in range(z):
            best = m + (s == RIGHT)
            for kind in range(2):
                believed = know.beliefs[e, :, s, kind, :].sum(0) / mass
                says_right[kind] = believed[RIGHT] * superior(z, right[kind], best - 1)
                says_wrong[kind] = believed[WRONG] * superior(z, right[kind], best)
            votes(p.code_learns, numbers, says_right, says_wrong, part)
            moves[s, 0] += ahead[m] * part[0]
            moves[s, 1] += ahead[m] * part[1]
    moves[RIGHT, 0] = 0.0
    moves[WRONG, 1] = 0.0
    before, after, there = np.empty((3, 2, 3)), np.empty((3, 2, 3)), np.empty(3)
    false = sensed * p.false_alarm
    for f in range(know.weight.size):
        if know.weight[f] <= 1e-12:
            continue
        for s in range(3):
            for kind in range(2):
                for x in range(3):
                    before[s, kind, x] = know.beliefs[e, f, s, kind, x]
                    after[s, kind, x] = 0.0
        for s in range(3):
            mass = know.code[e, f, s]
            if mass <= 1e-15:
                continue
            for kind in range(2):
                for x in range(3):
                    moved = before[s, kind, x]
                    there[0], there[1], there[2] = 0.0, 0.0, 0.0
                    there[x] = 1.0
                    if s != NONE and x != s:
                        there[s], there[x] = from_code, 1.0 - from_code
                    if from_peer > 0.0:
                        for theirs in range(2):
                            if theirs == x:
                                continue
                            own = 1 if x == RIGHT else 0
                            take = (meets[kind, 0] * before[s, 0, theirs] * wins[kind, 0, own, 1 - theirs]
                                    + meets[kind, 1] * before[s, 1, theirs] * wins[kind, 1, own, 1 - theirs])  # fmt: skip
                            take *= from_peer / mass
                            for y in range(3):
                                if y != theirs:
                                    there[theirs] += take * there[y]
                                    there[y] *= 1.0 - take
                    keep = 1.0 - sensed - false if kind == FACED else 1.0
                    after[s, kind, 0] += moved * (keep * there[0] + (sensed if kind == FACED else 0.0))
                    after[s, kind, 1] += moved * (keep * there[1] + (false if kind == FACED else 0.0))
                    after[s, kind, 2] += moved * keep * there[2]
        views = (know.code[e, f, 0], know.code[e, f, 1], know.code[e, f, 2])
        for s in range(3):  # the code moves by its view of last week
            stays = 1.0 - moves[s, 0] - moves[s, 1]
            for kind in range(2):
                for x in range(3):
                    if s == 0:
                        know.beliefs[e, f, 0, kind, x] = 0.0
                        know.beliefs[e, f, 1, kind, x] = 0.0
                        know.beliefs[e, f, 2, kind, x] = 0.0
                    know.beliefs[e, f, s, kind, x] += stays * after[s, kind, x]
                    know.beliefs[e, f, 0, kind, x] += moves[s, 0] * after[s, kind, x]
                    know.beliefs[e, f, 1, kind, x] += moves[s, 1] * after[s, kind, x]
            if s == 0:
                know.code[e, f, 0], know.code[e, f, 1], know.code[e, f, 2] = 0.0, 0.0, 0.0
            know.code[e, f, s] += stays * views[s]
            know.code[e, f, 0] += moves[s, 0] * views[s]
            know.code[e, f, 1] += moves[s, 1] * views[s]


@njit(cache=True, nogil=True, error_model="numpy")
def noticed(people, a, b):
    """Cards of one fact that `people` on a mission bring, the chance to notice being beta (`a`, `b`) over facts."""
    whole = int(people)
    rest = people - whole
    last = 0.0
    if rest > 0.0:
        last = 1.0 - exponential(lgamma(b + rest) + lgamma(a + b) - lgamma(b) - lgamma(a + b + rest))
    return whole * a / (a + b) + last


@njit(cache=True, nogil=True, error_model="numpy")
def below(x):
    """The standard normal distribution function."""
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


@njit(cache=True, nogil=True, error_model="numpy")
def excess(mean, deviation):
    """Mean of what is above zero of a normal variable."""
    if deviation <= 1e-12:
        return max(0.0, mean)
    x = mean / deviation
    return mean * below(x) + deviation * exponential(-0.5 * x * x) / sqrt(2.0 * pi)


@njit(cache=True, nogil=True, error_model="numpy")
def look_out(know, e, z, p, world, people, conceptual, care, active, energy):
    """People come and go, cards come and age; cells take on what enough of them say. Returns cards per fact this week.

    A person carries an equal share of a cell's memory, so turnover renews beliefs at the rate of persons.
    Closure: the weight of the cards on a fact is normal, with the mean and variance of a Poisson stream.
    """
    missions = noticed(people, world.notice_a, world.notice_b)
    told = listening_probability(p.listening, conceptual, care) / z * active
    keep = 1.0 - p.card_ageing
    gone = turnover_probability(p.turnover, p.turnover_energy, energy)
    gain = missions * (2.0 * p.card_accuracy - 1.0) + told * (2.0 * p.listening_accuracy - 1.0)
    for f in range(know.weight.size):
        if know.weight[f] <= 0.0:
            continue
        know.evidence[e, f, 0] = keep * (know.evidence[e, f, 0] + gain)
        know.evidence[e, f, 1] = keep * keep * (know.evidence[e, f, 1] + missions + told)
        half = 0.5 * (min(1.0, p.card_evidence) + 1.0)  # mean weight of what is enough but not full
        enough = says(know, e, f, RIGHT, p.card_evidence)
        full = says(know, e, f, RIGHT, max(1.0, p.card_evidence))
        right = p.card_belief * (full + half * (enough - full))
        enough = says(know, e, f, WRONG, p.card_evidence)
        full = says(know, e, f, WRONG, max(1.0, p.card_evidence))
        wrong = p.card_belief * (full + half * (enough - full))
        stays = 1.0 - right - wrong
        right += 0.5 * gone * p.newcomer_knows * stays
        wrong += 0.5 * gone * p.newcomer_knows * stays
        none = gone * (1.0 - p.newcomer_knows) * stays
        for s in range(3):
            for kind in range(2):
                believe(know.beliefs, e, f, s, kind, right, wrong, none)
    return missions + told


@njit(cache=True, nogil=True, error_model="numpy")
def says(know, e, f, belief, enough):
    """Chance that the cards on a fact of class `f` say `belief` (RIGHT or WRONG) with at least `enough` weight."""
    deviation = sqrt(know.evidence[e, f, 1])
    if deviation <= 1e-9:
        return 0.0
    mean = know.evidence[e, f, 0] if belief == RIGHT else -know.evidence[e, f, 0]
    return below((mean - enough) / deviation)


@njit(cache=True, nogil=True, error_model="numpy")
def cohere(know, e, z, organism, facing, power, out):
    """Write `out`: mean coherence of a need and its standard deviation between needs.

    The share of right facts of a need has a mean and a variance; between the two cases known exactly, no variance and the
    binomial one, the mean of a power is taken on a straight line in the variance.
    """
    code, cells, both, square = 0.0, 0.0, 0.0, 0.0
    for f in range(know.weight.size):
        for s in range(3):
            mass = know.code[e, f, s]
            if mass <= 0.0:
                continue
            known = know.beliefs[e, f, s, FACED, RIGHT]
            cells += known
            square += known / facing + (1.0 - 1.0 / facing) * known * known / mass
            if s == RIGHT:
                code += mass
                both += known
    o = organism
    mean = min(1.0, (1.0 - o) * code + o * cells)
    variance = (1.0 - o) ** 2 * code + 2.0 * o * (1.0 - o) * both + o * o * square - mean * mean
    most = mean * (1.0 - mean)
    part = min(1.0, max(0.0, variance / most)) if most > 1e-12 else 0.0
    hits = np.empty(z + 1)
    binomial(z, mean, hits)
    once, twice = 0.0, 0.0
    for m in range(z + 1):
        value = need_coherence(float(m), z, power)
        once += hits[m] * value
        twice += hits[m] * value * value
    sure = need_coherence(mean * z, z, power)
    out[0] = sure + part * (once - sure)
    out[1] = sqrt(max(0.0, sure * sure + part * (twice - sure * sure) - out[0] ** 2))
