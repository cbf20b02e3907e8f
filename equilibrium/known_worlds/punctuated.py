"""Luger, Raisch & Schimmer (2018), Organization Science 29(3); Posen & Levinthal (2012), Management Science 58(3).
Signs, recalled.

Luger et al.: keeping a fixed balance of exploration and exploitation helps under incremental change and hurts under
discontinuous change. Posen & Levinthal: more turbulence does not always call for more exploration, as what is found
is soon worth nothing. Both are asked of the model in March's world with sensing and neighbours switched on:
organisation exploits the code, organism explores. Success is the mean knowledge in force (`coherence`) once settled.

Incremental change: facts drift one by one. Discontinuous: none drifts, but a calendar changes the regime, and with it
half of the facts, overnight. A fixed balance keeps its position; who adapts is organisation, and all organism for
`SWING` weeks from each break on. The same dates are tried where nothing breaks. Adapting knows the date of a break:
it is the best case of adapting, not a rule that finds the break out.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "punctuated change"
MECHANISM = "learning, regimes, rhythm"
SOURCE = "Luger et al. (2018), Posen & Levinthal (2012)"

BREAKS = (100, 200)  # weeks
SWING = 25  # weeks
SETTLED = 50  # weeks left out
DRIFT = 0.004  # 1/week a fact
FIXED = (0.25, 0.5, 0.75)

LESS = "best fixed position at drift .1 below that at drift .02"
MISSES = {
    LESS: "the best place between organisation and organism rises with drift and then stays near .9; what falls beyond "
    "drift .02 is only how much exploration adds",
}


def adapting(breaks=BREAKS, swing=SWING, late=0) -> dict[str, Any]:
    """The rhythm of who adapts: organisation, but organism for `swing` weeks, `late` weeks after each break."""
    return {"calendar": [[0, 0.0]] + [[week + late + k * swing, 1.0 - k] for week in breaks for k in (0, 1)]}


def incremental(position, drift=DRIFT) -> Scenario:
    """Facts drift one by one, at `drift` a week each, and no regime ends; `position` a share or a rhythm."""
    calendar = [[0, "before"]]
    return Scenario.load("known-worlds/punctuated").with_(
        organization_organism=position, drift=drift, calendar=calendar
    )


def discontinuous(position, breaks=BREAKS, flip=0.5) -> Scenario:
    """No fact drifts; at each of `breaks` (weeks) the other regime begins; regimes flip `flip` of the common facts."""
    calendar = [[0, "before"]] + [[week, ("after", "before")[k % 2]] for k, week in enumerate(breaks)]
    return Scenario.load("known-worlds/punctuated").with_(
        organization_organism=position, drift=0.0, template_flip=flip, calendar=calendar
    )


def known(scenario, replicates=16, seed=2018):
    """(replicate,) mean share of facts known and in force, once settled."""
    coherence = simulate(scenario, replicates, seed).weekly["coherence"].isel(enterprise=0)
    return coherence[:, SETTLED:].mean("week").to_numpy()


def best_fixed(drift, positions=(0.25, 0.5, 0.75, 0.9, 1.0), replicates=16):
    """(position, (replicate, position) knowledge): the fixed position that knows most at `drift`."""
    values = np.array([known(incremental(position, drift), replicates) for position in positions]).T
    return positions[int(values.mean(0).argmax())], values


def findings() -> Iterator[Finding]:
    """A fixed balance against adapting in both kinds of change; what exploration adds at rising drift."""
    steps, breaks = known(incremental(adapting())), known(discontinuous(adapting()))
    for position in FIXED:
        gained = known(incremental(position)) - steps
        yield clear(f"incremental change, fixed at {position:g} over adapting, share of facts", gained)
        lost = breaks - known(discontinuous(position))
        yield clear(f"discontinuous change, adapting over fixed at {position:g}, share of facts", lost)
    places, worth = {}, {}
    for drift in (0.004, 0.02, 0.1):
        places[drift], values = best_fixed(drift)
        worth[drift] = values[:, 2] - values[:, 0]
    yield clear(
        "organism at .75 over .25 adds more at drift .02 than at .004, share of facts", worth[0.02] - worth[0.004]
    )
    yield clear("organism at .75 over .25 adds less at drift .1 than at .02, share of facts", worth[0.02] - worth[0.1])
    yield between(LESS, places[0.02] - places[0.1], 1e-9, np.inf)


def comparison() -> Comparison:
    """Knowledge over the fixed position in both kinds of change; adapting as the line to pass."""
    positions = (0.0, 0.25, 0.5, 0.75, 1.0)
    worlds: dict[str, Callable[[Any], Scenario]] = {"small steps": incremental, "breaks": discontinuous}
    lines = []
    for group, (name, world) in enumerate(worlds.items()):
        swing = known(world(adapting()), 12).mean()
        dots = [known(world(position), 12).mean() for position in positions]
        lines += [Line(f"{name}: adapting", (0.0, 1.0), (swing, swing), reference=True, group=group),
                  Line(f"{name}: fixed", positions, dots, group=group)]  # fmt: skip
    return Comparison(TITLE, "Under small steps a fixed balance knows more than adapting, under breaks less.",
                      "fixed position: 0 organisation, 1 organism", "share of facts known", tuple(lines))  # fmt: skip
