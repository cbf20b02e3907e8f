"""Customers in expectation: classes of people, and a distribution of satisfaction, instead of single customers.

A class is what a customer is for ever: a *chooser* (seeker or not, price sensitivity) and a *buyer* (rate of purchase, chance to
drop out). Of each class the twin knows the mass in each *place*: an enterprise and a tier. Of each place it knows how satisfaction
is distributed, on a grid, with and without an open request. Closure: within a place and a *pace* (how soon the class drops out)
satisfaction does not depend on the class.
Satisfaction moves linearly between the two nearest nodes of the grid, which keeps its mean and adds a little spread.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.special import roots_genlaguerre, roots_hermitenorm, roots_jacobi

COARSE, STEP = 6, 4  # satisfactions of which choices are computed; nodes of satisfaction from one to the next
GRID = STEP * (COARSE - 1) + 1
SENSITIVITIES, RATES, DROPS = 12, 5, 3  # the same in all scenarios, and known when loops over them are compiled
CHOOSERS, BUYERS, LEVELS = 2 * SENSITIVITIES, RATES * DROPS, COARSE * SENSITIVITIES
PACES = np.array([1.0 / 104.0, 1.0 / 13.0])  # dropping out a week, between which satisfactions are told apart
MEMORY = 40  # weeks of contacts that still tire
SUMS = {"reassoc", "contract"}  # sums may be taken in vectors


class Classes(NamedTuple):
    """What customers are for ever. Chooser `seeker * nodes + n`, buyer `i * drops + d`; weights multiply."""

    sensitivity: np.ndarray  # (node,)
    choosers: np.ndarray  # (chooser,) weight; those who search are the second half
    rate: np.ndarray  # (rate,)
    drop: np.ndarray  # (drop,)
    buyers: np.ndarray  # (buyer,) weight
    pace: np.ndarray  # (buyer,) number of its pace
    satisfaction: np.ndarray  # (grid,) nodes of satisfaction
    coarse: np.ndarray  # (coarse,) satisfactions of which choices are computed, straight lines between


class Market(NamedTuple):
    """Customers of one path, as shares of all; last week's talk. Place `2 * enterprise + tier`."""

    mass: np.ndarray  # (place, buyer, chooser)
    grid: np.ndarray  # (pace, place, open request, satisfaction)
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
    nodes, sensitive = roots_hermitenorm(SENSITIVITIES)
    sensitivity = world["price_sensitivity"] * np.exp(max(float(world["price_spread"]), 1e-9) * nodes)
    shape = min(max(float(world["purchase_shape"]), 1e-3), 150.0)  # a more even one is even
    nodes, buys = roots_genlaguerre(RATES, shape - 1.0)
    rate = nodes * world["purchase_rate"] / shape
    drop, falls = np.zeros(DROPS), np.ones(DROPS)
    if world["drop_a"] > 0.0:
        nodes, falls = roots_jacobi(DROPS, world["drop_b"] - 1.0, world["drop_a"] - 1.0)
        drop = 0.5 * (1.0 + nodes)
    seekers = np.array([1.0 - world["seekers"], world["seekers"]])
    pace = np.searchsorted(PACES, np.outer(rate, drop).ravel())
    return Classes(
        sensitivity, np.outer(seekers, sensitive / sensitive.sum()).ravel(), rate, drop,
        np.outer(buys / buys.sum(), falls / falls.sum()).ravel(), np.unique(pace, return_inverse=True)[1],
        np.linspace(0.0, 1.0, GRID), np.linspace(0.0, 1.0, COARSE),
    )  # fmt: skip


def begin(kinds: Classes, parameters: np.ndarray, value: np.ndarray) -> Market:
    """Customers before week 1: `start_share` of every class with each enterprise, in the tiers it offers.

    `parameters` (enterprise,) records; `value` (enterprise,) the share of the offer in the value tier.
    """
    enterprises = len(parameters)
    left, share = 1.0, np.zeros(enterprises)
    for e in range(enterprises):
        share[e] = min(left, parameters["start_share"][e])
        left -= share[e]
    places = (np.stack([1.0 - value, value], 1) * share[:, None]).ravel()
    groups = kinds.pace.max() + 1
    grid = np.zeros((groups, 2 * enterprises, 2, kinds.satisfaction.size))
    for g in range(groups):
        for place, mass in enumerate(places):
            put(
                grid[g, place, 0],
                float(parameters["satisfaction_start"][place // 2]),
                mass * kinds.buyers[kinds.pace == g].sum(),
            )
    market = Market(places[:, None, None] * np.outer(kinds.buyers, kinds.choosers), grid, np.zeros((enterprises, MEMORY)),
                    np.zeros(enterprises), np.zeros(enterprises))  # fmt: skip
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


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def aim(low, share, k, satisfaction):
    """Write between which nodes a `satisfaction` in [0, 1] lies: the lower one, and how far it is to the next."""
    place = satisfaction * (GRID - 1)
    low[k] = min(int(place), GRID - 2)
    share[k] = place - low[k]


@njit(cache=True, nogil=True, error_model="numpy")
def feel(market, glad_above, sorry_below):
    """Write who is glad and who sorry; the mass of a node is spread evenly over its neighbourhood, so that nothing jumps."""
    grid, glads, sorries = market.grid, market.glad, market.sorry
    groups, nodes = grid.shape[0], grid.shape[3]
    last = nodes - 1
    for e in range(glads.size):
        glads[e], sorries[e] = 0.0, 0.0
    for k in range(nodes):
        low, high = max(0.0, k - 0.5), min(float(last), k + 0.5)
        glad = min(1.0, max(0.0, (high - glad_above * last) / (high - low)))
        sorry = min(1.0, max(0.0, (sorry_below * last - low) / (high - low)))
        if glad + sorry > 0.0:
            for e in range(glads.size):
                mass = 0.0
                for g in range(groups):
                    for place in range(2 * e, 2 * e + 2):
                        mass += grid[g, place, 0, k] + grid[g, place, 1, k]
                glads[e] += mass * glad
                sorries[e] += mass * sorry


__all__ = ["OFFER", "Classes", "Market", "begin", "classes", "feel", "put"]
