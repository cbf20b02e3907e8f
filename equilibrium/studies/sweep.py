"""sweep(): run a study into a folder. What is finished is never run again, whatever happened in between."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pandas as pd

from equilibrium.simulation import cores, versions
from equilibrium.studies.assembly import assemble
from equilibrium.studies.backends import BACKENDS
from equilibrium.studies.results import Results
from equilibrium.studies.runs import Chunk, Job, job, seconds
from equilibrium.studies.store import Store, opened
from equilibrium.studies.study import Study

SMALL = 20.0  # seconds of work below which starting processes costs more than they save


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: runs done (before this call, and now), runs in all, failures so far, seconds left (None: unknown)."""

    before: int
    done: int
    runs: int
    failed: int
    left: float | None


def sweep(
    study: Study, folder: str | os.PathLike, *, backend: str = "local", workers: int | None = None,
    address: str | None = None, progress: Callable[[Progress], None] | None = None,
) -> Results:  # fmt: skip
    """Run what is missing of `study` in `folder`, and read the whole.

    Parameters
    ----------
    backend : "local" (processes of this machine), "dask", "ray"; "here" keeps to this process. The results are the same.
    workers : processes; default one a core. With "dask" and "ray" it counts where no `address` is given
    address : of a running cluster
    progress : called after each chunk; an exception it raises (KeyboardInterrupt) ends the sweep, which may be called again

    Raises
    ------
    StudyChanged, FolderTaken : if the folder is not this study's
    OSError : if the disk is full; what was finished stays
    """
    if backend not in BACKENDS:
        raise ValueError(f"backend: found {backend!r}, allowed: {', '.join(BACKENDS)}")
    workers = workers or cores()
    if backend == "local" and (workers == 1 or seconds(study) * len(study.points) < SMALL * workers):
        backend = "here"
    with opened(study, folder, versions()) as store:
        if not store.complete:
            _run_missing(store, backend, workers, address, progress)
            assemble(store)
    return Results.load(folder)


def _run_missing(
    store: Store, backend: str, workers: int, address: str | None, progress: Callable[[Progress], None] | None
) -> None:
    study, missing = store.study, store.missing()
    before = done = study.runs - sum(store.plan.chunk(number).runs for number in missing)
    failed, start = 0, monotonic()

    def jobs(numbers: list[int]) -> Iterator[Job]:
        threads = workers if backend == "here" else 1
        return (job(study, store.plan.chunk(number), store.manifest["versions"], threads) for number in numbers)

    def tell() -> None:
        if progress is not None:
            passed, now = monotonic() - start, done - before
            progress(Progress(before, done, study.runs, failed, passed / now * (study.runs - done) if now else None))

    tell()
    for number, table in BACKENDS[backend](jobs, missing, workers, address):
        chunk = store.plan.chunk(number)
        if isinstance(table, Exception):
            table = lost(chunk, study, table)
        store.keep(number, table)
        done += chunk.runs
        failed += int((table["error"] != "").sum())
        tell()


def lost(chunk: Chunk, study: Study, error: Exception) -> pd.DataFrame:
    """The rows of a chunk whose worker could not hand anything back."""
    points = np.repeat(np.arange(chunk.first, chunk.last), chunk.high - chunk.low)
    rows = {
        "point": points,
        "replicate": np.tile(np.arange(chunk.low, chunk.high), chunk.last - chunk.first),
        "run": "",
    }
    text = f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
    return pd.DataFrame(rows | dict.fromkeys(study.measures, np.nan) | {"error": text})
