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

CALL_SECONDS, CUSTOMER_WEEK_SECONDS = 5e-4, 1.5e-8  # a week of one call, and of each customer; on a core of 2020
LONGEST = 5.0  # seconds a chunk should take: what is lost at most when a worker dies
FEWEST = 16  # chunks, so that several workers have work


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
        return 1e-4 * study.replicates
    scenario = study.scenario
    weeks, customers = int(scenario.value("weeks")), int(scenario.value("customers"))
    return weeks * (CALL_SECONDS + CUSTOMER_WEEK_SECONDS * customers * study.replicates)


def plan(study: Study) -> Plan:
    """Chunks of some seconds each, and at least some of them; a point with very many replicates is cut."""
    points, cost = len(study.points), seconds(study)
    goal = min(LONGEST, cost * points / FEWEST)
    if cost <= goal:
        return Plan(points, study.replicates, max(1, int(goal / cost)), study.replicates)
    parts = min(study.replicates, round(cost / goal))
    return Plan(points, study.replicates, 1, -(-study.replicates // parts))


@dataclass(frozen=True)
class Job:
    """All a worker needs for one chunk: the scenario and policy of each point are made where they are needed."""

    chunk: Chunk
    scenario: Any
    changes: tuple[tuple[Mapping[str, Any], Any], ...]
    values: tuple[Mapping[str, Any], ...]
    measures: Mapping[str, Measure]
    seed: int
    versions: Mapping[str, str]
    model: Any
    threads: int = 1


def job(study: Study, chunk: Chunk, versions: Mapping[str, str], threads: int = 1) -> Job:
    """The job of `chunk`."""
    points = range(chunk.first, chunk.last)
    rows = study.points.iloc[chunk.first : chunk.last]
    values = (
        tuple({str(k): v for k, v in row.items()} for row in rows.to_dict("records")) if study.model is not None else ()
    )
    changes = tuple(study.changes(point) for point in points) if study.model is None else ()
    return Job(chunk, study.scenario, changes, values, study.measures, study.seed, versions, study.model, threads)


def run(job: Job) -> pd.DataFrame:
    """A row a run: point, replicate, `run` (what identifies it), every measure, and `error` ("" if it went well).

    A point that fails is tried again run by run, so that only those that fail are lost.
    """
    chunk, blocks = job.chunk, []
    ids = range(chunk.low, chunk.high)
    for place, point in enumerate(range(chunk.first, chunk.last)):
        try:
            blocks.append(_rows(job, place, point, ids, *_measured(job, place, ids)))
        except Exception as error:  # whatever a model, a policy or a refused scenario raises: told in its row
            if len(ids) == 1:
                blocks.append(_rows(job, place, point, ids, {}, _told(error)))
                continue
            for one in ids:
                try:
                    blocks.append(_rows(job, place, point, [one], *_measured(job, place, [one])))
                except Exception as again:
                    blocks.append(_rows(job, place, point, [one], {}, _told(again)))
    return pd.concat(blocks, ignore_index=True)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]


def _measured(job: Job, place: int, ids: Sequence[int]) -> tuple[dict[str, np.ndarray], str]:
    """(replicate,) of each measure; no error."""
    if job.model is not None:
        found = job.model(job.values[place], ids, job.seed)
        return {name: np.broadcast_to(np.asarray(found[name], float), len(ids)) for name in job.measures}, ""
    from equilibrium.simulation import simulate

    changes, said = job.changes[place]
    scenario = job.scenario.with_(**changes) if changes else job.scenario
    ensemble = simulate(scenario, ids, job.seed, policy=policy(said), threads=job.threads)
    return {name: each.read(ensemble) for name, each in job.measures.items()}, ""


def _rows(
    job: Job, place: int, point: int, ids: Sequence[int], found: Mapping[str, np.ndarray], error: str
) -> pd.DataFrame:
    base = _identity(job, place)
    columns: dict[str, Any] = {"point": np.full(len(ids), point, np.int64), "replicate": np.array(ids, np.int64)}
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
            said = [(job.scenario.with_(**changes) if changes else job.scenario).digest, _named(steering)]
        except ValueError:
            said = [job.scenario.digest, repr(sorted(changes.items())), _named(steering)]
    return json.dumps([said, job.seed, dict(job.versions)], sort_keys=True, default=str)


def _named(said: Any) -> Any:
    return described(said) if callable(said) else said
