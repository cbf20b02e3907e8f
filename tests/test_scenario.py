"""Scenarios: what a file may say, what it comes to, and what is said when it is wrong."""

import copy
import json
import math
import pickle
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equilibrium import schema
from equilibrium.parameters import AXES, COEFFICIENT_RECORD, COEFFICIENTS, RECORD, REGIMES, REGISTRY
from equilibrium.scenario import Scenario, ScenarioError, shipped
from equilibrium.scenario_form import SECTIONS

ROOT = Path(__file__).parent.parent
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(folder, text, name="mine.toml"):
    """A scenario file with `text` (str or bytes) in `folder`."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# What ships


def test_the_reference_scenario_holds_every_default():
    scenario = Scenario()
    for key, parameter in REGISTRY.items():
        assert scenario.value(key) == parameter.default
        assert (scenario.records()[key] == parameter.code).all()
    assert {name: dict(row) for name, row in scenario.regimes.items()} == REGIMES


def test_the_storefront_file_is_the_reference_scenario_word_for_word():
    """If a default moved: python -m equilibrium.schema --storefront > scenarios/storefront.toml"""
    assert Scenario.load("storefront") == Scenario()
    made = subprocess.run([sys.executable, "-m", "equilibrium.schema", "--storefront"], capture_output=True, cwd=ROOT)
    assert shipped()["storefront"].read_bytes() == made.stdout


def test_the_storefront_file_gives_unit_range_and_source_of_every_parameter():
    text = shipped()["storefront"].read_text(encoding="utf-8")
    for key, parameter in REGISTRY.items():
        line = next(line for line in text.splitlines() if line.startswith(f"{key} = "))
        assert parameter.source in line
        assert parameter.unit in line or parameter.unit in ("-", "switch")
        assert parameter.choices or parameter.unit == "switch" or "plausible" in line
    assert "CDNOW" in text and "orange juice" in text and "python -m equilibrium.calibration" in text


def test_the_reference_page_is_up_to_date():
    """If it is not: python -m equilibrium.schema --reference > docs/parameters.md"""
    assert (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8") == schema.reference()


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_scenario_loads_and_speaks_both_languages(name, tmp_path):
    scenario = Scenario.load(name)
    assert scenario.name == name
    for words in (scenario.title, scenario.description):
        assert words["en"] and words["it"] and words["en"] != words["it"] or name == "storefront"
    scenario.save(tmp_path / "again.toml")
    assert Scenario.load(tmp_path / "again.toml") == scenario


def test_what_the_contract_asks_for_ships():
    told = """storefront startup mature-incumbent price-war word-of-mouth-town service-crisis craft-workshop
    alliance-network two-rivals renaming-exercise regime-carousel""".split()
    worlds = "bass march erlang logit newsvendor goodwill wright cards bullwhip regimes".split()
    assert {*told, *(f"known-worlds/{world}" for world in worlds)} <= set(shipped())


@pytest.mark.parametrize(
    "source",
    ["price-war", "price-war.toml", "scenarios/price-war.toml", "../scenarios/price-war", "./scenarios/price-war.toml"],
)
def test_a_shipped_scenario_is_found_from_any_folder(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Scenario.load(source).name == "price-war"


def test_a_known_world_is_found_by_its_name_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Scenario.load("bass").name == Scenario.load("known-worlds/bass").name == "known-worlds/bass"


def test_a_file_of_ones_own_comes_before_a_shipped_one_but_a_folder_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "price-war").mkdir()
    assert Scenario.load("price-war").name == "price-war"
    written(tmp_path, "service.patience = 7", "price-war.toml")
    assert Scenario.load("price-war.toml").value("patience") == 7


def test_importing_a_scenario_loads_nothing_heavy():
    code = "import sys, equilibrium.scenario; print({'numba', 'xarray', 'mesa', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"


# What it comes to


def test_a_scenario_does_not_change():
    scenario = Scenario()
    with pytest.raises(AttributeError):
        scenario.name = "other"
    with pytest.raises(TypeError):
        scenario.document["service"]["patience"] = 3.0
    with pytest.raises(TypeError):
        scenario.mix["push_pull"] = 0.1
    records = scenario.records()
    records["patience"] = 99.0
    assert scenario.records()["patience"][0] == 2.0


def test_a_scenario_survives_pickling_and_copying():
    scenario = Scenario.load("two-rivals").with_(patience=3, push_pull={"mean": 0.3})
    assert pickle.loads(pickle.dumps(scenario)) == copy.deepcopy(scenario) == scenario
    assert hash(pickle.loads(pickle.dumps(scenario))) == hash(scenario)
    assert pickle.loads(pickle.dumps(scenario)).name == "two-rivals"


def test_the_digest_tells_what_is_run_and_not_what_it_is_called():
    scenario = Scenario()
    assert len(scenario.digest) == 64 and int(scenario.digest, 16) >= 0
    assert scenario.with_(name="other", title={"en": "Other"}).digest == scenario.digest
    assert scenario.with_(title={"en": "Other"}) != scenario
    assert scenario.with_(patience=2).digest == scenario.with_(patience=2.0).digest == scenario.digest
    assert scenario.with_(patience=2.5).digest != scenario.digest
    assert scenario.with_(local=-0.0).digest == scenario.with_(local=0).digest
    turned = dict(reversed(scenario.regimes.items()))
    assert scenario.with_(regimes=turned).digest != scenario.digest


def test_with_takes_every_kind_of_key():
    scenario = Scenario().with_(
        patience=3, push_pull=np.float64(0.3), selling_serving={"mean": 0.5, "wave": {"period": 26, "amplitude": 0.2}},
        customers=np.int64(1000), growth=False, influence="share", search=0.09, service={"care": 0.02},
        name="mine", start_regime="calm", **{"accounts.wage": 14, "mix.indie_weconomy": 0.1, "regimes.calm.price": 1.5},
    )  # fmt: skip
    assert scenario.name == "mine" and scenario.start_regime == "calm" and scenario.choice("influence") == "share"
    values = [scenario.value(key) for key in ("patience", "customers", "growth", "care", "wage")]
    assert values == [3, 1000, False, 0.02, 14]
    assert [row["search"] for row in scenario.regimes.values()] == [0.09] * 4
    assert [row["price"] for row in scenario.regimes.values()] == [1.5, 1.0, 2.0, 0.5]
    np.testing.assert_allclose(scenario.targets(0)[0], [0.3, 0.5, 0.5, 0.5, 0.1])
    assert Scenario() != scenario and scenario.with_(start_regime=None).start_regime is None


def test_a_coefficient_and_a_section_may_share_their_name():
    scenario = Scenario().with_(service=0.5)
    assert {row["service"] for row in scenario.regimes.values()} == {0.5}
    assert scenario.with_(service={"patience": 3}, missions={"mission_hours": 50}).value("mission_hours") == 50
    assert scenario.with_(missions=[]).missions(4).sum() == 0


def test_whole_tables_replace_what_was_there():
    scenario = Scenario().with_(regimes={"one": {"search": 0.1}}, rivals=[], missions=[], price=2)
    assert scenario.regime_names == ("one",) and scenario.transition().tolist() == [[1.0]]
    assert scenario.regimes["one"] == {**{k: p.default for k, p in COEFFICIENTS.items()}, "search": 0.1, "price": 2.0}
    assert scenario.enterprise_names == ("focal",) and scenario.missions(4).tolist() == [[0.0, 0.0]]
    turned = Scenario().with_(price=2, missions=[], rivals=[], regimes={"one": {"search": 0.1}})
    assert turned == scenario


def test_title_and_description_may_be_said_in_one_language(tmp_path):
    scenario = Scenario.load(written(tmp_path, 'title = { it = "Bottega" }'))
    assert scenario.title == {"en": "Bottega", "it": "Bottega"} and scenario.description == {"en": "", "it": ""}
    assert scenario.with_(**{"title.en": "Workshop"}).title == {"en": "Workshop", "it": "Bottega"}
    assert Scenario.load(written(tmp_path, 'extends = "price-war"')).title == {"en": "mine", "it": "mine"}


def test_extending_merges_tables_and_replaces_lists(tmp_path):
    base = "[service]\npatience = 3\ncare = 0.02\n[regimes.boom]\nsearch = 0.1\n[regimes.bust]\n"
    written(tmp_path, base, "base.toml")
    child = """extends = "base"
    shock = []
    [service]
    patience = 4
    [regimes]
    bust = false
    boom = { price = 2 }
    """
    scenario = Scenario.load(written(tmp_path, child))
    assert (scenario.value("patience"), scenario.value("care")) == (4, 0.02)
    assert scenario.regime_names == ("boom",)
    assert (scenario.regimes["boom"]["search"], scenario.regimes["boom"]["price"]) == (0.1, 2.0)


def test_a_file_named_like_a_shipped_one_may_extend_it(tmp_path):
    scenario = Scenario.load(written(tmp_path, 'extends = "storefront"\nservice.patience = 3', "storefront.toml"))
    assert scenario.value("patience") == 3


def test_rivals_differ_only_in_what_they_say():
    rivals = [{"patience": 5, "mix": {"volume_value": 0.9}}, {"name": "calm-one"}, {"growth": False}]
    scenario = Scenario().with_(patience=3, push_pull=0.2, rivals=rivals)
    records = scenario.records()
    assert records.dtype == RECORD and records.shape == (4,)
    assert records["patience"].tolist() == [3, 5, 3, 3] and records["growth"].tolist() == [1, 1, 1, 0]
    assert scenario.enterprise_names == ("focal", "rival", "calm-one", "rival3")
    assert scenario.targets(5)[1].tolist() == [0.2, 0.9, 0.5, 0.5, 0.5]


RIVALS = [{"name": "other", "development": 0.09}, {"name": "third", "mix": {"push_pull": 0.8}}]


@pytest.mark.parametrize(
    "changes",
    [
        {"development": 0.2, "substance": 0.6, "push_pull": 0.1},
        {"levers.development": 0.2, "levers.substance": 0.6, "mix.push_pull": 0.1},
        {"levers": {"development": 0.2, "substance": 0.6}, "mix": {"push_pull": 0.1}},
    ],
)
def test_who_moves_moves_alone_and_rivals_keep_what_they_took_from_the_scenario(changes):
    base = Scenario().with_(rivals=RIVALS, antenna=0.07, patience=3)
    here = base.moved(**changes, patience=4)
    assert here.records()["development"].tolist() == [0.2, 0.09, base.value("development")]
    assert here.records()["substance"].tolist() == [0.6, 1.0, 1.0]
    assert here.records()["antenna"].tolist() == [0.07] * 3
    assert here.records()["patience"].tolist() == [4.0] * 3  # no lever: the world's
    assert here.targets(0)[:, 0].tolist() == [0.1, 0.5, 0.8]
    assert base.with_(**changes).records()["development"].tolist() == [0.2, 0.09, 0.2]


def test_rivals_that_come_with_a_move_do_not_follow_it_either():
    here = Scenario().moved(development=0.2, rivals=RIVALS)
    assert here.records()["development"].tolist() == [0.2, 0.09, REGISTRY["development"].default]


def test_where_no_rival_would_follow_a_move_is_a_change():
    base = Scenario()
    assert base.moved(push_pull=0.2).digest == base.with_(push_pull=0.2).digest  # its rival states its whole mix
    assert base.moved(patience=3).digest == base.with_(patience=3).digest
    alone = base.with_(rivals=[])
    assert alone.moved(development=0.2).digest == alone.with_(development=0.2).digest
    assert base.moved().digest == base.digest


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"development": 0.2, "rivals": 3}, "rival"),
        ({"development": 0.2, "rivals": [{"mix": 3}]}, "mix"),
        ({"mix": 3}, "mix"),
        ({"developement": 0.2, "push_pull": 2}, "nearest valid key: development"),
    ],
)
def test_a_move_that_cannot_be_is_refused_like_a_change(changes, words):
    with pytest.raises(ScenarioError, match=words):
        Scenario().moved(**changes)


def test_a_choice_is_recorded_by_its_position():
    assert Scenario().with_(network="mixing").records()["network"].tolist() == [1.0, 1.0]


def test_shocks_start_end_and_add_up():
    scenario = Scenario().with_(
        shocks=[
            {"week": 20, "patience": {"add": 1}},
            {"week": 40, "patience": {"set": 7}, "symbolic": {"set": False}, "safety": {"set": "none"}},
            {"week": 10, "until": 30, "patience": {"factor": 2}, "enterprise": 1},
            {"week": 12, "search": {"factor": 2}},
        ]
    )
    assert scenario.change_weeks == (10, 12, 20, 30, 40)
    assert [scenario.changes_at(week) for week in (9, 10, 12, 20, 30, 31)] == [False, True, True, True, True, False]
    assert [scenario.records(week)["patience"].tolist() for week in (9, 10, 20, 30, 40)] == [
        [2, 2], [2, 4], [3, 5], [3, 3], [7, 7],
    ]  # fmt: skip
    assert scenario.records(40)["symbolic"].tolist() == [0, 0] and scenario.records(40)["safety"].tolist() == [1, 1]
    np.testing.assert_allclose(scenario.coefficients(12)["search"], 2 * scenario.coefficients(11)["search"])
    assert scenario.coefficients().dtype == COEFFICIENT_RECORD


def test_rhythms_follow_their_formulas_and_stay_within_the_axis():
    scenario = Scenario().with_(
        push_pull={"mean": 0.5, "wave": {"period": 20, "amplitude": 0.8, "phase": 0.25}},
        volume_value={"alternate": {"period": 10, "low": 0.2, "high": 0.8}},
        selling_serving={"calendar": [[5, 0.1], [8, 0.9]]},
    )
    mixes = np.array([scenario.targets(week)[0] for week in range(21)])
    swing = 0.5 + 0.8 * np.sin(2 * np.pi * (np.arange(21) / 20 + 0.25))
    np.testing.assert_allclose(mixes[:, 0], np.clip(swing, 0, 1), atol=1e-12)
    assert mixes[:, 1].tolist() == [0.2 if week % 10 < 5 else 0.8 for week in range(21)]
    assert mixes[:, 2].tolist() == [0.1] * 8 + [0.9] * 13


def test_a_calendar_takes_the_place_of_the_chain():
    chain = Scenario()
    assert chain.forced_regime(7) == -1 and chain.start_regime is None
    dated = chain.with_(calendar=[[10, "crowded"], [20, "calm"]])
    assert [dated.forced_regime(week) for week in (0, 10, 19, 20, 500)] == [1, 1, 1, 0, 0]
    assert dated.start_regime == "crowded"
    assert dated.with_(start_regime="price_war").forced_regime(9) == 2
    assert dated.with_(calendar=None).forced_regime(10) == -1


def test_transitions_go_evenly_to_the_others_unless_said():
    plain = Scenario().transition()
    np.testing.assert_allclose(plain, (1 - np.eye(4)) / 3)
    said = Scenario().with_(transition={"calm": {"crowded": 0.5, "price_war": 0.5}}).transition()
    assert said[0].tolist() == [0, 0.5, 0.5, 0]
    np.testing.assert_allclose(said[1:], plain[1:])


def test_missions_and_renamings_come_on_their_dates():
    renamings = [{"week": 3, "crafts": 2}, {"week": 3, "crafts": 1}, {"week": 3, "crafts": 4, "enterprise": 1}]
    scenario = Scenario().with_(renamings=renamings)
    assert scenario.missions(4).tolist() == [[20, 10], [0, 0]] and scenario.missions(5).sum() == 0
    assert scenario.renamings(3).tolist() == [3, 4] and scenario.renamings(4).sum() == 0


def test_edges_are_found_beside_the_scenario_and_count_in_its_digest(tmp_path):
    (tmp_path / "links.csv").write_text("0,1\n1,2\n")
    text = '[population]\nnetwork = "edges"\nedges = "links.csv"\ncustomers = 3\n'
    scenario = Scenario.load(written(tmp_path, text))
    scenario.save(tmp_path / "again.toml")
    assert 'edges = "links.csv"' in (tmp_path / "again.toml").read_text()
    assert Scenario.load(tmp_path / "again.toml") == scenario
    (tmp_path / "links.csv").write_text("0,1\n")
    assert Scenario.load(tmp_path / "again.toml").digest != scenario.digest
    assert Scenario().edges() is None


def test_the_least_value_of_each_parameter_is_allowed():
    for key, p in REGISTRY.items():
        if math.isfinite(p.least) and not p.choices and p.unit != "switch":
            changes = {"network": "none", "sorry_below": 0, key: p.least}
            assert Scenario().with_(**changes).value(key) == p.least


@given(st.data())
@QUIET
def test_any_scenario_comes_back_from_its_file(tmp_path_factory, data):
    """Parameters anywhere in their plausible range, rhythms, rivals and texts with all sorts of characters."""
    keys = data.draw(st.lists(st.sampled_from(sorted(REGISTRY)), unique=True, max_size=8))
    changes = {key: data.draw(plausible(REGISTRY[key])) for key in keys if key not in ("network", "customers")}
    changes["title"] = {"en": data.draw(st.text(max_size=40)), "it": data.draw(st.text(max_size=40))}
    changes[data.draw(st.sampled_from(AXES))] = data.draw(rhythms)
    try:
        scenario = Scenario().with_(**changes)
    except ScenarioError:
        return
    path = tmp_path_factory.mktemp("scenario") / "it.toml"
    scenario.save(path)
    assert Scenario.load(path) == scenario


def plausible(parameter):
    """Values of a parameter within its plausible range."""
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.unit == "switch":
        return st.booleans()
    return (st.integers if parameter.whole else st.floats)(parameter.low, parameter.high)


shares = st.floats(0, 1)
weeks = st.integers(0, 500)
rhythms = shares | st.one_of(
    st.builds(lambda m, p, a: {"mean": m, "wave": {"period": p, "amplitude": a}}, shares, st.floats(1, 300), shares),
    st.builds(lambda p, low: {"alternate": {"period": p, "low": low, "high": 1}}, st.floats(1, 300), shares),
    st.sets(weeks, min_size=1).map(lambda dates: {"calendar": [[week, 0.5] for week in sorted(dates)]}),
)


# Schema and starter


def test_the_schema_knows_every_key_and_its_bounds():
    made = schema.schema()
    json.dumps(made, allow_nan=False)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for key, parameter in REGISTRY.items():
        entry = made["$defs"][f"{parameter.section.capitalize()}Table"]["properties"][key]
        assert entry["default"] == parameter.default and parameter.en in entry["description"]
        if not parameter.choices and parameter.unit != "switch":
            assert entry["type"] == ("integer" if parameter.whole else "number")
            assert entry.get("minimum", -math.inf) == parameter.least
            assert entry.get("maximum", math.inf) == parameter.most
            assert entry["x-plausible"] == [parameter.low, parameter.high]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_scenarios_obey_the_schema(name):
    validator = pytest.importorskip("jsonschema").Draft202012Validator(schema.schema())
    validator.validate(tomllib.loads(shipped()[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["mine", 'La "bottega" \\ d\'arte\n'])
def test_a_starter_loads_as_it_is_and_says_the_reference(name, tmp_path):
    path = written(tmp_path, schema.starter(name))
    assert Scenario.load(path).digest == Scenario().digest and Scenario.load(path).title["en"] == name


def test_every_section_has_its_words():
    assert set(SECTIONS) == {parameter.section for parameter in REGISTRY.values()}
