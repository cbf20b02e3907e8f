"""Satisfaction, repeat purchase, lapse. Known worlds: BG/NBD (Fader, Hardie & Lee 2005); lifetime value m r / (1 + i - r).

With satisfaction switched off (`repeat_satisfaction = drop_satisfaction = 0`, no weekly lapse) customers buy at a
gamma-distributed rate and drop out after a purchase with a beta-distributed chance: BG/NBD in weeks.
"""

from math import expm1

from numba import njit

from equilibrium.draws import Draw, stream, uniform
from equilibrium.state import ByNeed, Count


@njit(cache=True, nogil=True)
def purchase_hazard(rate, repeat_satisfaction, satisfaction, cross_selling, care):
    """Purchases per week: the customer's own `rate`, more if satisfied and if cared for."""
    return rate * max(0.0, 1.0 + repeat_satisfaction * (2.0 * satisfaction - 1.0)) * (1.0 + cross_selling * care)


@njit(cache=True, nogil=True)
def drop_probability(drop, drop_satisfaction, satisfaction):
    """Chance to drop out after a purchase: the customer's own, halved or doubled by satisfaction."""
    return min(1.0, drop * max(0.0, 1.0 + drop_satisfaction * (1.0 - 2.0 * satisfaction)))


@njit(cache=True, nogil=True)
def lapse_hazard(natural, dissatisfied, satisfaction):
    """Weekly hazard to lapse: natural, and of the dissatisfied; quadratic in what is missing (own assumption)."""
    return natural + dissatisfied * (1.0 - satisfaction) ** 2


@njit(cache=True, nogil=True)
def buy(supplier, tier, satisfaction, request, rate, drop, care, supply_gap, parameters,
        seed, replicate, week, first, counts):  # fmt: skip
    """Own customers of one block buy, are disappointed by missing goods, are cared for, drop out or lapse.

    `care`, `supply_gap` (enterprise,), in [0, 1].
    """
    key = stream(seed, replicate, week, Draw.PURCHASE)
    key_drop = stream(seed, replicate, week, Draw.DROP)
    key_lapse = stream(seed, replicate, week, Draw.LAPSE)
    for i in range(supplier.size):
        e = supplier[i]
        if e < 0:
            continue
        p = parameters[e]
        s = satisfaction[i] + p.care * care[e] * (1.0 - satisfaction[i])
        leaves = False
        hazard = purchase_hazard(rate[i], p.repeat_satisfaction, s, p.cross_selling, care[e])
        u = uniform(key, first + i)
        if u < hazard and u < -expm1(-hazard):
            counts[e, Count.UNITS_VOLUME + tier[i]] += 1
            if tier[i] == 0:
                s *= 1.0 - p.supply_wait * supply_gap[e]
            leaves = uniform(key_drop, first + i) < drop_probability(drop[i], p.drop_satisfaction, s)
        hazard = lapse_hazard(p.lapse_natural, p.lapse_dissatisfied, s)
        u = uniform(key_lapse, first + i)
        if leaves or (u < hazard and u < -expm1(-hazard)):
            supplier[i] = -1
            request[i] = 0
            counts[e, Count.LAPSED] += 1
        satisfaction[i] = s


@njit(cache=True, nogil=True)
def close(supplier, request, alive, counts):
    """Customers of enterprises that are no more are free again."""
    for i in range(supplier.size):
        e = supplier[i]
        if e >= 0 and not alive[e]:
            supplier[i] = -1
            request[i] = 0
            counts[e, Count.CLOSED] += 1


@njit(cache=True, nogil=True)
def census(need, supplier, tier, satisfaction, request, mood, counts, by_need):
    """Count the customers of one block: by tier, satisfaction, mood, and per need those active and asking."""
    for i in range(supplier.size):
        e = supplier[i]
        if e < 0:
            continue
        counts[e, Count.CUSTOMERS_VOLUME + tier[i]] += 1
        counts[e, Count.SATISFACTION] += satisfaction[i]
        by_need[e, need[i], ByNeed.ACTIVE] += 1
        by_need[e, need[i], ByNeed.REQUESTS] += request[i] > 0
        if mood[i] > 0:
            counts[e, Count.SORRY - mood[i] % 2] += 1
