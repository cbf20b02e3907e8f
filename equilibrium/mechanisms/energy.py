"""What lifts people and what drains them. Harter, Schmidt & Hayes (2002) for the sign of success with customers."""

from math import sqrt

from numba import njit

from equilibrium.draws import CELLS, Draw, stream, uniform

YEAR = 52


@njit(cache=True, nogil=True)
def energy_level(base, success_gain, result, autonomy_gain, organism, overload_cost, load, annoyed_cost, annoyed,
                 climate):  # fmt: skip
    """The level a cell's energy moves to, clipped to [0, 1].

    Parameters
    ----------
    result : float in [0, 1] -- share of the needs it faces answered well; one half is neutral
    organism : float in [0, 1] -- autonomy
    load : float -- requests over capacity; only what exceeds 1 tires
    annoyed : float in [0, 1] -- share of own customers contacted this week
    climate : float -- what moves the cell from outside of its work
    """
    level = base + climate + success_gain * (result - 0.5) + autonomy_gain * organism
    level -= overload_cost * min(1.0, max(0.0, load - 1.0)) + annoyed_cost * annoyed
    return min(1.0, max(0.0, level))


@njit(cache=True, nogil=True)
def next_energy(energy, level, rate):
    """Energy after a week: `rate` of the way to its level."""
    return energy + rate * (level - energy)


@njit(cache=True, nogil=True)
def climate(spread, enterprise, cell, seed, replicate, week):
    """What moves a cell that is no work with customers (a chief, lives outside), for a year; mean 0, deviation `spread`.

    Without it energy would follow customers alone, and across teams it does so loosely (Harter et al. 2002).
    """
    u = uniform(stream(seed, replicate, week // YEAR, Draw.CLIMATE), enterprise * CELLS + cell)
    return spread * sqrt(12.0) * (u - 0.5)
