"""Ctrl-C, and being told to end, stop a run calmly, even in code that swallows exceptions (the compiler's callbacks do)."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_end() -> Iterator[None]:
    """Within it SIGTERM, by which schedulers and containers end a process, is what Ctrl-C is."""
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def interrupts_noticed() -> Iterator[Callable[[], None]]:
    """Yield a check to call now and then: it raises KeyboardInterrupt if one was asked for and went lost."""
    noticed = False

    def note(number, frame):
        nonlocal noticed
        noticed = True
        signal.default_int_handler(number, frame)

    def check() -> None:
        if noticed:
            raise KeyboardInterrupt

    def hook(lost) -> None:
        if lost.exc_type is not KeyboardInterrupt:
            former(lost)

    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield check  # whoever runs us has ways of their own
        return
    former, sys.unraisablehook = sys.unraisablehook, hook
    signals = [each for each in ENDS if signal.getsignal(each) is signal.default_int_handler]
    for each in signals:
        signal.signal(each, note)
    try:
        yield check
    except SystemError:  # compiled code passes on what went through it under another name
        check()
        raise
    finally:
        for each in signals:
            signal.signal(each, signal.default_int_handler)
        sys.unraisablehook = former
