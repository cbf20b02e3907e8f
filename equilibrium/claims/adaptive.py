"""A policy that watches its own figures beats the best fixed mix; none of those tried beats the clairvoyant.

The clairvoyant knows the regime each week and has one mix for each, searched in the mixed context, inertia and costs of
moving included: mixes that are best in one regime for ever are too extreme for a regime that will pass. The watching policy
is `PolarityWatch`: its normals are what the best fixed mix sees, its gains are searched; all is searched on one seed and
measured on another. Beside it, as shipped and without any search: `PolarityWatch` with its own signs, and `ExtremumSeeking`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FEW, FRESH, GRID, MANY, SEARCHED, best, profit, reference, regimes
from equilibrium.findings import Comparison, Finding, Line, clear
from equilibrium.parameters import AXES
from equilibrium.policies.clairvoyant import Clairvoyant
from equilibrium.policies.extremum_seeking import ExtremumSeeking
from equilibrium.policies.polarity_watch import SIGNS, EarlySign, PolarityWatch
from equilibrium.simulation import Policy, Sight, simulate

TITLE = "Manager maker"
MECHANISM = "policies, all"
SOURCE = "claim 6"
MISSES = {
    "extremum seeking as shipped over the best fixed mix, thousand EUR": "its swings cost more than what they find in five years",
}
GAINS = (0.0, 0.5, 1.0, 2.0)  # times what a sign leans
Table = Mapping[str, Mapping[str, float]]


def convinced(sight: Sight) -> np.ndarray:
    """(replicate,) share of last week's contacts with prospects that made them consider: push's downside when it falls."""
    return sight.figures["convinced_share"]


RECEPTIVE = EarlySign(convinced, 0.16, 0.1, {"push_pull": -1.0, "selling_serving": -0.6})


def earned(replicates: int, seed: int, policy: Policy | None = None, table: Table | None = None) -> np.ndarray:
    """(replicate,) profit under a watching policy, or under one mix for each regime, known at once; thousand EUR."""
    hooks = []
    if table is not None:
        hooks.append(Clairvoyant(np.array([[table[regime][axis] for axis in AXES] for regime in regimes()])))
    weekly = simulate(reference(), replicates, seed, mix=best(), policy=policy, hooks=hooks).weekly
    return weekly["profit"].isel(enterprise=0).sum("week").to_numpy() / 1000.0


@cache
def clairvoyant() -> Table:
    """One mix for each regime: coordinate search in the mixed context from the best fixed mix."""
    table = {regime: dict(best()) for regime in regimes()}
    for regime in regimes():
        for axis in AXES:

            def worth(position: float, regime: str = regime, axis: str = axis) -> float:
                tried = {**table, regime: {**table[regime], axis: position}}
                return float(earned(FEW, SEARCHED, table=tried).mean())

            table[regime][axis] = max(GRID, key=worth)
    return table


@cache
def watching() -> PolarityWatch:
    """Polarity watch around the best fixed mix: normals as that mix sees them, the gain of each sign searched in turn."""
    every = (RECEPTIVE, *SIGNS)  # the receptive first: it tells most of the regime
    seen: list[list[np.ndarray]] = [[] for _ in every]

    def look(sight: Sight) -> np.ndarray:
        if sight.week > 26:
            for sign, values in zip(every, seen, strict=True):
                values.append(sign.see(sight))
        return sight.target

    simulate(reference(), FEW, SEARCHED, mix=best(), policy=look)
    signs = [
        replace(sign, normal=float(np.nanmean(values)), spread=float(np.nanstd(values)))
        for sign, values in zip(every, seen, strict=True)
    ]
    chosen: list[EarlySign] = []
    for sign in signs:

        def worth(gain: float, sign: EarlySign = sign) -> float:
            tried = [*chosen, replace(sign, lean={axis: gain * lean for axis, lean in sign.lean.items()})]
            return float(earned(FEW, SEARCHED, PolarityWatch(best(), tried, limit=None)).mean())

        gain = max(GAINS, key=worth)
        if gain > 0.0:
            chosen.append(replace(sign, lean={axis: gain * lean for axis, lean in sign.lean.items()}))
    return PolarityWatch(best(), chosen, limit=None)


@cache
def results() -> dict[str, np.ndarray]:
    """(replicate,) profit on fresh seeds: fixed, watching, the regimes' own best mixes known at once, clairvoyant."""
    return {
        "best fixed mix": profit(reference(), best(), MANY, FRESH),
        "polarity watch": earned(MANY, FRESH, watching()),
        "each regime's own best mix": earned(MANY, FRESH, table={regime: best(regime) for regime in regimes()}),
        "polarity watch as shipped": earned(MANY, FRESH, PolarityWatch(best())),
        "extremum seeking as shipped": earned(MANY, FRESH, ExtremumSeeking()),
        "clairvoyant": earned(MANY, FRESH, table=clairvoyant()),
    }


def findings() -> Iterator[Finding]:
    """Watching against fixed, clairvoyant against both."""
    seen = results()
    leans = "; ".join(f"{sign.see.__name__} {dict(sign.lean)}" for sign in watching().signs)
    yield clear("polarity watch over the best fixed mix, thousand EUR",
                seen["polarity watch"] - seen["best fixed mix"], errors=1.96, note=leans)  # fmt: skip
    for name in ("polarity watch as shipped", "extremum seeking as shipped"):
        yield clear(f"{name} over the best fixed mix, thousand EUR", seen[name] - seen["best fixed mix"], errors=1.96)
    for name in [name for name in seen if name not in ("clairvoyant", "each regime's own best mix")]:
        yield clear(f"clairvoyant over {name}, thousand EUR", seen["clairvoyant"] - seen[name], errors=1.96)


def comparison() -> Comparison:
    """Gains over the best fixed mix, with their error."""
    seen = results()
    fixed = seen["best fixed mix"]
    names = [name for name in seen if name != "best fixed mix"]
    lines = [Line("best fixed mix", [-0.5, len(names) - 0.5], [0.0, 0.0], reference=True, group=5)]
    for k, name in enumerate(names):
        gain = seen[name] - fixed
        lines.append(Line("", [k], [gain.mean()], [gain.std(ddof=1) / np.sqrt(gain.size)]))
    return Comparison(TITLE, "What is earned more than by the best fixed mix in five years, under the same luck.",
                      "policy", "thousand EUR", tuple(lines), tuple(names))  # fmt: skip
