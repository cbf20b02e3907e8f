"""Believable magnitudes at sound mixes; ruin at mixes that neglect customers; energy loosely tied to customers' result."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.calibration.magnitudes import MIXES, energy_correlations, measure
from equilibrium.claims.landscape import FEW, FRESH, MANY, best, reference
from equilibrium.findings import Comparison, Finding, Line, between

TITLE = "Magnitudes"
MECHANISM = "all"
SOURCE = "claim 7; Harter et al. (2002)"
ASKED = {  # figure: from, to
    "satisfaction": (0.5, 0.8),
    "churn": (0.10, 0.40),
    "conversion": (0.01, 0.10),
    "utilisation": (0.5, 0.9),
}
CORRELATIONS = {  # energy with: from, to; TARGETS 10
    "cells, satisfaction": (0.20, 0.45),
    "profit": (0.05, 0.30),
    "leaving": (-0.45, -0.15),
}
SILLY = (
    "all selling",
    "all serving",
    "all selling, by push",
    "all serving, by pull",
    "all first poles",
    "all second poles",
)
MISSES = {
    "centre: churn": "a little more than a third of customers leave in a year, or fewer, at mixes that serve more",
    "all selling: share of runs still in business": "now and then a cell or two live on from the customers there are",
    "all serving: share of runs still in business": "glad customers stay, talk and allies bring others, idle cells are shed",
    "all serving, by pull: share of runs still in business": "the same",
    "all second poles: share of runs still in business": "the same; poorer than balance, not ruined",
    "energy's correlation: profit": "across years regimes move profit more than people do, and the busiest are the most tiring",
}


@cache
def at(name: str) -> dict[str, float]:
    """Magnitudes at a mix, by its name."""
    mixes = {**MIXES, "best mix": dict(best())}
    return measure(reference(), mixes[name], FEW, FRESH)


def findings() -> Iterator[Finding]:
    """What is asked, at the centre and at the best mix; who is ruined; correlations of energy."""
    for name in ("centre", "best mix"):
        for key, (low, high) in ASKED.items():
            yield between(f"{name}: {key}", at(name)[key], low, high)
        yield between(f"{name}: share of runs still in business", at(name)["alive"], 0.95, 1.0)
    for name in SILLY:
        yield between(f"{name}: share of runs still in business", at(name)["alive"], 0.0, 0.05)
    for key, values in energy_correlations(reference(), MANY, FRESH).items():
        if key in CORRELATIONS:
            error = float(values.std(ddof=1) / np.sqrt(values.size))
            yield between(f"energy's correlation: {key}", float(values.mean()), *CORRELATIONS[key], error=error)


def comparison() -> Comparison:
    """Magnitudes at the centre and the best mix, and from where to where they are asked."""
    bounds = [(k, bound) for k, both in enumerate(ASKED.values()) for bound in both]
    lines = [
        Line("" if place else "asked, from least to most", [k - 0.3, k + 0.3], [bound, bound], reference=True, group=2)
        for place, (k, bound) in enumerate(bounds)
    ]
    x = range(len(ASKED))
    lines += [Line(name, x, [at(name)[key] for key in ASKED], group=k) for k, name in enumerate(("centre", "best mix"))]
    return Comparison(TITLE, "Five years' means in the reference scenario, and from where to where they are asked.",
                      "", "share", tuple(lines), tuple(ASKED))  # fmt: skip
