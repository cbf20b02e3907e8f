"""Erlang (1917) and Palm (1946): queues of serving. Erlang C is M/M/c, Erlang A is M/M/c+M, where the waiting give up.

The model serves week by week, so it meets these in the limit of many requests a week: the fluid limit, in which a queue
below capacity answers all and one above it loses what exceeds capacity (Garnett, Mandelbaum & Reiman 2002, MSOM 4(3);
Whitt 2004, Management Science 50(10)). `weekly` is that limit for a finite population and whole weeks.

Pooling: in the fluid limit two teams lose as much as one twice as large. What pooling saves is luck, one team idle while
the other is late, so the model shows it where requests are few: a hundred customers of two kinds, served by two teams
who know one kind each, or by all (`scenario_of_teams`). `mean_waiting` is the exact law of that queue of whole weeks.
"""

from collections.abc import Iterator
from math import expm1
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import gammaln

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, clear, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.state import Count

TITLE = "Erlang"
MECHANISM = "service"
SOURCE = "Erlang (1917), Palm (1946), Garnett et al. (2002)"


def _counted(name, k):
    return Figure(name, "customers", name, name, "sum", lambda state: state.enterprises.counts[..., k].copy())


COUNTS = [
    _counted(name, k)
    for name, k in (("answered", Count.SERVED), ("gave_up", Count.ABANDONED), ("waiting", Count.WAITING))
]


class Queue(NamedTuple):
    """A queue in its steady state: probabilities, and times in the unit of the rates."""

    wait: float  # probability to wait at all
    abandon: float  # probability to give up
    queue: float  # mean number waiting
    time: float  # mean time in the queue, of those served and those who give up


def erlang_b(servers, load):
    """Probability that all `servers` are busy when nobody waits; `load` is arrivals over one server's rate."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers, arrivals, service=1.0):
    """M/M/c with infinite patience: a `Queue`.

    Parameters: `servers` (whole), `arrivals` and one server's `service` per unit of time.

    Raises ValueError if the servers cannot keep up.
    """
    load = arrivals / service
    if load >= servers:
        raise ValueError(f"load {load} on {servers} servers found; without impatience it must be lower")
    blocked = erlang_b(servers, load)
    wait = blocked / (1.0 - load / servers * (1.0 - blocked))
    time = wait / (servers * service - arrivals)
    return Queue(wait, 0.0, arrivals * time, time)


def erlang_a(servers, arrivals, impatience, service=1.0):
    """M/M/c+M: those who wait give up at rate `impatience`; a `Queue`, summed over the birth-death chain's states."""
    load = arrivals / service
    most = servers + int(10 * np.sqrt(arrivals / impatience) + 10 * arrivals / impatience) + 100
    states = np.arange(most + 1)
    within = np.minimum(states, servers)
    log_weight = within * np.log(load) - gammaln(within + 1)
    waiting = states - within
    leaving = servers * service + impatience * np.arange(1, most - servers + 1)
    log_weight[servers + 1 :] += np.cumsum(np.log(arrivals) - np.log(leaving))
    share = np.exp(log_weight - log_weight.max())
    share /= share.sum()
    queue = float((share * waiting).sum())
    return Queue(float(share[servers:].sum()), impatience * queue / arrivals, queue, queue / arrivals)


def fluid(capacity, arrivals, impatience):
    """Erlang A with many servers: (share that gives up, number waiting).

    Below capacity nobody waits. Above it, arrivals = capacity + impatience x waiting.
    """
    over = max(0.0, arrivals - capacity)
    return over / arrivals, over / impatience


class Week(NamedTuple):
    """Requests of one week of the fluid limit; they add up: open = answered + gave up + waiting."""

    open: float  # at the start of the week
    answered: float
    gave_up: float
    waiting: float  # at the end of the week, before new ones


def weekly(customers, hazard, capacity, patience, weeks):
    """The fluid limit in whole weeks: a list of `Week`.

    A customer without an open request raises one with chance 1 - exp(-hazard); of those open, min(1, capacity / open) are
    answered; those left give up with chance 1 - exp(-1 / patience). The first requests are open in week 2.
    """
    raises, gives_up = -expm1(-hazard), -expm1(-1.0 / patience)
    path, requests = [], 0.0
    for _ in range(weeks):
        answered = min(capacity, requests)
        gone = (requests - answered) * gives_up
        waiting = requests - answered - gone
        path.append(Week(requests, answered, gone, waiting))
        requests = waiting + (customers - waiting) * raises
    return path


def mean_waiting(customers, hazard, capacity, patience):
    """Mean requests waiting at a week's end, exactly, however few the customers: a Markov chain over open requests.

    Each of R open requests is answered with chance min(1, capacity / R), those left give up or wait on; who has none raises
    one. The chain's step from waiting W to waiting W' mixes two binomials; its stationary law is a linear system's.
    """
    open_ = np.arange(customers + 1)
    stays = (1.0 - np.minimum(1.0, capacity / np.maximum(open_, 1))) * np.exp(-1.0 / patience)
    wait = stats.binom.pmf(open_[None, :], open_[:, None], stays[:, None])  # R to W'
    ask = stats.binom.pmf(open_[None, :] - open_[:, None], customers - open_[:, None], -expm1(-hazard))  # W to R
    chain = ask @ wait
    system = np.vstack([chain.T - np.eye(customers + 1), np.ones(customers + 1)])
    law = np.linalg.lstsq(system, np.append(np.zeros(customers + 1), 1.0), rcond=None)[0]
    return float(law @ open_)


def mean_waiting_of_two(customers, hazard, capacity, patience):
    """The same if two teams with half the capacity each serve those whose need is theirs: half of them, by chance."""
    sizes = np.arange(customers + 1)
    chances = stats.binom.pmf(sizes, customers, 0.5)
    return 2.0 * sum(
        chance * mean_waiting(int(size), hazard, capacity / 2.0, patience)
        for size, chance in zip(sizes, chances, strict=True)
        if chance > 1e-7
    )


def scenario(hazard, capacity, patience, weeks=104, customers=10_000):
    """The scenario whose requests follow `weekly(customers, hazard, capacity, patience, weeks)`."""
    base = Scenario.load("known-worlds/erlang")
    hours = base.value("cells") * base.value("people") * base.value("weekly_hours")
    return base.with_(
        request_volume=hazard, request_hours=hours / capacity, patience=patience, weeks=weeks, customers=customers
    )


def scenario_of_teams(hazard, capacity, patience, kinds, customers=100, weeks=520):
    """Two kinds of requests, in customers alike; each cell answers `kinds` of them, as they stand, whatever the plan.

    `kinds` 1 makes two teams with half the capacity each, 2 one team for all.
    """
    return scenario(hazard, capacity, patience, weeks, customers).with_(
        needs=2, needs_faced=kinds, organization_organism=1
    )


def counted(scenario, replicates=12, seed=1917, first=53):
    """Requests answered, given up and waiting (replicate, week), from week `first` on."""
    weekly = simulate(scenario, replicates, seed, indicators=COUNTS).weekly.isel(enterprise=0)
    return weekly.sel(week=slice(first, None))


def utilisation(hazard, capacity, weeks=52):
    """(replicate,) mean use of capacity by 10 000 customers, from the third week on."""
    weekly = simulate(scenario(hazard, capacity, 2, weeks), 12, 1909).weekly.isel(enterprise=0)
    return weekly["utilisation"].sel(week=slice(3, None)).mean("week").to_numpy()


def findings() -> Iterator[Finding]:
    """The closed forms of the source; flows and queues of the model against its weekly fluid limit and Erlang A."""
    yield from closed_forms()
    for setting in ((0.1, 900, 2), (0.1, 900, 20), (0.2, 900, 2), (0.1, 800, 0.5), (0.05, 900, 2), (0.02, 150, 5)):
        yield from flows(*setting)
    yield gives_up()
    yield small_tick()
    load = "customers x (1 - exp(-hazard)) over capacity"
    yield held("use of capacity below it", utilisation(0.06, 900), 10_000 * -expm1(-0.06) / 900, note=load)
    yield from pooling()


def closed_forms() -> Iterator[Finding]:
    """Waits of minutes, which the week does not see: printed figures against the formulas here."""
    for servers, load, wait, time in ((1, 0.8, 0.8, 4.0), (2, 1.5, 0.64286, 1.2857), (5, 4.5, 0.76249, 1.5250)):
        queue = erlang_c(servers, load)
        yield equal(f"closed form: Erlang C, {servers} servers, load {load}, P(wait)", queue.wait, wait, 1e-5)
        yield equal(f"closed form: Erlang C, {servers} servers, load {load}, wait", queue.time, time, 1e-4)
    pooled = erlang_c(10, 9.0)
    yield equal("closed form: two teams of 5 pooled into 10, P(wait)", pooled.wait, 0.66873, 1e-5)
    yield equal("closed form: two teams of 5 pooled into 10, wait", pooled.time, 0.66873, 1e-5,
                note="1.525 for each of 5 alone: the economy of scale of organisation")  # fmt: skip
    queue = erlang_a(10, 12.0, 0.5)
    yield equal("closed form: Erlang A, 10 servers, load 12, P(wait)", queue.wait, 0.8504, 1e-4)
    yield equal("closed form: Erlang A, 10 servers, load 12, gives up", queue.abandon, 0.1957, 1e-4)
    yield equal("closed form: Erlang A, 10 servers, load 12, waiting", queue.queue, 4.70, 5e-3)
    centre = erlang_a(50, 48.0, 0.5)
    yield equal("closed form: Garnett et al., 50 agents, gives up", centre.abandon, 0.031, 5e-4)
    yield equal("closed form: Garnett et al., 50 agents, wait in seconds", centre.time * 60, 3.7, 0.05)


def flows(hazard, capacity, patience) -> Iterator[Finding]:
    """Requests of 10 000 customers against `capacity` a week; the second year is measured."""
    found = counted(scenario(hazard, capacity, patience)).mean("week")
    limit = np.mean(weekly(10_000, hazard, capacity, patience, 104)[52:], axis=0)
    for name, target in zip(("answered", "gave_up", "waiting"), limit[1:], strict=True):
        part, of = (0.02 * target, "2 % of it") if name == "waiting" else (0.005 * capacity, "0.5 % of capacity")
        yield held(f"{name.replace('_', ' ')}, hazard {hazard}, capacity {capacity}, patience {patience}", found[name], target,
                   allowance=part, note=f"{of} allowed: whole requests now and then leave capacity idle")  # fmt: skip


def gives_up() -> Finding:
    """Arrivals above capacity are lost: 1 - capacity / arrivals, in the model as in M/M/c+M with as many servers."""
    added = counted(scenario(0.1, 800, 2), seed=1946).sum("week")
    arrivals = added["answered"] + added["gave_up"]
    closed = erlang_a(800, float(arrivals.mean()) / 52, 0.5).abandon
    return held("share that gives up, of Erlang A with 800 servers", added["gave_up"] / arrivals, closed, allowance=0.003,
                note="0.003 allowed for the weekly step")  # fmt: skip


def small_tick() -> Finding:
    """With a week that is a twentieth of the patience the queue is that of continuous time."""
    waiting = counted(scenario(0.1, 600, 20, weeks=156), 8, 1957, first=105)["waiting"].mean("week").to_numpy()
    arrivals = (10_000 - waiting.mean()) * -expm1(-0.1)
    target = fluid(600, arrivals, 1 / 20)[1]
    return held("waiting in continuous time, patience 20 weeks", waiting, target, allowance=0.05 * target,
                note="2.5 % allowed for requests answered within their week, 2.5 % for 1 - exp(-1/20)")  # fmt: skip


def pooling(customers=100, hazard=0.1, capacity=10, patience=20) -> Iterator[Finding]:
    """Two teams for one kind of request each, against one for both: ten years of weeks, the first year settles."""
    apart, pooled = (
        counted(scenario_of_teams(hazard, capacity, patience, kinds, customers), 64)["waiting"].mean("week").to_numpy()
        for kinds in (1, 2)
    )
    of_two = mean_waiting_of_two(customers, hazard, capacity, patience)
    of_one = mean_waiting(customers, hazard, capacity, patience)
    exact = "exact law of the weekly queue"
    yield held(f"waiting, two teams, {customers} customers", apart, of_two, note=exact)
    yield held(f"waiting, the same pooled into one, {customers} customers", pooled, of_one, note=exact)
    yield clear(
        "waiting that pooling saves", apart - pooled, note=f"{of_two - of_one:.3g} in the exact law; the same luck"
    )


def comparison() -> Comparison:
    """Who gives up over the load: model, its weekly fluid limit, and Erlang A with ten servers beside it."""
    patience, capacity = 2, 900

    def limit(hazard):
        """(load, share that gives up) in the second year."""
        _, answered, gone, _ = np.sum(weekly(10_000, hazard, capacity, patience, 104)[52:], axis=0)
        return (answered + gone) / 52 / capacity, gone / (answered + gone)

    fine, tried = np.geomspace(0.02, 0.3, 60), np.array([0.02, 0.05, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2, 0.3])
    load, share = np.transpose([limit(hazard) for hazard in fine])
    few = [erlang_a(10, 10 * x, 1 / patience).abandon for x in load]
    added = [counted(scenario(hazard, capacity, patience), 4).sum("week") for hazard in tried]
    found = np.array([each["gave_up"] / (each["answered"] + each["gave_up"]) for each in added])
    return Comparison(
        TITLE, "Beyond capacity those who give up make up the difference; a few servers lose some before.",
        "load: requests over capacity", "share that gives up",
        (Line("fluid limit in whole weeks", load, share, reference=True),
         Line("model", [limit(hazard)[0] for hazard in tried], found.mean(1), found.std(1, ddof=1) / found.shape[1] ** 0.5),
         Line("Erlang A, 10 servers", load, few, reference=True, group=1)),
    )  # fmt: skip
