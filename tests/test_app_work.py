"""Long work of the app: begun once, followed, stopped, kept."""

from threading import Event

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from equilibrium.app.work import Busy, Works

SOON = 10.0  # seconds after which a test gives up waiting


class Step:
    """Work that goes on one step at a time, as the test says."""

    def __init__(self, steps=3, trouble=None):
        self.steps, self.trouble, self.made = steps, trouble, 0
        self.begun, self.go, self.over = Event(), Event(), Event()

    def __call__(self, told):
        self.made += 1
        self.begun.set()
        try:
            for done in range(self.steps):
                told(done, self.steps)
                assert self.go.wait(SOON)
            if self.trouble:
                raise self.trouble
            return "found"
        finally:
            self.over.set()


@pytest.fixture
def works():
    """Works of their own, ended with the test."""
    made = Works(("one", "other"), kept=3, waiting=2)
    yield made
    made.stop_all()


def ask(works, key, make, who="anna", **more):
    return works.ask(key, make, who, lane="one", **more)


def after(works, lane="one"):
    """When whatever that lane had to do before is over."""
    works._lanes[lane].submit(lambda: None).result(SOON)


def test_work_is_followed_and_its_result_is_found_by_whoever_asks_the_same(works):
    step = Step()
    work = ask(works, "key", step)
    assert step.begun.wait(SOON) and work.going
    step.go.set()
    after(works)
    assert (work.state, work.value, work.done, work.total) == ("done", "found", 2, 3)
    assert ask(works, "key", Step(), "bruno").value == "found"
    assert works.look("key") is work and works.look("another key") is None
    assert step.made == 1


def test_stopped_work_ends_where_it_next_tells_its_progress_and_can_begin_anew(works):
    step = Step()
    ask(works, "key", step)
    assert step.begun.wait(SOON)
    assert works.stop("key", "anna")
    assert works.look("key").state == "stopped"
    step.go.set()
    assert step.over.wait(SOON)
    after(works)
    assert works.look("key").value is None
    assert ask(works, "key", Step()).state == "stopped"  # only looking begins nothing
    again = Step()
    again.go.set()
    work = ask(works, "key", again, again=True)
    after(works)
    assert work.value == "found"


def test_what_two_visitors_want_goes_on_until_both_have_left(works):
    step = Step()
    ask(works, "key", step, "anna")
    work = ask(works, "key", step, "bruno")
    assert step.begun.wait(SOON)
    assert not works.stop("key", "anna") and work.going
    assert not works.stop("key", "a stranger") and work.going
    assert works.stop("key", "bruno") and not work.going
    step.go.set()


def test_work_that_waits_for_its_turn_is_stopped_without_ever_beginning(works):
    first, second = Step(), Step()
    ask(works, "first", first)
    assert first.begun.wait(SOON)
    assert ask(works, "second", second).state == "waiting"
    works.stop("second", "anna")
    first.go.set()
    after(works)
    assert second.made == 0


def test_lanes_do_not_wait_for_each_other(works):
    step, beside = Step(), Step()
    ask(works, "slow", step)
    works.ask("beside", beside, "anna", lane="other")
    assert step.begun.wait(SOON) and beside.begun.wait(SOON)
    step.go.set()
    beside.go.set()


def test_a_failure_is_kept_for_those_who_wait_and_the_next_work_is_done(works):
    step = Step(trouble=ValueError("budget: too small"))
    step.go.set()
    work = ask(works, "key", step)
    after(works)
    assert work.state == "failed" and str(work.error) == "budget: too small"
    assert ask(works, "key", Step()) is work
    fine = Step()
    fine.go.set()
    ask(works, "other", fine)
    after(works)
    assert works.look("other").value == "found"


def test_work_that_nobody_looks_at_stops_and_begins_anew_when_asked_again(works):
    step = Step()
    work = ask(works, "key", step, patience=60.0)
    assert step.begun.wait(SOON)
    work.seen -= 61.0
    step.go.set()
    after(works)
    assert work.state == "stopped" and work.left_alone
    fresh = ask(works, "key", step, patience=60.0)
    after(works)
    assert fresh.value == "found"


def test_no_more_waits_than_is_allowed_and_the_oldest_results_go_first(works):
    step = Step()
    ask(works, 0, step)
    assert step.begun.wait(SOON)
    ask(works, 1, step), ask(works, 2, step)
    with pytest.raises(Busy):
        ask(works, 3, step)
    step.go.set()
    after(works)
    for key in (3, 4):
        ask(works, key, step)
        after(works)
    assert [works.look(key) is not None for key in range(5)] == [False, False, True, True, True]


def test_the_end_of_the_server_ends_what_runs(works):
    step = Step()
    work = ask(works, "key", step)
    assert step.begun.wait(SOON)
    works.stop_all()
    step.go.set()
    assert step.over.wait(SOON) and work.state == "stopped"
