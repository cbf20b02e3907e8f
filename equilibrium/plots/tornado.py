"""Tornado: how far each factor alone, at either end of its range, moves a measure; widest on top."""

import numpy as np
from matplotlib.figure import Figure

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.one_by_one import Line, OneByOne
from equilibrium.words.sensitivity import factor_label, measure_unit, one_by_one_sentence, subject, value_text

MOST = 14
LOW, HIGH = "#34509E", style.ATTENTION


def plot(found: OneByOne, title: str, foot: str, language: str = "en") -> Figure:
    """The picture; `foot` says where the numbers come from."""
    said, unit = words.words(language), measure_unit(found.measure)
    lines = [line for line in found.lines if np.isfinite(line.change).any()]
    shown, left = lines[:MOST], len(lines) - MOST
    marks: list = [(said["at_low"], {"facecolor": LOW}), (said["at_high"], {"facecolor": HIGH}),
             (said["interval"], {"color": style.INK, "linewidth": 1.0})]  # fmt: skip
    axis = said["change_of"].format(
        subject=subject(found.measure, found.sides, language), unit=rows.with_unit(found.measure, language)
    )
    notes: list[page.Key | str] = [
        axis,
        page.Key(marks),
        *([said["left_out"].format(n=left)] if left > 0 else []),
        foot,
    ]
    labels = [factor_label(line.factor.name, language) for line in shown]
    sheet, axes = rows.begin(labels, title, one_by_one_sentence(found, language), notes, least=0.4)
    drawn = [
        [
            (
                float(line.change[place]),
                float(line.half[place]),
                value_text(line.values[place], line.factor.name, language),
                color,
            )
            for place, color in ends(line)
        ]
        for line in shown
    ]
    reach = [0.0, *(value + side * (half if np.isfinite(half) else 0.0)
                    for row in drawn for value, half, *_ in row if np.isfinite(value) for side in (-1, 1))]  # fmt: skip
    span = max(reach) - min(reach) or 1.0
    for number, row in enumerate(drawn):
        rows.bars(axes, number, 0.0, [each for each in row if np.isfinite(each[0])], span)
    rows.number_line(axes, min(reach) - 0.08 * span, max(reach) + 0.08 * span, unit, language)
    axes.axvline(0.0, color=style.INK, linewidth=0.9, zorder=3)
    style.note(axes, 0.0, 1.01, said["as_it_is"], align="center", anchor="bottom", across=True)
    return sheet


def ends(line: Line) -> list[tuple[int, str]]:
    """(step, colour) of the bars: both ends of a range; of levels, the one that lowers the measure most and the one that
    raises it most."""
    if line.factor.quantile is not None or len(line.values) < 3:
        return [(0, LOW), (len(line.values) - 1, HIGH)][: len(line.values)]
    low, high = int(np.nanargmin(line.change)), int(np.nanargmax(line.change))
    return [(low, LOW), (high, HIGH)]
