"""`equilibrium sweep`: what is run, told and kept."""

import io
import json
import sys

import h5py
import pandas as pd
import pytest

from equilibrium.cli import main

STUDY = """
title = { en = "Push in two contexts", it = "Push in due contesti" }
scenario = "storefront"
replicates = 3
figures = ["profit", "cash@10"]
[set]
customers = 300
weeks = 20
[factors]
push_pull = [0.2, 0.8]
context = { levels = { mixed = {}, war = { calendar = [[0, "price_war"]] } } }
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "mine.toml").write_text(STUDY, "utf-8")
    return tmp_path / "mine.toml"


def ran(capsys, *words):
    code = main(["sweep", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_sweep_tells_its_points_and_leaves_its_runs(study, tmp_path, capsys):
    code, out, err = ran(capsys, study, "--out", tmp_path / "out", "--language", "en")
    assert code == 0 and "Push in two contexts" in out and "mixed" in out and "12 of 12 runs, 0 failed" in err
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert list(runs.columns) == ["point", "replicate", "run", "push_pull", "context", "profit", "cash@10", "error"]
    assert len(runs) == 12 and not (tmp_path / "out" / "chunks").exists()


def test_the_same_command_again_runs_nothing_and_says_the_same(study, tmp_path, capsys):
    first = ran(capsys, study, "--out", tmp_path / "out", "--json")
    stamp = (tmp_path / "out" / "runs.parquet").stat().st_mtime_ns
    again = ran(capsys, study, "--out", tmp_path / "out", "--json")
    assert first[0] == again[0] == 0 and first[1] == again[1] and again[2] == ""
    assert (tmp_path / "out" / "runs.parquet").stat().st_mtime_ns == stamp
    said = json.loads(again[1])
    assert said["runs"] == 12 and len(said["results"]) == 4 and said["receipt"]["failed"] == 0


def test_a_folder_with_another_study_is_refused_and_left_as_it_is(study, tmp_path, capsys):
    ran(capsys, study, "--out", tmp_path / "out")
    stamp = (tmp_path / "out" / "receipt.json").read_bytes()
    code, _, err = ran(capsys, study, "--out", tmp_path / "out", "--seed", "5", "--language", "en")
    assert code == 2 and "seed (0 -> 5)" in err and "--out" in err
    assert (tmp_path / "out" / "receipt.json").read_bytes() == stamp
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    code, _, err = ran(capsys, study, "--out", tmp_path / "mine")
    assert code == 2 and (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "dear"


def test_without_pyarrow_a_sweep_says_what_to_install(study, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["sweep", str(study), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "pyarrow is not installed. To install it: pip install 'equilibrium[studies]'\n"


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    code, _, err = ran(
        capsys, tmp_path / "nothing.toml", "--workers", "0", "--backend", "mail", "--seed", "-1", "--language", "it"
    )
    assert code == 2
    assert all(word in err for word in ("--workers", "--backend", "--seed", "nothing.toml", "ammesso"))


def test_a_failed_run_is_told_with_its_reason_and_stops_no_other(study, tmp_path, capsys):
    broken = STUDY.replace("push_pull = [0.2, 0.8]", 'push_pull = { distribution = "normal", mean = 0.5, sd = 0.5 }')
    study.write_text(broken.replace("[set]", 'design = { method = "sobol", points = 16 }\n[set]'), "utf-8")
    code, out, _ = ran(capsys, study, "--out", tmp_path / "out", "--language", "en")
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    outside = ~runs["push_pull"].between(0, 1)
    assert code == 0 and 0 < outside.sum() < len(runs)
    assert (runs["error"].str.contains("push_pull") == outside).all() and (runs["profit"].isna() == outside).all()
    assert f"{outside.sum()} of 48 runs failed" in out


def test_a_sweep_is_verified_by_running_it_again(study, tmp_path, capsys):
    ran(capsys, study, "--out", tmp_path / "out")
    for more, points in ([], 4), (["--all"], 4):
        assert main(["verify", str(tmp_path / "out"), "--json", *more]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["verdict"] == "same" and len(said["points"]) == points


@pytest.mark.parametrize("name", ["runs.parquet", "results.nc", "receipt.json"])
def test_a_sweep_whose_files_were_changed_is_found(study, tmp_path, capsys, name):
    ran(capsys, study, "--out", tmp_path / "out")
    other = tmp_path / "other"
    ran(capsys, study, "--out", other, "--seed", "9")
    (tmp_path / "out" / name).write_bytes((other / name).read_bytes())
    assert main(["verify", str(tmp_path / "out"), "--language", "en"]) == 1
    out = capsys.readouterr()
    assert f"{name}: what it holds is not what its receipt says" in out.out


def test_the_lines_that_make_a_sweep_again_give_its_receipt(study, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran(capsys, study, "--out", "out")
    digest = json.loads((tmp_path / "out" / "receipt.json").read_text("utf-8"))["digest"]
    assert main(["verify", "out", "--python", "--command", "--methods", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    exec(said["python"], {})
    assert capsys.readouterr().out.strip() == digest
    assert main([*said["command"].replace("again", "once").split()[1:]]) == 0
    assert json.loads((tmp_path / "once" / "receipt.json").read_text("utf-8"))["digest"] == digest
    assert digest[:12] in said["methods"] and "12 runs" in said["methods"]


def test_the_figures_of_a_sweep_are_the_same_for_any_number_of_workers(study, tmp_path, capsys):
    for workers in (1, 3):
        ran(capsys, study, "--out", tmp_path / str(workers), "--workers", workers)
    first, second = (json.loads((tmp_path / str(w) / "receipt.json").read_text("utf-8")) for w in (1, 3))
    assert first == second


@pytest.mark.parametrize("name", ["runs.parquet", "results.nc", "points.parquet"])
def test_factor_values_that_were_changed_are_found_and_made_again(study, tmp_path, capsys, name):

    ran(capsys, study, "--out", tmp_path / "out")
    file, before = tmp_path / "out" / name, (tmp_path / "out" / name).read_bytes()
    if name == "results.nc":
        with h5py.File(file, "r+") as data:
            data["push_pull"][...] = data["push_pull"][...][::-1]
    else:
        table = pd.read_parquet(file)
        table["push_pull"] = table["push_pull"].to_numpy()[::-1]
        table.to_parquet(file, index=False)
    assert main(["verify", str(tmp_path / "out"), "--all", "--language", "en"]) == 1
    assert f"{name}: what it holds" in capsys.readouterr().out
    assert main(["report", str(tmp_path / "out"), "--language", "en"]) == 1
    assert name in capsys.readouterr().err and not (tmp_path / "out" / "report.html").exists()
    assert ran(capsys, study, "--out", tmp_path / "out")[0] == 0
    assert main(["verify", str(tmp_path / "out")]) == 0
    if name != "results.nc":
        assert pd.read_parquet(file).equals(pd.read_parquet(io.BytesIO(before)))


def test_a_finished_sweep_with_a_damaged_file_is_mended_by_the_same_command(study, tmp_path, capsys):
    ran(capsys, study, "--out", tmp_path / "out")
    file, receipt = tmp_path / "out" / "runs.parquet", (tmp_path / "out" / "receipt.json").read_bytes()
    data = bytearray(file.read_bytes())
    data[100:150] = bytes(50)
    file.write_bytes(bytes(data))
    assert ran(capsys, study, "--out", tmp_path / "out")[0] == 0
    assert main(["verify", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "receipt.json").read_bytes() == receipt
