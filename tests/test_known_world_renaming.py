"""Do we renew crafts, or just rename them? Without the symbolic channel a new name is nothing at all, bit for bit."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.known_worlds import renaming
from equilibrium.simulation import begin, step
from equilibrium.state import Origin

# a small market would ruin the enterprise before the last campaign, so credit is endless below
CAMPAIGNS = [{"week": 4, "crafts": 5}, {"week": 20, "crafts": 12}, {"week": 60, "crafts": 3}]


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


@pytest.mark.parametrize("name", ["storefront", "craft-workshop", "startup"])
def test_a_renaming_that_nobody_hears_changes_no_weekly_figure(name):
    silent, renamed = renaming.pair(eq.Scenario.load(name).with_(weeks=104, customers=1000, credit=1e12), CAMPAIGNS)
    weekly = [eq.simulate(scenario, 2, 1977).weekly for scenario in (silent, renamed)]
    assert float(weekly[1]["renamings"].isel(enterprise=0).sum("week").min()) == 20.0
    differ = [key for key in weekly[0].data_vars if not weekly[0][key].equals(weekly[1][key])]
    assert differ == ["renamings"]


def test_a_renaming_that_nobody_hears_changes_no_bit_of_the_state():
    """All arrays but the crafts' own names: genuine crafts are the same ones, in the same order."""
    silent, renamed = renaming.pair(eq.Scenario.load("storefront").with_(customers=2000, credit=1e12), CAMPAIGNS)
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
    weekly = [eq.simulate(base.with_(renamings=campaigns), 2, 1977).weekly for campaigns in ([], CAMPAIGNS)]
    assert not weekly[0]["goodwill"].equals(weekly[1]["goodwill"])
    assert not weekly[0]["energy"].equals(weekly[1]["energy"])


@pytest.mark.slow
def test_new_names_gain_for_some_weeks_are_found_out_and_lose_in_the_long_run():
    """The reference scenario where new names have their best weeks, with a credit line that ruin does not bend. The same
    luck in both runs; .3 of renewal is real, the rest new names."""
    base = eq.Scenario.load("storefront").with_(weeks=104, push_pull=0.5, indie_weconomy=0.3, credit=1e12)
    real, named = (eq.simulate(world, 32, 1977).weekly.isel(enterprise=0) for world in renaming.contrast(base, 0.3))
    gain = (named["profit"] - real["profit"]).cumsum("week").to_numpy()
    for week in (4, 13, 26, 52, 104):
        error = gain[:, week - 1].std(ddof=1) / len(gain) ** 0.5
        print(f"profit gained by renaming, after week {week}: {gain[:, week - 1].mean():.0f} +- {error:.0f} EUR")
    short, long = gain[:, 12], gain[:, 103]
    assert short.mean() > 3.0 * short.std(ddof=1) / short.size**0.5
    assert long.mean() < -3.0 * long.std(ddof=1) / long.size**0.5
    assert (named["energy"] - real["energy"]).sel(week=slice(1, 13)).mean() > 0.0
    assert float(named["found_out"].sum("week").min()) > 0.0 and float(real["found_out"].sum()) == 0.0
    for trusted in ("credibility", "trust"):
        assert float(real[trusted].min()) == 1.0 and float(named[trusted].isel(week=-1).max()) < 0.9
