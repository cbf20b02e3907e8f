"""Futures: all that may turn out otherwise, drawn at once. Every mix meets the same futures, so mixes are compared in pairs.

A future is a context (the mixed one, one regime for ever, or a scenario by name), a value of every uncertain parameter out of its
documented plausible range, and its own luck: one run. Parameters are drawn by a Latin hypercube (McKay, Beckman & Conover 1979),
independently of each other. Sizes of what is simulated, levers and choices of structure are not drawn (`structures.RIVALS` is for
the last).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.balance.trials import Mix, trials
from equilibrium.scenario import Scenario
from equilibrium.simulation import cores
from equilibrium.studies import designs
from equilibrium.studies.factors import Factor, factor
from equilibrium.studies.flips import assumptions, own_value
from equilibrium.studies.measures import Measure

MIXED = "mixed"
BATCH = 1_000_000  # replicates of different batches have different numbers
Context = Scenario | Mapping[str, Any]


@dataclass(frozen=True)
class Futures:
    """Futures in their order.

    Attributes
    ----------
    worlds : by the name of each context, its scenario before anything is drawn
    factors : what is uncertain
    contexts : (future,) name of the context of each
    draws : (future, parameter) values. A context that says otherwise of a parameter than the base scenario keeps its own
    kept : by context, the parameters that are not drawn there
    luck : (future,) replicate number of each
    seed : of the runs
    """

    worlds: Mapping[str, Scenario]
    factors: tuple[Factor, ...]
    contexts: tuple[str, ...]
    draws: pd.DataFrame
    kept: Mapping[str, frozenset[str]]
    luck: tuple[int, ...]
    seed: int

    def __len__(self) -> int:
        return len(self.contexts)

    def scenario(self, k: int) -> Scenario:
        """The scenario of future `k`."""
        context = self.contexts[k]
        changes: dict[str, Any] = {}
        for each in self.factors:
            if each.name not in self.kept[context]:
                changes |= each.change(self.draws[each.name].iat[k])
        return self.worlds[context].with_(**changes)

    def table(self) -> pd.DataFrame:
        """(future, parameter and "context") what each future is, as scenario discovery reads it: what is drawn, or kept."""
        found = self.draws.copy()
        contexts = np.array(self.contexts)
        for each in self.factors:
            for context, keys in self.kept.items():
                if each.name in keys:
                    found.loc[contexts == context, each.name] = own_value(self.worlds[context], each)
        if len(self.worlds) > 1:
            found["context"] = self.contexts
        return found


def contexts_of(scenario: Scenario) -> dict[str, Context]:
    """The scenario's own course of regimes ("mixed"), and each of its regimes for ever."""
    own: dict[str, Context] = {MIXED: {}}
    if len(scenario.regimes) > 1:
        own |= {regime: {"calendar": [[0, regime]]} for regime in scenario.regime_names}
    return own


def draw(
    scenario: Scenario, count: int, seed: int = 0, *, contexts: Mapping[str, Context] | None = None,
    weights: Mapping[str, float] | None = None, uncertain: str | Sequence[str] | Mapping[str, Any] = "all", batch: int = 0,
) -> Futures:  # fmt: skip
    """So many futures of `scenario`.

    Parameters
    ----------
    contexts : what each changes in the scenario, or a scenario of its own; by default `contexts_of`
    weights : of contexts, how many of the futures each has; by default all alike
    uncertain : "all" (every parameter with a plausible range that is no size, lever or choice, and every regime's coefficients),
        names of some, or factors as a study says them ({name: {"low": ..., "high": ...}}); an empty list for none
    batch : futures of different batches share neither draws nor luck

    Raises
    ------
    ValueError : for an unknown name, a factor without a range, or weights that are none
    """
    contexts = contexts if contexts is not None else contexts_of(scenario)
    worlds = {name: what if isinstance(what, Scenario) else scenario.with_(**what) for name, what in contexts.items()}
    if not worlds or count < 1:
        raise ValueError("futures: at least one context and one future are needed")
    said = assumptions(scenario) if uncertain == "all" else uncertain
    if isinstance(said, str):
        raise ValueError(f'uncertain: found "{said}"; "all", names or factors are allowed')
    if not isinstance(said, Mapping):
        said = dict.fromkeys(said, "plausible")
    factors = [factor(name, what) for name, what in said.items()]
    rng = np.random.default_rng([seed, batch])
    if factors:
        values = designs.points("latin_hypercube", factors, int(rng.integers(2**31)), points=count)
    else:
        values = pd.DataFrame(index=range(count))
    kept = {
        name: frozenset(each.name for each in factors if not _drawn(each, world, scenario))
        for name, world in worlds.items()
    }
    luck = tuple(range(batch * BATCH, batch * BATCH + count))
    return Futures(worlds, tuple(factors), _shared(list(worlds), weights, count, rng), values, kept, luck, seed)


def _shared(
    names: list[str], weights: Mapping[str, float] | None, count: int, rng: np.random.Generator
) -> tuple[str, ...]:
    """A context for each future: as many of each as its weight asks for, in an order by chance."""
    shares = np.array([1.0 if weights is None else float(weights.get(name, 0.0)) for name in names])
    if (shares < 0.0).any() or not shares.sum() > 0.0 or set(weights or ()) - set(names):
        raise ValueError(f"weights: found {dict(weights or {})}; for {', '.join(names)}, none below 0, are allowed")
    quota = shares / shares.sum() * count
    each = np.floor(quota).astype(int)
    spare = np.argsort(each - quota, kind="stable")[: count - each.sum()]
    each[spare] += 1
    order = rng.permutation(np.repeat(np.arange(len(names)), each))
    return tuple(names[k] for k in order)


def _drawn(each: Factor, world: Scenario, base: Scenario) -> bool:
    """Whether a factor is drawn in a context: not if that says otherwise than the base scenario, or lacks the regime."""
    own = own_value(world, each)
    return own == own_value(base, each) and not (own is None and each.name.startswith("regimes."))


def run(
    futures: Futures, mixes: Sequence[Mix], measures: Mapping[str, Measure], *, workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Each measure of the focal enterprise, (mix, future): one run each.

    Parameters
    ----------
    workers : futures simulated at once; default all cores. Changes nothing but time
    progress : called with (runs done, runs)
    """
    found = {name: np.empty((len(mixes), len(futures))) for name in measures}

    def one(k: int) -> dict[str, np.ndarray]:
        return trials(futures.scenario(k), mixes, measures, [futures.luck[k]], futures.seed, workers=1)

    with ThreadPoolExecutor(workers or cores()) as pool:
        try:
            for k, values in enumerate(pool.map(one, range(len(futures)))):
                for name, array in values.items():
                    found[name][:, k] = array[:, 0]
                if progress is not None:
                    progress((k + 1) * len(mixes), len(futures) * len(mixes))
        except BaseException:  # an interrupt, or a future that is refused: what has not begun is not begun
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found
