"""Which pole pulls: what a step toward either pole gains, and what would warn of having gone too far."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from equilibrium import __version__
from equilibrium.balance.contrasts import MIXED, Contrast
from equilibrium.balance.tension import Tension
from equilibrium.parameters import AXES
from equilibrium.plots import page, style, words
from equilibrium.words.dimensions import pole, unit
from equilibrium.words.opposites import sign_words, tension_sentences

WIDTH, WORDS, GAP, HIGH, HEAD, FOOT = 10.0, 2.15, 0.35, 0.52, 0.35, 0.4  # inches
COLORS = {1: style.TEAL, -1: style.TERRACOTTA, 0: style.GHOST}


def plot(found: Tension, language: str = "en", context: str = MIXED) -> Figure:
    """A row for each axis and lever: left the first pole, right the second; outwards is a gain, the pole pulls."""
    said, rows = words.words(language), len(found.names)
    told = [(said["gain"], {"facecolor": style.TEAL}), (said["loss"], {"facecolor": style.TERRACOTTA}),
            (said["untold"], {"facecolor": style.GHOST})]  # fmt: skip
    foot: list[page.Key | str] = [
        page.Key(told), said["tension_note"].format(step=words.number(found.step, language)),
        *([said["tension_sign"]] if found.poles else []),
        said["foot_runs"].format(runs=words.number(found.runs, language), seed=found.seed, version=__version__),
    ]  # fmt: skip
    sentence = " ".join(tension_sentences(found, language, warned=False)) if context == MIXED else ""
    sheet, top = page.begin(WIDTH, HEAD + rows * HIGH + FOOT, said["tension_title"], sentence, foot)
    pulls = [found.pull(name, context) for name in found.names]
    ends = [end for pull in pulls for side in (pull.first, pull.second) if side for end in (side.low, side.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    wide = (WIDTH - 2 * page.MARGIN - 2 * WORDS - GAP) / 2
    left = page.MARGIN + WORDS
    panels = [style.axes_at(sheet, at, top + HEAD, wide, rows * HIGH) for at in (left, left + wide + GAP)]
    for side, axes in enumerate(panels):
        _panel(axes, low, high, rows, side, unit(found.objective), language)
        style.say(sheet, left + side * (wide + GAP) + wide / 2, top, said[("toward_first", "toward_second")[side]], 8.5,
                  style.MUTED, align="center")  # fmt: skip
    for row, pull in enumerate(pulls):
        for side, contrast in enumerate((pull.first, pull.second)):
            if contrast is not None:
                _bar(panels[side], row, contrast)
            at = (page.MARGIN + WORDS - 0.12, WIDTH - page.MARGIN - WORDS + 0.12)[side]
            align, tells = ("right", "left")[side], pull.verdict == ("first", "second")[side]
            middle = top + HEAD + (row + 0.5) * HIGH
            sign = _warning(found, pull.name, side, language)
            style.say(sheet, at, middle - (0.19 if sign else 0.09), pole(pull.name, side, language), 9.5,
                      style.INK, tells, align)  # fmt: skip
            if sign:
                style.say(sheet, at, middle + 0.0, sign, 7.5, style.MUTED, align=align)
    return sheet


def _warning(found: Tension, name: str, side: int, language: str) -> str:
    if name not in AXES or not found.poles[name, side].warnings:
        return ""
    text = style.wrapped(sign_words(found.poles[name, side].warnings[0], language), WORDS - 0.15, 7.5).split("\n")
    return "\n".join(text[:2])


def _panel(axes: Axes, low: float, high: float, rows: int, side: int, name: str, language: str) -> None:
    room = 0.05 * (high - low) or 1.0
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(*((high + room, low - room) if side == 0 else (low - room, high + room)))
    axes.set_yticks([])
    at = [each for each in MaxNLocator(3).tick_values(low, high) if low - room <= each <= high + room]
    style.tick(axes, [(float(each), words.quantity(float(each), name, language)) for each in at], vertical=False)
    axes.grid(axis="x", color=style.LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.axvline(0.0, color=style.INK, linewidth=1.0, zorder=3)


def _bar(axes: Axes, row: int, contrast: Contrast) -> None:
    axes.barh(row, contrast.value, height=0.42, color=COLORS[contrast.sign], linewidth=0, zorder=2)
    axes.plot(
        [contrast.low, contrast.high], [row, row], color=style.INK, linewidth=1.0, solid_capstyle="butt", zorder=4
    )
