"""Results kept for whoever asks again: made once, even when several ask at the same moment; the oldest go first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """At most `most` results by key. What is kept is shared by all who use the app: it must depend on its key alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._there: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, Event] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The result of `key`; made by `make` if it is not there. A failure is not kept."""
        while True:
            with self._lock:
                if key in self._there:
                    self._there.move_to_end(key)
                    return self._there[key]
                ready = self._making.get(key)
                if ready is None:
                    self._making[key] = Event()
                    break
            ready.wait()
        try:
            value = make()
            with self._lock:
                self._there[key] = value
                while len(self._there) > self._most:
                    self._there.popitem(last=False)
            return value
        finally:
            with self._lock:
                self._making.pop(key).set()

    def peek(self, key: Hashable) -> Value | None:
        """The result of `key` if it is there."""
        with self._lock:
            return self._there.get(key)
