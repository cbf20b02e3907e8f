"""Thresholds: what is good enough. A future satisfies if every measure is at least, or within, what is asked of it."""

from collections.abc import Mapping

import numpy as np

from equilibrium.balance.objectives import objective
from equilibrium.studies.measures import Measure

Span = tuple[float | None, float | None]
Thresholds = Mapping[str, float | Span]


def span(said: float | Span) -> tuple[float, float]:
    """The least and the most allowed: a number is the least.

    Raises
    ------
    ValueError : for a span without inside
    """
    low, high = (said, None) if isinstance(said, (int, float)) else said
    ends = (-np.inf if low is None else float(low), np.inf if high is None else float(high))
    if not ends[0] <= ends[1]:
        raise ValueError(f"thresholds: found from {low} to {high}; the least first is allowed")
    return ends


def measured(thresholds: Thresholds, weeks: int) -> dict[str, Measure]:
    """The measures that thresholds read, by name; each key is a figure or an expression of figures.

    Raises
    ------
    ValueError : for none, for an unknown figure, or a span without inside
    """
    if not thresholds:
        raise ValueError('thresholds: none found; one at least is needed, as {"satisfaction": 0.6}')
    found: dict[str, Measure] = {}
    for said, asked in thresholds.items():
        span(asked)
        found |= objective(said, weeks).measures
    return found


def holding(thresholds: Thresholds, values: Mapping[str, np.ndarray], weeks: int) -> np.ndarray:
    """Whether all thresholds hold, from arrays of one shape of every measure; not where a measure is no number."""
    parts = []
    for said, asked in thresholds.items():
        low, high = span(asked)
        read = objective(said, weeks).read(values)
        parts.append((read >= low) & (read <= high))
    return np.logical_and.reduce(parts)
