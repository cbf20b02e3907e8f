"""Logit over tiers, rivals and none. Known worlds: logit shares; Bertrand-logit prices."""

from math import exp, expm1, log

import numpy as np
from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import Count

NOWHERE = -1.0e30
REFERENCE = 0.1  # uniqueness at which both responses of quality agree; the reference scenario's means are .04 to .06


@njit(cache=True, nogil=True)
def utility(attraction, coherence_weight, coherence, quality, price_weight, price, shelf, share):
    """Utility of one tier of one enterprise, before loyalty.

    Parameters
    ----------
    coherence : float in [0, 1] -- with the customer's need
    price_weight : float >= 0, 1/(60 EUR); price : float, EUR
    shelf : float -- elasticity of attraction to the tier's `share` of the offer; at 1 attraction is proportional to
        shelf space, below 1 extra shelf has falling returns (own assumption, reported at 1 as well)
    """
    if share <= 0.0:
        return NOWHERE
    return attraction + coherence_weight * coherence + quality - price_weight * price / 60.0 + shelf * log(share)


@njit(cache=True, nogil=True)
def value_quality(base, weight, uniqueness, saturating=False):
    """Quality of the value tier: invested quality plus what `uniqueness` in [0, 1] adds.

    Either in proportion, or `saturating`: the first unique crafts add more than the later ones, by 1 - exp(-u / r), with
    r = `REFERENCE`, where both add the same. Own assumption.
    """
    if saturating:
        return base + weight * REFERENCE * expm1(-uniqueness / REFERENCE) / expm1(-1.0)
    return base + weight * uniqueness


@njit(cache=True, nogil=True)
def loyalty(base, slope, satisfaction):
    """Utility of staying with the present supplier; slope is per unit of satisfaction above one half."""
    return base + slope * (satisfaction - 0.5)


@njit(cache=True, nogil=True)
def appeal(alive, value, coherence, uniqueness, p, tiers):
    """Write the part of utility that all customers of a need share: `tiers` (need, tier), without price.

    `value` in [0, 1] is the position between volume and value: the share of the offer in the value tier.
    """
    quality = value_quality(p.value_quality, p.uniqueness_quality, uniqueness, p.quality_response == 1.0)
    for g in range(tiers.shape[0]):
        at = coherence[g]
        tiers[g, 0] = utility(p.attraction, p.coherence_weight, at, 0.0, 0.0, 0.0, p.shelf, 1.0 - value)
        tiers[g, 1] = utility(p.attraction, p.coherence_weight, at, quality, 0.0, 0.0, p.shelf, value)
        if not alive:
            tiers[g, :] = NOWHERE


@njit(cache=True, nogil=True)
def choose(considers, need, sensitivity, supplier, tier, satisfaction, request, tiers, price, price_factor, parameters,
           seed, replicate, week, first, marks, counts):  # fmt: skip
    """Customers who consider choose among those considered, their supplier and none, by multinomial logit.

    `tiers` (enterprise, need, tier) is the common part of utility; `price` (enterprise, tier) EUR.
    """
    key = stream(seed, replicate, week, Draw.CHOICE)
    enterprises = price.shape[0]
    weights = np.empty(2 * enterprises)
    marks.flag[: considers.size] = considers
    for i in marks.place[: marked(marks, considers.size)]:
        total = 1.0  # the weight of none
        for e in range(enterprises):
            own = supplier[i] == e
            for t in range(2):
                weight = 0.0
                if own or (considers[i] >> e) & 1:
                    value = tiers[e, need[i], t] - sensitivity[i] * price_factor * price[e, t] / 60.0
                    if own:
                        value += loyalty(parameters[e].loyalty, parameters[e].loyalty_satisfaction, satisfaction[i])
                    weight = exp(value)
                total += weight
                weights[2 * e + t] = weight
        u = uniform(key, first + i) * total
        chosen = -1
        for k in range(2 * enterprises):
            u -= weights[k]
            if u < 0.0:
                chosen = k
                break
        before = supplier[i]
        if chosen < 0:
            if before >= 0:
                counts[before, Count.LAPSED] += 1
                supplier[i] = -1
                request[i] = 0
            continue
        after = chosen // 2
        tier[i] = chosen % 2
        if after != before:
            if before >= 0:
                counts[before, Count.SWITCHED] += 1
            counts[after, Count.WON] += 1
            counts[after, Count.WON_VALUE] += chosen % 2
            supplier[i] = after
            satisfaction[i] = parameters[after].satisfaction_start
            request[i] = 0
