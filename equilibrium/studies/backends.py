"""Where chunks run: in this process, in processes of this machine (joblib's loky), on a Dask or a Ray cluster.

Each backend is a function from jobs to pairs (number, table or exception), in the order in which they are done; at most a few
jobs per worker are under way, so that memory stays bounded. Distribution itself is theirs, not ours.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pandas as pd

from equilibrium.studies.runs import Job, run

Done = tuple[int, pd.DataFrame | Exception]
AHEAD = 2  # jobs under way per worker: one runs, one waits beside it
DEATHS = 3  # how often the pool may lose a worker without a chunk getting done before chunks run alone


def here(
    jobs: Callable[[list[int]], Iterable[Job]], numbers: list[int], workers: int, address: str | None
) -> Iterator[Done]:
    """One after the other in this process, its threads sharing each chunk."""
    for job in jobs(numbers):
        yield job.chunk.number, run(job)


def local(
    jobs: Callable[[list[int]], Iterable[Job]], numbers: list[int], workers: int, address: str | None
) -> Iterator[Done]:
    """Processes of this machine. One that dies takes nothing along: what it had is given to another.

    A chunk that kills worker after worker is run alone, and told as failed if that kills its worker too.
    """
    left, deaths = list(numbers), 0
    while left:
        before = len(left)
        try:
            for number, table in _pooled(jobs(left if deaths < DEATHS else left[:1]), workers):
                left.remove(number)
                deaths = 0
                yield number, table
        except _broken() as error:
            deaths = deaths + 1 if len(left) == before else 1
            if deaths > DEATHS:
                yield left.pop(0), RuntimeError(f"its worker died ({type(error).__name__})")
                deaths = DEATHS


def _broken() -> type[Exception]:
    from joblib.externals.loky.process_executor import BrokenProcessPool

    return BrokenProcessPool


def _pooled(jobs: Iterable[Job], workers: int) -> Iterator[tuple[int, pd.DataFrame]]:
    from joblib import Parallel, delayed

    pool = Parallel(
        workers, backend="loky", return_as="generator_unordered", pre_dispatch=AHEAD * workers, batch_size=1
    )
    yield from pool(delayed(_numbered)(job) for job in jobs)


def _numbered(job: Job) -> tuple[int, pd.DataFrame]:
    return job.chunk.number, run(job)


def dask(
    jobs: Callable[[list[int]], Iterable[Job]], numbers: list[int], workers: int, address: str | None
) -> Iterator[Done]:
    """A Dask cluster: the one at `address` (a scheduler, or a scheduler file), else one of this machine."""
    from distributed import as_completed

    with _client(workers, address) as client:
        waiting, numbered = iter(jobs(numbers)), {}

        def more(count: int) -> list[Any]:
            sent = []
            for job in islice(waiting, count):
                future = client.submit(run, job, pure=False)
                numbered[future.key] = job.chunk.number
                sent.append(future)
            return sent

        threads = max(1, sum(client.nthreads().values()))
        under_way = as_completed(more(AHEAD * threads))
        for future in under_way:
            number = numbered.pop(future.key)
            error = future.exception()
            yield number, future.result() if error is None else _exception(error)
            future.release()
            for each in more(1):
                under_way.add(each)


def _exception(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(str(error))


@contextmanager
def _client(workers: int, address: str | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if address is None:
        quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
        with LocalCluster(workers, threads_per_worker=1, **quiet) as cluster, Client(cluster) as client:
            yield client
        return
    where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    with Client(**where, timeout=30) as client:
        yield client


def ray(
    jobs: Callable[[list[int]], Iterable[Job]], numbers: list[int], workers: int, address: str | None
) -> Iterator[Done]:
    """A Ray cluster: the one at `address`, else one of this machine."""
    import ray as cluster

    ours = not cluster.is_initialized()
    if ours and address is not None:
        cluster.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    elif ours:
        cluster.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        remote = cluster.remote(num_cpus=1, max_retries=DEATHS)(run)
        waiting = iter(jobs(numbers))
        under_way: dict[Any, int] = {}
        slots = AHEAD * max(1, int(cluster.cluster_resources().get("CPU", workers)))
        while True:
            for job in islice(waiting, slots - len(under_way)):
                under_way[remote.remote(job)] = job.chunk.number
            if not under_way:
                break
            (first,), _ = cluster.wait(list(under_way), num_returns=1)
            number = under_way.pop(first)
            try:
                yield number, cluster.get(first)
            except Exception as error:
                yield number, error
    finally:
        if ours:
            cluster.shutdown()


BACKENDS = {"here": here, "local": local, "dask": dask, "ray": ray}
