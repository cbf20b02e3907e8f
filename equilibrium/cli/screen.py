"""What rich lays out, on standard output: in colours on a terminal, plain in a file or pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def screen() -> Iterator[Console]:
    """A console; what was printed on it is written at the end, without the blanks that rich fills lines with."""
    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        yield console
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
