"""What the lessons' pictures share: a sheet with title and question, dots with intervals, an axis of money."""

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.lessons.numbers import Number
from equilibrium.lessons.telling import words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured

WIDTH = 8.6  # inches
COLORS = (style.TEAL, style.ATTENTION, style.TERRACOTTA, "#34509E", "#6E3535", "#7E7E24")


def sheet(lesson: str, body: float, language: str, foot: Sequence[page.Key | str] = ()) -> tuple[Figure, float]:
    """A sheet with the lesson's title and caption; where the body of so many inches begins, from the top."""
    said = words(language)
    text = said[lesson]
    return page.begin(WIDTH, body, text["title"], text["caption"], [*foot, said["drawn_foot"]])


def dots(
    axes: Axes, xs: Iterable[float], numbers: Iterable[Number], color: str, line: bool = False, **look: Any
) -> None:
    """A dot a number, its interval as a line through it; joined by a pale line if asked."""
    xs, numbers = list(xs), list(numbers)
    values = [number.value for number in numbers]
    if line:
        axes.plot(xs, values, color=color, linewidth=1.4, alpha=0.55, zorder=3)
    for x, number in zip(xs, numbers, strict=True):
        axes.plot([x, x], [number.low, number.high], color=color, linewidth=1.5, solid_capstyle="butt", zorder=4)
    mark = {"marker": "o", "markersize": 6, "markeredgecolor": style.PAPER, "markeredgewidth": 0.8, "zorder": 5}
    axes.plot(xs, values, linestyle="none", color=color, **{**mark, **look})


def money_axis(axes: Axes, language: str, count: int = 6, across: bool = False) -> None:
    """Ticks of money at round places, and a stronger line at zero."""
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_xlim() if across else axes.get_ylim()
    steps = [1, 2, 3, 5, 10] if across else [1, 2, 5, 10]  # side by side, amounts need room
    places = [at for at in MaxNLocator(count, steps=steps).tick_values(low, high) if low <= at <= high]
    style.tick(axes, [(at, pictured.money(at, language)) for at in places], vertical=not across)
    if across:
        axes.set_xlim(low, high)
        axes.grid(axis="x", color=style.LINE, linewidth=0.7)
        axes.set_axisbelow(True)
    else:
        axes.set_ylim(low, high)
    zero = axes.axvline if across else axes.axhline
    if low <= 0 <= high:
        zero(0.0, color=style.MUTED, linewidth=1.0, zorder=2)
