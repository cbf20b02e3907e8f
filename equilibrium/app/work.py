"""Long work: begun once for all who ask the same, followed while it runs, stopped when nobody wants it, kept by what was asked.

Work belongs to no page and no visitor: it has a key that says all it depends on. Who changes page, reconnects, or asks what
another has asked, finds it. Each lane does one work after the other, so that the pages' own questions keep a core.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic
from typing import Any, Literal

LOG = logging.getLogger(__name__)
LANES = ("sketch", "map", "search")
KEPT, WAITING = 60, 16
State = Literal["waiting", "running", "done", "failed", "stopped"]
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Nobody wants this work any more: raised within it, where it tells its progress."""


class Busy(RuntimeError):
    """Too much waits already."""


@dataclass
class Work:
    """A work as it goes.

    Attributes
    ----------
    key : says all that the result depends on
    state : "waiting" for its turn, "running", "done" (`value` is there), "failed" (`error` is), "stopped"
    done, total : how far it is, in the library's own count; 0 of 0 before it says
    wanted : by whom
    patience : seconds without anybody looking after which it stops; None if it goes on alone
    """

    key: Hashable
    lane: str
    patience: float | None
    state: State = "waiting"
    done: int = 0
    total: int = 0
    value: Any = None
    error: Exception | None = None
    wanted: set[str] = field(default_factory=set)
    seen: float = field(default_factory=monotonic)
    begun: float = 0.0
    left: Event = field(default_factory=Event)

    @property
    def going(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def left_alone(self) -> bool:
        """Whether it stopped though somebody had wanted it: who did has looked away for too long."""
        return self.state == "stopped" and bool(self.wanted)

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to go at the pace so far; None before there is one."""
        if self.state != "running" or not self.done:
            return None
        return (monotonic() - self.begun) * (1.0 / max(self.share, 1e-9) - 1.0)


class Works:
    """Works by key; at most `kept` that are over, the oldest go first, and at most `waiting` that have not begun."""

    def __init__(self, lanes: Sequence[str] = LANES, kept: int = KEPT, waiting: int = WAITING) -> None:
        self._kept, self._waiting = kept, waiting
        self._lock = Lock()
        self._there: OrderedDict[Hashable, Work] = OrderedDict()
        self._lanes = {lane: ThreadPoolExecutor(1, lane) for lane in lanes}

    def ask(
        self, key: Hashable, make: Callable[[Progress], Any], who: str, *, lane: str = "search", patience: float | None = None,
        again: bool = False,
    ) -> Work:  # fmt: skip
        """The work of `key`, wanted by `who` from now on; begun if it is not there.

        Parameters
        ----------
        make : does it, called with a function to be told (done, total), which raises `Stopped`
        again : begin anew what failed or was stopped; work that was only left alone always begins anew

        Raises
        ------
        Busy : if too much waits already
        """
        with self._lock:
            for each in self._there.values():
                self._heed(each)
            work = self._there.get(key)
            if work is not None and not (again and work.state in ("failed", "stopped")) and not work.left_alone:
                work.seen = monotonic()
                if work.going:
                    work.wanted.add(who)
                self._there.move_to_end(key)
                return work
            if sum(each.state == "waiting" for each in self._there.values()) >= self._waiting:
                raise Busy
            work = self._there[key] = Work(key, lane, patience, wanted={who})
            self._there.move_to_end(key)
            for old in [each for each in self._there if not self._there[each].going][
                : max(0, len(self._there) - self._kept)
            ]:
                del self._there[old]
        self._lanes[lane].submit(self._do, work, make)
        return work

    def look(self, key: Hashable) -> Work | None:
        """The work of `key` if it is there; looking keeps it going."""
        with self._lock:
            work = self._there.get(key)
            if work is not None:
                work.seen = monotonic()
            return work

    def stop(self, key: Hashable, who: str) -> bool:
        """`who` wants it no longer; it stops if nobody else does. Whether it is over."""
        with self._lock:
            work = self._there.get(key)
            if work is None or not work.going:
                return True
            if who not in work.wanted:
                return False
            work.wanted.discard(who)
            if not work.wanted:
                self._end(work)
            return not work.going

    def stop_all(self) -> None:
        """At the end of the server: nothing goes on, nothing begins."""
        with self._lock:
            for work in self._there.values():
                if work.going:
                    self._end(work)
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    def _end(work: Work) -> None:
        work.state = "stopped"
        work.left.set()

    def _do(self, work: Work, make: Callable[[Progress], Any]) -> None:
        with self._lock:
            self._heed(work)
            if work.state != "waiting":
                return
            work.state, work.begun = "running", monotonic()

        def told(done: int, total: int) -> None:
            work.done, work.total = done, total
            with self._lock:
                self._heed(work)
            if work.left.is_set():
                raise Stopped

        try:
            value, error = make(told), None
        except Stopped:
            return
        except Exception as trouble:  # whatever it is: those who wait are told, and the lane goes on
            LOG.exception("work failed: %s", work.key)
            value, error = None, trouble
        with self._lock:
            if work.state == "running":
                work.value, work.error, work.state = value, error, "failed" if error else "done"

    def _heed(self, work: Work) -> None:
        """End what nobody has looked at for longer than its patience."""
        if work.going and work.patience is not None and monotonic() - work.seen > work.patience:
            self._end(work)


WORKS = Works()
