"""Robust mixes: one that does well enough in many futures, instead of best in the one that is expected.

Mixes are compared in the same futures (`futures.py`) by four rules (`rules.py`): expected value, minimax regret over futures and
over contexts, and the share of futures in which all thresholds hold.

Three lots of futures, none used twice. In the first, mixes are searched: a set that fills the space, then some around the leaders
of every rule and context. In the second, one of the finalists is chosen by each rule. In the third they are measured: what is
reported of a mix was used neither to find nor to choose it (winner's curse).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from equilibrium.balance.futures import Context, Futures, draw, run
from equilibrium.balance.objectives import Objective
from equilibrium.balance.rules import (
    RULES,
    Choice,
    Measured,
    Outcomes,
    Rule,
    choice,
    estimate,
    leaders,
    outcomes,
    share,
)
from equilibrium.balance.thresholds import Thresholds, holding, measured
from equilibrium.balance.trials import Mix, as_mixes, as_points, bounds, present
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.studies.designs import latin_hypercube

Origin = Literal["present", "given", "filled", "refined"]
ENOUGH: Thresholds = {"alive": 1.0, "profit": 0.0}  # still there, and no loss over the run
SEARCH, MOST = 0.55, 8  # share of the budget for the search; finalists beside the present and given mixes
STEPS = (0.15, 0.08)  # sd of the two rounds of refinement, in shares of the ranges
FEWEST = 8  # futures of a lot
LEAST = 400  # runs of a search, its finalists measured


@dataclass(frozen=True)
class InContext:
    """What a mix brings in the futures of one context: `expected` objective, `regret` of this mean, share that `satisfies`."""

    expected: Measured
    regret: Measured
    satisfies: Measured


@dataclass(frozen=True)
class Candidate:
    """A mix measured on fresh futures.

    Attributes
    ----------
    origin : "present" and "given" mixes are measured whatever the search found; "filled" and "refined" were found
    expected : mean of the objective
    gain : how much higher than the present mix's, paired by future
    regret : its regret in nine of ten futures, at most (the quantile .9)
    worst : its worst regret over all futures measured; a maximum, which grows with their number and has no honest interval
    satisfies : share of futures in which all thresholds hold
    contexts : the same by context
    """

    mix: Mix
    origin: Origin
    expected: Measured
    gain: Measured
    regret: Measured
    worst: float
    satisfies: Measured
    contexts: Mapping[str, InContext]

    @property
    def context_regret(self) -> float:
        """Worst regret of a context's mean."""
        return max(each.regret.value for each in self.contexts.values())


@dataclass(frozen=True)
class Robust:
    """Mixes compared over futures.

    Attributes
    ----------
    names : dimensions that were searched; empty where the candidates were given
    objective, thresholds : what was asked
    candidates : finalists, the present mix first
    choices : by rule
    futures : the fresh ones, in which candidates are measured; None in what was read from a file
    values, met : (candidate, future) the objective, and whether all thresholds hold
    lots : futures searched, chosen and measured in
    searched : mixes tried in the search
    runs : used in all
    """

    names: tuple[str, ...]
    objective: str
    thresholds: Thresholds
    candidates: tuple[Candidate, ...]
    choices: Mapping[Rule, Choice]
    futures: Futures | None
    values: np.ndarray
    met: np.ndarray
    lots: tuple[int, int, int]
    searched: int
    runs: int

    def chosen(self, rule: Rule = "satisficing") -> Candidate:
        """The candidate that a rule chooses; by default the robust one."""
        return self.candidates[self.choices[rule].candidate]


def robust(
    scenario: Scenario, objective: Objective, *, names: Sequence[str] = AXES, candidates: Sequence[Mix] | None = None,
    given: Sequence[Mix] = (), contexts: Mapping[str, Context] | None = None, weights: Mapping[str, float] | None = None,
    uncertain: str | Sequence[str] | Mapping[str, Any] = "all", thresholds: Thresholds = ENOUGH, budget: int = 4000,
    seed: int = 0, workers: int | None = None, progress: Callable[[int, int], None] | None = None,
) -> Robust:  # fmt: skip
    """Robust mixes of `scenario`.

    Parameters
    ----------
    names : dimensions searched
    candidates : mixes to compare instead of a search; the present mix is always among them
    given : mixes to compare beside those that the search finds
    contexts, weights, uncertain : what may turn out otherwise (`futures.draw`)
    thresholds : of each measure, or expression of measures, the least that is enough; (low, high) for a span, None for an open end
    budget : runs; about as many are used
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for a budget that leaves fewer than eight futures, and as `futures.draw`
    """
    weeks = int(scenario.value("weeks"))
    asked = measured(thresholds, weeks) | dict(objective.measures)
    done = 0

    def lot(mixes: Sequence[Mix], futures: Futures) -> tuple[np.ndarray, np.ndarray]:
        """(mix, future) objective, and whether all thresholds hold."""
        nonlocal done
        before = done

        def told(runs: int, _: int) -> None:
            if progress is not None:
                progress(min(before + runs, budget), budget)

        values = run(futures, mixes, asked, workers=workers, progress=told)
        done += len(mixes) * len(futures)
        return objective.read(values), holding(thresholds, values, weeks)

    def drawn(count: int, batch: int) -> Futures:
        return draw(scenario, count, seed, contexts=contexts, weights=weights, uncertain=uncertain, batch=batch)

    if candidates is None:
        here = present(scenario, names)
        pool: list[tuple[Mix, Origin]] = [(here, "present"), *(({**here, **mix}, "given") for mix in given)]
        tried = round(float(np.clip(SEARCH * budget / 40, 12, 60)))
        first = int(SEARCH * budget / tried)
        if first < FEWEST:
            raise ValueError(
                f"budget: found {budget}; {int(12 * FEWEST / SEARCH) + 1} at least are allowed for a search"
            )
        futures = drawn(first, 0)
        pool += _searched(names, tried, pool, lambda mixes: lot(mixes, futures), futures.contexts, seed)
    else:
        pool, tried, first = [({}, "present"), *((mix, "given") for mix in candidates)], 0, 0
    mixes = [mix for mix, _ in pool]
    count = (budget - done) // (2 * len(mixes))
    if count < FEWEST:
        raise ValueError(f"budget: found {budget}; {done + 2 * FEWEST * len(mixes)} at least are allowed here")
    futures = drawn(count, 1)
    choosing = outcomes(*lot(mixes, futures), futures.contexts)
    futures = drawn(count, 2)
    values, met = lot(mixes, futures)
    candidates_found = _candidates(pool, outcomes(values, met, futures.contexts))
    return Robust(
        tuple(names) if candidates is None else (), objective.said, dict(thresholds), candidates_found,
        {rule: choice(rule, choosing) for rule in RULES}, futures, values, met, (first, count, count), tried, done,
    )  # fmt: skip


def _searched(
    names: Sequence[str], tried: int, pool: Sequence[tuple[Mix, Origin]],
    lot: Callable[[Sequence[Mix]], tuple[np.ndarray, np.ndarray]], contexts: Sequence[str], seed: int,
) -> list[tuple[Mix, Origin]]:  # fmt: skip
    """The finalists beside the `pool`: leaders among `tried` mixes that fill the space, and lie around its leaders."""
    rng = np.random.default_rng(seed)
    low, high = bounds(names).T
    around = tried // 3
    unit = latin_hypercube(len(names), seed, points=max(1, tried - around - len(pool)))
    mixes: list[tuple[Mix, Origin]] = [*pool, *((mix, "filled") for mix in as_mixes(low + unit * (high - low), names))]
    values, met = lot([mix for mix, _ in mixes])
    for step, count in zip(STEPS, (around - around // 2, around // 2), strict=True):
        best = leaders(outcomes(values, met, contexts))
        centres = as_points([mixes[best[k % len(best)]][0] for k in range(count)], names)
        points = np.clip(centres + step * (high - low) * rng.standard_normal(centres.shape), low, high)
        mixes += [(mix, "refined") for mix in as_mixes(points, names)]
        more = lot([mix for mix, _ in mixes[-count:]])
        values, met = np.concatenate([values, more[0]]), np.concatenate([met, more[1]])
    best = leaders(outcomes(values, met, contexts))
    return [mixes[k] for k in best if k >= len(pool)][:MOST]


def _candidates(pool: Sequence[tuple[Mix, Origin]], found: Outcomes) -> tuple[Candidate, ...]:
    """Each mix with its estimates."""
    again = found.resampled()
    regrets, means = found.regrets, found.context_means
    tails, inside, more = np.quantile(again.regrets, 0.9, axis=-1), again.context_means, again.context_regrets
    told = []
    for k, (mix, origin) in enumerate(pool):
        contexts = {
            name: InContext(
                estimate(means[c, k], inside[c, k]),
                estimate(found.context_regrets[c, k], more[c, k]),
                share(found.met[k, group]),
            )
            for c, (name, group) in enumerate(found.groups.items())
        }
        expected = estimate(found.values[k].mean(), again.values[k].mean(-1))
        gaps = found.values[k] - found.values[0]
        gain = estimate(gaps.mean(), (again.values[k] - again.values[0]).mean(-1))
        regret = estimate(np.quantile(regrets[k], 0.9), tails[k])
        worst, satisfies = float(regrets[k].max()), share(found.met[k])
        told.append(Candidate(mix, origin, expected, gain, regret, worst, satisfies, contexts))
    return tuple(told)
