"""Receipts: equal for equal bits whoever made them, another for anything else; and results that are made again."""

import shlex
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import equilibrium as eq
from equilibrium import receipts
from equilibrium.cli import main
from equilibrium.ensemble import saved_receipt
from equilibrium.policies.extremum_seeking import ExtremumSeeking
from equilibrium.receipts import Receipt, digest_of_arrays, digest_of_inputs
from equilibrium.simulation import name_of
from equilibrium.verification import differences, simulated_again
from equilibrium.words.methods import methods
from equilibrium.words.reproduce import Changes, as_command, as_python, changes_of_shipped, needs_file

SMALL = {"customers": 300, "weeks": 20}


@pytest.fixture(scope="module")
def scenario():
    return eq.Scenario.load("storefront").with_(**SMALL)


@pytest.fixture(scope="module")
def ensemble(scenario):
    return eq.simulate(scenario, replicates=3, seed=7, threads=1)


def test_a_receipt_is_the_same_for_any_number_of_threads(scenario, ensemble):
    assert eq.simulate(scenario, replicates=3, seed=7, threads=2).receipt == ensemble.receipt


def test_a_receipt_is_the_same_for_what_was_saved_and_loaded(ensemble, tmp_path):
    ensemble.save(tmp_path / "run.nc")
    loaded = eq.Ensemble.load(tmp_path / "run.nc")
    assert loaded.receipt == saved_receipt(tmp_path / "run.nc") == ensemble.receipt
    assert loaded.scenario.name == "storefront" and differences(ensemble, loaded) == []


def test_a_receipt_is_the_same_from_the_command_line(ensemble, tmp_path):
    words = ["run", "storefront", "--replicates", "3", "--seed", "7", "--weeks", "20", "--set", "customers=300"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert eq.Ensemble.load(tmp_path / "out" / "ensemble.nc").receipt == ensemble.receipt


def test_a_mesa_model_that_nobody_touches_has_the_receipt_of_simulate(scenario):
    model = eq.EnterpriseModel(scenario, seed=7)
    while model.running:
        model.step()
    assert model.ensemble().receipt == eq.simulate(scenario, [0], seed=7).receipt


def test_a_mesa_model_that_is_not_through_or_has_own_agents_says_so(scenario):
    class Idle(eq.Cell):
        """Does nothing of its own."""

    model = eq.EnterpriseModel(scenario, seed=7, cell_class=Idle)
    model.step()
    own, stopped = model.ensemble().made_with
    assert own.endswith("Idle") and stopped == "stopped after week 1"


def test_another_scenario_seed_version_or_set_of_replicates_has_another_receipt(scenario, ensemble):
    others = [
        eq.simulate(scenario.with_(patience=3.0), replicates=3, seed=7),
        eq.simulate(scenario, replicates=3, seed=8),
        eq.simulate(scenario, replicates=2, seed=7),
        replace(ensemble, versions={**ensemble.versions, "numpy": "0.0"}),
        replace(ensemble, made_with=("hook: mine",)),
    ]
    assert len({other.receipt.digest for other in [ensemble, *others]}) == len(others) + 1


def test_names_of_a_scenario_do_not_change_a_receipt(scenario, ensemble):
    renamed = scenario.with_(name="mine", title={"en": "Mine", "it": "Mio"})
    assert eq.simulate(renamed, replicates=3, seed=7).receipt == ensemble.receipt


@pytest.mark.parametrize("part", ["weekly", "regime", "unit", "crafts", "portrait"])
def test_one_changed_number_anywhere_changes_the_outputs_alone(ensemble, part):
    weekly, crafts, portrait = (
        ensemble.weekly.copy(deep=True),
        ensemble.crafts.copy(),
        ensemble.portrait.copy(deep=True),
    )
    if part == "weekly":
        weekly["cash"][1, 5, 0] = np.nextafter(weekly["cash"][1, 5, 0].item(), np.inf)
    elif part == "regime":
        weekly["regime"][0, 0] += 1
    elif part == "unit":
        weekly["cash"].attrs["unit"] = "kEUR"
    elif part == "crafts":
        crafts.loc[0, "need"] += 1
    else:
        portrait["energy"][0, 0, 0] += 1.0
    changed = replace(ensemble, weekly=weekly, crafts=crafts, portrait=portrait).receipt
    assert changed.inputs == ensemble.receipt.inputs and changed.outputs != ensemble.receipt.outputs


def test_own_policy_hooks_and_indicators_are_named_and_saved(scenario, tmp_path):
    def fair(run):
        """Does nothing."""

    figure = eq.Figure("mine", "persons", "Mine", "Mia", "mean", lambda state: state.enterprises.cash.copy())
    own = eq.simulate(scenario, [0], seed=7, policy=ExtremumSeeking(gain=0.2), hooks=[fair], indicators=[figure])
    policy, hook, indicator = own.made_with
    assert policy.startswith("policy: ExtremumSeeking(gain=0.2") and hook.endswith(".fair") and "mine" in indicator
    assert "0x" not in "".join(own.made_with)
    own.save(tmp_path / "own.nc")
    assert eq.Ensemble.load(tmp_path / "own.nc").made_with == own.made_with
    with pytest.raises(ValueError, match="fair"):
        simulated_again(own)


def test_a_function_is_named_by_its_place_and_what_it_was_given():
    assert name_of(methods) == "equilibrium.words.methods.methods"
    assert name_of(partial(methods, language="it")) == "equilibrium.words.methods.methods with [{'language': 'it'}]"


def test_a_receipt_is_read_from_its_record_and_refused_if_it_contradicts_itself(ensemble):
    record = ensemble.receipt.record
    assert Receipt.read(record) == ensemble.receipt and len(ensemble.receipt.short) == 12
    for wrong in ({**record, "outputs": "0" * 64}, {"digest": ""}, None, []):
        with pytest.raises(ValueError, match="receipt"):
            Receipt.read(wrong)


ARRAYS = hnp.arrays(st.sampled_from([np.float64, np.int64, np.bool_]), hnp.array_shapes(max_dims=3, max_side=4))


@given(ARRAYS)
def test_layout_byte_order_and_order_of_names_do_not_change_a_digest(array):
    other = np.asfortranarray(array).astype(array.dtype.newbyteorder(">"))
    padded = np.repeat(array, 2, axis=0)[::2]
    first = digest_of_arrays([("a", array), ("b", array)])
    assert first == digest_of_arrays([("b", other), ("a", padded)])


@given(ARRAYS, ARRAYS)
def test_arrays_that_differ_in_name_kind_shape_or_bits_have_other_digests(first, second):
    def told(array):
        values = np.where(np.isnan(array), np.nan, array) if array.dtype.kind == "f" else array
        return array.dtype.kind, array.shape, values.tobytes()

    same = digest_of_arrays([("a", first)]) == digest_of_arrays([("a", second)])
    assert same == (told(first) == told(second))
    assert digest_of_arrays([("a", first)]) != digest_of_arrays([("b", first)])
    assert digest_of_arrays([("a", first)]) != digest_of_arrays([("a", first[None])])
    assert digest_of_arrays([("a", first), ("b", second)]) != digest_of_arrays([("a", first)])


def test_signs_of_zero_are_told_apart_and_nans_are_not():
    def digest(*values):
        return digest_of_arrays([("a", np.array(values))])

    other = np.array([0x7FF8000000000001], np.uint64).view(np.float64)
    assert digest(0.0) != digest(-0.0)
    assert np.isnan(other[0]) and digest_of_arrays([("a", other)]) == digest(np.nan) == digest(-np.nan)
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert digest_of_arrays([("a", square)]) != digest_of_arrays([("a", square.T)])


@pytest.mark.parametrize(
    "narrow, wide", [(np.float32, np.float64), (np.int32, np.int64), (np.uint8, np.int64), (object, "U3")]
)
def test_how_wide_numbers_and_text_are_does_not_count(narrow, wide):
    values = ["a", "bcd"] if narrow is object else [1, 2]
    assert digest_of_arrays([("a", np.array(values, narrow))]) == digest_of_arrays([("a", np.array(values, wide))])


def test_text_is_told_apart_where_it_is_cut_elsewhere():
    assert digest_of_arrays([("a", np.array(["ab", "c"]))]) != digest_of_arrays([("a", np.array(["a", "bc"]))])


def test_what_has_no_one_form_is_refused():
    with pytest.raises(TypeError, match="complex"):
        digest_of_arrays([("a", np.array([1j]))])
    with pytest.raises(ValueError, match="once"):
        digest_of_arrays([("a", np.zeros(1)), ("a", np.zeros(1))])
    with pytest.raises(ValueError, match="JSON"):
        digest_of_inputs({"a": float("nan")})


def test_the_order_of_keys_does_not_change_a_digest_of_inputs():
    assert digest_of_inputs({"a": 1, "b": [1, 2]}) == digest_of_inputs({"b": [1, 2], "a": 1})
    assert digest_of_inputs({"a": 1}) != digest_of_inputs({"a": 1.0})


def test_differences_count_values_and_say_how_large_they_are(ensemble):
    weekly = ensemble.weekly.copy(deep=True)
    weekly["cash"][1, 5, 0] *= 1.0 + 1e-12
    weekly["energy"][0, :2, 1] = np.nan
    found = {one.name: one for one in differences(ensemble, replace(ensemble, weekly=weekly))}
    assert set(found) == {"weekly/cash", "weekly/energy"}
    assert found["weekly/cash"].values == 1 and found["weekly/cash"].largest == pytest.approx(1e-12, rel=1e-2)
    assert found["weekly/energy"].values == 2 and found["weekly/energy"].largest == np.inf


# Results made again by what they print


def shipped_with_changes():
    return eq.Scenario.load("price-war").with_(
        **SMALL, push_pull={"mean": 0.5, "wave": {"period": 26, "amplitude": 0.2}}, missions=[], patience=float("inf"),
        **{"regimes.price_war.word_of_mouth": 0.2},
    )  # fmt: skip


SCENARIOS = {
    "changed": lambda: eq.Scenario.load("storefront").with_(**SMALL, push_pull=0.7),
    "one moved": lambda: eq.Scenario.load("storefront").with_(**SMALL).moved(push_pull=0.7, development=0.2),
    "all moved": lambda: eq.Scenario.load("storefront").with_(**SMALL, push_pull=0.7, development=0.2),
    "one moved among two rivals": lambda: (
        eq.Scenario.load("two-rivals").with_(**SMALL).moved(antenna=0.06, substance=0.4)
    ),
    "with lists": shipped_with_changes,
    "own": lambda: eq.Scenario.load("startup").with_(**SMALL, name="my own"),
}


@pytest.fixture(scope="module", params=list(SCENARIOS))
def made(request):
    return eq.simulate(SCENARIOS[request.param](), replicates=2, seed=3)


@pytest.fixture
def saved(made, tmp_path):
    file = tmp_path / "scenario.toml"
    made.scenario.save(file)
    return str(file)


def test_the_python_that_is_printed_gives_the_same_receipt(made, saved, capsys):
    exec(compile(as_python(made, saved), "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == made.receipt.digest


def test_the_command_that_is_printed_gives_the_same_receipt(made, saved, tmp_path):
    program, *words = shlex.split(as_command(made, saved))
    assert program == "equilibrium" and (saved in words) == needs_file(made)
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert eq.Ensemble.load(tmp_path / "out" / "ensemble.nc").receipt == made.receipt


def test_the_command_as_a_process_gives_the_same_receipt(ensemble):
    words = shlex.split(as_command(ensemble))[1:]
    told = subprocess.run(
        [sys.executable, "-m", "equilibrium", *words, "--json"], capture_output=True, text=True, check=True
    ).stdout
    assert f'"digest": "{ensemble.receipt.digest}"' in told


def test_replicates_by_number_are_made_again_by_python_and_by_no_command(scenario, capsys):
    few = eq.simulate(scenario, [1, 4], seed=7)
    exec(compile(as_python(few), "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == few.receipt.digest
    with pytest.raises(ValueError, match=r"\[1, 4\]"):
        as_command(few)


def test_own_code_is_named_in_the_python_and_no_command_is_given(ensemble):
    own = replace(ensemble, made_with=("hook: mine.fair",))
    assert "# not in these lines, and needed: hook: mine.fair" in as_python(own)
    with pytest.raises(ValueError, match=r"mine\.fair"):
        as_command(own)


@pytest.mark.parametrize("name", ["storefront", "price-war", "two-rivals", "known-worlds/bass"])
def test_only_what_differs_from_the_shipped_scenario_is_said(name):
    shipped = eq.Scenario.load(name)
    assert changes_of_shipped(shipped) == Changes({}, {})
    changed = shipped.with_(patience=7.5).moved(indie_weconomy=0.25)
    assert changes_of_shipped(changed) == Changes({"patience": 7.5}, {"indie_weconomy": 0.25})
    assert changes_of_shipped(changed.with_(name="no such")) is None


def test_who_moves_alone_is_told_from_who_moves_with_all_rivals():
    shipped = eq.Scenario.load("storefront")
    alone, all_alike = shipped.moved(development=0.2), shipped.with_(development=0.2)
    assert changes_of_shipped(alone) == Changes({}, {"development": 0.2})
    assert changes_of_shipped(all_alike) == Changes({"development": 0.2}, {})
    assert changes_of_shipped(alone).python == ".moved(development=0.2)"
    assert changes_of_shipped(all_alike).options == ["--set", "development=0.2"]


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_paragraph_says_what_a_paper_needs(ensemble, language):
    said = methods(ensemble, language)
    for needed in ("storefront", ensemble.scenario.digest[:12], ensemble.receipt.short, "20", "300", "SHA-256", "5 %", "95 %",
                   *(f"{name} {number}" for name, number in ensemble.versions.items())):  # fmt: skip
        assert needed in said
    assert "{" not in said and "\n" not in said
    assert ("0 to 2" if language == "en" else "da 0 a 2") in said


def test_the_paragraph_of_one_replicate_has_no_band_and_own_code_is_named(scenario):
    one = replace(eq.simulate(scenario, [4], seed=7), made_with=("hook: mine.fair",))
    assert "95 %" not in methods(one, "en") and "numbered 4," in methods(one, "en")
    assert "mine.fair" in methods(one, "it")


def test_what_a_receipt_covers_is_every_figure_column_and_cell_value(ensemble):
    names = {name for name, _ in receipts.arrays(ensemble)}
    assert {f"weekly/{key}" for key in ensemble.weekly.variables} < names
    assert {f"crafts/{key}" for key in ensemble.crafts.columns} < names
    assert {f"portrait/{key}" for key in ensemble.portrait.variables} < names


def test_replicates_that_are_run_apart_and_joined_are_those_run_at_once():
    scenario = eq.Scenario.load("storefront").with_(customers=300, weeks=20)
    first, later = eq.simulate(scenario, range(2), 3), eq.simulate(scenario, range(2, 5), 3)
    both, at_once = first.joined(later), eq.simulate(scenario, 5, 3)
    assert both.receipt == at_once.receipt
    assert both.weekly.identical(at_once.weekly) and both.portrait.identical(at_once.portrait)
    with pytest.raises(ValueError, match="in both"):
        both.joined(later)
    with pytest.raises(ValueError, match="the same"):
        first.joined(eq.simulate(scenario, range(2, 5), 4))
