"""What several measurements share: the reference run, timed."""

import resource
import statistics
import time

import equilibrium as eq
from equilibrium.simulation import begin, step

REPLICATES, WEEKS = 32, 260


def reference_weeks(threads: int) -> tuple[float, float]:
    """(seconds, seconds of processors) for the weeks of the reference run: 5 000 customers x 260 weeks x 32 replicates."""
    run = begin(eq.Scenario.load("storefront"), 7, range(REPLICATES), threads=threads)
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(WEEKS):
        step(run)
    took = time.perf_counter() - began, time.process_time() - worked
    if run.pool is not None:
        run.pool.shutdown()
    return took


def spread_of(values: list[float]) -> str:
    """Median, least and most."""
    return f"{statistics.median(values):8.2f}{min(values):8.2f}{max(values):8.2f}"


def peak_memory() -> int:
    """Bytes this process has used at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
