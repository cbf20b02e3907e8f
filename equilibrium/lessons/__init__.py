"""Lessons: what each shipped study teaches, in numbers, a picture and two paragraphs that the numbers choose.

A lesson is a file with `STUDY`, the shipped study; `measured(results)`, its `Numbers` (`UNITS` of those that are no money,
`DRAWN` those that only the picture shows); `picture(numbers, language)`, a matplotlib Figure; `paragraphs(numbers,
language)`, two texts. The words are in `en.toml` and `it.toml`, a
section a lesson; which of them are said depends on the numbers alone: real, the opposite, or not to be told.
"""

from importlib import import_module
from types import ModuleType

NAMES = (
    "indie-weconomy",
    "yesterday-and-today",
    "rhythm",
    "turbulence-organism",
    "crafts-make-balance-pay",
    "renaming",
)


def lesson(name: str) -> ModuleType:
    """The lesson of a shipped study.

    Raises
    ------
    KeyError : if there is none of that name
    """
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"equilibrium.lessons.{name.replace('-', '_')}")
