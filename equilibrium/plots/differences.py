"""Differences between scenarios: one strip per figure in its own unit, the interval beside the line of no difference."""

from matplotlib.figure import Figure

from equilibrium.plots import page, style, words
from equilibrium.studies.comparison import Difference
from equilibrium.studies.paired import Comparison
from equilibrium.words.differences import size, verdict

WIDTH, LEFT, RIGHT = 10.0, 3.3, 2.5  # inches: the sheet, what stands left and right of the strips
ROW, GAP = 0.3, 0.62  # a scenario; between the strips of two figures


def plot(comparison: Comparison, language: str = "en") -> Figure:
    """Mean and interval of every difference; filled where it is real, hollow where luck may have made it."""
    said = words.words(language)
    rows, others = comparison.differences, comparison.names[1:]
    heights = [ROW * len(others) + GAP for _ in comparison.figures]
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
    notes = [key, said["interval"], foot]
    sheet, top = page.begin(WIDTH, sum(heights) + 0.1, title, sentence.format(real=real, count=count), notes)
    for at, (figure, height) in enumerate(zip(comparison.figures, heights, strict=True)):
        _strip(sheet, top, comparison, at, figure, language)
        top += height
    return sheet


def _look(filled: bool) -> dict:
    color = style.TEAL if filled else style.MUTED
    return {"marker": "o", "color": color, "markerfacecolor": color if filled else style.PAPER, "markeredgewidth": 1.3}


def _strip(sheet: Figure, top: float, comparison: Comparison, at: int, figure: str, language: str) -> None:
    """One figure: a row per scenario, its difference in words on the right."""
    attrs, others = comparison.values[figure].attrs, comparison.names[1:]
    height = ROW * len(others)
    axes = style.axes_at(sheet, LEFT, top, WIDTH - LEFT - RIGHT, height)
    found = [row[at] for row in comparison.differences]
    ends = [0.0, *(x for each in found for x in (each.low, each.high, each.mean) if x is not None and x == x)]
    low, high = min(ends), max(ends)
    room = 0.08 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.axvline(0.0, color=style.INK, linewidth=0.9)
    axes.set_yticks([])
    ends_told = [(x, size(x, attrs["unit"], language)) for x in (low, high) if x]
    style.tick(axes, [(0.0, "0"), *ends_told], vertical=False)
    room = LEFT - page.MARGIN - (1.3 if len(others) > 1 else 0.2)
    style.say(
        sheet, page.MARGIN, top + 0.06, style.wrapped(attrs[f"label_{language}"], room, 9.5, True), 9.5, bold=True
    )
    for row, (name, each) in enumerate(zip(others, found, strict=True)):
        _interval(axes, row, each)
        if len(others) > 1:
            style.say(sheet, LEFT - 0.1, top + ROW * row + 0.06, name, 8.5, style.MUTED, align="right")
        color = style.TEAL if each.verdict == "real" else style.MUTED
        style.say(sheet, WIDTH - RIGHT + 0.15, top + ROW * row + 0.06, verdict(each, language), 8.5, color)


def _interval(axes, row: int, found: Difference) -> None:
    look = _look(found.verdict == "real")
    if found.low is not None and found.high is not None:
        axes.plot(
            [found.low, found.high], [row, row], color=look["color"], linewidth=2.2, solid_capstyle="butt", zorder=2
        )
    if found.mean == found.mean:
        axes.plot([found.mean], [row], linewidth=0, markersize=6, zorder=3, **look)
