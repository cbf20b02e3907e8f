"""Queues of serving: Erlang's closed forms, and their weekly fluid limit in `known-worlds/erlang`."""

from math import expm1

import numpy as np
import pytest
from tolerance import hold

import equilibrium as eq
from equilibrium.figures import Figure
from equilibrium.known_worlds import erlang
from equilibrium.state import Count

COUNTS = [
    Figure(name, "customers", name, name, "sum", lambda state, k=k: state.enterprises.counts[..., k].copy())
    for name, k in (("answered", Count.SERVED), ("gave_up", Count.ABANDONED), ("waiting", Count.WAITING))
]


@pytest.mark.parametrize(
    "servers, load, wait, time",
    [(1, 0.8, 0.8, 4.0), (2, 1.5, 0.64286, 1.2857), (5, 4.5, 0.76249, 1.5250), (10, 9.0, 0.66873, 0.66873)],
)
def test_erlang_c_gives_the_known_figures(servers, load, wait, time):
    queue = erlang.erlang_c(servers, load)
    assert (queue.wait, queue.time) == pytest.approx((wait, time), rel=3e-5)


def test_erlang_a_gives_the_known_figures():
    queue = erlang.erlang_a(10, 12.0, 0.5)
    assert (queue.wait, queue.abandon, queue.queue) == pytest.approx((0.8504, 0.1957, 4.70), abs=5e-3)
    centre = erlang.erlang_a(50, 48.0, 0.5)  # Garnett, Mandelbaum & Reiman (2002): minutes
    assert centre.abandon == pytest.approx(0.031, abs=5e-4) and centre.time * 60 == pytest.approx(3.7, abs=0.05)


def test_endless_patience_turns_erlang_a_into_erlang_c():
    patient, endless = erlang.erlang_a(5, 4.5, 1e-4), erlang.erlang_c(5, 4.5)
    assert patient.wait == pytest.approx(endless.wait, rel=2e-3) and patient.time == pytest.approx(
        endless.time, rel=5e-3
    )


def test_without_impatience_an_overloaded_queue_is_an_error():
    with pytest.raises(ValueError, match="must be lower"):
        erlang.erlang_c(2, 2.0)


def test_pooling_two_teams_of_five_more_than_halves_the_wait():
    assert erlang.erlang_c(5, 4.5).time == pytest.approx(1.525, abs=5e-4)
    assert erlang.erlang_c(10, 9.0).time == pytest.approx(0.669, abs=5e-4)


@pytest.mark.parametrize("load", [0.9, 1.0, 1.2, 2.0])
def test_with_many_servers_erlang_a_becomes_the_fluid_limit(load):
    """At load 1 the gap closes with the root of the servers (2 % left at a thousand), elsewhere faster."""
    gaps = []
    for servers in (10, 100, 1000):
        queue, (abandon, waiting) = (
            erlang.erlang_a(servers, load * servers, 0.5),
            erlang.fluid(servers, load * servers, 0.5),
        )
        gaps.append(max(abs(queue.abandon - abandon), abs(queue.queue - waiting) / servers))
    assert gaps[0] > gaps[1] > gaps[2] - 1e-12 and gaps[2] < (0.025 if load == 1.0 else 1e-3)


@pytest.mark.parametrize(
    "hazard, capacity, patience",
    [(0.1, 900, 2), (0.1, 900, 20), (0.2, 900, 2), (0.1, 800, 0.5), (0.05, 900, 2), (0.02, 150, 5)],
)
def test_requests_follow_the_weekly_fluid_limit(hazard, capacity, patience):
    """Requests of 10 000 customers against `capacity` a week; the second year is measured.

    Allowed for the noise of whole requests, which now and then leaves capacity idle: half a percent of capacity on flows,
    two percent of the queue.
    """
    ensemble = eq.simulate(erlang.scenario(hazard, capacity, patience), 12, 1917, indicators=COUNTS)
    found = ensemble.weekly.isel(enterprise=0).sel(week=slice(53, None)).mean("week")
    limit = np.mean(erlang.weekly(10_000, hazard, capacity, patience, 104)[52:], axis=0)
    for name, target in zip(("answered", "gave_up", "waiting"), limit[1:], strict=True):
        part = 0.02 * target if name == "waiting" else 0.005 * capacity
        hold(f"{name}, hazard {hazard}, patience {patience}", found[name], target, allowance=part)
    if limit[3] == 0.0:
        assert float(found["waiting"].max()) == 0.0  # below capacity nobody ever waits


def test_the_share_that_gives_up_is_that_of_erlang_a_with_many_servers():
    """Arrivals above capacity are lost: 1 - capacity / arrivals, in the model as in M/M/c+M with 900 servers."""
    weekly = eq.simulate(erlang.scenario(0.1, 800, 2), 12, 1946, indicators=COUNTS).weekly.isel(enterprise=0)
    weekly = weekly.sel(week=slice(53, None)).sum("week")
    arrivals = weekly["answered"] + weekly["gave_up"]
    mean = float(arrivals.mean()) / 52
    closed = erlang.erlang_a(800, mean, 0.5).abandon
    assert closed == pytest.approx(erlang.fluid(800, mean, 0.5)[0], abs=1e-4)
    hold("share that gives up", weekly["gave_up"] / arrivals, closed, allowance=0.003)


def test_with_a_small_tick_the_queue_is_as_long_as_in_continuous_time():
    """A week that is a twentieth of the patience: arrivals = capacity + waiting / patience.

    A week of requests is counted as waiting though answered within it, and patience is 1 - exp(-1/20) a week, not 1/20:
    2.5 % of the queue each way are allowed.
    """
    weekly = eq.simulate(erlang.scenario(0.1, 600, 20, weeks=156), 8, 1957, indicators=COUNTS).weekly.isel(enterprise=0)
    found = weekly.sel(week=slice(105, None)).mean("week")
    waiting = found["waiting"].to_numpy()
    arrivals = (10_000 - waiting.mean()) * -expm1(-0.1)
    target = erlang.fluid(600, arrivals, 1 / 20)[1]
    hold("waiting", waiting, target, allowance=0.05 * target)


def test_use_of_capacity_is_arrivals_over_capacity_below_it():
    """Utilisation is the load rho: customers x (1 - exp(-hazard)) over capacity."""
    weekly = eq.simulate(erlang.scenario(0.06, 900, 2, weeks=52), 12, 1909).weekly.isel(enterprise=0)
    found = weekly["utilisation"].sel(week=slice(3, None)).mean("week")
    hold("utilisation", found, 10_000 * -expm1(-0.06) / 900)
