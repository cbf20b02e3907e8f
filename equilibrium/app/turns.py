"""Whose turn it is: what takes all cores is worked out one after the other, the most urgent first, if anybody waits for it."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from threading import Event, Lock

FEW, FULL, STRIP, MORE = range(4)  # urgency: a few futures, all of them, strips of a few futures, strips of more
LOOK = 0.2  # seconds between two looks whether anybody still waits


class Unwanted(Exception):
    """Nobody waits for this any more."""


def _always() -> None:
    return None


heed: ContextVar[Callable[[], object]] = ContextVar("heed", default=_always)  # raises when nobody waits any more


class Turns:
    """One at a time; who waits goes by urgency, and among equals by when they came."""

    def __init__(self) -> None:
        self._lock, self._order = Lock(), count()
        self._taken = False
        self._waiting: list[tuple[int, int, Event]] = []

    @contextmanager
    def turn(self, urgency: int) -> Iterator[None]:
        """Wait for one's turn and have it. Turns do not nest. Whatever `heed` raises meanwhile ends the waiting."""
        mine = Event()
        entry = (urgency, next(self._order), mine)
        with self._lock:
            if self._taken:
                heapq.heappush(self._waiting, entry)
            else:
                self._taken = True
                mine.set()
        try:
            while not mine.wait(LOOK):
                heed.get()()
            heed.get()()
            yield
        finally:
            self._leave(entry)

    def _leave(self, entry: tuple[int, int, Event]) -> None:
        """Give up one's place in the queue, or pass the turn on."""
        with self._lock:
            if not entry[2].is_set():
                self._waiting.remove(entry)
                heapq.heapify(self._waiting)
            elif self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._taken = False


TURNS = Turns()
