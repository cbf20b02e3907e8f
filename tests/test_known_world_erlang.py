"""Queues of serving: how the closed forms hang together. The model's own flows are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import erlang


def test_endless_patience_turns_erlang_a_into_erlang_c():
    patient, endless = erlang.erlang_a(5, 4.5, 1e-4), erlang.erlang_c(5, 4.5)
    assert patient.wait == pytest.approx(endless.wait, rel=2e-3)
    assert patient.time == pytest.approx(endless.time, rel=5e-3)


def test_without_impatience_an_overloaded_queue_is_an_error():
    with pytest.raises(ValueError, match="must be lower"):
        erlang.erlang_c(2, 2.0)


@pytest.mark.parametrize("load", [0.9, 1.0, 1.2, 2.0])
def test_with_many_servers_erlang_a_becomes_the_fluid_limit(load):
    """At load 1 the gap closes with the root of the servers (2 % left at a thousand), elsewhere faster."""
    gaps = []
    for servers in (10, 100, 1000):
        queue = erlang.erlang_a(servers, load * servers, 0.5)
        abandon, waiting = erlang.fluid(servers, load * servers, 0.5)
        gaps.append(max(abs(queue.abandon - abandon), abs(queue.queue - waiting) / servers))
    assert gaps[0] > gaps[1] > gaps[2] - 1e-12 and gaps[2] < (0.025 if load == 1.0 else 1e-3)


def test_the_weekly_limit_adds_up_and_settles():
    weeks = erlang.weekly(10_000, 0.1, 900, 2, 104)
    assert all(week.open == pytest.approx(week.answered + week.gave_up + week.waiting) for week in weeks)
    assert np.ptp([week.waiting for week in weeks[60:]]) < 1e-6
    assert erlang.weekly(10_000, 0.05, 900, 2, 104)[-1].waiting == 0.0  # below capacity nobody waits
