"""Requests, queue, patience, success. Known world: the weekly fluid limit of M/M/c+M (Erlang A)."""

from math import exp, expm1

from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import Activity, ByNeed, Count


@njit(cache=True, nogil=True)
def answered_probability(capacity, requests):
    """Chance that an open request is answered this week: the weekly fluid limit of a queue, min(1, capacity / requests)."""
    return min(1.0, capacity / requests) if requests > 0.0 else 1.0


@njit(cache=True, nogil=True)
def success_probability(base, coherence):
    """Chance that an answer solves the request; rises from `base` to 1 with `coherence` in [0, 1]."""
    return base + (1.0 - base) * coherence


@njit(cache=True, nogil=True)
def leave_probability(patience):
    """Chance that a waiting customer gives up this week; `patience` is the mean, weeks > 0."""
    return -expm1(-1.0 / patience)


@njit(cache=True, nogil=True)
def care_level(spare, saturation):
    """Proactive care in [0, 1] from the `spare` share of serving hours, with diminishing returns (own assumption)."""
    return 1.0 - exp(-saturation * spare)


@njit(cache=True, nogil=True)
def request_cost(request_hours, method_gain, method):
    """Hours per request after what method crafts (level in [0, 1]) save."""
    return request_hours * (1.0 - method_gain * method)


@njit(cache=True, nogil=True)
def serve(requests, picture, work, alive, faces, organism, cost, customer_weight, answered):
    """Set capacity against open `requests` (need,), in simulated customers; writes `answered` (need,).

    The plan pools `1 - organism` of the serving hours by its picture of demand; the rest stays local, spread by each
    cell over the needs it faces as requests stand now. Returns (load, spare, capacity): requests over capacity,
    share of capacity left, capacity in requests.
    """
    total_capacity, left = 0.0, 0.0
    pooled = 0.0
    for c in range(alive.size):
        if alive[c]:
            pooled += work[c, Activity.SERVING] * (1.0 - organism)
    for g in range(requests.size):
        hours = pooled * picture[g]
        for c in range(alive.size):
            if alive[c] and faces[c, g]:
                seen, facing = 0.0, 0
                for h in range(requests.size):
                    if faces[c, h]:
                        seen += requests[h]
                        facing += 1
                share = requests[g] / seen if seen > 0.0 else 1.0 / facing
                hours += work[c, Activity.SERVING] * organism * share
        capacity = hours / cost / customer_weight
        answered[g] = answered_probability(capacity, requests[g])
        total_capacity += capacity
        left += max(0.0, capacity - requests[g])
    if total_capacity < 1e-9:  # requests: as good as nobody serves, and no ratio to speak of
        return (0.0 if requests.sum() == 0.0 else 2.0), 0.0, 0.0
    return requests.sum() / total_capacity, left / total_capacity, total_capacity


@njit(cache=True, nogil=True)
def answer(request, need, supplier, satisfaction, answered, coherence, parameters,
           seed, replicate, week, first, marks, counts, by_need):  # fmt: skip
    """Answer the open requests of one block, or let them wait or leave.

    One number per request is its lottery ticket: answered and solved, answered in vain, gives up, waits on.
    `answered`, `coherence` (enterprise, need).
    """
    key = stream(seed, replicate, week, Draw.SERVICE)
    flag = marks.flag
    for i in range(request.size):
        flag[i] = (request[i] > 0) & (supplier[i] >= 0)
    for i in marks.place[: marked(marks, request.size)]:
        e, g = supplier[i], need[i]
        p = parameters[e]
        u = uniform(key, first + i)
        chance = answered[e, g]
        if u < chance:
            counts[e, Count.SERVED] += 1
            by_need[e, g, ByNeed.ANSWERED] += 1
            request[i] = 0
            if u < chance * success_probability(p.base_success, coherence[e, g]):
                satisfaction[i] += p.success_up * (1.0 - satisfaction[i])
                counts[e, Count.SUCCEEDED] += 1
            else:
                satisfaction[i] *= 1.0 - p.failure_down
                by_need[e, g, ByNeed.FAILED] += 1
        else:
            satisfaction[i] *= 1.0 - p.wait_down
            if u < chance + (1.0 - chance) * leave_probability(p.patience):
                request[i] = 0
                counts[e, Count.ABANDONED] += 1
            else:
                request[i] = min(request[i] + 1, 250)
                counts[e, Count.WAITING] += 1


@njit(cache=True, nogil=True)
def ask(request, supplier, tier, hazards, seed, replicate, week, first, marks):
    """Raise requests in one block; `hazards` (enterprise, tier), 1/week. A customer has one open request at a time."""
    key = stream(seed, replicate, week, Draw.REQUEST)
    flag = marks.flag
    most = hazards.max()
    for i in range(request.size):
        flag[i] = (supplier[i] >= 0) & (request[i] == 0) & (uniform(key, first + i) < most)
    for i in marks.place[: marked(marks, request.size)]:
        if uniform(key, first + i) < -expm1(-hazards[supplier[i], tier[i]]):
            request[i] = 1
