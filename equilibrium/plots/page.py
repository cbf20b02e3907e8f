"""What all pictures share: title and sentence above, weeks or years along the foot, where it comes from below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from equilibrium.ensemble import Ensemble
from equilibrium.plots import style, words

MARGIN, LEADING = 0.5, 0.21  # inches


@dataclass(frozen=True)
class Key:
    """How things look: words and a look each, of a patch if it has a `facecolor`, of a mark if it has a `marker`, else of
    a line."""

    entries: list[tuple[str, dict[str, Any]]]
    title: str = ""


def begin(width: float, body: float, title: str, sentence: str, foot: Sequence[Key | str]) -> tuple[Figure, float]:
    """A sheet with title and the picture's one plain sentence above a `body` inches high, keys and notes below it.

    Returns the sheet and where the body begins, in inches from the top.
    """
    room = width - 2 * MARGIN
    blocks = [(title, 15.0, style.INK, True), (sentence, 11.0, style.TEAL, False)]
    lines = [style.wrapped(text, room, size, bold) for text, size, _, bold in blocks]
    above = 0.64 + sum((text.count("\n") + 1) * 1.35 * block[1] / 72 for text, block in zip(lines, blocks, strict=True))
    notes = [style.wrapped(item, room, 8.5) if isinstance(item, str) else _laid(item, width) for item in foot]
    below = sum(LEADING * (note.count("\n") + 1 if isinstance(note, str) else note[-1][1] + 1) for note in notes)
    sheet = style.figure(width, above + body + below + 0.3)
    top = 0.36
    for text, (_, size, color, bold) in zip(lines, blocks, strict=True):
        top = style.say(sheet, MARGIN, top, text, size, color, bold) + 0.06
    top = above + body
    for item, note in zip(foot, notes, strict=True):
        if isinstance(item, str) and isinstance(note, str):
            for line in note.split("\n"):
                style.say(sheet, MARGIN, top, line, 8.5, style.MUTED)
                top += LEADING
        elif isinstance(item, Key) and not isinstance(note, str):
            top = _draw_key(sheet, top, item, note)
    return sheet, above


def _icon(look: dict[str, Any]) -> float:
    """Inches a look takes, with the space to its word."""
    return 0.19 if "facecolor" in look or "marker" in look else 0.31


def _laid(key: Key, width: float) -> list[tuple[float, int]]:
    """Where each entry of `key` begins, in inches from the left, and on which line."""
    x, line, out = MARGIN, 0, []
    if key.title:
        x += style.width_of(key.title, 8.5) + 0.12
    for text, look in key.entries:
        room = _icon(look) + style.width_of(text, 8.5)
        if x > MARGIN and x + room > width - MARGIN:
            x, line = MARGIN, line + 1
        out.append((x, line))
        x += room + 0.22
    return out


def _draw_key(sheet: Figure, top: float, key: Key, laid: list[tuple[float, int]]) -> float:
    height, inches = sheet.get_size_inches()[1], sheet.dpi_scale_trans
    style.say(sheet, MARGIN, top, key.title, 8.5, style.MUTED)
    for (text, look), (x, line) in zip(key.entries, laid, strict=True):
        at = top + LEADING * line
        y = height - at - 0.068
        if "facecolor" in look:
            edge: dict[str, Any] = {"edgecolor": style.PAPER, "linewidth": 0}  # a hatch is drawn in the edge's colour
            sheet.add_artist(Rectangle((x, y - 0.06), 0.12, 0.12, transform=inches, **(edge | look)))
        elif "marker" in look:
            sheet.add_artist(Line2D([x + 0.06], [y], transform=inches, linewidth=0, **look))
        else:
            sheet.add_artist(Line2D([x, x + 0.24], [y, y], transform=inches, solid_capstyle="butt", **look))
        style.say(sheet, x + _icon(look), at, text, 8.5)
    return top + LEADING * (laid[-1][1] + 1)


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


def source(ensemble: Ensemble, language: str, first_only: bool) -> str:
    """That it is a simulation, how many futures, which seed and version."""
    count = ensemble.weekly.sizes["replicate"]
    total = words.counted("n_futures", count, language)
    text = words.words(language)["foot_one" if first_only and count > 1 else "foot"]
    maker = f"equilibrium {ensemble.versions['equilibrium']}"
    return text.format(futures=total, seed=ensemble.seed, maker=maker)
