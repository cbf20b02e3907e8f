"""Flips: which assumption turns a comparison round, told apart from luck and from having looked often."""

import numpy as np
import pytest

from equilibrium.parameters import COEFFICIENTS, REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.studies.flips import assumptions, flip_study, flips, holm
from equilibrium.studies.response import Broken, response
from equilibrium.studies.study import Study
from equilibrium.studies.sweep import sweep

SIDES = {"serving": {"selling_serving": 0.75}, "selling": {"selling_serving": 0.25}}


def world(point, replicates, seed):
    """Serving is ahead by 2; `a` above 0.5 turns it round, `b` nearly does, `c` moves both sides alike, `d` does nothing."""
    value = {name: 0.0 if np.isnan(point[name]) else point[name] for name in "abcd"}
    serving = point["contrast"] == "serving"
    shared = np.array([np.random.default_rng([seed, r]).normal(0, 50) for r in replicates])
    own = [int(1e6 * value[name]) for name in "abcd"]
    apart = np.array([np.random.default_rng([seed, r, serving, *own]).normal(0, 0.5) for r in replicates])
    return {"y": shared + apart + 40 * value["c"] + serving * (2.0 - 4.0 * value["a"] - 2.0 * value["b"])}


def asked(folder, model, names, replicates=24, seed=3, low=0.0):
    said = {"model": model, "factors": {name: {"low": low, "high": 1.0} for name in names}, "contrast": SIDES, "figures": ["y"],
            "design": {"method": "one_at_a_time", "steps": 5}, "replicates": replicates, "seed": seed}  # fmt: skip
    return response(sweep(Study(said), folder, backend="here"), "y")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return flips(asked(tmp_path_factory.mktemp("flips") / "sweep", world, "abcd"))


def test_what_turns_the_difference_round_flips_and_the_rest_holds(found):
    assert found.clear and found.base == pytest.approx(2.0, abs=found.half * 2)
    verdicts = {each.factor.name: each.verdict for each in found.assumptions}
    assert verdicts == {"a": "flips", "b": "may flip", "c": "holds", "d": "holds"}
    assert [each.factor.name for each in found.assumptions][:2] == ["a", "b"]


def test_where_it_turns_is_said_by_interpolation(found):
    (turn,) = found.those("flips")[0].turns
    assert turn == pytest.approx(0.5, abs=0.1)
    assert found.those("holds")[0].turns == ()


def test_what_moves_both_sides_alike_does_not_widen_the_interval(found):
    line = next(each.line for each in found.assumptions if each.factor.name == "c")
    assert line.level_half.max() < 0.6  # although each side moves by 40 and luck is of 50


def test_how_many_would_flip_by_chance_is_told(found):
    assert found.looks == 20 and found.chance == pytest.approx(0.5)
    assert list(found.table()["assumption"])[0] == "a"


def test_false_flips_come_in_few_studies_however_many_assumptions_there_are(monkeypatch):
    """200 studies of 60 values without any difference: at most 2.5 % of studies, 5; 14 or more in 1 of 1000."""
    rng, false, pointwise = np.random.default_rng(5), 0, 0
    from scipy.stats import t

    for _ in range(200):
        values = rng.normal(size=(60, 16))
        chance = t.cdf(values.mean(axis=1) / (values.std(axis=1, ddof=1) / 4), 15)
        false += int(holm(chance).any())
        pointwise += int((chance < 0.025).any())
    assert false < 14
    assert pointwise > 100  # without Holm most studies would tell of one


def test_holm_passes_what_its_steps_allow():
    assert holm(np.array([0.001, 0.012, 0.03, np.nan]), 0.025).tolist() == [True, True, False, False]
    assert holm(np.array([0.02, 0.02]), 0.025).tolist() == [False, False]


def test_without_a_contrast_there_is_no_conclusion_to_turn(tmp_path):
    said = {"model": lambda point, replicates, seed: {"y": np.ones(len(replicates))}, "factors": {"a": [1.0, 2.0]},
            "figures": ["y"], "design": "one_at_a_time", "replicates": 2}  # fmt: skip
    with pytest.raises(Broken, match="contrast"):
        flips(response(sweep(Study(said), tmp_path, backend="here"), "y"))


def test_a_value_at_which_runs_fail_cannot_be_told(tmp_path):
    def fails(point, replicates, seed):
        if point["d"] > 0.9:
            raise RuntimeError("no such world")
        return world(point, replicates, seed)

    found = flips(asked(tmp_path, fails, "abcd", replicates=8))
    assert {each.factor.name: each.verdict for each in found.assumptions}["d"] == "cannot tell"


def test_all_assumptions_are_the_registrys_quantities_and_every_regimes_coefficients():
    scenario = Scenario()
    tried = assumptions(scenario)
    assert {f"regimes.{regime}.{key}" for regime in scenario.regime_names for key in COEFFICIENTS} <= set(tried)
    assert "loyalty" in tried and "customers" not in tried and "network" not in tried and "growth" not in tried
    assert all(key in REGISTRY or key.startswith("regimes.") for key in tried)


def test_the_real_model_answers_for_some_assumptions(tmp_path):
    scenario = Scenario().with_(customers=200, weeks=12)
    study = flip_study(
        scenario, SIDES, factors={"wage": "plausible", "regimes.calm.receptivity": "plausible"}, replicates=3
    )
    found = flips(response(sweep(study, tmp_path, backend="here"), "profit"), scenario)
    assert {each.factor.name for each in found.assumptions} == {"wage", "regimes.calm.receptivity"}
    assert {each.own for each in found.assumptions} == {13, scenario.document["regimes"]["calm"]["receptivity"]}
    assert found.looks == 6


def test_the_whole_list_makes_a_sound_study_without_what_the_sides_change():
    study = flip_study(Scenario(), {"a": {"loyalty": 1.0}, "b": {"loyalty": 2.0}}, replicates=2)
    names = [each.name for each in study.factors]
    assert "loyalty" not in names and len(names) > 100
    assert len(study.points) == 2 * (3 * len(names) + 1)
