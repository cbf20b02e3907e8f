"""Where chunks run: in this process, in processes of this machine (joblib's loky), on a Dask or a Ray cluster.

Each backend is a function from jobs to pairs (number, table or the death of its worker), in the order in which they are done.
At most a few jobs per worker are under way, so that memory stays bounded; closing the generator ends its workers. Whatever a
run raises stands in its table; so what else goes wrong is the cluster's trouble, and ends the sweep. Distribution itself is
theirs, not ours.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from typing import Any

import pandas as pd

from equilibrium.simulation import versions
from equilibrium.studies.runs import Job, run

Done = tuple[int, pd.DataFrame | Exception]
Jobs = Callable[[Sequence[int]], Iterable[Job]]
AHEAD = 2  # jobs under way per worker: one runs, one waits beside it
SUSPECT, GIVEN_UP = (
    2,
    4,
)  # deaths of workers that a chunk was near before it runs alone, and before it is told as failed
LOOKED = 5.0  # seconds after which a cluster is asked again how large it is
WORTH = 5.0  # seconds of work for each worker above which processes are worth their start
IDLE = 20.0  # seconds that processes of this machine wait for a next sweep


class ClusterTrouble(RuntimeError):
    """The cluster went away or cannot run chunks; what was finished is kept, and the same sweep goes on from there."""


def here(jobs: Jobs, numbers: Sequence[int], workers: int, address: str | None) -> Generator[Done, None, None]:
    """One after the other in this process, its threads sharing each chunk."""
    for job in jobs(numbers):
        yield job.number, run(job)


def begun_here(jobs: Jobs, numbers: Sequence[int], workers: int, address: str | None) -> Generator[Done, None, None]:
    """A model of which nothing is known: in this process, and in others as soon as it proves to take its time."""
    start, left = time.monotonic(), list(numbers)
    for done, number in enumerate(numbers, 1):
        yield from here(jobs, [number], workers, address)
        del left[0]
        if left and (time.monotonic() - start) / done * len(left) > WORTH * workers:
            yield from local(jobs, left, workers, address)
            return


def working(job: Job) -> pd.DataFrame:
    """`run` in another process, which must have the versions that the sweep was begun with: others, other bits.

    Raises
    ------
    ClusterTrouble : if they differ
    """
    found = _versions()
    differ = [
        f"{name} {found.get(name)} instead of {was}" for name, was in job.versions.items() if found.get(name) != was
    ]
    if differ:
        raise ClusterTrouble(f"a worker has {', '.join(differ)}; results would not be the same to the last bit")
    return run(job)


@cache
def _versions() -> Mapping[str, str]:
    return versions()


def local(jobs: Jobs, numbers: Sequence[int], workers: int, address: str | None) -> Generator[Done, None, None]:
    """Processes of this machine. One that dies takes nothing along: what was under way is given out again.

    Chunks that were under way at several deaths are suspects: they run alone, last, and one that even so takes its worker
    along is told as failed.
    """
    seen = dict.fromkeys(numbers, 0)  # chunks that are not done: how many deaths each was near
    while seen:
        together = [number for number, deaths in seen.items() if deaths < SUSPECT]
        batch = together or [next(iter(seen))]
        under_way: dict[Any, int] = {}
        try:
            for number, table in _pooled(jobs(batch), workers, under_way):
                del seen[number]
                yield number, table
        except _broken() as error:
            for number in under_way.values():
                seen[number] += 1
            if not together and seen[batch[0]] >= GIVEN_UP:
                del seen[batch[0]]
                yield batch[0], RuntimeError(f"its worker died, and so did others before it ({type(error).__name__})")


def _broken() -> type[Exception]:
    from joblib.externals.loky import BrokenProcessPool

    return BrokenProcessPool


def _pooled(jobs: Iterable[Job], workers: int, under_way: dict[Any, int]) -> Iterator[tuple[int, pd.DataFrame]]:
    from joblib.externals.loky import FIRST_COMPLETED, get_reusable_executor, wait

    pool, waiting = (
        get_reusable_executor(workers, timeout=IDLE, initializer=_settle, initargs=(os.getpid(),)),
        iter(jobs),
    )
    try:
        while True:
            for job in islice(waiting, AHEAD * workers - len(under_way)):
                under_way[pool.submit(working, job)] = job.number
            if not under_way:
                return
            for future in wait(list(under_way), return_when=FIRST_COMPLETED).done:
                table = future.result()
                yield under_way.pop(future), table
    except BaseException:  # the sweep is broken off: its workers go too
        pool.shutdown(wait=False, kill_workers=True)
        raise


def _settle(parent: int) -> None:
    """A worker of this machine leaves Ctrl-C to its parent, and goes when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    if os.name != "nt":  # there a process keeps the number of its parent
        threading.Thread(target=watch, daemon=True).start()


def dask(jobs: Jobs, numbers: Sequence[int], workers: int, address: str | None) -> Generator[Done, None, None]:
    """A Dask cluster: the one at `address` (a scheduler, or a scheduler file), else one of this machine.

    So many jobs are kept under way that a cluster which grows with its work sees enough to grow to `workers`.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    with _client(workers, address) as client:
        waiting = iter(jobs(numbers))
        numbered: dict[Any, int] = {}
        under_way = as_completed(raise_errors=False)
        slots, looked = 0, -LOOKED

        def more() -> None:
            nonlocal slots, looked
            if time.monotonic() - looked >= LOOKED:
                slots, looked = AHEAD * max(workers, sum(client.nthreads().values())), time.monotonic()
            for job in islice(waiting, max(0, slots - len(numbered))):
                future = client.submit(working, job, pure=False)
                numbered[future.key] = job.number
                under_way.add(future)

        try:
            more()
            for future in under_way:
                if future.status == "finished":
                    yield numbered.pop(future.key), future.result()
                else:
                    error = future.exception() if future.status == "error" else None
                    if not isinstance(error, KilledWorker):
                        raise _trouble(error or "its scheduler is gone")
                    yield numbered.pop(future.key), RuntimeError(f"its workers died ({type(error).__name__})")
                future.release()
                more()
        except (OSError, TimeoutError, CancelledError) as error:  # of the connection; who reads us raises elsewhere
            raise _trouble(error) from None


def _trouble(error: BaseException | str) -> ClusterTrouble:
    if isinstance(error, ClusterTrouble):
        return error
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return ClusterTrouble(f"the cluster cannot go on: {said}; what is finished is kept, run again to go on")


@contextmanager
def _client(workers: int, address: str | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if address is None:
        quiet: dict[str, Any] = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
        with LocalCluster(workers, threads_per_worker=1, **quiet) as cluster, Client(cluster) as client:
            yield client
        return
    where = {"scheduler_file" if address.endswith(".json") else "address": address}
    try:
        client = Client(**where, timeout=30)
    except (OSError, ValueError) as error:
        raise ClusterTrouble(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        yield client


def ray(jobs: Jobs, numbers: Sequence[int], workers: int, address: str | None) -> Generator[Done, None, None]:
    """A Ray cluster: the one at `address`, else one of this machine."""
    import ray as cluster
    from ray.exceptions import OutOfMemoryError, RayError, WorkerCrashedError

    ours = not cluster.is_initialized()
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if ours and address is not None:
        try:
            cluster.init(address=address, **quiet)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise ClusterTrouble(f"no Ray cluster answers at {address}: {error}") from None
    elif ours:
        cluster.init(num_cpus=workers, include_dashboard=False, **quiet)
    under_way: dict[Any, int] = {}
    try:
        remote = cluster.remote(num_cpus=1, max_retries=GIVEN_UP - 1)(working)
        waiting = iter(jobs(numbers))
        slots, looked = 0, -LOOKED
        while True:
            if time.monotonic() - looked >= LOOKED:
                cpus = int(cluster.cluster_resources().get("CPU", 0))
                slots, looked = AHEAD * max(workers, cpus), time.monotonic()
            for job in islice(waiting, max(0, slots - len(under_way))):
                under_way[remote.remote(job)] = job.number
            if not under_way:
                return
            (first,), _ = cluster.wait(list(under_way), num_returns=1)
            number = under_way.pop(first)
            try:
                table = cluster.get(first)
            except (WorkerCrashedError, OutOfMemoryError) as error:
                yield number, RuntimeError(f"its workers died ({type(error).__name__})")
            except RayError as error:
                raise _trouble(getattr(error, "cause", None) or error) from None
            else:
                yield number, table
    finally:
        for each in under_way:
            with suppress(Exception):  # it may be the cluster that went away
                cluster.cancel(each, force=True)
        if ours:
            cluster.shutdown()


BACKENDS = {"here": here, "local": local, "dask": dask, "ray": ray}
