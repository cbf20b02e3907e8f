"""Rules of choice under uncertainty: a score of each mix over futures, and how sure the choice is.

*Expected*: the mean (Laplace's rule where contexts count alike). *Regret*: the least worst regret of a future (Savage 1951).
*Context*: the least worst regret of a context's mean, which luck moves less. *Satisficing*: all thresholds hold in the most
futures (Simon 1956; Starr's domain criterion); where mixes tie, the least regret in a context.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from equilibrium.balance.surface import Measured

Rule = Literal["expected", "regret", "context", "satisficing"]
RULES: tuple[Rule, ...] = ("expected", "regret", "context", "satisficing")
RESAMPLES, LEVEL = 1000, 0.95


@dataclass(frozen=True)
class Choice:
    """Which candidate a rule chooses.

    `sure` is the share of bootstrap resamples of the futures that choose it too, `shares` that of every candidate. Where they are
    split, these mixes cannot be told apart by this rule; more futures would be needed.
    """

    rule: Rule
    candidate: int
    sure: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Outcomes:
    """What mixes came to in futures, these in the order of their contexts.

    `values` (mix, ..., future) the objective, `met` whether all thresholds hold; `groups` the place of each context's futures along
    the last axis, by name.
    """

    values: np.ndarray
    met: np.ndarray
    groups: dict[str, slice]

    @property
    def context_means(self) -> np.ndarray:
        """(context, mix, ...) mean of the objective in each context."""
        return np.stack([self.values[..., group].mean(-1) for group in self.groups.values()])

    @property
    def context_regrets(self) -> np.ndarray:
        """(context, mix, ...) how much more the mix that is best there brings on average."""
        means = self.context_means
        return means.max(1, keepdims=True) - means

    @property
    def regrets(self) -> np.ndarray:
        """(mix, ..., future) how much more the best of the mixes brings in each future, known afterwards."""
        return self.values.max(0) - self.values

    def resampled(self) -> "Outcomes":
        """Outcomes (mix, resample, future): futures drawn with replacement within each context; the same every time."""
        rng = np.random.default_rng(RESAMPLES)
        picks = np.concatenate(
            [rng.integers(at.start, at.stop, (RESAMPLES, at.stop - at.start)) for at in self.groups.values()], axis=1
        )
        return Outcomes(self.values[:, picks], self.met[:, picks], self.groups)


def outcomes(values: np.ndarray, met: np.ndarray, contexts: Sequence[str]) -> Outcomes:
    """(mix, future) arrays sorted by context. Where the objective is no number (nobody to be satisfied) it counts as the least that
    any mix reached in any future."""
    values = np.where(np.isfinite(values), values, np.nanmin(np.where(np.isfinite(values), values, np.nan)))
    names = list(dict.fromkeys(contexts))
    numbers = np.array([names.index(name) for name in contexts])
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(names)))
    groups = {
        name: slice(int(end - np.sum(numbers == k)), int(end))
        for k, (name, end) in enumerate(zip(names, ends, strict=True))
    }
    return Outcomes(values[:, order], met[:, order], groups)


def scores(rule: Rule, found: Outcomes) -> np.ndarray:
    """(mix, ...) how good a rule finds each mix: more is better."""
    if rule == "expected":
        return found.values.mean(-1)
    if rule == "regret":
        return -found.regrets.max(-1)
    worst = found.context_regrets.max(0)
    if rule == "context":
        return -worst
    share = worst / (1.0 + worst.max(0)) / (1.0 + found.met.shape[-1])  # below one future: decides between equals only
    return found.met.mean(-1) - share


def choice(rule: Rule, found: Outcomes) -> Choice:
    """What a rule chooses among the mixes, and how sure that is."""
    best = int(np.argmax(scores(rule, found)))
    picked = np.argmax(scores(rule, found.resampled()), axis=0)
    shares = np.bincount(picked, minlength=len(found.values)) / RESAMPLES
    return Choice(rule, best, float(shares[best]), tuple(map(float, shares)))


def leaders(found: Outcomes) -> list[int]:
    """Places of the mixes that lead by a rule or in a context, then of those second and third by a rule; each once."""
    ranks = [np.argsort(-scores(rule, found), kind="stable") for rule in RULES]
    order = [rank[0] for rank in ranks] + np.argmax(found.context_means, axis=1).tolist()
    order += [rank[k] for k in (1, 2) for rank in ranks if len(rank) > k]
    return list(dict.fromkeys(map(int, order)))


def estimate(value: float, resamples: np.ndarray) -> Measured:
    """A number with the percentile interval of its resamples (Efron 1979)."""
    low, high = np.quantile(resamples, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return Measured(float(value), float(low), float(high))


def share(happened: np.ndarray) -> Measured:
    """Share of futures in which something happened, with its exact interval (Clopper & Pearson 1934)."""
    from scipy.stats import binomtest

    found = binomtest(int(np.sum(happened)), int(np.size(happened)))
    bounds = found.proportion_ci(LEVEL)
    return Measured(float(np.mean(happened)), float(bounds.low), float(bounds.high))
