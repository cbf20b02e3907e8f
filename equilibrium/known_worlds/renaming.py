"""Renaming (Meyer & Rowan 1977, American Journal of Sociology 83(2): myth and ceremony): a name is nothing if nobody hears it.

The null world: crafts renamed with the same content, no hours spent on it and the symbolic channel off. Every figure but the
count of renamings must then be the same bits as without them.
"""

from collections.abc import Mapping, Sequence

from equilibrium.scenario import Scenario


def pair(scenario: Scenario, campaigns: Sequence[Mapping]) -> tuple[Scenario, Scenario]:
    """`scenario` with the symbolic channel off, without and with `campaigns` of new names that cost no hour."""
    silent = scenario.with_(symbolic=False, relabel_hours=0.0, renamings=[])
    return silent, silent.with_(renamings=list(campaigns))


def contrast(scenario: Scenario, substance: float) -> tuple[Scenario, Scenario]:
    """`scenario` with all renewal real, and with only the share `substance` of it real and the rest new names."""
    return scenario.with_(substance=1.0, renamings=[]), scenario.with_(substance=substance, renamings=[])
