"""Flips: the difference of two sides at both ends of each assumption's range, around the difference as it is."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.flips import Assumption, Flips
from equilibrium.words.sensitivity import factor_label, flips_sentences, measure_label, measure_unit, side_label, value_text

MOST, FEWEST = 16, 8
COLORS = {"flips": style.TERRACOTTA, "may flip": style.ATTENTION, "holds": style.TEAL, "cannot tell": style.MUTED}


def plot(found: Flips, title: str, foot: str, language: str = "en") -> Figure:
    """The picture: whatever turns the comparison round or may, and some of what moves it most and does not."""
    said, unit = words.words(language), measure_unit(found.measure)
    shown = chosen(found.assumptions)
    verdicts = list(dict.fromkeys(each.verdict for each in shown if each.verdict != "cannot tell"))
    entries: list = [(said[verdict.replace(" ", "_")], {"color": COLORS[verdict], "linewidth": 3.0}) for verdict in verdicts]
    entries.append((said["interval"], {"color": style.INK, "linewidth": 1.0}))
    entries.append((said["base"], {"facecolor": style.LINE}))
    axis = said["difference"].format(a=side_label(found.sides[0]), b=side_label(found.sides[1]),
                                     measure=measure_label(found.measure, language), unit=rows.with_unit(found.measure, language))  # fmt: skip
    hidden = len(found.those("holds")) - sum(each.verdict == "holds" for each in shown)
    notes: list[page.Key | str] = [axis, page.Key(entries), *([said["held"].format(n=hidden)] if hidden else []), foot]
    labels = [factor_label(each.factor.name, language) for each in shown]
    sentence = " ".join(flips_sentences(found, language)[:2])
    sheet, axes = rows.begin(labels, title, sentence, notes, head=0.42)
    axes.axvspan(found.base - found.half, found.base + found.half, color=style.LINE, linewidth=0, zorder=0)
    axes.axvline(found.base, color=style.GHOST, linewidth=0.9, zorder=1)
    axes.axvline(0.0, color=style.INK, linewidth=1.1, zorder=3)
    reach = [0.0, found.base - found.half, found.base + found.half]
    for row, each in enumerate(shown):
        line, color = each.line, COLORS[each.verdict]
        there = np.isfinite(line.level)
        if not there.any():
            continue
        levels = [*line.level[there], found.base]
        axes.plot([min(levels), max(levels)], [row, row], color=color, linewidth=3.4, solid_capstyle="butt", zorder=2)
        for place in np.flatnonzero(there)[[0, -1]]:
            half = line.level_half[place] if np.isfinite(line.level_half[place]) else 0.0
            rows.whisker(axes, line.level[place], half, row, style.INK)
            axes.plot([line.level[place]], [row], "o", color=color, markersize=5.2, markeredgecolor=style.PAPER, zorder=5)
            reach += [line.level[place] - half, line.level[place] + half]
    span = max(reach) - min(reach) or 1.0
    for row, each in enumerate(shown):
        line = each.line
        there = np.flatnonzero(np.isfinite(line.level))
        if there.size == 0:
            continue
        first, last = there[0], there[-1]
        for place, other in ((first, last), (last, first)):
            half = line.level_half[place] if np.isfinite(line.level_half[place]) else 0.0
            right = line.level[place] > line.level[other] or (line.level[place] == line.level[other] and place == last)
            end = line.level[place] + (half if right else -half) + (0.012 if right else -0.012) * span
            style.note(axes, end, row, value_text(line.values[place], each.factor.name, language), 8.0,
                       align="left" if right else "right")  # fmt: skip
    rows.number_line(axes, min(reach) - 0.09 * span, max(reach) + 0.09 * span, unit, language)
    for side, align, shift in ((found.sides[1], "right", -0.012), (found.sides[0], "left", 0.012)):
        text = style.note(axes, shift * span, 1.01, said["better"].format(side=side_label(side)), 8.5, style.INK, True, align, "bottom")
        text.set_transform(axes.get_xaxis_transform())
    return sheet


def chosen(assumptions: Sequence[Assumption]) -> list[Assumption]:
    """Those that turn the comparison round or may, at most `MOST`; filled up to `FEWEST` with those that hold, widest first."""
    loose = [each for each in assumptions if each.verdict != "holds"][:MOST]
    firm = [each for each in assumptions if each.verdict == "holds"]
    return loose + firm[: max(0, FEWEST - len(loose))]
