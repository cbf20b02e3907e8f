"""A chunk of runs: simulated somewhere, handed back as a small table. What a worker does, and all it needs to know."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.studies.measures import Measure
from equilibrium.studies.steering import described, policy
from equilibrium.studies.study import Study

# Seconds of a core of 2025: a point's start, a week's call, and a week of a replicate and of each of its customers.
START_SECONDS, CALL_SECONDS, REPLICATE_SECONDS, CUSTOMER_SECONDS = 0.03, 5e-4, 5e-5, 2.1e-8
MODEL_SECONDS = 1e-4  # a run of a custom model, of which nothing is known
LONGEST = 5.0  # seconds a chunk should take: what is lost at most when a worker dies
SHORTEST = 0.25  # seconds: a point is not cut for less, since every part of it starts anew
FEWEST, MOST = 16, 20_000  # chunks, about: so that several workers have work; so that one process can keep them all
MOST_RUNS = 4096  # of a chunk
LARGEST = 1e8  # bytes of the replicates of a chunk that run side by side


@dataclass(frozen=True)
class Chunk:
    """Points `first` to `last` (without it), each with replicates `low` to `high` (without it)."""

    number: int
    first: int
    last: int
    low: int
    high: int

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return (self.last - self.first) * (self.high - self.low)


@dataclass(frozen=True)
class Plan:
    """How a study is cut into chunks; a function of the study alone, never of who runs it."""

    points: int
    replicates: int
    points_each: int
    replicates_each: int

    @property
    def parts(self) -> int:
        """Chunks that share a point; 1 if a chunk holds whole points."""
        return -(-self.replicates // self.replicates_each)

    def __len__(self) -> int:
        return -(-self.points // self.points_each) * self.parts

    def chunk(self, number: int) -> Chunk:
        """Chunk `number`; in their order, runs are in the order of point and replicate."""
        block, part = divmod(number, self.parts)
        first, low = block * self.points_each, part * self.replicates_each
        last, high = min(first + self.points_each, self.points), min(low + self.replicates_each, self.replicates)
        return Chunk(number, first, last, low, high)


def seconds(study: Study) -> float:
    """A guess of what one point costs on one core."""
    if study.model is not None:
        return MODEL_SECONDS * study.replicates
    weeks, customers = int(study.scenario.value("weeks")), int(study.scenario.value("customers"))
    return START_SECONDS + weeks * (
        CALL_SECONDS + study.replicates * (REPLICATE_SECONDS + CUSTOMER_SECONDS * customers)
    )


def plan(study: Study) -> Plan:
    """Chunks of some seconds each, not too few and not too many; a point with very many replicates is cut."""
    points, cost = len(study.points), seconds(study)
    shortest = SHORTEST if study.model is None else 0.0  # a model may take any time
    goal = max(min(LONGEST, cost * points / FEWEST), cost * points / MOST, shortest)
    most = min(
        MOST_RUNS, max(1, int(LARGEST / _bytes(study)))
    )  # replicates side by side; points come one after the other
    if cost <= goal and study.replicates <= most:
        together = max(1, min(int(goal / cost), MOST_RUNS // study.replicates))
        return Plan(points, study.replicates, together, study.replicates)
    parts = min(study.replicates, max(round(cost / goal), -(-study.replicates // most)))
    return Plan(points, study.replicates, 1, -(-study.replicates // parts))


def _bytes(study: Study) -> float:
    """A guess of what one replicate needs of memory: its state, its customers, and what is recorded of each week."""
    if study.model is not None:
        return 1.0
    return 1e5 + 100.0 * int(study.scenario.value("customers")) + 800.0 * int(study.scenario.value("weeks"))


@dataclass(frozen=True)
class Job:
    """All a worker needs for one chunk: the scenario and policy of each point are made where they are needed.

    `points` are their numbers, `wanted` the replicates of each that are to be run.
    """

    number: int
    points: Sequence[int]
    wanted: Sequence[Sequence[int]]
    scenario: Any
    changes: tuple[tuple[Mapping[str, Any], Any], ...]
    values: tuple[Mapping[str, Any], ...]
    measures: Mapping[str, Measure]
    seed: int
    versions: Mapping[str, str]
    model: Any
    threads: int | None = 1


def job(
    study: Study, chunk: Chunk, versions: Mapping[str, str], threads: int | None = 1,
    only: Mapping[int, Sequence[int]] | None = None,
) -> Job:  # fmt: skip
    """The job of `chunk`, or of `only` these replicates of these points of it."""
    points = range(chunk.first, chunk.last) if only is None else tuple(only)
    wanted = [range(chunk.low, chunk.high)] * len(points) if only is None else list(only.values())
    values: tuple[Mapping[str, Any], ...] = ()
    if study.model is not None:
        rows = study.points.iloc[list(points)].to_dict("records")
        values = tuple({str(key): value for key, value in row.items()} for row in rows)
    changes = tuple(study.changes(point) for point in points) if study.model is None else ()
    return Job(
        chunk.number, points, wanted, study.scenario, changes, values, study.measures, study.seed, versions,
        study.model, threads,
    )  # fmt: skip


def run(job: Job) -> pd.DataFrame:
    """A row a run: point, replicate, `run` (what identifies it), every measure, and `error` ("" if it went well).

    A point that fails is tried again run by run, so that only those that fail are lost.
    """
    blocks = []
    for place, ids in enumerate(job.wanted):
        whole = _tried(job, place, ids)
        well = len(ids) == 1 or not whole["error"].iat[0]
        blocks += [whole] if well else [_tried(job, place, [one]) for one in ids]
    return pd.concat(blocks, ignore_index=True)


def _tried(job: Job, place: int, ids: Sequence[int]) -> pd.DataFrame:
    try:
        return _rows(job, place, ids, _measured(job, place, ids), "")
    except SystemError:  # how compiled code passes on that it was interrupted: nothing that a run did
        raise
    except (Exception, SystemExit) as error:  # whatever a model, a policy or a refused scenario raises: told in its row
        return _rows(job, place, ids, {}, told(error))


def lost(job: Job, error: BaseException) -> pd.DataFrame:
    """The rows of a job whose worker could not hand anything back."""
    blocks = [_rows(job, place, ids, {}, told(error)) for place, ids in enumerate(job.wanted)]
    return pd.concat(blocks, ignore_index=True)


def told(error: BaseException) -> str:
    """An error as one printable line."""
    try:
        text = f"{type(error).__name__}: {' '.join(str(error).split())}"
    except Exception:  # one that cannot even be told
        text = type(error).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:500]


def _measured(job: Job, place: int, ids: Sequence[int]) -> dict[str, np.ndarray]:
    """(replicate,) of each measure."""
    if job.model is not None:
        found = job.model(job.values[place], ids, job.seed)
        return {name: np.broadcast_to(np.asarray(found[name], float), len(ids)) for name in job.measures}
    from equilibrium.simulation import simulate

    changes, said = job.changes[place]
    scenario = job.scenario.moved(**changes) if changes else job.scenario
    ensemble = simulate(scenario, ids, job.seed, policy=policy(said), threads=job.threads)
    return {name: each.read(ensemble) for name, each in job.measures.items()}


def _rows(job: Job, place: int, ids: Sequence[int], found: Mapping[str, np.ndarray], error: str) -> pd.DataFrame:
    base, numbers = _identity(job, place), np.array(ids, np.int64)
    columns: dict[str, Any] = {"point": np.full(len(ids), job.points[place], np.int64), "replicate": numbers}
    columns["run"] = [hashlib.sha256(f"{base} {replicate}".encode()).hexdigest()[:16] for replicate in ids]
    for name in job.measures:
        columns[name] = found.get(name, np.full(len(ids), np.nan))
    columns["error"] = [error] * len(ids)
    return pd.DataFrame(columns)


def _identity(job: Job, place: int) -> str:
    """What a run depends on besides its replicate: scenario, policy, seed, versions; a refused scenario by its changes."""
    if job.model is not None:
        said: Any = [dict(job.values[place]), described(job.model)]
    else:
        changes, steering = job.changes[place]
        try:
            said = [(job.scenario.moved(**changes) if changes else job.scenario).digest, _named(steering)]
        except ValueError:
            said = [job.scenario.digest, repr(sorted(changes.items())), _named(steering)]
    return json.dumps([said, job.seed, dict(job.versions)], sort_keys=True, default=str)


def _named(said: Any) -> Any:
    return described(said) if callable(said) else said
