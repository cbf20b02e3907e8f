"""Wright (1936), Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences 3(4): the learning curve."""

from math import log2

import numpy as np

from equilibrium.scenario import Scenario


def unit_cost(first_cost, made, before, exponent):
    """Cost of a unit once `made` units were made, `first_cost` being that after `before` units."""
    return first_cost * (np.asarray(made, float) / before) ** -exponent


def saved_by_doubling(exponent):
    """Share of unit cost that a doubling of all output so far takes away, 1 - 2^-b."""
    return 1.0 - 2.0**-exponent


def exponent(progress):
    """b of a `progress` curve: 0.8 for Wright's 80 % curve gives 0.322."""
    return -log2(progress)


def scenario(exponent, weeks=52):
    """The scenario in which all is made on demand and only experience moves unit cost."""
    return Scenario.load("known-worlds/wright").with_(wright=exponent, weeks=weeks)
