"""Renaming, being found out, credibility. Meyer & Rowan (1977). Do we renew crafts, or just rename them?"""

from numba import njit

from equilibrium.draws import ENTERPRISES, Draw, stream, uniform
from equilibrium.state import Origin


@njit(cache=True, nogil=True)
def discovery_probability(found, open_renamings):
    """Probability that one of the `open_renamings` is found out this week, each with hazard `found`."""
    return 1.0 - (1.0 - found) ** open_renamings


@njit(cache=True, nogil=True)
def which(count, origins, enterprise, attempt, seed, replicate, week):
    """Index of the craft that gets a new name, -1 if there is none: any genuine one, by chance."""
    genuine = 0
    for k in range(count):
        genuine += origins[k] != Origin.RELABEL
    key = stream(seed, replicate, week, Draw.RELABEL_WHICH)
    nth = int(uniform(key, attempt * ENTERPRISES + enterprise) * genuine)  # a campaign makes any number of attempts
    for k in range(count):
        if origins[k] != Origin.RELABEL:
            if nth == 0:
                return k
            nth -= 1
    return -1


@njit(cache=True, nogil=True)
def has_room(count, origins):
    """Whether a new name finds a place: a free one or that of an older name, never that of a genuine craft."""
    if count < origins.size:
        return True
    for k in range(origins.size):
        if origins[k] == Origin.RELABEL:
            return True
    return False


@njit(cache=True, nogil=True)
def discover(count, origins, found_out, found, enterprise, seed, replicate, week):
    """Whether a renaming is found out this week; the oldest open one is then marked in `found_out` (craft,)."""
    open_renamings = 0
    for k in range(count):
        open_renamings += origins[k] == Origin.RELABEL and not found_out[k]
    if open_renamings == 0:
        return False
    u = uniform(stream(seed, replicate, week, Draw.FOUND_OUT), enterprise)
    if u >= discovery_probability(found, open_renamings):
        return False
    for k in range(count):
        if origins[k] == Origin.RELABEL and not found_out[k]:
            found_out[k] = 1
            return True
    return False


@njit(cache=True, nogil=True)
def recovered(credibility, rate):
    """Credibility in [0, 1] after a week in which nothing is found out; half of a loss is back in ln 2 / rate weeks."""
    return credibility + rate * (1.0 - credibility)
