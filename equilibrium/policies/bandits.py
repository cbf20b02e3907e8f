"""Bandits: a few mixes, each tried for a while; what paid of late is tried more often.

Learners over arms, of many runs at once, and the policy that makes arms of mixes. A learner knows nothing of the model:
`start` it, then `choose` and `learn` in turn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, log
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import betaincinv

from equilibrium.draws import FIRST, GOLDEN, SECOND, TO_UNIT, mixed
from equilibrium.parameters import AXES
from equilibrium.policies.extremum_seeking import margin

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


def confidence_index(total: np.ndarray, tries: np.ndarray, trials: float, xi: float) -> np.ndarray:
    """(run, arm) mean reward plus sqrt(xi ln(trials) / tries); infinite for an arm not tried.

    Parameters
    ----------
    total, tries : (run, arm) -- rewards in [0, 1] added up, and how many
    trials : float >= 1 -- over all arms
    xi : float > 0 -- the benefit of the doubt; 2 is UCB1 as first published
    """
    tried = np.maximum(tries, 1)
    return np.where(tries > 0, total / tried + np.sqrt(xi * log(trials) / tried), inf)


class Learner(Protocol):
    """What learns which arm pays: rewards lie in [0, 1], runs do not see each other."""

    def start(self, runs: int, arms: int) -> None:
        """Forget everything."""

    def choose(self, luck: np.ndarray) -> np.ndarray:
        """(run,) arms to try next; `luck` (run, arm) uniform in (0, 1), for those who need it."""

    def learn(self, chosen: np.ndarray, reward: np.ndarray) -> None:
        """Take note of what the `chosen` (run,) arms paid."""


class Recent:
    """Rewards and tries of the last `window` trials (inf: of all), added up by arm: `total`, `tries` (run, arm)."""

    def __init__(self, window: float, runs: int, arms: int):
        self.window, self.trials = window, 0
        self.total, self.tries = np.zeros((runs, arms)), np.zeros((runs, arms))
        self._past: list[tuple[np.ndarray, np.ndarray]] = []
        self._row = np.arange(runs)

    def add(self, chosen: np.ndarray, reward: np.ndarray) -> None:
        """Enter a trial; the one that leaves the window is taken out."""
        self.total[self._row, chosen] += reward
        self.tries[self._row, chosen] += 1.0
        if self.window < inf:
            slot = self.trials % int(self.window)
            if slot < len(self._past):
                old, paid = self._past[slot]
                self.total[self._row, old] -= paid
                self.tries[self._row, old] -= 1.0
                self._past[slot] = chosen, reward
            else:
                self._past.append((chosen, reward))
        self.trials += 1


@dataclass
class SlidingWindowUCB:
    """The arm with the highest upper confidence bound over the last `window` trials; with `window` inf it is UCB1.

    Parameters
    ----------
    window : float >= 1, trials -- short where the best arm changes often
    xi : float > 0 -- see `confidence_index`

    References
    ----------
    Auer, Cesa-Bianchi & Fischer (2002), Machine Learning 47: UCB1. Garivier & Moulines (2011), On upper-confidence bound
    policies for switching bandit problems, ALT: the window.
    """

    window: float = inf
    xi: float = 0.6
    recent: Recent = field(init=False, repr=False)

    def start(self, runs: int, arms: int) -> None:
        """Forget everything."""
        self.recent = Recent(self.window, runs, arms)

    def choose(self, luck: np.ndarray) -> np.ndarray:
        """(run,) arms to try next; an arm that left the window untried comes first. Nothing is left to `luck`."""
        seen = self.recent
        return confidence_index(seen.total, seen.tries, min(seen.trials + 1.0, self.window), self.xi).argmax(1)

    def learn(self, chosen: np.ndarray, reward: np.ndarray) -> None:
        """Take note of what the `chosen` (run,) arms paid."""
        self.recent.add(chosen, reward)


@dataclass
class Thompson:
    """Each arm by the chance that it is the best: the highest of one draw from each arm's Beta posterior.

    Parameters
    ----------
    discount : float in (0, 1] -- what a trial counts one trial later; 1 forgets nothing

    References
    ----------
    Thompson (1933), Biometrika 25. Raj & Kalyani (2017), arXiv:1707.09727: the discount. That a reward between 0 and 1
    counts as that share of a success is our assumption.
    """

    discount: float = 1.0
    total: np.ndarray = field(init=False, repr=False)  # (run, arm) rewards, discounted
    tries: np.ndarray = field(init=False, repr=False)  # (run, arm) trials, discounted

    def start(self, runs: int, arms: int) -> None:
        """Forget everything."""
        self.total, self.tries = np.zeros((runs, arms)), np.zeros((runs, arms))

    def choose(self, luck: np.ndarray) -> np.ndarray:
        """(run,) arms to try next; `luck` (run, arm) uniform in (0, 1)."""
        return betaincinv(1.0 + self.total, 1.0 + self.tries - self.total, luck).argmax(1)

    def learn(self, chosen: np.ndarray, reward: np.ndarray) -> None:
        """Take note of what the `chosen` (run,) arms paid."""
        self.total *= self.discount
        self.tries *= self.discount
        row = np.arange(len(chosen))
        self.total[row, chosen] += reward
        self.tries[row, chosen] += 1.0


def own_luck(sight: "Sight", arms: int, seed: int) -> np.ndarray:
    """(replicate, arm) uniform in (0, 1): a function of `seed`, week and the digits of the replicate's own last profit.

    So each replicate has its own luck, the same alone or among others, whoever computes it.
    """
    word = mixed.py_func(sight.figures["profit"].copy().view(np.uint64) + GOLDEN)
    word = mixed.py_func(word ^ mixed.py_func(np.array([seed], np.uint64) + FIRST))
    word = mixed.py_func(word ^ mixed.py_func(np.array([sight.week], np.uint64) + SECOND))
    each = mixed.py_func(word[:, None] + np.arange(1, arms + 1, dtype=np.uint64) * GOLDEN)
    return ((each >> np.uint64(11)).astype(float) + 0.5) * TO_UNIT


@dataclass
class Bandit:
    """A policy that tries one of a few mixes at a time and lets `learner` choose the next from what they paid.

    Parameters
    ----------
    mixes : one or more -- the arms, {axis: share}; axes that an arm leaves out keep the target they have
    learner : chooses; its trials are spells of `weeks`, not weeks. With some twenty of them in five years, less benefit of
        the doubt than the theory of many trials gives: xi .02
    weeks : int >= 1 -- a spell; longer than inertia, or a mix is judged by the one before
    settle : int in [0, weeks) -- first weeks of a spell that do not count: the position is still on its way
    low, high : what `objective` pays for a reward of 0 and of 1; beyond, rewards are cut
    objective : from a `Sight` to (replicate,) results; by default profit over wages
    seed : whole number >= 0 -- of the luck of learners that draw; see `own_luck`

    It starts anew in week 1, so that one may serve several runs, one after the other.
    """

    mixes: Sequence[Mapping[str, float]]
    learner: Learner = field(default_factory=lambda: SlidingWindowUCB(xi=0.02))
    weeks: int = 13
    settle: int = 5
    low: float = -0.4
    high: float = 0.8
    objective: Callable[["Sight"], np.ndarray] = margin
    seed: int = 0
    arm: np.ndarray = field(init=False, repr=False)  # (replicate,) now tried
    paid: np.ndarray = field(init=False, repr=False)  # (replicate,) so far in this spell

    def __post_init__(self) -> None:
        unknown = sorted({axis for mix in self.mixes for axis in mix} - set(AXES))
        if unknown:
            raise ValueError(f"mixes: {unknown} found; axes are {', '.join(AXES)}")
        if not self.mixes or self.weeks < 1 or not 0 <= self.settle < self.weeks or not self.low < self.high:
            raise ValueError("one mix or more, settle from 0 to below weeks, and low below high are allowed")

    def __call__(self, sight: "Sight") -> np.ndarray:
        """Targets (replicate, axis) for week `sight.week`."""
        runs, arms = len(sight.position), len(self.mixes)
        if sight.week == 1:
            self.learner.start(runs, arms)
            self.paid = np.zeros(runs)
        elif (sight.week - 2) % self.weeks >= self.settle:
            self.paid += np.nan_to_num(self.objective(sight))
        if (sight.week - 1) % self.weeks == 0:
            if sight.week > 1:
                mean = self.paid / (self.weeks - self.settle)
                self.learner.learn(self.arm, np.clip((mean - self.low) / (self.high - self.low), 0.0, 1.0))
            self.arm = self.learner.choose(own_luck(sight, arms, self.seed))
            self.paid = np.zeros(runs)
        given = np.array([[mix.get(axis, np.nan) for axis in AXES] for mix in self.mixes])[self.arm]
        return np.where(np.isnan(given), sight.target, given)
