"""What the pages on studies and clusters say works is run: every study, and every block of Python that needs no cluster."""

import re
import tomllib
from pathlib import Path

import duckdb
import pytest

import equilibrium as eq
from equilibrium.studies.study import shipped

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "studies.md").read_text("utf-8")


def test_every_shipped_study_has_its_line():
    named = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "command-line.md").read_text("utf-8"), re.M)
    assert set(shipped()) <= set(named)


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.M | re.S)


@pytest.mark.parametrize("number", range(len(blocks("toml"))))
def test_each_study_of_the_page_runs(tmp_path, number):
    results = eq.sweep(eq.Study(tomllib.loads(blocks("toml")[number])), tmp_path, workers=1)
    assert results.receipt["failed"] == 0


def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("study.toml").write_text(blocks("toml")[0], "utf-8")
    names = {}
    for code in blocks("python"):
        exec(compile(code, "studies.md", "exec"), names)
    assert len(names["runs"]) == names["data"].sizes["point"] * 8 == 72
    means, made_by = blocks("sql")
    assert len(duckdb.sql(means).fetchall()) == 3
    assert dict(duckdb.sql(made_by).fetchall())["scenario_toml"] == names["said"][b"scenario_toml"].decode()
    assert names["scenario"] == names["study"].scenario
    gains = names["gain"].mean("replicate").values
    assert gains[0] > gains[1] > gains[2] > 0, "the first example no longer shows what the page says of it"
    files = {path.name for path in Path("results/service").iterdir()}
    assert files == {name for name in re.findall(r"`([\w.]+)`", PAGE) if (Path("results/service") / name).is_file()}
