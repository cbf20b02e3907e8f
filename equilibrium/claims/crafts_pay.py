"""Crafts make holding both poles pay: where hours bind, interference costs more when conceptual crafts are taken away.

The price of interference is what the enterprise would gain if splitting hours between opposites cost nothing,
V(interference 0) - V(default). With a wide line of credit, so that ruin does not bend the difference. "Without conceptual
crafts": no new craft is conceptual (`conceptual = 0`), all others stay as likely among themselves.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FRESH, MANY, best, reference
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Crafts make both poles pay"
MECHANISM = "integration, crafts"
SOURCE = "claim 3"
BINDING = 0.75  # utilisation above which hours bind
WORK = (1.0, 1.3, 1.6, 2.0, 2.4)  # hours of a request, times the default
MISSES = {
    "requests of 1 times the hours: price of interference, thousand EUR": "at the reference's load service hours are to spare, "
    "so hours lost between opposites cost nothing",
}


def world(work: float, conceptual: bool, interference: bool) -> Scenario:
    """The reference scenario with requests that take `work` times the hours, and what is taken away."""
    scenario = reference().with_(credit=1e9, growth=False)
    changes: dict[str, float] = {"request_hours": work * float(scenario.value("request_hours"))}
    if not conceptual:
        others = 1.0 - float(scenario.value("conceptual"))
        changes |= {"conceptual": 0.0, "method": float(scenario.value("method")) / others}
    if not interference:
        changes |= {"interference": 0.0}
    return scenario.with_(**changes)


@cache
def measured(work: float) -> tuple[np.ndarray, np.ndarray, float]:
    """(replicate,) price of interference with and without conceptual crafts, thousand EUR; and utilisation with them."""
    seen = {}
    for conceptual in (True, False):
        for interference in (True, False):
            weekly = simulate(world(work, conceptual, interference), MANY, FRESH, mix=best()).weekly.isel(enterprise=0)
            seen[conceptual, interference] = weekly["profit"].sum("week").to_numpy() / 1000.0
            if conceptual and interference:
                use = float(weekly["utilisation"].mean())
    return seen[True, False] - seen[True, True], seen[False, False] - seen[False, True], use


def findings() -> Iterator[Finding]:
    """Utilisation, price of interference with the crafts and what it rises by without them, as work grows."""
    for work in WORK:
        with_crafts, without, use = measured(work)
        where, note = f"requests of {work:g} times the hours", f"utilisation {use:.2f}"
        yield clear(f"{where}: price of interference, thousand EUR", with_crafts, errors=1.96, note=note)
        yield clear(f"{where}: higher without conceptual crafts by", without - with_crafts, errors=1.96, note=note)
    yield between("utilisation at which hours bind, reached", max(measured(work)[2] for work in WORK), BINDING, 1.0)


def comparison() -> Comparison:
    """Price of interference over utilisation, with and without conceptual crafts."""
    use = [measured(work)[2] for work in WORK]
    lines = [Line("no price", [min(use), max(use)], [0.0, 0.0], reference=True, group=2)]
    for k, name in enumerate(("with conceptual crafts", "without")):
        prices = [np.asarray(measured(work)[k]) for work in WORK]
        lines.append(
            Line(name, use, [p.mean() for p in prices], [p.std(ddof=1) / np.sqrt(p.size) for p in prices], group=k)
        )
    return Comparison(TITLE, "What splitting hours between opposites costs in five years, as service hours become scarce.",
                      "use of service hours", "thousand EUR", tuple(lines))  # fmt: skip
