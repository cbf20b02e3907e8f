"""Differences between scenarios: one strip per figure in its own unit, the interval beside the line of no difference."""

from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.plots import page, style, words
from equilibrium.studies.comparison import Difference
from equilibrium.studies.paired import Comparison
from equilibrium.words.differences import size, verdict

WIDTH, LEFT, RIGHT = 10.0, 3.3, 2.5  # inches: the sheet, what stands left and right of the strips
NEAR = 0.2  # share of a strip; an end nearer to 0 has no room for its number
ROW, GAP = 0.3, 0.62  # a scenario; between the strips of two figures


def plot(comparison: Comparison, language: str = "en") -> Figure:
    """Mean and interval of every difference; filled where it is real, hollow where luck may have made it."""
    said = words.words(language)
    rows, others = comparison.differences, comparison.names[1:]
    heights = [_head(comparison) + ROW * len(others) + GAP for _ in comparison.figures]
    real = sum(found.verdict == "real" for row in rows for found in row)
    count = sum(len(row) for row in rows)
    title = said["against"].format(base=comparison.names[0])
    if len(others) == 1:
        title = said["one_against"].format(other=others[0], base=comparison.names[0])
    sentence = said["real_all" if real == count else "real_some" if real else "real_none"]
    if count == 1:
        sentence = said["alone_real" if real else "alone_close"]
    marks = (("real", True), ("not_sure", False))
    key = page.Key([(said[word], _look(filled) | {"markersize": 6}) for word, filled in marks])
    foot = said["foot"].format(
        futures=words.counted("n_futures", comparison.values.sizes["replicate"], language),
        seed=comparison.seed, maker=f"equilibrium {comparison.versions['equilibrium']}",
    )  # fmt: skip
    notes: list[page.Key | str] = [key, said["all_strips"], foot]
    sheet, top = page.begin(WIDTH, sum(heights) + 0.1, title, sentence.format(real=real, count=count), notes)
    for at, (figure, height) in enumerate(zip(comparison.figures, heights, strict=True)):
        _strip(sheet, top, comparison, at, figure, language)
        top += height
    return sheet


def _look(filled: bool) -> dict[str, Any]:
    color = style.TEAL if filled else style.MUTED
    return {"marker": "o", "color": color, "markerfacecolor": color if filled else style.PAPER, "markeredgewidth": 1.3}


def _strip(sheet: Figure, top: float, comparison: Comparison, at: int, figure: str, language: str) -> None:
    """One figure: its name, a row per scenario, what is found on the right."""
    attrs, others = comparison.values[figure].attrs, comparison.names[1:]
    label = style.wrapped(attrs[f"label_{language}"], LEFT - page.MARGIN - 0.2, 9.5, True)
    style.say(sheet, page.MARGIN, top + 0.06, label, 9.5, bold=True)
    top += _head(comparison)
    axes = style.axes_at(sheet, LEFT, top, WIDTH - LEFT - RIGHT, ROW * len(others))
    found = [row[at] for row in comparison.differences]
    ends = [0.0, *(x for each in found for x in (each.low, each.high, each.mean) if x is not None and isfinite(x))]
    low, high = min(ends), max(ends)
    beyond = 0.08 * (high - low) or 1.0
    axes.set_xlim(low - beyond, high + beyond)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.axvline(0.0, color=style.INK, linewidth=0.9)
    axes.set_yticks([])
    told = [(x, size(x, attrs["unit"], language)) for x in (low, high) if abs(x) > NEAR * (high - low)]
    style.tick(axes, [(0.0, "0"), *told], vertical=False)
    for row, (name, each) in enumerate(zip(others, found, strict=True)):
        _interval(axes, row, each)
        y = top + ROW * row + 0.06
        if _head(comparison):
            style.say(
                sheet, page.MARGIN, y, style.wrapped(name, LEFT - page.MARGIN, 8.5).split("\n")[0], 8.5, style.MUTED
            )
        real = each.verdict == "real"
        words_of = f"{size(each.mean, attrs['unit'], language)}, " if real else ""
        style.say(
            sheet, WIDTH - RIGHT + 0.15, y, words_of + verdict(each, language), 8.5, style.TEAL if real else style.MUTED
        )


def _head(comparison: Comparison) -> float:
    """Inches above a strip's rows for the figure's name; a single row stands beside it."""
    return ROW if len(comparison.differences) > 1 else 0.0


def _interval(axes: Axes, row: int, found: Difference) -> None:
    look = _look(found.verdict == "real")
    if found.low is not None and found.high is not None:
        axes.plot(
            [found.low, found.high], [row, row], color=look["color"], linewidth=2.2, solid_capstyle="butt", zorder=2
        )
    if isfinite(found.mean):
        axes.plot([found.mean], [row], linewidth=0, markersize=6, zorder=3, **look)
