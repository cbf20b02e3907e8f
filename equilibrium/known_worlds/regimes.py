"""The context as a Markov chain (Hamilton 1989, Econometrica 57(2)): how long regimes last, how often they are in force.

A regime is left in a week with probability 1/D, D being its mean stay; row i of `transition` says where it goes.
"""

from collections.abc import Iterator

import numpy as np
from scipy import stats

from equilibrium.findings import Comparison, Finding, Line, between, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "regimes"
MECHANISM = "regimes"
SOURCE = "Hamilton (1989)"

TO_AND_FRO = [[0, 1], [1, 0]]
CHAINS = {  # where it goes from each regime; mean stay
    "to and fro": (TO_AND_FRO, 20.0),
    "one prefers": (
        [[0, 0.5, 0.25, 0.25], [1 / 3, 0, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 0, 1 / 3], [0.7, 0.1, 0.2, 0]],
        20.0,
    ),
    "a cycle": ([[0, 1, 0], [0, 0, 1], [1, 0, 0]], 8.0),
    "mostly back": ([[0, 0.9, 0.1], [1, 0, 0], [0.5, 0.5, 0]], 5.0),
}


def weekly_matrix(transition, stay):
    """(regime, regime) probabilities from week to week."""
    transition = np.asarray(transition, float)
    return np.eye(len(transition)) * (1.0 - 1.0 / stay) + transition / stay


def stationary(transition, stay=1.0):
    """(regime,) long-run shares of weeks: the left unit eigenvector of the weekly chain."""
    matrix = weekly_matrix(transition, stay)
    count = len(matrix)
    system = np.vstack([matrix.T - np.eye(count), np.ones(count)])
    return np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]


def stay_probability(stay, weeks):
    """Probability that a regime lasts exactly `weeks` (an array, from 1): geometric with mean `stay`."""
    return (1.0 - 1.0 / stay) ** (np.asarray(weeks) - 1) / stay


def aligned_share(stay, lag):
    """Share of weeks in which what fitted `lag` weeks ago fits now, with two regimes: (1 + (1 - 2/D)^L) / 2."""
    return 0.5 * (1.0 + (1.0 - 2.0 / stay) ** lag)


def scenario(transition, stay, weeks=2080):
    """The scenario in which regimes "0", "1", ... follow the chain; `transition` (regime, regime) has an empty diagonal."""
    names = [str(k) for k in range(len(transition))]
    rows = {
        row: dict(zip(names, map(float, chances), strict=True)) for row, chances in zip(names, transition, strict=True)
    }
    return Scenario.load("known-worlds/regimes").with_(
        regimes={name: {} for name in names}, transition=rows, start_regime=None, sojourn=stay, weeks=weeks
    )


def passed(transition, stay, replicates=16, seed=1989):
    """(replicate, week) regime in force in the model, forty years of weeks."""
    return simulate(scenario(transition, stay), replicates, seed).weekly["regime"].to_numpy()


def stays(row):
    """Lengths of the stays that both began and ended within the run (week,), and the regimes left and entered."""
    changes = np.flatnonzero(np.diff(row)) + 1
    return np.diff(changes), row[changes[:-1]], row[changes[1:]]


def aligned(found, lag):
    """(replicate,) share of weeks with the regime of `lag` weeks ago."""
    return (found[:, lag:] == found[:, :-lag]).mean(1)


def findings() -> Iterator[Finding]:
    """Shares, stays and where they lead, of four chains; what fitted a while ago."""
    for name, (transition, stay) in CHAINS.items():
        found = passed(transition, stay)
        for k, share in enumerate(stationary(transition, stay)):
            yield held(f"{name}: share of regime {k}", (found == k).mean(1), share)
        yield from lengths(name, transition, stay, found)
        if transition is TO_AND_FRO:
            yield from alignments(found, stay, (1, 8))
    yield from alignments(passed(TO_AND_FRO, 5.0), 5.0, (3,))


def alignments(found, stay, lags) -> Iterator[Finding]:
    """What fitted so many weeks ago fits now, with two regimes."""
    for lag in lags:
        yield held(f"aligned share, D {stay:.0f}, L {lag}", aligned(found, lag), aligned_share(stay, lag))


def lengths(name, transition, stay, found) -> Iterator[Finding]:
    """How long the regimes of a run stay, and which comes next."""
    weeks, left, entered = (np.concatenate(part) for part in zip(*map(stays, found), strict=True))
    yield held(f"{name}: mean stay", weeks, stay, allowance=0.005 * stay, note="0.5 % allowed: long stays are cut off")
    edges = stats.geom(1 / stay).ppf(np.arange(1, 8) / 8)
    seen = np.histogram(weeks, [0.5, *(edges + 0.5), np.inf])[0]
    share = np.diff(stats.geom(1 / stay).cdf([0, *edges, np.inf]))
    chance = stats.chisquare(seen, share * weeks.size).pvalue
    yield between(f"{name}: p of stays being geometric", chance, 0.003, 1.0, note="chi-square over octiles")
    gap = max(largest_gap(np.bincount(entered[left == k], minlength=len(row)), row) for k, row in enumerate(transition))
    yield between(f"{name}: next regime, largest gap in standard errors", gap, 0.0, 3.0)


def largest_gap(seen, chances):
    """Largest distance of the shares of counts `seen` from `chances`, in standard errors sqrt(p (1 - p) / n).

    Where p is 0 or 1 nothing is left to luck: whatever differs there is infinitely far.
    """
    chances = np.asarray(chances, float)
    count = seen.sum()
    off = np.abs(seen - count * chances)
    luck = np.sqrt(count * chances * (1.0 - chances))
    return float(np.divide(off, luck, out=np.where(off > 0.0, np.inf, 0.0), where=luck > 0.0).max())


def comparison() -> Comparison:
    """How often what fitted fits still, over the weeks since."""
    lines, lags = [], np.arange(1, 31)
    for group, stay in enumerate((5.0, 20.0, 60.0)):
        found, tried = passed(TO_AND_FRO, stay), lags[::3]
        shares = np.array([aligned(found, int(lag)) for lag in tried])
        error = shares.std(1, ddof=1) / shares.shape[1] ** 0.5
        lines += [Line(f"closed form, D {stay:.0f}", lags, aligned_share(stay, lags), reference=True, group=group),
                  Line("model", tried, shares.mean(1), error, group=group)]  # fmt: skip
    return Comparison(TITLE, "What fitted the context a while ago fits it still: less and less, down to a coin's chance.",
                      "weeks ago; D, the mean stay, is in weeks", "share of weeks in the same regime", tuple(lines))  # fmt: skip
