"""A study's report: every number comes from its runs, and a wrong one is found."""

from dataclasses import replace

import pandas as pd
import pytest

from equilibrium.cli import main
from equilibrium.report.blocks import Paragraph
from equilibrium.report.checked import Unchecked, check
from equilibrium.report.reread_study import RereadStudy
from equilibrium.report.study_report import study_report
from equilibrium.studies.effects import effects
from equilibrium.studies.results import Results
from equilibrium.studies.study import Study
from equilibrium.studies.sweep import sweep
from equilibrium.words.told import Source, Told, joined

CREATED = "2026-11-25T01:00:00+00:00"
FACTORS = {"push_pull": [0.2, 0.8], "context": {"levels": {"mixed": {}, "war": {"calendar": [[0, "price_war"]]}}}}
SAMPLE = {"push_pull": {"low": 0.0, "high": 1.0}, "patience": {"distribution": "normal", "mean": 2.0, "sd": 2.0}}
DESIGNS = {
    "grid": (FACTORS, {"method": "grid"}), "one": (FACTORS, {"method": "one_at_a_time"}),
    "sample": (SAMPLE, {"method": "latin_hypercube", "points": 15}),
}  # fmt: skip


@pytest.fixture(scope="module", params=DESIGNS)
def results(request, tmp_path_factory):
    factors, design = DESIGNS[request.param]
    said = {"set": {"customers": 300, "weeks": 20}, "factors": factors, "design": design, "replicates": 4,
            "figures": ["profit", "satisfaction", "cash@10"], "title": {"en": "A <b> & $x$ #1", "it": "Uno"}}  # fmt: skip
    return sweep(Study(said), tmp_path_factory.mktemp("study") / "out", backend="here")


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_number_reads_the_same_in_the_runs(results, language):
    report = study_report(results, CREATED, language)
    check(report, RereadStudy(results.folder, CREATED, language))
    failed = int((pd.read_parquet(results.folder / "runs.parquet")["error"] != "").sum())
    assert (failed > 0) == any("error" in passage.text for passage in report.passages())


def test_a_number_that_is_not_in_the_runs_is_found(results):
    report = study_report(results, CREATED, "en")
    wrong = Told((1.0, 0.1), "EUR", "1.00 ± 0.10 EUR", Source("profit", "mean", point=0))
    loose = Paragraph(joined("Some 17 customers."))
    for block, words in ((Paragraph(joined(wrong)), "the data say"), (loose, "no source")):
        with pytest.raises(Unchecked, match=words):
            check(replace(report, body=(*report.body, block)), RereadStudy(results.folder, CREATED, "en"))


def test_effects_are_means_over_the_points_with_a_value(results):
    runs = pd.read_parquet(results.folder / "runs.parquet")
    for effect in effects(results, "profit"):
        if effect.value in ("low", "middle", "high"):
            assert effect.points == 5
            continue
        there = runs[runs[effect.factor] == effect.value]
        assert (
            effect.mean == pytest.approx(there["profit"].mean(), rel=1e-12)
            and effect.points == there["point"].nunique()
        )


def test_the_command_writes_a_study_s_report_into_its_folder(results, capsys):
    assert main(["report", str(results.folder), "--html", "--language", "en"]) == 0
    page = (results.folder / "report.html").read_text("utf-8")
    assert "A &lt;b&gt; &amp; $x$ #1" in page and "A simulation, not a forecast" in page
    assert Results.load(results.folder).data.identical(results.data)
