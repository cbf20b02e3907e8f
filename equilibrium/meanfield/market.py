"""Customers in expectation: classes of people, and a distribution of satisfaction, instead of single customers.

A class is (seeker or not, price sensitivity, rate of purchase, chance to drop out): what a customer is for ever. Of each class
the twin knows the mass with each enterprise and tier. Of each enterprise and tier it knows how satisfaction is distributed, on a
grid, with and without an open request. Closure: within an enterprise, tier
and *pace* (how soon the class drops out) satisfaction does not depend on the class.
Satisfaction moves linearly between the two nearest nodes of the grid, which keeps its mean and adds a little spread.
All probabilities are those of `mechanisms`; needs are told apart by the spread of coherence only.
"""

from math import exp, expm1
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.special import roots_genlaguerre, roots_hermitenorm, roots_jacobi

from equilibrium.mechanisms.choice import loyalty, utility
from equilibrium.mechanisms.contacts import convince_probability
from equilibrium.mechanisms.loyalty import drop_probability, lapse_hazard, purchase_hazard
from equilibrium.mechanisms.service import leave_probability, success_probability
from equilibrium.mechanisms.word_of_mouth import consideration_probability, talk_hazard
from equilibrium.state import Count

GRID = 29  # places of satisfaction
COARSE = 8  # of which choices are computed, straight lines between
SUMS = {"reassoc", "contract"}  # sums may be taken in vectors
MEMORY = 40  # weeks of contacts that still tire
SENSITIVITIES, RATES, DROPS = 12, 5, 3
PACES = np.array([1.0 / 104.0, 1.0 / 13.0])  # dropping out a week, between which satisfactions are told apart


class Classes(NamedTuple):
    """What customers are for ever; the class of (seeker, sensitivity, rate, drop) has the product of the weights."""

    seekers: np.ndarray  # (2,) weight of those who do not search, of those who do
    sensitivity: np.ndarray  # (node, 2): value, weight
    rate: np.ndarray  # (node, 2)
    drop: np.ndarray  # (node, 2)
    pace: np.ndarray  # (rate, drop) number of the class's pace


class Market(NamedTuple):
    """Customers of one path, as shares of all; last week's talk."""

    mass: np.ndarray  # (seeker, sensitivity, rate, drop, place); a place is 2 * enterprise + tier
    grid: np.ndarray  # (pace, enterprise, tier, open request, satisfaction)
    contacts: np.ndarray  # (enterprise, MEMORY) chance of a contact, newest first
    glad: np.ndarray  # (enterprise,) share of all customers
    sorry: np.ndarray  # (enterprise,)


OFFER = np.dtype(
    [(key, "f8") for key in (
        "alive", "answered", "coherence", "spread",  # spread: standard deviation of coherence between needs
        "value", "quality",  # share of the offer in the value tier, and its quality
        "care", "supply_gap", "contact", "credibility", "search", "attention", "conceptual",
    )] + [("price", "f8", (2,))]
)  # fmt: skip
"""What customers meet this week: a record for each enterprise."""


def classes(world) -> Classes:
    """Quadrature nodes of the scenario's customers: Gauss-Hermite, Gauss-Laguerre and Gauss-Jacobi.

    `world` is the record of the first enterprise. They integrate polynomials of the class exactly to degree 2 n - 1.
    """
    seekers = np.array([1.0 - world["seekers"], world["seekers"]])
    sensitivity = np.array([[0.0, 1.0]])
    if world["price_sensitivity"] > 0.0:
        nodes, weights = roots_hermitenorm(SENSITIVITIES)
        values = world["price_sensitivity"] * np.exp(max(float(world["price_spread"]), 1e-9) * nodes)
        sensitivity = np.stack([values, weights / weights.sum()], 1)
    rate = np.array([[0.0, 1.0]])
    if world["purchase_rate"] > 0.0:
        shape = min(float(world["purchase_shape"]), 150.0)  # a more even one is even
        nodes, weights = roots_genlaguerre(RATES, shape - 1.0)
        rate = np.stack([nodes * world["purchase_rate"] / shape, weights / weights.sum()], 1)
    drop = np.array([[0.0, 1.0]])
    if world["drop_a"] > 0.0:
        nodes, weights = roots_jacobi(DROPS, world["drop_b"] - 1.0, world["drop_a"] - 1.0)
        drop = np.stack([0.5 * (1.0 + nodes), weights / weights.sum()], 1)
    pace = np.searchsorted(PACES, rate[:, None, 0] * drop[None, :, 0])
    return Classes(seekers, sensitivity, rate, drop, np.unique(pace, return_inverse=True)[1].reshape(pace.shape))


def begin(kinds: Classes, parameters: np.ndarray, value: np.ndarray) -> Market:
    """Customers before week 1: `start_share` of every class with each enterprise, in the tiers it offers.

    `parameters` (enterprise,) records; `value` (enterprise,) the share of the offer in the value tier.
    """
    enterprises = len(parameters)
    each = (kinds.seekers[:, None, None, None] * kinds.sensitivity[None, :, None, None, 1]
            * kinds.rate[None, None, :, None, 1] * kinds.drop[None, None, None, :, 1])  # fmt: skip
    left, share = 1.0, np.zeros(enterprises)
    for e in range(enterprises):
        share[e] = min(left, parameters["start_share"][e])
        left -= share[e]
    tiers = np.stack([1.0 - value, value], 1) * share[:, None]
    paces = kinds.pace.max() + 1
    grid = np.zeros((paces, enterprises, 2, 2, GRID))
    for g in range(paces):
        share = each[:, :, kinds.pace == g].sum()
        for e in range(enterprises):
            for t in range(2):
                put(grid[g, e, t, 0], float(parameters["satisfaction_start"][e]), tiers[e, t] * share)
    market = Market(each[..., None] * tiers.ravel(), grid, np.zeros((enterprises, MEMORY)), np.zeros(enterprises),
                    np.zeros(enterprises))  # fmt: skip
    feel(market, parameters[0]["glad_above"], parameters[0]["sorry_below"])
    return market


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def put(nodes, satisfaction, mass):
    """Add `mass` at a `satisfaction` in [0, 1] to the two nearest of the `nodes`, keeping its mean."""
    place = satisfaction * (nodes.size - 1)
    low = min(int(place), nodes.size - 2)
    share = place - low
    nodes[low] += mass * (1.0 - share)
    nodes[low + 1] += mass * share


@njit(cache=True, nogil=True, error_model="numpy")
def feel(market, glad_above, sorry_below):
    """Write who is glad and who sorry; the mass of a node is spread evenly over its neighbourhood, so that nothing jumps."""
    last = GRID - 1
    for e in range(market.glad.size):
        glad, sorry = 0.0, 0.0
        for k in range(GRID):
            mass = 0.0
            for g in range(market.grid.shape[0]):
                for t in range(2):
                    mass += market.grid[g, e, t, 0, k] + market.grid[g, e, t, 1, k]
            low, high = max(0.0, k - 0.5), min(float(last), k + 0.5)
            glad += mass * min(1.0, max(0.0, (high - glad_above * last) / (high - low)))
            sorry += mass * min(1.0, max(0.0, (sorry_below * last - low) / (high - low)))
        market.glad[e], market.sorry[e] = glad, sorry


@njit(cache=True, nogil=True, error_model="numpy")
def tired(contacts, scale, keep):
    """Mean of exp(-scale * fatigue) over customers, exactly: fatigue is the sum of past contacts, each faded by `keep`."""
    total, left = 1.0, 1.0
    for j in range(contacts.size):
        left *= keep
        total *= 1.0 + contacts[j] * expm1(-scale * left)
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def reach(market, offer, own, world, at, degree, considers, counts):
    """Write `considers` (seeker, enterprise): the chance that one who is with another enterprise, or none, considers."""
    for e in range(offer.size):
        considers[:, e] = 0.0
        p = own[e]
        if not offer[e].alive:
            continue
        with_own = np.zeros(2)
        for seeker in range(2):
            for n in range(market.mass.shape[1]):
                for i in range(market.mass.shape[2]):
                    for d in range(market.mass.shape[3]):
                        with_own[seeker] += (
                            market.mass[seeker, n, i, d, 2 * e] + market.mass[seeker, n, i, d, 2 * e + 1]
                        )
        others = 1.0 - with_own[0] - with_own[1]
        convinced = convince_probability(at.receptivity, offer[e].credibility, 0.0, 0.0)
        convinced *= tired(market.contacts[e], p.fatigue_scale, p.fatigue_decay)
        talk = talk_hazard(at.word_of_mouth, market.glad[e] * degree, market.sorry[e] * degree, world.sorry_weight)
        heard = consideration_probability(talk * (1.0 + world.amplification * offer[e].conceptual))
        counts[e, Count.CONTACTED] = offer[e].contact
        counts[e, Count.PROSPECTS] = offer[e].contact * others
        for j in range(MEMORY - 1, 0, -1):
            market.contacts[e, j] = market.contacts[e, j - 1]
        market.contacts[e, 0] = offer[e].contact
        for seeker in range(2):
            push = offer[e].contact * convinced * (p.seeker_response if seeker else 1.0)
            search = offer[e].search if seeker else 0.0
            missed = (1.0 - push) * (1.0 - search) * (1.0 - offer[e].attention) * (1.0 - heard)
            considers[seeker, e] = 1.0 - missed
            with_others = (world.seekers if seeker else 1.0 - world.seekers) - with_own[seeker]
            counts[e, Count.CONVINCED] += push * with_others
            counts[e, Count.SEARCHED] += search * with_others
            counts[e, Count.TALKED] += heard * with_others
            counts[e, Count.INTRODUCED] += offer[e].attention * with_others


@njit(cache=True, nogil=True, error_model="numpy")
def serve_and_care(market, offer, own, counts):
    """Open requests are answered, wait or leave; own customers are cared for; some are annoyed by contacts."""
    left = np.empty((2, GRID))
    for e in range(offer.size):
        p = own[e]
        solved = success_probability(p.base_success, offer[e].coherence)
        gives_up = leave_probability(p.patience)
        chance = offer[e].answered
        gain = p.care * offer[e].care
        for both in range(2 * market.grid.shape[0]):
            grid = market.grid[both // 2, e, both % 2]
            left[:] = 0.0
            for k in range(GRID):
                s, waiting = k / (GRID - 1), grid[1, k]
                if waiting > 0.0:
                    counts[e, Count.SERVED] += waiting * chance
                    counts[e, Count.SUCCEEDED] += waiting * chance * solved
                    counts[e, Count.ABANDONED] += waiting * (1.0 - chance) * gives_up
                    counts[e, Count.WAITING] += waiting * (1.0 - chance) * (1.0 - gives_up)
                    put(left[0], s + p.success_up * (1.0 - s), waiting * chance * solved)
                    put(left[0], s * (1.0 - p.failure_down), waiting * chance * (1.0 - solved))
                    put(left[0], s * (1.0 - p.wait_down), waiting * (1.0 - chance) * gives_up)
                    put(left[1], s * (1.0 - p.wait_down), waiting * (1.0 - chance) * (1.0 - gives_up))
                left[0, k] += grid[0, k]
            grid[:] = 0.0
            contact = offer[e].contact if offer[e].alive else 0.0
            for o in range(2):
                for k in range(GRID):
                    if left[o, k] > 0.0:  # care lifts everybody, contacts lower the mean: one small step, not two
                        s = k / (GRID - 1)
                        s += gain * (1.0 - s)
                        put(grid[o], s * (1.0 - p.annoyance * contact), left[o, k])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def buy_and_lapse(market, kinds, offer, own, counts):
    """Own customers buy, are disappointed by missing goods, drop out after it, or lapse."""
    rates, drops = kinds.rate.shape[0], kinds.drop.shape[0]
    share = np.empty((rates, drops))
    kept = np.ones((rates, drops))
    distribution, survive, bought = np.empty(GRID), np.empty(GRID), np.empty(GRID)
    buys, falls, stays = np.empty((rates, GRID)), np.empty((drops, GRID)), np.empty(GRID)
    moved = np.empty((2, GRID))
    for e in range(offer.size):
        p = own[e]
        for k in range(GRID):
            s = k / (GRID - 1)
            stays[k] = exp(-lapse_hazard(p.lapse_natural, p.lapse_dissatisfied, s))
            for i in range(rates):
                hazard = purchase_hazard(kinds.rate[i, 0], p.repeat_satisfaction, s, p.cross_selling, offer[e].care)
                buys[i, k] = -expm1(-hazard)
            for d in range(drops):
                falls[d, k] = drop_probability(kinds.drop[d, 0], p.drop_satisfaction, s)
        for t in range(2):
            share[:] = 0.0
            for seeker in range(market.mass.shape[0]):
                for n in range(market.mass.shape[1]):
                    for i in range(rates):
                        for d in range(drops):
                            share[i, d] += market.mass[seeker, n, i, d, 2 * e + t]
            for g in range(market.grid.shape[0]):
                grid = market.grid[g, e, t]
                total = 0.0
                for k in range(GRID):
                    distribution[k] = grid[0, k] + grid[1, k]
                    total += distribution[k]
                    survive[k] = 0.0
                    bought[k] = 0.0
                if total <= 0.0:
                    continue
                for i in range(rates):
                    for d in range(drops):
                        if kinds.pace[i, d] != g:
                            continue
                        w, keeps, asks = share[i, d] / total, 0.0, 0.0
                        for k in range(GRID):
                            keep = (1.0 - buys[i, k] * falls[d, k]) * stays[k]
                            survive[k] += w * keep
                            bought[k] += w * buys[i, k]
                            keeps += distribution[k] * keep
                            asks += distribution[k] * buys[i, k]
                        kept[i, d] = keeps / total
                        counts[e, Count.UNITS_VOLUME + t] += w * asks
                        counts[e, Count.LAPSED] += share[i, d] * (1.0 - keeps / total)
                gap = p.supply_wait * offer[e].supply_gap if t == 0 else 0.0
                moved[:] = 0.0
                for o in range(2):
                    for k in range(GRID):
                        put(moved[o], k / (GRID - 1) * (1.0 - gap * bought[k]), grid[o, k] * survive[k])
                grid[:] = moved
            for seeker in range(market.mass.shape[0]):
                for n in range(market.mass.shape[1]):
                    for i in range(rates):
                        for d in range(drops):
                            market.mass[seeker, n, i, d, 2 * e + t] *= kept[i, d]


@njit(cache=True, nogil=True, error_model="numpy")
def chances(kinds, offer, own, price_factor, considers, join, move):
    """Write what those who consider choose, by multinomial logit over every set of enterprises they may consider.

    `join` (seeker, sensitivity, enterprise, tier): of those with none. `move` (seeker, sensitivity, supplier, COARSE,
    2 * enterprises + 1): of those with a supplier, by satisfaction; the last is none, and what is missing to 1 did not choose.
    Coherence differs between needs: two equally likely values an enterprise, mean and spread kept.
    """
    enterprises = offer.size
    sides = 2 if enterprises <= 3 else 1
    cases = sides**enterprises
    weight, loyal = np.empty((enterprises, 2)), np.empty((enterprises, COARSE))
    common, chance = np.empty((cases, enterprises, 2)), np.empty(2)
    out, into = np.empty((COARSE, 2 * enterprises + 1)), np.empty((enterprises, 2))
    join[:] = 0.0
    move[:] = 0.0
    for e in range(enterprises):
        p = own[e]
        for q in range(COARSE):
            loyal[e, q] = exp(loyalty(p.loyalty, p.loyalty_satisfaction, q / (COARSE - 1)))
        for case in range(cases):
            side = 0.0 if sides == 1 else 2.0 * ((case >> e) & 1) - 1.0
            coherence = min(1.0, max(0.0, offer[e].coherence + side * offer[e].spread))
            for t in range(2):
                share, quality = offer[e].value if t else 1.0 - offer[e].value, offer[e].quality if t else 0.0
                common[case, e, t] = exp(utility(p.attraction, p.coherence_weight, coherence, quality, 0.0, 0.0, p.shelf,
                                                 share)) if offer[e].alive else 0.0  # fmt: skip
    for n in range(kinds.sensitivity.shape[0]):
        for e in range(enterprises):
            for t in range(2):
                weight[e, t] = exp(-kinds.sensitivity[n, 0] * price_factor * offer[e].price[t] / 60.0)
        for mask in range(1, 1 << enterprises):
            for a in range(-1, enterprises):
                if a >= 0 and ((mask >> a) & 1 or not offer[a].alive):
                    continue
                for seeker in range(2):
                    chance[seeker] = 1.0 / cases
                    for e in range(enterprises):
                        if e != a:
                            reached = considers[seeker, e]
                            chance[seeker] *= reached if (mask >> e) & 1 else 1.0 - reached
                if chance[0] + chance[1] <= 0.0:
                    continue
                out[:] = 0.0
                into[:] = 0.0
                for case in range(cases):
                    total = 1.0
                    for e in range(enterprises):
                        if (mask >> e) & 1:
                            total += weight[e, 0] * common[case, e, 0] + weight[e, 1] * common[case, e, 1]
                    if a < 0:
                        for e in range(enterprises):
                            if (mask >> e) & 1:
                                into[e, 0] += weight[e, 0] * common[case, e, 0] / total
                                into[e, 1] += weight[e, 1] * common[case, e, 1] / total
                        continue
                    volume, value = weight[a, 0] * common[case, a, 0], weight[a, 1] * common[case, a, 1]
                    for q in range(COARSE):
                        each = 1.0 / (total + (volume + value) * loyal[a, q])
                        out[q, 2 * enterprises] += each
                        out[q, 2 * a] += each * volume * loyal[a, q]
                        out[q, 2 * a + 1] += each * value * loyal[a, q]
                        for e in range(enterprises):
                            if (mask >> e) & 1:
                                out[q, 2 * e] += each * weight[e, 0] * common[case, e, 0]
                                out[q, 2 * e + 1] += each * weight[e, 1] * common[case, e, 1]
                for seeker in range(2):
                    if a < 0:
                        for e in range(enterprises):
                            join[seeker, n, e, 0] += chance[seeker] * into[e, 0]
                            join[seeker, n, e, 1] += chance[seeker] * into[e, 1]
                    else:
                        for q in range(COARSE):
                            for k in range(2 * enterprises + 1):
                                move[seeker, n, a, q, k] += chance[seeker] * out[q, k]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=SUMS)
def choose(market, kinds, offer, own, price_factor, considers, counts):
    """Those who consider choose: masses move between enterprises, tiers and none."""
    enterprises = offer.size
    seekers, nodes, rates, drops = (
        market.mass.shape[0],
        market.mass.shape[1],
        market.mass.shape[2],
        market.mass.shape[3],
    )
    outcomes = 2 * enterprises + 1
    join = np.empty((seekers, nodes, enterprises, 2))
    move = np.empty((seekers, nodes, enterprises, COARSE, outcomes))
    chances(kinds, offer, own, price_factor, considers, join, move)
    paces = market.grid.shape[0]
    coarse = np.zeros((paces, enterprises, 2, COARSE))
    for g in range(paces):
        for e in range(enterprises):
            for t in range(2):
                total = 0.0
                for k in range(GRID):
                    here = market.grid[g, e, t, 0, k] + market.grid[g, e, t, 1, k]
                    put(coarse[g, e, t], k / (GRID - 1), here)
                    total += here
                if total > 0.0:
                    coarse[g, e, t] /= total
    mean = np.zeros((paces, enterprises, 2, COARSE, outcomes))  # over the classes of each pace, enterprise and tier
    mass_of, won = np.zeros((paces, enterprises, 2)), np.zeros((paces, enterprises, 2))
    group, free = np.empty((paces, enterprises, 2)), np.empty(paces)
    old, coming = np.empty(2 * enterprises), np.empty(2 * enterprises)
    flow = np.empty((paces, 2 * enterprises, outcomes))  # of those in each place, how many go where
    for seeker in range(seekers):
        for n in range(nodes):
            group[:] = 0.0
            free[:] = 0.0
            for e in range(enterprises):
                coming[2 * e], coming[2 * e + 1] = join[seeker, n, e, 0], join[seeker, n, e, 1]
            for i in range(rates):
                for d in range(drops):
                    g = kinds.pace[i, d]
                    free[g] += kinds.seekers[seeker] * kinds.sensitivity[n, 1] * kinds.rate[i, 1] * kinds.drop[d, 1]
                    for e in range(enterprises):
                        for t in range(2):
                            group[g, e, t] += market.mass[seeker, n, i, d, 2 * e + t]
            for g in range(paces):
                for e in range(enterprises):
                    free[g] -= group[g, e, 0] + group[g, e, 1]
                free[g] = max(0.0, free[g])
                for e in range(enterprises):
                    for t in range(2):
                        here, away = group[g, e, t], 0.0
                        won[g, e, t] += free[g] * join[seeker, n, e, t]
                        mass_of[g, e, t] += here
                        flows, moves = flow[g, 2 * e + t], mean[g, e, t]
                        flows[:] = 0.0
                        for q in range(COARSE):
                            at = coarse[g, e, t, q]
                            for k in range(outcomes):
                                flows[k] += at * move[seeker, n, e, q, k]
                                moves[q, k] += here * move[seeker, n, e, q, k]
                        for k in range(outcomes):
                            total = flows[k]
                            away += total
                            if k == outcomes - 1:
                                counts[e, Count.LAPSED] += here * total
                            elif k // 2 != e:
                                won[g, k // 2, k % 2] += here * total
                                counts[e, Count.SWITCHED] += here * total
                        flows[2 * e + t] += 1.0 - away
            for i in range(rates):
                for d in range(drops):
                    g = kinds.pace[i, d]
                    unbound = kinds.seekers[seeker] * kinds.sensitivity[n, 1] * kinds.rate[i, 1] * kinds.drop[d, 1]
                    for place in range(2 * enterprises):
                        old[place] = market.mass[seeker, n, i, d, place]
                        unbound -= old[place]
                    unbound = max(0.0, unbound)
                    for k in range(2 * enterprises):
                        total = unbound * coming[k]
                        for place in range(2 * enterprises):
                            total += old[place] * flow[g, place, k]
                        market.mass[seeker, n, i, d, k] = total
    scale = (COARSE - 1) / (GRID - 1)
    grid = np.empty((2, 2, GRID))
    for g in range(paces):
        for e in range(enterprises):
            grid[:] = 0.0
            for t in range(2):
                if mass_of[g, e, t] <= 0.0:
                    continue
                for k in range(GRID):
                    low = min(int(k * scale), COARSE - 2)
                    part = k * scale - low
                    moved = 0.0
                    for c in range(outcomes):
                        share = (1.0 - part) * mean[g, e, t, low, c] + part * mean[g, e, t, low + 1, c]
                        share /= mass_of[g, e, t]
                        moved += share
                        if c // 2 == e and c < outcomes - 1:
                            grid[c % 2, 0, k] += market.grid[g, e, t, 0, k] * share
                            grid[c % 2, 1, k] += market.grid[g, e, t, 1, k] * share
                    grid[t, 0, k] += market.grid[g, e, t, 0, k] * (1.0 - moved)
                    grid[t, 1, k] += market.grid[g, e, t, 1, k] * (1.0 - moved)
            market.grid[g, e] = grid
            for t in range(2):
                put(market.grid[g, e, t, 0], own[e].satisfaction_start, won[g, e, t])
                counts[e, Count.WON] += won[g, e, t]
                counts[e, Count.WON_VALUE] += won[g, e, 1] if t == 1 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def week(market, kinds, offer, own, at, degree, counts):
    """One week of all customers; writes `counts` (enterprise, count), as shares of all customers.

    `own` (enterprise,) records, `at` the regime's coefficients; everybody has `degree` people to talk with, drawn from all.
    """
    world = own[0]
    enterprises = offer.size
    counts[:] = 0.0
    considers, hazards = np.zeros((2, enterprises)), np.empty((enterprises, 2))
    for e in range(enterprises):
        hazards[e, 0], hazards[e, 1] = own[e].request_volume * at.service, own[e].request_value * at.service
        if not offer[e].alive:
            counts[e, Count.CLOSED] = market.mass[:, :, :, :, 2 * e : 2 * e + 2].sum()
            market.grid[:, e] = 0.0
            market.mass[:, :, :, :, 2 * e : 2 * e + 2] = 0.0
    serve_and_care(market, offer, own, counts)
    buy_and_lapse(market, kinds, offer, own, counts)
    reach(market, offer, own, world, at, degree, considers, counts)
    choose(market, kinds, offer, own, at.price, considers, counts)
    for e in range(enterprises):
        for t in range(2):
            asks = -expm1(-hazards[e, t])
            total, satisfied = 0.0, 0.0
            for g in range(market.grid.shape[0]):
                for k in range(GRID):
                    quiet = market.grid[g, e, t, 0, k]
                    here = quiet + market.grid[g, e, t, 1, k]
                    total += here
                    satisfied += here * k / (GRID - 1)
                    market.grid[g, e, t, 0, k] -= quiet * asks
                    market.grid[g, e, t, 1, k] += quiet * asks
            counts[e, Count.CUSTOMERS_VOLUME + t] = total
            counts[e, Count.SATISFACTION] += satisfied
    feel(market, world.glad_above, world.sorry_below)
    counts[:, Count.GLAD] = market.glad
    counts[:, Count.SORRY] = market.sorry


__all__ = ["OFFER", "Classes", "Market", "begin", "classes", "week"]
