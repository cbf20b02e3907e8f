"""`equilibrium compare`: what is told, what is written, what is refused."""

import json

import numpy as np
import pandas as pd
import pytest

from equilibrium.cli import main
from equilibrium.ensemble import Ensemble
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

SMALL = ["--set", "customers=200", "--weeks", "20", "--replicates", "8", "--seed", "7"]
MOVED = ["compare", "storefront", "--against", "push_pull=0.2", *SMALL]


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Folders of three small runs: two that met the same luck, one that did not."""
    folder = tmp_path_factory.mktemp("runs")
    for name, mix, seed in (("monday", "0.5", "7"), ("tuesday", "0.2", "7"), ("other", "0.2", "8")):
        argv = ["run", "storefront", *SMALL[:-1], seed, "--mix", f"push_pull={mix}", "--out", str(folder / name)]
        assert main([*argv, "--language", "en"]) == 0
    return folder


def json_of(capsys, *argv):
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *argv):
    """Lines on standard error of a command that must end with code 2 and print nothing else."""
    assert main(list(argv)) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    return err.splitlines()


def test_json_holds_the_difference_of_the_runs_own_numbers(capsys):
    told = json_of(capsys, *MOVED, "--figures", "profit,push_pull")
    scenario = Scenario.load("storefront").with_(customers=200, weeks=20)
    base, other = (simulate(s, 8, 7) for s in (scenario, scenario.with_(push_pull=0.2)))
    (compared,) = told["compared"]
    assert compared["name"] == "push_pull=0.2" and told["baseline"]["name"] == "storefront"
    assert set(compared["differences"]) == {"profit", "push_pull"}
    gap = (other.per_run("profit") - base.per_run("profit")).mean()
    assert compared["differences"]["profit"]["mean"] == gap
    assert compared["differences"]["profit"]["unit"] == "EUR"
    assert told["baseline"]["digest"] == scenario.digest and told["files"] == []


def test_a_scenario_compared_with_itself_is_identical(capsys):
    told = json_of(capsys, "compare", "storefront", "storefront", *SMALL)
    assert [side["name"] for side in (told["baseline"], *told["compared"])] == ["storefront", "storefront (2)"]
    assert {found["verdict"] for found in told["compared"][0]["differences"].values()} == {"identical"}


def test_changes_for_all_are_made_in_every_scenario(capsys):
    told = json_of(capsys, "compare", "storefront", "price-war", "--mix", "push_pull=0.2", *SMALL)
    wanted = [
        Scenario.load(name).with_(customers=200, weeks=20, push_pull=0.2).digest for name in ("storefront", "price-war")
    ]
    assert [told["baseline"]["digest"], told["compared"][0]["digest"]] == wanted


def test_what_is_compared_against_is_a_move_of_the_focal_enterprise_alone(capsys):
    told = json_of(capsys, "compare", "storefront", "--against", "development=0.3", "patience=3", *SMALL)
    base = Scenario.load("storefront").with_(customers=200, weeks=20)
    (compared,) = told["compared"]
    assert compared["digest"] == base.moved(development=0.3, patience=3).digest
    assert compared["digest"] != base.with_(development=0.3, patience=3).digest


def test_what_is_set_is_the_worlds_and_what_is_moved_starts_there(capsys):
    told = json_of(capsys, "compare", "storefront", "--against", "development=0.3", *SMALL, "--set", "development=0.2")
    base = Scenario.load("storefront").with_(customers=200, weeks=20, development=0.2)
    assert told["baseline"]["digest"] == base.digest
    assert told["compared"][0]["digest"] == base.moved(development=0.3).digest


def test_each_against_is_one_more_scenario_and_its_name_may_stand_before_the_scenario_s(capsys):
    told = json_of(
        capsys, "compare", *SMALL, "--against", "push_pull=0.2", "patience=3", "--against", "drift=0.02", "storefront"
    )
    assert [side["name"] for side in told["compared"]] == ["push_pull=0.2, patience=3", "drift=0.02"]
    assert told["baseline"]["name"] == "storefront"


def test_a_scenario_named_after_against_is_one_more(capsys):
    told = json_of(capsys, "compare", "storefront", "--against", "price-war", *SMALL)
    assert [side["name"] for side in told["compared"]] == ["price-war"]


@pytest.mark.parametrize(
    "language, phrases",
    [
        ("en", ["Compared with storefront", "Verdict", "push ↔ pull: push_pull=0.2 is", "below storefront", "real"]),
        (
            "it",
            ["A confronto con storefront", "Verdetto", "push ↔ pull: push_pull=0.2 sta", "sotto storefront", "reale"],
        ),
    ],
)
def test_what_is_real_is_said_in_the_user_s_language(capsys, language, phrases):
    assert main([*MOVED, "--figures", "push_pull,new_crafts", "--language", language]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert all(phrase in out for phrase in phrases), out


def test_runs_are_compared_as_they_are(capsys, runs):
    told = json_of(capsys, "compare", str(runs / "monday"), str(runs / "tuesday" / "ensemble.nc"))
    first, second = (Ensemble.load(runs / name / "ensemble.nc") for name in ("monday", "tuesday"))
    gap = (second.per_run("energy") - first.per_run("energy")).mean()
    assert told["compared"][0]["differences"]["energy"]["mean"] == gap
    assert (told["seed"], told["replicates"], told["weeks"]) == (7, 8, 20)


def test_a_run_is_compared_with_a_change_of_its_own_scenario_under_its_own_luck(capsys, runs):
    told = json_of(capsys, "compare", str(runs / "monday"), "--against", "push_pull=0.2")
    again = json_of(capsys, "compare", str(runs / "monday"), str(runs / "tuesday"))
    assert told["compared"][0]["differences"] == again["compared"][0]["differences"]


def test_the_folder_holds_differences_values_picture_and_record(capsys, tmp_path):
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    told = json_of(capsys, *MOVED, "--figures", "profit,energy", "--out", str(folder))
    names = {"differences.csv", "values.csv", "differences.png", "compare.json"}
    assert {path.name for path in folder.iterdir()} == names | {"mine.txt"}
    assert told["files"] == [str(folder / name) for name in sorted(names - {"compare.json"})] + [
        str(folder / "compare.json")
    ]
    rows = pd.read_csv(folder / "differences.csv").set_index("figure")
    values = pd.read_csv(folder / "values.csv").pivot(index="replicate", columns="scenario", values="profit")
    gaps = values["push_pull=0.2"] - values["storefront"]
    assert rows.loc["profit", "mean"] == pytest.approx(gaps.mean())
    assert rows.loc["profit", "sd"] == pytest.approx(gaps.std())
    assert (folder / "differences.png").read_bytes().startswith(b"\x89PNG")


def test_the_recorded_command_gives_the_same_numbers_again(capsys, tmp_path):
    argv = [*MOVED[:-2], "--figures", "profit"]  # the seed is drawn
    first = json_of(capsys, *argv, "--out", str(tmp_path / "first"))
    record = json.loads((tmp_path / "first" / "compare.json").read_text("utf-8"))
    assert json_of(capsys, *record["command"][1:], "--threads", "1")["compared"] == first["compared"]


def test_one_future_gives_no_interval_and_says_so(capsys):
    argv = ["compare", "storefront", "--against", "push_pull=0.2", *SMALL, "--replicates", "1", "--figures", "profit"]
    assert main(argv) == 0
    assert "one future does not tell" in " ".join(capsys.readouterr().out.split())


def test_other_people_are_told(capsys):
    assert main(["compare", "storefront", "--against", "degree=4", *SMALL]) == 0
    assert "degree=4 has other people than storefront (degree)" in " ".join(capsys.readouterr().out.split())


def test_all_problems_are_told_at_once(capsys):
    lines = refused(
        capsys, "compare", "storfront", "--against", "pushpull=2", "--figures", "profi", "--replicates", "0", "--seed", "x",
        "--mix", "nonsense=2", "--out", "",
    )  # fmt: skip
    for place in ("storfront", "--against", "--figures", "--replicates", "--seed", "--mix", "--out"):
        assert len([line for line in lines if line.startswith(f"{place}: ")]) == 1, (place, lines)


@pytest.mark.parametrize("argv, n", [([], 0), (["storefront"], 1)])
def test_one_scenario_alone_is_too_few(capsys, argv, n):
    (line,) = refused(capsys, "compare", *argv)
    assert line.startswith(f"SCENARIO: found {n}, allowed: two or more")


@pytest.mark.parametrize(
    "more, what",
    [
        (["{runs}/other"], "seed: found different ones"),
        (["{runs}/tuesday", "--seed", "3"], "seed: found different ones"),
        (["{runs}/tuesday", "--replicates", "9"], "replicates: found different ones"),
        (["storefront"], "weeks: found different ones"),
        (["{runs}/tuesday", "--mix", "push_pull=0.1"], "--mix: a finished run stays as it is"),
        (["{runs}"], "no result of a run"),
    ],
)
def test_what_did_not_meet_the_same_luck_is_refused(capsys, runs, more, what):
    (line,) = refused(capsys, "compare", str(runs / "monday"), *(word.format(runs=runs) for word in more))
    assert what in line


def test_a_difference_that_is_nothing_is_told_as_no_number(capsys):
    """Without customers nobody is satisfied, in no future."""
    nobody = ["--set", "customers=200", "receptivity=0", "search=0", "word_of_mouth=0", "start_share=0", "allies=0"]
    told = json_of(capsys, *MOVED, *nobody, "--figures", "satisfaction")
    found = told["compared"][0]["differences"]["satisfaction"]
    assert (found["n"], found["mean"], found["low"]) == (0, None, None)
    assert np.isfinite(found["dropped"]) and found["dropped"] == 8


def test_a_comparison_is_verified_by_comparing_again(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["compare", "storefront", "--against", "push_pull=0.3", "--set", "customers=300", "--weeks", "20"]
    assert main([*words, "--replicates", "3", "--seed", "5", "--out", "out"]) == 0
    capsys.readouterr()
    assert main(["verify", "out", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "same" and said["again"] == said["receipt"]
    record = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    record["command"][record["command"].index("5")] = "6"
    (tmp_path / "out" / "compare.json").write_text(json.dumps(record), "utf-8")
    assert main(["verify", "out", "--language", "en"]) == 1
    assert "Another result" in capsys.readouterr().out
