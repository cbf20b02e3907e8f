"""Attempts at a new craft in expectation: what one may hold against what is done, and whether a pilot lets it through.

Told fact by fact (right or not, jointly), and over the facts of a need by convolution.
"""

from math import sqrt

from numba import njit

from equilibrium.meanfield.chance import FUSED, below
from equilibrium.meanfield.knowledge import FACED, NONE, OTHER, RIGHT, WRONG
from equilibrium.mechanisms import crafts

SOFT = 0.12  # least deviation of what an enterprise leans to: between code and cells nothing jumps as authority moves


@njit(cache=True, nogil=True, error_model="numpy")
def presence(mass, right, wrong, s, organism, facing):
    """What is done about a fact of which the code says `s`: chances of right and of nothing; else it is wrong.

    `right`, `wrong` of `mass` cells that face the need believe so. The lean of code and cells, weighed by their authority, is
    taken as normal.
    """
    right, wrong = right / mass, wrong / mass
    code = 1.0 if s == RIGHT else -1.0 if s == WRONG else 0.0
    mean = organism * (right - wrong) + (1.0 - organism) * code
    spread = sqrt(organism * organism * max(0.0, right + wrong - (right - wrong) ** 2) / facing + SOFT * SOFT)
    silent = max(0.0, 1.0 - right - wrong) ** facing if s == NONE else 0.0
    return (1.0 - silent) * below(mean / spread), silent


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def drafts(weight, code, beliefs, e, enough, organism, facing, faced, chance, table, pointed, content, presents):
    """What an attempt may hold against what is done, fact by fact: (content right or not, present right or not).

    `enough` (class, 2) as `antenna.look_out` writes it. Writes `table` (2, 2) for any fact, `pointed` (2, 2) for one on which
    the cards contradict what is done, `content` (class,), the chance that the content is right, and `presents` (class, view of
    the code, 3), what is done: right, wrong, nothing. Returns the share of facts on which cards contradict.
    """
    both, gained, lost, neither, gains, loses, speaks = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for f in range(weight.size):
        content[f] = 0.0
        for s in range(3):
            for x in range(3):
                presents[f, s, x] = 0.0
        if weight[f] <= 1e-15:
            continue
        yes, no = enough[f, RIGHT], enough[f, WRONG]
        unsaid = max(0.0, 1.0 - yes - no)
        for s in range(3):
            mass = code[e, f, s]
            if mass <= 1e-15:
                continue
            known = beliefs[e, f, s, FACED, RIGHT]
            right = faced * known + (1.0 - faced) * beliefs[e, f, s, OTHER, RIGHT]
            none = faced * beliefs[e, f, s, FACED, NONE] + (1.0 - faced) * beliefs[e, f, s, OTHER, NONE]
            new = yes + unsaid * ((1.0 - chance) * (right + 0.5 * none) / mass + 0.5 * chance)
            done, silent = presence(mass, known, beliefs[e, f, s, FACED, WRONG], s, organism, facing)
            presents[f, s, 0], presents[f, s, 1], presents[f, s, 2] = done, 1.0 - silent - done, silent
            content[f] += mass * new / weight[f]
            both += mass * new * done
            gained += mass * new * (1.0 - done)
            lost += mass * (1.0 - new) * done
            neither += mass * (1.0 - new) * (1.0 - done)
            gains += mass * yes * (1.0 - done)
            loses += mass * no * done
            speaks += mass * no * silent
    table[1, 1], table[1, 0], table[0, 1], table[0, 0] = both, gained, lost, neither
    total = speaks + loses + gains
    share = 1.0 / total if total > 0.0 else 0.0
    pointed[1, 1], pointed[1, 0], pointed[0, 1], pointed[0, 0] = 0.0, gains * share, loses * share, speaks * share
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def compare(first, table, z, out):
    """Write `out` (z + 1, z + 1): chances of (right in the content, right in the present) over the z facts of a need."""
    for new in range(z + 1):
        for old in range(z + 1):
            out[new, old] = 0.0
    out[0, 0] = 1.0
    for i in range(z):
        of = first if i == 0 else table
        for new in range(i + 1, -1, -1):  # downwards, so that what is read is not yet written
            for old in range(i + 1, -1, -1):
                found = out[new, old] * of[0, 0]
                if new > 0:
                    found += out[new - 1, old] * of[1, 0]
                if old > 0:
                    found += out[new, old - 1] * of[0, 1]
                if new > 0 and old > 0:
                    found += out[new - 1, old - 1] * of[1, 1]
                out[new, old] = found


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def pilot(joint, growing, error, passed):
    """Write `passed` (right facts,), the chance that a content passes; `growing`: chance that a craft of the need grows."""
    for new in range(joint.shape[0]):
        passed[new] = 0.0
        for old in range(joint.shape[0]):
            sure = growing * crafts.pilot_passes(new, old, True, 0.0, 1.0)
            sure += (1.0 - growing) * crafts.pilot_passes(new, old, False, 0.0, 1.0)
            passed[new] += joint[new, old] * (sure + (1.0 - sure) * error)
