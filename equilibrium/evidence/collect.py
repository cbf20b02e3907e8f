"""All modules of evidence, by family; what they find, as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from equilibrium.calibration import DATA
from equilibrium.findings import Finding
from equilibrium.known_worlds import WORLDS

FAMILIES = {"known_worlds": WORLDS, "calibration": DATA}


@dataclass(frozen=True)
class Row:
    """A finding with where it comes from."""

    name: str
    title: str
    mechanism: str
    source: str
    finding: Finding


def modules(family: str, names: Sequence[str] = ()) -> list[ModuleType]:
    """The modules of a family, all of them or those of `names`, in the family's order."""
    return [import_module(f"equilibrium.{family}.{name}") for name in FAMILIES[family] if not names or name in names]


def name_of(module: ModuleType) -> str:
    """What the command line calls a module."""
    return module.__name__.rpartition(".")[2]


def rows(module: ModuleType, slow: bool = False) -> Iterator[Row]:
    """What a module finds; with its studies of minutes if `slow`."""
    found = list(module.findings())
    if slow and hasattr(module, "slow_findings"):
        found += list(module.slow_findings())
    for finding in found:
        yield Row(name_of(module), module.TITLE, module.MECHANISM, module.SOURCE, finding)
