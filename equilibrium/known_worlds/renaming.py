"""Renaming (Meyer & Rowan 1977, American Journal of Sociology 83(2): myth and ceremony): a name is nothing if nobody hears it.

The null world: crafts renamed with the same content, no hours spent on it and the symbolic channel off. Every figure but the
count of renamings must then be the same bits as without them.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, between, clear, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "renaming"
MECHANISM = "relabelling, crafts"
SOURCE = "Meyer & Rowan (1977)"

CAMPAIGNS = [{"week": 4, "crafts": 5}, {"week": 20, "crafts": 12}, {"week": 60, "crafts": 3}]


def pair(scenario: Scenario, campaigns: Sequence[Mapping]) -> tuple[Scenario, Scenario]:
    """`scenario` with the symbolic channel off, without and with `campaigns` of new names that cost no hour."""
    silent = scenario.with_(symbolic=False, relabel_hours=0.0, renamings=[])
    return silent, silent.with_(renamings=list(campaigns))


def contrast(scenario: Scenario, substance: float) -> tuple[Scenario, Scenario]:
    """`scenario` with all renewal real, and with only the share `substance` of the focal enterprise's real, the rest new names."""
    real = scenario.with_(substance=1.0, renamings=[])
    return real, real.moved(substance=substance)


def figures_that_differ(name):
    """Weekly figures of a shipped scenario that `CAMPAIGNS` nobody hears change, and how many crafts they rename.

    A small market would ruin the enterprise before the last campaign, so credit is endless.
    """
    world = Scenario.load(name).with_(weeks=104, customers=1000, credit=1e12)
    silent, renamed = (simulate(each, 2, 1977).weekly for each in pair(world, CAMPAIGNS))
    return (
        [key for key in silent.data_vars if not silent[key].equals(renamed[key])],
        float(renamed["renamings"].isel(enterprise=0).sum("week").min()),
    )


def heard(substance=0.3, replicates=32):
    """Weeks (replicate, week) of the focal enterprise with real renewal, and with only `substance` of it real.

    The reference scenario where new names have their best weeks, with a credit line that ruin does not bend; the same luck.
    """
    base = Scenario.load("storefront").with_(weeks=104, push_pull=0.5, indie_weconomy=0.3, credit=1e12)
    return tuple(simulate(world, replicates, 1977).weekly.isel(enterprise=0) for world in contrast(base, substance))


def gained(real, named):
    """(replicate, week) profit that new names brought, added up, EUR."""
    return (named["profit"] - real["profit"]).cumsum("week").to_numpy()


def findings() -> Iterator[Finding]:
    """A renaming that nobody hears changes no figure but its own count; one that is heard gains, is found out and loses."""
    for name in ("storefront", "craft-workshop", "startup"):
        differ, crafts = figures_that_differ(name)
        yield equal(f"figures changed but the count of renamings, {name}", len(set(differ) - {"renamings"}), 0, 0)
        yield equal(f"crafts renamed meanwhile, {name}", crafts, 20, 0)
    real, named = heard()
    gain = gained(real, named)
    yield clear("profit gained by new names after 13 weeks, EUR", gain[:, 12])
    yield clear("profit lost by new names after 104 weeks, EUR", -gain[:, 103])
    lifted = (named["energy"] - real["energy"]).sel(week=slice(1, 13)).mean("week")
    yield clear("energy gained by new names, first 13 weeks", lifted.to_numpy())
    yield between("found out, the run with the fewest", float(named["found_out"].sum("week").min()), 1.0, np.inf)
    yield equal("found out where all renewal is real", float(real["found_out"].sum()), 0.0, 0.0)
    for trusted, side in (("credibility", "outside"), ("trust", "inside")):
        yield equal(f"lowest credibility {side} where all renewal is real", float(real[trusted].min()), 1.0, 0.0)
        last = float(named[trusted].isel(week=-1).max())
        yield between(f"credibility {side} at the end, the best run of new names", last, 0.0, 0.9)


def comparison() -> Comparison:
    """Profit that new names bring over real renewal, added up over the weeks; and what names do that nobody hears."""
    weeks = np.arange(4, 105, 4)
    gain = gained(*heard(replicates=16))[:, weeks - 1] / 1000
    silent, renamed = (
        simulate(world, 2, 1977).weekly.isel(enterprise=0)
        for world in pair(Scenario.load("storefront").with_(weeks=104, customers=1000, credit=1e12), CAMPAIGNS)
    )
    nothing = gained(silent, renamed)[:, weeks - 1].mean(0) / 1000
    return Comparison(
        TITLE, "A name that nobody hears is nothing. One that is heard gains at first, is found out, and loses.",
        "weeks", "profit gained by new names, added up, thousand EUR",
        (Line("all renewal real", weeks, np.zeros(weeks.size), reference=True, group=1),
         Line("model, nobody hears", weeks, nothing, group=1),
         Line("model, 70 % of renewal is new names", weeks, gain.mean(0), gain.std(0, ddof=1) / len(gain) ** 0.5)),
    )  # fmt: skip
