"""Central plan and local response: who does what. Burns & Stalker (1961), Lawrence & Lorsch (1967)."""

from numba import njit

from equilibrium.draws import stream, uniform
from equilibrium.state import Activity


@njit(cache=True, nogil=True)
def productivity(energy, floor, standard_gain, organism, shared):
    """Effective hours per paid hour: energy above a `floor`, and a standard that helps where it is really shared.

    `shared` in [0, 1] is the share of facts on which the cell agrees with the code.
    """
    return (floor + (1.0 - floor) * energy) * (1.0 + standard_gain * (1.0 - organism) * shared)


@njit(cache=True, nogil=True)
def coordination_share(coordination, organism, neighbours):
    """Share of hours, at most 1, that a cell spends to agree with its `neighbours`; both must be autonomous, hence squared."""
    return min(1.0, coordination * organism * organism * neighbours)


@njit(cache=True, nogil=True)
def local_share(planned, seen, weight):
    """A cell's own share: the plan's, drawn towards what the cell has `seen` with `weight` in [0, 1]."""
    return min(1.0, max(0.0, planned + weight * (seen - planned)))


@njit(cache=True, nogil=True)
def backlog(requests, faces, facing, request_hours, customer_weight):
    """Hours that the open `requests` (need,) of the needs a cell faces ask of it; shared among all who face them."""
    total = 0.0
    for g in range(requests.size):
        if faces[g]:
            total += requests[g] / facing[g]
    return total * request_hours * customer_weight


@njit(cache=True, nogil=True)
def overhead(paid, moved, organism, hangar, neighbours, p, hours):
    """Hours gone before any work: moving, agreeing with neighbours, the hangar; returns what remains of `paid`.

    Parameters
    ----------
    moved : float -- sum of |dx| over the axes this week
    hangar : float >= 0 -- weeks left in the service designer's hangar
    neighbours : float -- living neighbouring cells
    """
    hours[Activity.MOVING] = paid * min(1.0, p.move_cost * moved)
    rest = paid - hours[Activity.MOVING]
    hours[Activity.COORDINATION] = rest * coordination_share(p.coordination, organism, neighbours)
    rest -= hours[Activity.COORDINATION]
    hours[Activity.HANGAR] = min(rest, p.hangar_hours) if hangar > 0.0 else 0.0
    return rest - hours[Activity.HANGAR]


@njit(cache=True, nogil=True)
def split(rest, serving, pull, alliance, lost_front, lost_sides, lost_renewal, p, hours):
    """Spend `rest` paid hours, each once; writes the other entries of `hours` (activity,).

    `serving`, `pull`, `alliance` in [0, 1] are the cell's shares; `lost_*` the shares that interference takes of front
    line, selling and renewal hours.
    """
    hours[Activity.ANTENNA] = rest * p.antenna
    renewal = rest * p.development
    front = rest - renewal - hours[Activity.ANTENNA]
    kept = front * (1.0 - lost_front)
    selling = kept * (1.0 - serving)
    made = renewal * (1.0 - lost_renewal)
    hours[Activity.SERVING] = kept * serving
    hours[Activity.PUSH] = selling * (1.0 - lost_sides) * (1.0 - pull)
    hours[Activity.PULL] = selling * (1.0 - lost_sides) * pull
    hours[Activity.ALLYING] = made * alliance
    hours[Activity.MAKING] = made * (1.0 - alliance) * p.substance
    hours[Activity.RELABELLING] = made * (1.0 - alliance) * (1.0 - p.substance)
    hours[Activity.INTERFERENCE] = front * lost_front + selling * lost_sides + renewal * lost_renewal


@njit(cache=True, nogil=True)
def noisy(value, noise, mechanism, seed, replicate, week, entity):
    """What a cell sees of `value`: up to `noise` of it wrong, either way, at least 0."""
    u = uniform(stream(seed, replicate, week, mechanism), entity)
    return max(0.0, value * (1.0 + noise * (2.0 * u - 1.0)))


@njit(cache=True, nogil=True)
def review_plan(picture, requests, period, reviewed, week):
    """Redraw the plan's demand `picture` (need,) from pooled `requests` every `period` weeks; returns the review's week."""
    if week - reviewed < period:
        return reviewed
    total = requests.sum()
    for g in range(picture.size):
        picture[g] = requests[g] / total if total > 0.0 else 1.0 / picture.size
    return week
