"""Complementarity: which opposites reinforce each other, and which really trade off (Milgrom & Roberts 1990, 1995).

For every pair the interaction V(++) - V(+-) - V(-+) + V(--): is moving both worth more than the two moves apart, added up?
All axes and levers stand a step below or above the mix at once, in a two-level factorial design (Box & Hunter 1961), and each
pair's four corners are means over all corners of the others. So every run serves every pair, an interval is about a fifth as
wide as if each pair had its own square, and what is told holds around the mix, not only where nothing else moves. From six
dimensions on half the factorial does (resolution six or more): an interaction of two is then mixed up only with those of
four or more.

Above zero the second poles go together, and so do the first ones; below, the second pole of one goes with the first of the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from equilibrium.balance.contrasts import MIXED, Contrast, Evaluate, Progress, contrasts, in_contexts, placed, worth
from equilibrium.balance.objectives import Objective
from equilibrium.balance.trials import DIMENSIONS, Mix, bounds, thinned, trials
from equilibrium.scenario import Scenario

LABELS = {1: "reinforce", -1: "trade off", 0: "cannot tell"}
FEWEST = 8  # replicates a context
HALVED = 6  # dimensions from which on half the factorial is made


@dataclass(frozen=True)
class Interactions:
    """Interactions of every pair, by context.

    Attributes
    ----------
    names : axes and levers
    at, low, high : (dimension,) the mix, and the two places of each, in its own unit
    shifted : those whose square had to be moved inwards, since the mix lies within a step of the end of their range
    contexts : "mixed" first, then the regimes asked for
    found : {(context, first, second): Contrast}, the pair in the order of `names`; those of a context, and beside it those of
        all regimes, are judged together
    objective, seed, runs, replicates : what was asked, and the runs it took: `replicates` of each context's design
    """

    names: tuple[str, ...]
    at: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shifted: tuple[str, ...]
    contexts: tuple[str, ...]
    found: Mapping[tuple[str, str, str], Contrast]
    objective: str
    seed: int
    runs: int
    replicates: int

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All pairs."""
        return tuple(combinations(self.names, 2))

    def of(self, first: str, second: str, context: str = MIXED) -> Contrast:
        """The interaction of a pair, in either order."""
        key = (context, first, second)
        return self.found[key if key in self.found else (context, second, first)]

    def label(self, first: str, second: str, context: str = MIXED) -> str:
        """ "reinforce", "trade off" or "cannot tell"."""
        return LABELS[self.of(first, second, context).sign]

    def turned(self, first: str, second: str) -> tuple[str, ...]:
        """The contexts in which the pair's sign is the opposite of the mixed context's; both told."""
        sign = self.of(first, second).sign
        return tuple(name for name in self.contexts if sign and self.of(first, second, name).sign == -sign)

    def strongest(self, sign: int, context: str = MIXED) -> tuple[str, str] | None:
        """The pair that reinforces most (1) or trades off most (-1); None if none is told."""
        told = [(a, b) for a, b in self.pairs if self.of(a, b, context).sign == sign]
        return max(told, key=lambda pair: abs(self.of(pair[0], pair[1], context).value)) if told else None

    @property
    def half(self) -> float:
        """Half the width of the widest of the mixed context's intervals. Four times the runs halve it."""
        return max(self.of(*pair).half for pair in self.pairs)


def complementarity(
    scenario: Scenario, objective: Objective, *, at: Mix | None = None, names: Sequence[str] = DIMENSIONS,
    step: float = 0.2, budget: int = 8192, seed: int = 0, contexts: Iterable[str] | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Interactions:  # fmt: skip
    """The interaction of every pair of `names` around a mix.

    Parameters
    ----------
    at : the mix; what it leaves out stays as the scenario has it
    step : how far below and above, as a share of each one's range
    budget : runs, of all contexts; with eight dimensions a replicate takes 128
    contexts : regimes to look at as well, each as if it lasted for ever
    workers : mixes simulated at once; default all cores. Changes nothing but time
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for names, a step or a budget that cannot be used, in a sentence
    """
    names = tuple(names)
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"names: {list(names)} found; two or more, each once, are needed")
    if not 0.0 < step <= 0.5:
        raise ValueError(f"step: {step} found; more than 0 and at most 0.5 of a range is allowed")
    worlds, point, signs = in_contexts(scenario, contexts), placed(scenario, at, names), design(len(names))
    replicates = budget // (len(signs) * len(worlds))
    if replicates < FEWEST:
        raise ValueError(f"budget: {budget} runs found; {least_budget(names, len(worlds))} at least are needed")
    low, high, shifted = square(point, bounds(names), step)
    corners, total = np.where(signs > 0, high, low), replicates * len(signs) * len(worlds)
    rows = []
    for k, world in enumerate(worlds.values()):
        evaluate = worth(
            world,
            objective,
            names,
            seed,
            total=total,
            done=k * total // len(worlds),
            workers=workers,
            progress=progress,
        )
        rows.append(interactions(evaluate, corners, signs, range(replicates)))
    pairs = tuple(combinations(names, 2))
    judged = contrasts(rows[0]) + (contrasts(np.vstack(rows[1:])) if len(rows) > 1 else [])
    keys = [(name, *pair) for name in worlds for pair in pairs]
    outward = tuple(name for name, moved in zip(names, shifted, strict=True) if moved)
    return Interactions(
        names, point, low, high, outward, tuple(worlds), dict(zip(keys, judged, strict=True)), objective.said, seed, total,
        replicates,
    )  # fmt: skip


def least_budget(names: Sequence[str], contexts: int = 1) -> int:
    """The fewest runs that a question about `names` takes."""
    return FEWEST * len(design(len(names))) * contexts


def design(count: int) -> np.ndarray:
    """(mix, dimension) of -1 and 1: the two-level factorial, from six dimensions on the half whose signs' product is 1."""
    full = np.array(list(product((-1, 1), repeat=count)))
    return full if count < HALVED else full[full.prod(1) == 1]


def square(at: np.ndarray, box: np.ndarray, step: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dimension,) lower and upper place, `step` of the range beside `at`, moved inwards where they would lie outside `box`, and
    whether they were."""
    reach = step * np.ptp(box, axis=1)
    middle = np.clip(at, box[:, 0] + reach, box[:, 1] - reach)
    return middle - reach, middle + reach, np.abs(middle - at) > 1e-9


def interactions(evaluate: Evaluate, corners: np.ndarray, signs: np.ndarray, replicates: Sequence[int]) -> np.ndarray:
    """(pair, replicate) interaction of each pair, from all `corners` of the design `signs` (mix, dimension)."""
    values = evaluate(corners, replicates)
    pairs = list(combinations(range(signs.shape[1]), 2))
    products = np.stack([signs[:, a] * signs[:, b] for a, b in pairs])
    return 4.0 * products @ values / len(signs)


def by_hours(own: float, allied: float) -> dict[str, float]:
    """The mix that gives these shares of all hours to crafts of one's own and to allies'.

    The model's coordinates are hours of renewal, and how they are split. Lesson and study `indie-weconomy` ask about hours:
    does building at home make hours with allies worth more? That is another square than the matrix's, and may have another sign.
    """
    whole = own + allied
    return {"development": whole, "indie_weconomy": allied / whole if whole > 0 else 0.0}


def of_corners(
    scenario: Scenario, objective: Objective, corners: Sequence[Mix], *, replicates: int = 128, seed: int = 0
) -> Contrast:
    """V(both) - V(first) - V(second) + V(neither) of any four mixes, in this order, told alone."""
    found = trials(thinned(scenario), corners, objective.measures, replicates, seed)
    return contrasts(np.array([1.0, -1.0, -1.0, 1.0]) @ objective.read(found))[0]
