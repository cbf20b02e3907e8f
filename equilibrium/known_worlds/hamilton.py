"""Hamilton (1989), Econometrica 57(2): how well can a regime be recognised by what it does?

Two regimes, left with a chance a week each, shift the mean of one figure by some standard deviations of its weekly noise. The
filter gives the chance of each regime by all weeks so far; naming the likelier one is right more often than any other rule that
knows the same weeks (Bayes), be it told all parameters. So the share it recognises bounds what any policy can know that
sees such a figure; who may look back from later weeks is bounded by the smoother (Kim 1994). A rule that recognises more has
looked at what no manager sees.

The regimes are those that the model passes through (`known_worlds/regimes.py`); the noise of the figure is drawn here. The
exact share comes from the law of the filter's own log odds, which are a Markov chain.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from equilibrium.findings import Comparison, Finding, Line, clear, equal, held
from equilibrium.known_worlds import regimes
from equilibrium.policies.cusum import Cusum
from equilibrium.simulation import simulate

TITLE = "Hamilton"
MECHANISM = "regimes"
SOURCE = "Hamilton (1989)"

KNOWN = {0.5: 0.703, 1.0: 0.826, 2.0: 0.933}  # separation: share recognised, chances to leave .05


def odds_ahead(odds, leave, leave_back):
    """Log odds of regime 1 in the next week; the chance to leave is `leave` in regime 0, `leave_back` in regime 1."""
    chance = 1.0 / (1.0 + np.exp(-np.asarray(odds, float)))
    ahead = leave + (1.0 - leave - leave_back) * chance
    return np.log(ahead / (1.0 - ahead))


def said(value, separation):
    """Log odds by one week's `value`, in standard deviations: mean 0 in regime 0, `separation` in regime 1."""
    return separation * (value - separation / 2.0)


def filtered(values, separation, leave, leave_back=None):
    """(run, week) chance of regime 1 by `values` (run, week) up to that week."""
    back = leave if leave_back is None else leave_back
    evidence = said(np.asarray(values, float), separation)
    odds = np.empty_like(evidence)
    ahead = np.full(len(evidence), np.log(leave / back))
    for week in range(evidence.shape[1]):
        odds[:, week] = ahead + evidence[:, week]
        ahead = odds_ahead(odds[:, week], leave, back)
    return 1.0 / (1.0 + np.exp(-odds))


def smoothed(values, separation, leave, leave_back=None):
    """(run, week) chance of regime 1 by all `values`, those of later weeks as well (Kim 1994)."""
    back = leave if leave_back is None else leave_back
    now = filtered(values, separation, leave, back)
    whole = now.copy()
    for week in range(now.shape[1] - 2, -1, -1):
        ahead = leave + (1.0 - leave - back) * now[:, week]
        later = whole[:, week + 1]
        whole[:, week] = now[:, week] * ((1.0 - back) * later / ahead + back * (1.0 - later) / (1.0 - ahead))
    return whole


def most_recognised(separation, leave, leave_back=None, points=401, weeks=400):
    """Long-run share of weeks in which the likelier regime by the filter is the true one: no rule does better.

    Parameters
    ----------
    separation : float > 0, standard deviations of the weekly noise -- between the means of the figure
    leave, leave_back : float in (0, 1) -- weekly chances to leave regime 0 and regime 1 (default the same)
    """
    back = leave if leave_back is None else leave_back
    widest = abs(odds_ahead(np.array([-50.0, 50.0]), leave, back)).max() + separation**2 / 2.0 + 6.0 * separation
    odds = np.linspace(-widest, widest, points)
    ahead = odds_ahead(odds, leave, back)
    passed = []
    for side in (-1.0, 1.0):  # (odds now, odds next) if the next regime is 0, or 1
        law = norm.pdf(odds[None, :] - ahead[:, None] - side * separation**2 / 2.0, scale=separation)
        passed.append(law / law.sum(1, keepdims=True))
    zero, one = np.zeros(points), np.zeros(points)
    zero[points // 2], one[points // 2] = back / (leave + back), leave / (leave + back)
    for _ in range(weeks):
        zero, one = (((1.0 - leave) * zero + back * one) @ passed[0], (leave * zero + (1.0 - back) * one) @ passed[1])
    tie = 0.5 * (zero[points // 2] + one[points // 2])
    return float(zero[: points // 2].sum() + one[points // 2 + 1 :].sum() + tie)


def passed_through(leave, runs=16, seed=1989, weeks=2080):
    """(run, week) regime 0 or 1, as the model's context passes through them; each is left with chance `leave` a week."""
    scenario = regimes.scenario([[0, 1], [1, 0]], 1.0 / leave, weeks)
    return simulate(scenario, runs, seed).weekly["regime"].to_numpy().astype(int)


def figure(regime, separation, seed=1989):
    """(run, week) a figure whose mean is `separation` in regime 1 and 0 else, with a standard deviation of 1."""
    return separation * regime + np.random.default_rng(seed).normal(size=regime.shape)


def recognised(chance, regime):
    """(run,) share of weeks in which the likelier regime is the true one."""
    return ((chance > 0.5) == (regime == 1)).mean(1)


def by_mean(values, separation, weeks):
    """(run, week) 1 where the mean of the last `weeks` values lies nearer to regime 1's: a rule without a model."""
    sums = np.cumsum(np.pad(values, ((0, 0), (weeks, 0)), mode="edge"), 1)
    return ((sums[:, weeks:] - sums[:, :-weeks]) / weeks > separation / 2.0).astype(float)


def by_cusum(values, separation, limit):
    """(run, week) 1 after a CUSUM told of a move up, 0 after one down; it listens for half the separation either way."""
    detector = Cusum(0.0, limit)
    detector.start(len(values))
    named = np.zeros(values.shape)
    for week in range(values.shape[1]):
        signal = detector.hear(values[:, week] - separation / 2.0)
        before = named[:, week - 1] if week else np.zeros(len(values))
        named[:, week] = np.where(signal > 0, 1.0, np.where(signal < 0, 0.0, before))
    return named


def findings() -> Iterator[Finding]:
    """Shares recognised, exact and in the model's own regimes; what other rules recognise less; what hindsight adds."""
    regime = passed_through(0.05)
    for separation, known in KNOWN.items():
        values = figure(regime, separation)
        share = recognised(filtered(values, separation, 0.05), regime)
        most = most_recognised(separation, 0.05)
        yield equal(f"closed form: recognised at most, {separation:g} sd", most, known, 0.0015,
                    note="last printed digit, and a reference simulated")  # fmt: skip
        yield held(f"regimes recognised, {separation:g} sd apart", share, most)
        best = max((recognised(by_mean(values, separation, weeks), regime) for weeks in (1, 2, 4, 8, 13)), key=np.mean)
        yield clear(f"filter less the best moving mean, {separation:g} sd", share - best)
        best = max(
            (recognised(by_cusum(values, separation, limit), regime) for limit in (0.5, 1, 2, 3, 5)), key=np.mean
        )
        yield clear(f"filter less the best CUSUM, {separation:g} sd", share - best)
        yield clear(f"hindsight less filter, {separation:g} sd",
                    recognised(smoothed(values, separation, 0.05), regime) - share)  # fmt: skip


def comparison() -> Comparison:
    """Share recognised by separation."""
    regime = passed_through(0.05)
    apart, fine = np.array([0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0]), np.linspace(0.1, 3.0, 16)
    seen = {separation: figure(regime, separation) for separation in apart}
    rules = {
        "filter": lambda d: filtered(seen[d], d, 0.05),
        "smoother, with hindsight": lambda d: smoothed(seen[d], d, 0.05),
        "mean of four weeks": lambda d: by_mean(seen[d], d, 4),
    }
    lines = [Line("most that can be recognised", fine, [most_recognised(d, 0.05) for d in fine], reference=True)]
    for group, (name, rule) in enumerate(rules.items()):
        shares = [recognised(rule(d), regime) for d in apart]
        lines.append(Line(name, apart, [x.mean() for x in shares], [x.std(ddof=1) / 4.0 for x in shares], group=group))
    return Comparison(TITLE,
                      "No rule that sees the same weeks names the regime more often than the filter; hindsight does.",
                      "separation of the regimes, standard deviations of a week", "share of weeks recognised",
                      tuple(lines))  # fmt: skip
