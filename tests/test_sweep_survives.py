"""Sweeps against what may happen to them: killed, cut short of disk, failing runs, damaged files, another study."""

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
PATIENCE = 300  # seconds until a condition that must come true is given up

# A study of a model that needs no simulation: every chunk of its own runs in a moment, and each run is written down.
SCRIPT = """
import os, signal, sys, time
from pathlib import Path
import numpy as np
from equilibrium.studies import runs, sweep as sweeping
from equilibrium.studies.study import Study

place = Path(sys.argv[1])
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores Ctrl-C

def model(point, replicates, seed):
    {before}
    with open(place / "ran", "a") as file:
        file.write(f"{{point['x']:g}}\\n")
    return {{"y": np.sin(point["x"] + np.array(replicates) + seed)}}

factors = {{"x": list(range({points}))}}
study = Study({{"model": model, "figures": ["y"], "factors": factors, "replicates": {replicates}, "seed": 5}})
"""
LOCALLY = """
sweeping.SMALL = 0.0  # such a small study would stay in this process
results = sweeping.sweep(study, place / "out", backend="{backend}", workers=2, address={address!r})
print(results.receipt["outputs"], results.receipt["failed"])
"""


def outputs(points, replicates=3):
    """The script's study, with a model that does not wait."""
    document = {"model": sine, "figures": ["y"], "factors": {"x": list(range(points))}, "seed": 5}
    return Study(document | {"replicates": replicates})


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


def script(place, rest=LOCALLY, *, points=40, replicates=3, before="pass", backend="local", address=None):
    """The command that runs the script's sweep in `place`."""
    text = SCRIPT.format(points=points, replicates=replicates, before=before) + rest.format(
        backend=backend, address=address
    )
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
    workers = [
        child.pid
        for child in children
        if "loky" in " ".join(child.cmdline()) and "tracker" not in " ".join(child.cmdline())
    ]
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
    scheduler = [
        *python,
        "distributed.cli.dask_scheduler",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(file),
    ]
    worker = [*python, "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "1"]
    worker += ["--no-dashboard", "--local-directory", str(place)]
    with started([*scheduler, "--host", "127.0.0.1"], **quiet) as first:
        until(file.exists)
        with started(worker, **quiet) as one, started(worker, **quiet) as two, started(worker, **quiet) as three:
            yield str(file), [first, one, two, three]


@posix
@pytest.mark.slow
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


@posix
def test_interrupted_in_mid_sweep_it_takes_its_workers_along(tmp_path, unbroken):
    with started(script(tmp_path, before=waits(tmp_path, [20])), stderr=subprocess.DEVNULL) as process:
        until(lambda: len(kept(tmp_path)) >= 5, process)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        until(lambda: gone(workers))
    assert process.returncode != 0 and kept(tmp_path)


@posix
def test_killed_at_any_of_its_steps_on_disk_it_ends_with_the_same_bits(tmp_path):
    """Before and after each renaming, each write to the disk and each deletion, one after the other, until none is left."""
    rest = (
        textwrap.dedent("""
        import shutil, pandas, h5netcdf
        from pyarrow import parquet

        def killed(step):
            child = os.fork()
            if child:
                return os.WIFSIGNALED(os.waitpid(child, 0)[1])
            left = [step]
            def dying(action):
                def act(*given, **named):
                    for moment in (0, 1):
                        if left[0] == 0:
                            os.kill(os.getpid(), signal.SIGKILL)
                        left[0] -= 1
                        result = action(*given, **named) if moment == 0 else result
                    return result
                return act
            os.replace, os.fsync, os.unlink = dying(os.replace), dying(os.fsync), dying(os.unlink)
            sweeping.sweep(study, place / "out", backend="here")
            os._exit(0)

        step, digests = 0, set()
        while killed(step):
            digests.add(sweeping.sweep(study, place / "out", backend="here").receipt["outputs"])
            left = sorted(path.name for path in (place / "out").iterdir())
            assert len(left) == 8, left
            shutil.rmtree(place / "out")
            step += 1
        print(step, *digests)
    """)
        .replace("{", "{{")
        .replace("}", "}}")
    )
    done = subprocess.run(script(tmp_path, rest, points=3), env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    steps, *digests = done.stdout.split()
    assert int(steps) > 30
    assert digests == [sweep(outputs(3), tmp_path / "unbroken", backend="here").receipt["outputs"]]


FULL = """
import resource
limit = {limit}
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    results = sweeping.sweep(study, place / "out", backend="here")
except OSError as error:
    sys.exit(str(error))
print(results.receipt["outputs"])
"""


def limited(place, limit):
    rest = FULL.format(limit=limit).replace("{", "{{").replace("}", "}}")
    return subprocess.run(
        script(place, rest, points=100, replicates=400), env=environment(), capture_output=True, text=True
    )


@posix
@pytest.mark.parametrize(("limit", "file"), [(100, "study.json"), (40_000, "chunks"), (150_000, "results.nc")])
def test_a_file_that_may_not_grow_ends_in_a_sentence_and_loses_nothing(tmp_path, limit, file):
    """A hundred points: the scenario has 33 kB, a chunk some 60, the netCDF 4 MB."""
    unbroken = sweep(outputs(100, 400), tmp_path / "unbroken", backend="here").receipt["outputs"]
    cut = limited(tmp_path, limit)
    assert cut.returncode == 1 and "Traceback" not in cut.stderr
    assert "File too large" in cut.stderr and str(tmp_path / "out" / file) in cut.stderr
    assert len(kept(tmp_path)) == (len(plan(outputs(100, 400))) if file == "results.nc" else 0)
    assert not list((tmp_path / "out").rglob("*.part"))
    before = kept(tmp_path)
    (tmp_path / "ran").unlink(missing_ok=True)
    again = limited(tmp_path, 0)
    assert again.stdout.split() == [unbroken]
    assert bool(before) is not (tmp_path / "ran").exists()  # with all chunks there, nothing is run again


@posix
def test_a_full_disk_ends_in_a_sentence_and_loses_nothing(tmp_path):
    disk = tmp_path / "out"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("file systems may not be mounted here")
    try:
        cut = limited(tmp_path, 0)
        assert cut.returncode == 1 and "Traceback" not in cut.stderr
        assert "No space left on device" in cut.stderr and str(disk) in cut.stderr
        before = ran(tmp_path)
        finished = pd.concat([pd.read_parquet(path) for path in kept(tmp_path)])["point"].unique()
        assert len(finished) >= 10
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        again = limited(tmp_path, 0)
        assert again.stdout.split() == [sweep(outputs(100, 400), tmp_path / "whole", backend="here").receipt["outputs"]]
        assert (ran(tmp_path)[finished] == before[finished]).all()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def small(**more):
    """A study that is simulated in a moment."""
    said = {
        "scenario": "storefront", "set": {"customers": 100, "weeks": 4}, "replicates": 3, "seed": 2,
        "factors": {"selling_serving": [0.2, 0.8], "patience": {"low": 1.0, "high": 4.0}}, "design": {"method": "grid", "steps": 3},
    }  # fmt: skip
    return Study(said | more)


def test_runs_that_fail_are_told_and_the_others_finish(tmp_path):
    def moody(point, replicates, seed):
        if point["x"] == 1 or (point["x"] == 3 and 2 in replicates):
            raise ValueError(f"no {point['x']:g}\0\nhere \ud800")
        if point["x"] == 4:
            sys.exit("enough")
        return {"y": point["x"] + np.array(replicates)}

    study = Study({"model": moody, "figures": ["y"], "factors": {"x": [0, 1, 2, 3, 4]}, "replicates": 3})
    results = sweep(study, tmp_path / "out", backend="here")
    errors = results.data["error"].to_numpy()
    assert (errors[1] == "ValueError: no 1? here ?").all()
    assert list(errors[3]) == ["", "", "ValueError: no 3? here ?"]
    assert (errors[4] == "SystemExit: enough").all()
    assert (errors[[0, 2]] == "").all()
    assert np.isnan(results.values("y")[errors != ""]).all() and np.isfinite(results.values("y")[errors == ""]).all()
    assert results.receipt["failed"] == 7
    table = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert table["run"].str.len().eq(16).all() and table["run"].is_unique
    assert (table.loc[table["error"] != "", "x"] == [1, 1, 1, 3, 4, 4, 4]).all()  # its inputs stand beside the error


def test_what_failed_may_be_tried_again_and_what_succeeded_stays(tmp_path):
    def moody(point, replicates, seed):
        with open(tmp_path / "ran", "a") as file:
            file.writelines(f"{point['x']:g} {one}\n" for one in replicates)
        if point["x"] == 3 and 2 in replicates and not (tmp_path / "mended").exists():
            raise ValueError("not yet")
        return {"y": np.sin(point["x"] + np.array(replicates))}

    document = {"model": moody, "figures": ["y"], "factors": {"x": list(range(40))}, "replicates": 3}
    first = sweep(Study(document), tmp_path / "out", backend="here")
    assert first.receipt["failed"] == 1
    (tmp_path / "ran").unlink()
    assert sweep(Study(document), tmp_path / "out", backend="here").receipt == first.receipt
    assert not (tmp_path / "ran").exists()
    still = sweep(Study(document), tmp_path / "out", backend="here", retry_failed=True)
    assert still.receipt == first.receipt and (tmp_path / "ran").read_text() == "3 2\n"
    (tmp_path / "mended").touch()
    second = sweep(Study(document), tmp_path / "out", backend="here", retry_failed=True)
    assert second.receipt["failed"] == 0 and (tmp_path / "ran").read_text() == "3 2\n3 2\n"
    unbroken = sweep(Study(document), tmp_path / "unbroken", backend="here")
    assert second.receipt == unbroken.receipt
    assert (second.data["run"] == unbroken.data["run"]).all()


def test_a_run_that_takes_its_process_along_is_told_and_the_others_finish(tmp_path):
    with started(script(tmp_path, before="if point['x'] == 7: os._exit(3)")) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    results = Results.load(tmp_path / "out")
    assert process.returncode == 0 and said.split()[1] == str(results.receipt["failed"])
    failed = results.data["error"].to_numpy()[:, 0] != ""
    chunk = plan(outputs(40)).points_each
    assert failed.sum() == chunk and failed[7]
    assert all("its worker died" in text for text in results.data["error"].to_numpy()[failed].ravel())
    study = outputs(40)
    study.model = model = lambda point, replicates, seed: {}
    model.__module__, model.__qualname__ = "__main__", "model"  # as the script's own, which is known by its name
    lost = runs.lost(runs.job(study, plan(study).chunk(7 // chunk), eq.simulation.versions()), RuntimeError())
    assert (results.data["run"].to_numpy()[failed].ravel() == lost["run"]).all()


def test_cut_in_any_way_and_by_any_number_of_workers_the_outputs_are_the_same(tmp_path, monkeypatch):
    whole = sweep(small(), tmp_path / "whole", backend="here", workers=1)
    for number, cut in enumerate([Plan(6, 3, 1, 1), Plan(6, 3, 1, 2), Plan(6, 3, 4, 3), Plan(6, 3, 6, 3)]):
        monkeypatch.setattr(store, "plan", lambda study, cut=cut: cut)
        for workers in (1, 2, 3):
            found = sweep(small(), tmp_path / f"{number}-{workers}", backend="here", workers=workers)
            assert found.receipt == whole.receipt
            assert found.data.identical(whole.data)


@pytest.mark.parametrize(
    ("backend", "workers"),
    [
        ("local", 2),
        pytest.param("local", 3, marks=pytest.mark.slow),
        ("dask", 2),
        pytest.param("ray", 2, marks=pytest.mark.slow),
    ],
)
def test_wherever_it_runs_the_outputs_are_the_same(tmp_path, monkeypatch, backend, workers):
    if backend == "ray":
        pytest.importorskip("ray")
        monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    monkeypatch.setattr(sweeping, "SMALL", 0.0)
    here = sweep(small(), tmp_path / "here", backend="here")
    there = sweep(small(), tmp_path / "there", backend=backend, workers=workers)
    assert there.receipt == here.receipt and there.data.identical(here.data)


def test_a_sweep_goes_on_as_it_was_cut_even_if_it_would_now_be_cut_otherwise(tmp_path, monkeypatch):
    def stop(progress):
        if progress.done >= 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(store, "plan", lambda study: Plan(6, 3, 1, 3))
    with pytest.raises(KeyboardInterrupt):
        sweep(small(), tmp_path / "out", backend="here", progress=stop)
    monkeypatch.setattr(store, "plan", lambda study: Plan(6, 3, 6, 3))
    told = []
    found = sweep(small(), tmp_path / "out", backend="here", progress=told.append)
    assert told[0].before == 6 and told[-1].done == 18
    assert found.receipt == sweep(small(), tmp_path / "whole", backend="here").receipt


@pytest.mark.parametrize("damage", ["cut", "other bytes", "another chunk"])
def test_a_damaged_chunk_is_run_again(tmp_path, monkeypatch, damage):
    def stop(progress):
        if progress.done == progress.runs:
            raise KeyboardInterrupt

    monkeypatch.setattr(store, "plan", lambda study: Plan(6, 3, 1, 3))
    with pytest.raises(KeyboardInterrupt):
        sweep(small(), tmp_path / "out", backend="here", progress=stop)
    one, other, *_ = sorted(kept(tmp_path))
    data = one.read_bytes()
    one.write_bytes(
        {"cut": data[:-100], "other bytes": data[:50] + bytes(200) + data[250:], "another chunk": other.read_bytes()}[
            damage
        ]
    )
    told = []
    found = sweep(small(), tmp_path / "out", backend="here", progress=told.append)
    assert found.receipt == sweep(small(), tmp_path / "whole", backend="here").receipt
    assert told[-1].done - told[-2].done == 3  # that chunk, and no other


@pytest.mark.parametrize(
    ("name", "again"), [("results.nc", False), ("receipt.json", False), ("study.toml", False), ("runs.parquet", True)]
)
def test_a_file_of_a_finished_sweep_that_is_lost_is_made_again(tmp_path, name, again):
    """From the others, as far as they hold the runs."""
    first = sweep(small(), tmp_path / "out", backend="here")
    (tmp_path / "out" / name).unlink()
    told = []
    second = sweep(small(), tmp_path / "out", backend="here", progress=told.append)
    assert second.receipt == first.receipt and second.data.identical(first.data)
    assert (tmp_path / "out" / name).is_file()
    assert bool(told and told[0].before < told[0].runs) is again


def test_another_study_is_refused_in_a_sentence(tmp_path):
    sweep(small(), tmp_path, backend="here")
    for other, words in [
        (small(seed=3), r"the seed \(2 -> 3\)"),
        (small(replicates=4), r"replicates \(3 -> 4\)"),
        (small(set={"customers": 100, "weeks": 5}), "the scenario"),
        (small(figures=["profit"]), "figures"),
        (small(design={"method": "grid", "steps": 4}), "the design"),
        (small(factors={"selling_serving": [0.2, 0.9], "patience": {"low": 1.0, "high": 4.0}}), "the points it visits"),
    ]:
        with pytest.raises(store.StudyChanged, match=f"holds the runs of another study; it differs in .*{words}"):
            sweep(other, tmp_path, backend="here")
    assert sweep(small(title="Another title"), tmp_path, backend="here").receipt["runs"] == 18


def test_other_versions_are_refused_in_a_sentence(tmp_path, monkeypatch):
    sweep(small(), tmp_path, backend="here")
    monkeypatch.setattr(sweeping, "versions", lambda: {**eq.simulation.versions(), "numpy": "1.0"})
    with pytest.raises(store.StudyChanged, match=r"versions \(numpy .* -> 1\.0\)"):
        sweep(small(), tmp_path, backend="here")


def test_a_worker_with_other_versions_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeping, "SMALL", 0.0)
    monkeypatch.setattr(sweeping, "versions", lambda: {**eq.simulation.versions(), "numpy": "1.0"})
    with pytest.raises(backends.ClusterTrouble, match=r"a worker has numpy .* instead of 1\.0"):
        sweep(small(), tmp_path, backend="local", workers=2)


def test_a_folder_of_something_else_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for place in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(store.FolderTaken, match="no sweep made"):
            sweep(small(), place, backend="here")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_two_sweeps_at_once_are_refused_in_a_sentence(tmp_path):
    refused = pytest.raises(store.FolderTaken, match="another sweep is writing to it")
    with store.opened(small(), tmp_path, eq.simulation.versions()), refused:
        sweep(small(), tmp_path, backend="here")
    sweep(small(), tmp_path, backend="here")


def test_a_table_of_points_that_changed_is_refused_and_the_folder_keeps_its_own(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("patience\n1.5\n2.5\n")
    said = {"factors": {"patience": {"low": 1.0, "high": 4.0}}, "design": {"method": "table", "file": str(table)}}
    sweep(small(**said), tmp_path / "out", backend="here")
    table.write_text("patience\n1.5\n2.75\n")
    with pytest.raises(store.StudyChanged, match="the points it visits"):
        sweep(small(**said), tmp_path / "out", backend="here")
    again = Study.load(tmp_path / "out" / "study.toml")
    assert list(again.points["patience"]) == [1.5, 2.5]
    assert sweep(again, tmp_path / "out", backend="here").receipt["runs"] == 6


def test_a_model_that_proves_slow_is_handed_to_other_processes(tmp_path, monkeypatch):
    monkeypatch.setattr(backends, "WORTH", 0.0)

    def where(point, replicates, seed):
        return {"y": np.full(len(replicates), float(os.getpid()))}

    study = Study({"model": where, "figures": ["y"], "factors": {"x": list(range(40))}, "replicates": 3})
    found = np.unique(sweep(study, tmp_path, workers=2).values("y"))
    assert os.getpid() in found and len(found) > 1


def test_a_chunk_needs_no_more_memory_than_a_worker_has():
    for replicates, customers, weeks in [(1_000_000, 10, 1), (64, 1_000_000, 1), (64, 5_000, 260), (10_000, 500, 52)]:
        study = small(replicates=replicates, set={"customers": customers, "weeks": weeks})
        cut = plan(study)
        assert cut.points_each * cut.replicates_each <= runs.MOST_RUNS and (
            cut.points_each == 1 or cut.replicates_each == replicates
        )
        assert cut.replicates_each == 1 or cut.replicates_each * runs._bytes(study) <= 1.1 * runs.LARGEST
        last = cut.chunk(len(cut) - 1)
        assert (last.last, last.high) == (len(study.points), replicates)


def test_a_factor_that_would_hide_a_column_of_the_results_is_refused():
    with pytest.raises(eq.ScenarioError, match='figures: selling_serving is a factor; .*"selling_serving@1-4"'):
        small(figures=["profit", "selling_serving"])
    with pytest.raises(eq.ScenarioError, match="factors.run: allowed: a name other than point, replicate, run"):
        small(factors={"run": {"levels": {"a": {"patience": 1.0}, "b": {"patience": 2.0}}}})
    assert list(small(figures=["selling_serving@1-4"]).measures) == ["selling_serving@1-4"]
