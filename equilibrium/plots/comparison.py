"""Model and reference in one picture: the reference as a line, the model as dots with their error."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from equilibrium.findings import Comparison, Line
from equilibrium.plots import style

COLORS = (style.TEAL, style.ATTENTION, style.TERRACOTTA, "#34509E", "#6E3535", "#7E7E24")
LEFT, WIDTH, HEIGHT, SIDE = 0.75, 5.6, 2.9, 2.1  # inches
MARGIN = 0.35


def draw(comparison: Comparison) -> Figure:
    """The picture of a comparison; names of lines stand beside it in their colours."""
    words = style.wrapped(comparison.sentence, LEFT + WIDTH + SIDE - MARGIN, 9.5)
    head = MARGIN + 0.32 + 0.18 * len(words.split("\n")) + 0.2
    sheet = style.figure(LEFT + WIDTH + SIDE + MARGIN, head + HEIGHT + 0.75)
    under = style.say(sheet, MARGIN, MARGIN, comparison.title, 13, bold=True)
    style.say(sheet, MARGIN, under + 0.06, words, 9.5, style.MUTED)
    axes = style.axes_at(sheet, LEFT, head + 0.2, WIDTH, HEIGHT - 0.2)
    for line in comparison.lines:
        _draw_line(axes, line)
    axes.grid(axis="y", color=style.LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.03, y=0.08)
    if comparison.names:
        room = WIDTH / len(comparison.names) - 0.1
        axes.set_xticks(range(len(comparison.names)), [style.wrapped(name, room, 8.5) for name in comparison.names])
        axes.set_xlim(-0.5, len(comparison.names) - 0.5)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(style.sized(8.5))
    style.say(sheet, LEFT - 0.4, head - 0.1, comparison.y_label, 8.5, style.MUTED)
    style.say(sheet, LEFT + WIDTH / 2, head + HEIGHT + 0.32, comparison.x_label, 8.5, style.MUTED, align="center")
    _key(sheet, comparison.lines, LEFT + WIDTH + 0.2, head + 0.2)
    return sheet


def _draw_line(axes: Axes, line: Line) -> None:
    color = COLORS[line.group % len(COLORS)]
    x, y = np.asarray(line.x, float), np.asarray(line.y, float)
    if line.reference:
        axes.plot(x, y, color=color, linewidth=1.6, alpha=0.75, zorder=2)
        return
    if line.error is not None:
        axes.errorbar(
            x, y, yerr=2.0 * np.asarray(line.error, float), fmt="none", ecolor=color, elinewidth=1.0, zorder=3
        )
    axes.plot(x, y, linestyle="none", marker="o", markersize=4.2, color=color, markeredgecolor=style.PAPER,
              markeredgewidth=0.6, zorder=4)  # fmt: skip


def _key(sheet: Figure, lines: tuple[Line, ...], left: float, top: float) -> None:
    width, height = sheet.get_size_inches()
    for line in filter(lambda line: line.name, lines):
        color = COLORS[line.group % len(COLORS)]
        middle = 1.0 - (top + 0.08) / height
        mark: dict[str, Any] = (
            {"linewidth": 1.6} if line.reference else {"linewidth": 0, "marker": "o", "markersize": 4.2}
        )
        xs = [left / width, (left + 0.18) / width] if line.reference else [(left + 0.09) / width]
        sheet.add_artist(Line2D(xs, [middle] * len(xs), color=color, **mark))
        text = style.wrapped(line.name, SIDE - 0.35, 8.5)
        top = style.say(sheet, left + 0.26, top, text, 8.5) + 0.05
