"""One future cell by cell is the ensemble's own future, and its births, spells and crafts are those of the run."""

import base64
import json

import numpy as np
import pytest

import equilibrium as eq
from equilibrium import tissue
from equilibrium.balance.trials import thinned
from equilibrium.figures import FIGURES
from equilibrium.scenario import Scenario
from equilibrium.simulation import begin, step
from equilibrium.state import Event

SEED, REPLICATE, WEEKS = 7, 1, 104


@pytest.fixture(scope="module")
def scenario():
    """A market in which many cells divide and many die."""
    lively = {"growth_weeks": 4, "divide_load": 0.6, "die_load": 0.4, "divide_cash": 1.0, "weeks": WEEKS}
    return thinned(Scenario.load("storefront"), 500).with_(**lively)


@pytest.fixture(scope="module")
def future(scenario):
    return tissue.record(scenario, SEED, REPLICATE)


@pytest.fixture(scope="module")
def weeks(scenario):
    """What holds of the same future's cells after each week, taken from a run of its own: {name: (week + 1, ...)}."""
    run = begin(scenario, SEED, [REPLICATE], threads=1)
    rows = []
    for week in range(WEEKS + 1):
        if week:
            step(run)
        cells, events = run.state.cells, run.state.enterprises.events
        rows.append({
            "alive": cells.alive[0, 0] > 0, "energy": cells.energy[0, 0], "load": cells.load[0, 0],
            "people": cells.people[0, 0], "faces": cells.faces[0, 0] > 0, "neighbours": cells.neighbours[0, 0],
            "divided": events[0, 0, Event.DIVIDED], "died": events[0, 0, Event.DIED],
        })  # fmt: skip
        rows[-1] = {key: np.array(value, copy=True) for key, value in rows[-1].items()}
    return {key: np.stack([row[key] for row in rows]) for key in rows[0]}


def holding(table, week):
    """Rows of a table of spells that hold after `week`."""
    return table[(table["first"] <= week) & (week <= table["last"])]


@pytest.mark.parametrize("replicate", [0, 3])
def test_the_recorded_future_is_the_ensembles_bit_for_bit(scenario, replicate):
    found = tissue.record(scenario, SEED, replicate)
    among = eq.simulate(scenario, replicates=4, seed=SEED)
    for key in FIGURES:
        told = among.weekly[key].to_numpy()[replicate, :, 0]
        assert np.array_equal(found.figures[key], told, equal_nan=True), key
    assert np.array_equal(found.regime, among.weekly["regime"].to_numpy()[replicate])


def test_a_rival_is_recorded_as_itself():
    two = thinned(Scenario.load("two-rivals"), 300).with_(weeks=30)
    rival, among = tissue.record(two, SEED, 0, enterprise=1), eq.simulate(two, replicates=1, seed=SEED)
    assert np.array_equal(rival.figures["customers"], among.weekly["customers"].to_numpy()[0, :, 1])
    assert rival.own[-1].sum() == pytest.approx(rival.figures["customers"][-1])


def test_crafts_are_those_of_the_ensemble(scenario):
    found, among = tissue.record(scenario, SEED, 0), eq.simulate(scenario, replicates=1, seed=SEED)
    mine = among.crafts[among.crafts["enterprise"] == 0].reset_index(drop=True)
    for column in ("need", "family", "origin", "born", "parent", "matured", "found_week"):
        assert found.crafts[column].astype(str).equals(mine[column].astype(str)), column
    assert np.array_equal(found.serving, among.portrait["serving"].to_numpy()[:, 0])


def test_births_less_deaths_are_the_cells_that_live(future, weeks):
    lives, after = future.lives, np.arange(WEEKS + 1)[:, None]
    born, died = lives["born"].to_numpy(), lives["died"].to_numpy()
    living = ((born <= after) & ((died < 0) | (after < died))).sum(1)
    assert np.array_equal(living, weeks["alive"].sum(1))
    assert np.array_equal(living[1:], future.figures["cells"])
    assert (born > 0).sum() >= 3 and (died >= 0).sum() >= 3  # else this test would say little
    for when, event in ((born[born > 0], "divided"), (died[died >= 0], "died")):
        assert np.array_equal(np.bincount(when, minlength=WEEKS + 1)[1:], weeks[event][1:])


def test_energy_and_load_are_those_of_the_run_where_a_cell_lives(future, weeks):
    assert np.array_equal(future.alive, weeks["alive"])
    for key in ("energy", "load"):
        assert np.array_equal(getattr(future, key), np.where(weeks["alive"], weeks[key], 0.0))
    assert future.own[1:].sum(1) == pytest.approx(future.figures["customers"])


def test_what_each_cell_faces_and_its_neighbours_are_those_of_every_week(future, weeks):
    lives = future.lives
    for week in range(WEEKS + 1):
        place = lives["cell"].to_numpy()
        faced = {(place[life], need) for life, need in holding(future.faces, week)[["life", "need"]].to_numpy()}
        alive = weeks["alive"][week]
        assert faced == set(zip(*np.nonzero(weeks["faces"][week] & alive[:, None]), strict=True)), week
        linked = {(place[a], place[b]) for a, b in holding(future.links, week)[["life", "other"]].to_numpy()}
        near = weeks["neighbours"][week]
        assert linked == {(c, o) for c in np.flatnonzero(alive) for o in near[c] if o >= 0 and alive[o]}, week


def test_a_daughter_begins_with_her_mothers_energy_and_as_her_neighbour(future):
    lives = future.lives
    daughters = lives[lives["born"] > 0]
    for number, life in daughters.iterrows():
        mother, week = lives.loc[life["mother"]], int(life["born"])
        assert mother["born"] < week and (mother["died"] < 0 or mother["died"] > week)
        assert future.energy[week, int(life["cell"])] == future.energy[week, int(mother["cell"])]
        linked = holding(future.links, week)
        assert {(number, life["mother"]), (life["mother"], number)} <= set(
            map(tuple, linked[["life", "other"]].to_numpy())
        )
    assert (lives[lives["born"] == 0]["mother"] == -1).all()


def test_families_of_crafts_hold_together(future):
    crafts = future.crafts
    for number, craft in crafts.iterrows():
        if craft["parent"] >= 0:
            parent = crafts.loc[craft["parent"]]
            assert craft["parent"] < number and parent["need"] == craft["need"] and parent["born"] <= craft["born"]
        assert (craft["ripened"] >= craft["born"]) if craft["matured"] else craft["ripened"] == -1
    for need in range(future.serving.shape[1]):
        served = future.serving[:, need]
        assert (crafts["need"].to_numpy()[served[served >= 0]] == need).all()
        week = np.flatnonzero(served >= 0)
        assert (crafts["born"].to_numpy()[served[week]] <= week).all()  # none serves before it is there


def test_ruin_ends_every_life():
    poor = thinned(Scenario.load("storefront"), 200).with_(credit=0.0, wage=500.0, weeks=26)
    found = tissue.record(poor, SEED)
    assert not found.alive[-1].any() and (found.lives["died"] > 0).all()
    assert (found.energy[-1] == 0).all() and not len(holding(found.faces, 26))


def test_the_packed_future_is_plain_small_and_unpacks_to_what_it_was(future):
    sent = json.loads(json.dumps(tissue.packed(future), allow_nan=False))
    assert len(json.dumps(sent)) < 60_000
    steps = np.frombuffer(base64.b64decode(sent["energy"]), np.uint8).reshape(WEEKS + 1, sent["cells"])
    energy = np.cumsum(steps, axis=0, dtype=np.uint8) / 255
    assert np.abs(energy - future.energy).max() <= 0.5 / 255 + 1e-12
    serving = np.frombuffer(base64.b64decode(sent["serving"]), "<i2").reshape(future.serving.shape)
    assert np.array_equal(serving, future.serving)
    assert sent["lives"]["born"] == future.lives["born"].tolist()


@pytest.mark.parametrize(("replicate", "enterprise"), [(-1, 0), (0, 99), (0, -1)])
def test_a_future_or_enterprise_that_is_not_there_is_refused_in_a_sentence(scenario, replicate, enterprise):
    with pytest.raises(ValueError, match="numbered from 0"):
        tissue.record(scenario, SEED, replicate, enterprise)
