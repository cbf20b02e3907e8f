"""Scenario discovery: which futures break a mix? Described as boxes by PRIM, from EMA Workbench, and held to fresh futures.

The patient rule induction method (Friedman & Fisher 1999; for scenarios Bryant & Lempert 2010) peels off, a tenth at a time, the
futures whose absence makes what breaks the mix denser. Among the two hundred parameters of a future it would peel noise, so it is
given only those that differ, each alone, between futures that break the mix and others (Mann & Whitney's test; false discoveries
held to `FALSE` of them by Benjamini & Hochberg's rule; at most `TELLING`). A parameter that matters only in the middle of its
range, or only together with another, may so be missed.

From each box on its way restrictions that chance explains (quasi-p above `LEVEL`) are lifted, the most doubtful first. Of what is
left we take the box that sets both kinds of futures apart best: the share of what breaks the mix that lies inside, less the share
of what does not (Youden 1950). Quasi-p promises too much, since peeling has looked at everything. What
counts is the last test: in futures that PRIM has not seen, does the mix break more often inside the box than outside of it?
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.balance.futures import Context, draw, run
from equilibrium.balance.rules import Measured, share
from equilibrium.balance.thresholds import Thresholds, holding, measured
from equilibrium.balance.trials import Mix
from equilibrium.scenario import Scenario

LEVEL = 0.05
PEEL, MASS = 0.1, 0.05  # share of futures peeled off at a time; the least share that a box holds
TELLING, FALSE = 8, 0.1
FEWEST = 20  # futures that break the mix, and that do not, below which nothing is described


@dataclass(frozen=True)
class Restriction:
    """One side of a box: a parameter from `low` to `high` of all that was drawn, `least` to `most`; or the `contexts` allowed.

    `quasi_p` : how often chance alone would make the box so much denser by this restriction, lower and upper end; NaN where an
    end is free (Bryant & Lempert 2010)
    """

    name: str
    low: float
    high: float
    least: float
    most: float
    contexts: tuple[str, ...]
    quasi_p: tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Futures in which a mix breaks more often.

    Attributes
    ----------
    restrictions : all must hold; the surest first
    coverage, density, mass : in the futures that PRIM has seen: share of what breaks that lies inside, share inside that breaks,
        share of all futures inside
    inside, outside : in fresh futures: share that breaks inside the box and outside of it
    p : chance of so large a difference in the fresh futures if there were none (Fisher's exact test, one-sided, times the number
        of boxes)
    """

    restrictions: tuple[Restriction, ...]
    coverage: float
    density: float
    mass: float
    inside: Measured
    outside: Measured
    p: float

    @property
    def confirmed(self) -> bool:
        """Whether fresh futures confirm it, at 5 %."""
        return self.p <= LEVEL


@dataclass(frozen=True)
class Breaks:
    """What breaks a mix.

    Attributes
    ----------
    mix, thresholds : what was asked
    broken : share of all futures in which some threshold fails
    boxes : none where hardly any future breaks it, or hardly any does not
    table : (future, parameter and "context") of the futures that PRIM has seen; `failed` (future,) whether the mix broke
    fresh : futures that PRIM has not seen
    runs : used in all
    """

    mix: Mix
    thresholds: Thresholds
    broken: Measured
    boxes: tuple[Box, ...]
    table: pd.DataFrame
    failed: np.ndarray
    fresh: int
    runs: int


def breaks(
    scenario: Scenario, mix: Mix, thresholds: Thresholds, *, contexts: Mapping[str, Context] | None = None,
    weights: Mapping[str, float] | None = None, uncertain: str | Sequence[str] | Mapping[str, Any] = "all",
    futures: int = 800, fresh: int = 400, most: int = 2, seed: int = 0, workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Breaks:  # fmt: skip
    """The futures in which `mix` fails a threshold, as at most `most` boxes.

    Parameters
    ----------
    thresholds, contexts, weights, uncertain : as for `robust`
    futures, fresh : how many PRIM sees, and how many its boxes are held to; a run each. Neither are those of `robust`
    progress : called with (runs done, runs)

    Raises
    ------
    ImportError : without EMA Workbench
    """
    _prim()
    weeks, parts, tables = int(scenario.value("weeks")), [], []
    for count, batch, before in ((futures, 10, 0), (fresh, 11, futures)):

        def told(done: int, _: int, before: int = before) -> None:
            if progress is not None:
                progress(before + done, futures + fresh)

        drawn = draw(scenario, count, seed, contexts=contexts, weights=weights, uncertain=uncertain, batch=batch)
        values = run(drawn, [mix], measured(thresholds, weeks), workers=workers, progress=told)
        parts.append(~holding(thresholds, values, weeks)[0])
        tables.append(drawn.table())
    found = boxes(tables[0], parts[0], tables[1], parts[1], most)
    broken = share(np.concatenate(parts))
    return Breaks(mix, dict(thresholds), broken, found, tables[0], parts[0], fresh, futures + fresh)


def boxes(
    table: pd.DataFrame, failed: np.ndarray, fresh: pd.DataFrame, fresh_failed: np.ndarray, most: int = 2
) -> tuple[Box, ...]:
    """At most `most` boxes that PRIM finds in (future, parameter) `table` where `failed`, each held to the fresh futures.

    A later box describes what the ones before it left over. Boxes that keep no restriction are no boxes.
    """
    if min(failed.sum(), (~failed).sum()) < FEWEST:
        return ()
    names = telling(table, failed)
    if not names:
        return ()
    algorithm = _prim().Prim(table[names], failed, threshold=float(failed.mean()), peel_alpha=PEEL, mass_min=MASS)
    found: list[tuple[Any, tuple[Restriction, ...], np.ndarray, np.ndarray]] = []
    left, fresh_left = np.ones(len(failed), bool), np.ones(len(fresh_failed), bool)
    while len(found) < most and failed[left].sum() >= FEWEST:
        box = algorithm.find_box()
        if box is None or not simplified(box):
            break
        restrictions = _restrictions(box)
        inside = within(fresh, restrictions) & fresh_left
        left &= ~within(table, restrictions)
        fresh_left &= ~inside
        found.append((box, restrictions, inside, fresh_left.copy()))
    return tuple(
        _held(box, restrictions, fresh_failed[inside], fresh_failed[rest], len(found))
        for box, restrictions, inside, rest in found
    )


def telling(table: pd.DataFrame, failed: np.ndarray) -> list[str]:
    """Columns that differ between futures where the mix failed and others, the clearest first."""
    from scipy.stats import chi2_contingency, false_discovery_control, mannwhitneyu

    chances = {}
    for name in map(str, table.columns):
        values = table[name]
        if values.nunique() < 2:
            continue
        if values.dtype.kind in "fiu":
            chances[name] = float(mannwhitneyu(values[failed], values[~failed]).pvalue)
        else:
            chances[name] = float(chi2_contingency(pd.crosstab(values, failed)).pvalue)
    if not chances:
        return []
    adjusted = false_discovery_control(list(chances.values()))
    clear = [name for name, p in zip(chances, adjusted, strict=True) if p <= FALSE]
    return sorted(clear, key=lambda name: chances[name])[:TELLING]


def simplified(box: Any) -> bool:
    """Lift what chance explains from every box on the way of EMA Workbench's `box`, and select the one that then sets both kinds of
    futures apart best; False if nothing is left of any."""
    lifted = [last for at in range(len(box.qp)) if (last := _lifted(box, at)) is not None]
    if not lifted:
        return False
    inside, broken = (box.peeling_trajectory[key].to_numpy(float) for key in ("n", "k"))
    apart = broken / broken[0] - (inside - broken) / (inside[0] - broken[0])
    box.select(max(lifted, key=lambda at: apart[at]))
    return True


def _lifted(box: Any, at: int) -> int | None:
    """Where on the way the box `at` stands once what chance explains is lifted; None if nothing is left."""
    while box.qp[at]:
        doubts = {name: min(p for p in ends if p >= 0.0) for name, ends in box.qp[at].items()}
        worst = max(doubts, key=lambda name: doubts[name])
        if doubts[worst] <= LEVEL:
            return at
        if len(doubts) == 1:
            return None
        box.drop_restriction(worst, at)
        at = len(box.qp) - 1
    return None


def _restrictions(box: Any) -> tuple[Restriction, ...]:
    """What a box of EMA Workbench's restricts, the surest first."""
    limits, initial = box.box_lim, box.box_lims[0]
    found = []
    for name, ends in box.qp[box._cur_box].items():
        first, last = (float(p) if p >= 0.0 else np.nan for p in ends)
        if isinstance(limits[name].iloc[0], set | frozenset):
            found.append(
                Restriction(name, np.nan, np.nan, np.nan, np.nan, tuple(sorted(limits[name].iloc[0])), (first, first))
            )
            continue
        low, high, least, most = (float(each[name].iloc[end]) for each in (limits, initial) for end in (0, 1))
        found.append(Restriction(name, low, high, least, most, (), (first, last)))
    return tuple(sorted(found, key=lambda each: np.nanmin(each.quasi_p)))


def within(table: pd.DataFrame, restrictions: Sequence[Restriction]) -> np.ndarray:
    """(future,) whether each lies inside. An end that is the least or the most of all that was drawn is no limit."""
    inside = np.ones(len(table), bool)
    for each in restrictions:
        values = table[each.name].to_numpy()
        if each.contexts:
            inside &= np.isin(values.astype(str), each.contexts)
            continue
        inside &= (values >= each.low) | (each.low <= each.least)
        inside &= (values <= each.high) | (each.high >= each.most)
    return inside


def _held(box: Any, restrictions: tuple[Restriction, ...], inside: np.ndarray, outside: np.ndarray, count: int) -> Box:
    """A box with what became of it in fresh futures; `inside`, `outside` (future,) whether the mix broke there."""
    from scipy.stats import fisher_exact

    p = 1.0
    if inside.size and outside.size:
        rows = [[int(each.sum()), int((~each).sum())] for each in (inside, outside)]
        p = min(1.0, count * float(fisher_exact(rows, "greater").pvalue))
    broken, others = (share(each) if each.size else Measured(np.nan, 0.0, 1.0) for each in (inside, outside))
    at = box.peeling_trajectory.loc[box._cur_box]
    return Box(restrictions, float(at["coverage"]), float(at["density"]), float(at["mass"]), broken, others, p)


def _prim() -> Any:
    """EMA Workbench's PRIM.

    Raises
    ------
    ImportError : without EMA Workbench
    """
    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of optional parts of EMA Workbench that are not used here
            from ema_workbench.analysis import prim
    except ImportError:
        raise ImportError(
            "EMA Workbench is missing: pip install 'equilibrium[balance]'", name="ema_workbench"
        ) from None
    return prim
