"""The twin of a scenario: prepare once, then move the mix and see the expected weeks at once."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import stats

from equilibrium.compiled import forget_outdated
from equilibrium.draws import Draw, stream, uniform
from equilibrium.figures import FIGURES
from equilibrium.meanfield import customers, firms, knowledge
from equilibrium.meanfield.firms import FIGURES as KNOWN
from equilibrium.meanfield.firms import OUT
from equilibrium.meanfield.room import Room, lay_out
from equilibrium.meanfield.weeks import State, World, path
from equilibrium.mechanisms.regimes import next_regime
from equilibrium.parameters import AXES, LEVERS
from equilibrium.scenario import Scenario
from equilibrium.simulation import cores
from equilibrium.start import prices, start_knowledge

Mix = Mapping[str, float]


@dataclass(frozen=True)
class Prepared:
    """A scenario as the twin reads it. `regimes` (path, week) and `first` (path,): what the paths go through."""

    scenario: Scenario
    world: World
    first: np.ndarray
    regimes: np.ndarray
    segment: np.ndarray  # (week + 1,) row of the next three that is in force
    own: np.ndarray  # (segment, enterprise) records
    coefficients: np.ndarray  # (segment, regime) records
    price: np.ndarray  # (segment, enterprise, tier)
    targets: np.ndarray  # (week + 1, enterprise, axis)
    campaigns: np.ndarray  # (week, enterprise) crafts renamed
    missions: np.ndarray  # (week, enterprise, 2)
    weights: np.ndarray  # (pattern,) share of facts
    rows: np.ndarray  # (different path,) the first path of its regimes
    back: np.ndarray  # (path,) which of the different paths it is


@dataclass(frozen=True)
class Expected:
    """What the twin expects. `weekly` maps each figure it knows to (path, week, enterprise)."""

    weekly: Mapping[str, np.ndarray]
    regimes: np.ndarray  # (path, week)

    def per_run(self, figure: str) -> np.ndarray:
        """(path, enterprise): one number a path, summed, averaged or the last week's, as the figure says."""
        values = self.weekly[figure]
        over = FIGURES[figure].over
        if over == "last":
            return values[:, -1]
        if over == "sum":
            return values.sum(1)
        known = ~np.isnan(values)
        return np.where(known, values, 0.0).sum(1) / np.maximum(1, known.sum(1))

    def mean(self, figure: str) -> np.ndarray:
        """(enterprise,): `per_run`, mean over the paths."""
        return self.per_run(figure).mean(0)


def prepare(scenario: Scenario, *, seed: int = 0, paths: int | Iterable[int] | None = None) -> Prepared:
    """What does not change while the mix moves.

    Parameters
    ----------
    seed, paths : the paths of regimes that replicates `paths` (a number of them, or their names) go through under `seed`:
        those that `simulate` draws. None: one path if the regimes are certain (a calendar, a single regime), else 16.

    Raises
    ------
    ValueError : for the reading "program" of March, which the twin does not know
    """
    forget_outdated(__name__)
    if scenario.choice("learning_reading") != "text":
        raise ValueError(
            "learning_reading: the twin knows March's learning as printed only; the agents know both readings"
        )
    weeks = int(scenario.value("weeks"))
    certain = len(scenario.regime_names) == 1 or all(scenario.forced_regime(t) >= 0 for t in (1, weeks))
    paths = (1 if certain else 16) if paths is None else paths
    ids = list(range(paths)) if isinstance(paths, int) else list(paths)
    first, regimes = regime_paths(scenario, seed, ids, weeks)
    changes = [0, *(week for week in scenario.change_weeks if 0 < week <= weeks)]
    segment = np.searchsorted(changes, np.arange(weeks + 1), side="right") - 1
    own = np.stack([scenario.records(week) for week in changes])
    visited = np.unique(np.concatenate([first, regimes.ravel()]))
    place = np.zeros(len(scenario.regime_names), np.int64)
    place[visited] = np.arange(len(visited))
    flip = float(own[0, 0]["template_flip"])
    signs, weights = knowledge.patterns(len(visited), flip)
    apart = (weights[:, None, None] * (signs[:, :, None] != signs[:, None, :])).sum(0)
    kinds = customers.classes(own[0, 0])
    world = World(kinds, signs, _crossing(apart, int(own[0, 0]["facts"])), np.stack([_meets(p) for p in own[0]]),
                  _degree(scenario, own[0, 0]))  # fmt: skip
    targets = np.stack([scenario.targets(week) for week in range(weeks + 1)])
    whole = np.column_stack([first, regimes])
    _, rows, back = np.unique(whole, axis=0, return_index=True, return_inverse=True)
    return Prepared(
        scenario, world, place[first], place[regimes], segment, own,
        np.stack([scenario.coefficients(week)[visited] for week in changes]), np.stack([prices(each) for each in own]), targets,
        np.stack([scenario.renamings(week) for week in range(1, weeks + 1)]).astype(float),
        np.stack([scenario.missions(week) for week in range(1, weeks + 1)]), weights,
        rows, back.ravel(),
    )  # fmt: skip


def begin(prepared: Prepared, own: np.ndarray, targets: np.ndarray) -> State:
    """The state before week 1; `own` (enterprise,) records, `targets` (enterprise, axis)."""
    return State(
        customers.begin(prepared.world.kinds, own, targets[:, 1]), knowledge.begin(own, prepared.weights),
        firms.begin(own, targets), firms.contents(own, prepared.world.crossing.shape[0]),
    )  # fmt: skip


def room(prepared: Prepared) -> Room:
    """A week's working space."""
    return lay_out(prepared.own.shape[1], 2 * len(prepared.weights), prepared.world.crossing.shape[2] - 1)


def run(prepared: Prepared, mix: Mix | None = None) -> Expected:
    """The expected weeks with the focal enterprise's `mix` (axes and levers; what it leaves out stays as the scenario says).

    Raises
    ------
    ValueError : for anything in `mix` that is neither an axis nor a lever
    """
    return run_each(prepared, [mix])[0]


def run_each(prepared: Prepared, mixes: Sequence[Mix | None]) -> list[Expected]:
    """The expected weeks with each of `mixes`, as `run` has them, to the same bits; all at once, on all cores.

    Paths that are alike (where the regimes are certain all are) are lived through once.
    """
    rows = prepared.rows
    settings = [with_mix(prepared, mix) for mix in mixes]
    out = np.empty((len(settings), len(rows), prepared.regimes.shape[1], prepared.own.shape[1]), OUT)

    def live(task: tuple[int, int]) -> None:
        own, targets = settings[task[0]]
        row = rows[task[1]]
        path(begin(prepared, own[0], targets[0]), prepared.world, room(prepared), prepared.segment, own, prepared.coefficients,
             prepared.price, targets, prepared.campaigns, prepared.missions, prepared.first[row], prepared.regimes[row],
             out[task])  # fmt: skip

    tasks = [(m, k) for m in range(len(settings)) for k in range(len(rows))]
    if len(tasks) == 1:
        live(tasks[0])
    else:
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(live, tasks))
    figures = np.moveaxis(out.view(float).reshape(*out.shape, len(KNOWN)), -1, 1)  # (mix, figure, different path, ...)
    return [Expected(dict(zip(KNOWN, each[:, prepared.back], strict=True)), prepared.regimes) for each in figures]


def with_mix(prepared: Prepared, mix: Mix | None) -> tuple[np.ndarray, np.ndarray]:
    """Records (segment, enterprise) and targets (week + 1, enterprise, axis) with the focal enterprise's `mix`."""
    own, targets = prepared.own, prepared.targets
    unknown = set(mix or ()) - {*AXES, *LEVERS}
    if unknown:
        raise ValueError(f"mix: {sorted(unknown)} found; there are {', '.join(AXES + LEVERS)}")
    if mix:
        own, targets = own.copy(), targets.copy()
        for key, value in mix.items():
            if key in LEVERS:
                own[key][:, 0] = value
            else:
                targets[:, 0, AXES.index(key)] = min(1.0, max(0.0, value))
    return own, targets


def evaluate(scenario: Scenario, mix: Mix | None = None, *, seed: int = 0,
             paths: int | Iterable[int] | None = None) -> Expected:  # fmt: skip
    """The expected weeks of a scenario: `prepare` and `run` in one."""
    return run(prepare(scenario, seed=seed, paths=paths), mix)


def regime_paths(scenario: Scenario, seed: int, ids: Iterable[int], weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """The regime before week 1 (path,) and in each week (path, week) that replicates `ids` of the agents meet under `seed`."""
    sojourn = np.full(weeks + 1, float(scenario.records(0)[0]["sojourn"]))
    for week in scenario.change_weeks:
        if week <= weeks:
            sojourn[week:] = float(scenario.records(week)[0]["sojourn"])
    forced = np.array([scenario.forced_regime(week) for week in range(weeks + 1)])
    fixed = -1 if scenario.start_regime is None else scenario.regime_names.index(scenario.start_regime)
    names = np.array(list(ids), np.int64)
    first, found = np.empty(len(names), np.int64), np.empty((len(names), weeks), np.int64)
    _draw_paths(names, seed, fixed, sojourn, scenario.transition(), forced, first, found)
    return first, found


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_paths(ids, seed, fixed, sojourn, transition, forced, first, found):
    """Write the regimes of replicates `ids` before week 1 (path,) and in each week (path, week)."""
    for k in range(ids.size):
        now = fixed
        if fixed < 0:
            now = int(uniform(stream(seed, ids[k], 0, Draw.REGIME_NEXT), 0) * transition.shape[0])
        first[k] = now
        for week in range(1, sojourn.size):
            now = next_regime(now, sojourn[week], transition, forced[week], seed, ids[k], week)
            found[k, week - 1] = now


def _meets(p: np.ndarray) -> np.ndarray:
    """(2, 2): chance that a linked cell faces a need or not, given that the cell does or not, from the cells' own ring."""
    needs, cells, links = int(p["needs"]), int(p["cells"]), max(1, int(p["links"]))
    faces = np.zeros((1, cells, needs), np.uint8)
    neighbours = np.full((1, cells, links), -1, np.int64)
    facts = needs * int(p["facts"])
    start_knowledge(0, 0, np.ones(facts, np.int8), np.zeros((1, facts), np.int8), np.zeros((1, cells, facts), np.int8), faces,
                    neighbours, np.array([p]))  # fmt: skip
    found = np.zeros((2, 2))
    for c in range(cells):
        for other in neighbours[0, c]:
            if other >= 0:
                for g in range(needs):
                    found[1 - faces[0, c, g], 1 - faces[0, other, g]] += 1
    total = found.sum(1, keepdims=True)
    return np.divide(found, total, out=np.zeros_like(found), where=total > 0)


def _crossing(apart: np.ndarray, facts: int) -> np.ndarray:
    """(regime, regime, facts wrong here, facts wrong there): chances, two regimes differing in the share `apart` of facts."""
    found = np.zeros((*apart.shape, facts + 1, facts + 1))
    for wrong in range(facts + 1):
        righted = stats.binom.pmf(np.arange(wrong + 1), wrong, apart[..., None])
        spoilt = stats.binom.pmf(np.arange(facts - wrong + 1), facts - wrong, apart[..., None])
        for a in range(wrong + 1):
            for b in range(facts - wrong + 1):
                found[..., wrong, wrong - a + b] += righted[..., a] * spoilt[..., b]
    return found


def _degree(scenario: Scenario, world: np.ndarray) -> float:
    """People whose moods count: the mean number of neighbours, or 1 where their share counts."""
    network = scenario.choice("network")
    if network == "none":
        return 0.0
    if scenario.choice("influence") == "share":
        return 1.0
    if network == "edges":
        edges = scenario.edges()
        return 0.0 if edges is None else 2.0 * len(edges) / float(world["customers"])
    return float(world["degree"])
