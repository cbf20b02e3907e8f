"""Whose turn it is: what takes all cores is worked out one after the other, the most urgent first, if anybody waits for it.
What is less urgent gives way in the middle of its work, and goes on later.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock

# Urgency: what follows a hand, a few futures, all of them, strips as the twin guesses, of a few futures, of more.
HAND, FEW, FULL, GUESS, STRIP, MORE = range(6)
LOOK = 0.1  # seconds between two looks whether anybody still waits


class Unwanted(Exception):
    """Nobody waits for this any more."""


def _always() -> None:
    return None


heed: ContextVar[Callable[[], object]] = ContextVar("heed", default=_always)  # raises when nobody waits any more


@dataclass(order=True)
class Place:
    """A place in the queue."""

    urgency: int
    number: int
    still: Callable[[], object] = field(compare=False)  # `heed` of who took it: other threads work for this turn too
    called: Event = field(default_factory=Event, compare=False)


class Turns:
    """One at a time; who waits goes by urgency, and among equals by when they came."""

    def __init__(self) -> None:
        self._lock, self._numbers = Lock(), count()
        self._now: Place | None = None
        self._waiting: list[Place] = []

    def ahead(self, urgency: int) -> int:
        """How many as urgent have the turn or wait for it."""
        with self._lock:
            return sum(place is not None and place.urgency <= urgency for place in (self._now, *self._waiting))

    @contextmanager
    def turn(self, urgency: int) -> Iterator[Callable[[], None]]:
        """Wait for one's turn and have it. Turns do not nest. Whatever `heed` raises meanwhile ends the waiting.

        What it gives is to be called often: it lets by whoever is more urgent. Threads that work for one turn may all call it.
        """
        mine = Place(urgency, next(self._numbers), heed.get())
        with self._lock:
            heapq.heappush(self._waiting, mine)
            if self._now is None:
                self._call()
        try:
            self._wait(mine)
            mine.still()
            yield lambda: self._let_by(mine)
        finally:
            self._leave(mine)

    def _let_by(self, mine: Place) -> None:
        """If a more urgent one waits, pass the turn on and wait until it comes back, or until nobody waits for it any more."""
        if self._waiting:
            with self._lock:
                if mine is self._now and self._waiting and self._waiting[0].urgency < mine.urgency:
                    mine.called.clear()
                    heapq.heappush(self._waiting, mine)
                    self._call()
        self._wait(mine)

    @staticmethod
    def _wait(mine: Place) -> None:
        while not mine.called.wait(LOOK):
            mine.still()

    def _leave(self, mine: Place) -> None:
        """Give up one's place in the queue, or pass the turn on."""
        with self._lock:
            if mine is self._now:
                self._call()
            else:
                self._waiting.remove(mine)
                heapq.heapify(self._waiting)

    def _call(self) -> None:
        """The turn goes to the next one, if any."""
        self._now = heapq.heappop(self._waiting) if self._waiting else None
        if self._now is not None:
            self._now.called.set()


TURNS = Turns()
