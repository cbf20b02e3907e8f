"""The installed base: customers won and lost until both are equal (the question: Blattberg & Deighton 1996, Harvard
Business Review 74(4); the recursion: a textbook birth and death).

Of those who are not customers a share a is won each period, of customers a share r stays: n' = r n + a (1 - n). It
settles at n* = a / (a + 1 - r), and a gap to it shrinks by r - a a period. dn*/da = (1 - r) / (a + 1 - r)^2 and
dn*/dr = a / (a + 1 - r)^2: a point more of acquisition beats a point more of retention if 1 - r > a, that is n* <
1/2. Sell first, serve later.

The model's week has an order: own customers lapse, then contacts fall on all who are free, those who lapsed included.
Its recursion is n' = s n + a (1 - s n), s being the share that does not lapse: a gap shrinks by s (1 - a), and the
base settles at a / (1 - s (1 - a)). With s = (r - a) / (1 - a) that is the source's world exactly (it needs r >= a):
a retention of r counts those won back at once. In the model's own terms, a point of a against a point of s,
acquisition comes first if 1 - s > a (1 - a).
"""

from collections.abc import Iterator
from math import log

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, clear, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "installed base"
MECHANISM = "contacts, choice, loyalty"
SOURCE = "birth and death; Blattberg & Deighton (1996)"

ROWS = ((0.05, 0.9), (0.15, 0.9), (0.02, 0.95), (0.3, 0.6))  # (a, r)


def settled(acquisition, retention):
    """n*, the share of all who are customers in the long run."""
    return acquisition / (acquisition + 1.0 - retention)


def half_life(acquisition, retention):
    """Periods in which a gap to n* halves; retention above acquisition."""
    return log(0.5) / log(retention - acquisition)


def path(acquisition, retention, periods, start=0.0):
    """(period,) share of customers after periods 1, ..., `periods`."""
    known = settled(acquisition, retention)
    return known + (start - known) * (retention - acquisition) ** np.arange(1, periods + 1)


def acquisition_first(acquisition, retention):
    """Whether a point more of acquisition adds more customers than a point more of retention."""
    return settled(acquisition, retention) < 0.5


def weekly_stay(acquisition, retention):
    """s, the share that does not lapse in the model's week, where who lapses may be won back at once."""
    return (retention - acquisition) / (1.0 - acquisition)


def settled_weekly(acquisition, stay):
    """The share in the long run in the model's order of a week, where `stay` of the customers do not lapse."""
    return acquisition / (1.0 - stay * (1.0 - acquisition))


def scenario(acquisition, retention, start=0.0, weeks=120, customers=5000):
    """The scenario whose share of customers follows `path`."""
    return Scenario.load("known-worlds/installed-base").with_(
        receptivity=acquisition,
        lapse_natural=-log(weekly_stay(acquisition, retention)),
        start_share=start,
        weeks=weeks,
        customers=customers,
    )


def shares(scenario, replicates=16, seed=1996):
    """(replicate, week) share of customers."""
    return simulate(scenario, replicates, seed).weekly["market_share"].isel(enterprise=0).to_numpy()


def long_run(acquisition, retention, replicates=16):
    """(replicate,) mean share of customers once settled: a hundred weeks from n* on, ten half-lives left out."""
    skip = int(10 * half_life(acquisition, retention)) + 1
    start = settled(acquisition, retention)
    return shares(scenario(acquisition, retention, start, skip + 100), replicates)[:, skip:].mean(1)


def half_lives(acquisition, retention, weeks=5, replicates=16):
    """(replicate,) half-life in the model: how the gap between a start with nobody and one with all closes.

    Both runs share their luck, so the gap is made of those who have neither lapsed nor been contacted with success.
    """
    empty, full = (shares(scenario(acquisition, retention, start, weeks), replicates)[:, -1] for start in (0.0, 1.0))
    return log(0.5) * weeks / np.log(full - empty)


def worth_of_a_point(acquisition, retention, replicates=16):
    """(2, replicate) customers that a point more of acquisition and a point more of retention add in the long run."""
    base = long_run(acquisition, retention, replicates)
    more = long_run(acquisition + 0.01, retention, replicates), long_run(acquisition, retention + 0.01, replicates)
    return np.array([run - base for run in more])


def findings() -> Iterator[Finding]:
    """Where the base settles, how soon, and what a point more of either adds."""
    for a, r in ROWS:
        yield held(f"n*, a {a:g}, r {r:g}", long_run(a, r), settled(a, r))
        yield held(f"half-life, periods, a {a:g}, r {r:g}", half_lives(a, r), half_life(a, r))
    early = shares(scenario(0.05, 0.9, weeks=8))
    for period in (1, 4, 8):
        yield held(f"n({period}) from nobody, a .05, r .9", early[:, period - 1], path(0.05, 0.9, period)[-1])
    for a, r in ((0.05, 0.9), (0.15, 0.9)):
        won, kept = worth_of_a_point(a, r)
        yield held(f"a point of acquisition adds, a {a:g}, r {r:g}", won, settled(a + 0.01, r) - settled(a, r))
        yield held(f"a point of retention adds, a {a:g}, r {r:g}", kept, settled(a, r + 0.01) - settled(a, r))
        if acquisition_first(a, r):
            yield clear(f"acquisition over retention, n* {settled(a, r):.2g}", won - kept, note="n* below a half")
        else:
            yield clear(f"retention over acquisition, n* {settled(a, r):.2g}", kept - won, note="n* above a half")


def comparison() -> Comparison:
    """The approach to n*, from nobody and from everybody."""
    weeks = 40
    lines = []
    for group, (a, r) in enumerate(ROWS[:3]):
        for start in (0.0, 1.0):
            run = shares(scenario(a, r, start, weeks), 4).mean(0)
            name = f"a {a:g}, r {r:g}" if start == 0.0 else "the same, all won at first"
            x = np.arange(1, weeks + 1)
            lines += [Line(name, x, path(a, r, weeks, start), reference=True, group=group),
                      Line("model", x[::3], run[::3], group=group)]  # fmt: skip
    return Comparison(TITLE, "Won and lost customers settle at the same share, wherever they start.",
                      "periods", "share of all who are customers", tuple(lines))  # fmt: skip
