"""A corridor rather than a point: a strip for each axis, how far it may move alone and together with the others."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from equilibrium import __version__
from equilibrium.balance.corridor import Corridor
from equilibrium.balance.trials import bounds
from equilibrium.plots import page, style, words
from equilibrium.words.dimensions import place, pole
from equilibrium.words.opposites import corridor_sentences

WIDTH, WORDS, RIGHT, HIGH = 10.0, 1.75, 1.75, 0.6  # inches
HATCH, THIN = "///////", 0.012  # to avoid; the least of a strip that is hatched, where it is but the very end
PALE = "#B9D3CF"  # teal at a third, on paper


def plot(found: Corridor, language: str = "en") -> Figure:
    """Strips over the whole range: pale alone, full together, hatched to avoid; the best mix and the present one."""
    said, rows = words.words(language), len(found.names)
    entries: list[tuple[str, dict[str, Any]]] = [
        (said["corridor_alone"], {"facecolor": PALE}), (said["corridor_box"], {"facecolor": style.TEAL}),
        (said["corridor_avoid"], {"facecolor": style.PANEL, "edgecolor": style.MUTED, "hatch": HATCH, "linewidth": 0.0}),
        (said["corridor_best"], {"color": style.INK, "marker": "|", "markersize": 9, "markeredgewidth": 2.0}),
        (said["corridor_here"], _here()),
    ]  # fmt: skip
    runs = said["foot_runs"].format(runs=words.number(found.runs, language), seed=found.seed, version=__version__)
    if not found.avoid:
        entries.pop(2)
    if not found.roomy:
        entries.pop(1)
    sentences = corridor_sentences(found, language)
    sheet, top = page.begin(WIDTH, rows * HIGH + 0.35, said["corridor_title"], " ".join(sentences[:2]),
                            [page.Key(entries), *sentences[2:], runs])  # fmt: skip
    left, wide = page.MARGIN + WORDS, WIDTH - 2 * page.MARGIN - WORDS - RIGHT
    axes = style.axes_at(sheet, left, top, wide, rows * HIGH)
    axes.set(xlim=(-0.005, 1.005), ylim=(rows - 0.5, -0.5), xticks=[], yticks=[])
    limits = bounds(found.names)
    for row, name in enumerate(found.names):
        low, high = limits[row]
        _strip(axes, found, row, lambda x, low=low, high=high: (np.asarray(x) - low) / (high - low), language)
        middle = top + (row + 0.5) * HIGH - 0.09
        style.say(sheet, left - 0.15, middle, pole(name, 0, language), 9.5, align="right")
        style.say(sheet, left + wide + 0.15, middle, pole(name, 1, language), 9.5)
    return sheet


def _here() -> dict:
    return {
        "color": style.PAPER,
        "marker": "o",
        "markersize": 7,
        "markeredgecolor": style.TERRACOTTA,
        "markeredgewidth": 2.0,
    }


def _strip(axes: Axes, found: Corridor, row: int, share, language: str) -> None:
    def band(ends, color: str, height: float, **also) -> None:
        a, b = share(ends)
        axes.add_patch(Rectangle((a, row - height / 2), b - a, height, facecolor=color, linewidth=0, **also))

    limits = bounds([found.names[row]])[0]
    band(limits, style.PANEL, 0.3)
    for each in found.avoid:
        if each.axis == found.names[row]:
            thin = THIN * (limits[1] - limits[0])
            ends = (max(each.beyond, limits[0] + thin), limits[0]), (min(each.beyond, limits[1] - thin), limits[1])
            band(sorted(ends[each.pole]), style.PANEL, 0.3, hatch=HATCH, edgecolor=style.MUTED, zorder=2.5)
    band(found.alone[row], PALE, 0.3)
    band(found.box[row], style.TEAL, 0.3)
    at = float(share(found.best[row]))
    axes.plot([at, at], [row - 0.26, row + 0.26], color=style.INK, linewidth=2.0, solid_capstyle="butt", zorder=4)
    axes.plot(float(share(found.here[row])), row, linestyle="none", zorder=5, **_here())
    low, high = (place(found.names[row], end, language) for end in found.alone[row])
    style.note(
        axes, float(share(found.alone[row].mean())), row + 0.38, f"{low} – {high}", 8, style.MUTED, align="center"
    )
