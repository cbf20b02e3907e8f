"""Landscape: what the objective is worth over two dimensions, against the present mix; best, present, robust and ridge."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from equilibrium import __version__
from equilibrium.balance.best import Best
from equilibrium.balance.landscape import Landscape
from equilibrium.balance.ridge import Ridge
from equilibrium.balance.surface import Measured
from equilibrium.figures import AXIS_LABELS
from equilibrium.plots import page, style, words
from equilibrium.plots.reading import ends, reading
from equilibrium.words.sensitivity import factor_label

WIDTH, SIDE, LEFT, BAR = 8.6, 5.6, 1.35, 0.16  # inches: sheet, the map, room for words left of it, the scale
FINE, SHADES = 81, 40  # points a side at which the smooth surface is drawn, and steps of its colour
COLORS = LinearSegmentedColormap.from_list("landscape", ["#D9C294", "#EBDDC0", style.PAPER, "#8CC1BA", style.TEAL])
NEAR = 0.02  # of an axis: so close, two marks are one


def plot(
    found: Landscape, language: str = "en", *, best: Best | None = None, robust: Mapping[str, float] | None = None,
    gain: Measured | None = None,
) -> Figure:  # fmt: skip
    """The picture.

    Parameters
    ----------
    best : the best mix over more dimensions: it is starred, its ridge hatched and its gain told, measured on futures that found
        neither, in place of this map's own highest place
    robust : a mix to be marked besides
    gain : of this map's highest place, from who has measured it apart from having chosen it (`balance.relief`); None for what the
        map itself says at that place
    """
    said = words.words(language)
    ridge = best.ridge if best is not None else None
    shown = reading(found.objective, language)
    unit, label = shown.unit, shown.label
    title = said["landscape_title"].format(x=factor_label(found.x, language), y=factor_label(found.y, language))
    half = words.quantity(float(np.median(found.high - found.low)) / 2, unit, language)
    note = said["landscape_note"].format(
        points=words.number(found.value.size, language), runs=words.number(found.replicates, language), half=half
    )
    foot = said["foot"].format(
        futures=words.counted("n_futures", found.replicates, language),
        seed=found.seed,
        maker=f"equilibrium {__version__}",
    )
    scale = said["landscape_scale" if unit else "landscape_scale_bare"]
    outline = said["landscape_ridge" if ridge else "landscape_hatch"]
    hatch = page.Key([(outline, {"color": style.INK, "linewidth": 1.3})])
    if best is not None:
        note = f"{said['landscape_else']} {note}"
    notes: list[page.Key | str] = [scale.format(objective=label, unit=words.unit(unit, language)), hatch, note, foot]
    sheet, top = page.begin(WIDTH, SIDE + 0.85, title, _sentence(found, best, gain, unit, language), notes)
    axes = style.axes_at(sheet, LEFT, top + 0.1, SIDE, SIDE)
    across, up = (np.linspace(places[0], places[-1], FINE) for places in (found.xs, found.ys))
    points = np.array([(x, y) for y in up for x in across])
    above = (found.surface.mean(points) - found.baseline.mean()).reshape(FINE, FINE)
    _paint(sheet, axes, top, across, up, above, unit, language)
    _hatch(axes, across, up, _margin(found, points, ridge).reshape(FINE, FINE))
    marks: list[tuple[Any, ...]] = [
        (_star(found, best), said["landscape_star" if best is None else "landscape_found"], "*", 17.0, style.INK),
        (found.present, said["landscape_present"], "o", 9.0, style.TERRACOTTA),
    ]
    if robust is not None:
        (star, text, *look), robust_at = marks[0], _place(found, robust)
        if abs(robust_at - star).max() < NEAR:
            marks[0] = (star, f"{text}, {said['landscape_robust']}", *look)
        else:
            marks.append((robust_at, said["landscape_robust"], "D", 8.0, style.ATTENTION))
    _mark(axes, found, marks)
    _ends(sheet, axes, top, found, language)
    return sheet


def _star(found: Landscape, best: Best | None) -> np.ndarray:
    """(2,) where the star stands."""
    return found.best if best is None else _place(found, best.mix)


def _place(found: Landscape, mix: Mapping[str, float]) -> np.ndarray:
    """(2,) where a mix lies; on an axis that it does not move, where the present one lies."""
    return np.array([mix.get(found.x, found.present[0]), mix.get(found.y, found.present[1])])


def _sentence(found: Landscape, best: Best | None, measured: Measured | None, unit: str, language: str) -> str:
    said = words.words(language)
    if best is not None:
        ends = (words.quantity(value, unit, language) for value in (best.gain.value, best.gain.low, best.gain.high))
        gain, low, high = ends
        return said["landscape_gain" if best.gain.low > 0 else "landscape_no_gain"].format(
            gain=gain, low=low, high=high
        )
    if measured is None:
        row, column = np.unravel_index(int(np.argmax(found.value)), found.value.shape)
        measured = Measured(*(float(grid[row, column]) for grid in (found.difference, found.low, found.high)))
    if not measured.low > 0:
        return said["landscape_here"]
    gain, low, high = (words.quantity(value, unit, language) for value in (measured.value, measured.low, measured.high))
    return said["landscape_best"].format(gain=gain, low=low, high=high)


def _margin(found: Landscape, points: np.ndarray, ridge: Ridge | None) -> np.ndarray:
    if ridge is None:
        return found.margin(points)
    mixes = np.array([[{**found.at, found.x: x, found.y: y}[name] for name in ridge.names] for x, y in points])
    return ridge.limit - ridge.short(mixes)


def _paint(
    sheet: Figure, axes: Axes, top: float, across: np.ndarray, up: np.ndarray, gain: np.ndarray, unit: str, language: str
) -> None:  # fmt: skip
    levels = [float(each) for each in MaxNLocator(7).tick_values(gain.min(), gain.max())]
    low, high = float(gain.min()), float(gain.max())
    if high - low <= 0:
        low, high = low - 1.0, high + 1.0
    norm = TwoSlopeNorm(0.0, min(low, -1e-9 * (high - low)), max(high, 1e-9 * (high - low)))  # paper where it is as now
    axes.contourf(across, up, gain, np.linspace(low, high, SHADES), cmap=COLORS, norm=norm)
    inner = [level for level in levels if low < level < high]
    if inner:
        wide = [1.5 if level == 0 else 0.7 for level in inner]
        axes.contour(across, up, gain, inner, colors=style.INK, linewidths=wide, alpha=0.55, linestyles="solid")
    height = sheet.get_size_inches()[1]
    bar = sheet.add_axes(((LEFT + SIDE + 0.35) / WIDTH, 1 - (top + 0.1 + SIDE) / height, BAR / WIDTH, SIDE / height))
    bar.imshow(
        np.linspace(low, high, 256)[:, None],
        origin="lower",
        extent=(0, 1, low, high),
        aspect="auto",
        cmap=COLORS,
        norm=norm,
    )
    for side in bar.spines.values():
        side.set_visible(False)
    bar.yaxis.tick_right()
    bar.tick_params(length=0, labelcolor=style.MUTED, pad=4)
    bar.set_xticks([])
    style.tick(bar, [(level, _signed(level, unit, language)) for level in inner])
    bar.grid(visible=False)
    for level in inner:
        bar.axhline(level, color=style.INK, linewidth=1.5 if level == 0 else 0.7, alpha=0.55)


def _signed(value: float, unit: str, language: str) -> str:
    return ("+" if value > 0 else "") + words.quantity(value, unit, language)


def _hatch(axes: Axes, across: np.ndarray, up: np.ndarray, good: np.ndarray) -> None:
    if not 0 < (good >= 0).sum() < good.size:
        return
    area = axes.contourf(across, up, good, [0.0, np.inf], colors="none", hatches=["////"])
    area.set_edgecolor(style.PAPER)
    area.set_linewidth(0.0)
    for color, wide in ((style.PAPER, 3.0), (style.INK, 1.1)):
        axes.contour(across, up, good, [0.0], colors=color, linewidths=wide)


def _mark(axes: Axes, found: Landscape, marks: list[tuple[np.ndarray, str, str, float, str]]) -> None:
    """Marks, each with its word beside it: where it meets no other mark or word and stays on the map."""
    reach = np.array([np.ptp(found.xs), np.ptp(found.ys)])
    spots = [SIDE * (np.asarray(place) - [found.xs[0], found.ys[0]]) / reach for place, *_ in marks]  # inches
    taken = [(*(spot - 0.16), *(spot + 0.16)) for spot in spots]
    for (x, y), (_, text, shape, size, color) in zip(spots, marks, strict=True):
        at = (found.xs[0] + x / SIDE * reach[0], found.ys[0] + y / SIDE * reach[1])
        axes.plot(*at, marker=shape, markersize=size, color=color, markeredgecolor=style.PAPER, markeredgewidth=1.6,
                  linestyle="none", clip_on=False, zorder=6)  # fmt: skip
        if shape == "o":
            axes.plot(*at, marker="o", markersize=size + 7, color="none", markeredgecolor=color, markeredgewidth=1.6,
                      clip_on=False, zorder=6)  # fmt: skip
        wide = style.width_of(text, 9.5, bold=True) / 2 + 0.03
        ways = [(0.0, 0.29), (0.0, -0.29), (-wide - 0.2, 0.0), (wide + 0.2, 0.0), (-wide, 0.29), (-wide, -0.29), (wide, 0.29),
                (wide, -0.29)]  # fmt: skip
        boxes = [(x + a - wide, y + b - 0.1, x + a + wide, y + b + 0.1) for a, b in ways]
        inside = [box for box in boxes if min(box) > 0.0 and max(box) < SIDE] or boxes
        box = next((box for box in inside if not any(_meet(box, other) for other in taken)), inside[0])
        taken.append(box)
        middle = [
            found.xs[0] + (box[0] + box[2]) / 2 / SIDE * reach[0],
            found.ys[0] + (box[1] + box[3]) / 2 / SIDE * reach[1],
        ]
        written = style.note(axes, middle[0], middle[1], text, 9.5, style.INK, True, "center", "center")
        written.set_path_effects([withStroke(linewidth=3.0, foreground=style.PAPER)])
        written.set_zorder(7)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes (left, foot, right, head) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ends(sheet: Figure, axes: Axes, top: float, found: Landscape, language: str) -> None:
    """Pole words at the ends of an axis; of a lever its least and most."""
    axes.set_xlim(found.xs[0], found.xs[-1])
    axes.set_ylim(found.ys[0], found.ys[-1])
    axes.set_xticks([])
    axes.set_yticks([])
    (left, right), (below, above) = (ends(name, language) for name in (found.x, found.y))
    foot = top + 0.1 + SIDE + 0.1
    style.say(sheet, LEFT, foot, left, 9.5, style.INK, True)
    style.say(sheet, LEFT + SIDE, foot, right, 9.5, style.INK, True, align="right")
    room = LEFT - page.MARGIN + 0.2
    for text, at in ((above, top + 0.1), (below, top + 0.1 + SIDE - 0.18)):
        text = style.wrapped(text, room, 9.5, True)
        style.say(
            sheet, LEFT - 0.12, at - 0.18 * text.count("\n") * (at > top + 1), text, 9.5, style.INK, True, align="right"
        )
    if found.x not in AXIS_LABELS:
        style.say(sheet, LEFT + SIDE / 2, foot, factor_label(found.x, language), 8.5, style.MUTED, align="center")
    if found.y not in AXIS_LABELS:
        label = style.wrapped(factor_label(found.y, language), room, 8.5)
        style.say(sheet, LEFT - 0.12, top + SIDE / 2, label, 8.5, style.MUTED, align="right")
