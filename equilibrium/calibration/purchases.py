"""Who buys, week by week: data know single buyers, while the model's figures only count them.

A draw of the model is a function of what it is for, so a hook that looks at the state before a week knows who will buy in
it. This holds where satisfaction, care and service move no purchases, as in `known-worlds/repeat-buying`.
"""

from dataclasses import dataclass, field

import numpy as np

from equilibrium.draws import GOLDEN, TO_UNIT, Draw, mixed, stream
from equilibrium.simulation import Run


def uniforms(key: int, number: int) -> np.ndarray:
    """(number,) what `draws.uniform(key, entity)` gives to entities 0, 1, ... of a stream, all at once."""
    entities = np.arange(1, number + 1, dtype=np.uint64)
    words = mixed.py_func(np.uint64(key) + entities * GOLDEN)
    return (words >> np.uint64(11)).astype(float) * TO_UNIT


@dataclass
class Purchases:
    """A hook: `weeks` holds who buys in each week, (replicate, customer)."""

    weeks: list[np.ndarray] = field(default_factory=list)

    def __call__(self, run: Run) -> None:
        people = run.state.customers
        number = people.supplier.shape[1]
        keys = [stream(run.state.seed, replicate, run.week, Draw.PURCHASE) for replicate in run.state.ids]
        chance = -np.expm1(-people.rate.astype(float))
        self.weeks.append((people.supplier >= 0) & (np.stack([uniforms(key, number) for key in keys]) < chance))

    @property
    def history(self) -> np.ndarray:
        """(replicate, week, customer)."""
        return np.stack(self.weeks, 1)
