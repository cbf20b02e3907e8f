"""Breaks: the futures that break a mix, box by box: a row a parameter, its plausible range and the part where the mix breaks."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.balance.discovery import Box, Breaks, Restriction
from equilibrium.plots import page, rows, style, words
from equilibrium.scenario import Scenario
from equilibrium.studies.factors import Factor
from equilibrium.studies.flips import own_value
from equilibrium.words.breaks import amount, breaks_sentences, ranged
from equilibrium.words.dimensions import context
from equilibrium.words.sensitivity import factor_label

HEAD, ROW, THICK = 0.62, 0.48, 0.28  # inches above a box and of a row; of a row, how thick its bar is


def plot(found: Breaks, scenario: Scenario, title: str, foot: str, language: str = "en") -> Figure:
    """The picture of `title`, a scenario's; `scenario` says where on its range each parameter stands today."""
    said = words.words(language)
    sentence = " ".join(breaks_sentences(found, language)[:2])
    entries: list = [
        (said["breaks_range"], {"facecolor": style.LINE}),
        (said["breaks_inside"], {"facecolor": style.TERRACOTTA}),
        (said["breaks_own"], {"marker": "D", "markersize": 4.5, "color": style.INK}),
    ]
    counts = {"seen": len(found.failed), "fresh": found.fresh}
    seen = said["breaks_foot"].format(**{key: words.number(count, language) for key, count in counts.items()})
    body = sum(HEAD + ROW * len(box.restrictions) for box in found.boxes) or HEAD
    notes: list[page.Key | str] = [*([page.Key(entries)] if found.boxes else []), f"{seen} {foot}"]
    sheet, top = page.begin(rows.WIDTH, body + 0.25, said["breaks_title"].format(title=title), sentence, notes)
    if not found.boxes:
        style.say(sheet, page.MARGIN, top + 0.1, said["breaks_none"], 9.5, style.MUTED)
    for number, box in enumerate(found.boxes):
        style.say(sheet, page.MARGIN, top + 0.22, _headline(box, number, language), 9.5, style.INK, True)
        top += HEAD
        left, height = page.MARGIN + rows.LABELS + 0.2, ROW * len(box.restrictions)
        axes = style.axes_at(sheet, left, top, rows.WIDTH - left - rows.RIGHT, height)
        axes.set_xlim(0.0, 1.0)
        axes.set_ylim(len(box.restrictions) - 0.5, -0.5)
        axes.set_xticks([])
        axes.set_yticks([])
        for row, each in enumerate(box.restrictions):
            label = said["breaks_context"] if each.contexts else factor_label(each.name, language)
            text = style.wrapped(label, rows.LABELS, rows.SIZE)
            middle = top + ROW * (row + 0.5) - (text.count("\n") + 1) * 1.35 * rows.SIZE / 144
            style.say(sheet, page.MARGIN + rows.LABELS, middle, text, rows.SIZE, align="right")
            _row(axes, row, each, found, scenario, box.confirmed, language)
        top += height
    return sheet


def _headline(box: Box, number: int, language: str) -> str:
    said = words.words(language)
    text = said["breaks_head"].format(**ranged("inside", box.inside), **ranged("outside", box.outside))
    if number:
        text = said["breaks_rest"].format(text=text[0].lower() + text[1:])
    return text if box.confirmed else said["breaks_head_not"].format(text=text)


def _row(
    axes: Axes, row: int, each: Restriction, found: Breaks, scenario: Scenario, confirmed: bool, language: str
) -> None:
    """One restriction: the range drawn as a pale bar, its dangerous part over it with the limit written at its end."""
    color = style.TERRACOTTA if confirmed else style.GHOST
    if each.contexts:
        _contexts(axes, row, each, found, color, language)
        return

    def place(value: float) -> float:
        return float(np.clip((value - each.least) / ((each.most - each.least) or 1.0), 0.0, 1.0))

    low, high = place(each.low), place(each.high)
    axes.barh(row, 1.0, height=THICK, color=style.LINE, linewidth=0)
    axes.barh(row, high - low, left=low, height=THICK, color=color, linewidth=0)
    for at, value, align, free in ((low, each.low, "right", low <= 0.0), (high, each.high, "left", high >= 1.0)):
        if not free:
            shift = 0.008 if align == "left" else -0.008
            style.note(axes, at + shift, row - 0.35, amount(value, each.name, language), 8.0, style.INK, align=align)
    for at, value, align in ((0.0, each.least, "left"), (1.0, each.most, "right")):
        style.note(axes, at, row + 0.36, amount(value, each.name, language), 7.0, style.MUTED, align=align)
    own = own_value(scenario, Factor(each.name))
    if isinstance(own, (int, float)):
        axes.plot([place(float(own))], [row], "D", markersize=4.5, color=style.INK, zorder=5, clip_on=False)


def _contexts(axes: Axes, row: int, each: Restriction, found: Breaks, color: str, language: str) -> None:
    """All contexts side by side, those inside the box in its colour."""
    names = sorted(set(found.table[each.name]), key=lambda name: (name not in each.contexts, str(name)))
    for k, name in enumerate(names):
        inside = name in each.contexts
        face = color if inside else style.LINE
        axes.barh(row, 1.0 / len(names) - 0.01, left=k / len(names), height=0.74, color=face, linewidth=0)
        text = style.wrapped(context(str(name), language), axes.bbox.width / style.DPI / len(names) - 0.1, 8.0)
        style.note(
            axes, (k + 0.5) / len(names) - 0.005, row, text, 8.0, style.over(face), align="center", anchor="center"
        )
