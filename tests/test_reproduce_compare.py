"""Comparisons made again by the Python and the command that they print, whoever moved and whatever rivals there are."""

import json
import shlex

import pytest

import equilibrium as eq
from equilibrium.balance.contexts import in_contexts
from equilibrium.balance.objectives import objective
from equilibrium.cli import main
from equilibrium.studies.paired import compare
from equilibrium.words.reproduce_compare import as_command, as_python, contexts_as_python, files

SMALL = {"customers": 200, "customer_weight": 225.0, "weeks": 20, "missions": []}


def shipped(name="storefront", **changes):
    return eq.Scenario.load(name).with_(**SMALL, **changes)


MIX = {"push_pull": 0.2, "development": 0.2}
SIDES = {
    "its own mix and others": lambda: [shipped(), shipped().moved(**MIX), shipped().moved(substance=0.3)],
    "a mix and others": lambda: [shipped().moved(**MIX), shipped(), shipped().moved(push_pull=0.4)],
    "all move alike": lambda: [shipped(), shipped(**MIX)],
    "under assumptions": lambda: [shipped(patience=6.0), shipped(patience=6.0).moved(**MIX)],
    "two rivals": lambda: [shipped("two-rivals"), shipped("two-rivals").moved(**MIX)],
    "another scenario": lambda: [shipped(), shipped("price-war"), shipped().moved(**MIX)],
    "another scenario, as written": lambda: [shipped(), eq.Scenario.load("price-war").with_(**SMALL, needs=4)],
    "one's own": lambda: [shipped().with_(name="mine"), shipped().with_(name="mine").moved(**MIX)],
}
FIGURES = ("profit", "energy")


@pytest.fixture(scope="module", params=list(SIDES))
def sides(request):
    return SIDES[request.param]()


@pytest.fixture(scope="module")
def found(sides):
    return compare(sides, 3, 5, figures=FIGURES)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_python_that_is_printed_gives_the_same_digest(found, sides, here, capsys):
    for name, scenario in files(sides).items():
        scenario.save(name)
    exec(compile(as_python(found, sides), "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == found.receipt.digest


def test_the_command_that_is_printed_gives_the_same_digest(found, sides, here, capsys):
    command, needed = as_command(found, sides)
    for name, scenario in needed.items():
        scenario.save(name)
    program, *words = shlex.split(command)
    assert program == "equilibrium" and main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["receipt"]["digest"] == found.receipt.digest


def test_a_mix_is_said_as_a_move_and_never_as_a_list_of_rivals():
    sides = SIDES["its own mix and others"]()
    found = compare(sides, 2, 5, figures=FIGURES)
    command, needed = as_command(found, sides)
    assert not needed and "rival" not in command + as_python(found, sides)
    assert "--against push_pull=0.2 development=0.2 --against substance=0.3" in command
    assert ".moved(push_pull=0.2, development=0.2)," in as_python(found, sides)


def test_the_python_of_mixes_in_contexts_gives_the_same_digest(capsys):
    scenario, mixes = shipped(patience=6.0).moved(antenna=0.06), [{}, MIX]
    found = in_contexts(scenario, objective("profit", 20), mixes, replicates=4, seed=3)
    exec(compile(contexts_as_python(found, scenario, mixes, 3), "printed", "exec"), {})
    assert capsys.readouterr().out.strip() == found.digest
