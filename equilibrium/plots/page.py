"""What all pictures share: title and sentence above, weeks or years along the foot, where it comes from below."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from equilibrium.ensemble import Ensemble
from equilibrium.plots import style, words

MARGIN = 0.5  # inches


def begin(width: float, body: float, title: str, sentence: str) -> tuple[Figure, float]:
    """A sheet with title and the picture's one plain sentence above a `body` inches high; and where the body begins."""
    blocks = [(title, 15.0, style.INK, True), (sentence, 11.0, style.TEAL, False)]
    lines = [style.wrapped(text, width - 2 * MARGIN, size, bold) for text, size, _, bold in blocks]
    above = 0.64 + sum((text.count("\n") + 1) * 1.35 * block[1] / 72 for text, block in zip(lines, blocks, strict=True))
    sheet = style.figure(width, above + body)
    top = 0.36
    for text, (_, size, color, bold) in zip(lines, blocks, strict=True):
        top = style.say(sheet, MARGIN, top, text, size, color, bold) + 0.06
    return sheet, above


def title_of(ensemble: Ensemble, language: str, enterprise: int = 0) -> str:
    """The scenario's title; with the enterprise's name unless it is the focal one."""
    title = ensemble.scenario.title.get(language) or ensemble.scenario.title.get("en", ensemble.scenario.name)
    return title if enterprise == 0 else f"{title} ({ensemble.scenario.enterprise_names[enterprise]})"


def subject(ensemble: Ensemble, language: str, enterprise: int = 0) -> str:
    """Who a sentence speaks of: the enterprise, or another one by its name."""
    if enterprise == 0:
        return words.words(language)["the_enterprise"]
    return str(ensemble.scenario.enterprise_names[enterprise])


def which(ensemble: Ensemble, enterprise: int | str) -> int:
    """Position of `enterprise`, given by position or name.

    Raises
    ------
    ValueError : if there is none
    """
    names = list(ensemble.scenario.enterprise_names)
    if isinstance(enterprise, str) and enterprise in names:
        return names.index(enterprise)
    if isinstance(enterprise, str) or not 0 <= enterprise < len(names):
        raise ValueError(f"enterprise: {enterprise!r} found; there are {', '.join(names)}, or 0 to {len(names) - 1}")
    return enterprise


def time_axis(axes: Axes, weeks: int, language: str) -> None:
    """Years along the foot of a run of two years or more, weeks along a shorter one; as many as have room."""
    said = words.words(language)
    unit, name = (
        (52, said["years_axis"]) if weeks >= 104 else (1, said["weeks_axis"] if weeks > 1 else said["week_axis"])
    )
    inches = axes.bbox.width / style.DPI / weeks
    last = f"{words.number(weeks // unit, language)} {name}"
    room = 0.2 + 0.5 * style.width_of(last, 8.5)
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
    step = unit * next((s for s in steps if s * unit * inches >= room), weeks)
    ticks = [(float(at), words.number(at // unit, language)) for at in range(0, weeks + 1, step)]
    ticks[-1] = (ticks[-1][0], f"{ticks[-1][1]} {name}")
    axes.set_xlim(0, weeks)
    style.tick(axes, ticks, vertical=False)


def key(sheet: Figure, left: float, top: float, entries: list[tuple[str, dict[str, Any]]], title: str = "") -> float:
    """A line, or more, that names how things look; returns where it ends, in inches from the top.

    `entries` are words and a look: of a patch if it has a `facecolor`, else of a line, or of a mark if it has no width.
    """
    width, height = sheet.get_size_inches()
    inches = sheet.dpi_scale_trans
    x = left
    if title:
        style.say(sheet, x, top, title, 8.5, style.MUTED)
        x += style.width_of(title, 8.5) + 0.12
    for text, look in entries:
        line = look.get("linewidth", 0) > 0
        icon = 0.31 if line else 0.19
        room = icon + style.width_of(text, 8.5)
        if x > left and x + room > width - MARGIN:
            x, top = left, top + 0.2
        y = height - top - 0.068
        if "facecolor" in look:
            sheet.add_artist(
                Rectangle((x, y - 0.06), 0.12, 0.12, transform=inches, edgecolor=style.PAPER, linewidth=0, **look)
            )
        else:
            at = [x, x + 0.24] if line else [x + 0.06]
            sheet.add_artist(Line2D(at, [y] * len(at), transform=inches, solid_capstyle="butt", **look))
        style.say(sheet, x + icon, top, text, 8.5)
        x += room + 0.22
    return top + 0.22


def footer(sheet: Figure, top: float, ensemble: Ensemble, language: str, first_only: bool) -> None:
    """That it is a simulation, how many futures, which seed and version."""
    count = ensemble.weekly.sizes["replicate"]
    total = words.counted("n_futures", count, language)
    text = words.words(language)["foot_one" if first_only and count > 1 else "foot"]
    text = text.format(futures=total, seed=ensemble.seed, version=ensemble.versions["equilibrium"])
    style.say(sheet, MARGIN, top, text, 8.0, style.MUTED)
