"""A few given mixes in every context: what each is worth there, what it gives up, and which of them is robust.

Nothing is searched. In each context all mixes meet the same luck. Two lots of replicates: in the first the rules choose
(`rules.py`: most on average, least worst regret of a context), in the second everything is measured, so that no mix is praised
for the luck it was chosen for (winner's curse). Regret is against the best of the mixes that were given: another mix may be
better than all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equilibrium.balance.futures import Context, contexts_of
from equilibrium.balance.objectives import Objective
from equilibrium.balance.rules import Choice, Outcomes, choice, estimate, outcomes
from equilibrium.balance.surface import Measured
from equilibrium.balance.trials import Mix, trials
from equilibrium.receipts import digest_of_arrays
from equilibrium.scenario import Scenario

FEWEST = 4  # replicates of a lot


@dataclass(frozen=True)
class Contexts:
    """Mixes in contexts; all intervals 95 %.

    Attributes
    ----------
    contexts : their names, the scenario's own course ("mixed") first
    objective : what was asked
    worth, regret : (context)(mix) mean of the objective, and how much more the best of the mixes brings there
    average : (mix) mean over the contexts, each counting alike
    worst : (mix) greatest regret in a context. A greatest of noisy numbers: where regrets are small, it is told too large
    expected, robust : which mix has the best average, which the least worst regret, chosen in the first lot
    values : (context, mix, replicate) of the second lot, in which all else is measured
    runs : used in all
    """

    contexts: tuple[str, ...]
    objective: str
    worth: tuple[tuple[Measured, ...], ...]
    regret: tuple[tuple[Measured, ...], ...]
    average: tuple[Measured, ...]
    worst: tuple[Measured, ...]
    expected: Choice
    robust: Choice
    values: np.ndarray
    runs: int

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all numbers measured."""
        return digest_of_arrays((name, rows) for name, rows in zip(self.contexts, self.values, strict=True))

    def worst_context(self, mix: int) -> str:
        """Where a mix gives up most."""
        return self.contexts[int(np.argmax([row[mix].value for row in self.regret]))]


def in_contexts(
    scenario: Scenario, objective: Objective, mixes: Sequence[Mix], *, contexts: Mapping[str, Context] | None = None,
    replicates: int = 32, seed: int = 0, workers: int | None = None, progress: Callable[[int, int], None] | None = None,
) -> Contexts:  # fmt: skip
    """The worth and regret of `mixes` in each context.

    Parameters
    ----------
    mixes : what each changes in the scenario's own mix; an empty one is the present mix
    contexts : by name what each changes, or a scenario of its own; by default the scenario as it is and each regime for ever
    replicates : of each lot, in each context
    progress : called with (runs done, runs)

    Raises
    ------
    ValueError : for fewer than two mixes or four replicates
    """
    if len(mixes) < 2 or replicates < FEWEST:
        raise ValueError(
            f"contexts: found {len(mixes)} mixes, {replicates} replicates; 2 and {FEWEST} at least are needed"
        )
    said = contexts if contexts is not None else contexts_of(scenario)
    worlds = {name: what if isinstance(what, Scenario) else scenario.with_(**what) for name, what in said.items()}
    total, values = 2 * replicates * len(mixes) * len(worlds), []
    for k, world in enumerate(worlds.values()):

        def told(done: int, _: int, k: int = k) -> None:
            if progress is not None:
                progress(2 * replicates * (k * len(mixes) + done), total)

        found = trials(world, mixes, objective.measures, 2 * replicates, seed, workers=workers, progress=told)
        values.append(objective.read(found))
    names, both = tuple(worlds), np.stack(values)
    first, second = (_outcomes(lot, names) for lot in (both[..., :replicates], both[..., replicates:]))
    again = second.resampled()
    means, regrets = second.context_means, second.context_regrets
    means_again, regrets_again = again.context_means, again.context_regrets
    pairs = [[(c, m) for m in range(len(mixes))] for c in range(len(names))]
    return Contexts(
        names, objective.said,
        tuple(tuple(estimate(means[at], means_again[at]) for at in row) for row in pairs),
        tuple(tuple(estimate(regrets[at], regrets_again[at]) for at in row) for row in pairs),
        tuple(estimate(means[:, m].mean(), means_again[:, m].mean(0)) for m in range(len(mixes))),
        tuple(estimate(regrets[:, m].max(), regrets_again[:, m].max(0)) for m in range(len(mixes))),
        choice("expected", first), choice("context", first), both[..., replicates:], total,
    )  # fmt: skip


def _outcomes(values: np.ndarray, names: Sequence[str]) -> Outcomes:
    """(context, mix, replicate) as the rules read it: futures of all contexts in a row, and every one of them good enough."""
    flat = np.moveaxis(values, 0, 1).reshape(values.shape[1], -1)
    return outcomes(flat, np.ones(flat.shape, bool), np.repeat(names, values.shape[2]).tolist())
