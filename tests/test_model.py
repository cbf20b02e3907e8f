"""The Mesa face: the same numbers as `simulate`, live attributes, agents that act, Mesa's own tools."""

import importlib
import subprocess
import sys

import mesa
import numpy as np
import pandas as pd
import pytest

import equilibrium as eq
from equilibrium.mechanisms import rhythm
from equilibrium.parameters import AXES
from equilibrium.state import Account, Activity

NEWER = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 4)
LIVELY = {"growth_weeks": 2, "divide_cash": float("-inf"), "divide_load": 0.4, "die_load": 0.38, "credit": float("inf")}


@pytest.fixture(scope="module")
def scenario():
    return eq.Scenario.load("storefront").with_(weeks=12, customers=1500)


@pytest.fixture
def model(scenario):
    return eq.EnterpriseModel(scenario, seed=7)


def run(model):
    while model.running:
        model.step()
    return model


# The same numbers


@pytest.mark.parametrize("name, replicate", [("storefront", 0), ("storefront", 3), ("alliance-network", 1)])
def test_stepping_gives_the_bits_of_simulate(name, replicate):
    scenario = eq.Scenario.load(name).with_(weeks=60, customers=1500, growth_weeks=4, development=0.3)
    stepped = run(eq.EnterpriseModel(scenario, seed=7, replicate=replicate)).ensemble()
    together = eq.simulate(scenario, replicates=[replicate], seed=7)
    assert stepped.weekly.identical(together.weekly)
    assert stepped.crafts.equals(together.crafts)
    assert stepped.portrait.identical(together.portrait)


def test_a_stepped_replicate_has_the_bits_it_has_among_others(scenario):
    stepped = run(eq.EnterpriseModel(scenario, seed=7, replicate=2)).ensemble().weekly
    together = eq.simulate(scenario, replicates=4, seed=7).weekly
    assert stepped.isel(replicate=0).identical(together.isel(replicate=2))


def test_what_was_stepped_so_far_is_the_beginning_of_the_whole(scenario, model):
    for _ in range(5):
        model.step()
    whole = eq.simulate(scenario, replicates=[0], seed=7).weekly
    assert model.ensemble().weekly.identical(whole.isel(week=slice(0, 5)))


def test_reading_changes_nothing(scenario, model):
    while model.running:
        for agent in model.agents:
            for name in dir(type(agent)):
                getattr(agent, name, None)
        [(customer.supplier, customer.neighbours, customer.satisfaction) for customer in model.customers[:50]]
        model.step()
    assert model.ensemble().weekly.identical(eq.simulate(scenario, replicates=[0], seed=7).weekly)


def test_cells_that_act_are_a_hook_that_acts(scenario):
    class Tired(eq.Cell):
        def step(self):
            if self.number == 1 and self.enterprise.number == 0:
                self.energy *= 0.9

    def tire(run):
        run.state.cells.energy[:, 0, 1] *= 0.9

    stepped = run(eq.EnterpriseModel(scenario, seed=7, cell_class=Tired)).ensemble()
    assert stepped.weekly.identical(eq.simulate(scenario, replicates=[0], seed=7, hooks=[tire]).weekly)
    assert not stepped.weekly.identical(eq.simulate(scenario, replicates=[0], seed=7).weekly)


def test_policy_hooks_and_indicators_pass_through_as_in_simulate(scenario):
    def outward(sight):
        return np.full_like(sight.target, 0.2) + 0.01 * sight.week

    def gift(run):
        run.state.enterprises.cash[:, 0] += 100.0

    target = eq.Figure("aim", "share", "Aim", "Mira", "last", lambda state: state.enterprises.target[..., 0].copy())
    together = {"policy": outward, "hooks": [gift], "indicators": [target]}
    stepped = run(eq.EnterpriseModel(scenario, seed=7, **together)).ensemble().weekly
    assert stepped.identical(eq.simulate(scenario, replicates=[0], seed=7, **together).weekly)
    assert "aim" in stepped


# Live attributes


def test_reading_an_attribute_reads_the_array(model):
    cells = model.state.cells
    cell = list(model.focal.cells)[2]
    cells.energy[cell.place] = 0.123
    cells.beliefs[cell.place][4] = -1
    assert cell.energy == 0.123 and cell.beliefs[4] == -1


def test_writing_an_attribute_writes_the_array(model):
    cell, customer = list(model.focal.cells)[2], model.customers[17]
    cell.energy, cell.beliefs, cell.needs = 0.25, np.ones(30), [1, 4]
    cell.beliefs[3] = 0
    cell.neighbours = [list(model.focal.cells)[5]]
    customer.satisfaction, customer.tier = 0.75, 1
    model.focal.cash, model.focal.development = -5.0, 0.2
    model.focal.parameters["patience"] = 3.0
    state = model.state
    assert state.cells.energy[cell.place] == 0.25
    assert state.cells.beliefs[cell.place].tolist() == [1, 1, 1, 0] + [1] * 26
    assert np.flatnonzero(state.cells.faces[cell.place]).tolist() == cell.needs == [1, 4]
    assert state.cells.neighbours[cell.place].tolist() == [5, -1, -1, -1]
    assert cell.neighbours == [list(model.focal.cells)[5]]
    assert state.customers.satisfaction[0, 17] == 0.75 and state.customers.tier[0, 17] == 1
    assert state.enterprises.cash[0, 0] == -5.0
    assert state.parameters["development"][0].tolist() == [0.2, 0.14] and state.parameters["patience"][0, 0] == 3.0


@pytest.mark.parametrize(
    "write, sentence",
    [
        (
            lambda m: setattr(next(iter(m.cells)), "energy", 1.5),
            "Cell.energy: 1.5 found; numbers from 0 to 1 are allowed",
        ),
        (lambda m: setattr(next(iter(m.cells)), "energy", float("nan")), "Cell.energy: nan found"),
        (lambda m: setattr(next(iter(m.cells)), "beliefs", 2), "whole numbers from -1 to 1"),
        (lambda m: setattr(m.customers[3], "tier", 0.5), "Customer.tier: 0.5 found; whole numbers from 0 to 1"),
        (lambda m: setattr(next(iter(m.cells)), "needs", [3, 99]), "needs are numbered from 0 to 9"),
        (lambda m: setattr(next(iter(m.cells)), "neighbours", list(m.cells)), "up to 4 cells of the same enterprise"),
        (lambda m: m.focal.target.update(push_pull=1.2), "push_pull: 1.2 found; a share from 0 to 1"),
    ],
)
def test_what_lies_outside_its_domain_is_refused_and_nothing_is_written(model, write, sentence):
    before = [array.copy() for array in model.state.cells]
    with pytest.raises(ValueError, match=sentence):
        write(model)
    assert all(np.array_equal(old, new) for old, new in zip(before, model.state.cells, strict=True))


def test_what_the_week_computes_can_only_be_read(model):
    with pytest.raises(AttributeError, match=r"Cell\.shared is what the week computes"):
        next(iter(model.cells)).shared = 1.0
    with pytest.raises(ValueError, match="read-only"):
        model.focal.flows[Account.WAGES] = 0.0
    model.step()  # the array itself stays writable for the week
    assert model.focal.flows[Account.WAGES] < 0.0


def test_an_axis_reads_the_position_and_says_how_to_move_it(model):
    assert model.focal.push_pull == model.state.enterprises.position[0, 0, 0]
    with pytest.raises(AttributeError, match=r'target\["push_pull"\] = 0\.3'):
        model.focal.push_pull = 0.3
    with pytest.raises(KeyError, match="nearest: push_pull"):
        model.focal.target["pull_push"] = 0.3


def test_a_target_moves_the_position_with_its_inertia(model):
    start, inertia = model.focal.push_pull, model.focal.parameters["inertia_push_pull"]
    model.focal.target["push_pull"] = 0.1
    model.step()
    assert model.focal.push_pull == start + rhythm.step_size(start, 0.1, inertia)
    assert model.focal.target == {axis: 0.1 if axis == "push_pull" else 0.5 for axis in AXES}


def test_a_position_written_is_there_at_once(model):
    model.focal.position["push_pull"] = 0.9
    assert model.focal.push_pull == 0.9


def test_crafts_know_their_need_their_kind_and_who_practises_them():
    model = run(eq.EnterpriseModel("storefront", seed=7, weeks=60, customers=1500, development=0.4, credit=1e9))
    table = model.ensemble().crafts.query("enterprise == 0")
    crafts = model.focal.crafts
    assert [craft.origin.name.lower() for craft in crafts] == table["origin"].tolist()
    assert [craft.need for craft in crafts] == table["need"].tolist()
    assert [craft.parent.number if craft.parent else -1 for craft in crafts] == table["parent"].tolist()
    assert all((craft.number in [c.number for c in cell.crafts]) for craft in crafts for cell in craft.cells)
    assert any(craft.cells for craft in crafts if craft.origin.name != "FOUNDING")


def test_allies_follow_the_partnerships(model):
    model.focal.partner = [1, 0, 1]
    assert [ally.number for ally in model.focal.allies] == [0, 2]
    assert set(model.focal.allies[0].beliefs.tolist()) <= {-1, 1}


# Agents and their sets


def test_agent_sets_select_aggregate_group_and_do(model):
    model.step()
    model.cells.do(lambda cell: setattr(cell, "energy", 0.1 * (cell.number % 3)))
    assert model.cells.agg("energy", max) == pytest.approx(0.2)
    tired = model.cells.select(lambda cell: cell.energy == 0.0)
    assert {cell.number % 3 for cell in tired} == {0}
    by_enterprise = model.cells.groupby("enterprise").agg("people", sum)
    assert by_enterprise == {firm: firm.figure("people") for firm in model.enterprises}
    model.cells.set("energy", 0.5)
    assert (model.state.cells.energy[model.state.cells.alive == 1] == 0.5).all()
    assert model.enterprises.get("name") == ["focal", "rival"]


def test_agents_follow_cells_that_divide_and_die():
    model = eq.EnterpriseModel("storefront", seed=7, weeks=80, customers=1500, **LIVELY)
    born, died, cells = set(model.cells), set(), model.cells
    while model.running:
        before = set(cells)
        model.step()
        now = {(cell.enterprise.number, cell.number) for cell in cells}
        assert now == {(e, c) for _, e, c in np.argwhere(model.state.cells.alive).tolist()}
        assert len(now) == len(cells) and set(model.agents) == {*model.enterprises, *cells}
        died |= before - set(cells)
        born |= set(cells)
    events = model.ensemble().weekly
    assert died and born - died == set(cells)
    assert not any(cell.alive for cell in died) and all(cell.alive for cell in cells)
    assert len({cell.unique_id for cell in born}) == len(born), "a slot filled again has an agent of its own"
    assert len({cell.place for cell in born}) < len(born)
    assert events["cells"].isel(week=-1).sum() == len(cells)


def test_a_removed_cell_dies_as_cells_do(model):
    cell, needs = next(iter(model.focal.cells)), {need for cell in model.focal.cells for need in cell.needs}
    for other in list(model.focal.cells)[1:]:
        other.needs = [need for need in other.needs if need != cell.needs[0]]
    cell.remove()
    assert not cell.alive and cell not in model.cells and cell not in model.agents
    assert model.state.cells.alive[cell.place] == 0
    assert {need for cell in model.focal.cells for need in cell.needs} == needs
    assert all(cell not in other.neighbours for other in model.cells)
    run(model)
    assert model.figure("cells") == 9


def test_every_living_agent_acts_once_a_week_enterprises_first(scenario):
    log = []

    class Firm(eq.Enterprise):
        def step(self):
            log.append((self.model.week, "enterprise", self.number))

    class Team(eq.Cell):
        def step(self):
            log.append((self.model.week, "cell", self.number))

    model = eq.EnterpriseModel(scenario, seed=7, enterprise_class=Firm, cell_class=Team)
    model.step()
    model.step()
    weekly = [("enterprise", 0), ("enterprise", 1)] + 2 * [("cell", c) for c in range(10)]
    assert log == [(week, *entry) for week in (1, 2) for entry in weekly]


def test_what_an_agent_writes_counts_in_the_same_week(scenario):
    class Leaver(eq.Enterprise):
        def step(self):
            if self.model.week == 2 and self.number == 0:
                for cell in self.cells:
                    cell.people = 0.0

    model = eq.EnterpriseModel(scenario, seed=7, enterprise_class=Leaver)
    model.step()
    assert model.figure("wages") > 0
    model.step()
    assert model.figure("wages") == 0 and model.figure("wages", 1) > 0


def test_a_ruined_enterprise_stays_without_cells_and_acts_no_more(scenario):
    steps = []

    class Firm(eq.Enterprise):
        def step(self):
            steps.append((self.model.week, self.number))
            if self.number == 0:
                self.cash = -1e9

    model = run(eq.EnterpriseModel(scenario, seed=7, enterprise_class=Firm))
    assert model.week == 12, "the run goes on, as in simulate"
    assert not model.focal.alive and model.focal in model.enterprises and len(model.focal.cells) == 0
    assert steps == [(1, 0)] + [(week, 1) for week in range(1, 13)]


# Customers


def test_customers_are_made_on_demand_and_are_no_registered_agents(model):
    assert len(model.customers) == 1500 and model.customers[17] == model.customers[17]
    assert model.customers[-1].number == 1499 and [c.number for c in model.customers[10:16:2]] == [10, 12, 14]
    assert len(list(model.customers)) == 1500
    assert len(model.agents) == len(model.enterprises) + len(model.cells)
    with pytest.raises(IndexError, match="there are 1500"):
        model.customers[1500]


def test_neighbours_are_neighbours_of_each_other(model):
    for customer in model.customers[:20]:
        assert customer.neighbours and all(customer in other.neighbours for other in customer.neighbours)


def test_a_customer_without_a_network_has_no_neighbours(scenario):
    assert eq.EnterpriseModel(scenario, seed=7, network="none").customers[3].neighbours == []


def test_the_customers_of_an_enterprise_are_those_it_counts(model):
    run(model)
    weight = model.focal.parameters["customer_weight"]
    assert len(model.focal.customers) * weight == model.figure("customers")
    assert all(customer.supplier is model.focal for customer in model.focal.customers)


def test_a_customer_sent_away_is_free_and_asks_no_more(model):
    run(model)
    asking = next(customer for customer in model.focal.customers if customer.request)
    asking.supplier = None
    assert asking.supplier is None and asking.request == 0
    asking.supplier = model.firms[1]
    assert model.state.customers.supplier[0, asking.number] == 1


# Mesa's own tools


def test_the_datacollector_holds_every_figure_and_the_regime(model):
    run(model)
    weekly, table = model.ensemble().weekly, model.datacollector.get_model_vars_dataframe()
    assert table["week"].tolist() == list(range(1, 13))
    for key in weekly.data_vars:
        if key != "regime":
            assert np.array_equal(table[key], weekly[key].values[0, :, 0], equal_nan=True), key
    names = weekly["regime"].attrs["names"].split(",")
    assert table["regime"].tolist() == [names[k] for k in weekly["regime"].values[0]]


def test_the_datacollector_holds_enterprises_and_cells_by_type(model):
    run(model)
    firms = model.datacollector.get_agenttype_vars_dataframe(eq.Enterprise)
    cells = model.datacollector.get_agenttype_vars_dataframe(eq.Cell)
    last = firms.xs(12, level="Step").set_index("enterprise")
    assert last.loc["rival", "profit"] == model.figure("profit", 1)
    energies = cells.xs(12, level="Step").query("enterprise == 'focal'")["energy"]
    assert sorted(energies) == sorted(model.focal.cells.get("energy"))


def batch(seed, **parameters):
    seeded = {"rng": seed} if NEWER else {}
    parameters |= {} if NEWER else {"seed": seed}
    return pd.DataFrame(mesa.batch_run(eq.EnterpriseModel, parameters, display_progress=False, **seeded))


def test_batch_run_gives_the_replicates_of_simulate(scenario):
    results = batch(7, scenario=scenario, push_pull=[0.2, 0.8], replicate=range(3))
    for mix in (0.2, 0.8):
        rows = results[results["push_pull"] == mix].drop_duplicates("RunId").sort_values("replicate")
        weekly = eq.simulate(scenario, 3, seed=7, mix={"push_pull": mix}).weekly
        assert np.array_equal(rows["cash"], weekly["cash"].values[:, -1, 0])
        assert set(rows["week"]) == {12}


def test_batch_run_without_a_seed_draws_one_for_each_run_and_says_which(scenario):
    more = {"rng": [None] * 2} if NEWER else {"iterations": 2}
    results = mesa.batch_run(eq.EnterpriseModel, {"scenario": scenario}, display_progress=False, **more)
    runs = pd.DataFrame(results).drop_duplicates("RunId")
    assert runs["seed"].nunique() == 2
    again = eq.simulate(scenario, [0], seed=int(runs["seed"].iloc[0])).weekly["cash"]
    assert runs["cash"].iloc[0] == again.values[0, -1, 0]


def test_mesa_is_imported_only_for_its_face():
    names = "eq.Scenario, eq.simulate, eq.Ensemble, eq.Figure, eq.Sight"
    code = f"import sys, equilibrium as eq; {names}; print('mesa' in sys.modules); eq.EnterpriseModel; print('mesa' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "True"]


def test_numbers_of_numpy_are_numbers(scenario):
    model = eq.EnterpriseModel(scenario, seed=np.int64(7), replicate=np.int64(1), push_pull=np.float64(0.2))
    assert model.focal.push_pull == 0.2 and model.seed == 7


def test_draws_of_ones_own_depend_on_seed_and_replicate(scenario):
    def draw(**which):
        model = eq.EnterpriseModel(scenario, **which)
        return model.random.random(), model.rng.random()

    assert draw(seed=7) == draw(seed=7, replicate=0)
    assert len({draw(seed=7), draw(seed=8), draw(seed=7, replicate=1)}) == 3


def test_a_seed_not_given_is_drawn_once_and_recorded(scenario):
    model = run(eq.EnterpriseModel(scenario))
    assert eq.EnterpriseModel(scenario).seed != model.seed
    assert eq.simulate(scenario, [0], seed=model.seed).weekly.identical(model.ensemble().weekly)


def test_the_model_takes_names_changes_and_rhythms():
    wave = {"mean": 0.5, "wave": {"period": 8, "amplitude": 0.2}}
    model = eq.EnterpriseModel("price-war", seed=1, weeks=5, customers=800, push_pull=wave, patience=3)
    assert model.run.scenario == eq.Scenario.load("price-war").with_(weeks=5, customers=800, push_pull=wave, patience=3)
    run(model)
    assert model.focal.target["push_pull"] == pytest.approx(0.5 + 0.2 * np.sin(2 * np.pi * 5 / 8))


@pytest.mark.parametrize(
    "arguments, error, sentence",
    [
        ({"pull_push": 0.3}, eq.ScenarioError, "push_pull"),
        ({"push_pull": 3}, eq.ScenarioError, "push_pull"),
        ({"scenario": "storefont"}, eq.ScenarioError, "storefront"),
        ({"seed": -1}, ValueError, "seed: -1 found; a whole number from 0"),
        ({"seed": 1.5}, ValueError, "seed: 1.5 found"),
        ({"seed": "seven"}, ValueError, "seed: 'seven' found"),
        ({"replicate": -2}, ValueError, "replicate: -2 found"),
    ],
)
def test_what_is_not_allowed_is_said_in_one_sentence(arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        eq.EnterpriseModel(**arguments)


def test_the_scenarios_last_week_ends_the_run(model):
    with pytest.raises(ValueError, match="no week has been simulated"):
        model.ensemble()
    model.run_model()
    assert not model.running and model.steps == model.week == 12
    with pytest.raises(ValueError, match="week 12 was the scenario's last"):
        model.step()
    with pytest.raises(ValueError, match="nearest: profit"):
        model.figure("profits")


def test_hours_are_indexed_by_activity(model):
    model.step()
    cell = next(iter(model.focal.cells))
    assert 0 < cell.work[Activity.SERVING] <= cell.hours.sum() == pytest.approx(3 * 36 * 0.88, rel=0.2)


def test_mesas_page_shows_the_model_and_starts_it_anew():
    solara, vuetify = pytest.importorskip("solara"), pytest.importorskip("ipyvuetify")
    visualization = importlib.import_module("mesa.visualization")
    model = eq.EnterpriseModel("storefront", seed=7, weeks=10, customers=800)
    reactive = solara.reactive(model)
    push_pull = visualization.Slider("Push / pull", 0.3, 0, 1, 0.05)
    parameters = {"scenario": "storefront", "seed": "7", "weeks": 10, "customers": 800, "push_pull": push_pull}
    plot = visualization.make_plot_component(["satisfaction", "energy"])
    page = visualization.SolaraViz(reactive, components=[plot], model_params=parameters)
    _, shown = solara.render(solara.AppLayout(children=[page]), handle_error=False)

    def click(label):
        shown.find(vuetify.Btn, children=[label]).widget.click()

    click("Step")
    assert reactive.value.week == 1
    click("Reset")
    assert reactive.value is not model and reactive.value.week == 0
    assert reactive.value.run.scenario.mix["push_pull"] == 0.3
    click("Step")
    assert reactive.value.week == 1
