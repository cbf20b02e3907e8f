"""simulate(): weeks driven from Python, replicates and blocks of customers in parallel.

Between two weeks a policy sets targets and hooks may read and write the whole state. Threads change nothing but time.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from threading import Event
from typing import Any

import numpy as np

from equilibrium import __version__
from equilibrium import week as kernels
from equilibrium.compiled import elsewhere, forget_outdated, on_disk
from equilibrium.ensemble import Ensemble, Recorder
from equilibrium.figures import FIGURES, Figure
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.start import prices, start
from equilibrium.state import State


@dataclass(frozen=True)
class Sight:
    """What a manager sees when setting the next targets: own figures and cards, never the regime.

    `figures` maps keys to (replicate,) of last week; `position`, `target` (replicate, axis); `evidence`
    (replicate, fact) is the signed weight of the insight cards.
    """

    week: int
    figures: Mapping[str, np.ndarray]
    position: np.ndarray
    target: np.ndarray
    evidence: np.ndarray


FEW_BLOCKS = 32  # below some 3e4 customers a thread is not worth its start
FEW_CUSTOMERS = 8_000  # of all replicates: below, a week is over before another thread has begun

Policy = Callable[[Sight], np.ndarray]
Hook = Callable[["Run"], None]


@dataclass
class Run:
    """A run under way: scenario, state and how far it is. `step(run)` makes one week."""

    scenario: Scenario
    state: State
    threads: int = 1
    policy: Policy | None = None
    hooks: Sequence[Hook] = ()
    indicators: Sequence[Figure] = ()
    week: int = 0
    pool: ThreadPoolExecutor | None = field(default=None, repr=False)


def begin(
    scenario: Scenario, seed: int, ids: Iterable[int], *, threads: int | None = None, policy: Policy | None = None,
    hooks: Sequence[Hook] = (), indicators: Sequence[Figure] = (),
) -> Run:  # fmt: skip
    """A run of replicates `ids` (int64) of `scenario` under `seed`, at week 0."""
    forget_outdated()
    other = None if is_compiled() or cores() == 1 else elsewhere(f"from {__name__} import compile_half; compile_half()")
    state = start(scenario, seed, np.array(list(ids), np.int64))
    if other is not None:  # the two halves of the week are compiled side by side
        _before(state, 0, (scenario.missions(0), scenario.renamings(0)), 0, 0)
        other.wait()
    kernels.begin(state.parameters, state.enterprises, state.customers, state.network, state.tally)
    count = threads or _threads(scenario, len(state.ids))
    return Run(scenario, state, count, policy, tuple(hooks), tuple(indicators))


def _threads(scenario: Scenario, replicates: int) -> int:
    """How many threads are worth their start."""
    return 1 if replicates * int(scenario.value("customers")) < FEW_CUSTOMERS else cores()


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def step(run: Run) -> None:
    """One week: shocks, targets, hooks, then the compiled week."""
    run.week += 1
    state, scenario, week = run.state, run.scenario, run.week
    if scenario.changes_at(week):
        apply_shocks(scenario, state, week)
    state.context.forced[0] = scenario.forced_regime(week)
    targets = scenario.targets(week)
    before = scenario.targets(week - 1)
    changed = targets != before  # a target written by hand stays until the scenario's own rhythm moves it
    state.enterprises.target[:, changed] = targets[changed]
    if run.policy is not None:
        aims = np.clip(run.policy(sight(run)), 0.0, 1.0)
        if np.isnan(aims).any():
            raise ValueError("policy: found targets that are no numbers; shares from 0 to 1 are allowed")
        state.enterprises.target[:, 0] = aims
    for hook in run.hooks:
        hook(run)
    if run.threads > 1 and run.pool is None:
        run.pool = ThreadPoolExecutor(run.threads)
    orders = scenario.missions(week), scenario.renamings(week)
    replicates, blocks = len(state.ids), state.tally.counts.shape[1]
    if run.threads == 1 or replicates >= run.threads or replicates * blocks < FEW_BLOCKS:
        _in_parallel(run, replicates, lambda first, last: _whole_week(state, week, orders, first, last))
        return
    _before(state, week, orders, 0, replicates)  # few huge replicates: threads share the customers
    _opening(state, week, 0, replicates)
    _in_parallel(run, replicates * blocks, lambda first, last: _serve(state, week, first, last))
    _in_parallel(run, run.threads, lambda part, _: _spread(state, 0, replicates, part, run.threads))
    _after(state, week, 0, replicates)


def _whole_week(state: State, week: int, orders: tuple, first: int, last: int) -> None:
    """The week of replicates `first` to `last`."""
    blocks = state.tally.counts.shape[1]
    _before(state, week, orders, first, last)
    _opening(state, week, first, last)
    _serve(state, week, first * blocks, last * blocks)
    _spread(state, first, last, 0, 1)
    _after(state, week, first, last)


def _before(state: State, week: int, orders: tuple, first: int, last: int) -> None:
    kernels.before(first, last, week, state.seed, state.ids, state.parameters, state.context, state.enterprises,
                   state.cells, state.crafts, state.cards, state.allies, *orders)  # fmt: skip


def _opening(state: State, week: int, first: int, last: int) -> None:
    kernels.opening(first, last, week, state.parameters, state.context, state.enterprises, state.cells)


def _serve(state: State, week: int, first: int, last: int) -> None:
    kernels.serve(first, last, week, state.seed, state.ids, state.parameters, state.context, state.enterprises,
                  state.customers, state.network, state.tally)  # fmt: skip


def _spread(state: State, first: int, last: int, part: int, parts: int) -> None:
    kernels.spread(first, last, part, parts, state.customers, state.network)


def _after(state: State, week: int, first: int, last: int) -> None:
    kernels.after(first, last, week, state.seed, state.ids, state.parameters, state.enterprises, state.cells,
                  state.crafts, state.customers, state.tally)  # fmt: skip


def _in_parallel(run: Run, count: int, job: Callable[[int, int], None]) -> None:
    """Cut `count` items into one contiguous part per thread and wait for all."""
    if run.threads == 1:
        return job(0, count)
    cuts = np.linspace(0, count, run.threads + 1).astype(int).tolist()
    parts = [(a, b) for a, b in zip(cuts[:-1], cuts[1:], strict=True) if b > a]
    others = [run.pool.submit(job, a, b) for a, b in parts[1:]] if run.pool is not None else []
    job(*parts[0])
    for other in others:
        other.result()


def apply_shocks(scenario: Scenario, state: State, week: int) -> None:
    """Write what the scenario's dated shocks change this week; what a caller wrote elsewhere stays."""
    new, old = scenario.records(week), scenario.records(week - 1)
    moved = prices(new) != prices(old)
    for name in new.dtype.names or ():
        changed = new[name] != old[name]
        if changed.any():
            state.parameters[name][:, changed] = new[name][changed]
    new, old = scenario.coefficients(week), scenario.coefficients(week - 1)
    for name in new.dtype.names or ():
        changed = new[name] != old[name]
        state.context.coefficients[name][changed] = new[name][changed]
    state.enterprises.price[:, moved] = prices(state.parameters)[:, moved]


def sight(run: Run) -> Sight:
    """What the focal enterprise's manager sees now."""
    state = run.state
    figures = {key: figure.measure(state)[:, 0] for key, figure in FIGURES.items() if figure.seen}
    firms = state.enterprises
    return Sight(run.week, figures, firms.position[:, 0].copy(), firms.target[:, 0].copy(), firms.evidence[:, 0].copy())


def simulate(
    scenario: Scenario, replicates: int | Iterable[int] = 64, seed: int | None = None, *,
    mix: Mapping[str, float] | None = None, policy: Policy | None = None, weeks: int | None = None,
    threads: int | None = None, progress: Callable[[int, int], None] | None = None,
    hooks: Sequence[Hook] = (), indicators: Sequence[Figure] = (),
) -> Ensemble:  # fmt: skip
    """Simulate `replicates` futures of `scenario`.

    Parameters
    ----------
    replicates : how many, or their numbers: replicate 3 alone has the same bits as among others
    seed : whole number >= 0; None is drawn once and recorded
    mix : targets of axes that replace the focal enterprise's, e.g. {"push_pull": 0.3}
    policy : from what a manager sees (`Sight`) to the next targets (replicate, axis); see `equilibrium.policies`
    weeks : default the scenario's
    threads : default all cores, for a small run one; changes nothing but time
    progress : called with (week, weeks)
    hooks : called with the `Run` before each week; may read and write `run.state`
    indicators : figures of one's own

    Raises
    ------
    ScenarioError, ValueError : for what is not allowed, in one sentence
    """
    ids = range(replicates) if isinstance(replicates, int) else list(replicates)
    if len(ids) == 0 or min(ids) < 0:
        raise ValueError(f"replicates: {replicates!r} found; at least one is needed, numbered from 0")
    if mix:
        unknown = set(mix) - set(AXES)
        if unknown:
            raise ValueError(f"mix: {sorted(unknown)} found; axes are {', '.join(AXES)}")
        scenario = scenario.moved(**mix)
    if weeks is not None:
        scenario = scenario.with_(weeks=weeks)
    seed = int.from_bytes(os.urandom(4), "little") if seed is None else int(seed)
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed: {seed} found; a whole number from 0 to 2**63 - 1 is allowed")
    own = made_with(policy, hooks, indicators)  # before the run: a policy that learns may tell of itself what it learnt
    threads = threads or _threads(scenario, len(ids))
    apart = threads if policy is None and not hooks and not indicators and len(ids) >= threads else 1
    runs = [
        begin(
            scenario,
            seed,
            part,
            threads=threads if apart == 1 else 1,
            policy=policy,
            hooks=hooks,
            indicators=indicators,
        )
        for part in np.array_split(np.array(ids, np.int64), apart)
    ]
    total, stop = int(scenario.value("weeks")), Event()
    with ThreadPoolExecutor(apart) as pool:
        others = [pool.submit(_recorded, run, total, stop) for run in runs[1:]]
        recorder = _recorded(runs[0], total, stop, progress)
        for other in others:
            recorder.add(other.result())
    return recorder.ensemble(scenario, runs[0].state, versions(), own)


def _recorded(run: Run, weeks: int, stop: Event, progress: Callable[[int, int], None] | None = None) -> Recorder:
    """All weeks of a run, taken down; `stop` ends it, and is set for the others where it fails.

    Replicates that share nothing need not meet every week: a thread takes down its own while others compute.
    """
    recorder = Recorder(run.state, weeks, run.indicators)
    try:
        recorder.draw_portrait(run.state, 0)
        for now in range(1, weeks + 1):
            if stop.is_set():
                break
            step(run)
            recorder.record(run.state, now)
            if progress is not None:
                progress(now, weeks)
    except BaseException:
        stop.set()
        raise
    finally:
        if run.pool is not None:
            run.pool.shutdown()
            run.pool = None
    return recorder


def made_with(policy: Policy | None, hooks: Sequence[Hook], indicators: Sequence[Figure]) -> tuple[str, ...]:
    """Names of what takes part in a run beside scenario and seed, for its receipt."""
    named = [f"policy: {name_of(policy)}"] if policy is not None else []
    named += [f"hook: {name_of(hook)}" for hook in hooks]
    return (*named, *(f"indicator: {figure.key}, {name_of(figure.measure)}" for figure in indicators))


def name_of(own: Callable) -> str:
    """What a function or an object that is called is: where it is defined, or what it tells of itself."""
    if isinstance(own, partial):
        return f"{name_of(own.func)} with {_told([*own.args, own.keywords])}"
    if hasattr(own, "__qualname__"):
        return f"{own.__module__}.{own.__qualname__}"
    kind = type(own)
    return f"{kind.__module__}.{kind.__qualname__}" if kind.__repr__ is object.__repr__ else _told(own)


def _told(own: Any) -> str:
    return re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(repr(own).split()))  # addresses differ from run to run


def last_state(scenario: Scenario, replicates: int, seed: int) -> State:
    """The state after all weeks: for who asks what is left at the end, without the time that recording weeks takes."""
    run = begin(scenario, seed, range(replicates))
    try:
        for _ in range(int(scenario.value("weeks"))):
            step(run)
    finally:
        if run.pool is not None:
            run.pool.shutdown()
    return run.state


def versions() -> dict[str, str]:
    """Versions of this library and of what its numbers depend on."""
    found = {"equilibrium": __version__}
    for name in ("numpy", "numba", "scipy", "xarray"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def compile_half() -> None:
    """Compile what follows `before` in a week into the cache: work for a process of its own, which has no other use."""
    state = start(Scenario(), 0, np.zeros(1, np.int64))
    _opening(state, 0, 0, 0)
    _serve(state, 0, 0, 0)
    _spread(state, 0, 0, 0, 1)
    _after(state, 0, 0, 0)


def is_compiled() -> bool:
    """Whether the compiled week is on disk already; if not, the first week waits for the compiler."""
    forget_outdated()
    return all(
        on_disk(kernel) for kernel in (kernels.before, kernels.opening, kernels.serve, kernels.spread, kernels.after)
    )


__all__ = [
    "Run",
    "Sight",
    "begin",
    "is_compiled",
    "last_state",
    "made_with",
    "name_of",
    "sight",
    "simulate",
    "step",
    "versions",
]
