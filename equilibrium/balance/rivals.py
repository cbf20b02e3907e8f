"""Rivals: does a recommendation still hold where the model is built otherwise? It is counted again under each rival structure.

A recommendation is a contrast: a mix is better than another, two opposites reinforce each other, a pole pulls. Its sign is asked
again under each of `structures.RIVALS`, under the same luck, and a verdict is given to each by Holm's rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from equilibrium.balance.objectives import Objective
from equilibrium.balance.structures import RIVALS, Rival, rival_scenarios
from equilibrium.balance.trials import Mix, bounds, present, trials
from equilibrium.scenario import Scenario
from equilibrium.studies.comparison import LEVEL, runs_needed
from equilibrium.studies.flips import holm

Verdict = Literal["holds", "turns", "cannot tell"]
STEP = 0.05  # of an axis to each side, where a pole's pull is asked


@dataclass(frozen=True)
class Claim:
    """A recommendation as a contrast: the sum of `weights` times the objective at `mixes` has the sign `sign`; with 0 the sign is
    whatever it is in the scenario as it stands."""

    said: str
    mixes: tuple[Mix, ...]
    weights: tuple[float, ...]
    sign: int = 0


@dataclass(frozen=True)
class Count:
    """A claim counted under one structure.

    Attributes
    ----------
    name : of the rival; "" for the scenario as it stands
    mean, low, high : of the contrast, paired by replicate, in the objective's unit. The interval is as wide as Holm's rule judged
        it, so it leaves out 0 exactly where there is a verdict
    p : how often luck alone would bring a mean as far from 0 (Student's t, two-sided, before Holm)
    verdict : "holds" and "turns" by Holm's rule (1979) over all rivals counted, at 5 %; else "cannot tell"
    runs : replicates that the contrast rests on
    needed : about how many would tell, if there is a difference; None if no number can be named, or there is a verdict
    """

    name: str
    mean: float
    low: float
    high: float
    p: float
    verdict: Verdict
    runs: int
    needed: int | None


@dataclass(frozen=True)
class Recount:
    """A claim under the scenario as it stands (`base`, judged alone) and under each rival.

    `sign` is the claimed one, or else the base's. The claim stands in the first place only if `base.verdict` is "holds".
    """

    claim: Claim
    sign: int
    base: Count
    rivals: tuple[Count, ...]
    runs: int

    @property
    def holds(self) -> int:
        """k of "holds in k of n"."""
        return sum(each.verdict == "holds" for each in self.rivals)

    @property
    def of(self) -> int:
        """n: rivals counted."""
        return len(self.rivals)

    def those(self, verdict: Verdict) -> tuple[str, ...]:
        """Names of the rivals with this verdict."""
        return tuple(each.name for each in self.rivals if each.verdict == verdict)


def better(mix: Mix, than: Mix, said: str = "better") -> Claim:
    """That `mix` is better than another; what a mix leaves out stays as the scenario says."""
    return Claim(said, (mix, than), (1.0, -1.0), 1)


def pull(scenario: Scenario, name: str, mix: Mix | None = None, step: float = STEP) -> Claim:
    """Which pole of an axis (or end of a lever) pulls: the objective's rise from `step` before `mix` to `step` after it, the
    step in shares of the range. Above 0 the second pole pulls. `mix` : by default the present one."""
    mix = mix or {}
    at = mix.get(name, present(scenario, [name])[name])
    low, high = bounds([name])[0]
    ends = (min(high, at + step * (high - low)), max(low, at - step * (high - low)))
    return Claim(f"pull {name}", tuple({**mix, name: float(end)} for end in ends), (1.0, -1.0))


def interaction(one: str, other: str, mix: Mix | None = None, places: tuple[float, float] = (0.25, 0.75)) -> Claim:
    """Whether two axes reinforce each other: y11 - y10 - y01 + y00, each at both `places` (shares of its range), the rest at `mix`.

    Above 0 more of the second pole of one makes more of the second pole of the other pay: they are complements (Milgrom &
    Roberts 1990).
    """
    (low, high), (bottom, top) = bounds([one, other])
    corners = [(1, 1, 1.0), (1, 0, -1.0), (0, 1, -1.0), (0, 0, 1.0)]
    mixes = []
    for a, b, _ in corners:
        at = {one: float(low + places[a] * (high - low)), other: float(bottom + places[b] * (top - bottom))}
        mixes.append({**(mix or {}), **at})
    return Claim(f"{one} x {other}", tuple(mixes), tuple(weight for _, _, weight in corners))


def recount(
    scenario: Scenario, claim: Claim, objective: Objective, *, rivals: Mapping[str, Rival] = RIVALS,
    replicates: int | Sequence[int] = 64, seed: int = 0, workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Recount:  # fmt: skip
    """The claim under the scenario as it stands and under each rival: "holds in k of n".

    Parameters
    ----------
    claim : of `better`, `pull`, `interaction`, or one's own contrast
    replicates, seed : of every structure the same, how many or their numbers. For a claim that was searched for: futures that the
        search has not used
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : where no rival differs from the scenario, and for fewer than two replicates
    """
    worlds = {"": scenario, **rival_scenarios(scenario, rivals)}
    if len(worlds) == 1:
        raise ValueError("rivals: none of them differs from the scenario; one at least is needed")
    ids = range(replicates) if isinstance(replicates, int) else replicates
    if len(ids) < 2:
        raise ValueError(f"replicates: found {len(ids)}; 2 at least are allowed, since a single run has no interval")
    each = len(claim.mixes) * len(ids)
    gaps = []
    for k, world in enumerate(worlds.values()):

        def told(done: int, _: int, before: int = k * each) -> None:
            if progress is not None:
                progress(before + done * len(ids), each * len(worlds))

        values = trials(world, claim.mixes, objective.measures, ids, seed, workers=workers, progress=told)
        gaps.append(np.asarray(claim.weights) @ objective.read(values))
    middle = _mean(gaps[0])
    sign = claim.sign or (1 if middle >= 0.0 else -1)
    (base,) = judged([""], gaps[:1], sign)
    return Recount(claim, sign, base, judged(list(worlds)[1:], gaps[1:], sign), each * len(worlds))


def judged(names: Sequence[str], gaps: Sequence[np.ndarray], sign: int) -> tuple[Count, ...]:
    """A `Count` of each contrast (replicate,), all judged together by Holm's rule against the claimed `sign`; what is no number
    in a replicate leaves it out."""
    from scipy.stats import t

    gaps = [gap[np.isfinite(gap)] for gap in (np.asarray(gap, float) for gap in gaps)]
    means = [_mean(gap) for gap in gaps]
    errors = [float(gap.std(ddof=1) / gap.size**0.5) if gap.size > 1 else np.nan for gap in gaps]
    chances = np.array([_chance(*each) for each in zip(means, errors, [gap.size for gap in gaps], strict=True)])
    passed = holm(chances, LEVEL)
    asked, order = int(np.isfinite(chances).sum()), np.argsort(chances, kind="stable")
    levels = {int(at): LEVEL / (asked - min(rank, int(passed.sum()))) for rank, at in enumerate(order[:asked])}
    counts = []
    for k, (name, gap) in enumerate(zip(names, gaps, strict=True)):
        level = levels.get(k, LEVEL)
        half = float(t.isf(level / 2, gap.size - 1)) * errors[k] if gap.size > 1 else np.nan
        verdict: Verdict = "cannot tell" if not passed[k] else "holds" if sign * means[k] > 0 else "turns"
        asks = verdict == "cannot tell" and gap.size > 1 and errors[k] > 0.0
        needed = runs_needed(means[k], errors[k] * gap.size**0.5, gap.size, level) if asks else None
        counts.append(
            Count(name, means[k], means[k] - half, means[k] + half, float(chances[k]), verdict, gap.size, needed)
        )
    return tuple(counts)


def _mean(gap: np.ndarray) -> float:
    gap = gap[np.isfinite(gap)]
    return float(gap.mean()) if gap.size else np.nan


def _chance(mean: float, error: float, runs: int) -> float:
    """Two-sided chance of such a mean by luck alone; 1 where nothing differs, NaN where a single run cannot tell."""
    from scipy.stats import t

    if not np.isfinite(error):
        return np.nan
    if error == 0.0:
        return 0.0 if mean else 1.0
    return float(2.0 * t.sf(abs(mean) / error, runs - 1))
