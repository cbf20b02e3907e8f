"""Model and reference in one picture: the reference as a line, the model as dots with their error."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import ScalarFormatter

from equilibrium.findings import Comparison, Line
from equilibrium.plots import style
from equilibrium.words.numbers import decimals

COLORS = (style.TEAL, style.ATTENTION, style.TERRACOTTA, "#34509E", "#6E3535", "#7E7E24")
LEFT, WIDTH, HEIGHT, SIDE = 0.75, 5.6, 2.9, 2.1  # inches
NARROW = 3.1  # inches of the axes of a picture as wide as a phone
MARGIN = 0.35


class Written(ScalarFormatter):
    """Numbers along an axis, with the decimal point of the language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.signs = decimals(language)

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).translate(self.signs)


def draw(comparison: Comparison, narrow: bool = False, language: str = "en") -> Figure:
    """The picture of a comparison; names of lines stand beside it in their colours, below it if `narrow`."""
    width, left = (NARROW, 0.55) if narrow else (WIDTH, LEFT)
    full = left + width + (0.25 if narrow else SIDE + MARGIN)
    margin = 0.1 if narrow else MARGIN
    words = style.wrapped(comparison.sentence, full - 2 * margin, 9.5)
    title = style.wrapped(comparison.title, full - 2 * margin, 13, bold=True)
    y_label = style.wrapped(comparison.y_label, full - 2 * margin, 8.5)
    head = (
        MARGIN
        + 0.3 * len(title.split("\n"))
        + 0.18 * len(words.split("\n"))
        + 0.02
        + 0.16 * len(y_label.split("\n"))
        + 0.06
    )
    x_label = style.wrapped(comparison.x_label, width + (left - margin if narrow else 0.0), 8.5)
    under = 0.32 + 0.16 * len(x_label.split("\n"))
    named = [line for line in comparison.lines if line.name]
    keys = (
        sum(0.05 + 0.16 * len(_key_text(line.name, full - margin - 0.5).split("\n")) for line in named)
        if narrow
        else 0.0
    )
    sheet = style.figure(full, head + HEIGHT + under + keys + 0.27)
    end = style.say(sheet, margin, MARGIN, title, 13, bold=True)
    style.say(sheet, margin, end + 0.06, words, 9.5, style.MUTED)
    axes = style.axes_at(sheet, left, head + 0.2, width, HEIGHT - 0.2)
    for line in comparison.lines:
        _draw_line(axes, line)
    axes.grid(axis="y", color=style.LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.03, y=0.08)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(Written(language))
    if comparison.names:
        _name_places(axes, comparison.names, width)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(style.sized(8.5))
    tops = head - 0.16 * (len(y_label.split("\n")) - 1)
    style.say(sheet, margin if narrow else left - 0.4, tops - 0.1, y_label, 8.5, style.MUTED)
    style.say(sheet, left + width / 2, head + HEIGHT + 0.32, x_label, 8.5, style.MUTED, align="center")
    if narrow:
        _key(sheet, named, margin, head + HEIGHT + under + 0.18, full - margin - 0.5)
    else:
        _key(sheet, named, left + width + 0.2, head + 0.2, SIDE - 0.35)
    return sheet


def _name_places(axes: Axes, names: tuple[str, ...], width: float) -> None:
    """Write what stands at x = 0, 1, 2, ...: across where a word has room, else upright."""
    room = width / len(names) - 0.1
    fits = all(style.width_of(word, 8.5) <= room for name in names for word in name.split())
    told = [style.wrapped(name, room, 8.5) if fits else name for name in names]
    axes.set_xticks(range(len(names)), told, rotation=0 if fits else 35, ha="center" if fits else "right")
    axes.set_xlim(-0.5, len(names) - 0.5)


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


def _key_text(name: str, room: float) -> str:
    return style.wrapped(name, room, 8.5)


def _key(sheet: Figure, lines: Sequence[Line], left: float, top: float, room: float) -> None:
    width, height = sheet.get_size_inches()
    for line in lines:
        color = COLORS[line.group % len(COLORS)]
        middle = 1.0 - (top + 0.08) / height
        mark: dict[str, Any] = (
            {"linewidth": 1.6} if line.reference else {"linewidth": 0, "marker": "o", "markersize": 4.2}
        )
        xs = [left / width, (left + 0.18) / width] if line.reference else [(left + 0.09) / width]
        sheet.add_artist(Line2D(xs, [middle] * len(xs), color=color, **mark))
        top = style.say(sheet, left + 0.26, top, _key_text(line.name, room), 8.5) + 0.05
