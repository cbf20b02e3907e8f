"""EnterpriseModel: the Mesa face over the same State and the same week as `simulate`.

A step is `simulation.step`, with the agents' own `step` as its last hook; so stepping gives the numbers of
`simulate(scenario, replicates=[replicate], seed=seed)`, bit for bit, until an agent changes something.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from mesa import DataCollector, Model
from mesa.agent import AgentSet

from equilibrium import simulation
from equilibrium.agents import Cell, Customer, Enterprise, Population
from equilibrium.ensemble import Ensemble, Recorder
from equilibrium.figures import Figure
from equilibrium.scenario import Scenario
from equilibrium.scenario_errors import nearest
from equilibrium.simulation import Hook, Policy, Run
from equilibrium.state import State

__all__ = ["Cell", "Customer", "Enterprise", "EnterpriseModel"]

CELL_REPORTERS = ("number", "people", "energy", "load", "hangar")


class EnterpriseModel(Model):
    """A scenario as a Mesa model: one replicate, stepped week by week.

    Parameters
    ----------
    scenario : a `Scenario`, a file, or a shipped scenario's name
    seed : whole number >= 0; None is drawn once and recorded as `model.seed`
    replicate : which of the seed's futures: number k has the bits of replicate k of `simulate`
    policy, hooks, indicators : as in `simulate`
    cell_class, enterprise_class : subclasses whose `step` acts before each compiled week
    kwargs : changes of the scenario, as in `Scenario.moved`: the focal enterprise's axes and levers, any parameter, `weeks`

    Attributes
    ----------
    enterprises, cells : AgentSets; `cells` follows as cells divide and die
    focal : the enterprise in whose place the manager sits
    customers : a population whose members are made on demand
    datacollector : every figure of the focal enterprise and the regime each week; `Enterprise` and `Cell` by type
    state : the arrays all of them read and write
    run : the run under way; `run.scenario` is what is simulated
    running : False once the scenario's last week is over. Ruin does not end it, as it does not end `simulate`

    Raises
    ------
    ScenarioError, ValueError : for what is not allowed, in one sentence
    """

    # Mesa 3.5 has an experimental `scenario` of its own, which its Solara page hands back on reset: keep that slot empty.
    scenario = None

    # The last argument must be called kwargs: Mesa's Solara page refuses sliders for anything else.
    def __init__(
        self, scenario: Scenario | str | os.PathLike = "storefront", *, seed: int | None = None, replicate: int = 0,
        policy: Policy | None = None, hooks: Sequence[Hook] = (), indicators: Sequence[Figure] = (),
        cell_class: type[Cell] = Cell, enterprise_class: type[Enterprise] = Enterprise, **kwargs: Any,
    ) -> None:  # fmt: skip
        chosen = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        chosen = chosen.moved(**kwargs) if kwargs else chosen
        self.seed = int.from_bytes(os.urandom(4), "little") if seed is None else _whole("seed", seed)
        self.replicate = _whole("replicate", replicate)
        super().__init__(rng=[self.seed, self.replicate])
        self.scenario = None
        self.horizon = int(chosen.value("weeks"))
        self.cell_class = cell_class
        self.run: Run = simulation.begin(chosen, self.seed, [self.replicate], policy=policy,
                                         hooks=(*hooks, lambda run: self.act()), indicators=indicators)  # fmt: skip
        self.firms = [enterprise_class(self, number) for number in range(self.state.shape["enterprise"])]
        self.enterprises = AgentSet(self.firms, random=self.random)
        self.cells = AgentSet([], random=self.random)
        self.living: dict[tuple[int, int], Cell] = {}
        self._follow()
        kinds = ((type(self), EnterpriseModel), (cell_class, Cell), (enterprise_class, Enterprise))
        agents = [kind for kind, ours in kinds if kind is not ours]
        self._made_with = (
            *simulation.made_with(policy, hooks, indicators),
            *(f"agents: {simulation.name_of(kind)}" for kind in agents),
        )
        self._recorder = Recorder(self.state, self.horizon, indicators)
        self._recorder.draw_portrait(self.state, 0)
        self._recorded = 0
        keys = list(self._recorder.figures)
        self.datacollector = DataCollector(
            model_reporters={"seed": "seed", "replicate": "replicate", "week": "week", "regime": "regime"}
            | {key: partial(EnterpriseModel.figure, key=key) for key in keys},
            agenttype_reporters={
                Enterprise: {"enterprise": "name"} | {key: partial(Enterprise.figure, key=key) for key in keys},
                Cell: {"enterprise": _employer} | {name: name for name in CELL_REPORTERS},
            },
        )

    def step(self) -> None:
        """One week: targets, policy and hooks, the agents' own steps, then the compiled week."""
        if self.week >= self.horizon:
            raise ValueError(f"week {self.horizon} was the scenario's last; weeks=... asks for more")
        simulation.step(self.run)
        self._recorder.record(self.state, self.week)
        self._recorded = self.week
        self._follow()
        self.datacollector.collect(self)
        self.running = self.week < self.horizon

    def act(self) -> None:
        """Let the agents act: enterprises in business, then cells, each in order. Override it for another order."""
        self.enterprises.select(lambda enterprise: enterprise.alive).do("step")
        self.cells.do("step")

    def _follow(self) -> None:
        """Remove the agents of cells that died, create those of cells that were born."""
        alive = self.state.cells.alive[0]
        for cell in [cell for place, cell in self.living.items() if not alive[place]]:
            cell.remove()
        for e, c in np.argwhere(alive).tolist():
            if (e, c) not in self.living:
                self.living[e, c] = self.cell_class(self, self.firms[e], c)
                self.cells.add(self.living[e, c])

    @property
    def state(self) -> State:
        """The arrays, live; this model is replicate 0 of them."""
        return self.run.state

    @property
    def week(self) -> int:
        """Weeks begun so far."""
        return self.run.week

    @property
    def regime(self) -> str:
        """Name of the regime in force, which no manager sees."""
        return self.run.scenario.regime_names[int(self.state.context.regime[0])]

    @property
    def focal(self) -> Enterprise:
        """Enterprise 0."""
        return self.firms[0]

    @property
    def customers(self) -> Population:
        """All customers."""
        return Population(self, range(self.state.shape["customer"]))

    def figure(self, key: str, enterprise: int = 0) -> float:
        """Last week's value of a figure or indicator; not a number where there is nothing to say."""
        figures = self._recorder.figures
        if key not in figures:
            near = nearest(key, figures)
            raise ValueError(f"{key}: no figure" + (f"; nearest: {near}" if near else ""))
        if self._recorded == 0:
            return float(figures[key].measure(self.state)[0, enterprise])
        return float(self._recorder.values[key][self._recorded - 1, 0, enterprise])

    def ensemble(self) -> Ensemble:
        """What was stepped so far, as `simulate` gives it (after the last week: the same)."""
        if self.week == 0:
            raise ValueError("no week has been simulated yet")
        stopped = (f"stopped after week {self.week}",) if self.week < self.horizon else ()
        own = self._made_with + stopped
        whole = self._recorder.ensemble(self.run.scenario, self.state, simulation.versions(), own)
        return replace(whole, weekly=whole.weekly.isel(week=slice(0, self.week)))


def _employer(cell: Cell) -> str:
    return cell.enterprise.name


def _whole(name: str, value: Any) -> int:
    """`value` as a whole number >= 0; text counts, since a page's input field gives text."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if not 0 <= number < 2**63 or (isinstance(value, float) and number != value):
        raise ValueError(f"{name}: {value!r} found; a whole number from 0 to 2**63 - 1 is allowed")
    return number
