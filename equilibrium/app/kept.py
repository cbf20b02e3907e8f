"""Results kept for whoever asks again: made once, even when several ask at the same moment; the oldest go first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Results by key that weigh at most `most` together, each 1 unless `weight` says otherwise; the newest whatever it weighs.

    What is kept is shared by all who use the app: it must depend on its key alone.
    """

    def __init__(self, most: float, weight: Callable[[Value], float] = lambda _: 1) -> None:
        self._most, self._weight = most, weight
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
                weight = sum(map(self._weight, self._there.values()))
                while weight > self._most and len(self._there) > 1:
                    weight -= self._weight(self._there.popitem(last=False)[1])
            return value
        finally:
            with self._lock:
                self._making.pop(key).set()

    def is_making(self, key: Hashable) -> bool:
        """Whether the result of `key` is under way."""
        with self._lock:
            return key in self._making

    def peek(self, key: Hashable) -> Value | None:
        """The result of `key` if it is there."""
        with self._lock:
            return self._there.get(key)
