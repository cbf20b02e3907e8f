"""What is known, in expectation: shares of facts that code and cells have right, wrong or not at all.

Facts are told apart by how they differ between regimes (a *pattern*: which templates agree) and by whether they have drifted since
the regime was entered. A change of regime turns whole classes, so that on return the old facts are back, and so is what was known
of them. Within a class the twin keeps the joint share of (code, belief of a cell), for cells that face the fact's need and for
those that do not. Closures: facts of a need are independent; so are cells, given the code's view.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numba import njit

from equilibrium.meanfield.chance import FUSED, binomial
from equilibrium.mechanisms.coherence import need_coherence

RIGHT, WRONG, NONE = 0, 1, 2
FACED, OTHER = 0, 1


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


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def believe(beliefs, e, f, s, kind, right, wrong, none):
    """Beliefs move: `right`, `wrong`, `none` of all take on that belief instead of theirs; the rest stay."""
    a, b, c = beliefs[e, f, s, kind, 0], beliefs[e, f, s, kind, 1], beliefs[e, f, s, kind, 2]
    total, stays = a + b + c, 1.0 - right - wrong - none
    beliefs[e, f, s, kind, 0] = stays * a + right * total
    beliefs[e, f, s, kind, 1] = stays * b + wrong * total
    beliefs[e, f, s, kind, 2] = stays * c + none * total


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
