"""Ctrl-C ends a run calmly, even where it falls into code that swallows exceptions (the compiler's callbacks do)."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
    signal.signal(signal.SIGINT, note)
    try:
        yield check
    except SystemError:  # compiled code passes on what went through it under another name
        check()
        raise
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = former
