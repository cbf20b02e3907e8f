"""Sweeps against what may happen to them: killed, cut short of disk, failing runs, damaged files, another study."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

import equilibrium as eq
from equilibrium.studies import backends, runs, store
from equilibrium.studies import sweep as sweeping
from equilibrium.studies.results import Results
from equilibrium.studies.runs import Plan, plan
from equilibrium.studies.study import Study
from equilibrium.studies.sweep import sweep

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits as POSIX has them")
PATIENCE = 90  # seconds until a condition that must come true is given up

# A study of a model that needs no simulation: every chunk of its own runs in a moment, and each run is written down.
SCRIPT = """
import os, signal, sys, time
from pathlib import Path
import numpy as np
from equilibrium.studies import runs, sweep as sweeping
from equilibrium.studies.study import Study

place = Path(sys.argv[1])

def model(point, replicates, seed):
    {before}
    with open(place / "ran", "a") as file:
        file.write(f"{{point['x']:g}}\\n")
    return {{"y": np.sin(point["x"] + np.array(replicates) + seed)}}

study = Study({{"model": model, "figures": ["y"], "factors": {{"x": list(range({points}))}}, "replicates": 3, "seed": 5}})
"""
LOCALLY = """
sweeping.SMALL = 0.0  # such a small study would stay in this process
results = sweeping.sweep(study, place / "out", backend="{backend}", workers=2, address={address!r})
print(results.receipt["outputs"], results.receipt["failed"])
"""


def outputs(points):
    """The digest of the script's study from a sweep in this process, for points of its own."""
    document = {"figures": ["y"], "factors": {"x": list(range(points))}, "replicates": 3, "seed": 5}
    return Study({**document, "model": sine})


def sine(point, replicates, seed):
    return {"y": np.sin(point["x"] + np.array(replicates) + seed)}


def environment():
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"PYTHONPATH": path}


@contextmanager
def started(command, **more):
    """A process that does not outlive the test, nor do its children."""
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True, **more)
    try:
        yield process
    finally:
        family = [process.pid]
        if process.poll() is None:
            family += [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        for number in family:
            if psutil.pid_exists(number):
                os.kill(number, signal.SIGKILL)
        process.communicate()


def script(place, rest=LOCALLY, *, points=40, before="pass", backend="local", address=None):
    """The command that runs the script's sweep in `place`."""
    text = SCRIPT.format(points=points, before=before) + rest.format(backend=backend, address=address)
    place.mkdir(exist_ok=True)
    (place / "script.py").write_text(text, "utf-8")
    return [sys.executable, str(place / "script.py"), str(place)]


def until(condition, process=None):
    """Wait until `condition()` is something, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        assert process is None or process.poll() is None, "it ended before"
        time.sleep(0.02)
    return found


def kept(place):
    """Chunks that are finished, with what identifies their files."""
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (place / "out").glob("chunks/*/*.parquet")}


def gone(processes):
    return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes)


def ran(place):
    """Points that were run, as often as they were."""
    return pd.Series((place / "ran").read_text().split()).astype(float).value_counts()


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """The digest of the script's study, swept without any trouble."""
    return sweep(outputs(40), tmp_path_factory.mktemp("unbroken"), backend="here").receipt["outputs"]


def waits(place, points):
    """Code of a model that waits at one of `points` until the test lets it go."""
    return f"while point['x'] in {points} and not (place / 'go').exists(): time.sleep(0.02)"


@posix
def test_a_sweep_killed_in_mid_sweep_goes_on_and_repeats_nothing(tmp_path, unbroken):
    command = script(tmp_path, before=waits(tmp_path, [20, 35]))
    with started(command) as process:
        until(lambda: len(kept(tmp_path)) >= 5, process)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        until(lambda: gone(workers))  # nobody is left who could still write, or burn a processor
    finished, before = kept(tmp_path), ran(tmp_path)
    (tmp_path / "go").touch()
    whole = [path for path in finished if store._whole(path)]
    done = pd.concat([pd.read_parquet(path) for path in whole])["point"].unique()
    with started(command) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert said.split() == [unbroken, "0"]
    assert len(done) >= 5 and (ran(tmp_path)[done] == before[done]).all()


@posix
def test_a_worker_killed_in_mid_sweep_changes_nothing(tmp_path, unbroken):
    """The command is never told: it ends by itself, with the same digest."""
    with started(script(tmp_path, before=waits(tmp_path, [20]))) as process:
        until(lambda: len(kept(tmp_path)) >= 5, process)
        held = until(lambda: holder(process, tmp_path), process)
        os.kill(held, signal.SIGKILL)
        (tmp_path / "go").touch()
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and said.split() == [unbroken, "0"]


def holder(process, place):
    """One of the processes that run chunks."""
    children = psutil.Process(process.pid).children(recursive=True)
    workers = [child.pid for child in children if "loky" in " ".join(child.cmdline()) and "tracker" not in " ".join(child.cmdline())]
    return workers[0] if workers else None


@posix
def test_a_dask_worker_killed_in_mid_sweep_changes_nothing(tmp_path, unbroken):
    """A scheduler and three worker processes; they share no folder with the sweep, and need none."""
    with cluster(tmp_path / "cluster") as (address, members):
        command = script(tmp_path, before=waits(tmp_path, [20, 35]), backend="dask", address=address)
        with started(command) as process:
            until(lambda: len(kept(tmp_path)) >= 5, process)
            members[1].kill()
            (tmp_path / "go").touch()
            said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and said.split() == [unbroken, "0"]


@contextmanager
def cluster(place):
    """A scheduler's file; the scheduler and three workers, each a process of its own, no nanny to bring it back."""
    place.mkdir()
    file, quiet = place / "scheduler.json", {"stderr": subprocess.DEVNULL, "cwd": place}
    python = [sys.executable, "-m"]
    scheduler = [*python, "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    worker = [*python, "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "1"]
    worker += ["--no-dashboard", "--local-directory", str(place)]
    with started([*scheduler, "--host", "127.0.0.1"], **quiet) as first:
        until(file.exists)
        with started(worker, **quiet) as one, started(worker, **quiet) as two, started(worker, **quiet) as three:
            yield str(file), [first, one, two, three]


@posix
def test_a_scheduler_that_goes_away_ends_the_sweep_in_a_sentence_and_loses_nothing(tmp_path, unbroken):
    rest = LOCALLY.replace("results =", "from equilibrium.studies.backends import ClusterTrouble\ntry: results =", 1)
    rest = rest.replace("\nprint", "\nexcept ClusterTrouble as trouble: sys.exit(str(trouble))\nprint")
    with cluster(tmp_path / "cluster") as (address, members):
        command = script(tmp_path, rest, before=waits(tmp_path, [20, 35]), backend="dask", address=address)
        with started(command, stderr=subprocess.PIPE) as process:
            until(lambda: len(kept(tmp_path)) >= 5, process)
            members[0].kill()
            _, trouble = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "run again to go on" in trouble.splitlines()[-1]
    (tmp_path / "go").touch()
    with started(script(tmp_path, before=waits(tmp_path, [20, 35]))) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert said.split() == [unbroken, "0"]
