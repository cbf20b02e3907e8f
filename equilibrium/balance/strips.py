"""Strips: what an objective is worth over the whole range of one axis or lever, all else at the present mix.

What a slider shows beneath itself. Every place of a strip is a run of its own under the same replicates as the present mix,
so what a strip says of a place is what `simulate` says there, bit for bit; nothing is smoothed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from equilibrium.balance.objectives import Objective
from equilibrium.balance.surface import LEVEL, Measured
from equilibrium.balance.trials import Mix, bounds, present, trials
from equilibrium.scenario import Scenario
from equilibrium.simulation import Hook
from equilibrium.studies.measures import measure

PLACES = 9  # along a range
WITHIN, SHARE = (
    0.2,
    0.7,
)  # the corridor of `corridor.py`, along one line: at most a fifth is lost in seven futures of ten
RUIN = 0.1  # share of futures from which ruin is no longer a mishap


@dataclass(frozen=True)
class Strip:
    """One dimension's whole range.

    Attributes
    ----------
    name : the dimension; `present` is where the mix lies on it
    places : (place,) rising, the present one among them
    values : (place, replicate) in the objective's unit
    ruined : (place,) share of the futures that end in ruin
    best : the place with the highest mean
    low, high : the corridor: the places next to `best` at which, in `SHARE` of the futures, at most `WITHIN` of the best
        mean is lost
    gain : how much better `best` is than the present place, its interval widened because the best of several places was picked
    tipping : the nearest place beyond the present one where ruin comes in more than `RUIN` of the futures, though here it
        does not; None if there is none
    """

    name: str
    present: float
    places: np.ndarray
    values: np.ndarray
    ruined: np.ndarray
    best: float
    low: float
    high: float
    gain: Measured
    tipping: float | None

    @property
    def room(self) -> float:
        """Share of the range that the corridor takes."""
        return (self.high - self.low) / float(np.ptp(self.places))

    @property
    def lost(self) -> bool:
        """Whether most futures end in ruin both here and at the best place."""
        at = [int(np.argmin(abs(self.places - place))) for place in (self.present, self.best)]
        return bool((self.ruined[at] > 0.5).all())

    @property
    def balanced(self) -> bool:
        """Whether the present place lies in the corridor, nothing else is clearly better, and it is no ruin."""
        return self.low <= self.present <= self.high and self.gain.low <= 0 and not self.lost

    def band(self) -> np.ndarray:
        """(3, place): what nine futures in ten lie between, and the middle one."""
        return np.quantile(self.values, [0.05, 0.5, 0.95], axis=1)


def strip(
    scenario: Scenario, objective: Objective, name: str, *, at: Mix | None = None, replicates: int | Iterable[int] = 8,
    seed: int = 0, places: int = PLACES, hook: Hook | None = None, workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Strip:  # fmt: skip
    """The strip of dimension `name`, the rest at the mix `at` (default: the scenario's own); `hook` is called before each week.

    Raises
    ------
    ValueError : for what is neither axis nor lever, and fewer than two places
    """
    if places < 2:
        raise ValueError(f"strip: {places} places found; at least 2 are needed")
    ((low, high),) = bounds((name,))
    mix = {**present(scenario), **(at or {})}
    at_places = np.unique([*np.linspace(low, high, places), mix[name]])
    wanted = {**objective.measures, "alive": measure("alive", int(scenario.value("weeks")))}
    found = trials(
        scenario, [{**mix, name: float(place)} for place in at_places], wanted, replicates, seed,
        hooks=[hook] * len(at_places), workers=workers, progress=progress,
    )  # fmt: skip
    return read(name, mix[name], at_places, objective.read(found), 1.0 - found["alive"].mean(1))


def joined(first: Strip, other: Strip) -> Strip:
    """Two strips of the same places, run under other luck, as one."""
    if first.name != other.name or not np.array_equal(first.places, other.places):
        raise ValueError("joined: the strips are not of the same places")
    runs = first.values.shape[1], other.values.shape[1]
    ruined = (first.ruined * runs[0] + other.ruined * runs[1]) / sum(runs)
    return read(first.name, first.present, first.places, np.hstack([first.values, other.values]), ruined)


def read(name: str, here: float, places: np.ndarray, values: np.ndarray, ruined: np.ndarray) -> Strip:
    """What `values` (place, replicate) and the share `ruined` (place,) say of a range."""
    means = values.mean(1)
    top = int(np.argmax(means))
    good = (values >= values[top] - WITHIN * abs(means[top])).mean(1) >= SHARE
    first = last = top
    while first > 0 and good[first - 1]:
        first -= 1
    while last < len(places) - 1 and good[last + 1]:
        last += 1
    return Strip(
        name, float(here), places, values, ruined, float(places[top]), float(places[first]), float(places[last]),
        _gain(values[top] - values[int(np.argmin(abs(places - here)))], len(places) - 1),
        _tipping(float(here), places, ruined),
    )  # fmt: skip


def _gain(gaps: np.ndarray, others: int) -> Measured:
    """Mean of paired `gaps` (replicate,), with Bonferroni's interval for the best of so many others."""
    mean, count = float(gaps.mean()), gaps.size
    if count < 2:
        return Measured(mean, -np.inf, np.inf)
    half = float(student.isf((1.0 - LEVEL) / (2 * others), count - 1) * gaps.std(ddof=1) / count**0.5)
    return Measured(mean, mean - half, mean + half)


def _tipping(here: float, places: np.ndarray, ruined: np.ndarray) -> float | None:
    if ruined[int(np.argmin(abs(places - here)))] > RUIN:
        return None
    beyond = places[ruined > RUIN]
    return float(beyond[np.argmin(abs(beyond - here))]) if beyond.size else None
