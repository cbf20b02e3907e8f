"""The customers' week as idiomatic Mesa: one agent a customer, Python's random numbers, AgentSet.do.

`Customer` asks its neighbours how they feel, as agents do in Mesa's own examples. `ToldCustomer` is the same agent with the
library's trick, moods told only when they change: what is left is then the price of one Python object a customer.
"""

from math import exp, expm1

import mesa
import numpy as np

from benchmarks.fixed_week import copy_of_customers, enterprises_as_seen, world_as_seen
from equilibrium.state import Count, State


class Enterprise:
    """What an enterprise is for customers this week, and what it counts."""

    def __init__(self, number: int, row: dict) -> None:
        self.number = number
        self.counts = [0.0] * len(Count)
        for name, value in row.items():
            setattr(self, name, value.tolist() if isinstance(value, np.ndarray) else float(value))
        self.leaves = -expm1(-1.0 / self.patience)


class Customer(mesa.Agent):
    """One customer."""

    def __init__(self, model, need, seeker, sensitivity, rate, drop, supplier, tier, satisfaction, request, mood,
                 fatigue, glad, sorry):  # fmt: skip
        super().__init__(model)
        self.need, self.seeker, self.sensitivity, self.rate, self.drop = need, seeker, sensitivity, rate, drop
        self.supplier, self.tier, self.satisfaction, self.request = supplier, tier, satisfaction, request
        self.mood = self.told = mood
        self.fatigue, self.glad, self.sorry = fatigue, glad, sorry
        self.neighbours: list[Customer] = []

    def step(self):
        """Everything that happens to a customer in a week, by neighbours' moods of last week."""
        random, firms = self.model.random.random, self.model.firms
        if self.request:
            self.be_answered(firms[self.supplier], random())
        if self.supplier >= 0:
            self.buy_or_leave(firms[self.supplier], random)
        considered = [firm for firm in firms if self.considers(firm, random)]
        if considered:
            self.choose(considered, firms, random())
        self.mood = 0
        if self.supplier >= 0:
            firm = firms[self.supplier]
            if not self.request and random() < -expm1(-firm.hazard[self.tier]):
                self.request = 1
            if self.satisfaction > self.model.glad_above:
                self.mood = 1 + 2 * self.supplier
            elif self.satisfaction < self.model.sorry_below:
                self.mood = 2 + 2 * self.supplier
            self.be_counted(firm.counts)

    def be_answered(self, firm, u):
        chance = firm.answered[self.need]
        if u < chance:
            firm.counts[Count.SERVED] += 1
            self.request = 0
            if u < chance * (firm.base_success + (1.0 - firm.base_success) * firm.coherence[self.need]):
                self.satisfaction += firm.success_up * (1.0 - self.satisfaction)
                firm.counts[Count.SUCCEEDED] += 1
            else:
                self.satisfaction *= 1.0 - firm.failure_down
            return
        self.satisfaction *= 1.0 - firm.wait_down
        if u < chance + (1.0 - chance) * firm.leaves:
            self.request = 0
            firm.counts[Count.ABANDONED] += 1
        else:
            self.request += 1
            firm.counts[Count.WAITING] += 1

    def buy_or_leave(self, firm, random):
        self.satisfaction += firm.care_gain * (1.0 - self.satisfaction)
        s = self.satisfaction
        more = max(0.0, 1.0 + firm.repeat_satisfaction * (2.0 * s - 1.0)) * (1.0 + firm.cross_selling * firm.care)
        leaves = False
        if random() < -expm1(-self.rate * more):
            firm.counts[Count.UNITS_VOLUME + self.tier] += 1
            if self.tier == 0:
                self.satisfaction = s = s * (1.0 - firm.supply_wait * firm.supply_gap)
            leaves = random() < self.drop * max(0.0, 1.0 + firm.drop_satisfaction * (1.0 - 2.0 * s))
        if leaves or random() < -expm1(-(firm.lapse_natural + firm.lapse_dissatisfied * (1.0 - s) ** 2)):
            firm.counts[Count.LAPSED] += 1
            self.supplier, self.request = -1, 0

    def considers(self, firm, random):
        e, found = firm.number, False
        self.fatigue[e] *= firm.fatigue_decay
        u = random()
        if u < firm.contact:
            firm.counts[Count.CONTACTED] += 1
            if self.supplier == e:
                self.satisfaction *= 1.0 - firm.annoyance
            else:
                firm.counts[Count.PROSPECTS] += 1
                limit = firm.contact * firm.receptivity * firm.credibility * exp(-firm.fatigue_scale * self.fatigue[e])
                if u < limit * (firm.seeker_response if self.seeker else 1.0):
                    firm.counts[Count.CONVINCED] += 1
                    found = True
            self.fatigue[e] += 1.0
        if self.supplier == e:
            return found
        if self.seeker and random() < firm.search:
            firm.counts[Count.SEARCHED] += 1
            found = True
        if firm.attention[self.need] > 0.0 and random() < firm.attention[self.need]:
            firm.counts[Count.INTRODUCED] += 1
            found = True
        glad, sorry = self.hear(e)
        if glad > 0:
            hazard = firm.talk[self.need] * max(0.0, glad - self.model.sorry_weight * sorry)
            if random() < -expm1(-hazard):
                firm.counts[Count.TALKED] += 1
                found = True
        return found

    def hear(self, e):
        """Glad and sorry neighbours of an enterprise, by last week's moods."""
        moods = [neighbour.told for neighbour in self.neighbours]
        return moods.count(1 + 2 * e), moods.count(2 + 2 * e)

    def choose(self, considered, firms, u):
        if self.supplier >= 0 and firms[self.supplier] not in considered:
            considered.append(firms[self.supplier])
        price = self.sensitivity * self.model.price_factor / 60.0
        offers = []
        for firm in considered:
            stay = 0.0
            if firm.number == self.supplier:
                stay = firm.loyalty + firm.loyalty_satisfaction * (self.satisfaction - 0.5)
            for tier in (0, 1):
                offers.append((firm, tier, exp(firm.appeal[self.need][tier] - price * firm.price[tier] + stay)))
        u *= 1.0 + sum(weight for _, _, weight in offers)
        for firm, tier, weight in offers:
            u -= weight
            if u < 0.0:
                self.tier = tier
                if firm.number != self.supplier:
                    if self.supplier >= 0:
                        firms[self.supplier].counts[Count.SWITCHED] += 1
                    firm.counts[Count.WON] += 1
                    firm.counts[Count.WON_VALUE] += tier
                    self.supplier, self.request, self.satisfaction = firm.number, 0, firm.satisfaction_start
                return
        if self.supplier >= 0:
            firms[self.supplier].counts[Count.LAPSED] += 1
        self.supplier, self.request = -1, 0

    def be_counted(self, counts):
        counts[Count.CUSTOMERS_VOLUME + self.tier] += 1
        counts[Count.SATISFACTION] += self.satisfaction
        if self.mood:
            counts[Count.GLAD if self.mood % 2 else Count.SORRY] += 1

    def tell(self):
        """Let this week's mood be seen, once everybody has had the week."""
        self.told = self.mood


class ToldCustomer(Customer):
    """The same customer, who keeps count of what neighbours tell when their mood changes."""

    def hear(self, e):
        return self.glad[e], self.sorry[e]

    def tell(self):
        if self.mood == self.told:
            return
        for mood, step in ((self.told, -1), (self.mood, 1)):
            if mood:
                for neighbour in self.neighbours:
                    heard = neighbour.glad if mood % 2 else neighbour.sorry
                    heard[(mood - 1) // 2] += step
        self.told = self.mood


class Town(mesa.Model):
    """Customers of a state as agents, among enterprises that stay as they are."""

    def __init__(self, state: State, seed: int, kind: type[Customer] = Customer) -> None:
        super().__init__(seed=seed)
        for name, value in world_as_seen(state).items():
            setattr(self, name, value)
        self.firms = [Enterprise(e, row) for e, row in enumerate(enterprises_as_seen(state))]
        arrays = copy_of_customers(state)
        flat = [arrays[name].tolist() for name in (
            "need", "seeker", "sensitivity", "rate", "drop", "supplier", "tier", "satisfaction", "request", "mood")]  # fmt: skip
        deep = [arrays[name].T.tolist() for name in ("fatigue", "glad", "sorry")]
        people = [kind(self, *row) for row in zip(*flat, *deep, strict=True)]
        start, neighbours = state.network.start[0], state.network.neighbours[0].tolist()
        for i, customer in enumerate(people):
            customer.neighbours = [people[j] for j in neighbours[start[i] : start[i + 1]]]

    def step(self) -> None:
        for firm in self.firms:
            firm.counts = [0.0] * len(Count)
        self.agents.do("step")
        self.agents.do("tell")
