"""Polarity watch: each pole's downside has early signs; lean to the other pole when they show, and no further."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from equilibrium.parameters import AXES
from equilibrium.policies.cusum import Cusum

if TYPE_CHECKING:
    from equilibrium.simulation import Sight


@dataclass(frozen=True, slots=True)
class EarlySign:
    """What is watched, and where one leans when it stands above or below normal.

    `see` gives (replicate,) from a `Sight`; `lean` says by how much each axis's target moves per unit above `normal`;
    `spread` is the standard deviation of a week's luck.
    """

    see: Callable[["Sight"], np.ndarray]
    normal: float
    spread: float
    lean: Mapping[str, float]


def unserved(sight: "Sight") -> np.ndarray:
    """(replicate,) share of last week's requests left unanswered: selling's downside."""
    return 1.0 - sight.figures["served_share"]


def idle(sight: "Sight") -> np.ndarray:
    """(replicate,) share of last week's service hours without a request: serving's downside."""
    return 1.0 - sight.figures["utilisation"]


def failing(sight: "Sight") -> np.ndarray:
    """(replicate,) share of last week's answers that failed: the downside of a code, and of allies', grown old."""
    return sight.figures["failure_share"]


SIGNS = (
    EarlySign(unserved, 0.07, 0.08, {"selling_serving": 0.5}),
    EarlySign(idle, 0.35, 0.15, {"selling_serving": -0.5}),
    EarlySign(failing, 0.11, 0.03, {"organization_organism": 1.5, "indie_weconomy": -0.7}),
)


@dataclass
class PolarityWatch:
    """A policy that holds a base mix and leans away from the pole whose early signs show.

    A sign is smoothed, and counts only once a CUSUM has told that it moved, until it is back at normal: luck is not
    chased. The target of an axis is its base plus, for each sign, lean x (smoothed sign - normal).

    Parameters
    ----------
    base : {axis: share} -- axes left out keep the target they have in week 1
    signs : what is watched; default gains are those that paid in a search apart from this library (docs/extending.md)
    memory : float >= 1, weeks -- over which a sign is smoothed
    allowance, limit : of the CUSUM, in `spread`s; a limit of None counts every deviation

    It starts anew in week 1, so that one may serve several runs, one after the other.

    References
    ----------
    Johnson (1992), Polarity Management: the map of two poles, each with its upside, downside and early warnings. The
    linear answer and the CUSUM (Page 1954) are our assumptions.
    """

    base: Mapping[str, float] = field(default_factory=dict)
    signs: Sequence[EarlySign] = SIGNS
    memory: float = 4.0
    allowance: float = 0.5
    limit: float | None = 4.0
    smooth: np.ndarray = field(init=False, repr=False)  # (replicate, sign) deviation from normal
    told: np.ndarray = field(init=False, repr=False)  # (replicate, sign) 1, -1: up or down by the CUSUM; 0 normal
    mix: np.ndarray = field(init=False, repr=False)  # (replicate, axis)

    def __post_init__(self) -> None:
        unknown = sorted({*self.base, *(axis for sign in self.signs for axis in sign.lean)} - set(AXES))
        if unknown:
            raise ValueError(f"base, signs: {unknown} found; axes are {', '.join(AXES)}")
        if self.memory < 1.0 or any(sign.spread <= 0.0 for sign in self.signs):
            raise ValueError("a memory of at least 1 week and spreads above 0 are allowed")

    def __call__(self, sight: "Sight") -> np.ndarray:
        """Targets (replicate, axis) for week `sight.week`."""
        if sight.week == 1:
            self._start(sight)
        else:
            self._watch(sight)
        counted = self.smooth if self.limit is None else np.where(self.told * self.smooth > 0.0, self.smooth, 0.0)
        leans = np.array([[sign.lean.get(axis, 0.0) for axis in AXES] for sign in self.signs])
        return np.clip(self.mix + (counted[:, :, None] * leans).sum(1), 0.0, 1.0)

    def _start(self, sight: "Sight") -> None:
        self.mix = sight.target.copy()
        for axis, share in self.base.items():
            self.mix[:, AXES.index(axis)] = share
        self.smooth = np.zeros((len(self.mix), len(self.signs)))
        self.told = np.zeros(self.smooth.shape)
        if self.limit is not None:
            self._cusum = Cusum(self.allowance, self.limit)
            self._cusum.start(self.smooth.shape)

    def _watch(self, sight: "Sight") -> None:
        """Take in last week's signs; one that cannot be seen (nothing to divide by) counts as normal."""
        gaps = np.stack([np.nan_to_num(sign.see(sight) - sign.normal) for sign in self.signs], 1)
        self.smooth += (gaps - self.smooth) / self.memory
        if self.limit is None:
            return
        signal = self._cusum.hear(gaps / np.array([sign.spread for sign in self.signs]))
        self.told[self.told * self.smooth <= 0.0] = 0.0
        self.told = np.where(signal != 0, signal, self.told)
