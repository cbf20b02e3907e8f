"""Measures: a figure of a run as one number, over all weeks or over some: "profit", "profit@1-52"."""

import re
from typing import NamedTuple

import numpy as np

from equilibrium.ensemble import Ensemble
from equilibrium.figures import FIGURES
from equilibrium.scenario_errors import nearest

FORM = re.compile(r"([a-z_]+)(?:@(\d+)(?:-(\d+))?)?")


class Measure(NamedTuple):
    """A figure from week `first` to `last` (None: the run's end), summed, averaged or the last as the figure says."""

    figure: str
    first: int = 1
    last: int | None = None

    def read(self, ensemble: Ensemble, enterprise: int | str = 0) -> np.ndarray:
        """(replicate,) of an ensemble."""
        return ensemble.per_run(self.figure, enterprise, self.first, self.last)


def measure(said: str, weeks: int) -> Measure:
    """The measure that a text names, in a run of `weeks`.

    Raises
    ------
    ValueError : saying what is allowed
    """
    form = FORM.fullmatch(said)
    if form is None or form[1] not in FIGURES:
        near = nearest(said.partition("@")[0], FIGURES)
        raise ValueError(
            f'found "{said}"; nearest figure: {near}' if near else f'found "{said}", allowed: {", ".join(FIGURES)}'
        )
    if form[2] is None:
        return Measure(form[1])
    first, last = int(form[2]), int(form[3] or form[2])
    if not 1 <= first <= last <= weeks:
        raise ValueError(f'found "{said}", allowed: weeks from 1 to {weeks}, as in "{form[1]}@1-{min(52, weeks)}"')
    return Measure(form[1], first, last)
