"""Erlang (1917) and Palm (1946): queues of serving. Erlang C is M/M/c, Erlang A is M/M/c+M, where the waiting give up.

The model serves week by week, so it meets these in the limit of many requests a week: the fluid limit, in which a queue
below capacity answers all and one above it loses what exceeds capacity (Garnett, Mandelbaum & Reiman 2002, MSOM 4(3);
Whitt 2004, Management Science 50(10)). `weekly` is that limit for a finite population and whole weeks.
"""

from math import expm1
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

from equilibrium.scenario import Scenario


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


def scenario(hazard, capacity, patience, weeks=104, customers=10_000):
    """The scenario whose requests follow `weekly(customers, hazard, capacity, patience, weeks)`."""
    base = Scenario.load("known-worlds/erlang")
    hours = base.value("cells") * base.value("people") * base.value("weekly_hours")
    return base.with_(
        request_volume=hazard, request_hours=hours / capacity, patience=patience, weeks=weeks, customers=customers
    )
