"""Points of rest under a regime that stays, and whether what is moved away from them comes back.

Under one regime and one mix a week of the twin is a map from state to state. A *point of rest* is a state that the week leaves as
it is; the eigenvalues of the week's Jacobian there say how a small push fades (modulus below 1), swings (complex pairs) or grows.

Stocks that only grow never rest and are held where they start: cash, experience and the contents tried so far; cells neither
divide nor die, nobody is ruined. What is said here is about customers, service, knowledge, energy, goodwill and goods.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import eigs

from equilibrium.meanfield.firms import FIGURES, OUT
from equilibrium.meanfield.tables import tabulate, tabulate_prices
from equilibrium.meanfield.twin import Mix, Prepared, begin, prepare, room, with_mix
from equilibrium.meanfield.weeks import State, one
from equilibrium.scenario import Scenario

SETTLED = 1e-9  # largest change of any part of the state in a week
LEADING = 24  # eigenvalues asked for, largest modulus first
CONSERVED = 1e-5  # so near to 1 belongs to a sum that every week keeps; finite differences miss it by some 3e-7
SEEN = 0.05  # an oscillation that keeps less of its height after a period is not seen
HELD = ("cash", "experience")


@dataclass(frozen=True)
class Rest:
    """A point of rest.

    `figures` maps each figure to (enterprise,) at rest, money and flows a week. `moved` is the largest change of any part of the
    state in a week: above `SETTLED` no rest was found, and the rest of the record describes where the search ended.
    `modulus` of the leading eigenvalue; below 1 the point is stable. `period` in weeks of the most lasting oscillation and `kept`,
    the share of its height left after a period; None where none is seen. `half_life` in weeks of the slowest push.
    """

    figures: Mapping[str, np.ndarray]
    moved: float
    eigenvalues: np.ndarray
    modulus: float
    period: float | None
    kept: float
    state: np.ndarray

    @property
    def found(self) -> bool:
        """Whether it is one."""
        return self.moved <= SETTLED

    @property
    def stable(self) -> bool:
        """Whether every small push fades."""
        return self.found and self.modulus < 1.0

    @property
    def half_life(self) -> float:
        """Weeks in which half of the slowest push fades; infinite if it does not."""
        return float(np.log(0.5) / np.log(self.modulus)) if 0.0 < self.modulus < 1.0 else float("inf")


class Week:
    """The week of a scenario under one regime and mix, as a map of one vector."""

    def __init__(self, scenario: Scenario, regime: str | None = None, mix: Mix | None = None):
        name = regime or scenario.start_regime or scenario.regime_names[0]
        self.prepared: Prepared = prepare(scenario.with_(weeks=1, start_regime=name), paths=1)
        self.regime = int(self.prepared.first[0])
        own, targets = with_mix(self.prepared, mix)
        self.own, self.target = own[0].copy(), targets[0]
        self.own["growth"], self.own["credit"] = 0.0, np.inf
        self.start: State = begin(self.prepared, self.own, self.target)
        self.room, at = room(self.prepared), self.prepared.coefficients[0, self.regime]
        tabulate(self.room.tables, self.prepared.world.kinds, self.own)
        tabulate_prices(self.room.tables, self.prepared.world.kinds, self.prepared.price[0], float(at["price"]))
        self.held = {key: self.start.firms[key].copy() for key in HELD}
        self.out = np.empty(len(self.own), OUT)
        self.no_one, self.nowhere = np.zeros(len(self.own)), np.zeros((len(self.own), 2))

    def pack(self, state: State) -> np.ndarray:
        """All of a state in one vector."""
        firms = np.ascontiguousarray(state.firms).view(float)
        return np.concatenate([array.ravel() for array in (*state.market, *state.know, state.tried, firms)])

    def unpack(self, vector: np.ndarray) -> State:
        """The state that `pack` made `vector` of."""
        at = 0

        def take(like: np.ndarray) -> np.ndarray:
            nonlocal at
            at += like.size
            return vector[at - like.size : at].reshape(like.shape).copy()

        market = type(self.start.market)(*map(take, self.start.market))
        know = type(self.start.know)(*map(take, self.start.know))
        tried = take(self.start.tried)
        return State(market, know, vector[at:].copy().view(self.start.firms.dtype), tried)

    def __call__(self, vector: np.ndarray, weeks: int = 1) -> np.ndarray:
        """The vector after `weeks`."""
        state, p = self.unpack(vector), self.prepared
        for _ in range(weeks):
            one(state, p.world, self.room, self.own, p.coefficients[0, self.regime], p.price[0], self.target, self.no_one,
                self.nowhere, self.regime, self.regime, self.out)  # fmt: skip
            for key, value in self.held.items():
                state.firms[key] = value
            state.tried[:] = self.start.tried
        return self.pack(state)

    def jacobian(self, vector: np.ndarray, step: float = 1e-6) -> np.ndarray:
        """(after, before): central differences, one-sided where the state would leave what it may be."""
        size = vector.size
        found = np.empty((size, size))
        base = self(vector)
        for k in range(size):
            up = vector.copy()
            up[k] += step
            found[:, k] = (self(up) - base) / step
        return found


def rest(scenario: Scenario, regime: str | None = None, mix: Mix | None = None, *, start: np.ndarray | None = None,
         weeks: int = 8000, spectrum: bool = True) -> Rest:  # fmt: skip
    """The point of rest that a start leads to.

    Parameters
    ----------
    start : a state to begin from (`Rest.state`); None: the scenario's own
    weeks : lived through first; then Newton's method, which also finds rest that pushes away
    spectrum : whether eigenvalues are asked for (some seconds)
    """
    week = Week(scenario, regime, mix)
    vector = week(week.pack(week.start) if start is None else start, weeks)
    moved = float(np.abs(week(vector) - vector).max())
    matrix = None
    for _ in range(8):
        if moved <= SETTLED:
            break
        matrix = week.jacobian(vector)
        # sums that every week keeps make the system singular; a hair on the diagonal leaves them as they are
        towards = np.linalg.solve((1.0 + 1e-7) * np.eye(vector.size) - matrix, week(vector) - vector)
        for share in (1.0, 0.5, 0.1):
            tried = vector + share * towards
            change = float(np.abs(week(tried) - tried).max())
            if np.isfinite(change) and change < moved:
                vector, moved = tried, change
                break
        else:
            break
    values = np.array([], complex)
    if spectrum:
        matrix = week.jacobian(vector)
        values = eigs(
            matrix, k=min(LEADING, vector.size - 2), which="LM", return_eigenvectors=False, v0=np.ones(vector.size)
        )
        values = values[np.argsort(-np.abs(values))]
        values = values[np.abs(values - 1.0) > CONSERVED]
    week(vector)
    figures = {key: week.out[key].copy() for key in FIGURES}
    period, kept = natural_period(values)
    modulus = float(np.abs(values).max()) if values.size else float("nan")
    return Rest(figures, moved, values, modulus, period, kept, vector)


def natural_period(eigenvalues: np.ndarray) -> tuple[float | None, float]:
    """Period in weeks of the complex pair that keeps most of its height after one, and that share; None if too little."""
    best, most = None, 0.0
    for value in eigenvalues:
        angle = abs(float(np.angle(value)))
        if value.imag > 1e-9 and angle < np.pi - 1e-9:
            period = 2.0 * np.pi / angle
            kept = float(np.abs(value)) ** period
            if kept > most:
                best, most = period, kept
    return (best, most) if most >= SEEN else (None, most)


@dataclass(frozen=True)
class Branch:
    """Rest along a parameter, followed up and then down again.

    `up` and `down` hold a record for each of `values`. Where they differ there are two points of rest, and which is reached
    depends on whence one comes; `tips` lists (value before, value after, way) between which `figure` leaps.
    """

    key: str
    values: np.ndarray
    up: Sequence[Rest]
    down: Sequence[Rest]
    figure: str
    tips: Sequence[tuple[float, float, str]]


def branch(scenario: Scenario, key: str, values: Sequence[float], *, regime: str | None = None, mix: Mix | None = None,
           figure: str = "market_share", leap: float = 4.0, least: float = 0.02, weeks: int = 8000,
           spectrum: bool = False) -> Branch:  # fmt: skip
    """Follow rest along an axis, a lever or any parameter of the scenario, upwards and back.

    A leap is a step of `figure` of at least `least` that is `leap` times the median step of its way.
    """
    grid = np.asarray(values, float)
    ways = {}
    for way, order in (("up", range(len(grid))), ("down", range(len(grid) - 1, -1, -1))):
        state, found = None, {}
        for k in order:
            found[k] = rest(
                scenario.with_(**{key: float(grid[k])}), regime, mix, start=state, weeks=weeks, spectrum=spectrum
            )
            state = found[k].state
        ways[way] = [found[k] for k in range(len(grid))]
    tips = []
    for way, rests in ways.items():
        steps = np.abs(np.diff([r.figures[figure][0] for r in rests]))
        for k in np.flatnonzero((steps > leap * np.median(steps)) & (steps > least)).tolist():
            pair = (float(grid[k]), float(grid[k + 1]))
            tips.append((*(pair if way == "up" else pair[::-1]), way))
    return Branch(key, grid, ways["up"], ways["down"], figure, tips)


@dataclass(frozen=True)
class Basin:
    """Where starts end: `ends` (start,) number of the point of rest each leads to, `rests` the different ones."""

    starts: Sequence[Mapping[str, float]]
    ends: np.ndarray
    rests: Sequence[Rest]


def basin(scenario: Scenario, starts: Sequence[Mapping[str, float]], *, regime: str | None = None, mix: Mix | None = None,
          figure: str = "market_share", apart: float = 0.01, weeks: int = 8000) -> Basin:  # fmt: skip
    """Which start ends where. A start is a change of parameters that only shape the start, e.g. `{"start_share": 0.02}`.

    Two ends are one if `figure` differs by less than `apart` in every enterprise.
    """
    rests: list[Rest] = []
    ends = []
    for change in starts:
        week = Week(scenario.with_(**change), regime, mix)
        end = rest(scenario, regime, mix, start=week.pack(week.start), weeks=weeks, spectrum=False)
        for k, known in enumerate(rests):
            if np.abs(known.figures[figure] - end.figures[figure]).max() < apart:
                ends.append(k)
                break
        else:
            ends.append(len(rests))
            rests.append(end)
    return Basin(list(starts), np.array(ends), rests)
