"""The model in one picture: a week of the enterprise, numbered in the order in which it happens.

A scheme and no measurement: nothing in it is to scale. It comes wide for a screen and tall for a phone; the words of the steps
stand beside it, not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon

from equilibrium.plots import style
from equilibrium.plots.words import words

GOLDEN = np.pi * (3.0 - 5.0**0.5)
Place = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """Where everything lies, in inches from the lower left corner."""

    width: float
    height: float
    ribbon: tuple[float, float, float, float]  # left, bottom, width, height
    customers: tuple[float, float, float]  # x, y, radius
    enterprise: tuple[float, float, float]
    rivals: tuple[float, float, float]
    allies: tuple[Place, ...]
    shelves: tuple[Place, Place]  # lower left corners: volume, value
    books: Place
    badges: tuple[tuple[int, Place], ...]  # a step's number, and where it happens
    labels: dict[str, tuple[float, float, str]]  # x, y of the middle of the line, alignment
    arrows: tuple[tuple[Place, Place, float, str], ...]  # from, to, bend, colour


WIDE = Sheet(
    10.6, 4.5, (0.15, 4.02, 10.3, 0.34), (3.35, 2.1, 1.12), (7.55, 2.1, 1.3), (0.95, 2.1, 0.68),
    ((9.85, 2.75), (10.0, 2.0), (9.75, 1.25)), ((5.0, 1.4), (5.0, 2.3)), (7.55, 0.25),
    ((1, (0.15, 4.36)), (5, (4.7, 2.32)), (4, (5.4, 0.79)), (6, (6.95, 0.28)),
     (2, (8.66, 2.86)), (3, (0.42, 1.62)), (3, (9.2, 2.44))),
    {
        "rivals": (0.95, 1.22, "center"), "customers": (3.35, 0.78, "center"), "allies": (9.85, 3.14, "center"),
        "value": (5.4, 2.9, "center"), "volume": (5.4, 1.25, "center"), "enterprise": (7.55, 0.63, "center"),
        "books": (8.08, 0.28, "left"), "selling": (5.4, 3.42, "center"), "serving": (5.4, 0.53, "center"),
        "antenna": (7.68, 3.72, "left"),
    },
    (
        ((4.5, 2.1), (4.92, 2.1), 0.0, style.INK), ((5.86, 2.1), (6.18, 2.1), 0.0, style.INK),
        ((6.6, 3.05), (4.15, 3.05), 0.16, style.TEAL), ((6.6, 1.15), (4.15, 1.15), -0.3, style.TEAL),
        ((1.66, 2.1), (2.16, 2.1), 0.0, style.GHOST), ((8.92, 2.02), (9.52, 2.02), 0.0, style.ATTENTION),
        ((9.52, 2.2), (8.92, 2.2), 0.0, style.ATTENTION), ((7.55, 3.96), (7.55, 3.46), 0.0, style.MUTED),
    ),
)  # fmt: skip
TALL = Sheet(
    3.9, 6.98, (0.12, 6.3, 3.66, 0.5), (2.45, 4.95, 0.95), (1.72, 1.75, 1.14), (0.7, 5.1, 0.5),
    ((3.36, 2.3), (3.5, 1.65), (3.3, 1.05)), ((1.08, 3.3), (2.02, 3.3)), (1.72, 0.18),
    ((1, (0.14, 6.8)), (5, (1.62, 3.9)), (4, (3.17, 3.42)), (6, (1.08, 0.21)),
     (2, (0.75, 2.46)), (3, (0.3, 4.76)), (3, (3.05, 2.02))),
    {
        "rivals": (0.7, 4.42, "center"), "customers": (2.45, 6.05, "center"), "allies": (3.4, 2.64, "center"),
        "value": (2.42, 3.16, "center"), "volume": (1.48, 3.16, "center"), "enterprise": (1.72, 0.5, "center"),
        "books": (2.24, 0.21, "left"), "selling": (0.1, 3.56, "left"), "serving": (3.34, 3.42, "left"),
    },
    (
        ((1.9, 4.0), (1.9, 3.76), 0.0, style.INK), ((1.95, 3.2), (1.95, 2.95), 0.0, style.INK),
        ((0.95, 2.68), (1.66, 4.22), -0.42, style.TEAL), ((2.6, 2.5), (3.1, 4.16), 0.25, style.TEAL),
        ((1.21, 5.08), (1.46, 5.06), 0.0, style.GHOST), ((2.9, 1.66), (3.18, 1.66), 0.0, style.ATTENTION),
        ((3.18, 1.82), (2.9, 1.82), 0.0, style.ATTENTION),
    ),
)  # fmt: skip


def plot(regimes: Sequence[str], language: str = "en", tall: bool = False) -> Figure:
    """The picture of a week; `regimes` are the contexts' names as they are to be read, drawn as what comes one after the other."""
    said, at = words(language), TALL if tall else WIDE
    sheet = style.figure(at.width, at.height)
    axes = sheet.add_axes((0, 0, 1, 1), facecolor="none")
    axes.set_xlim(0, at.width)
    axes.set_ylim(0, at.height)
    axes.set_axis_off()
    _ribbon(axes, at, regimes)
    _customers(axes, *at.customers)
    _tissue(axes, *at.rivals, cells=5, color=style.GHOST, gap=0.0)
    _tissue(axes, *at.enterprise, cells=13, color=style.TEAL, gap=3.0)
    for x, y in at.allies:
        axes.add_patch(Circle((x, y), 0.17, facecolor=style.METHOD, edgecolor="none", alpha=0.35, zorder=3))
        axes.add_patch(Circle((x, y), 0.1, facecolor=style.METHOD, edgecolor=style.PAPER, linewidth=0.8, zorder=4))
    _shelf(axes, *at.shelves[0], 6, 0.1)
    _shelf(axes, *at.shelves[1], 3, 0.21)
    _books(axes, *at.books)
    for start, end, bend, color in at.arrows:
        axes.add_patch(FancyArrowPatch(start, end, connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>", mutation_scale=9,
                                       linewidth=1.5, color=color, shrinkA=0, shrinkB=0, zorder=6))  # fmt: skip
    for number, (x, y) in at.badges:
        axes.add_patch(Circle((x, y), 0.125, facecolor=style.TEAL, edgecolor=style.PAPER, linewidth=1.2, zorder=8))
        style.note(axes, x, y, str(number), 8.5, style.PAPER, True, "center").set_zorder(9)
    for key, (x, y, align) in at.labels.items():
        text = style.wrapped(said[f"week_{key}"], 0.8, 9.0) if tall and key == "selling" else said[f"week_{key}"]
        style.note(axes, x, y, text, 9.0, style.INK, False, align, "center").set_zorder(9)
    return sheet


def _ribbon(axes: Axes, at: Sheet, regimes: Sequence[str]) -> None:
    left, bottom, width, height = at.ribbon
    part, gap = width / len(regimes), 0.05
    for k, name in enumerate(regimes):
        color = style.REGIMES[k % len(style.REGIMES)]
        axes.add_patch(FancyBboxPatch((left + k * part, bottom), part - gap, height, facecolor=color, edgecolor="none", zorder=2,
                                      boxstyle="round,pad=0,rounding_size=0.08"))  # fmt: skip
        text = style.wrapped(name, part - gap - 0.1, 8.5)
        style.note(axes, left + k * part + (part - gap) / 2, bottom + height / 2, text, 8.5, style.over(color), False, "center",
                   "center").set_zorder(3)  # fmt: skip


def _customers(axes: Axes, x: float, y: float, radius: float) -> None:
    """Dots in a disc: those on the enterprise's side are its own, those on the rival's side the rival's, some nobody's."""
    count = 110
    k = np.arange(count)
    away, angle = radius * np.sqrt((k + 0.5) / count), k * GOLDEN
    xs, ys = x + away * np.cos(angle), y + away * np.sin(angle)
    side = (xs - x) / radius + 0.25 * np.sin(7.0 * k)
    for which, color in ((side > 0.05, style.TEAL), (side < -0.45, style.GHOST)):
        axes.scatter(xs[which], ys[which], s=17, color=color, linewidth=0, zorder=4)
    none = (side <= 0.05) & (side >= -0.45)
    axes.scatter(xs[none], ys[none], s=14, facecolor="none", edgecolor=style.MUTED, linewidth=0.8, zorder=4)


def _tissue(axes: Axes, x: float, y: float, radius: float, cells: int, color: str, gap: float) -> None:
    """Cells within a membrane: boxes on the left become cells to the right; open where `gap` is wide."""
    turn = np.linspace(0.0, 2.0 * np.pi, 181)
    wave = radius * (1.0 + 0.025 * np.sin(3.0 * turn) + 0.02 * np.cos(5.0 * turn))
    outline = np.column_stack([x + wave * np.cos(turn), y + wave * np.sin(turn)])
    axes.add_patch(Polygon(outline, facecolor=color, alpha=0.07, edgecolor="none", zorder=1))
    dashes = (0, (5.0, gap)) if gap else "solid"
    axes.add_patch(Polygon(outline, fill=False, edgecolor=color, linewidth=1.6, linestyle=dashes, zorder=5))
    crafts = (style.CONCEPTUAL, style.METHOD, style.ACCESSORY, style.FOUNDING)
    k = np.arange(cells)
    away, angle = 0.8 * radius * np.sqrt((k + 0.4) / cells), k * GOLDEN + 0.6
    size = 0.62 * radius / np.sqrt(cells)
    for n, (r, a) in enumerate(zip(away, angle, strict=True)):
        cx, cy, s = x + r * np.cos(a), y + r * np.sin(a), size * (0.72 + 0.16 * np.sin(2.4 * n))
        fill = crafts[n % 4] if gap else style.GHOST
        look: dict[str, Any] = {"facecolor": fill, "edgecolor": style.PAPER, "linewidth": 1.0, "zorder": 3}
        if r * np.cos(a) < -0.2 * radius:
            box = FancyBboxPatch(
                (cx - s * 0.85, cy - s * 0.85),
                s * 1.7,
                s * 1.7,
                boxstyle=f"round,pad=0,rounding_size={s * 0.25}",
                **look,
            )
            axes.add_patch(box)
        else:
            axes.add_patch(Circle((cx, cy), s * 1.25, facecolor=fill, edgecolor="none", alpha=0.25, zorder=2))
            axes.add_patch(Circle((cx, cy), s, **look))


def _shelf(axes: Axes, left: float, bottom: float, count: int, size: float) -> None:
    """A shelf of 0.8 inches with `count` goods on it."""
    axes.plot([left, left + 0.8], [bottom, bottom], color=style.INK, linewidth=1.6, solid_capstyle="round", zorder=4)
    step = 0.8 / count
    for k in range(count):
        x = left + (k + 0.5) * step - size / 2
        axes.add_patch(FancyBboxPatch((x, bottom + 0.04), size, size * 1.5, facecolor=style.ATTENTION, edgecolor="none", zorder=4,
                                      boxstyle=f"round,pad=0,rounding_size={size * 0.2}"))  # fmt: skip


def _books(axes: Axes, x: float, y: float) -> None:
    """The week's books: what came in above what went out."""
    for row, (length, color) in enumerate(((0.62, style.TERRACOTTA), (0.8, style.TEAL))):
        axes.add_patch(FancyBboxPatch((x - 0.4, y - 0.11 + 0.16 * row), length, 0.1, facecolor=color, edgecolor="none", zorder=4,
                                      boxstyle="round,pad=0,rounding_size=0.04"))  # fmt: skip
