"""The wheel: built from the repository, it carries all it needs and works from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from equilibrium.scenario import shipped

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """A wheel built from a copy of what the repository holds."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_scenario_and_catalogue_and_no_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"equilibrium/scenarios/{name}.toml" for name in shipped()} <= names
    inside = {path.relative_to(ROOT).as_posix() for path in (ROOT / "equilibrium").rglob("*") if path.is_file()}
    data = {name for name in inside if not name.endswith((".py", ".nbi", ".nbc", ".pyc"))}
    assert data <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/")) or name.endswith((".nbi", ".nbc"))]


def test_the_installed_wheel_finds_its_scenarios_from_any_folder(wheel, tmp_path):
    """Installed beside nothing else; what it depends on comes from the environment of the tests."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, wheel]
    subprocess.run(install, check=True)
    environment = os.environ | {"PYTHONPATH": str(site)}

    def run(*arguments):
        command = [sys.executable, "-m", "equilibrium", *arguments]
        return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)

    where = [sys.executable, "-c", "import equilibrium; print(equilibrium.__file__)"]
    at = subprocess.run(where, cwd=elsewhere, env=environment, capture_output=True, text=True, check=True)
    assert at.stdout.startswith(str(site))
    assert "price-war" in run("scenarios").stdout
    assert run("validate", "known-worlds/bass").returncode == 0
    assert run("new", "mine").returncode == 0
    assert run("validate", next(elsewhere.glob("*.toml")).name).returncode == 0


@pytest.mark.slow
def test_a_new_environment_runs_the_reference_scenario(wheel, tmp_path):
    """All that is installed comes from the wheel's own requirements, at the tested versions."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    constraints = ROOT / "constraints.txt"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel], check=True)
    command = [python, "-m", "equilibrium", "run", "storefront", "--replicates", "2", "--weeks", "8", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "out").glob("*.png"))
