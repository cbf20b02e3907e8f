"""The regimes: how many futures each holds week by week, future by future, and the ribbon under the other pictures."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from equilibrium.ensemble import Ensemble
from equilibrium.plots import page, style, words

WIDTH = 7.6  # inches
HATCHES = ("", "////", "....", "xxxx")


def plot(ensemble: Ensemble, language: str = "en") -> Figure:
    """The context that mutates: shares of futures in each regime, and below them every future as a row."""
    said = words.words(language)
    title = said["regimes_title"].format(title=page.title_of(ensemble, language))
    found = ensemble.weekly["regime"].to_numpy()
    if bool((found == found[0]).all()):
        return _one_calendar(ensemble, language, title)
    futures, weeks = found.shape
    rows = min(3.2, max(0.6, 0.12 * futures))
    foot: list[page.Key | str] = [page.source(ensemble, language, first_only=False)]
    sheet, top = page.begin(10.0, 2.65 + rows, title, sentence(ensemble, language), foot)
    style.say(sheet, page.MARGIN, top, said["regimes_share"], 9.5, bold=True)
    axes = style.axes_at(sheet, page.MARGIN, top + 0.25, WIDTH, 1.5)
    ribbon(axes, ensemble)
    axes.set_xticks([])
    _name_at_the_end(axes, ensemble, language)
    top += 1.95
    style.say(sheet, page.MARGIN, top, said["regimes_each"], 9.5, bold=True)
    axes = style.axes_at(sheet, page.MARGIN, top + 0.25, WIDTH, rows)
    colours = [look(k)["facecolor"] for k in range(len(ensemble.scenario.regime_names))]
    axes.imshow(found, ListedColormap(colours), aspect="auto", interpolation="nearest", vmin=-0.5,
                vmax=len(colours) - 0.5, extent=(0, weeks, futures, 0))  # fmt: skip
    axes.set_yticks([])
    style.note(axes, weeks * 1.01, 0.5, "←")
    style.say(sheet, page.MARGIN + WIDTH + 0.27, top + 0.23, style.wrapped(said["one"], 1.2, 8.5), 8.5, style.MUTED)
    page.time_axis(axes, weeks, language)
    return sheet


def _one_calendar(ensemble: Ensemble, language: str, title: str) -> Figure:
    """One band for all, named where there is room, else below."""
    said = words.words(language)
    foot: list[page.Key | str] = [key(ensemble, language, 0), page.source(ensemble, language, first_only=False)]
    sheet, top = page.begin(10.0, 1.15, title, sentence(ensemble, language), foot)
    alone = ensemble.weekly.sizes["replicate"] == 1
    style.say(sheet, page.MARGIN, top, said["regimes_only" if alone else "regimes_same"], 9.5, bold=True)
    axes = style.axes_at(sheet, page.MARGIN, top + 0.25, 9.0, 0.5)
    ribbon(axes, ensemble, 0)
    found = ensemble.weekly["regime"].to_numpy()[0]
    cuts = [0, *(np.flatnonzero(np.diff(found)) + 1), found.size]
    for a, b in zip(cuts[:-1], cuts[1:], strict=True):
        room = 9.0 * (b - a) / found.size - 0.1
        name = style.wrapped(names(ensemble, language)[found[a]], room, 8.5)
        if max(style.width_of(line, 8.5) for line in name.split("\n")) < room and name.count("\n") < 2:
            style.note(axes, (a + b) / 2, 0.5, name, 8.5, style.over(look(found[a])["facecolor"]),
                       align="center", anchor="center")  # fmt: skip
    page.time_axis(axes, found.size, language)
    return sheet


def shares(ensemble: Ensemble, replicate: int | None = None) -> np.ndarray:
    """Share of futures in each regime, (week, regime), rows summing to one; of one `replicate` (by position) 0 or 1."""
    found = ensemble.weekly["regime"].to_numpy()
    if replicate is not None:
        found = found[replicate : replicate + 1]
    return (found[:, :, None] == np.arange(len(ensemble.scenario.regime_names))).mean(0)


def ribbon(axes: Axes, ensemble: Ensemble, replicate: int | None = None) -> None:
    """Draw the regimes into `axes`: the share of futures in each, stacked; solid bands for a single `replicate`."""
    part = shares(ensemble, replicate)
    edges = np.arange(len(part) + 1)
    tops = part.cumsum(1)
    for k in range(part.shape[1]):
        if part[:, k].any():
            top, height = np.append(tops[:, k], tops[-1, k]), np.append(part[:, k], part[-1, k])
            axes.fill_between(edges, top - height, top, step="post", linewidth=0, edgecolor=style.PAPER,
                              antialiased=False, **look(k))  # fmt: skip
    axes.set(xlim=(0, len(part)), ylim=(0, 1))
    axes.set_yticks([])


def look(k: int) -> dict[str, Any]:
    """Colour of regime `k`, with a hatch from the ninth on."""
    many = len(style.REGIMES)
    return {"facecolor": style.REGIMES[k % many], "hatch": HATCHES[k // many % len(HATCHES)]}


def names(ensemble: Ensemble, language: str) -> list[str]:
    """The regimes' names in words."""
    return [words.regime(name, language) for name in ensemble.scenario.regime_names]


def met(ensemble: Ensemble, replicate: int | None = None) -> list[int]:
    """Regimes that occur at all."""
    return [int(k) for k in np.flatnonzero(shares(ensemble, replicate).any(0))]


def key(ensemble: Ensemble, language: str, replicate: int | None = None) -> page.Key:
    """What the ribbon's colours mean."""
    found = ensemble.weekly["regime"].to_numpy()
    alone = replicate is not None or bool((found == found[0]).all())
    title = words.words(language)["context_one" if alone else "context"]
    named = names(ensemble, language)
    return page.Key([(named[k], look(k)) for k in met(ensemble, replicate)], title)


def stays(found: np.ndarray) -> tuple[float, int]:
    """Mean weeks in a regime, and how many of the futures `found` (replicate, week) see an old regime come back."""
    changes = (found[:, 1:] != found[:, :-1]).sum(1) + 1
    different = np.array([len(set(row)) for row in found.tolist()])
    return found.size / changes.sum(), int((changes > different).sum())


def sentence(ensemble: Ensemble, language: str) -> str:
    """How long regimes last, and in how many futures one comes back."""
    said = words.words(language)
    found = ensemble.weekly["regime"].to_numpy()
    if (found == found[0, 0]).all():
        return said["regimes_still"].format(name=names(ensemble, language)[found[0, 0]])
    stay, back = stays(found)
    text = said["regimes_sentence" if back else "regimes_never"]
    time = words.duration(found.shape[1], language)
    where = words.futures(back, len(found), language, start=False)
    weeks = said["one_week" if round(stay) == 1 else "weeks"].format(n=round(stay))
    return text.format(stay=weeks, where=where, time=time)


def _name_at_the_end(axes: Axes, ensemble: Ensemble, language: str) -> None:
    """Write each regime's name beside its band's mean place over the last half year, kept apart from each other."""
    part = shares(ensemble)
    last = part[-26:].mean(0)
    middle = last.cumsum() - last / 2
    shown = met(ensemble)
    apart = 0.12
    places = middle[shown].copy()
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    places -= max(0.0, places[-1] - 0.97)
    for i in range(len(places) - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - apart)
    for k, y in zip(shown, places, strict=True):
        axes.add_patch(Rectangle((1.015, y - 0.04), 0.016, 0.08, transform=axes.transAxes, clip_on=False, linewidth=0,
                                 edgecolor=style.PAPER, **look(k)))  # fmt: skip
        style.note(axes, 1.045, y, names(ensemble, language)[k], 9.0, style.INK, inside=True)
