"""What is said of a scenario that is wrong: never a traceback, always file, key, what stood there and what may."""

import math
import pickle
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from equilibrium.parameters import AXES, COEFFICIENTS, REGIMES, REGISTRY, encode
from equilibrium.scenario import Scenario, ScenarioError
from equilibrium.scenario_form import CHANGEABLE, ENDLESS, SECTIONS, Form, allowed

QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(folder, text, name="mine.toml"):
    """A scenario file with `text` (str or bytes) in `folder`."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def complaints(folder, text, name="mine.toml"):
    """Lines of the error that `text` as a scenario file leads to."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(written(folder, text, name))
    return str(caught.value).splitlines()


def test_all_errors_of_a_file_come_at_once_each_with_file_key_found_and_allowed(tmp_path):
    text = """
    patience = 3
    [service]
    patiance = 3
    patience = "3"
    care = true
    [cells]
    cells = 2.5
    people = 1e9
    [crafts]
    mature_at = nan
    [accounts]
    wage = inf
    [supply]
    safety = "much"
    [levers]
    conceptual = 0.2
    [mix]
    push_pull = { mean = 0.5, wave = { period = 0 } }
    pull_push = 1
    [regimes.calm]
    serch = 1
    [[shock]]
    week = 3
    customers = { factor = 2 }
    price_volume = { factor = 2, add = 1 }
    [[rival]]
    seekers = 0.3
    [[mission]]
    people = 3
    """
    path = tmp_path / "mine.toml"
    lines = complaints(tmp_path, text)
    assert [line.removeprefix(f"{path}: ") for line in lines] == [
        "mix.push_pull.wave.period: found 0, allowed: 1 to 5200 weeks",
        "mix.push_pull.wave.amplitude: missing; it must be said",
        "mix.pull_push: unknown key; nearest valid key: mix.push_pull",
        "levers.conceptual: unknown key here; nearest valid key: crafts.conceptual",
        f"cells.cells: found 2.5, allowed: {allowed(REGISTRY['cells'])}",
        f"cells.people: found 1000000000, allowed: {allowed(REGISTRY['people'])}",
        f"crafts.mature_at: found nan, allowed: {allowed(REGISTRY['mature_at'])}",
        'supply.safety: found "much", allowed: one of "newsvendor", "none"',
        f'service.patience: found "3", allowed: {allowed(REGISTRY["patience"])}',
        f"service.care: found true, allowed: {allowed(REGISTRY['care'])}",
        "service.patiance: unknown key; nearest valid key: service.patience",
        f"accounts.wage: found inf, allowed: {allowed(REGISTRY['wage'])}",
        "regimes.calm.serch: unknown key; nearest valid key: regimes.calm.search",
        "rival[0].seekers: cannot differ between enterprises; it is said in population.seekers",
        "shock[0].price_volume: found a table, allowed: exactly one of factor, add, set",
        "shock[0].customers: cannot change during a run: it shapes the start",
        "mission[0].week: missing; it must be said",
        "mission[0].insights: missing; it must be said",
        "patience: unknown key here; nearest valid key: service.patience",
    ]


def test_single_values_and_what_lies_between_them_are_reported_together(tmp_path):
    lines = complaints(tmp_path, "[service]\npatience = -1\n[context]\nneeds = 64\nfacts = 64\n")
    assert [line.split(": ")[1] for line in lines] == ["service.patience", "context.facts"]


@pytest.mark.parametrize(
    "text, key, part",
    [
        ("[crafts]\nconceptual = 0.8\nmethod = 0.3", "crafts.conceptual", "conceptual + method = 1.1"),
        ("[levers]\ndevelopment = 0.9\nantenna = 0.2", "levers.development", "at most 0.95"),
        ("[[rival]]\nmethod = 0.6", "crafts.conceptual", "for rival"),
        ("[loyal]\nstart_share = 0.6", "loyal.start_share", "found 1.2"),
        ("[talk]\nsorry_below = 0.9", "talk.sorry_below", "glad_above = 0.65"),
        ("[context]\nneeds = 40\nfacts = 13", "context.facts", "at most 512"),
        ("[population]\ncustomers = 8", "population.degree", "fewer than the customers"),
        ("[population]\ncustomers = 100_000_000\ndegree = 1000", "population.customers", "64 GB"),
        ("[mix]\npush_pull = { alternate = { period = 9, low = 0.6, high = 0.5 } }", "mix.push_pull", "low at most"),
        ("[mix]\npush_pull = { calendar = [[9, 0.5], [9, 0.6]] }", "mix.push_pull", "dates that rise"),
        ("[mix]\npush_pull = { mean = 0.5, calendar = [[9, 0.5]] }", "mix.push_pull", "found a table"),
        ('[context]\ncalendar = [[9, "calm"], [3, "calm"]]', "context.calendar", "dates that rise"),
        ('[context]\ncalendar = [[0, "clam"]]', "context.calendar[0]", "nearest valid name: calm"),
        ('[context]\nstart_regime = "clam"', "context.start_regime", "nearest valid name: calm"),
        ("[context.transition]\ncalm = { crowded = 0.7 }", "context.transition.calm", "sum to 0.7"),
        ("[context.transition]\nclam = { crowded = 1 }", "context.transition.clam", "nearest valid name: calm"),
        ("[regimes]\ncalm = false", "regimes.calm", "no such regime"),
        ("[regimes]", "regimes", "at least one"),
        ("[[rival]]\nname = 'a'\n[[rival]]\nname = 'a'", "rival[1].name", "a name of its own"),
        ("[[rival]]\nname = 'focal'", "rival[0].name", "a name of its own"),
        ("[[rival]]\n" * 8, "rival", "at most 7"),
        ("[[mission]]\nweek = 1\npeople = 1\ninsights = 1\nenterprise = 'rivall'", "mission[0].enterprise", ": rival"),
        ("[[renaming]]\nweek = 1\ncrafts = 1\nenterprise = 9", "renaming[0].enterprise", "found 9"),
        ("[[mission]]\nweek = 1\npeople = 1\ninsights = 1\n" * 2, "mission[1].week", "one mission a week"),
        ("[[shock]]\nweek = 9\nuntil = 9\npatience = { add = 1 }", "shock[0].until", "a week after 9"),
        ("[[shock]]\nweek = 9", "shock[0]", "at least one"),
        ("[[shock]]\nweek = 9\nenterprise = 0\nsearch = { add = 1 }", "shock[0].search", "without"),
        ("[[shock]]\nweek = 9\ncare = { factor = 100 }", "shock[0].care", "found 1.5 in week 9"),
        ("[[shock]]\nweek = 9\nlead = { factor = 1.3 }", "shock[0].lead", "found 2.6"),
        ("[[shock]]\nweek = 9\nmethod = { set = 0.6 }", "crafts.conceptual", "in week 9"),
        ("[[shock]]\nweek = 9\nprice_volume = { set = inf }", "shock[0].price_volume.set", "found inf"),
        ("[[shock]]\nweek = 9\nprice_sensitivity = { factor = 2 }", "shock[0].price_sensitivity", "coefficient price"),
        ('[population]\nnetwork = "edges"', "population.edges", "missing"),
        ('[population]\nnetwork = "edges"\nedges = "none.csv"', "population.edges", "a file that exists"),
        ('title = "Mine"', "title", "found \"Mine\", allowed: a table"),
        ("rival = 3", "rival", "allowed: an array"),
        ("[time]\nweeks = 1979-05-27", "time.weeks", "found a date"),
        (f"[time]\nweeks = 0x{'f' * 9999}", "time.weeks", "some 12040 digits"),
        ('extends = "prise-war"', "extends", "nearest shipped scenario: price-war"),
        ('extends = "mine.toml"', "extends", "loop"),
        ('extends = "."', "extends", "found a folder"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(tmp_path, text, key, part):
    lines = complaints(tmp_path, text)
    assert any(line.startswith(f"{tmp_path / 'mine.toml'}: {key}: ") and part in line for line in lines), lines


@pytest.mark.parametrize(
    "content, part",
    [
        (b"[service]\npatience = \n", "line 2"),
        (b"a = 1\na = 2\n", "not valid TOML"),
        (b"# caff\xe8\n", "not UTF-8 in line 1"),
        ("[service]".encode("utf-16"), "not UTF-8"),
        (b"\x00", "not valid TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a" + b".a" * 400_000 + b" = 1", "nested too deeply"),
        (b"a = " + b"9" * 9999, "not valid TOML"),
        (b"#" * 1_000_001, "1.0 MB, allowed: at most 1 MB"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_one_line(tmp_path, content, part):
    (line,) = complaints(tmp_path, content)
    assert line.startswith(str(tmp_path / "mine.toml")) and part in line


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm(tmp_path):
    path = written(tmp_path, "\ufeff[service]\r\npatience = 3\r\n")
    assert Scenario.load(path).value("patience") == 3


@pytest.mark.parametrize("source", ["storefrunt", "no/such.toml", "", ".", "\0", "x" * 5000, "/no/storefront.toml"])
def test_what_cannot_be_found_is_said_with_what_ships(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="storefront"):
        Scenario.load(source)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device")
def test_a_device_is_no_file():
    with pytest.raises(ScenarioError, match="device"):
        Scenario.load("/dev/zero")


def test_errors_in_what_is_extended_name_that_file(tmp_path):
    written(tmp_path, "[service]\npatience = -1", "base.toml")
    lines = complaints(tmp_path, 'extends = "base.toml"\n[service]\ncare = 9')
    assert lines[0].startswith(f"{tmp_path / 'mine.toml'}: service.care")
    assert lines[1].startswith(f"{tmp_path / 'base.toml'}: service.patience")


def test_a_circle_of_files_is_refused(tmp_path):
    written(tmp_path, 'extends = "b.toml"', "a.toml")
    assert "loop" in complaints(tmp_path, 'extends = "a.toml"', "b.toml")[0]


def test_the_same_rules_hold_for_with(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        dotted = {"service.carre": 1, "a.b": 2}
        Scenario().with_(patiance=3, care=True, push_pull="high", rivals=3, regimes=None, **dotted)
    assert len(caught.value.problems) == 7
    assert "patiance: unknown key; nearest valid key: patience" in str(caught.value)
    with pytest.raises(ScenarioError, match="cannot be written"):
        Scenario().save(tmp_path / "no" / "folder.toml")


def test_an_error_survives_pickling():
    with pytest.raises(ScenarioError) as caught:
        Scenario().with_(patiance=3)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and again.problems == caught.value.problems


def test_infinity_is_allowed_only_where_it_means_never_or_without_limit():
    for key in ENDLESS:
        assert math.isinf(Scenario().with_(**{key: math.inf}).records()[key][0])
    for key in ("price_volume", "wage", "customer_weight"):
        with pytest.raises(ScenarioError):
            Scenario().with_(**{key: math.inf})


shares = st.floats(0, 1)
weeks = st.integers(0, 500)
rhythms = shares | st.one_of(
    st.builds(lambda m, p, a: {"mean": m, "wave": {"period": p, "amplitude": a}}, shares, st.floats(1, 300), shares),
    st.builds(lambda p, low: {"alternate": {"period": p, "low": low, "high": 1}}, st.floats(1, 300), shares),
    st.sets(weeks, min_size=1).map(lambda dates: {"calendar": [[week, 0.5] for week in sorted(dates)]}),
)
texts = st.text(string.ascii_letters + "_-.é\n\0\"' ", max_size=12)
numbers = st.integers(-(10**30), 10**30) | st.floats() | st.integers(0, 300) | shares
names = st.sampled_from([
    *REGISTRY, *AXES, *COEFFICIENTS, *SECTIONS, *Form.model_fields, *REGIMES, "week", "until", "enterprise", "name",
    "mean", "wave", "calendar", "alternate", "period", "set", "factor", "people",
])  # fmt: skip
values = st.recursive(
    numbers | texts | st.booleans() | st.dates() | names | rhythms,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | texts, inner, max_size=4),
    max_leaves=12,
)
ways = st.dictionaries(st.sampled_from(["factor", "add", "set"]), numbers | shares, min_size=1, max_size=1)
changes = st.dictionaries(st.sampled_from(sorted(CHANGEABLE)), ways, min_size=1, max_size=2)
documents = st.dictionaries(names | texts, values, max_size=6) | st.fixed_dictionaries(
    {},
    optional={
        "mix": st.dictionaries(st.sampled_from(AXES), rhythms | values),
        "context": st.dictionaries(st.sampled_from(["needs", "calendar", "transition", "start_regime"]), values),
        "service": st.dictionaries(names, numbers, max_size=3),
        "regimes": st.dictionaries(texts | names, values | st.just(False) | st.just({}), max_size=3),
        "rival": st.lists(st.dictionaries(names, values, max_size=3), max_size=3),
        "shock": st.lists(changes.map(lambda change: {"week": 5, **change}), max_size=3),
        "mission": values,
        "extends": names,
    },
)


@given(documents)
@settings(QUIET, max_examples=400)
def test_whatever_the_tables_hold_there_is_a_scenario_or_an_error_that_names_it(document):
    try:
        scenario = Scenario(document)
    except ScenarioError as error:
        assert all(line for line in str(error).splitlines())
        assert len(str(error).splitlines()) == min(len(error.problems), 101)
        return
    for week in (0, 1, 5, 300):
        assert np.isfinite(scenario.targets(week)).all()
        for key, parameter in REGISTRY.items():
            row = scenario.records(week)[key]
            assert ((parameter.least <= row) & (row <= parameter.most)).all()
        assert scenario.coefficients(week).size == len(scenario.regime_names) and scenario.missions(week).size
    np.testing.assert_allclose(scenario.transition().sum(1), 1)
    assert encode(REGISTRY["network"], scenario.choice("network")) == scenario.records()["network"][0]


@given(st.binary(max_size=60) | st.text(string.printable, max_size=99) | st.lists(names | texts).map(" = [".join))
@example("[[[[")
@example("[mix]\npush_pull.mean.mean = 1")
@example('extends = "\\u0000"')
@settings(QUIET, max_examples=400)
def test_whatever_a_file_holds_there_is_a_scenario_or_an_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "it.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(Scenario.load(path), Scenario)
    except ScenarioError as error:
        assert str(path) in str(error)
