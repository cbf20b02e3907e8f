"""`equilibrium run`: what is told, what is left in the folder, and that both say the same numbers."""

import json
import math
import tomllib

import pandas as pd
import pytest

from equilibrium.cli import main
from equilibrium.ensemble import Ensemble
from equilibrium.scenario import Scenario

SMALL = ["run", "storefront", "--replicates", "3", "--weeks", "60", "--set", "customers=400", "--seed", "7"]


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Folder of a small run."""
    folder = tmp_path_factory.mktemp("done") / "results" / "small"
    assert main([*SMALL, "--out", str(folder), "--language", "en"]) == 0
    return folder


@pytest.fixture(scope="module")
def ensemble(done):
    return Ensemble.load(done / "ensemble.nc")


def json_of(capsys, *more):
    assert main([*SMALL, "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_folder_holds_data_scenario_record_and_pictures(done):
    record = json.loads((done / "run.json").read_text("utf-8"))
    there = {path.name for path in done.iterdir()}
    assert there == set(record["files"])
    assert {"ensemble.nc", "weekly.csv", "summary.csv", "scenario.toml", "run.json"} < there
    pictures = [path for path in done.iterdir() if path.suffix == ".png"]
    assert len(pictures) >= 4 and all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def test_the_record_says_what_made_the_run(done, ensemble):
    record = json.loads((done / "run.json").read_text("utf-8"))
    assert (record["seed"], record["replicates"], record["weeks"]) == (7, 3, 60)
    assert record["scenario"]["digest"] == ensemble.scenario.digest
    assert record["versions"] == ensemble.versions


def test_the_recorded_command_gives_the_same_numbers_again(done, ensemble, tmp_path):
    record = json.loads((done / "run.json").read_text("utf-8"))
    assert main([*record["command"][1:], "--out", str(tmp_path / "again"), "--threads", "1"]) == 0
    assert Ensemble.load(tmp_path / "again" / "ensemble.nc").weekly.identical(ensemble.weekly)


def test_the_scenario_in_the_folder_is_the_one_that_ran(done):
    scenario = Scenario.load(done / "scenario.toml")
    assert scenario == Scenario.load("storefront").with_(customers=400, weeks=60)


def test_the_weekly_table_has_a_row_per_replicate_week_and_enterprise(done, ensemble):
    table = pd.read_csv(done / "weekly.csv")
    assert list(table.columns[:4]) == ["replicate", "week", "enterprise", "regime"]
    assert len(table) == 3 * 60 * 2
    for row in (0, 1, 77, len(table) - 1):
        where = {key: table.loc[row, key] for key in ("replicate", "week", "enterprise")}
        exact = ensemble.weekly.sel(where)
        assert table.loc[row, "cash"] == pytest.approx(exact["cash"].item(), rel=1e-8)
        assert table.loc[row, "regime"] == ensemble.scenario.regime_names[exact["regime"].item()]
    assert set(ensemble.weekly.data_vars) <= set(table.columns)


def test_the_summary_table_holds_every_enterprise(done, ensemble):
    table = pd.read_csv(done / "summary.csv")
    assert list(table["enterprise"].unique()) == list(ensemble.scenario.enterprise_names)
    rival = table[table["enterprise"] == "rival"].set_index("figure")
    assert rival.loc["profit", "median"] == pytest.approx(ensemble.summary("rival")["median"][0])


def test_json_is_one_object_with_the_summary_s_numbers(capsys, ensemble):
    told = json_of(capsys)
    rows = ensemble.summary().set_index("figure")
    assert set(told["figures"]) == set(rows.index)
    for key, said in told["figures"].items():
        assert said["unit"] == rows.loc[key, "unit"]
        for name, column in (("median", "median"), ("low", "5 %"), ("high", "95 %")):
            number = rows.loc[key, column]
            assert said[name] is None if math.isnan(number) else said[name] == number
    assert sum(share["mean"] >= 0 for share in told["regimes"].values()) == len(ensemble.scenario.regime_names)


def test_json_says_null_where_there_is_no_number(capsys):
    """Without customers nobody is satisfied or not."""
    nobody = json_of(capsys, "--set", "receptivity=0", "search=0", "word_of_mouth=0", "start_share=0", "allies=0")
    assert nobody["figures"]["customers"]["median"] == 0
    assert nobody["figures"]["satisfaction"] == {"median": None, "low": None, "high": None, "unit": "share"}


def test_json_writes_nothing_unless_a_folder_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert json_of(capsys)["files"] == []
    assert list(tmp_path.iterdir()) == []
    files = json_of(capsys, "--out", "here")["files"]
    assert files and all((tmp_path / name).is_file() for name in files)


def test_without_out_the_folder_is_named_after_the_scenario(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(SMALL) == 0
    assert (tmp_path / "results" / "storefront" / "run.json").is_file()
    assert "results/storefront" in capsys.readouterr().out.replace("\\", "/")


def test_a_seed_that_was_drawn_is_told_and_recorded(capsys, tmp_path):
    without = [word for word in SMALL if word not in ("--seed", "7")]
    assert main([*without, "--out", str(tmp_path / "a")]) == 0
    seed = json.loads((tmp_path / "a" / "run.json").read_text("utf-8"))["seed"]
    assert f"Seed: {seed}" in capsys.readouterr().out


def test_the_mix_asked_for_is_the_mix_that_ran(capsys):
    told = json_of(capsys, "--mix", "push_pull=0.9", "selling_serving={alternate={period=10, low=0.1, high=0.9}}")
    assert told["figures"]["push_pull"]["median"] > 0.6
    assert told["figures"]["volume_value"]["median"] == 0.5


def test_a_scenario_may_follow_the_mix(capsys):
    words = ["run", "--replicates", "1", "--weeks", "2", "--set", "customers=100", "--seed", "1", "--json"]
    assert main([*words, "--mix", "push_pull=0.9", "storefront"]) == 0
    assert json.loads(capsys.readouterr().out)["scenario"]["name"] == "storefront"


@pytest.mark.parametrize("width", [60, 100])
def test_the_table_fits_the_terminal(capsys, monkeypatch, tmp_path, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert main([*SMALL, "--out", str(tmp_path / "out"), "--language", "it"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(map(len, out.split(str(tmp_path))[0].splitlines())) <= width
    assert "Denaro" in out and "Unicità" in out


def test_one_future_is_told_without_a_band(capsys, tmp_path):
    assert main([*SMALL, "--replicates", "1", "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert "times out of" not in out
    assert "A single future" in out


def test_regimes_shares_are_counted_in_weeks(done, ensemble, capsys):
    told = json_of(capsys)
    regime = ensemble.weekly["regime"].to_numpy()
    for number, name in enumerate(ensemble.scenario.regime_names):
        assert told["regimes"][name]["mean"] == (regime == number).mean(1).mean()


def test_a_written_starter_runs(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine"]) == 0
    assert tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["extends"] == "storefront"
    assert main(["run", "mine.toml", "--weeks", "2", "--replicates", "1", "--seed", "1", "--json"]) == 0
