"""Spider: a measure along each factor's range, the others as they are; the steepest in colour, the rest pale."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.one_by_one import OneByOne
from equilibrium.words.sensitivity import factor_label, measure_unit, one_by_one_sentence, subject

NAMED = 6
COLORS = (style.TEAL, style.TERRACOTTA, "#34509E", style.ATTENTION, "#7E7E24", "#6E3535")
LEFT, WIDTH, SIDE, HEIGHT = 0.95, 4.7, 2.7, 3.9  # inches


def plot(found: OneByOne, title: str, foot: str, language: str = "en") -> Figure:
    """The picture; factors whose levels are no range are left out."""
    said, unit = words.words(language), measure_unit(found.measure)
    lines = [line for line in found.lines if line.factor.quantile is not None and np.isfinite(line.change).any()]
    axis = said["change_of"].format(
        subject=subject(found.measure, found.sides, language), unit=rows.with_unit(found.measure, language)
    )
    notes: list[page.Key | str] = [f"{axis}; {said['along']}."]
    dot = {"marker": "o", "markersize": 4.5, "markeredgecolor": style.INK, "markeredgewidth": 1.1}
    entries: list = [
        (said["clear_dot"], dot | {"markerfacecolor": style.INK}),
        (said["unclear_dot"], dot | {"markerfacecolor": style.PAPER}),
    ]
    if len(lines) > NAMED:
        entries.append((said["others"], {"color": style.GHOST, "linewidth": 1.0}))
    notes.append(page.Key(entries))
    sheet, top = page.begin(LEFT + WIDTH + SIDE + 0.25, HEIGHT + 0.6, title, one_by_one_sentence(found, language),
                            [*notes, foot])  # fmt: skip
    axes = style.axes_at(sheet, LEFT, top + 0.1, WIDTH, HEIGHT)
    axes.axhline(0.0, color=style.INK, linewidth=0.9, zorder=1)
    for rank, line in reversed(list(enumerate(lines))):
        color = COLORS[rank] if rank < NAMED else style.GHOST
        width = 1.7 if rank < NAMED else 0.8
        axes.plot(line.shares, line.change, color=color, linewidth=width, zorder=3 if rank < NAMED else 2)
        if rank < NAMED:
            for clear, face in ((line.clear, color), (~line.clear, style.PAPER)):
                axes.plot(
                    line.shares[clear],
                    line.change[clear],
                    "o",
                    markersize=4.5,
                    color=color,
                    markerfacecolor=face,
                    zorder=4,
                )
    axes.set_xlim(-0.02, 1.02)
    low, high = axes.get_ylim()
    ticks = [each for each in MaxNLocator(6).tick_values(low, high) if low <= each <= high]
    style.tick(axes, [(float(each), words.quantity(float(each), unit, language)) for each in ticks])
    style.tick(axes, [(0.0, said["low_end"]), (1.0, said["high_end"])], vertical=False)
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    named = sorted(enumerate(lines[:NAMED]), key=lambda pair: -pair[1].change[-1])
    texts = [style.wrapped(factor_label(line.factor.name, language), SIDE - 0.1, 8.5) for _, line in named]
    wanted = [top + 0.1 + HEIGHT * (high - line.change[-1]) / (high - low) for _, line in named]
    heights = [(text.count("\n") + 1) * 1.35 * 8.5 / 72 + 0.05 for text in texts]
    for (rank, _), text, at in zip(named, texts, apart(wanted, heights, top, top + 0.2 + HEIGHT), strict=True):
        style.say(sheet, LEFT + WIDTH + 0.12, at, text, 8.5, COLORS[rank], bold=True)
    return sheet


def apart(middles: list[float], heights: list[float], top: float, bottom: float) -> list[float]:
    """Where blocks begin so that none covers another, each near its middle; in order from above."""
    starts: list[float] = []
    free = top
    for middle, height in zip(middles, heights, strict=True):
        starts.append(max(free, middle - height / 2))
        free = starts[-1] + height
    end = bottom
    for k in reversed(range(len(starts))):
        starts[k] = min(starts[k], end - heights[k])
        end = starts[k]
    return starts
