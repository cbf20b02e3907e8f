"""Turns: one at a time, the most urgent first, nothing for those who have left."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from equilibrium.app.turns import FEW, FULL, MORE, STRIP, Turns, Unwanted, heed


def waiting(turns, count):
    while len(turns._waiting) < count:
        time.sleep(0.001)


def start(turns, urgency, name, done, still=lambda: None):
    def work():
        heed.set(still)
        try:
            with turns.turn(urgency):
                done.append(name)
        except Unwanted:
            done.append(f"{name} left")

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_the_most_urgent_comes_first_and_equals_in_their_order():
    turns, done, threads = Turns(), [], []
    with turns.turn(MORE):
        for urgency, name in ((MORE, "e"), (STRIP, "d"), (FULL, "b"), (FULL, "c"), (FEW, "a")):
            threads.append(start(turns, urgency, name, done))
            waiting(turns, len(threads))
        assert done == []
    for thread in threads:
        thread.join()
    assert "".join(done) == "abcde"


def test_one_at_a_time():
    turns, inside, most = Turns(), [], []

    def work():
        for _ in range(50):
            with turns.turn(FEW):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 400 and max(most) == 1


def test_who_has_left_is_passed_over_while_waiting_and_when_the_turn_comes():
    turns, done = Turns(), []
    left = threading.Event()

    def still():
        if left.is_set():
            raise Unwanted

    with turns.turn(FEW):
        one = start(turns, FULL, "one", done, still)
        waiting(turns, 1)
        left.set()
        one.join()
        assert done == ["one left"]
        other = start(turns, FULL, "other", done)
        waiting(turns, 1)
    other.join()
    gone = start(turns, FULL, "gone", done, still)
    gone.join()
    assert done == ["one left", "other", "gone left"]
    with turns.turn(MORE):
        pass


def test_who_is_less_urgent_gives_way_in_the_middle_and_goes_on_afterwards():
    turns, done = Turns(), []
    with turns.turn(STRIP) as let_by:
        let_by()  # nobody waits
        later = start(turns, MORE, "later", done)
        waiting(turns, 1)
        let_by()
        assert done == [] and turns.ahead(FULL) == 0 and turns.ahead(STRIP) == 1
        first = start(turns, FEW, "first", done)
        waiting(turns, 2)
        workers = [threading.Thread(target=let_by) for _ in range(3)]  # all who work for one turn
        for worker in workers:
            worker.start()
        for thread in (first, *workers):
            thread.join()
        assert done == ["first"]
    later.join()
    assert done == ["first", "later"] and turns.ahead(MORE) == 0


def test_what_fails_passes_the_turn_on():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(FEW):
        _ = 1 / 0
    with turns.turn(FEW):
        pass


def test_who_leaves_while_others_are_let_by_gives_up_the_turn_in_all_its_threads():
    turns, left, over, ended = Turns(), threading.Event(), threading.Event(), []

    def still():
        if left.is_set():
            raise Unwanted

    def piece(let_by):
        while not over.is_set():
            let_by()

    def work():
        heed.set(still)
        try:
            with turns.turn(MORE) as let_by, ThreadPoolExecutor(2) as pool:
                pieces = [pool.submit(piece, let_by) for _ in range(2)]
                pieces[0].result()
        except Unwanted:
            ended.append([type(piece.exception()) for piece in pieces])

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while not turns.ahead(MORE):
        time.sleep(0.001)
    with turns.turn(FEW):  # the pieces have let this by, and wait
        left.set()
        thread.join(5)
        over.set()
        assert ended == [[Unwanted, Unwanted]] and not turns._waiting


def test_who_has_left_lets_nobody_by_any_more():
    turns = Turns()
    with turns.turn(MORE) as let_by:
        pass
    with turns.turn(FULL):
        urgent = start(turns, FEW, "urgent", done := [])
        waiting(turns, 1)
        let_by()
        assert done == []
    urgent.join()
    assert done == ["urgent"] and turns.ahead(MORE) == 0
