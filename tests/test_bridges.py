"""Bridges with the real packages: the same numbers as `simulate`, and what each package makes of a point that is refused."""

import functools
import pickle
import subprocess
import sys

import ema_workbench as ema
import mesa
import numpy as np
import optuna
import pandas as pd
import pytest
from ema_workbench.analysis import prim
from SALib.analyze import sobol as indices
from SALib.sample import sobol as samples

import equilibrium as eq
from equilibrium.bridges import optuna as to_optuna
from equilibrium.bridges import point
from equilibrium.bridges import salib as to_salib
from equilibrium.parameters import AXES, COEFFICIENTS, REGISTRY

optuna.logging.set_verbosity(optuna.logging.ERROR)
TOO_MANY = {"conceptual": 0.8, "method": 0.4}  # together more than all crafts
NEWER = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 4)


@pytest.fixture(scope="module")
def scenario():
    return eq.Scenario.load("storefront").with_(weeks=20, customers=500)


def mean(scenario, values, figure="profit", replicates=2, seed=7):
    """Mean over replicates of a figure, worked out from `simulate` alone."""
    return eq.simulate(scenario.moved(**values), replicates, seed=seed).per_run(figure).mean()


# Points


def test_a_point_moves_the_focal_enterprise_alone(scenario):
    rival = point.simulate_point(
        scenario, {"development": 0.3, "push_pull": 0.1, "patience": 3.0}, 2, 7
    ).scenario.records()[1]
    assert (rival["development"], rival["patience"]) == (scenario.value("development"), 3.0)


def test_every_plausible_range_is_one_that_a_scenario_may_take(scenario):
    for span in point.ranges([*AXES, *REGISTRY, *COEFFICIENTS]):
        assert span.name.isidentifier() and span.low < span.high
        if span.choices:
            assert "edges" not in span.choices and len(span.choices) > 1


@pytest.mark.parametrize(
    "names, sentence",
    [
        (["pull_push"], "push_pull"),
        ({"push_pull": (0.2, 1.5)}, "0 <= low < high <= 1"),
        ({"patience": (3, 2)}, "low < high"),
        ({"lead": (1.5, 3)}, "whole numbers"),
        ({"safety": ("newsvendor", "luck")}, "newsvendor, none"),
        ("push_pull", "a list of names"),
    ],
)
def test_a_range_that_cannot_be_is_refused_in_a_sentence(names, sentence):
    with pytest.raises(ValueError, match=sentence):
        point.ranges(names)


def test_an_unknown_figure_is_refused_before_anything_runs(scenario):
    for bridge in (
        functools.partial(eq.to_ema, scenario, outcomes=["profitt"]),
        functools.partial(to_optuna.objective, scenario, figure="profitt"),
        functools.partial(to_salib.evaluate, to_salib.problem(AXES), np.zeros((1, 5)), scenario, "profitt"),
    ):
        with pytest.raises(ValueError, match="nearest: profit"):
            bridge()


def test_importing_the_library_and_its_bridges_loads_none_of_the_packages():
    code = (
        "import sys, equilibrium as eq; eq.to_ema; import equilibrium.bridges.optuna, equilibrium.bridges.salib; "
        "print([m for m in ('ema_workbench', 'optuna', 'SALib', 'mesa') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# EMA Workbench


def ema_model(scenario):
    uncertain = {"patience": None, "lead": None, "safety": None, "growth": None}
    return eq.to_ema(scenario, uncertain, outcomes=["profit", "energy"], weekly=["customers"], replicates=2, seed=7)


@pytest.fixture(scope="module")
def explored(scenario):
    with ema.SequentialEvaluator(ema_model(scenario)) as evaluator:
        return evaluator.perform_experiments(4, 2)


def test_ema_workbench_gets_the_bits_of_simulate(scenario, explored):
    experiments, outcomes = explored
    assert len(experiments) == 8
    for row, values in enumerate(experiments.to_dict("records")):
        values = {key: values[key] for key in (*AXES, "patience", "lead", "safety")} | {
            "growth": str(values["growth"]) == "True"
        }
        assert outcomes["profit"][row] == mean(scenario, values)
        assert outcomes["energy"][row] == mean(scenario, values, "energy")
        weekly = eq.simulate(scenario.with_(**values), 2, seed=7).weekly["customers"].values[:, :, 0]
        assert np.array_equal(outcomes["weekly_customers"][row], weekly.mean(0))


def test_ema_workbench_in_several_processes_gives_the_same(scenario):
    """The same list of experiments twice, since EMA Workbench draws anew each time."""
    model = ema_model(scenario)
    futures = [ema.Scenario(str(k), patience=1.0 + k, lead=1 + k, safety="none", growth=k > 0) for k in range(2)]
    mixes = [ema.Policy(str(x), **dict.fromkeys(AXES, x)) for x in (0.2, 0.8)]
    with ema.SequentialEvaluator(model) as evaluator:
        one, alone = evaluator.perform_experiments(futures, mixes)
    with ema.MultiprocessingEvaluator(model, n_processes=2) as evaluator:
        many, together = evaluator.perform_experiments(futures, mixes)
    key = ["scenario", "policy"]
    one, many = (table.astype(dict.fromkeys(key, str)).sort_values(key).index for table in (one, many))
    for name in ("profit", "energy", "weekly_customers"):
        assert np.array_equal(alone[name][one], together[name][many])


def test_the_model_travels_to_processes_that_are_started_anew(scenario):
    """Where processes are forked nothing is pickled, so the test above would not tell."""
    model = pickle.loads(pickle.dumps(ema_model(scenario)))
    values = {"patience": 3.0, "lead": 2}
    assert model.function(**values)["profit"] == mean(scenario, values)


def test_a_refused_point_is_not_a_number_and_never_its_neighbours_outcome(scenario):
    model = eq.to_ema(scenario, {"conceptual": (0.3, 0.9), "method": (0.2, 0.4)}, replicates=1, weekly=["customers"])
    good, bad = ema.Scenario("good", conceptual=0.4, method=0.3), ema.Scenario("bad", **TOO_MANY)
    with pytest.raises(eq.ScenarioError):
        scenario.with_(**TOO_MANY)
    with ema.SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments([good, bad, good], [ema.Policy("centre", push_pull=0.5)])
    refused = [False, True, False]
    for values in outcomes.values():
        assert np.isnan(values).reshape(3, -1).any(1).tolist() == refused
        assert np.array_equal(values[0], values[2])


def test_prim_finds_the_region_where_rivals_press(scenario):
    """Planted: the fewer customers, the smaller the margins rivals take; patience, drawn beside them, decides nothing here."""
    model = eq.to_ema(scenario, {"rival_margin": (0.3, 1.0), "patience": None}, (), ["customers"], replicates=2, seed=7)
    np.random.seed(5)  # noqa: NPY002 -- EMA Workbench draws from there
    with ema.SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(120)
    few = outcomes["customers"] < np.quantile(outcomes["customers"], 0.35)
    box = prim.Prim(experiments[["rival_margin", "patience"]], few, threshold=0.8).find_box()
    assert box.mass > 0.1 and box.density > 0.9
    limits = box.box_lims[-1]
    assert limits["rival_margin"][0] < 0.35 and limits["rival_margin"][1] < 0.8


def test_what_is_uncertain_by_default_is_neither_decided_nor_a_size(scenario):
    model = eq.to_ema(scenario)
    uncertain, levers = {each.name for each in model.uncertainties}, [each.name for each in model.levers]
    assert levers == list(AXES) and not uncertain & {*AXES, "weeks", "customers", "development", "antenna", "substance"}
    for each in model.uncertainties:
        row = REGISTRY[each.name]
        assert (each.lower_bound, each.upper_bound) == (row.low, row.high)
        assert isinstance(each, ema.IntegerParameter) == row.whole
    kinds = {each.name: each.kind for each in model.outcomes}
    assert kinds["profit"] == ema.ScalarOutcome.MAXIMIZE and kinds["market_share"] == ema.ScalarOutcome.INFO


def test_no_name_is_both_uncertain_and_a_lever_and_series_have_one_length(scenario):
    with pytest.raises(ValueError, match="push_pull: both"):
        eq.to_ema(scenario, ["push_pull"])
    with pytest.raises(ValueError, match="one length"):
        eq.to_ema(scenario, ["weeks"], weekly=["customers"])


# Optuna


def test_optuna_finds_a_better_mix_than_the_centre_and_gets_the_bits_of_simulate(scenario):
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(to_optuna.objective(scenario, replicates=2, seed=7), n_trials=25)
    for trial in study.trials[:5]:
        assert trial.value == mean(scenario, trial.params)
        assert trial.user_attrs["scenario"] == scenario.with_(**trial.params).digest
        runs = eq.simulate(scenario, 2, seed=7, mix=trial.params).per_run("profit")
        assert trial.user_attrs["standard_error"] == pytest.approx(runs.std(ddof=1) / 2**0.5)
    assert study.best_value > mean(scenario, dict.fromkeys(AXES, 0.5))


def test_optuna_in_two_threads_with_a_storage_on_disk(scenario, tmp_path):
    place = f"sqlite:///{tmp_path / 'study.db'}"
    study = optuna.create_study(storage=place, study_name="mix", direction="maximize")
    names = ["push_pull", "lead", "safety", "growth"]
    study.optimize(to_optuna.objective(scenario, names, "energy", 1, 7), n_trials=6, n_jobs=2)
    trials = optuna.load_study(storage=place, study_name="mix").trials
    assert len(trials) == 6
    for trial in trials:
        assert trial.value == mean(scenario, trial.params, "energy", replicates=1)
        assert "standard_error" not in trial.user_attrs and trial.user_attrs["seed"] == 7


def test_optuna_prunes_a_refused_point_and_keeps_the_reason(scenario):
    study = optuna.create_study()
    study.enqueue_trial(TOO_MANY)
    study.optimize(to_optuna.objective(scenario, {"conceptual": (0.3, 0.9), "method": None}), n_trials=1)
    (trial,) = study.trials
    assert trial.state == optuna.trial.TrialState.PRUNED and "conceptual" in trial.user_attrs["refused"]


# SALib


def test_salib_samples_and_analyses_what_simulate_gives(scenario):
    problem = to_salib.problem(["push_pull", "price_value", "energy_climate"])
    matrix = samples.sample(problem, 8, calc_second_order=False, seed=3)
    assert matrix.shape == (40, 3)
    answers = to_salib.evaluate(problem, matrix, scenario, replicates=2, seed=7)
    for row in (0, 17, 39):
        assert answers[row] == mean(scenario, dict(zip(problem["names"], matrix[row].tolist(), strict=True)))
    found = indices.analyze(problem, answers, calc_second_order=False, seed=3)
    assert found["ST"].shape == (3,) and found["ST"].argmin() == 2  # within half a year climate moves no money


def test_whole_numbers_and_choices_of_a_problem_are_equally_likely_also_at_the_ends(scenario):
    problem = to_salib.problem(["lead", "safety"])
    assert problem == {"num_vars": 2, "names": ["lead", "safety"], "bounds": [[0.5, 6.5], [-0.5, 1.5]]}
    ends = np.array([[0.5, -0.5], [6.5, 1.5], [3.4, 0.4]])
    meant = [{"lead": 1, "safety": "newsvendor"}, {"lead": 6, "safety": "none"}, {"lead": 3, "safety": "newsvendor"}]
    answers = to_salib.evaluate(problem, ends, scenario, replicates=1, seed=7)
    assert answers.tolist() == [mean(scenario, values, replicates=1) for values in meant]
    rows = np.random.default_rng(1).uniform(0.5, 6.5, 6000)
    counts = np.bincount([to_salib._value(point.ranges(["lead"])[0], x, (0.5, 6.5)) for x in rows])
    assert (abs(counts[1:] - 1000) < 150).all()


def test_salib_is_told_of_refused_rows_before_the_first_runs(scenario):
    problem = to_salib.problem({"conceptual": (0.3, 0.9), "method": None})
    with pytest.raises(eq.ScenarioError, match=r"row 1 of the matrix(.|\n)*2 of 3 rows"):
        to_salib.evaluate(problem, np.array([[0.4, 0.3], [0.8, 0.4], [0.9, 0.4]]), scenario)
    with pytest.raises(ValueError, match=r"\(point, 2\)"):
        to_salib.evaluate(problem, np.zeros((3, 4)), scenario)


# Mesa


def test_batch_run_in_two_processes_gives_the_replicates_of_simulate(scenario, tmp_path):
    """From a file, since what Mesa starts anew reads the main module again."""
    seeded = {"rng": 7} if NEWER else {"iterations": 1}
    file, table, script = tmp_path / "small.toml", tmp_path / "runs.pickle", tmp_path / "batch.py"
    scenario.save(file)
    parameters = {"scenario": str(file), "patience": 3, "push_pull": [0.2, 0.8], "replicate": [0, 1]}
    parameters |= {} if NEWER else {"seed": 7}
    script.write_text(
        f"""
import mesa, pandas as pd, equilibrium as eq
if __name__ == "__main__":
    parameters, more = {parameters}, {seeded}
    runs = mesa.batch_run(eq.EnterpriseModel, parameters, number_processes=2, display_progress=False, **more)
    pd.DataFrame(runs).drop_duplicates("RunId").to_pickle({str(table)!r})
"""
    )
    subprocess.run([sys.executable, script], check=True, capture_output=True, text=True)
    runs = pd.read_pickle(table)
    for mix in (0.2, 0.8):
        rows = runs[runs["push_pull"] == mix].sort_values("replicate")
        weekly = eq.simulate(scenario.with_(patience=3), 2, seed=7, mix={"push_pull": mix}).weekly
        assert np.array_equal(rows["cash"], weekly["cash"].values[:, -1, 0])
