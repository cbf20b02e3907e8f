"""The moving balance: the best place of each axis under the regimes of one future, how far inertia lets the enterprise follow, and
what standing still costs."""

import numpy as np
from matplotlib.figure import Figure

from equilibrium import __version__
from equilibrium.balance.moving import Moving
from equilibrium.plots import page, regimes, style, words
from equilibrium.plots.reading import ends, reading
from equilibrium.studies.comparison import Difference

WIDTH, RIGHT = 10.0, 1.9  # inches: sheet, room for poles' names and what an axis's movement is worth
RIBBON, STRIP, GAP = 0.34, 0.78, 0.24  # inches: the regimes, an axis, between axes
BAND = "#CFDFDA"
EDGE = 0.04  # room beyond the ends, so that a line along one is drawn whole


def plot(found: Moving, title: str, language: str = "en") -> Figure:
    """The moving balance of a scenario called `title`, in one sentence and one picture."""
    said, read = words.words(language), reading(found.objective, language)
    futures = words.counted("n_futures", found.replicates, language)
    met = [int(k) for k in np.unique(found.path.regime)]
    foot: list[page.Key | str] = [
        page.Key([(words.regime(found.regimes[k], language), regimes.look(k)) for k in met], said["context_one"]),
        page.Key(
            [
                (said["moving_position"], {"color": style.TEAL, "linewidth": 2.2}),
                (said["moving_target"], {"color": style.TEAL, "linewidth": 0.9}),
                (said["moving_as_good"], {"facecolor": BAND}),
                (said["moving_static"], {"color": style.INK, "linewidth": 1.1, "linestyle": "--"}),
                (said["moving_here"], {"color": style.TERRACOTTA, "linewidth": 1.3, "linestyle": ":"}),
            ]
        ),
        said["moving_note"],
        said["foot"].format(futures=futures, seed=found.seed, maker=f"equilibrium {__version__}"),
    ]
    body = RIBBON + 0.15 + len(found.names) * (STRIP + GAP) + 0.35
    sheet, top = page.begin(WIDTH, body, said["moving_title"].format(title=title), sentence(found, language), foot)
    wide, weeks = WIDTH - page.MARGIN - RIGHT, len(found.path.regime)
    known = np.append(found.path.regime[:1], found.path.regime[:-1])
    edges = np.arange(weeks + 1)
    band = style.axes_at(sheet, page.MARGIN, top, wide, RIBBON)
    band.set(xlim=(0, weeks), ylim=(0, 1), xticks=[], yticks=[])
    for k in met:
        on = np.append(found.path.regime == k, False)
        band.fill_between(
            edges, 0, on, step="post", linewidth=0, edgecolor=style.PAPER, antialiased=False, **regimes.look(k)
        )
    top += RIBBON + 0.15
    for d, name in enumerate(found.names):
        axes = style.axes_at(sheet, page.MARGIN, top + d * (STRIP + GAP), wide, STRIP)
        axes.set(xlim=(0, weeks), ylim=(-EDGE, 1 + EDGE), xticks=[], yticks=[])
        for at in (0.0, 0.5, 1.0):
            axes.axhline(at, color=style.LINE, linewidth=0.7, zorder=0)
        low, high = (np.append(way[known], way[known[-1]]) for way in (found.low[:, d], found.high[:, d]))
        axes.fill_between(edges, low, high, step="post", color=BAND, linewidth=0, zorder=1)
        axes.axhline(found.static[name], color=style.INK, linewidth=1.1, linestyle="--", zorder=3)
        axes.axhline(found.here[name], color=style.TERRACOTTA, linewidth=1.3, linestyle=":", zorder=2)
        axes.stairs(found.path.target[:, d], edges, baseline=None, color=style.TEAL, linewidth=0.9, zorder=4)
        start = found.static[name]
        axes.plot(edges, np.append(start, found.path.position[:, d]), color=style.TEAL, linewidth=2.2, zorder=5)
        for at, pole in zip((0.08, 0.92), ends(name, language), strict=True):
            style.note(axes, 1.012, at, pole, 8.5, inside=True)
        style.note(axes, 1.012, 0.5, worth(found.each[name], read.unit, language), 8.5, style.INK, inside=True)
    page.time_axis(axes, weeks, language)
    return sheet


def worth(each: Difference, unit: str, language: str) -> str:
    """What the movement of one axis is worth, or that it cannot be told."""
    said = words.words(language)
    if each.verdict != "real":
        return said["moving_untold"]
    sign = "+" if each.mean > 0 else ""
    return f"{sign}{words.quantity(each.mean, unit, language)}"


def sentence(found: Moving, language: str) -> str:
    """What standing still costs, with its interval, or that moving costs more than it brings, or that it cannot be told."""
    said, read, still = words.words(language), reading(found.objective, language), found.still
    key = "moving_open" if found.pays is None else "moving_pays" if found.pays else "moving_costs"
    sign = -1.0 if found.pays is False else 1.0
    low, high = sorted(sign * float("nan" if end is None else end) for end in (still.low, still.high))
    amount, low_text, high_text = (words.quantity(each, read.unit, language) for each in (sign * still.mean, low, high))
    text = said[key].format(figure=read.label.lower(), amount=amount, low=low_text, high=high_text,
                            time=words.duration(len(found.path.regime), language))  # fmt: skip
    name, gap = ("moving_behind", found.behind) if found.pays else ("moving_settled", found.settled)
    if gap.verdict != "real" or gap.mean < 0.0:
        return text
    ends = {key: words.quantity(float(value), read.unit, language)
            for key, value in (("amount", gap.mean), ("low", gap.low or 0.0), ("high", gap.high or 0.0))}  # fmt: skip
    return f"{text} {said[name].format(**ends)}"
