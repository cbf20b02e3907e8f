"""Nerlove & Arrow (1962), Optimal advertising policy under dynamic conditions, Economica 29: goodwill is a stock.

What is put in adds up and decays: G(t) = keep G(t-1) + effort.
"""

import numpy as np

from equilibrium.scenario import Scenario


def steady(effort, keep):
    """Goodwill under a constant weekly `effort` (100 hours), `keep` of it left from week to week."""
    return effort / (1.0 - keep)


def path(effort, keep, weeks, start=0.0):
    """Goodwill after weeks 1, ..., `weeks`: the steady state less what is left of the gap to it, keep^t."""
    gone = keep ** np.arange(1, weeks + 1)
    return steady(effort, keep) * (1.0 - gone) + start * gone


def half_life(keep):
    """Weeks in which an effort loses half of its effect."""
    return np.log(0.5) / np.log(keep)


def scenario(keep, weeks=156):
    """The scenario in which all hours pull, week after week; `hours(scenario) / 100` is the effort."""
    return Scenario.load("known-worlds/goodwill").with_(goodwill_keep=keep, weeks=weeks)


def hours(of):
    """Hours all cells of a scenario work in a week."""
    return of.value("cells") * of.value("people") * of.value("weekly_hours")
