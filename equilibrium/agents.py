"""The state seen as Mesa agents: enterprises, cells and customers whose attributes are entries of the arrays.

Nothing is copied. Reading an attribute reads the array the compiled week reads; writing one writes it.
"""

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

import numpy as np
from mesa import Agent
from mesa.agent import AgentSet

from equilibrium.mechanisms import growth
from equilibrium.parameters import AXES
from equilibrium.scenario_errors import nearest
from equilibrium.state import Family, Origin

if TYPE_CHECKING:
    from equilibrium.model import EnterpriseModel

Value = TypeVar("Value")
INF = float("inf")


class Entry(Generic[Value]):
    """An attribute that is one entry of an array of the state: a number, or a live row of numbers.

    `table` is the state's group of arrays, `field` the array in it (by default the attribute's own name). What is
    written must lie from `least` to `most`; a `result` is what a week computes, and is read only.
    """

    def __init__(
        self, table: str, kind: Callable[[Any], Value], says: str, least: float = -INF, most: float = INF, *,
        field: str = "", result: bool = False,
    ) -> None:  # fmt: skip
        self.table, self.kind, self.field, self.result = table, kind, field, result
        self.least, self.most = least, most
        self.__doc__ = says

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"{owner.__name__}.{name}"
        self.field = self.field or name

    def _array(self, agent: Any) -> np.ndarray:
        group = getattr(agent.model.state, self.table)
        return group[self.field] if isinstance(group, np.ndarray) else getattr(group, self.field)

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: object, owner: type) -> Value: ...
    def __get__(self, agent: Any, owner: type) -> Any:
        if agent is None:
            return self
        value = self._array(agent)[agent.place]
        if self.result and isinstance(value, np.ndarray):
            value.flags.writeable = False
        return self.kind(value)

    def __set__(self, agent: Any, value: Any) -> None:
        if self.result:
            raise AttributeError(f"{self.name} is what the week computes; it can be read only")
        array, given = self._array(agent), np.asarray(value)
        allowed = (given >= self.least) & (given <= self.most)
        if array.dtype.kind in "iu":
            allowed &= given == np.round(given)
        if not np.all(allowed):
            what = "whole numbers" if array.dtype.kind in "iu" else "numbers"
            raise ValueError(f"{self.name}: {value} found; {what} from {self.least:g} to {self.most:g} are allowed")
        array[agent.place] = value


def row(values: np.ndarray) -> np.ndarray:
    """A row of numbers is given as it is: a view, so that writing one of them writes the array."""
    return values


class Axes(MutableMapping[str, float]):
    """A row of the state by axis: `target["push_pull"] = 0.3` writes it."""

    def __init__(self, values: np.ndarray) -> None:
        self.values_by_axis = values

    def __getitem__(self, axis: str) -> float:
        return float(self.values_by_axis[self._index(axis)])

    def __setitem__(self, axis: str, share: float) -> None:
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"{axis}: {share} found; a share from 0 to 1 is allowed")
        self.values_by_axis[self._index(axis)] = share

    def __delitem__(self, axis: str) -> None:
        raise TypeError("an enterprise has a place on every axis; none can be taken away")

    def __iter__(self) -> Iterator[str]:
        return iter(AXES)

    def __len__(self) -> int:
        return len(AXES)

    def __repr__(self) -> str:
        return repr(dict(self))

    @staticmethod
    def _index(axis: str) -> int:
        if axis not in AXES:
            near = nearest(axis, AXES)
            raise KeyError(f"{axis}: no axis; " + (f"nearest: {near}" if near else f"axes are {', '.join(AXES)}"))
        return AXES.index(axis)


class Standing:
    """Where an enterprise stands on one axis, in [0, 1]. Read only: it goes where its target is, with inertia."""

    def __init__(self, says: str) -> None:
        self.__doc__ = f"Position in [0, 1]: {says}."

    def __set_name__(self, owner: type, name: str) -> None:
        self.axis = name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: object, owner: type) -> float: ...
    def __get__(self, agent: Any, owner: type) -> Any:
        return self if agent is None else agent.position[self.axis]

    def __set__(self, agent: Any, share: float) -> None:
        raise AttributeError(
            f'{self.axis} is where the enterprise stands; say where it shall go with target["{self.axis}"] = {share}'
        )


class Enterprise(Agent):
    """An enterprise; number 0 is the focal one. Subclass it and define `step` to act before each compiled week.

    It stays in `model.enterprises` when ruined (`alive` is False, and `step` is no longer called).
    """

    alive = Entry("enterprises", bool, "Still in business.", result=True)
    cash = Entry("enterprises", float, "EUR.")
    goodwill = Entry("enterprises", float, "100 hours: the stock that attracts seekers.", 0)
    credibility = Entry("enterprises", float, "Share in [0, 1]: how far its messages are believed outside.", 0, 1)
    trust = Entry("enterprises", float, "Share in [0, 1]: how far its announcements are believed inside.", 0, 1)
    uniqueness = Entry(
        "enterprises", float, "Share in [0, 1]: own content right where others have it not.", result=True
    )
    coherence = Entry("enterprises", row, "(need,) in [0, 1]: match of what it does with reality.", result=True)
    conceptual = Entry("enterprises", row, "(need,) in [0, 1]: level of conceptual crafts.", result=True)
    method = Entry("enterprises", float, "In [0, 1]: level of method crafts.", result=True)
    code = Entry("enterprises", row, "(fact,) of -1, 0, 1: the enterprise's code.", -1, 1)
    evidence = Entry("enterprises", row, "(fact,): signed weight of its insight cards.")
    requests = Entry("enterprises", row, "(need,) customers whose request is open.", result=True)
    load = Entry("enterprises", float, "Requests over capacity, last week.", result=True)
    stock = Entry("enterprises", float, "Units.", 0)
    price = Entry("enterprises", row, "(tier,) EUR: volume, value. A dated shock sets it anew.", 0)
    experience = Entry("enterprises", float, "Units made so far.", 0)
    hours = Entry("enterprises", row, "(activity,) paid hours of last week, indexed by `state.Activity`.", result=True)
    flows = Entry("enterprises", row, "(account,) EUR of last week, indexed by `state.Account`.", result=True)
    events = Entry("enterprises", row, "(event,) of last week, indexed by `state.Event`.", result=True)
    counts = Entry("enterprises", row, "(count,) simulated customers, indexed by `state.Count`.", result=True)
    partner = Entry("allies", row, "(ally,) of 0, 1: with whom it is allied.", 0, 1)
    development = Entry("parameters", float, "Share of hours given to renewal.", 0, 0.9)
    antenna = Entry("parameters", float, "Share of hours given to market missions.", 0, 0.5)
    substance = Entry("parameters", float, "Share of renewal that is real work, not relabelling.", 0, 1)
    push_pull = Standing("0 push, 1 pull")
    volume_value = Standing("0 volume, 1 value")
    selling_serving = Standing("0 selling, 1 serving")
    organization_organism = Standing("0 organisation, 1 organism")
    indie_weconomy = Standing("0 indie, 1 weconomy")

    def __init__(self, model: "EnterpriseModel", number: int) -> None:
        super().__init__(model)
        self.number = number
        self.place = (0, number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number} {self.name}>"

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.run.scenario.enterprise_names[self.number]

    @property
    def target(self) -> Axes:
        """Where it shall go, by axis. Stays until the scenario's own rhythm, or the model's policy, moves it."""
        return Axes(self.model.state.enterprises.target[self.place])

    @target.setter
    def target(self, shares: MutableMapping[str, float]) -> None:
        self.target.update(shares)

    @property
    def position(self) -> Axes:
        """Where it stands, by axis. Writing puts it there at once, without inertia and cost."""
        return Axes(self.model.state.enterprises.position[self.place])

    @property
    def parameters(self) -> np.void:
        """Its parameters, live: `parameters["patience"] = 3`. Those of the world are read from enterprise 0."""
        return self.model.state.parameters[self.place]

    @property
    def cells(self) -> AgentSet:
        """Its living cells."""
        return self.model.cells.select(lambda cell: cell.enterprise is self)

    @property
    def crafts(self) -> list["Craft"]:
        """Its crafts; past 256 a new one takes the place of one out of use (`ensemble().crafts` tells them all)."""
        crafts = self.model.state.crafts
        known = min(int(crafts.count[self.place]), crafts.need.shape[2])
        return [Craft(self, number) for number in range(known)]

    @property
    def allies(self) -> list["Ally"]:
        """The partners it is allied with."""
        return [Ally(self.model, int(number)) for number in np.flatnonzero(self.partner)]

    @property
    def customers(self) -> "Population":
        """Its customers."""
        suppliers = self.model.state.customers.supplier[0]
        return Population(self.model, np.flatnonzero(suppliers == self.number))

    def figure(self, key: str) -> float:
        """Last week's value of a figure or indicator, e.g. "profit"."""
        return self.model.figure(key, self.number)


class Cell(Agent):
    """A team. Subclass it and define `step` to act before each compiled week.

    Cells are created as others divide and removed as they die, after each step.
    """

    people = Entry("cells", float, "Persons.", 0)
    energy = Entry("cells", float, "Share in [0, 1].", 0, 1)
    beliefs = Entry("cells", row, "(fact,) of -1, 0, 1.", -1, 1)
    faces = Entry("cells", row, "(need,) of 0, 1: the needs it faces, one by one; `needs` lists them.", 0, 1)
    load = Entry("cells", float, "Requests over capacity, smoothed.", 0)
    hangar = Entry("cells", float, "Weeks left in the service designer's hangar.", 0)
    shared = Entry("cells", float, "Share of facts on which it agrees with the code.", result=True)
    hours = Entry("cells", row, "(activity,) paid hours of last week, indexed by `state.Activity`.", result=True)
    work = Entry("cells", row, "(activity,) effective hours of last week.", result=True)
    craft_week = Entry("cells", int, "Week its newest craft came; far in the past if never.", result=True)

    def __init__(self, model: "EnterpriseModel", enterprise: Enterprise, number: int) -> None:
        super().__init__(model)
        self.enterprise = enterprise
        self.number = number
        self.place = (0, enterprise.number, number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number} of {self.enterprise.name}>"

    @property
    def alive(self) -> bool:
        """Whether it lives; a cell that died has no attributes worth reading."""
        return self.model.living.get((self.enterprise.number, self.number)) is self

    @property
    def needs(self) -> list[int]:
        """Numbers of the needs it faces."""
        return [int(need) for need in np.flatnonzero(self.faces)]

    @needs.setter
    def needs(self, needs: Iterable[int]) -> None:
        chosen, all_needs = list(needs), self.faces.size
        if any(need not in range(all_needs) for need in chosen):
            raise ValueError(f"Cell.needs: {chosen} found; needs are numbered from 0 to {all_needs - 1}")
        self.faces[:] = 0
        self.faces[chosen] = 1

    @property
    def neighbours(self) -> list["Cell"]:
        """The living cells it is linked to; it learns from them."""
        links = self.model.state.cells.neighbours[self.place]
        places = ((self.enterprise.number, int(number)) for number in links)
        return [self.model.living[place] for place in places if place in self.model.living]

    @neighbours.setter
    def neighbours(self, cells: Iterable["Cell"]) -> None:
        linked = list(cells)
        links = self.model.state.cells.neighbours[self.place][: int(self.enterprise.parameters["links"])]
        if len(linked) > links.size or any(cell.enterprise is not self.enterprise for cell in linked):
            raise ValueError(
                f"Cell.neighbours: {linked} found; up to {links.size} cells of the same enterprise are allowed"
            )
        links[:] = -1
        links[: len(linked)] = [cell.number for cell in linked]

    @property
    def crafts(self) -> list["Craft"]:
        """The crafts its people practise."""
        return [craft for craft in self.enterprise.crafts if craft.practised[self.number]]

    def remove(self) -> None:
        """Die, as a cell does in the week: what it alone faces goes to the cell that faces fewest. Called on every death."""
        cells, crafts = self.model.state.cells, self.model.state.crafts
        firm = (0, self.enterprise.number)
        if self.alive and cells.alive[self.place]:
            growth.die(self.number, cells.alive[firm], cells.people[firm], crafts.need[firm], crafts.practised[firm],
                       len(self.enterprise.crafts), cells.faces[firm], cells.neighbours[firm])  # fmt: skip
        if self.alive:
            del self.model.living[self.enterprise.number, self.number]
            self.model.cells.discard(self)
        super().remove()


class Craft:
    """A craft (*mestiere*) of an enterprise."""

    need = Entry("crafts", int, "Number of the need it covers.", result=True)
    family = Entry("crafts", Family, "What it is for.", result=True)
    origin = Entry("crafts", Origin, "Where it comes from.", result=True)
    born = Entry("crafts", int, "Week of birth; 0 for those of the start.", result=True)
    maturity = Entry("crafts", float, "In [0, 1].", 0, 1)
    practice = Entry("crafts", float, "Hours practised so far.", 0)
    matured = Entry("crafts", bool, "Whether it has matured.", result=True)
    novel = Entry("crafts", bool, "Whether it differed from all before it.", result=True)
    found = Entry("crafts", bool, "Whether it is a renaming found out.", result=True)
    content = Entry("crafts", row, "(fact of the need,) of -1, 0, 1.", -1, 1)
    practised = Entry("crafts", row, "(cell,) of 0, 1: by whom.", 0, 1)

    def __init__(self, enterprise: Enterprise, number: int) -> None:
        self.model: EnterpriseModel = enterprise.model
        self.enterprise = enterprise
        self.number = number
        self.place = (0, enterprise.number, number)

    def __repr__(self) -> str:
        return f"<Craft {self.number} need {self.need} {self.family.name.lower()} {self.origin.name.lower()}>"

    @property
    def parent(self) -> "Craft | None":
        """The craft it renames or recombines."""
        number = int(self.model.state.crafts.parent[self.place])
        return Craft(self.enterprise, number) if number >= 0 else None

    @property
    def cells(self) -> list[Cell]:
        """The living cells that practise it."""
        places = ((self.enterprise.number, int(number)) for number in np.flatnonzero(self.practised))
        return [self.model.living[place] for place in places if place in self.model.living]


class Ally:
    """A possible partner in the weconomy."""

    beliefs = Entry("allies", row, "(fact,) of -1, 1: what it holds to be true.", -1, 1)
    cares = Entry("allies", row, "(need,) of 0, 1: the needs it cares for.", 0, 1)

    def __init__(self, model: "EnterpriseModel", number: int) -> None:
        self.model = model
        self.number = number
        self.place = (0, number)

    def __repr__(self) -> str:
        return f"<Ally {self.number}>"


class Customer(Agent):
    """One customer, made when asked for: a window that holds nothing of its own.

    Two windows on the same customer are equal. Customers are not in `model.agents`, and have no `step`.
    """

    need = Entry("customers", int, "Number of the main need.", 0)
    seeker = Entry("customers", bool, "Whether the customer searches.", 0, 1)
    sensitivity = Entry("customers", float, "1/(60 EUR): weight of price in the choice.", 0)
    rate = Entry("customers", float, "Purchases per week.", 0)
    drop = Entry("customers", float, "Probability to drop out after a purchase.", 0, 1)
    tier = Entry("customers", int, "0 volume, 1 value.", 0, 1)
    satisfaction = Entry("customers", float, "Share in [0, 1].", 0, 1)
    request = Entry("customers", int, "Weeks a request has been open, 0 for none.", 0, 255)
    fatigue = Entry("customers", row, "(enterprise,): how tired of its contacts.", 0)
    glad = Entry("customers", row, "(enterprise,) neighbours glad with it.", result=True)
    sorry = Entry("customers", row, "(enterprise,) neighbours sorry with it.", result=True)

    def __init__(self, model: "EnterpriseModel", number: int) -> None:
        # Not Agent.__init__: it would enter a million of them in the model's register.
        self.model = model
        self.number = number
        self.unique_id = -1 - number
        self.pos = None
        self.place = (0, Ellipsis, number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Customer) and self.model is other.model and self.number == other.number

    def __hash__(self) -> int:
        return hash((id(self.model), self.number))

    def __repr__(self) -> str:
        return f"<Customer {self.number}>"

    @property
    def supplier(self) -> Enterprise | None:
        """The enterprise it buys from; writing None makes it leave, with its request."""
        number = int(self.model.state.customers.supplier[0, self.number])
        return self.model.firms[number] if number >= 0 else None

    @supplier.setter
    def supplier(self, enterprise: Enterprise | None) -> None:
        customers = self.model.state.customers
        customers.supplier[0, self.number] = -1 if enterprise is None else enterprise.number
        if enterprise is None:
            customers.request[0, self.number] = 0

    @property
    def neighbours(self) -> list["Customer"]:
        """Those it talks with."""
        network = self.model.state.network
        first, last = network.start[0, self.number : self.number + 2]
        return [Customer(self.model, int(number)) for number in network.neighbours[0, first:last]]


class Population(Sequence[Customer]):
    """Customers by number, made on demand; a slice is a population too. For whole arrays use `model.state.customers`."""

    def __init__(self, model: "EnterpriseModel", numbers: Sequence[int] | np.ndarray) -> None:
        self.model = model
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, item: int) -> Customer: ...
    @overload
    def __getitem__(self, item: slice) -> "Population": ...
    def __getitem__(self, item: int | slice) -> "Customer | Population":
        if isinstance(item, slice):
            return Population(self.model, self.numbers[item])
        if not -len(self) <= item < len(self):
            raise IndexError(f"customer {item}: there are {len(self)}, numbered from 0")
        return Customer(self.model, int(self.numbers[item]))

    def __repr__(self) -> str:
        return f"<Population of {len(self)} customers>"
