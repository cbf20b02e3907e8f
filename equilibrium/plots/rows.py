"""Rows: what tornado, indices and flips share: a label a row at the left, a number line at the right."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from equilibrium.plots import page, style, words
from equilibrium.words.sensitivity import measure_unit

WIDTH, LABELS, RIGHT = 8.6, 2.75, 0.55  # inches
SIZE, LANE = 9.0, 0.4


def begin(
    labels: Sequence[str], title: str, sentence: str, foot: Sequence[page.Key | str], least: float = 0.3,
    head: float = 0.3,
) -> tuple[Figure, Axes]:  # fmt: skip
    """A sheet with a row for each of `labels`, the first on top, at least `least` inches high; they stand at 0, 1, ... of the
    vertical axis."""
    texts = [style.wrapped(label, LABELS, SIZE) for label in labels]
    lines = max(text.count("\n") + 1 for text in texts)
    height = max(least, 0.17 * lines + 0.11)
    body = head + height * len(labels) + 0.55
    sheet, top = page.begin(WIDTH, body, title, sentence, foot)
    left = page.MARGIN + LABELS + 0.2
    axes = style.axes_at(sheet, left, top + head, WIDTH - left - RIGHT, height * len(labels))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    for row, text in enumerate(texts):
        count = text.count("\n") + 1
        middle = top + head + height * (row + 0.5)
        style.say(sheet, page.MARGIN + LABELS, middle - count * 1.35 * SIZE / 144, text, SIZE, align="right")
    return sheet, axes


def number_line(axes: Axes, low: float, high: float, unit: str, language: str) -> None:
    """Scale and ticks from `low` to `high`, with some room at both sides."""
    room = 0.04 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    at = MaxNLocator(5).tick_values(low, high)
    at = [each for each in at if low - room <= each <= high + room]
    style.tick(axes, [(float(each), words.quantity(float(each), unit, language)) for each in at], vertical=False)
    axes.grid(axis="x", color=style.LINE, linewidth=0.7)
    axes.set_axisbelow(True)


def whisker(axes: Axes, value: float, half: float, row: float, color: str) -> None:
    """An interval as a thin line."""
    if np.isfinite(half) and half > 0:
        axes.plot([value - half, value + half], [row, row], color=color, linewidth=1.0, solid_capstyle="butt", zorder=4)


def bars(axes: Axes, row: int, base: float, ends: Sequence[tuple[float, float, str, str]], span: float) -> None:
    """Bars from `base` to the ends (value, half width, text, colour) of a row, one below the other, each with its text."""
    for lane, (value, half, text, color) in enumerate(ends):
        y, half = row + (lane - (len(ends) - 1) / 2) * LANE, half if np.isfinite(half) else 0.0
        axes.barh(y, value - base, left=base, height=0.8 * LANE, color=color, zorder=2, linewidth=0)
        whisker(axes, value, half, y, style.INK)
        toward = 1.0 if value > base or (value == base and lane) else -1.0
        align = "left" if toward > 0 else "right"
        note = style.note(axes, value + toward * (half + 0.014 * span), y, text, 7.5, align=align, anchor="center")
        note.set_path_effects([withStroke(linewidth=2.0, foreground=style.PAPER)])  # to be read across the zero line
        note.set_zorder(6)


def with_unit(measure: str, language: str) -> str:
    """ ", in €" beside a measure's label; nothing for one without a unit."""
    unit = measure_unit(measure)
    word = words.unit(unit, language) if unit and unit != "-" else ""
    return f", {word}" if word else ""


def parts(axes: Axes, ranks: Sequence[int]) -> None:
    """Thin lines between rows of different ranks."""
    for row in range(1, len(ranks)):
        if ranks[row] != ranks[row - 1]:
            axes.axhline(row - 0.5, color=style.GHOST, linewidth=0.8, linestyle=(0, (3, 3)), zorder=1)
