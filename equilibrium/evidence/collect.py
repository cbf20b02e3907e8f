"""All modules of evidence, by family; what they find, as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType

from equilibrium.calibration import DATA
from equilibrium.claims import CLAIMS
from equilibrium.findings import Finding
from equilibrium.known_worlds import WORLDS

FAMILIES = {"known_worlds": WORLDS, "calibration": DATA, "claims": CLAIMS}


@dataclass(frozen=True)
class Row:
    """A finding with where it comes from."""

    name: str
    title: str
    mechanism: str
    source: str
    finding: Finding


def modules(family: str, names: Sequence[str] = ()) -> list[ModuleType]:
    """The modules of a family, all of them or those of `names`, in the family's order; none of one that is not there."""
    there = FAMILIES.get(family, ())
    return [import_module(f"equilibrium.{family}.{name}") for name in there if not names or name in names]


def name_of(module: ModuleType) -> str:
    """What the command line calls a module."""
    return module.__name__.rpartition(".")[2]


def misses(module: ModuleType) -> dict[str, str]:
    """The figures that a module is known to miss, each with the reason."""
    return getattr(module, "MISSES", {})


def rows(module: ModuleType, slow: bool = False) -> Iterator[Row]:
    """What a module finds; with its studies of minutes if `slow`. What misses and is known to has its reason as note."""
    found = list(module.findings())
    if slow and hasattr(module, "slow_findings"):
        found += list(module.slow_findings())
    for finding in found:
        if not finding.holds and finding.figure in misses(module):
            finding = replace(finding, note="; ".join(filter(None, (finding.note, misses(module)[finding.figure]))))
        yield Row(name_of(module), module.TITLE, module.MECHANISM, module.SOURCE, finding)
