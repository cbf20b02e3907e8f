"""Do we renew crafts, or just rename them? The state bit for bit; weekly figures are findings: test_findings.py."""

import numpy as np

import equilibrium as eq
from equilibrium.known_worlds import renaming
from equilibrium.simulation import begin, step
from equilibrium.state import Origin


def after(scenario, weeks, seed=1977):
    """The state of two replicates after so many weeks."""
    run = begin(scenario, seed, range(2), threads=1)
    for _ in range(weeks):
        step(run)
    return run.state


def genuine(crafts, r, e):
    """Every craft but the renamings, in the order of entry, with its parent's place in that order."""
    known = int(crafts.count[r, e])
    kept = np.flatnonzero(crafts.origin[r, e, :known] != Origin.RELABEL)
    places = {int(k): place for place, k in enumerate(kept)}
    table = {name: getattr(crafts, name)[r, e, kept] for name in crafts._fields if name not in ("count", "parent")}
    table["parent"] = np.array([places.get(int(k), -1) for k in crafts.parent[r, e, kept]])
    return table


def test_a_renaming_that_nobody_hears_changes_no_bit_of_the_state():
    """All arrays but the crafts' own names: genuine crafts are the same ones, in the same order."""
    silent, renamed = renaming.pair(
        eq.Scenario.load("storefront").with_(customers=2000, credit=1e12), renaming.CAMPAIGNS
    )
    one, other = after(silent, 104), after(renamed, 104)
    for group in ("context", "enterprises", "cells", "cards", "allies", "customers", "network", "tally"):
        for name, array in getattr(one, group)._asdict().items():
            assert np.array_equal(array, getattr(getattr(other, group), name)), (group, name)
    born = 0
    for r, e in np.ndindex(one.crafts.count.shape):
        ours, theirs = genuine(one.crafts, r, e), genuine(other.crafts, r, e)
        born += len(ours["need"]) - int(one.shape["need"])
        for name in ours:
            assert np.array_equal(ours[name], theirs[name]), (r, e, name)
    assert born > 10  # something was there to be disturbed
    assert (other.crafts.origin == Origin.RELABEL).sum() == 40


def test_a_renaming_that_is_heard_changes_the_run():
    """The null test can fail: with the symbolic channel on the same campaigns leave a trace."""
    base = eq.Scenario.load("storefront").with_(weeks=26, customers=1000)
    weekly = [eq.simulate(base.with_(renamings=campaigns), 2, 1977).weekly for campaigns in ([], renaming.CAMPAIGNS)]
    assert not weekly[0]["goodwill"].equals(weekly[1]["goodwill"])
    assert not weekly[0]["energy"].equals(weekly[1]["energy"])
