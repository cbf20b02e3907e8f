"""A Pareto front: what can be had together, where it bends, where the enterprise stands, and which mix lies behind each point.

Two figures stand against each other, and below them, point by point, the places of the axes. With three to five each mix is a line
through all figures and all axes.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from equilibrium import __version__
from equilibrium.balance.pareto import Front
from equilibrium.balance.trials import bounds
from equilibrium.figures import AXIS_LABELS
from equilibrium.plots import page, style, words
from equilibrium.plots.reading import Reading, ends, reading
from equilibrium.words.dimensions import dimension

WIDTH, LEFT, RIGHT = 10.0, 1.35, 1.25  # inches: sheet, room for numbers, room for poles' names
HEIGHT, STRIP, GAP = 3.5, 0.56, 0.3  # inches: the two figures, a strip of one axis, between strips
COLUMNS = 3.4  # inches, height of the lines of many figures
ALONG = LinearSegmentedColormap.from_list("along", ["#CBD8D2", style.TEAL])


def plot(front: Front, title: str, language: str = "en") -> Figure:
    """The front of a scenario called `title`, in one sentence and one picture."""
    said = words.words(language)
    reads = [reading(each, language) for each in front.objectives]
    two = len(reads) == 2
    marks: list[tuple[str, dict[str, Any]]] = []
    if front.bends:
        marks.append(
            (said["pareto_knee"], {"marker": "*", "markersize": 11, "color": style.TEAL, "markeredgewidth": 0})
        )
    marks.append(
        (said["pareto_here"], {"marker": "o", "markersize": 6, "color": style.TERRACOTTA, "markeredgewidth": 0})
    )
    if two:
        marks.append(
            (said["pareto_mix"], {"marker": "o", "markersize": 5.5, "color": style.TEAL, "markeredgewidth": 0})
        )
    else:
        shade = said["pareto_shade"].format(figure=reads[0].label.lower())
        marks.append((shade, {"color": ALONG(0.7), "linewidth": 1.6}))
    if front.undecided.any():
        ring = {"marker": "o", "markersize": 5.5, "color": style.GHOST, "markerfacecolor": style.PAPER}
        dots = {"color": style.MUTED, "linewidth": 1.2, "linestyle": ":"}
        marks.append((said["pareto_undecided"], ring if two else dots))
    futures = words.counted("n_futures", front.replicates, language)
    foot: list[page.Key | str] = [
        page.Key(marks),
        said["pareto_note"].format(n=front.replicates),
        said["foot"].format(futures=futures, seed=front.seed, maker=f"equilibrium {__version__}"),
    ]
    body = HEIGHT + 0.75 + len(front.names) * (STRIP + GAP) if two else COLUMNS + 1.5
    sheet, top = page.begin(WIDTH, body, said["pareto_title"].format(title=title), sentence(front, language), foot)
    (_two if two else _many)(sheet, top, front, reads, language)
    return sheet


def sentence(front: Front, language: str) -> str:
    """What stands at the bend, how sure that is, and whether today's mix is beaten in everything."""
    said = words.words(language)
    reads = [reading(each, language) for each in front.objectives]
    sure = np.flatnonzero(~front.undecided)

    def told(point: int) -> str:
        there = zip(reads, front.mean[:, point], strict=True)
        return ", ".join(f"{read.label.lower()} {read.text(value, language)}" for read, value in there)

    if front.bends:
        text = said["pareto_bend"].format(figures=told(front.knee))
    elif len(sure) > 1:
        text = said["pareto_no_bend"].format(first=told(sure[0]), last=told(sure[-1]))
    else:
        text = said["pareto_one"].format(figures=told(sure[0]))
    beaten = int(front.better.sum())
    key = "pareto_beaten_0" if beaten == 0 else "pareto_beaten_all" if beaten == len(front.points) else "pareto_beaten"
    return f"{text} {said[key].format(k=beaten, n=len(front.points))}"


def _two(sheet: Figure, top: float, front: Front, reads: list[Reading], language: str) -> None:
    """Two figures against each other; below, the mix behind each point, on the same horizontal axis."""
    wide = WIDTH - LEFT - RIGHT
    style.say(sheet, page.MARGIN, top, _better(reads[1], language), 9.5, bold=True)
    axes = style.axes_at(sheet, LEFT, top + 0.3, wide, HEIGHT - 0.3)
    signs = np.array([read.sign for read in reads])[:, None]
    (x, y), low, high = signs * front.mean, signs * front.low, signs * front.high
    for k, undecided in enumerate(front.undecided):
        color = style.GHOST if undecided else style.TEAL
        _cross(axes, (x[k], y[k]), low[:, k], high[:, k], color=color, linewidth=0.9, alpha=0.55, zorder=2)
        face = style.PAPER if undecided else color
        axes.plot(x[k], y[k], "o", color=color, markersize=5.5, markerfacecolor=face, zorder=3)
    sure = np.flatnonzero(~front.undecided)
    axes.plot(x[sure], y[sure], color=style.TEAL, linewidth=1.0, alpha=0.35, zorder=1)
    if front.bends:
        axes.plot(
            x[front.knee], y[front.knee], "*", color=style.TEAL, markersize=17, markeredgecolor=style.PAPER, zorder=5
        )
    own, own_low, own_high = (signs[:, 0] * each for each in (front.here_mean, front.here_low, front.here_high))
    _cross(axes, own, own_low, own_high, color=style.TERRACOTTA, linewidth=1.1, zorder=4)
    axes.plot(*own, "o", color=style.TERRACOTTA, markersize=8, markeredgecolor=style.PAPER, zorder=5)
    axes.margins(0.04)
    for axis, read in zip((axes.xaxis, axes.yaxis), reads, strict=True):
        first, last = sorted(axis.get_view_interval())
        places, texts = _ticks(first, last, read.unit, language)
        style.tick(axes, list(zip(places, texts, strict=True)), vertical=axis is axes.yaxis)
        if read.sign < 0:
            axis.set_inverted(True)
    axes.grid(axis="both", color=style.LINE, linewidth=0.7)
    style.say(sheet, LEFT + wide, top + HEIGHT + 0.24, _better(reads[0], language), 9.5, bold=True, align="right")
    _strips(sheet, top + HEIGHT + 0.75, front, x, own[0], axes.get_xlim(), language)


def _ticks(first: float, last: float, unit: str, language: str) -> tuple[list[float], list[str]]:
    """Places between two ends and their words, as many as can be told apart in words."""
    for count in (6, 5, 4, 3):
        places = [
            float(at) for at in MaxNLocator(count, steps=[1, 2, 5, 10]).tick_values(first, last) if first <= at <= last
        ]
        texts = [words.quantity(at, unit, language) for at in places]
        if len(set(texts)) == len(texts):
            break
    return places, texts


def _cross(axes: Axes, middle: Sequence[float], low: np.ndarray, high: np.ndarray, **look: Any) -> None:
    """The intervals of both figures through their means."""
    axes.plot([low[0], high[0]], [middle[1]] * 2, **look)
    axes.plot([middle[0]] * 2, [low[1], high[1]], **look)


def _strips(
    sheet: Figure, top: float, front: Front, x: np.ndarray, own: float, limits: tuple[float, float], language: str
) -> None:
    """An axis a strip: its place at each point of the front."""
    box, sure = bounds(front.names), np.flatnonzero(~front.undecided)
    for d, name in enumerate(front.names):
        axes = style.axes_at(sheet, LEFT, top + d * (STRIP + GAP), WIDTH - LEFT - RIGHT, STRIP)
        axes.set(xlim=limits, ylim=box[d])
        for at in np.linspace(box[d, 0], box[d, 1], 3):
            axes.axhline(at, color=style.LINE, linewidth=0.7, zorder=1)
        axes.plot(x[sure], front.points[sure, d], color=style.TEAL, linewidth=1.0, alpha=0.5, zorder=2)
        ring: dict[str, Any] = {"color": style.GHOST, "markersize": 3.2, "markerfacecolor": style.PAPER, "zorder": 2}
        axes.plot(x, front.points[:, d], "o", **ring, clip_on=False)
        axes.plot(x[sure], front.points[sure, d], "o", color=style.TEAL, markersize=3.6, zorder=3, clip_on=False)
        if front.bends:
            axes.axvline(x[front.knee], color=style.TEAL, linewidth=0.8, alpha=0.5, zorder=1)
            star: dict[str, Any] = {"color": style.TEAL, "markersize": 11, "zorder": 4, "clip_on": False}
            axes.plot(x[front.knee], front.points[front.knee, d], "*", **star)
        axes.plot(own, front.here[d], "o", color=style.TERRACOTTA, markersize=5.5, zorder=4, clip_on=False)
        axes.set(xticks=[], yticks=[])
        for at, text in zip((0.06, 0.94), ends(name, language), strict=True):
            style.note(axes, 1.015, at, text, 8.5, inside=True)
        if name not in AXIS_LABELS:  # a lever's ends are numbers, which do not say whose
            label = style.wrapped(dimension(name, language).partition(":")[0], LEFT - page.MARGIN, 8.5)
            style.note(axes, -0.015, 0.5, label, 8.5, align="right", anchor="center", inside=True)


def _many(sheet: Figure, top: float, front: Front, reads: list[Reading], language: str) -> None:
    """A line a mix: left through what it gives, right through where its axes stand; the darker, the more of the first figure."""
    said = words.words(language)
    count, wide = len(reads) + len(front.names), WIDTH - 2 * page.MARGIN
    apart = wide / (count + 0.6)
    style.say(sheet, page.MARGIN, top, said["pareto_gives"], 9.5, bold=True)
    style.say(sheet, page.MARGIN + (len(reads) + 0.6) * apart, top, said["pareto_sets"], 9.5, bold=True)
    axes = style.axes_at(sheet, page.MARGIN, top + 0.95, wide, COLUMNS)
    places = np.append(np.arange(len(reads)), len(reads) + 0.6 + np.arange(len(front.names))) + 0.5
    axes.set(xlim=(0, count + 0.6), ylim=(-0.04, 1.04), xticks=[], yticks=[])
    reach = _figure_ends(front)
    box = np.vstack([reach, bounds(front.names)])
    lines = np.hstack([front.mean.T, front.points])
    part = (lines - box[:, 0]) / np.ptp(box, axis=1)
    own = (np.append(front.here_mean, front.here) - box[:, 0]) / np.ptp(box, axis=1)
    shade = (front.mean[0] - front.mean[0].min()) / (np.ptp(front.mean[0]) or 1.0)
    for place in places:
        axes.plot([place, place], [0.0, 1.0], color=style.MUTED, linewidth=0.8, zorder=1)
    for k, line in enumerate(part):
        dash = ":" if front.undecided[k] else "-"
        _line(axes, places, line, len(reads), color=ALONG(shade[k]), linewidth=1.1, linestyle=dash, zorder=2)
    _line(axes, places, own, len(reads), color=style.TERRACOTTA, linewidth=1.8, zorder=4, marker="o", markersize=5.5)
    bars = [(front.here_low, front.here_high, style.TERRACOTTA)]
    if front.bends:
        star: dict[str, Any] = {"marker": "*", "markersize": 13, "markeredgecolor": style.PAPER}
        _line(axes, places, part[front.knee], len(reads), color=style.TEAL, linewidth=3.0, zorder=5, **star)
        bars.append((front.low[:, front.knee], front.high[:, front.knee], style.TEAL))
    for low, high, color in bars:
        for place, within in zip(
            places, (np.stack([low, high], 1) - reach[:, :1]) / np.ptp(reach, axis=1)[:, None], strict=False
        ):
            bar: dict[str, Any] = {"color": color, "linewidth": 5, "alpha": 0.3, "solid_capstyle": "butt", "zorder": 3}
            axes.plot([place] * 2, within.clip(-0.04, 1.04), **bar)
    _names(axes, places, front, reads, reach, apart, language)


def _names(
    axes: Axes, places: np.ndarray, front: Front, reads: list[Reading], reach: np.ndarray, apart: float, language: str
) -> None:
    """What stands at both ends of each line, and above it."""
    for k, place in enumerate(places):
        if k < len(reads):
            low, high = (reads[k].text(at, language) for at in reach[k])
            name = _better(reads[k], language)
            for line, text in enumerate(reversed(style.wrapped(name, apart - 0.1, 8.5).split("\n"))):
                style.note(axes, place, 1.2 + 0.05 * line, text, 8.5, style.INK, align="center")
        else:
            low, high = ends(front.names[k - len(reads)], language)
        style.note(axes, place, 1.08, high, 8.5, align="center")
        style.note(axes, place, -0.09, low, 8.5, align="center")


def _line(axes: Axes, places: np.ndarray, part: np.ndarray, cut: int, **look: Any) -> None:
    """A mix through its figures and, apart, through its axes."""
    for a, b in pairwise((0, cut, len(places))):
        axes.plot(places[a:b], part[a:b], clip_on=False, solid_capstyle="round", **look)


def _figure_ends(front: Front) -> np.ndarray:
    """(objective, 2) worst and best shown of each, the present mix among them."""
    every = np.column_stack([front.mean, front.here_mean])
    low, high = every.min(1), every.max(1)
    return np.stack([low, np.where(high > low, high, low + 1.0)], 1)


def _better(read: Reading, language: str) -> str:
    """A figure's name; with "less is better" where it is."""
    return read.label if read.sign > 0 else words.words(language)["pareto_less"].format(label=read.label)
