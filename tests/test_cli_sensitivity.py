"""`equilibrium sensitivity`: what is told, written, gone on with and refused."""

import json
import tomllib
from string import Formatter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from equilibrium.cli import main, sensitivity_told
from equilibrium.cli.sensitivity import Asked
from equilibrium.cli.sensitivity_told import Found
from equilibrium.cli.words import words as command_words
from equilibrium.scenario import Scenario
from equilibrium.studies.flips import assumptions, flips
from equilibrium.studies.response import Response
from equilibrium.studies.study import Study, shipped
from equilibrium.studies.sweep import sweep
from equilibrium.words import words

STUDY = """
title = { en = "Small", it = "Piccolo" }
scenario = "storefront"
set = { customers = 150, weeks = 10 }
figures = ["profit", "energy"]
replicates = 3
design = { method = "latin_hypercube", points = 24 }
[contrast]
serving = { selling_serving = 0.75 }
selling = { selling_serving = 0.25 }
[factors]
wage = "plausible"
loyalty = "plausible"
"""

PLAIN = STUDY.partition("[contrast]")[0] + '[factors]\nwage = "plausible"\nloyalty = "plausible"\n'


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Study file and folder of a finished analysis."""
    place = tmp_path_factory.mktemp("sensitivity")
    (place / "small.toml").write_text(STUDY, "utf-8")
    assert main(["sensitivity", str(place / "small.toml"), "--out", str(place / "out"), "--language", "en"]) == 0
    return place


def told(capsys, *arguments):
    code = main(["sensitivity", *map(str, arguments)])
    return code, capsys.readouterr()


def test_sweeps_tables_and_pictures_lie_in_the_folder(done):
    names = {path.name for path in (done / "out").iterdir()}
    assert names == {"pawn", "one-at-a-time", "pawn.csv", "pawn.png", "luck.csv", "one-at-a-time.csv", "tornado.png",
                     "spider.png", "flips.csv"}  # fmt: skip
    assert (done / "out" / "pawn" / "receipt.json").is_file()


def test_what_is_finished_is_not_run_again_and_both_languages_say_it(done, capsys, monkeypatch):
    monkeypatch.setattr("equilibrium.simulation.simulate", lambda *_, **__: pytest.fail("simulated again"))
    code, out = told(capsys, done / "small.toml", "--out", done / "out")
    assert code == 0 and "“Wage”" in out.out.replace("\n", " ") and "Loyalty to the present supplier" in out.out
    code, out = told(capsys, done / "small.toml", "--out", done / "out", "--language", "it")
    assert code == 0 and "Piccolo" in out.out and "Fedeltà al fornitore attuale" in out.out and "fortuna" in out.out


def test_a_program_reads_the_numbers_of_the_tables(done, capsys):
    code, out = told(capsys, done / "small.toml", "--out", done / "out", "--json")
    said = json.loads(out.out)
    table = pd.read_csv(done / "out" / "pawn.csv")
    assert code == 0 and [row["index"] for row in said["pawn"]] == pytest.approx(table["index"].tolist())
    assert said["base"]["sides"] == ["serving", "selling"]
    assert said["contrast"] == ["serving", "selling"]
    assert not said["base"]["clear"] and {row["verdict"] for row in said["flips"]} == {"no conclusion"}


def test_the_difference_that_is_looked_at_is_named_and_nothing_threatens_what_is_no_conclusion(done, capsys):
    said = " ".join(told(capsys, done / "small.toml", "--out", done / "out")[1].out.split())
    assert "Measure: Profit, “serving” less “selling”" in said
    assert "no conclusion yet" in said and "may turn it round" not in said


def test_a_grid_says_that_it_gives_no_index_and_which_command_does(tmp_path, capsys):
    grid = PLAIN.replace('{ method = "latin_hypercube", points = 24 }', '{ method = "grid", steps = 2 }')
    study = Study({**tomllib.loads(grid), "replicates": 2}, "grid")
    sweep(study, tmp_path / "grid", backend="here")
    code, out = told(capsys, tmp_path / "grid", "--out", tmp_path / "out")
    said, command = (
        " ".join(out.out.split()),
        f"equilibrium sensitivity {tmp_path / 'grid' / 'study.toml'} --method sobol",
    )
    assert (
        code == 0
        and "The design grid gives no sensitivity index." in said
        and command.split()[-3] in out.out.replace("\n", "")
    )
    code, out = told(capsys, tmp_path / "grid", "--method", "sobol")
    assert code == 2 and command in out.err
    arguments = ["--method", "sobol", "--samples", "4", "--replicates", "2", "--out", tmp_path / "again"]
    assert told(capsys, tmp_path / "grid" / "study.toml", *arguments)[0] in (
        0,
        1,
    )  # 1: luck left nothing to the factors
    assert (tmp_path / "again" / "sobol" / "receipt.json").is_file()


def test_a_finished_sweep_is_analysed_as_it_is(done, capsys):
    code, out = told(capsys, done / "out" / "pawn", "--measure", "profit", "--out", done / "again", "--json")
    assert code == 0 and json.loads(out.out)["study"] == "small"
    assert {path.name for path in (done / "again").iterdir()} == {"pawn.csv", "pawn.png", "luck.csv"}


@pytest.mark.parametrize(
    ("method", "columns"), [("sobol", {"first", "total", "raw_total"}), ("morris", {"mu_star", "floor"})]
)
def test_another_method_brings_its_own_design(tmp_path, capsys, method, columns):
    (tmp_path / "plain.toml").write_text(PLAIN, "utf-8")
    arguments = ["--method", method, "--samples", "4", "--replicates", "2", "--out", tmp_path / "out"]
    code, out = told(capsys, tmp_path / "plain.toml", *arguments)
    assert code == 0, out.err
    assert columns <= set(pd.read_csv(tmp_path / "out" / f"{method}.csv").columns)
    assert not (tmp_path / "out" / "tornado.png").exists()


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    code, out = told(capsys, tmp_path / "nowhere.toml", "--method", "anova", "--samples", "0", "--workers", "none")
    assert code == 2
    assert [word for word in ("nowhere.toml", "--method", "--samples", "--workers") if word not in out.err] == []


def test_an_interrupt_says_that_what_is_finished_stays(done, tmp_path, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("equilibrium.studies.sweep.sweep", interrupted)
    code, out = told(capsys, done / "small.toml", "--out", tmp_path / "out")
    assert code == 130 and "What is finished is kept" in out.err


def test_flips_need_a_comparison(tmp_path, capsys):
    (tmp_path / "plain.toml").write_text(PLAIN, "utf-8")
    code, out = told(capsys, tmp_path / "plain.toml", "--flips")
    assert code == 2 and "[contrast]" in out.err


def test_a_folder_that_holds_another_study_is_left_alone(done, capsys):
    code, out = told(capsys, done / "small.toml", "--replicates", "4", "--out", done / "out")
    assert code == 2 and "--out" in out.err and "futures a point (3 -> 4)" in out.err


def test_shipped_studies_are_sound_and_speak_both_languages():
    study = Study.load(shipped()["assumptions"])
    assert study.contrast is not None and len(study.factors) == 12
    assert study.title["en"] != study.title["it"] and study.description["it"]


def test_where_luck_drowns_the_factors_no_index_is_given(done, tmp_path, capsys):
    """Four samples of two replicates of ten weeks: nothing but luck in the difference of the two sides."""
    arguments = ["--method", "sobol", "--samples", "4", "--replicates", "2", "--out", tmp_path / "out"]
    code, out = told(capsys, done / "small.toml", *arguments)
    assert code == 1 and "luck leaves nothing to the factors" in out.err
    assert not (tmp_path / "out" / "sobol.csv").exists()
    code, out = told(capsys, done / "small.toml", *arguments, "--language", "it")
    assert code == 1 and "la fortuna non lascia nulla ai fattori" in out.err


def test_both_catalogues_have_the_same_sentences_and_places_to_fill():
    def leaves(table, path=()):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from leaves(value, (*path, key))
            else:
                yield (*path, key), sorted(name for _, name, _, _ in Formatter().parse(value) if name)

    for said in (words, command_words):
        assert dict(leaves(said("en")["sensitivity"])) == dict(leaves(said("it")["sensitivity"]))


def test_a_terminal_shows_the_twelve_assumptions_nearest_to_turning_it_round_and_says_so(tmp_path, capsys):
    """Serving is ahead by 2, with some luck; of 14 assumptions the last would make it 1.4."""
    names = [name for name, _ in zip(assumptions(Scenario.load("storefront")), range(14), strict=False)]
    study = Study({"factors": dict.fromkeys(names, "plausible"), "design": {"method": "one_at_a_time", "steps": 2}})
    level = np.full(len(study.points), 2.0)
    level[study.points[names[-1]].notna()] = 1.4
    values = level[:, None] + np.random.default_rng(0).normal(0, 0.3, (len(level), 10))
    seen = Response("energy", study.factors, study.points, values, study.design, 0, ("serving", "selling"))
    asked = Asked("small", {"en": "Small"}, "energy", tmp_path, None)
    asked.results["flips"] = SimpleNamespace(manifest={"design": {"method": "one_at_a_time"}})
    sensitivity_told.tell(Found(sides=seen.sides, flips=flips(seen)), asked, [], "en")
    said = capsys.readouterr().out
    rows = [line for line in said.splitlines() if line.endswith("holds") or "holds " in line]
    assert len(rows) == 12 and "shows the 12 of 14 assumptions" in " ".join(said.split())
    assert flips(seen).assumptions[0].factor.name == names[-1]
