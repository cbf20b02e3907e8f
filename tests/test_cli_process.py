"""The command as a process: interrupted, cut off, piped, from another folder, without a disk."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from equilibrium.cli.interrupt import interrupts_noticed

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "equilibrium"]
posix = pytest.mark.skipif(os.name == "nt", reason="signals and pipes as POSIX has them")


@pytest.fixture
def environment():
    """The library from the repository, whatever the folder."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"PYTHONPATH": path, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}


def test_standard_output_is_one_json_object_in_any_folder_and_encoding(environment, tmp_path):
    words = ["run", "price-war", "--replicates", "2", "--weeks", "3", "--json", "--language", "it"]
    done = subprocess.run([*COMMAND, *words], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout)["scenario"]["title"]["it"] == "Guerra dei prezzi"


def test_a_terminal_without_accents_loses_no_more_than_these(environment, tmp_path):
    done = subprocess.run(
        [*COMMAND, "scenarios", "--language", "it"], cwd=tmp_path, env=environment, capture_output=True
    )
    assert done.returncode == 0 and b"storefront" in done.stdout


@posix
def test_a_reader_who_goes_away_is_no_error_worth_a_traceback(environment, tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "schema"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


@pytest.fixture
def listening():
    """Ctrl-C is heard, here and in what is started: a test suite in the background is told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@posix
@pytest.mark.usefixtures("listening")
def test_an_interrupted_run_ends_calmly_and_leaves_nothing(environment, tmp_path, how):
    words = ["run", "storefront", "--replicates", "64", "--weeks", "5200", "--out", "results/long"]
    process = subprocess.Popen([*COMMAND, *words], cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
    while not list(tmp_path.glob("results/long/.unfinished-*")):
        assert process.poll() is None
    process.send_signal(how)
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Interrupted. Nothing was written." and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.usefixtures("listening")
def test_an_interrupt_that_code_in_between_swallows_is_noticed():
    with pytest.raises(KeyboardInterrupt), interrupts_noticed() as check:
        check()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@posix
def test_a_disk_that_takes_no_more_ends_in_a_sentence(environment, tmp_path):
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    limited += "from equilibrium.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["run", "storefront", "--replicates", "2", "--weeks", "30", "--out", "out"]
    command = [sys.executable, "-c", limited, *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "could not be done" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_without_streamlit_the_page_says_what_is_missing(environment, tmp_path):
    without = "import sys; sys.modules['streamlit'] = None; import importlib.util as u; find = u.find_spec; "
    without += "u.find_spec = lambda name, *a: None if name == 'streamlit' else find(name, *a); "
    without += "from equilibrium.cli import main; sys.exit(main(['app']))"
    done = subprocess.run(
        [sys.executable, "-c", without], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert (
        done.stderr.strip() == "The page needs Streamlit, which is not installed here: pip install 'equilibrium[app]'"
    )
