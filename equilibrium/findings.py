"""A figure of the model beside the figure it is held to, and the rule that judges it.

A module of evidence (a known world, a data set, a claim) has a `TITLE`, a `MECHANISM`, a `SOURCE`, a function `findings()`
that yields what is written here, and a function `comparison()` that gives model and reference in one picture. Studies of
minutes stand in `slow_findings()`. A figure that the model is known not to reach is named in `MISSES`, with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Numbers = Sequence[float] | np.ndarray


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure: what the reference says, what the model gives, from where to where the model's figure is accepted.

    `error` is the standard error of `model`, 0 where nothing is left to luck. `drawn_from` says what `model` is:

    * "model": given by the model, with parameters fixed from other figures. Only this tests it.
    * "fitted": given by the model, with parameters fitted to this very figure or to the record it sums up. That it holds says
      that the model can, and with what; that it misses says more.
    * "data": counted or estimated from data, or taken from them into the model; only the estimate can be compared.
    * "closed form": given by a formula without the model; a figure whose text begins with "closed form:" is one too.
    """

    figure: str
    target: float
    model: float
    low: float
    high: float
    error: float = 0.0
    drawn_from: str = "model"
    note: str = ""

    @property
    def kind(self) -> str:
        """`drawn_from`, or "closed form" if the figure's text says so."""
        return "closed form" if self.figure.startswith("closed form:") else self.drawn_from

    @property
    def holds(self) -> bool:
        """Whether the model's figure lies within what is accepted; a figure that is no number does not."""
        return bool(self.low <= self.model <= self.high)


def held(figure: str, values: Numbers, target: float, *, allowance: float = 0.0, target_error: float = 0.0,
         note: str = "") -> Finding:  # fmt: skip
    """The rule for a figure with luck in it: |mean - target| <= 3 sqrt(se^2 + target_error^2) + allowance.

    `values` (replicate,) are independent; `target_error` is the standard error of a target that is itself simulated.
    """
    values = np.asarray(values, float)
    error = float(values.std(ddof=1) / np.sqrt(values.size))
    room = 3.0 * float(np.hypot(error, target_error)) + allowance
    return Finding(figure, target, float(values.mean()), target - room, target + room, error, note=note)


def equal(figure: str, value: float, target: float, tolerance: float, note: str = "", *,
          drawn_from: str = "model") -> Finding:  # fmt: skip
    """A figure without luck: |value - target| <= tolerance."""
    low, high = target - tolerance, target + tolerance
    return Finding(figure, float(target), float(value), low, high, drawn_from=drawn_from, note=note)


def between(figure: str, value: float, low: float, high: float, *, target: float = float("nan"), error: float = 0.0,
            drawn_from: str = "model", note: str = "") -> Finding:  # fmt: skip
    """A figure whose source gives a range; `low` or `high` may be infinite. The value itself is judged, not its interval."""
    return Finding(figure, target, float(value), low, high, error, drawn_from, note)


def clear(figure: str, values: Numbers, least: float = 0.0, errors: float = 3.0, note: str = "") -> Finding:
    """A sign: the mean of independent (paired) `values` lies above `least` by so many standard `errors` (1.96: 95 %).

    No effect at all, the same value in every replicate, is no sign: the mean must lie above `least` itself.
    """
    values = np.asarray(values, float)
    error = float(values.std(ddof=1) / np.sqrt(values.size))
    low = float(np.nextafter(least + errors * error, np.inf))
    return Finding(figure, float("nan"), float(values.mean()), low, float("inf"), error, note=note)


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a row of dots: `y` at `x`; `error` (point,) is drawn as a bar of two standard errors either way.

    Lines of one `group` share a colour: the reference as a line, the model as dots.
    """

    name: str
    x: Numbers
    y: Numbers
    error: Numbers | None = None
    reference: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Model and reference in one picture; labels carry units. `sentence` says what there is to see.

    `names` are what stands at x = 0, 1, 2, ... where x is no quantity.
    """

    title: str
    sentence: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    names: tuple[str, ...] = ()
