"""Siggelkow & Levinthal (2003), Organization Science 14(6): temporarily divide to conquer.

A firm searches a rugged landscape of N decisions, two divisions with half of them each. The contribution of a
decision, a uniform number, depends on its own state, on all of its half and on `crossing` decisions of the other
half. Our reading of the printed world (recalled): central, one decision chosen by chance is changed each period if
the firm as a whole gains; decentralised, each division so changes one of its own if the sum of its own contributions
gains, whatever the other loses; reintegrated, first decentralised and then central, from where that has led.
Performance is the mean contribution over the landscape's best. All firms of a contrast share landscape and start.
Reintegration wins because a division's step may hurt the whole: it leads off local peaks on which central search is
caught. If the halves do not interact, it is nothing.

The search is a test world of its own, in numpy: the model has no interacting decisions. What it has on the same axis
is learning: organism suspends the code's teaching (which makes all alike) and lets cells learn from better
neighbours. So `known-worlds/decentralisation` asks March's code whether organism first and organisation then beats
organisation throughout. It does; the cause is variety kept, not peaks left, and the source's "nothing if the halves
do not interact" has no counterpart: facts never interact. The model's own zero is a phase in which the axis touches
nothing.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, between, clear, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "decentralisation"
MECHANISM = "learning, rhythm"
SOURCE = "Siggelkow & Levinthal (2003)"

REFERENCE = "reference, a year of organism first, over organisation throughout, EUR a week"
MISSES = {
    REFERENCE: "its ten cells end as coherent either way (.767, .767), so nothing learned apart is left to harvest; "
    "the organism year itself costs some EUR 1300 a week",
}


def interactions(decisions, crossing):
    """(decision, decision) bool: whose state the contribution of the first depends on; `decisions` even."""
    half = decisions // 2
    own = np.arange(decisions) // half
    depends = own[:, None] == own[None, :]
    for k in range(crossing):
        depends[np.arange(decisions), (np.arange(decisions) % half + k) % half + half * (1 - own)] = True
    return depends


def landscapes(depends, runs, rng):
    """(run, decision, configuration) contributions; bit i of a configuration is decision i."""
    decisions = len(depends)
    bits = (np.arange(1 << decisions)[:, None] >> np.arange(decisions)) & 1
    values = np.empty((runs, decisions, 1 << decisions))
    for i, row in enumerate(depends):
        seen = bits[:, row]
        values[:, i] = rng.random((runs, 1 << seen.shape[1]))[:, (seen << np.arange(seen.shape[1])).sum(1)]
    return values


def search(depends, phase, periods, runs=4000, seed=2003):
    """(2, run, period) performance under central search, and with the first `phase` of `periods` decentralised."""
    rng = np.random.default_rng(seed)
    decisions, run = len(depends), np.arange(runs)
    half = decisions // 2
    contributions = landscapes(depends, runs, rng)
    whole = contributions.mean(1)
    parts = contributions[:, :half].sum(1), contributions[:, half:].sum(1)
    start = rng.integers(0, 1 << decisions, runs)
    one = rng.integers(0, decisions, (periods, runs))
    each = rng.integers(0, half, (periods, runs)), rng.integers(half, decisions, (periods, runs))
    paths = np.empty((2, runs, periods))
    for firm, apart in enumerate((0, phase)):
        at = start.copy()
        for t in range(periods):
            steps = zip(parts, each, strict=True) if t < apart else [(whole, one)]
            flips = np.zeros(runs, int)
            for judged, tried in steps:
                better = judged[run, at ^ (1 << tried[t])] > judged[run, at]
                flips |= np.where(better, 1 << tried[t], 0)
            at = at ^ flips
            paths[firm, :, t] = whole[run, at]
    return paths / whole.max(1)[:, None]


def gain(decisions, crossing, phase=100, periods=200, runs=4000, seed=2003):
    """(run,) performance in the end that decentralisation for the first `phase` periods adds."""
    central, reintegrated = search(interactions(decisions, crossing), phase, periods, runs, seed)[..., -1]
    return reintegrated - central


def scenario(phase=15, weeks=80, **rates) -> Scenario:
    """March's world, organism for `phase` weeks and then organisation; `rates` of its learning."""
    rhythm = {"calendar": [[0, 1.0], [phase, 0.0]]} if phase else 0.0
    return Scenario.load("known-worlds/decentralisation").with_(organization_organism=rhythm, weeks=weeks, **rates)


def knowledge(scenario, replicates=150, seed=2003):
    """(replicate, week) knowledge of March's code."""
    return simulate(scenario, replicates, seed).weekly["coherence"].isel(enterprise=0).to_numpy()


def storefront(organism, replicates=24, seed=2003):
    """(replicate,) the reference's profit over its last two years, EUR a week, at a rhythm between its two poles."""
    world = Scenario.load("storefront").with_(organization_organism=organism, credit=float("inf"))
    return simulate(world, replicates, seed).weekly["profit"].isel(enterprise=0)[:, -104:].mean("week").to_numpy()


def findings() -> Iterator[Finding]:
    """The landscape's gain with and without interaction; the same order of phases asked of the model."""
    for decisions, crossing in ((6, 1), (6, 2), (6, 3), (8, 1), (8, 4)):
        gained = gain(decisions, crossing, runs=8000)
        error = gained.std(ddof=1) / gained.size**0.5
        figure = f"closed form: gain on a landscape, N {decisions}, {crossing} crossing"
        yield between(figure, gained.mean(), 0.010 - 3 * error, 0.027 + 3 * error, error=error,
                      note=".010 to .027, and three standard errors; a test world, not the model")  # fmt: skip
    for decisions in (6, 8):
        yield held(f"closed form: gain where halves do not interact, N {decisions}", gain(decisions, 0), 0.0)
    throughout = knowledge(scenario(0))[:, -1]
    yield clear("March's code, organism first, over organisation throughout", knowledge(scenario())[:, -1] - throughout)
    idle = [knowledge(scenario(phase, learn_from_code=0, peer=0), 20)[:, -1] for phase in (0, 15)]
    yield equal("the same where the axis touches nothing", np.abs(idle[1] - idle[0]).max(), 0.0, 0.0)
    first = storefront({"calendar": [[0, 1.0], [52, 0.0]]})
    yield clear(REFERENCE, first - storefront(0.0))


def comparison() -> Comparison:
    """Performance over time, apart first and together throughout."""
    central, reintegrated = search(interactions(6, 3), 15, 60).mean(1)
    x = np.arange(1, 61)
    ours = [knowledge(scenario(phase), 100).mean(0)[:60] for phase in (0, 15)]
    return Comparison(
        TITLE, "Apart first costs at the start and pays once all is brought together.",
        "periods; apart until 15", "share of the best, share of facts known",
        (Line("landscape, central", x, central, reference=True),
         Line("landscape, apart first", x, reintegrated, reference=True, group=1),
         Line("March's code, organisation", x[::3], ours[0][::3]),
         Line("March's code, organism first", x[::3], ours[1][::3], group=1)),
    )  # fmt: skip
