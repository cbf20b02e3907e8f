"""sweep() against bare simulate() of the same points: time, memory of all processes; and tiny runs, parallel against serial.

Blocks alternate, so that a busy machine slows both: the same points simulated by `workers` threads of this process, one
simulate() a point with nothing recorded but what it returns, and swept by `workers` processes into a folder. A sweep's first
start of its processes is part of its first block. The default is ten thousand runs: 157 points x 64 replicates.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

import equilibrium as eq
from equilibrium.studies import sweep as sweeping
from equilibrium.studies.study import Study
from equilibrium.studies.sweep import sweep


def study(points: int, replicates: int, **scenario: int) -> Study:
    """A Latin hypercube over three parameters of the reference scenario."""
    return Study({
        "scenario": "storefront", "set": scenario, "replicates": replicates, "seed": 7,
        "factors": {"selling_serving": {"low": 0.1, "high": 0.9}, "patience": "plausible", "word_of_mouth": "plausible"},
        "design": {"method": "latin_hypercube", "points": points},
    })  # fmt: skip


def bare(what: Study, points: range, threads: int) -> None:
    """Simulate `points` and read what the study asks for."""
    for point in points:
        ensemble = eq.simulate(what.at(point)[0], what.replicates, what.seed, threads=threads)
        for measure in what.measures.values():
            measure.read(ensemble)


@contextmanager
def peak() -> Iterator[Callable[[], float]]:
    """The most memory that this process and its children had at once, bytes that no other process has (PSS where known)."""
    most, done, own = [0.0], threading.Event(), psutil.Process()

    def watch() -> None:
        while not done.wait(1.0):
            total = 0.0
            for each in [own, *own.children(recursive=True)]:
                try:
                    total += getattr(each.memory_full_info(), "pss", 0) or each.memory_info().rss
                except psutil.Error:
                    continue
            most[0] = max(most[0], total)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: most[0]
    finally:
        done.set()
        watcher.join()


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def ten_thousand(points: int, replicates: int, workers: int, blocks: int) -> None:
    """Each block of points swept, then simulated bare."""
    what = study(points, replicates)
    eq.simulate(what.scenario, 1, 1, weeks=1)  # compiled
    swept, alone = [], []
    cuts = [round(points * block / blocks) for block in range(blocks + 1)]
    with tempfile.TemporaryDirectory() as folder, peak() as most:
        for first, end in zip(cuts[:-1], cuts[1:], strict=True):
            rows = what.points.iloc[first:end].to_dict("records")
            part = what.with_(design={"method": "table", "rows": rows})
            swept.append(timed(lambda part=part, end=end: sweep(part, Path(folder) / str(end), workers=workers)))
            alone.append(timed(lambda first=first, end=end: bare(what, range(first, end), workers)))
        memory = most()
    runs = points * replicates
    ratios = [one / other for one, other in zip(swept, alone, strict=True)]
    print(
        f"  {runs} runs of {int(what.scenario.value('customers'))} customers, {int(what.scenario.value('weeks'))} weeks, in"
    )
    print(f"  {blocks} blocks each; {workers} workers, load {psutil.getloadavg()[0]:.1f} at the end")
    print(f"  {'swept, s':34}{sum(swept):8.1f}")
    print(f"  {'simulated, s':34}{sum(alone):8.1f}")
    print(f"  {'ratio of all':34}{sum(swept) / sum(alone):8.3f}")
    print(
        f"  {'ratio of blocks: median, least, most':34}{statistics.median(ratios):8.3f}{min(ratios):8.3f}{max(ratios):8.3f}"
    )
    print(f"  {'milliseconds of a core a run, swept':34}{sum(swept) * workers / runs * 1e3:8.1f}")
    print(f"  {'memory of all processes, GiB':34}{memory / 2**30:8.2f}")


def tiny(points: int, workers: int, rounds: int = 3) -> None:
    """Tiny runs: workers against one."""
    what = study(points, 4, customers=100, weeks=8)
    serial, parallel = [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            parallel.append(timed(lambda turn=turn: sweep(what, Path(folder) / f"p{turn}", workers=workers)))
            serial.append(timed(lambda turn=turn: sweep(what, Path(folder) / f"s{turn}", workers=1)))
    ratios = [one / other for one, other in zip(parallel, serial, strict=True)]
    print(f"  {points} tiny points: one worker {min(serial):.1f} s, {workers} workers {min(parallel):.1f} s at best;")
    print(f"  ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"  below {sweeping.SMALL:g} s of work for each worker, workers are threads of one process")


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=157)
    parser.add_argument("--replicates", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--blocks", type=int, default=4)
    parser.add_argument("--tiny", type=int, default=400, help="points of the tiny study")
    said = parser.parse_args(words or [])
    ten_thousand(said.points, said.replicates, said.workers, said.blocks)
    tiny(said.tiny, said.workers)


if __name__ == "__main__":
    main(sys.argv[1:])
