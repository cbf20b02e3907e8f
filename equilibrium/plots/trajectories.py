"""Trajectories: what happens to the enterprise's figures, in how many futures, with the regimes as a ribbon underneath."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from equilibrium.ensemble import Ensemble
from equilibrium.plots import page, regimes, style, words
from equilibrium.plots.sentences import FEW, RARE, headline, sentence, shocks

DEFAULT = ("profit", "customers", "satisfaction", "energy", "coherence", "new_crafts")
DASHED = (0, (4, 2))
BANDS = ((0.05, 0.95, 0.16), (0.25, 0.75, 0.26))
TICKS, ENDS, PANEL, HEIGHT = 0.52, 0.68, 1.45, 2.56  # inches: left and right of a panel, its own height, with its words


def plot(
    ensemble: Ensemble, figures: Sequence[str] | None = None, enterprise: int | str = 0, language: str = "en",
    compare: Ensemble | None = None,
) -> Figure:  # fmt: skip
    """Figures over the weeks: the middle future, the bands of half and of 90 % of all, and the regimes below.

    Parameters
    ----------
    figures : keys of `ensemble.weekly`; six by default. An indicator of one's own is drawn like the others
    enterprise : position or name; 0 is the focal one
    language : "en" or "it"
    compare : another ensemble, whose middle future is drawn as a grey dashed line

    Raises
    ------
    ValueError : for a figure, enterprise or language that is not there
    """
    said = words.words(language)
    keys = _known(ensemble, DEFAULT if figures is None else figures)
    e = page.which(ensemble, enterprise)
    weeks, futures = ensemble.weekly.sizes["week"], ensemble.weekly.sizes["replicate"]
    columns = len(keys) if len(keys) <= 3 else 2 if len(keys) == 4 else 3
    rows = -(-len(keys) // columns)
    width = max(10.0, 1.0 + 3.5 * columns)
    foot: list[page.Key | str] = [_key(futures, said)]
    if compare is not None:
        text = said["compare"].format(title=page.title_of(compare, language))
        foot.append(page.Key([(text, {"color": style.GHOST, "linewidth": 1.4, "linestyle": DASHED})]))
    foot += [
        regimes.key(ensemble, language),
        *shocks(ensemble, language),
        page.source(ensemble, language, first_only=False),
    ]
    title = page.title_of(ensemble, language, e)
    sheet, top = page.begin(width, rows * HEIGHT + 0.1, title, headline(ensemble, e, language), foot)
    room = (width - 2 * page.MARGIN) / columns
    for place, key in enumerate(keys):
        row, column = divmod(place, columns)
        left, at = page.MARGIN + column * room, top + row * HEIGHT
        axes = _panel(sheet, left, at, room, ensemble, key, e, language)
        if compare is not None and key in compare.weekly:
            others, how = seen(compare, key, min(e, compare.weekly.sizes["enterprise"] - 1))
            middle = quantile(others, 0.5, how == "sum_52")
            axes.plot(np.arange(1, middle.size + 1), middle, color=style.GHOST, linewidth=1.4, linestyle=DASHED)
            _scale(axes, ensemble.weekly[key].attrs.get("unit", ""), language)
            axes.set_xlim(0, weeks)
        _mark_shocks(axes, ensemble)
        if key == "profit":
            _mark_ruin(axes, ensemble, e, said["ruined"])
        strip = style.axes_at(sheet, left + TICKS, at + 0.57 + PANEL, room - TICKS - ENDS, 0.17)
        regimes.ribbon(strip, ensemble)
        page.time_axis(strip, weeks, language)
    return sheet


def _known(ensemble: Ensemble, figures: Sequence[str]) -> list[str]:
    there = [str(key) for key in ensemble.weekly if "enterprise" in ensemble.weekly[key].dims]
    for key in figures:
        if key not in there:
            near = get_close_matches(key, there, 1)
            raise ValueError(f"figures: {key!r} found; " + (f"did you mean {near[0]!r}?" if near else ", ".join(there)))
    if not figures:
        raise ValueError("figures: none found; at least one is needed")
    return list(figures)


def seen(ensemble: Ensemble, key: str, enterprise: int = 0) -> tuple[np.ndarray, str]:
    """The weekly values (replicate, week) of a figure as they are drawn, and how: "mean_13", "sum_52" or "".

    What flows is drawn as the mean of the last 13 weeks, what is rare as the sum of the last 52 (of those there are,
    at the beginning, and the first full year on in runs of two years or more); what stands is drawn as it is. After
    ruin, customers and money are the zero they are, and shares that speak of an enterprise no longer there are left out.
    """
    figure = ensemble.weekly[key].isel(enterprise=enterprise)
    values = figure.transpose("replicate", "week").to_numpy().astype(float)
    if (
        figure.attrs.get("over") != "sum"
        and figure.attrs.get("unit") == "share"
        and key not in ("alive", "market_share")
    ):
        values = np.where(ensemble.weekly["alive"].isel(enterprise=enterprise).to_numpy() > 0.5, values, np.nan)
    return drawn(values, figure.attrs.get("over", ""), figure.attrs.get("unit", ""))


def drawn(values: np.ndarray, over: str, unit: str) -> tuple[np.ndarray, str]:
    """Weekly `values` (row, week) of a figure of `unit`, summed or not `over` the weeks, as they are drawn, and how: as `seen`."""
    if over != "sum":
        return values, ""
    weeks, rare = values.shape[1], unit in RARE
    span = 52 if rare else 13
    total = np.cumsum(values, axis=1)
    total[:, span:] = total[:, span:] - total[:, :-span]
    if not rare:
        return total / np.minimum(np.arange(weeks) + 1, span), "mean_13"
    if weeks >= 104:
        total[:, :51] = np.nan
    return total, "sum_52"


def quantile(values: np.ndarray, q: float | Sequence[float], whole: bool = False) -> np.ndarray:
    """Quantiles over futures, week by week; not a number in weeks in which no future has a value.

    `whole` asks for a value some future has, and not for one between two: half a craft is none.
    """
    method: Any = "inverted_cdf" if whole else "linear"
    out = np.full((*np.shape(q), values.shape[1]), np.nan)
    there = (~np.isnan(values)).sum(0)
    all_there, some = there == len(values), (there > 0) & (there < len(values))
    out[..., all_there] = np.quantile(values[:, all_there], q, axis=0, method=method)
    if some.any():  # the slow way only where a future is missing
        out[..., some] = np.nanquantile(values[:, some], q, axis=0, method=method)
    return out


def _panel(sheet: Figure, left: float, top: float, room: float, ensemble: Ensemble, key: str, e: int,
           language: str) -> Axes:  # fmt: skip
    """One figure: label and unit, its sentence, its bands."""
    said = words.words(language)
    values, how = seen(ensemble, key, e)
    weeks = np.arange(1, values.shape[1] + 1)
    about = ensemble.weekly[key].attrs
    unit = about.get("unit", "")
    label = about.get(f"label_{language}") or about.get("label_en") or key
    first, *rest = style.wrapped(label, room - 0.35, 10, True).split("\n")
    label = f"{first} …" if rest else first
    style.say(sheet, left, top, label, 10, bold=True)
    shown = "" if unit == "share" else words.unit(unit.removesuffix("/week") if how == "sum_52" else unit, language)
    shown = "" if shown.lower() in label.lower() else shown
    span = said[how if weeks.size > int(how[-2:]) else "so_far"] if how else ""
    shown = ", ".join(part for part in (shown, span) if part)
    if style.width_of(label, 10, True) + style.width_of(shown, 8.5) < room - 0.3:
        style.say(sheet, left + 0.1 + style.width_of(label, 10, True), top + 0.02, shown, 8.5, style.MUTED)
    text = style.wrapped(sentence(ensemble, key, e, language), room - 0.2, 8.5)
    style.say(sheet, left, top + 0.2, text, 8.5, style.MUTED)
    axes = style.axes_at(sheet, left + TICKS, top + 0.56, room - TICKS - ENDS, PANEL)
    _draw(axes, weeks, values, how == "sum_52")
    _scale(axes, unit, language)
    axes.set_xlim(0, weeks.size)
    axes.set_xticks([])
    middle = quantile(values, 0.5, how == "sum_52")
    if not np.isnan(middle).all():
        last = int(np.flatnonzero(~np.isnan(middle))[-1])
        text = words.quantity(middle[last], unit if how != "sum_52" else "", language)
        style.note(axes, weeks[last] + 0.02 * weeks.size, middle[last], text, 9, style.TEAL, bold=True)
    return axes


def _draw(axes: Axes, weeks: np.ndarray, values: np.ndarray, whole: bool) -> None:
    """Bands and middle line; each future a line where they are few; a dot where there is a single week."""
    single = (~np.isnan(values).all(0)).sum() == 1
    marker, inside = ("o", False) if single else (None, True)
    if len(values) >= FEW:
        for low, high, alpha in BANDS:
            a, b = quantile(values, (low, high), whole)
            axes.fill_between(weeks, a, b, color=style.TEAL, alpha=alpha, linewidth=1.2 if single else 0)
        axes.plot(weeks, values[0], color=style.INK, linewidth=0.55, alpha=0.55, marker=marker, markersize=2)
    elif len(values) > 1:
        axes.plot(weeks, values.T, color=style.TEAL, linewidth=0.7, alpha=0.6, marker=marker, markersize=2)
    axes.plot(weeks, quantile(values, 0.5, whole), color=style.TEAL, linewidth=1.9, marker=marker, clip_on=inside,
              solid_capstyle="round")  # fmt: skip


def _scale(axes: Axes, unit: str, language: str) -> None:
    """Range and ticks: shares from 0 to 100 % unless all are small, other figures from zero, which is always there."""
    data = axes.dataLim
    low, high, ticks = scale(data.y0, data.y1, unit)
    axes.set_ylim(low, high)
    style.tick(axes, [(t, tick(t, unit, language)) for t in ticks])
    if low < 0:
        axes.axhline(0.0, color=style.INK, linewidth=0.8, alpha=0.6, zorder=1)


def scale(least: float, most: float, unit: str) -> tuple[float, float, list[float]]:
    """The range in which values from `least` to `most` are drawn, and where it is marked."""
    counts = unit.removesuffix("/week") in ("crafts", "cards", "persons", "allies", "cells", "customers")
    nothing = not np.isfinite([least, most]).all()
    if nothing or (unit in ("share", "0 to 1") and least >= 0 and 0.3 < most <= 1):
        low, high = 0.0, 1.0
    elif least >= 0:
        low, high = 0.0, 1.06 * most if most > 0 else 1.0
    else:
        room = 0.05 * (most - least)
        low, high = least - room, max(most + room, 0.0)
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=counts).tick_values(low, high)
    return low, high, [float(t) for t in ticks if low <= t <= high * 1.0001]


def tick(value: float, unit: str, language: str) -> str:
    """`value` as a mark of a scale says it."""
    if unit in ("share", "1/week"):
        return words.number(value * 100, language) + "%"
    if unit.startswith("EUR") and abs(value) >= 1e6:
        return words.money(value, language)
    return words.number(value, language)


def _mark_shocks(axes: Axes, ensemble: Ensemble) -> None:
    """A pale stripe while a shock lasts, its number above where it begins."""
    weeks = ensemble.weekly.sizes["week"]
    free = 0.0
    for k, shock in enumerate(s for s in ensemble.scenario.shocks if s["week"] <= weeks):
        a, b = shock["week"] - 1, min(shock.get("until", weeks + 1) - 1, weeks)
        axes.axvspan(a, b, color=style.ATTENTION, alpha=0.12, linewidth=0, zorder=0)
        at = max(a, free)
        free = at + 0.05 * weeks
        style.note(axes, at, axes.get_ylim()[1], str(k + 1), 7.5, bold=True, anchor="bottom")


def ruins(ensemble: Ensemble, enterprise: int = 0) -> np.ndarray:
    """(ruined future,) the last week of each future that ends in ruin."""
    alive = ensemble.weekly["alive"].isel(enterprise=enterprise).transpose("replicate", "week").to_numpy() > 0.5
    return alive.sum(1)[~alive[:, -1]]


def _mark_ruin(axes: Axes, ensemble: Ensemble, e: int, word: str) -> None:
    """A cross at the foot in each week in which some future ends in ruin."""
    ends, weeks = ruins(ensemble, e), ensemble.weekly.sizes["week"]
    if ends.size:
        foot = axes.get_ylim()[0] + 0.06 * np.ptp(axes.get_ylim())
        axes.plot(ends, np.full(ends.size, foot), "x", color=style.TERRACOTTA, markersize=5, markeredgewidth=1.4)
        early = ends.min() < weeks / 4
        at = (ends.max() if early else ends.min()) + (0.025 if early else -0.025) * weeks
        style.note(axes, at, foot, word, 8, style.TERRACOTTA, align="left" if early else "right")


def _key(futures: int, said: dict[str, str]) -> page.Key:
    """How to read lines and bands."""
    entries = [(said["only" if futures == 1 else "median"], {"color": style.TEAL, "linewidth": 1.9})]
    if futures >= FEW:
        nine, half = BANDS[0][2], 1 - (1 - BANDS[0][2]) * (1 - BANDS[1][2])  # the inner band lies upon the outer
        entries += [(said["half"], {"color": style.TEAL, "linewidth": 8.0, "alpha": half}),
                    (said["nine"], {"color": style.TEAL, "linewidth": 8.0, "alpha": nine}),
                    (said["one"], {"color": style.INK, "linewidth": 0.6, "alpha": 0.7})]  # fmt: skip
    elif futures > 1:
        entries += [(said["each"], {"color": style.TEAL, "linewidth": 0.7, "alpha": 0.6})]
    return page.Key(entries)
