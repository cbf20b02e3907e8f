"""simulate() as a whole: threads that share nothing end together, however they end."""

import threading

import pytest

import equilibrium as eq

SMALL = {"customers": 300, "weeks": 40}


def test_who_stops_a_run_from_its_progress_stops_all_its_threads():
    seen = []

    def stop(week, weeks):
        seen.append((week, weeks))
        if week == 3:
            raise InterruptedError

    before = threading.active_count()
    with pytest.raises(InterruptedError):
        eq.simulate(eq.Scenario().with_(**SMALL), replicates=6, seed=1, threads=3, progress=stop)
    assert seen == [(1, 40), (2, 40), (3, 40)] and threading.active_count() == before


def test_replicates_stand_in_the_order_that_was_asked_for_whatever_the_threads():
    scenario, asked = eq.Scenario().with_(**SMALL), [7, 0, 3, 12, 5]
    one = eq.simulate(scenario, asked, 1, threads=1)
    more = eq.simulate(scenario, asked, 1, threads=4)
    assert one.weekly["replicate"].to_numpy().tolist() == asked
    assert (
        one.weekly.identical(more.weekly) and one.crafts.equals(more.crafts) and one.portrait.identical(more.portrait)
    )
