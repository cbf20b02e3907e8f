"""Flips: the difference of two sides at both ends of each assumption's range, around the difference as it is."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.flips import Assumption, Flips
from equilibrium.words.sensitivity import factor_label, flips_sentences, measure_unit, side_label, subject, value_text

MOST, FEWEST = 16, 8
COLORS = {"flips": style.TERRACOTTA, "may flip": style.ATTENTION, "holds": style.TEAL, "cannot tell": style.MUTED}


def plot(found: Flips, title: str, foot: str, language: str = "en") -> Figure:
    """The picture: whatever turns the comparison round or may, and some of what moves it most and does not."""
    said, unit = words.words(language), measure_unit(found.measure)
    shown = chosen(found.assumptions)
    verdicts = list(dict.fromkeys(each.verdict for each in shown if each.verdict != "cannot tell"))
    entries: list = [(said[verdict.replace(" ", "_")], {"facecolor": COLORS[verdict]}) for verdict in verdicts]
    entries.append((said["interval"], {"color": style.INK, "linewidth": 1.0}))
    entries.append((said["base"], {"facecolor": style.LINE}))
    axis = subject(found.measure, found.sides, language) + rows.with_unit(found.measure, language)
    hidden = len(found.those("holds")) - sum(each.verdict == "holds" for each in shown)
    notes: list[page.Key | str] = [axis, page.Key(entries), *([said["held"].format(n=hidden)] if hidden else []), foot]
    labels = [factor_label(each.factor.name, language) for each in shown]
    sentence = " ".join(flips_sentences(found, language)[:3])
    sheet, axes = rows.begin(labels, title, sentence, notes, least=0.4, head=0.42)
    axes.axvspan(found.base - found.half, found.base + found.half, color=style.LINE, linewidth=0, zorder=0)
    axes.axvline(found.base, color=style.GHOST, linewidth=0.9, zorder=1)
    axes.axvline(0.0, color=style.INK, linewidth=1.1, zorder=3)
    drawn = []
    for each in shown:
        line = each.line
        places = np.flatnonzero(np.isfinite(line.level))
        drawn.append([
            (float(line.level[place]), float(line.level_half[place]), value_text(line.values[place], each.factor.name, language),
             COLORS[each.verdict])
            for place in dict.fromkeys(places[[0, -1]] if places.size else ())
        ])  # fmt: skip
    reach = [0.0, found.base - found.half, found.base + found.half]
    reach += [
        value + side * (half if np.isfinite(half) else 0.0)
        for row in drawn
        for value, half, *_ in row
        for side in (-1, 1)
    ]
    span = max(reach) - min(reach) or 1.0
    for number, row in enumerate(drawn):
        rows.bars(axes, number, found.base, row, span)
    rows.number_line(axes, min(reach) - 0.09 * span, max(reach) + 0.09 * span, unit, language)
    for side, align, shift in ((found.sides[1], "right", -0.012), (found.sides[0], "left", 0.012)):
        text = said["better"].format(side=side_label(side))
        style.note(axes, shift * span, 1.01, text, 8.5, style.INK, True, align, "bottom", across=True)
    return sheet


def chosen(assumptions: Sequence[Assumption]) -> list[Assumption]:
    """Those that turn the comparison round or may, at most `MOST`; filled up to `FEWEST` with those that hold, nearest first."""
    loose = [each for each in assumptions if each.verdict != "holds"][:MOST]
    firm = [each for each in assumptions if each.verdict == "holds"]
    return loose + firm[: max(0, FEWEST - len(loose))]
