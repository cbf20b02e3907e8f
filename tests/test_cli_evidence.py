"""`equilibrium evidence`: what is told, written and refused, for known worlds that measure themselves in a moment."""

import json
import os
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from equilibrium.calibration.sources import VARIABLE, DataMissing, folder
from equilibrium.cli import main
from equilibrium.evidence import collect, table
from equilibrium.evidence.page import page
from equilibrium.findings import between, equal, held
from equilibrium.known_worlds import goodwill, wright


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def _families(monkeypatch):
    """Data of which one set is there and one is not, and claims that miss, as if they were modules of the library."""

    def gone():
        raise DataMissing(f"{folder()}/panel.csv: no such file")

    about = {"TITLE": "a title", "MECHANISM": "choice", "SOURCE": "somebody (1999)", "comparison": wright.comparison}
    fakes = {
        "there": SimpleNamespace(
            __name__="equilibrium.calibration.there", **about, MISSES={"known": "nobody can"},
            findings=lambda: iter([
                equal("exact", 1.0, 1.0, 0.0), equal("closed form: x", 1.0, 1.0, 0.0),
                between("counted", 3.0, 2.0, 4.0, drawn_from="data"),
                equal("made to", 1.0, 1.0, 0.0, drawn_from="fitted"),
                equal("known", 2.0, 1.0, 0.0), equal("unknown", 2.0, 1.0, 0.0)]),
        ),
        "gone": SimpleNamespace(__name__="equilibrium.calibration.gone", **about, findings=gone),
    }  # fmt: skip
    monkeypatch.setitem(collect.FAMILIES, "calibration", tuple(fakes))
    real = collect.import_module
    monkeypatch.setattr(collect, "import_module", lambda name: fakes.get(name.rpartition(".")[2]) or real(name))


def test_every_figure_of_the_modules_asked_for_is_told_with_target_model_and_verdict(capsys):
    assert main(["evidence", "goodwill", "wright"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [row for module in (goodwill, wright) for row in collect.rows(module)]
    assert max(map(len, lines)) <= 80
    for row in rows:
        f = row.finding
        (line,) = [line for line in lines if line.startswith(f"{f.figure} ")]
        assert table.model(f) in line and table.accepted(f) in line and line.endswith("holds")
    assert f"{len(rows)} of {len(rows)} figures hold." in lines
    assert lines.index("Nerlove-Arrow") < lines.index("Wright")


def test_the_json_object_says_the_same_numbers_not_rounded(capsys):
    assert main(["evidence", "wright", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = told["families"]["known_worlds"]
    assert [row["model"] for row in rows] == [finding.model for finding in wright.findings()]
    assert told["hold"] == told["figures"] == len(rows) and told["missing"] == {} and told["files"] == []


def test_a_folder_gets_a_table_a_family_and_a_picture_a_module(capsys, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    assert main(["evidence", "wright", "goodwill", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"worlds.md", "wright.png", "goodwill.png", "kept.txt"}
    text = (tmp_path / "worlds.md").read_text("utf-8")
    assert f"`equilibrium evidence wright goodwill --out {tmp_path}`" in text
    assert "| Wright | supply, accounts | saved by a doubling, b 0.1 |" in text and "![Wright](wright.png)" in text
    assert (tmp_path / "wright.png").read_bytes().startswith(b"\x89PNG")
    assert "worlds.md" in capsys.readouterr().out


def test_a_name_that_is_none_is_answered_with_the_nearest_or_all(capsys):
    assert main(["evidence", "wrigth", "zzz", "wright"]) == 2
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert out == "" and first == "wrigth: no evidence of this name; nearest: wright"
    assert second.startswith("zzz: no evidence of this name") and "regimes, march" in second


def test_a_folder_that_is_none_is_told_before_anything_is_measured(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["evidence", "wright", "--out", str(tmp_path / "file"), "--data", str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == "" and lines[-2:] == [
        f"--data: found {tmp_path / 'none'}, allowed: a folder", f"--out: found {tmp_path / 'file'}, allowed: a folder",
    ]  # fmt: skip


def test_a_family_that_holds_nothing_yet_is_no_error(capsys, monkeypatch):
    monkeypatch.setitem(collect.FAMILIES, "claims", ())
    assert main(["evidence", "--claims"]) == 0
    monkeypatch.delitem(collect.FAMILIES, "claims")
    assert main(["evidence", "--claims", "--json"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Nothing was measured." and json.loads(second)["families"] == {}


@pytest.mark.usefixtures("_families")
def test_data_that_are_not_there_are_told_in_a_sentence_and_the_others_go_on(capsys, tmp_path):
    before = os.environ.get(VARIABLE)
    assert main(["evidence", "--data", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert err.splitlines()[-1] == f"gone: {tmp_path}/panel.csv: no such file"
    assert "exact" in out and os.environ.get(VARIABLE) == before


@pytest.mark.usefixtures("_families")
def test_what_misses_is_told_again_with_its_reason_and_only_predictions_are_counted(capsys):
    main(["evidence", "there"])
    out = capsys.readouterr().out
    said = (
        "1 of 3 figures hold. Of 1 more that were fitted 1 hold. 1 more are closed forms without the model. "
        "1 more are taken from the data into the model."
    )
    assert said in " ".join(out.split())
    assert out.splitlines()[-2:] == ["  a title: known. nobody can", "  a title: unknown"]
    verdicts = {"counted": "from data", "made to": "holds, fitted", "closed form: x": "closed form"}
    for figure, verdict in verdicts.items():
        assert next(line for line in out.splitlines() if line.startswith(figure)).endswith(verdict)


@pytest.mark.usefixtures("_families")
def test_the_json_object_counts_what_is_fitted_apart(capsys):
    main(["evidence", "there", "--json"])
    told = json.loads(capsys.readouterr().out)
    kinds = ("hold", "figures", "fitted", "fitted_hold", "closed_forms", "taken_from_data")
    assert [told[key] for key in kinds] == [1, 3, 1, 1, 1, 1]


@pytest.mark.usefixtures("_families")
def test_every_verdict_has_its_italian_word(capsys):
    main(["evidence", "there", "--language", "it"])
    out = capsys.readouterr().out
    assert all(
        word in out for word in ("regge, tarata", "dai dati", "formula", "tarate sulla cifra stessa: ne reggono 1")
    )


@pytest.mark.usefixtures("_families")
def test_the_page_of_data_begins_with_what_misses_and_names_what_was_not_there(capsys, tmp_path):
    main(["evidence", "--data", "--out", str(tmp_path)])
    text = (tmp_path / "data.md").read_text("utf-8")
    body = [line for line in text.splitlines() if line.startswith("| a title")]
    assert [line.split("|")[3].strip() for line in body] == [
        "known (nobody can)",
        "unknown",
        "exact",
        "closed form: x",
        "counted",
        "made to",
    ]
    assert "were not there: gone." in text and "--data --out" in text


def test_the_page_says_date_version_and_command():
    rows = [collect.Row("x", "X", "m", "s", held("f|g", np.array([1.0, 2.0, 3.0]), 2.0))]
    text = page("claims", rows, "equilibrium evidence --claims", date(2026, 1, 2))
    assert text.startswith("# The claims, measured\n") and "2026-01-02" in text
    assert "1 of 1 figures hold." in text and "f/g" in text  # a bar would end the cell


def test_evidence_is_told_in_italian(capsys):
    assert main(["evidence", "goodwill", "--language", "it"]) == 0
    out = capsys.readouterr().out
    assert "regge" in out and "854,8" in out and "Cifre che reggono: 11 su 11." in out


def test_modules_of_all_families_have_names_of_their_own():
    there = [name for names in collect.FAMILIES.values() for name in names]
    assert len(there) == len(set(there))  # a name is a picture's file
