"""Satisfaction, repeat purchase, lapse. Known worlds: BG/NBD (Fader, Hardie & Lee 2005); lifetime value m r / (1 + i - r).

With satisfaction switched off (`repeat_satisfaction = drop_satisfaction = 0`, no weekly lapse) customers buy at a
gamma-distributed rate and drop out after a purchase with a beta-distributed chance: BG/NBD in weeks.
"""

from math import expm1

import numpy as np
from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import ByNeed, Count

UNITS = np.float32(2.0**24)  # of satisfaction


@njit(cache=True, nogil=True)
def purchase_hazard(rate, repeat_satisfaction, satisfaction, cross_selling, care):
    """Purchases per week: the customer's own `rate`, more if satisfied and if cared for."""
    return rate * max(0.0, 1.0 + repeat_satisfaction * (2.0 * satisfaction - 1.0)) * (1.0 + cross_selling * care)


@njit(cache=True, nogil=True)
def drop_probability(drop, drop_satisfaction, satisfaction):
    """Chance to drop out after a purchase: the customer's own, more if dissatisfied, less if satisfied."""
    return min(1.0, drop * max(0.0, 1.0 + drop_satisfaction * (1.0 - 2.0 * satisfaction)))


@njit(cache=True, nogil=True)
def lapse_hazard(natural, dissatisfied, satisfaction):
    """Weekly hazard to lapse: natural, and of the dissatisfied; quadratic in what is missing (own assumption)."""
    return natural + dissatisfied * (1.0 - satisfaction) ** 2


@njit(cache=True, nogil=True)
def cared_for(supplier, satisfaction, care, parameters):
    """Own customers of one block are cared for: part of what is missing in their satisfaction goes."""
    for e in range(parameters.size):
        gain = np.float32(parameters[e].care * care[e])
        if gain > 0.0:
            for i in range(supplier.size):
                missing = np.float32(1.0) - satisfaction[i]
                satisfaction[i] += gain * missing if supplier[i] == e else np.float32(0.0)


@njit(cache=True, nogil=True)
def buy(supplier, tier, satisfaction, request, rate, drop, care, supply_gap, parameters,
        seed, replicate, week, first, marks, counts):  # fmt: skip
    """Own customers of one block buy, are disappointed by missing goods, drop out after it.

    `care`, `supply_gap` (enterprise,), in [0, 1].
    """
    key = stream(seed, replicate, week, Draw.PURCHASE)
    key_drop = stream(seed, replicate, week, Draw.DROP)
    most = 0.0  # no customer's hazard is above his own rate times this
    for e in range(parameters.size):
        p = parameters[e]
        for s in (0.0, 1.0):
            most = max(most, purchase_hazard(1.0, p.repeat_satisfaction, s, p.cross_selling, care[e]))
    flag = marks.flag
    for i in range(supplier.size):
        flag[i] = (supplier[i] >= 0) & (uniform(key, first + i) < most * rate[i])
    for i in marks.place[: marked(marks, supplier.size)]:
        e = supplier[i]
        p = parameters[e]
        hazard = purchase_hazard(rate[i], p.repeat_satisfaction, satisfaction[i], p.cross_selling, care[e])
        if uniform(key, first + i) < -expm1(-hazard):
            counts[e, Count.UNITS_VOLUME + tier[i]] += 1
            if tier[i] == 0:
                satisfaction[i] *= 1.0 - p.supply_wait * supply_gap[e]
            if uniform(key_drop, first + i) < drop_probability(drop[i], p.drop_satisfaction, satisfaction[i]):
                supplier[i] = -1
                request[i] = 0
                counts[e, Count.LAPSED] += 1


@njit(cache=True, nogil=True)
def lapse(supplier, satisfaction, request, parameters, seed, replicate, week, first, marks, counts):
    """Own customers of one block lapse: by themselves, and because they are dissatisfied."""
    key = stream(seed, replicate, week, Draw.LAPSE)
    natural, dissatisfied = 0.0, 0.0
    for e in range(parameters.size):
        natural = max(natural, parameters[e].lapse_natural)
        dissatisfied = max(dissatisfied, parameters[e].lapse_dissatisfied)
    flag = marks.flag
    for i in range(supplier.size):
        most = lapse_hazard(natural, dissatisfied, satisfaction[i])
        flag[i] = (supplier[i] >= 0) & (uniform(key, first + i) < most)
    for i in marks.place[: marked(marks, supplier.size)]:
        e = supplier[i]
        hazard = lapse_hazard(parameters[e].lapse_natural, parameters[e].lapse_dissatisfied, satisfaction[i])
        if uniform(key, first + i) < -expm1(-hazard):
            supplier[i] = -1
            request[i] = 0
            counts[e, Count.LAPSED] += 1


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
def census(need, supplier, tier, satisfaction, request, mood, marks, counts, by_need):
    """Count the customers of one block: by tier, satisfaction, mood, and per need those active and asking.

    Satisfaction is added in units of 2**-24, whole numbers, whose sum does not depend on the order.
    """
    enterprises, needs = by_need.shape[0], by_need.shape[1]
    kinds = np.empty(supplier.size, np.int16)
    for i in range(supplier.size):  # enterprise (the first is nobody), tier, mood (none, glad, sorry), need
        felt = (mood[i] > 0) * (2 - mood[i] % 2)
        kinds[i] = (((supplier[i] + 1) * 2 + tier[i]) * 3 + felt) * needs + need[i]
    number = np.zeros((enterprises + 1) * 6 * needs, np.int32)
    for kind in kinds:
        number[kind] += 1
    for e in range(enterprises):
        kind = (e + 1) * 6 * needs
        for t in range(2):
            for feeling in range(3):
                for g in range(needs):
                    counts[e, Count.CUSTOMERS_VOLUME + t] += number[kind]
                    by_need[e, g, ByNeed.ACTIVE] += number[kind]
                    if feeling > 0:
                        counts[e, Count.GLAD + feeling - 1] += number[kind]
                    kind += 1
        total = 0
        for i in range(supplier.size):
            total += np.int32(satisfaction[i] * UNITS) if supplier[i] == e else np.int32(0)
        counts[e, Count.SATISFACTION] += total / 2.0**24
    flag = marks.flag
    for i in range(request.size):
        flag[i] = (request[i] > 0) & (supplier[i] >= 0)
    for i in marks.place[: marked(marks, request.size)]:
        by_need[supplier[i], need[i], ByNeed.REQUESTS] += 1
