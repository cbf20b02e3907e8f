"""`equilibrium sweep`: what is run, told and kept."""

import json

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
