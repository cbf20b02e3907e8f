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
FUSED = {"contract"}  # a product and a sum may be one step
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


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def blend(weight, code, beliefs, evidence, content, allies, to, source, share, turn):
    """Move `share` of the class `source` into the class `to`; where `turn`, what was right is wrong there and the reverse."""
    moved = weight[source] * share
    if moved <= 0.0:
        return
    sign = -1.0 if turn else 1.0
    whole = weight[to] + moved
    old = weight[to] / whole
    right = allies[source]
    allies[to] = old * allies[to] + (1.0 - old) * (1.0 - right if turn else right)
    for e in range(code.shape[0]):
        right = content[e, source]
        content[e, to] = old * content[e, to] + (1.0 - old) * (1.0 - right if turn else right)
        a, b = evidence[e, to, 0], sign * evidence[e, source, 0]
        square = old * (evidence[e, to, 1] + a * a) + (1.0 - old) * (evidence[e, source, 1] + b * b)
        evidence[e, to, 0] = old * a + (1.0 - old) * b
        evidence[e, to, 1] = max(0.0, square - evidence[e, to, 0] ** 2)
        for s in range(3):
            view = s if s == NONE or not turn else 1 - s
            code[e, to, view] += share * code[e, source, s]
            code[e, source, s] *= 1.0 - share
            for kind in range(2):
                for x in range(3):
                    belief = x if x == NONE or not turn else 1 - x
                    beliefs[e, to, view, kind, belief] += share * beliefs[e, source, s, kind, x]
                    beliefs[e, source, s, kind, x] *= 1.0 - share
    weight[to] = whole
    weight[source] -= moved


@njit(cache=True, nogil=True, error_model="numpy")
def turn(know, f):
    """All facts of class `f` flip."""
    _, code, beliefs, evidence, content, allies = know
    allies[f] = 1.0 - allies[f]
    for e in range(code.shape[0]):
        content[e, f] = 1.0 - content[e, f]
        evidence[e, f, 0] *= -1.0
        code[e, f, RIGHT], code[e, f, WRONG] = code[e, f, WRONG], code[e, f, RIGHT]
        for kind in range(2):
            for x in range(3):
                y = x if x == NONE else 1 - x
                if x == RIGHT:
                    a = beliefs[e, f, RIGHT, kind, RIGHT]
                    beliefs[e, f, RIGHT, kind, RIGHT] = beliefs[e, f, WRONG, kind, WRONG]
                    beliefs[e, f, WRONG, kind, WRONG] = a
                    a = beliefs[e, f, RIGHT, kind, WRONG]
                    beliefs[e, f, RIGHT, kind, WRONG] = beliefs[e, f, WRONG, kind, RIGHT]
                    beliefs[e, f, WRONG, kind, RIGHT] = a
                    a = beliefs[e, f, NONE, kind, RIGHT]
                    beliefs[e, f, NONE, kind, RIGHT] = beliefs[e, f, NONE, kind, WRONG]
                    beliefs[e, f, NONE, kind, WRONG] = a
                elif y == NONE:
                    a = beliefs[e, f, RIGHT, kind, NONE]
                    beliefs[e, f, RIGHT, kind, NONE] = beliefs[e, f, WRONG, kind, NONE]
                    beliefs[e, f, WRONG, kind, NONE] = a


@njit(cache=True, nogil=True, error_model="numpy")
def mutate(know, signs, before, now, flips):
    """A newly entered regime brings its facts back, then facts drift with chance `flips`; returns the share that flipped."""
    weight, code, beliefs, evidence, content, allies = know
    flipped = 0.0
    for p in range(signs.shape[0]):
        f, drifted = 2 * p, 2 * p + 1
        if before != now:
            differs = signs[p, before] != signs[p, now]
            flipped += weight[f] if differs else weight[drifted]
            if differs:
                turn(know, f)
            blend(weight, code, beliefs, evidence, content, allies, f, drifted, 1.0, not differs)
        if flips > 0.0:
            flipped += flips * (weight[f] + weight[drifted])
            back = flips * weight[drifted]  # who drifted before drifts back
            blend(weight, code, beliefs, evidence, content, allies, drifted, f, flips, True)
            if back > 0.0:
                blend(weight, code, beliefs, evidence, content, allies, f, drifted, back / weight[drifted], True)
    return flipped


@njit(cache=True, nogil=True, error_model="numpy")
def track(allies, tracking, error):
    """Allies update facts: a lag of 1 / `tracking` weeks, wrong with probability `error`."""
    for f in range(allies.size):
        allies[f] += tracking * (1.0 - error - allies[f])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def binomial(n, share, out):
    """Write the probabilities (n + 1,) of 0 to n hits."""
    out[0] = 1.0
    for k in range(1, n + 1):
        out[k] = 0.0
    for i in range(n):
        for k in range(i + 1, 0, -1):
            out[k] = out[k] * (1.0 - share) + out[k - 1] * share
        out[0] *= 1.0 - share


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def superior(beliefs, e, hits, tail):
    """Write how many of a need's other facts a cell has right, for one that faces the need and for one that does not.

    `hits` (2, facts) chance of so many; `tail` (2, facts + 2) chance of at least so many.
    """
    others = hits.shape[1] - 1
    for kind in range(2):
        right = 0.0
        for f in range(beliefs.shape[1]):
            for s in range(3):
                right += beliefs[e, f, s, kind, RIGHT]
        binomial(others, right, hits[kind])
        tail[kind, others + 1], tail[kind, others + 2] = 0.0, 0.0
        for m in range(others, -1, -1):
            tail[kind, m] = tail[kind, m + 1] + hits[kind, m]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def better(hits, kind, other, own, theirs):
    """Chance that a cell of the kind `other` has more of a need right than one of `kind`; `own` and `theirs` count this fact."""
    total = 0.0
    for i in range(hits.shape[1]):
        for j in range(hits.shape[1]):
            if i + theirs > j + own:
                total += hits[other, i] * hits[kind, j]
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def votes(moved, code_learns, numbers, says, chance, moves):
    """Write `moves` (right, wrong): chance that the code takes that view when cells vote independently.

    `numbers` (2,) whole cells that face and that do not, `says` (2, right or wrong) chance that one is superior and believes
    so; `moved` (net,) chance that the code moves after so many net votes; `chance` (2, 2 * MANY + 5) is room to count in.
    """
    total = int(numbers[0] + numbers[1])
    moves[RIGHT], moves[WRONG] = 0.0, 0.0
    if total > MANY:
        net = numbers[0] * (says[0, 0] - says[0, 1]) + numbers[1] * (says[1, 0] - says[1, 1])
        moves[RIGHT], moves[WRONG] = code_moves_probability(code_learns, net), code_moves_probability(code_learns, -net)
        return
    now, voted = 0, 0
    for k in range(2 * total + 5):
        chance[0, k], chance[1, k] = 0.0, 0.0
    chance[0, 4] = 1.0  # of so many net votes: stands at their number + cells that voted + 4
    for kind in range(2):
        up, down = says[kind, 0], says[kind, 1]
        none, cells = 1.0 - up - down, int(numbers[kind])
        ups, one_up, even, one_down, downs = up * up, 2.0 * up * none, none * none + 2.0 * up * down, 2.0 * none * down, down * down
        for _ in range(cells // 2):  # two at once
            voted += 2
            a, b, c, d, f = chance[now], chance[now, 1:], chance[now, 2:], chance[now, 3:], chance[now, 4:]
            after = chance[1 - now, 4:]
            for k in range(2 * voted + 1):
                after[k] = a[k] * ups + b[k] * one_up + c[k] * even + d[k] * one_down + f[k] * downs
            now = 1 - now
        if cells % 2:
            voted += 1
            c, d, f, after = chance[now, 2:], chance[now, 3:], chance[now, 4:], chance[1 - now, 4:]
            for k in range(2 * voted + 1):
                after[k] = c[k] * up + d[k] * none + f[k] * down
            now = 1 - now
    right, wrong = 0.0, 0.0
    for net in range(1, total + 1):
        right += chance[now, total + 4 + net] * moved[net]
        wrong += chance[now, total + 4 - net] * moved[net]
    moves[RIGHT], moves[WRONG] = right, wrong


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def believe(beliefs, e, f, s, kind, right, wrong, none):
    """Beliefs move: `right`, `wrong`, `none` of all take on that belief instead of theirs; the rest stay."""
    a, b, c = beliefs[e, f, s, kind, 0], beliefs[e, f, s, kind, 1], beliefs[e, f, s, kind, 2]
    total, stays = a + b + c, 1.0 - right - wrong - none
    beliefs[e, f, s, kind, 0] = stays * a + right * total
    beliefs[e, f, s, kind, 1] = stays * b + wrong * total
    beliefs[e, f, s, kind, 2] = stays * c + none * total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def code_learns(code, beliefs, e, p, moved, tail, ahead, space):
    """Write `space.moves` (view of the code, 2): chance that the code turns to what is right, or wrong, this week.

    `space.numbers` (2,) whole cells that face a need and that do not, `tail` as `superior` writes it; `moved` as in the tables,
    `ahead` (facts,) is room to count in.
    """
    z, numbers, moves = ahead.size, space.numbers, space.moves
    mass, part, believed, says, chance = space.mass, space.part, space.believed, space.says, space.chance
    for s in range(3):
        total = 0.0
        for f in range(code.shape[1]):
            total += code[e, f, s]
        mass[s] = total
    binomial(z - 1, mass[RIGHT], ahead)
    for s in range(3):
        moves[s, 0], moves[s, 1] = 0.0, 0.0
        if mass[s] <= 1e-12:
            continue
        for kind in range(2):
            right, wrong = 0.0, 0.0
            for f in range(code.shape[1]):
                right += beliefs[e, f, s, kind, RIGHT]
                wrong += beliefs[e, f, s, kind, WRONG]
            believed[kind, 0], believed[kind, 1] = right / mass[s], wrong / mass[s]
        for m in range(z):
            best = m + (s == RIGHT)  # facts of the need that the code has right
            for kind in range(2):
                says[kind, 0] = believed[kind, 0] * tail[kind, best]
                says[kind, 1] = believed[kind, 1] * tail[kind, best + 1]
            votes(moved, p.code_learns, numbers, says, chance, part)
            moves[s, 0] += ahead[m] * part[0]
            moves[s, 1] += ahead[m] * part[1]
    moves[RIGHT, 0] = 0.0
    moves[WRONG, 1] = 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def learn(weight, code, beliefs, e, organism, p, meets, moved, hits, tail, ahead, space):
    """One week of learning from code, neighbours and customers; `meets` (2, 2): whom a cell's neighbour is, given the cell.

    `moved` as in the tables; the rest is room (`room.Facts`), in which `space.numbers` (2,) counts the whole cells that face a
    need and that do not.
    """
    moves, wins, before, after = space.moves, space.wins, space.before, space.after
    superior(beliefs, e, hits, tail)
    code_learns(code, beliefs, e, p, moved, tail, ahead, space)
    from_peer, sensed = p.peer * organism * (p.links > 0.0), p.sense * organism
    from_code = 0.5 * (adoption_probability(p.learn_from_code, p.learning_spread, organism, 0)
                       + adoption_probability(p.learn_from_code, p.learning_spread, organism, 1))  # fmt: skip
    for kind in range(2):
        for other in range(2):
            met = from_peer * meets[kind, other]  # the chance to meet one who knows better, in each case:
            wins[kind, 0, other] = met * better(hits, kind, other, 0, 1)  # is not right, the peer is
            wins[kind, 1, other] = met * better(hits, kind, other, 1, 0)  # is right, the peer is wrong
            wins[kind, 2, other] = met * better(hits, kind, other, 0, 0)  # does not know, the peer is wrong
    false = sensed * p.false_alarm
    for f in range(weight.size):
        if weight[f] <= 1e-12:
            continue
        for s in range(3):
            for kind in range(2):
                for x in range(3):
                    before[s, kind, x] = beliefs[e, f, s, kind, x]
                    after[s, kind, x] = 0.0
        for s in range(3):
            mass = code[e, f, s]
            if mass <= 1e-15:
                continue
            for kind in range(2):
                corrected = (before[s, 0, RIGHT] * wins[kind, 0, 0] + before[s, 1, RIGHT] * wins[kind, 0, 1]) / mass
                misled = (before[s, 0, WRONG] * wins[kind, 1, 0] + before[s, 1, WRONG] * wins[kind, 1, 1]) / mass
                taught = (before[s, 0, WRONG] * wins[kind, 2, 0] + before[s, 1, WRONG] * wins[kind, 2, 1]) / mass
                right, wrong, none = 0.0, 0.0, 0.0
                for x in range(3):
                    obeys = from_code if s != NONE and x != s else 0.0
                    to_right, to_wrong, to_none = 1.0 * (x == RIGHT), 1.0 * (x == WRONG), 1.0 * (x == NONE)
                    to_right += obeys * ((s == RIGHT) - to_right)
                    to_wrong += obeys * ((s == WRONG) - to_wrong)
                    to_none -= obeys * to_none
                    if x != RIGHT:
                        to_right += corrected * (1.0 - to_right)
                        to_wrong *= 1.0 - corrected
                        to_none *= 1.0 - corrected
                    if x != WRONG:
                        take = misled if x == RIGHT else taught
                        to_wrong += take * (1.0 - to_wrong)
                        to_right *= 1.0 - take
                        to_none *= 1.0 - take
                    right += before[s, kind, x] * to_right
                    wrong += before[s, kind, x] * to_wrong
                    none += before[s, kind, x] * to_none
                total = right + wrong + none
                here, alarm = (sensed, false) if kind == FACED else (0.0, 0.0)
                after[s, kind, RIGHT] = (1.0 - here - alarm) * right + here * total
                after[s, kind, WRONG] = (1.0 - here - alarm) * wrong + alarm * total
                after[s, kind, NONE] = (1.0 - here - alarm) * none
        turned_right, turned_wrong = 0.0, 0.0  # the code moves by its view of last week
        for s in range(3):
            turned_right += moves[s, 0] * code[e, f, s]
            turned_wrong += moves[s, 1] * code[e, f, s]
            code[e, f, s] *= 1.0 - moves[s, 0] - moves[s, 1]
        code[e, f, RIGHT] += turned_right
        code[e, f, WRONG] += turned_wrong
        for kind in range(2):
            for x in range(3):
                turned_right, turned_wrong = 0.0, 0.0
                for s in range(3):
                    turned_right += moves[s, 0] * after[s, kind, x]
                    turned_wrong += moves[s, 1] * after[s, kind, x]
                    beliefs[e, f, s, kind, x] = (1.0 - moves[s, 0] - moves[s, 1]) * after[s, kind, x]
                beliefs[e, f, RIGHT, kind, x] += turned_right
                beliefs[e, f, WRONG, kind, x] += turned_wrong


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


@njit(cache=True, nogil=True, error_model="numpy")
def cohere(codes, beliefs, e, organism, facing, power, hits, out):
    """Write `out`: mean coherence of a need and its standard deviation between needs.

    The share of right facts of a need has a mean and a variance; between the two cases known exactly, no variance and the
    binomial one, the mean of a power is taken on a straight line in the variance. `hits` (facts + 1,) is room to count in.
    """
    z = hits.size - 1
    code, cells, both, square = 0.0, 0.0, 0.0, 0.0
    for f in range(codes.shape[1]):
        for s in range(3):
            mass = codes[e, f, s]
            if mass <= 0.0:
                continue
            known = beliefs[e, f, s, FACED, RIGHT]
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
    binomial(z, mean, hits)
    once, twice = 0.0, 0.0
    for m in range(z + 1):
        value = need_coherence(float(m), z, power)
        once += hits[m] * value
        twice += hits[m] * value * value
    sure = need_coherence(mean * z, z, power)
    out[0] = sure + part * (once - sure)
    out[1] = sqrt(max(0.0, sure * sure + part * (twice - sure * sure) - out[0] ** 2))
