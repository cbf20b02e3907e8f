"""Studies: what a file may say, which points follow, and what is told of what is wrong."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import equilibrium as eq
from equilibrium.parameters import REGISTRY
from equilibrium.policies.polarity_watch import PolarityWatch
from equilibrium.studies.factors import factor
from equilibrium.studies.measures import measure
from equilibrium.studies.runs import Chunk, job, run
from equilibrium.studies.steering import policy
from equilibrium.studies.study import Study

SMALL = {"customers": 300, "weeks": 20}


def study(**said):
    return Study({"set": SMALL, "factors": {"push_pull": [0.2, 0.8]}, **said})


def test_a_grid_holds_every_combination_once():
    made = study(
        factors={"push_pull": [0.2, 0.8], "patience": {"low": 1.0, "high": 3.0}}, design={"method": "grid", "steps": 3}
    )
    assert made.points.to_dict("list") == {
        "push_pull": [0.2] * 3 + [0.8] * 3,
        "patience": [1.0, 2.0, 3.0] * 2,
    }


def test_one_at_a_time_begins_with_the_scenario_as_it_is():
    made = study(factors={"push_pull": [0.2, 0.8], "context": {"levels": {"calm": {"calendar": [[0, "calm"]]}}}},
                 design="one_at_a_time")  # fmt: skip
    assert made.at(0)[0].digest == made.scenario.digest
    assert [made.changes(point)[0] for point in range(1, 4)] == [
        {"push_pull": 0.2}, {"push_pull": 0.8}, {"calendar": [[0, "calm"]]},
    ]  # fmt: skip


@pytest.mark.parametrize("design", [{"method": "latin_hypercube", "points": 16}, {"method": "sobol", "points": 16}])
def test_each_sixteenth_of_a_range_is_met_once(design):
    made = study(factors={"push_pull": {"low": 0, "high": 1}, "patience": "plausible"}, design=design)
    for name, (low, high) in {
        "push_pull": (0, 1),
        "patience": (REGISTRY["patience"].low, REGISTRY["patience"].high),
    }.items():
        cell = ((made.points[name] - low) / (high - low) * 16).astype(int)
        assert sorted(cell) == list(range(16))


def test_saltelli_and_morris_have_the_points_their_authors_count():
    ranges = {"push_pull": {"low": 0, "high": 1}, "patience": "plausible", "drift_factor": {"low": 0, "high": 3}}
    assert len(study(factors=ranges, design={"method": "saltelli", "samples": 8}).points) == 8 * (3 + 2)
    assert len(study(factors=ranges, design={"method": "morris", "trajectories": 5}).points) == 5 * (3 + 1)


def test_a_distribution_is_the_one_that_is_named():
    shares = (np.arange(4000) + 0.5) / 4000
    values = factor("patience", {"distribution": "normal", "mean": 2.0, "sd": 0.3}).values(shares)
    assert stats.kstest(values, stats.norm(2.0, 0.3).cdf).statistic < 1e-3
    cut = factor("patience", {"distribution": "normal", "mean": 2.0, "sd": 0.3, "low": 1.9}).values(shares)
    assert cut.min() >= 1.9 and stats.kstest(cut, stats.truncnorm(-1 / 3, np.inf, 2.0, 0.3).cdf).statistic < 1e-3


def test_levels_share_the_range_evenly_and_a_log_range_its_decades():
    levels = factor("mix", {"levels": {"a": {}, "b": {}, "c": {}}}).values(np.array([0.0, 0.32, 0.34, 0.66, 0.67, 1.0]))
    assert list(levels) == ["a", "a", "b", "b", "c", "c"]
    decades = factor("patience", {"low": 0.1, "high": 10.0, "scale": "log"}).values(np.array([0.0, 0.5, 1.0]))
    assert decades == pytest.approx([0.1, 1.0, 10.0])


def test_a_whole_parameter_stays_whole():
    name = next(key for key, p in REGISTRY.items() if p.whole and p.high - p.low > 5)
    values = factor(name, "plausible").values(np.linspace(0, 1, 7))
    assert (values == np.rint(values)).all()


def test_a_contrast_runs_every_point_under_each_of_its_sides():
    made = study(contrast={"sell": {"selling_serving": 0.2}, "serve": {"selling_serving": 0.8}})
    assert list(made.points["contrast"]) == ["sell", "serve"] * 2
    assert made.changes(3)[0] == {"selling_serving": 0.8, "push_pull": 0.8}


def test_a_user_s_table_is_taken_as_it_is(tmp_path):
    pd.DataFrame({"push_pull": [0.1, 0.4], "context": ["a", "b"]}).to_csv(tmp_path / "mine.csv", index=False)
    levels = {"levels": {"a": {}, "b": {"calendar": [[0, "calm"]]}}}
    made = Study({"set": SMALL, "factors": {"push_pull": {"low": 0, "high": 1}, "context": levels},
                  "design": {"method": "table", "file": "mine.csv"}}, folder=tmp_path)  # fmt: skip
    assert made.changes(1)[0] == {"push_pull": 0.4, "calendar": [[0, "calm"]]}


def test_a_policy_is_new_for_every_point():
    made = study(
        factors={"steering": {"levels": {"still": {}, "watch": {"policy": {"name": "polarity_watch", "memory": 8.0}}}}}
    )
    assert made.at(0)[1] is None
    first, second = policy(made.at(1)[1]), policy(made.at(1)[1])
    assert isinstance(first, PolarityWatch) and first.memory == 8.0 and first is not second


def test_the_digest_moves_with_all_that_moves_a_run_and_with_nothing_else():
    base = study()
    assert study(title="other words", factors={"push_pull": (0.2, 0.8)}).digest == base.digest
    changed = [study(seed=1), study(replicates=33), study(figures=["profit"]), study(set={**SMALL, "patience": 3.0}),
               study(factors={"push_pull": [0.2, 0.81]}), study(factors={"volume_value": [0.2, 0.8]})]  # fmt: skip
    digests = {each.digest for each in changed}
    assert len(digests) == len(changed) and base.digest not in digests


def test_a_factor_moves_the_focal_enterprise_and_leaves_rivals_as_they_were():
    """Axes and levers of factors and of sides are the focal's; other keys are the world's, and so is all that is set."""
    rivals = [{"name": "other"}, {"name": "third", "development": 0.09, "mix": {"push_pull": 0.8}}]
    level = {"development": 0.2, "push_pull": 0.1, "patience": 4.0}
    made = study(set={**SMALL, "rivals": rivals, "development": 0.12}, factors={"move": {"levels": {"stay": {}, "go": level}}},
                 contrast={"name": {"substance": 0.6}, "work": {"substance": 1.0}})  # fmt: skip
    stay, go = (made.at(point)[0] for point in range(0, len(made.points), 2))
    assert stay.records()["development"].tolist() == [0.12, 0.12, 0.09]
    assert go.records()["development"].tolist() == [0.2, 0.12, 0.09]
    assert go.records()["substance"].tolist() == [0.6, 1.0, 1.0]
    assert go.records()["patience"].tolist() == [4.0, 4.0, 4.0]
    assert go.targets(0)[:, 0].tolist() == [0.1, 0.5, 0.8]
    assert np.array_equal(go.targets(0)[1:], stay.targets(0)[1:])


def test_runs_of_a_study_are_those_of_its_moved_scenarios():
    made = study(factors={"development": [0.0, 0.3]}, figures=["market_share"], replicates=3)
    found = run(job(made, Chunk(0, 0, 2, 0, 3), {}))["market_share"].to_numpy().reshape(2, 3)
    for point, development in enumerate([0.0, 0.3]):
        alone = eq.simulate(made.scenario.moved(development=development), 3, 0)
        assert np.array_equal(found[point], alone.per_run("market_share"))
    following = eq.simulate(made.scenario.with_(development=0.0), 3, 0)
    assert not np.array_equal(found[0], following.per_run("market_share"))


def test_results_of_when_rivals_followed_are_of_another_study():
    """A digest tells whether a factor is one that some rival used to follow; with a rival that states it all is as it was."""
    assert study(factors={"development": "plausible"})._moved_alone() == ["development"]
    assert study(factors={"push_pull": "plausible", "patience": "plausible"})._moved_alone() == []
    states = {"name": "other", "development": 0.1}
    assert study(set={**SMALL, "rivals": [states]}, factors={"development": "plausible"})._moved_alone() == []


def test_a_study_that_is_written_reads_as_the_same_study(tmp_path):
    made = study(factors={"push_pull": [0.2, {"mean": 0.5, "wave": {"period": 26, "amplitude": 0.1}}], "patience": "plausible",
                          "context": {"levels": {"calm": {"calendar": [[0, "calm"]]}, "mixed": {}}}},
                 contrast={"a": {"volume_value": 0.1}, "b": {"volume_value": 0.9}}, seed=4)  # fmt: skip
    made.scenario.save(tmp_path / "scenario.toml")
    (tmp_path / "study.toml").write_text(made.text, "utf-8")
    again = Study.load(tmp_path / "study.toml")
    assert again.digest == made.digest
    pd.testing.assert_frame_equal(again.points, made.points)


def test_a_measure_may_be_of_some_weeks_only():
    ensemble = eq.simulate(eq.Scenario().with_(**SMALL), 3, 1)
    profit = ensemble.weekly["profit"].isel(enterprise=0).to_numpy()
    assert measure("profit@3-7", 20).read(ensemble) == pytest.approx(profit[:, 2:7].sum(1), rel=1e-12)
    assert (measure("cash@5", 20).read(ensemble) == ensemble.weekly["cash"].isel(enterprise=0, week=4)).all()
    assert (measure("profit", 20).read(ensemble) == ensemble.per_run("profit")).all()


@pytest.mark.parametrize(
    "said, key, words",
    [
        ({"factors": {"pussh_pull": [0.2]}}, "factors.pussh_pull", "push_pull"),
        ({"factors": {"push_pull": [0.2, 1.2]}}, "factors.push_pull", "0 to 1"),
        ({"factors": {"push_pull": [0.2, 0.2]}}, "factors.push_pull", "differ"),
        ({"factors": {"push_pull": "plausibel"}}, "factors.push_pull", '"plausible"'),
        ({"factors": {"push_pull": {"low": 0.5, "high": 0.1}}}, "factors.push_pull", "low below high"),
        ({"factors": {"patience": {"low": 0.0, "high": 2.0, "scale": "log"}}}, "factors.patience", "above 0"),
        ({"factors": {"patience": {"distribution": "gauss"}}}, "factors.patience", "normal"),
        ({"factors": {"patience": {"distribution": "normal", "mean": 2.0, "sd": -1.0}}}, "factors.patience", "normal"),
        ({"factors": {"mine": {"low": 0, "high": 1}}}, "factors.mine", "mine"),
        ({"factors": {"a": {"levels": {"x": {"patience": 2.0}}}, "patience": [1.0]}}, "factors.patience", "one factor may"),
        ({"factors": {"a": {"levels": {"x": {"policy": "wach"}}}}}, "factors.a", "polarity_watch"),
        ({"factors": {"a": {"levels": {"x": {"policy": {"name": "polarity_watch", "memry": 3}}}}}}, "factors.a", "memory"),
        ({"factors": {}}, "factors", "at least one"),
        ({"design": "gird"}, "design", "grid"),
        ({"design": {"method": "grid", "stepps": 3}}, "design", "steps"),
        ({"design": {"method": "sobol", "points": 0}}, "design.points", "from 1"),
        ({"design": {"method": "table", "rows": [{"pull": 1}]}}, "design", "push_pull"),
        ({"design": {"method": "table", "file": "nowhere.csv"}}, "design", "nowhere.csv"),
        ({"figures": ["profitt"]}, "figures", "profit"),
        ({"figures": ["profit@0-4"]}, "figures", "1 to 20"),
        ({"replicates": 0}, "replicates", "from 1"),
        ({"seed": -1}, "seed", "from 0"),
        ({"set": {"patiense": 2}}, "patiense", "patience"),
        ({"scenario": "storefrnt"}, "", "storefront"),
        ({"contrast": {"a": {}}}, "contrast", "two"),
        ({"replicats": 3}, "replicats", "replicates"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_is_allowed(said, key, words):
    with pytest.raises(eq.ScenarioError) as caught:
        study(**said)
    told = str(caught.value)
    assert key in told and words in told, told


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(eq.ScenarioError) as caught:
        study(replicates=0, seed=-1, figures=["nothing"], design="none")
    assert len(caught.value.problems) >= 3


def test_results_carry_what_made_them(tmp_path):
    made = study(replicates=3, figures=["profit", "cash@10"])
    results = eq.sweep(made, tmp_path / "out", backend="here")
    assert results.data.sizes == {"point": 2, "replicate": 3}
    assert results.data.attrs["scenario_digest"] == made.scenario.digest and results.data.attrs["seed"] == "0"
    assert json.loads(results.data.attrs["versions"])["equilibrium"] == eq.__version__
    assert results.data["profit"].attrs["unit"] == "EUR" and results.data["profit"].attrs["label_it"] == "Profitto"
    assert len(np.unique(results.data["run"])) == 6
    for point in range(2):
        alone = eq.simulate(made.at(point)[0], [2], 0)
        assert results.values("profit")[point, 2] == alone.per_run("profit")[0]
    assert set(results.grid().dims) == {"push_pull", "replicate"}


def test_functions_made_on_the_spot_are_told_apart_by_what_they_do():
    def make(level):
        return lambda point, replicates, seed: {"y": np.full(len(replicates), level)}

    said = {"factors": {"x": [0.0, 1.0]}, "figures": ["y"]}
    digests = {Study({**said, "model": make(level)}).digest for level in (1, 2, 1)}
    assert len(digests) == 2


def test_whole_numbers_and_floats_are_the_same_change():
    as_whole, as_float = ({"levels": {"a": {"patience": two}}} for two in (2, 2.0))
    assert study(factors={"x": as_whole}).digest == study(factors={"x": as_float}).digest


def test_a_study_may_be_renamed():
    assert study().with_(name="other", seed=3).name == "other"
