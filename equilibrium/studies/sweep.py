"""sweep(): run a study into a folder. What is finished is never run again, whatever happened in between."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Any

from equilibrium.simulation import cores, versions
from equilibrium.studies.again import damaged
from equilibrium.studies.assembly import assemble
from equilibrium.studies.backends import BACKENDS, begun_here, here
from equilibrium.studies.results import Results
from equilibrium.studies.runs import Job, job, lost, seconds
from equilibrium.studies.store import Damaged, Store, opened
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
    study: Study | Mapping[str, Any] | str | os.PathLike, folder: str | os.PathLike, *,
    backend: str = "local", workers: int | None = None,
    address: str | None = None, retry_failed: bool = False, progress: Callable[[Progress], None] | None = None,
) -> Results:  # fmt: skip
    """Run what is missing of `study` in `folder`, and read the whole.

    Parameters
    ----------
    study : a study, what `Study` or `Study.load` takes
    backend : "local" (processes of this machine), "dask", "ray"; "here" keeps to this process. The results are the same.
    workers : processes; default one a core. With an `address`: how many the cluster may grow to, if it grows with its work
    address : of a running cluster
    retry_failed : run those again that failed before; what succeeded stays as it is
    progress : called after each chunk; an exception it raises (KeyboardInterrupt) ends the sweep, which may be called again

    Raises
    ------
    StudyChanged, FolderTaken : if the folder is not this study's
    ClusterTrouble : if the cluster went away or has other versions; what was finished stays
    OSError : if the disk is full; what was finished stays
    """
    if backend not in BACKENDS:
        raise ValueError(f"backend: found {backend!r}, allowed: {', '.join(BACKENDS)}")
    if not isinstance(study, Study):
        study = Study(study) if isinstance(study, Mapping) else Study.load(study)
    workers = workers or cores()
    if backend == "local" and workers == 1:
        backend = "here"
    with opened(study, folder, versions()) as store:
        if store.complete:
            for name in damaged(store.folder):  # is made again: the labelled data from the runs, the runs by running
                store.drop(name)
        if not store.complete or (retry_failed and store.failures):
            store.take_apart()
            _run_missing(store, backend, workers, address, retry_failed, progress)
            try:
                assemble(store)
            except Damaged:  # a disk may lose what it said it had
                store.forget_damaged()
                _run_missing(store, backend, workers, address, False, progress)
                assemble(store)
    return Results.load(folder)


def _run_missing(
    store: Store,
    backend: str,
    workers: int,
    address: str | None,
    again: bool,
    progress: Callable[[Progress], None] | None,
) -> None:
    study, plan, failed = store.study, store.plan, store.failed() if again else {}
    missing = store.missing()
    wanted = {number: plan.chunk(number).runs for number in missing}
    wanted |= {number: sum(map(len, points.values())) for number, points in failed.items()}
    runner = BACKENDS[backend]
    if backend == "local" and seconds(study) / study.replicates * sum(wanted.values()) < SMALL * workers:
        runner = here if study.model is None else begun_here
    before = done = study.runs - sum(wanted.values())
    wrong, start = 0, monotonic()

    def one(number: int) -> Job:
        threads = (None if workers == cores() else workers) if runner is here else 1
        return job(study, plan.chunk(number), store.manifest["versions"], threads, failed.get(number))

    def jobs(numbers: Sequence[int]) -> Iterator[Job]:
        return map(one, numbers)

    def tell() -> None:
        if progress is not None:
            passed, now = monotonic() - start, done - before
            progress(Progress(before, done, study.runs, wrong, passed / now * (study.runs - done) if now else None))

    tell()
    with closing(runner(jobs, list(wanted), workers, address)) as finished:  # closed, its workers end
        for number, table in finished:
            if isinstance(table, Exception):
                table = lost(one(number), table)
            store.keep(number, table)
            done += wanted[number]
            wrong += int((table["error"] != "").sum())
            tell()
