"""Tornado: how far each factor alone, at either end of its range, moves a measure; widest on top."""

import numpy as np
from matplotlib.figure import Figure

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.one_by_one import Line, OneByOne
from equilibrium.words.sensitivity import factor_label, measure_label, measure_unit, one_by_one_sentence, value_text

MOST = 14
LOW, HIGH = "#34509E", style.ATTENTION


def plot(found: OneByOne, measure: str, title: str, foot: str, language: str = "en") -> Figure:
    """The picture; `foot` says where the numbers come from."""
    said, unit = words.words(language), measure_unit(measure)
    lines = [line for line in found.lines if np.isfinite(line.change).any()]
    shown, left = lines[:MOST], len(lines) - MOST
    marks = [(said["at_low"], {"facecolor": LOW}), (said["at_high"], {"facecolor": HIGH}),
             (said["interval"], {"color": style.INK, "linewidth": 1.0})]  # fmt: skip
    axis = said["change_of"].format(measure=measure_label(measure, language), unit=rows.with_unit(measure, language))
    notes: list[page.Key | str] = [axis, page.Key(marks), *([said["left_out"].format(n=left)] if left > 0 else []), foot]
    labels = [factor_label(line.factor.name, language) for line in shown]
    sheet, axes = rows.begin(labels, title, one_by_one_sentence(found, measure, language), notes)
    reach = [0.0]
    for row, line in enumerate(shown):
        for place, color in ends(line):
            change, half = line.change[place], line.half[place]
            axes.barh(row, change, height=0.56, color=color, zorder=2, linewidth=0)
            rows.whisker(axes, change, half, row, style.INK)
            reach += [change - half, change + half] if np.isfinite(half) else [change]
    span = max(reach) - min(reach) or 1.0
    for row, line in enumerate(shown):
        for place, color in ends(line):
            change, half = line.change[place], line.half[place]
            beyond = abs(change) + (half if np.isfinite(half) else 0.0)
            toward = 1.0 if change > 0 or (change == 0 and color == HIGH) else -1.0
            text = value_text(line.values[place], line.factor.name, language)
            style.note(axes, toward * (beyond + 0.012 * span), row, text, 8.0, align="left" if toward > 0 else "right")
    rows.number_line(axes, min(reach) - 0.08 * span, max(reach) + 0.08 * span, unit, language)
    axes.axvline(0.0, color=style.INK, linewidth=0.9, zorder=3)
    style.note(axes, 0.0, 1.0, said["as_it_is"], align="center", anchor="bottom", across=False).set_transform(
        axes.get_xaxis_transform()
    )
    return sheet


def ends(line: Line) -> list[tuple[int, str]]:
    """(step, colour) of the bars: both ends of a range; of levels, the one that lowers the measure most and the one that
    raises it most."""
    if line.factor.quantile is not None or len(line.values) < 3:
        return [(0, LOW), (len(line.values) - 1, HIGH)][: len(line.values)]
    low, high = int(np.nanargmin(line.change)), int(np.nanargmax(line.change))
    return [(low, LOW), (high, HIGH)]
