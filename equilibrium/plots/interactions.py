"""Which opposites reinforce each other: a triangle of pairs, coloured by sign and size, blank where it cannot be told."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from equilibrium import __version__
from equilibrium.balance.complementarity import Interactions
from equilibrium.balance.trials import bounds
from equilibrium.plots import page, style, words
from equilibrium.words.dimensions import context, dimension, unit
from equilibrium.words.opposites import interactions_sentences

WIDTH, LEFT, HIGH, HEAD = 10.0, 2.3, 0.62, 0.3  # inches: sheet, room for names at the left, a row, above the first row
SIGNS = {1: style.TEAL, -1: style.TERRACOTTA, 0: style.GHOST}
PALEST, PAPER = 0.25, to_rgb(style.PAPER)


def plot(found: Interactions, language: str = "en") -> Figure:
    """Rows and columns are axes and levers; beneath each number a dot for each regime asked for."""
    said, rows = words.words(language), len(found.names) - 1
    thousands = unit(found.objective) == "EUR"
    name = ("thousand EUR" if language == "en" else "migliaia di euro") if thousands else found.objective
    beside = found.contexts[1:]
    shade = [(said["together"], {"facecolor": style.TEAL}), (said["against"], {"facecolor": style.TERRACOTTA})]
    foot: list[page.Key | str] = [page.Key(shade), said["interactions_note"].format(unit=name)]
    if beside:
        order = ", ".join(context(each, language) for each in beside)
        dots = [(said["together"], _dot(1)), (said["against"], _dot(-1)), (said["untold"], _dot(0))]
        foot += [f"{said['context_dots']} {order}.", page.Key(dots)]
    step = float((found.high - found.low)[0] / np.ptp(bounds(found.names)[0]))
    foot.append(said["interactions_step"].format(step=words.number(step, language)))
    if found.shifted:
        names = ", ".join(dimension(each, language) for each in found.shifted)
        foot.append(said["interactions_shifted"].format(names=names))
    foot.append(said["foot_runs"].format(runs=words.number(found.runs, language), seed=found.seed, version=__version__))
    sentence = " ".join(interactions_sentences(found, language)[:3])
    sheet, top = page.begin(WIDTH, HEAD + rows * HIGH + 0.25, said["interactions_title"], sentence, foot)
    wide = WIDTH - LEFT - page.MARGIN
    axes = style.axes_at(sheet, LEFT, top + HEAD, wide, rows * HIGH)
    axes.set(xlim=(0, rows), ylim=(rows, 0), xticks=[], yticks=[])
    most = max(abs(found.of(*pair).value) for pair in found.pairs) or 1.0
    for row in range(1, rows + 1):
        style.note(
            axes, -0.08, row - 0.5, _folded(found.names[row], language), 9, style.INK, align="right", anchor="center"
        )
        over = style.wrapped(dimension(found.names[row - 1], language), (rows - row + 0.94) * wide / rows, 9)
        style.note(axes, row - 0.94, row - 1.08, over, 9, style.INK, anchor="bottom")
        for column in range(row):
            _cell(axes, found, column, row, most, 1e3 if thousands else 1.0, language)
    return sheet


def _folded(name: str, language: str) -> str:
    return style.wrapped(dimension(name, language), LEFT - page.MARGIN - 0.1, 9)


def _dot(sign: int) -> dict:
    return {"color": SIGNS[sign], "marker": "o", "markersize": 4.5, "fillstyle": "full" if sign else "none"}


def _cell(axes: Axes, found: Interactions, column: int, row: int, most: float, scale: float, language: str) -> None:
    pair = (found.names[column], found.names[row])
    contrast = found.of(*pair)
    color = to_rgb(style.PANEL)
    if contrast.sign:
        part = PALEST + (1 - PALEST) * abs(contrast.value) / most
        red, green, blue = (part * a + (1 - part) * b for a, b in zip(to_rgb(SIGNS[contrast.sign]), PAPER, strict=True))
        color = (red, green, blue)
    axes.add_patch(Rectangle((column + 0.03, row - 0.96), 0.94, 0.92, facecolor=color, linewidth=0))
    beside = found.contexts[1:]
    middle = row - (0.62 if beside else 0.5)
    if contrast.sign:
        value = contrast.value / scale
        text = ("+" if value > 0 else "") + words.number(value, language, 0 if abs(value) >= 10 else None)
        half = words.number(contrast.half / scale, language, 0 if contrast.half / scale >= 10 else None)
        style.note(axes, column + 0.5, middle - 0.08, text, 10, _ink(color), True, "center", "center")
        style.note(axes, column + 0.5, middle + 0.17, f"± {half}", 8, _ink(color), False, "center", "center")
    for k, name in enumerate(beside):
        sign = found.of(*pair, name).sign
        face = SIGNS[sign] if sign else "none"
        axes.plot(column + 0.5 + 0.13 * (k - (len(beside) - 1) / 2), row - 0.22, "o", markersize=4.5, color=face,
                  markeredgecolor=style.PAPER if sign or contrast.sign else style.GHOST, markeredgewidth=0.7)  # fmt: skip


def _ink(color) -> str:
    red, green, blue = to_rgb(color)
    return style.INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.45 else style.PAPER
