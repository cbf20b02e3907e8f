"""Compiled code on disk: never older than the sources it was made from."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import equilibrium as eq
from equilibrium.compiled import outdated

PACKAGE = Path(__file__).parent.parent / "equilibrium"


def aged(path, seconds):
    path.write_text("")
    os.utime(path, (seconds, seconds))
    return path


def test_an_index_older_than_any_of_its_sources_is_outdated(tmp_path):
    sources = [aged(tmp_path / "week.py", 10), aged(tmp_path / "crafts.py", 30)]
    old, new = aged(tmp_path / "week.run.nbi", 20), aged(tmp_path / "week.other.nbi", 40)
    data, other = aged(tmp_path / "week.run.1.nbc", 20), aged(tmp_path / "week_customers.run.nbi", 20)
    assert outdated(tmp_path, "week", sources) == [old]
    assert new.exists() and data.exists() and other.exists()


@pytest.mark.parametrize(
    "module, changed, forgotten",
    [
        ("week", None, False), ("week", "figures.py", False), ("week", "mechanisms/crafts.py", True), ("week", "draws.py", True),
        ("week", "state.py", True), ("week", "meanfield/market.py", False), ("meanfield.weeks", "meanfield/market.py", True),
        ("meanfield.weeks", "mechanisms/crafts.py", True), ("meanfield.weeks", "week_customers.py", False),
    ],
)  # fmt: skip
def test_what_is_compiled_is_compiled_anew_if_a_source_that_it_is_made_of_changed(tmp_path, module, changed, forgotten):
    """The file of the function that is called stays as it was; another one changes, in a copy of the library."""
    library = tmp_path / "equilibrium"
    shutil.copytree(PACKAGE, library, ignore=shutil.ignore_patterns("__pycache__", "app", "fonts", "words"))
    cache = library.joinpath(*module.split(".")[:-1]) / "__pycache__"
    cache.mkdir(exist_ok=True)
    later = max(path.stat().st_mtime for path in library.rglob("*.py")) + 10
    index = aged(cache / f"{module.split('.')[-1]}.run-1.py311.nbi", later)
    if changed:
        os.utime(library / changed, (later + 10, later + 10))
    code = "import equilibrium.week, equilibrium.meanfield; from equilibrium.compiled import forget_outdated; forget_outdated()"
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert index.exists() != forgotten


@pytest.mark.parametrize("weeks, compiled", [(0, False), (1, True)])
def test_whether_the_week_is_compiled_is_known_before_it_is_needed(tmp_path, weeks, compiled):
    """Asked in a new process: of an empty cache, and of one that a run has filled."""
    environment = dict(os.environ)
    if not compiled:
        environment["NUMBA_CACHE_DIR"] = str(tmp_path)
    else:
        eq.simulate(eq.Scenario.load("storefront").with_(customers=1000), 1, 7, weeks=weeks, threads=1)
    code = "from equilibrium.simulation import is_compiled; print(is_compiled())"
    asked = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, env=environment, check=True, capture_output=True
    )
    assert asked.stdout.decode().strip() == str(compiled)
