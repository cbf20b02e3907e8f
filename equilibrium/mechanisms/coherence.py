"""Match of what an enterprise does with reality, need by need."""

from numba import njit


@njit(cache=True, nogil=True)
def need_coherence(matching, facts, power):
    """Coherence in [0, 1]: share of `matching` facts among the need's `facts`, to a `power` >= 1 (mild synergy)."""
    return min(1.0, matching / facts) ** power  # a mix of code and cells that all match rounds to a hair above all


@njit(cache=True, nogil=True)
def cohere(coherence, reality, code, beliefs, alive, faces, organism, power):
    """Write `coherence` (need,): code where organised, own beliefs of the cells facing the need where organic.

    Parameters
    ----------
    reality, code : (fact,) int8; beliefs : (cell, fact) int8; alive : (cell,), faces : (cell, need) uint8
    organism : float in [0, 1]
    """
    facts = reality.size // coherence.size
    for g in range(coherence.size):
        of_code, of_cells, facing = 0.0, 0.0, 0
        for j in range(g * facts, (g + 1) * facts):
            of_code += code[j] == reality[j]
        for c in range(alive.size):
            if alive[c] and faces[c, g]:
                facing += 1
                for j in range(g * facts, (g + 1) * facts):
                    of_cells += beliefs[c, j] == reality[j]
        if facing:
            of_cells /= facing
        coherence[g] = need_coherence((1.0 - organism) * of_code + organism * of_cells, facts, power)
