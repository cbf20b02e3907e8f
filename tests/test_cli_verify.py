"""`equilibrium verify`: a result that is whole and repeats, one that was touched, one that nothing can make again."""

import json
import shutil
from dataclasses import replace

import pytest

import equilibrium as eq
from equilibrium.cli import main, verify
from equilibrium.cli.words import words
from equilibrium.receipts import Receipt

SMALL = ["--replicates", "2", "--weeks", "20", "--set", "customers=300", "--seed", "7"]


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Folder of a small run, with its paragraph."""
    folder = tmp_path_factory.mktemp("done") / "small"
    assert main(["run", "storefront", *SMALL, "--methods", "--out", str(folder), "--language", "en"]) == 0
    return folder


@pytest.fixture
def copy(done, tmp_path):
    return shutil.copytree(done, tmp_path / "copy")


@pytest.fixture(scope="module")
def ensemble(done):
    return eq.Ensemble.load(done / "ensemble.nc")


def found(capsys, path, code, *more):
    """The object that `verify` prints of `path`, ending with `code`."""
    assert main(["verify", str(path), "--json", *more]) == code
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("threads", ["1", "2"])
def test_a_run_that_nobody_touched_is_the_same(done, ensemble, capsys, threads):
    seen = found(capsys, done, 0, "--threads", threads)
    assert seen["verdict"] == "same" and seen["differences"] == seen["damaged"] == []
    assert seen["again"] == seen["receipt"] == ensemble.receipt.record


def test_the_record_and_the_json_of_a_run_say_the_receipt(done, ensemble, capsys):
    assert Receipt.read(json.loads((done / "run.json").read_text("utf-8"))["receipt"]) == ensemble.receipt
    assert main(["run", "storefront", *SMALL, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["receipt"] == ensemble.receipt.record


def test_the_printed_run_says_the_receipt_and_the_paragraph(done, ensemble, tmp_path, capsys):
    assert main(["run", "storefront", *SMALL, "--methods", "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert f"Receipt: {ensemble.receipt.short}" in out
    assert (done / "methods.txt").read_text("utf-8") in out


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_verdict_is_told_in_words(done, language, capsys):
    assert main(["verify", str(done), "--language", language]) == 0
    assert words(language)["verify"]["verdict"]["same"] in " ".join(capsys.readouterr().out.split())


def test_one_flipped_bit_in_a_figure_is_found_and_named(copy, ensemble, capsys):
    data = bytearray((copy / "ensemble.nc").read_bytes())
    at = bytes(data).find(ensemble.weekly["cash"].to_numpy().tobytes())
    assert at > 0
    data[at + 6] ^= 1
    (copy / "ensemble.nc").write_bytes(data)
    seen = found(capsys, copy, 1)
    assert seen["verdict"] == "other"
    assert [(one["name"], one["values"], one["of"]) for one in seen["differences"]] == [("weekly/cash", 1, 2 * 20 * 2)]
    places = {(one["place"], one["what"]) for one in seen["damaged"]}
    assert {("ensemble.nc", "changed"), ("run.json: receipt", "not_of_data")} <= places
    shutil.copy(copy / "ensemble.nc", copy.parent / "alone.nc")
    assert found(capsys, copy.parent / "alone.nc", 1)["damaged"] == [{"place": "alone.nc", "what": "not_of_receipt"}]


def test_a_changed_and_a_missing_file_are_named_although_the_data_are_the_same(copy, capsys):
    (copy / "summary.csv").write_text("figure\n")
    (copy / "cells.png").unlink()
    seen = found(capsys, copy, 1)
    assert seen["verdict"] == "damaged" and seen["differences"] == []
    assert seen["damaged"] == [{"place": "cells.png", "what": "missing"}, {"place": "summary.csv", "what": "changed"}]


def test_a_record_that_tells_another_seed_is_found(copy, capsys):
    record = json.loads((copy / "run.json").read_text("utf-8"))
    (copy / "run.json").write_text(json.dumps(record | {"seed": 8}))
    assert found(capsys, copy, 1)["damaged"] == [{"place": "run.json: seed", "what": "not_of_data"}]


def test_data_that_are_made_up_with_a_receipt_of_their_own_are_found_by_simulating_again(ensemble, tmp_path, capsys):
    better = ensemble.weekly.assign(profit=ensemble.weekly["profit"] + 1000.0)
    replace(ensemble, weekly=better).save(tmp_path / "better.nc")
    seen = found(capsys, tmp_path / "better.nc", 1)
    assert seen["damaged"] == [] and seen["verdict"] == "other"
    assert [one["name"] for one in seen["differences"]] == ["weekly/profit"]


def test_last_bits_are_told_from_another_result(ensemble, tmp_path, capsys):
    rounded = ensemble.weekly.assign(profit=ensemble.weekly["profit"] * (1.0 + 1e-15))
    replace(ensemble, weekly=rounded).save(tmp_path / "rounded.nc")
    seen = found(capsys, tmp_path / "rounded.nc", 1)
    assert seen["verdict"] == "rounding" and 0 < seen["differences"][0]["largest"] < 1e-14


def test_other_versions_are_named_and_no_fault_if_the_bits_are_the_same(ensemble, tmp_path, capsys):
    replace(ensemble, versions=ensemble.versions | {"numpy": "1.0"}).save(tmp_path / "old.nc")
    seen = found(capsys, tmp_path / "old.nc", 0)
    assert seen["verdict"] == "same_versions"
    assert seen["versions"] == {"numpy": {"then": "1.0", "now": ensemble.versions["numpy"]}}
    assert seen["again"]["outputs"] == seen["receipt"]["outputs"]
    assert main(["verify", str(tmp_path / "old.nc")]) == 0
    assert "Version of numpy: 1.0 then" in capsys.readouterr().out


def test_what_own_code_took_part_in_cannot_be_simulated_again(ensemble, tmp_path, capsys):
    replace(ensemble, made_with=("hook: mine.fair",)).save(tmp_path / "own.nc")
    seen = found(capsys, tmp_path / "own.nc", 1)
    assert (seen["verdict"], seen["made_with"], seen["again"]) == ("own", ["hook: mine.fair"], None)
    assert main(["verify", str(tmp_path / "own.nc"), "--command"]) == 1
    assert "own code" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "own.nc")]) == 1
    assert "mine.fair" in capsys.readouterr().out


def test_the_table_of_differences_names_figures_in_both_languages(ensemble, tmp_path, capsys):
    better = ensemble.weekly.assign(profit=ensemble.weekly["profit"] * 2.0)
    replace(ensemble, weekly=better).save(tmp_path / "better.nc")
    for language in ("en", "it"):
        assert main(["verify", str(tmp_path / "better.nc"), "--language", language]) == 1
        out = capsys.readouterr().out
        assert "weekly/profit" in out and words(language)["verify"]["of"].format(values=80, of=80) in out


def test_what_is_printed_of_a_folder_makes_it_again(done, ensemble, capsys):
    assert main(["verify", str(done), "--python"]) == 0
    exec(compile(capsys.readouterr().out, "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == ensemble.receipt.digest
    assert main(["verify", str(done), "--command", "--methods", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["command"].startswith("equilibrium run storefront --replicates 2 --seed 7")
    assert said["methods"] + "\n" == (done / "methods.txt").read_text("utf-8")


def test_a_lone_ensemble_of_an_own_scenario_first_writes_its_scenario(tmp_path, capsys):
    mine = eq.simulate(eq.Scenario.load("startup").with_(name="mine", customers=300, weeks=10), 1, seed=2)
    mine.save(tmp_path / "mine.nc")
    assert main(["verify", str(tmp_path / "mine.nc"), "--python"]) == 0
    exec(compile(capsys.readouterr().out, "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == mine.receipt.digest
    assert (tmp_path / "mine.toml").is_file()
    assert main(["verify", str(tmp_path / "mine.nc"), "--command"]) == 0
    write, run = capsys.readouterr().out.splitlines()
    assert write.startswith("python -c ") and f"{tmp_path / 'mine.toml'}" in run


def test_nothing_is_printed_of_data_that_were_changed(copy, capsys):
    (copy / "scenario.toml").write_text("")
    assert main(["verify", str(copy), "--methods"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "scenario.toml" in err


def test_data_that_cannot_be_read_any_more_end_in_sentences(copy, capsys):
    (copy / "ensemble.nc").write_bytes((copy / "ensemble.nc").read_bytes()[:5000])
    assert main(["verify", str(copy)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    assert err.splitlines()[0] == "ensemble.nc: was changed or damaged since"


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_is_no_result_is_bad_input(tmp_path, capsys, language):
    (tmp_path / "text.nc").write_text("not netCDF")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run.json").write_text('{"made_by": "somebody else"}')
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "run.json").write_text("[]")
    for what in ("nowhere", "text.nc", "other", "list", "."):
        assert main(["verify", str(tmp_path / what), "--language", language]) == 2
        out, err = capsys.readouterr()
        assert out == "" and len(err.splitlines()) == 1
    assert main(["verify", "--threads", "0", "--language", language]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_record_decides_which_kind_of_result_it_is(tmp_path, capsys, monkeypatch):
    (tmp_path / "run.json").write_text('{"made_by": "equilibrium dream"}')
    monkeypatch.setattr(verify, "kinds", lambda: {"equilibrium dream": lambda path, arguments, language: 0})
    assert main(["verify", str(tmp_path)]) == 0
